//! `cargo xtask fuzz`: runs the fuzz targets of `tests/fuzz` for a time each, with our own pages and files as their first inputs.
//!
//! They are built as cargo-fuzz builds them, with coverage of libFuzzer, but by the compiler of the project and without a
//! sanitizer: the sources have no `unsafe`. So it needs a C++ compiler, but neither cargo-fuzz nor a nightly compiler.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use bitext::exchange::format::Format;

use crate::exported::exported;
use crate::sets::number;

/// Run the fuzz targets for a time each
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Run these targets only
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,

    /// How long each of them runs
    #[arg(long, value_name = "N", default_value = "60")]
    seconds: u64,

    /// How many of them run side by side
    #[arg(long, value_name = "N", default_value = "2")]
    jobs: usize,

    /// What the chance starts from; 0 takes another each time
    #[arg(long, default_value = "0")]
    seed: u32,
}

/// A target with its tokens.
struct Target {
    name: &'static str,
    dictionary: &'static str,
}

const TARGETS: &[Target] = &[
    Target { name: "page", dictionary: "page.dict" },
    Target { name: "front_matter", dictionary: "front_matter.dict" },
    Target { name: "import", dictionary: "import.dict" },
    Target { name: "configuration", dictionary: "configuration.dict" },
    Target { name: "pipeline", dictionary: "page.dict" },
];

/// What cargo-fuzz gives the compiler on every system, but for the sanitizer: counters on the edges of all code, and the values
/// that it compares.
const FLAGS: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cdebug-assertions",
    "--cfg",
    "fuzzing",
];

/// Seconds that one input may take, however busy the machine is.
const PATIENCE: u32 = 20;

/// What became of a target.
struct Outcome {
    name: &'static str,
    executions: usize,
    edges: usize,
    inputs: usize,
    seconds: f64,
    is_survived: bool,
}

