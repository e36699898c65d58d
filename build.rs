//! Tells the program what it was built from and with, for `bitext --version --verbose`.
//!
//! The commit is that of the checkout, or the one a published crate was packed from. A debug build names none: to know it, the
//! library would be compiled anew after each commit.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let folder = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let rustc = env::var_os("RUSTC").and_then(|rustc| printed(Command::new(rustc).arg("-V")));
    let known = [
        ("BITEXT_TARGET", env::var("TARGET").ok()),
        ("BITEXT_PROFILE", env::var("PROFILE").ok()),
        ("BITEXT_RUSTC", rustc),
        ("BITEXT_COMMIT", packed_commit(&folder).or_else(|| checked_out_commit(&folder))),
    ];
    for (name, value) in known {
        println!("cargo:rustc-env={name}={}", value.unwrap_or_default());
    }
}

/// The commit that a published crate was packed from, as cargo notes it.
fn packed_commit(folder: &Path) -> Option<String> {
    let info = fs::read_to_string(folder.join(".cargo_vcs_info.json")).ok()?;
    let (_, rest) = info.split_once("\"sha1\": \"")?;
    rest.split_once('"').map(|(commit, _)| commit.to_owned()).filter(|commit| is_hash(commit))
}

/// The commit of the checkout that the folder is the root of. A repository further up is another project's.
fn checked_out_commit(folder: &Path) -> Option<String> {
    if env::var("PROFILE").as_deref() != Ok("release") || !folder.join(".git").exists() {
        return None;
    }
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["rev-parse", "HEAD", "--git-path", "HEAD", "--git-path", "logs/HEAD"]);
    let printed = printed(&mut git)?;
    let mut lines = printed.lines();
    let commit = lines.next().filter(|commit| is_hash(commit))?.to_owned();
    // The first changes when another branch is checked out, the second with each commit. To watch what is not there would mean to
    // build anew each time.
    for path in lines.map(|path| folder.join(path)).filter(|path| path.exists()) {
        println!("cargo:rerun-if-changed={}", path.display());
    }
    Some(commit)
}

fn is_hash(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What a command prints, if it succeeds.
fn printed(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}
