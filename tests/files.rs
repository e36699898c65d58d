//! What the program does to files and folders: it never writes outside its output, never half a file, never over what is not
//! its own, and says what went wrong.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::fixture;
use support::program::{PAIR, check, docs, files, is_root, put};
use tempfile::TempDir;

#[test]
fn a_link_out_of_the_output_is_refused() {
    let folder = docs();
    fs::create_dir_all(folder.path().join("out")).unwrap();
    fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
    symlink("../elsewhere", folder.path().join("out/sv-se")).unwrap();
    check(folder.path(), &["clean", "docs", "-o", "out"], 2, &["out/sv-se", "symbolic link"]);
    let made: Vec<_> = fs::read_dir(folder.path().join("elsewhere")).unwrap().collect();
    assert!(made.is_empty(), "{made:?}");
}

#[test]
fn a_link_in_place_of_an_output_is_refused() {
    let folder = docs();
    put(&folder.path().join("other.md"), "other");
    fs::create_dir_all(folder.path().join("out/ar-sa")).unwrap();
    symlink("../../other.md", folder.path().join("out/ar-sa/overview.md")).unwrap();
    check(folder.path(), &["clean", "docs", "-o", "out"], 2, &["out/ar-sa/overview.md", "--force"]);
    check(folder.path(), &["clean", "docs", "-o", "out", "--force"], 0, &[]);
    assert_eq!(fs::read_to_string(folder.path().join("other.md")).unwrap(), "other");
}

#[test]
fn in_place_keeps_permissions_and_follows_links() {
    let folder = TempDir::new().unwrap();
    let page = folder.path().join("å.md");
    put(&page, PAIR);
    fs::set_permissions(&page, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("å.md", folder.path().join("link.md")).unwrap();
    check(folder.path(), &["clean", "link.md", "--in-place"], 0, &["1 written"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), "Å\n");
    assert_eq!(fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(folder.path().join("link.md").is_symlink());
    assert_eq!(files(folder.path()).len(), 2, "a temporary file is left");
}

#[test]
fn new_files_have_the_permissions_of_any_new_file() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &[]);
    fs::write(folder.path().join("any"), "").unwrap();
    let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode();
    assert_eq!(mode("out/ar-sa/overview.md"), mode("any"));
}

#[test]
fn a_file_that_cannot_be_read_does_not_stop_the_others() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), PAIR);
    put(&folder.path().join("docs/b.md"), PAIR);
    fs::set_permissions(folder.path().join("docs/a.md"), fs::Permissions::from_mode(0o0)).unwrap();
    if is_root() {
        eprintln!("skipped: root can read every file");
        return;
    }
    check(folder.path(), &["clean", "docs", "-o", "out"], 2, &["docs/a.md", "ermission denied", "1 failed"]);
    assert_eq!(fs::read_to_string(folder.path().join("out/b.md")).unwrap(), "Å\n");
}

#[test]
fn an_output_that_cannot_be_written_does_not_stop_the_others() {
    let folder = docs();
    fs::create_dir_all(folder.path().join("out/ar-sa/overview.md")).unwrap();
    check(folder.path(), &["clean", "docs", "-o", "out"], 2, &["out/ar-sa/overview.md", "8 written", "1 failed"]);
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let folder = TempDir::new().unwrap();
    for number in 0..100 {
        put(&folder.path().join(format!("docs/{number:03}.md")), &PAIR.repeat(1_000));
    }
    fs::create_dir(folder.path().join("disk")).unwrap();
    // In a mount namespace of its own, the small disk goes with the process.
    let script = "mount -t tmpfs -o size=64k tmpfs disk || exit 77
        \"$0\" clean docs -o disk/out; code=$?; cp -r disk copy; exit $code";
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_bitext")])
        .current_dir(folder.path())
        .output();
    let output = match output {
        Ok(output) if !matches!(output.status.code(), Some(1 | 77)) || folder.path().join("copy").exists() => output,
        other => {
            eprintln!("skipped: no small disk can be mounted here: {other:?}");
            return;
        }
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in ["No space left on device", "make room and run again", "100 pages", "failed"] {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
    let copy = files(&folder.path().join("copy/out"));
    assert!(!copy.is_empty() && copy.len() < 100);
    for (name, bytes) in copy.iter().filter(|(name, _)| *name != ".bitext-outputs") {
        assert!(name.ends_with(".md"), "{name} is left");
        assert_eq!(bytes.len(), "Å\n".len() * 1_000, "{name}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("å.md"), &PAIR.repeat(200_000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_bitext"))
        .args(["clean", "å.md"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 3];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(first, "Å\n".as_bytes());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_killed_run_leaves_whole_files_and_can_be_run_again() {
    let folder = TempDir::new().unwrap();
    for number in 0..2_000 {
        put(&folder.path().join(format!("docs/{}/{number}.md", number % 7)), &PAIR.repeat(200));
    }
    let out = folder.path().join("out");
    let mut child = Command::new(env!("CARGO_BIN_EXE_bitext"))
        .args(["clean", "docs", "-o", "out"])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while files(&out).len() < 100 && started.elapsed() < Duration::from_secs(10) {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let whole = "Å\n".repeat(200);
    let is_output = |name: &str| !name.rsplit('/').next().unwrap().starts_with(".bitext-");
    let check_whole = |count: std::ops::RangeInclusive<usize>| {
        let outputs: Vec<_> = files(&out).into_iter().filter(|(name, _)| is_output(name)).collect();
        assert!(count.contains(&outputs.len()), "{} files", outputs.len());
        for (name, bytes) in outputs {
            assert!(bytes == whole.as_bytes(), "{name} holds {} bytes", bytes.len());
        }
    };
    check_whole(1..=2_000);
    // What the killed run wrote is known to be an output, so that other bytes may replace it.
    check(folder.path(), &["clean", "docs", "-o", "out", "--side", "source"], 0, &["2,000 pages", "0 failed"]);
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["2,000 written"]);
    check_whole(2_000..=2_000);
}

#[test]
fn an_output_folder_inside_the_input_is_not_read() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "docs/out"], 0, &["9 pages", "9 written"]);
    let first = files(folder.path());
    check(folder.path(), &["clean", "docs", "-o", "docs/out"], 0, &["9 pages", "9 unchanged"]);
    check(folder.path(), &["clean", ".", "-o", "./docs/out/../out"], 0, &["9 pages"]);
    assert_eq!(first.len() + 9, files(folder.path()).len());
}

#[test]
fn a_second_run_changes_no_byte_and_no_time() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["9 written"]);
    let times = || {
        let time = |name: &String| fs::metadata(folder.path().join("out").join(name)).unwrap().modified().unwrap();
        files(&folder.path().join("out")).keys().map(time).collect::<Vec<_>>()
    };
    let (before, bytes) = (times(), files(folder.path()));
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["0 written, 9 unchanged"]);
    assert_eq!((before, bytes), (times(), files(folder.path())));
}