/// Builds, runs, and says whether all inputs were survived.
pub(crate) fn run(args: &Args) -> Result<bool> {
    let known = |name: &str| TARGETS.iter().any(|target| target.name == name);
    if let Some(name) = args.targets.iter().find(|name| !known(name)) {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        bail!("there is no target {name}; there are {}", names.join(", "));
    }
    let folder = crate::root().join("tests/fuzz");
    let programs = build(&folder)?;
    seed(&folder.join("corpus"))?;
    let asked = |target: &&Target| args.targets.is_empty() || args.targets.iter().any(|name| name == target.name);
    let queue: Mutex<VecDeque<&Target>> = Mutex::new(TARGETS.iter().filter(asked).collect());
    let outcomes = Mutex::new(Vec::new());
    let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    std::thread::scope(|scope| {
        for _ in 0..args.jobs.max(1) {
            scope.spawn(|| {
                while let Some(target) = take() {
                    let outcome = fuzz(&folder, &programs, target, args);
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    let outcomes = outcomes.into_iter().collect::<Result<Vec<_>>>()?;
    print(&outcomes);
    Ok(outcomes.iter().all(|outcome| outcome.is_survived))
}

/// Builds all targets at once, and gives the folder that they are in.
fn build(folder: &Path) -> Result<PathBuf> {
    let rustc = Command::new("rustc").arg("-vV").output().context("rustc")?;
    let rustc = String::from_utf8(rustc.stdout)?;
    // With a target named, the flags are for the targets alone, not for build scripts and macros.
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--locked", "--release", "--bins", "--target", host, "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        // cargo has told this process of its own folder.
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .status()
        .context("cargo")?;
    if !status.success() {
        bail!("the fuzz targets cannot be built");
    }
    Ok(folder.join("target").join(host).join("release"))
}

/// Puts the first inputs into the corpora, each under a name of its own.
fn seed(corpora: &Path) -> Result<()> {
    let root = crate::root();
    let fixtures = root.join("fixtures");
    let write = |target: &str, name: &str, bytes: &[u8]| -> Result<()> {
        let folder = corpora.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes).with_context(|| format!("the first inputs of {target}"))
    };
    let flat = |path: &Path| path.to_string_lossy().replace(['/', '\\'], "_");
    for page in bitext::walk::pages(std::slice::from_ref(&fixtures), None).whole()? {
        let (name, bytes) = (flat(&page.relative), fs::read(&page.path)?);
        for target in ["page", "front_matter", "pipeline"] {
            write(target, &name, &bytes)?;
        }
        write("pipeline", &format!("{name}.edited"), &[b"\x00\x01\x04\x01\x08\x0e\x02\x00\x30\xff", &*bytes].concat())?;
    }
    let page = fs::read_to_string(fixtures.join("docs/bilingual/sv-se/privacy/consent.md"))?;
    let (document, _) = bitext::parse(&page);
    for format in [Format::Xliff12, Format::Xliff20, Format::Xliff21, Format::Xliff22, Format::Po] {
        let file = exported(&document, "sv-se", format).context("the page has pairs")?;
        write("import", &format!("{format:?}"), file.as_bytes())?;
    }
    let extensions = &["xlf", "xliff", "po"];
    for file in bitext::walk::files(&[fixtures.join("exchange")], None, extensions).whole()? {
        write("import", &flat(&file.relative), &fs::read(&file.path)?)?;
    }
    let extensions = &["toml", "csv", "tbx", "json"];
    let folders = [root.join("tests/fuzz/seeds"), fixtures.join("config"), fixtures.join("check")];
    for file in bitext::walk::files(&folders, None, extensions).whole()? {
        write("configuration", &flat(&file.relative), &fs::read(&file.path)?)?;
    }
    Ok(())
}

/// Runs a target for its time.
fn fuzz(folder: &Path, programs: &Path, target: &Target, args: &Args) -> Result<Outcome> {
    let Target { name, dictionary } = *target;
    let artifacts = folder.join("artifacts").join(name);
    fs::create_dir_all(&artifacts)?;
    let started = Instant::now();
    let output = Command::new(programs.join(name))
        .arg(folder.join("corpus").join(name))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(format!("-dict={}", folder.join(dictionary).display()))
        .arg(format!("-max_total_time={}", args.seconds))
        .arg(format!("-seed={}", args.seed))
        .arg(format!("-timeout={PATIENCE}"))
        .args(["-print_final_stats=1", "-rss_limit_mb=2048"])
        .output()
        .with_context(|| name.to_owned())?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let lines: Vec<&str> = said.lines().collect();
        eprintln!("{name}:\n{}", lines[lines.len().saturating_sub(40)..].join("\n"));
    }
    // `#2048 DONE   cov: 5 ft: 6 corp: 2/8b …`, and behind it a dictionary between lines of `#`.
    let is_count =
        |line: &&str| line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    let last = said.lines().rfind(is_count).unwrap_or_default();
    let behind = |key: &str| {
        let found = last.split(key).nth(1)?;
        found.trim_start().split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
    };
    Ok(Outcome {
        name,
        executions: behind("#").unwrap_or_default(),
        edges: behind("cov:").unwrap_or_default(),
        inputs: behind("corp:").unwrap_or_default(),
        seconds: started.elapsed().as_secs_f64(),
        is_survived: output.status.success(),
    })
}

fn print(outcomes: &[Outcome]) {
    println!("| target | seconds | executions | edges | inputs kept | |\n| --- | ---: | ---: | ---: | ---: | --- |");
    for outcome in outcomes {
        let Outcome { name, seconds, executions, edges, inputs, is_survived } = *outcome;
        let [executions, edges, inputs] = [executions, edges, inputs].map(number);
        let verdict = if is_survived { "survived" } else { "failed" };
        println!("| `{name}` | {seconds:.0} | {executions} | {edges} | {inputs} | {verdict} |");
    }
}
