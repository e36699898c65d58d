//! `bitext --version`: which program this is, and with `--verbose` what a report of a bug needs to say about it.

use std::io::Write as _;

use anyhow::Result;

use super::Status;

/// Prints the version on one line, or with all that is known of the build and the system.
pub(super) fn run(is_verbose: bool) -> Result<Status> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "bitext {}", env!("CARGO_PKG_VERSION"))?;
    if is_verbose {
        for (name, value) in details() {
            writeln!(stdout, "{name}: {value}")?;
        }
    }
    stdout.flush()?;
    Ok(Status::Clean)
}

fn details() -> [(&'static str, String); 6] {
    let known = |value: &str| if value.is_empty() { "unknown".to_owned() } else { value.to_owned() };
    let threads = std::thread::available_parallelism().map(|threads| threads.to_string());
    [
        ("commit", known(env!("BITEXT_COMMIT"))),
        ("rustc", known(env!("BITEXT_RUSTC").trim_start_matches("rustc "))),
        ("target", known(env!("BITEXT_TARGET"))),
        ("profile", known(env!("BITEXT_PROFILE"))),
        ("system", system()),
        ("threads", threads.unwrap_or_default()),
    ]
}

/// The system that the program runs on: its kind, and on Linux its distribution.
fn system() -> String {
    let kind = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    match name.map(|name| name.trim_matches('"')) {
        Some(name) => format!("{kind}, {}", super::report::printable(name)),
        None => kind,
    }
}
