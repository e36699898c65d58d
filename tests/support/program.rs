//! Runs the program in folders made for a test.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::{fixture, fixtures, pages};

/// A page of one pair.
pub const PAIR: &str =
    "<span data-ttu-id=\"a-1\">Å</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">Y</span></span>\n";

/// Runs a command line in a folder.
pub fn bitext(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bitext")).args(arguments).current_dir(folder).output().unwrap()
}

/// Runs a command line and checks its exit code, and that its messages hold each of `said`.
#[track_caller]
pub fn check(folder: &Path, arguments: &[&str], code: i32, said: &[&str]) {
    let output = bitext(folder, arguments);
    let messages = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {messages}");
    for said in said {
        assert!(messages.contains(said), "{said:?} is not in: {messages}");
    }
}

/// Runs git in a folder, without the configuration of the machine.
#[track_caller]
pub fn git(folder: &Path, arguments: &[&str]) {
    let git = Command::new("git")
        .args(["-c", "user.name=Å", "-c", "user.email=a@example.org"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(git.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&git.stderr));
}

/// Runs a shell script in a folder where it may mount a file system; `$0` is the program. The script makes the file `mounted` once
/// it has. `None`, with a printed line, where nothing can be mounted.
pub fn with_small_disk(folder: &Path, script: &str) -> Option<Output> {
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_bitext")])
        .current_dir(folder)
        .output();
    match output {
        Ok(output) if folder.join("mounted").exists() => Some(output),
        other => {
            eprintln!("skipped: no small disk can be mounted here: {other:?}");
            None
        }
    }
}

/// A folder that holds a copy of the bilingual fixtures in `docs`.
pub fn docs() -> TempDir {
    let folder = TempDir::new().unwrap();
    for path in pages(&fixtures().join("docs/bilingual")) {
        put(&folder.path().join("docs").join(&path), &fixture(&format!("docs/bilingual/{}", path.display())));
    }
    folder
}

/// Writes a file, and the folders it is in.
pub fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// All files below a folder with their bytes, hidden ones too.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                // A temporary file of a running process may be gone by now.
                if let Ok(bytes) = fs::read(&path) {
                    found.insert(name, bytes);
                }
            }
        }
    }
    found
}

/// Whether no permission stops this process.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}