#[test]
fn an_output_that_was_changed_by_hand_stays() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &[]);
    let page = folder.path().join("out/ar-sa/overview.md");
    fs::write(&page, "för hand\n").unwrap();
    let source = ["clean", "docs", "-o", "out", "--side", "source"];
    check(folder.path(), &source, 2, &["out/ar-sa/overview.md", "--force", "8 written", "1 failed"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), "för hand\n");
    check(folder.path(), &[&source[..], &["--force"]].concat(), 0, &["1 written, 8 unchanged"]);
    assert_ne!(fs::read_to_string(&page).unwrap(), "för hand\n");
    // From then on it is an output like any other.
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["9 written"]);
}

#[test]
fn ignored_and_hidden_files_are_not_read() {
    let folder = docs();
    put(&folder.path().join("docs/.gitignore"), "ar-sa/\n*.tmp.md\n");
    put(&folder.path().join("docs/a.tmp.md"), PAIR);
    put(&folder.path().join("docs/.hidden/a.md"), PAIR);
    put(&folder.path().join("docs/a.txt"), PAIR);
    put(&folder.path().join("docs/b.markdown"), PAIR);
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["9 pages", "9 written"]);
    assert!(folder.path().join("out/b.markdown").exists() && !folder.path().join("out/ar-sa").exists());
    // A file that is named is taken.
    check(folder.path(), &["clean", "docs/a.tmp.md", "docs/a.txt", "-o", "named"], 0, &["2 written"]);
}

#[test]
fn strict_writes_no_page_with_a_broken_pair() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/broken.md"), &fixture("odd/broken.md"));
    put(&folder.path().join("docs/good.md"), PAIR);
    check(
        folder.path(),
        &["clean", "docs", "-o", "out", "--strict"],
        1,
        &["docs/broken.md:13:1", "1 written", "1 skipped"],
    );
    assert!(!folder.path().join("out/broken.md").exists() && folder.path().join("out/good.md").exists());
    check(folder.path(), &["clean", "docs", "-o", "out"], 1, &["1 written, 1 unchanged"]);
    check(folder.path(), &["clean", "docs", "--in-place", "--strict"], 1, &["1 written", "1 skipped"]);
    assert_eq!(fs::read_to_string(folder.path().join("docs/broken.md")).unwrap(), fixture("odd/broken.md"));
}

#[test]
fn a_run_without_a_temporary_folder_finds_the_same() {
    let folder = TempDir::new().unwrap();
    for page in ["a.md", "b.md"] {
        let pair = |number: usize| {
            format!(
                "<span data-ttu-id=\"a-{number}\">å {page} {number}</span><span class=\"sxs-lookup\"><span \
                 data-stu-id=\"a-{number}\">Keep the `code{number}` in number {}</span></span>\n\n",
                number / 2
            )
        };
        put(&folder.path().join("docs").join(page), &(1..=3000).map(pair).collect::<String>());
    }
    let found = |temporary: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_bitext"))
            .args(["check", "docs", "--output-format", "json"])
            .env("TMPDIR", temporary)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let report = found(folder.path().to_str().unwrap());
    assert!(report.len() > 3_000_000, "{}", report.len());
    assert!(report == found("not-there"));
    assert_eq!(files(folder.path()).len(), 2, "a temporary file is left");
}
