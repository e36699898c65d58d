//! Paths that trick a program: pages that vanish while a run goes on, symbolic links in circles, names that are not UTF-8.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use support::program::{PAIR, bitext, check, files, put};
use tempfile::TempDir;

const HEAD: &str = "---\ntitle: Å\nms.contentlocale: sv-SE\n---\n";

/// Runs a command line on a page that is a pipe and on others. When the pipe is opened, all paths have been looked up; then
/// `meanwhile` is done, and the page comes out of the pipe. `None`, with a printed line, where no pipe can be made.
fn with_pipe(folder: &Path, arguments: &[&str], meanwhile: impl FnOnce()) -> Option<Output> {
    let pipe = folder.join("a.md");
    if !Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: no pipe can be made here");
        return None;
    }
    let child = Command::new(env!("CARGO_BIN_EXE_bitext"))
        .args(arguments)
        // One page after the other, so that none is read before the pipe.
        .env("RAYON_NUM_THREADS", "1")
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut end = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    meanwhile();
    end.write_all(format!("{HEAD}{PAIR}").as_bytes()).unwrap();
    drop(end);
    Some(child.wait_with_output().unwrap())
}

#[test]
fn a_page_that_vanishes_is_named_and_the_others_are_done() {
    for (command, more) in [
        ("check", &["--output-format", "json=report.json"][..]),
        ("clean", &["-o", "out"]),
        ("export", &["--to", "xliff", "-o", "out"]),
        ("stats", &["--format", "json"]),
    ] {
        let folder = TempDir::new().unwrap();
        for name in ["b", "c", "d/e"] {
            put(&folder.path().join(format!("docs/{name}.md")), &format!("{HEAD}{PAIR}"));
        }
        let vanish = || {
            fs::remove_file(folder.path().join("docs/b.md")).unwrap();
            fs::remove_dir_all(folder.path().join("docs/d")).unwrap();
        };
        let Some(output) = with_pipe(folder.path(), &[&[command, "a.md", "docs"], more].concat(), vanish) else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        for path in ["docs/b.md", "docs/d/e.md"] {
            let expected = format!("{path}: error: cannot read it: No such file or directory");
            assert!(said.contains(&expected), "{command}: {expected:?} is not in: {said}");
        }
        let made: Vec<String> = files(&folder.path().join("out")).into_keys().collect();
        let expected: &[&str] = match command {
            "clean" => &[".bitext-outputs", "a.md", "c.md"],
            "export" => &[".bitext-outputs", "a.md.xlf", "c.md.xlf"],
            _ => &[],
        };
        assert_eq!(made, expected, "{command}: {said}");
        if command == "stats" {
            let counts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(counts["total"]["pages"], 2, "{counts}");
        }
        if command == "check" {
            let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
            let report: serde_json::Value = serde_json::from_str(&report).unwrap();
            assert_eq!(report["failures"].as_array().map(Vec::len), Some(2), "{report}");
        }
    }
}

#[test]
fn a_page_that_vanishes_is_not_made_anew_by_a_fix() {
    let folder = TempDir::new().unwrap();
    let page = HEAD.to_owned() + &PAIR.replace(">Å<", ">Se `Get-Å`nu.<").replace(">Y<", ">See `Get-Å` now.<");
    for name in ["b", "c"] {
        put(&folder.path().join(format!("docs/{name}.md")), &page);
    }
    let vanish = || fs::remove_file(folder.path().join("docs/b.md")).unwrap();
    let Some(output) = with_pipe(folder.path(), &["check", "a.md", "docs", "--fix"], vanish) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("docs/b.md: error: cannot read it") && said.contains("1 fixed in 1 page"), "{said}");
    assert!(!folder.path().join("docs/b.md").exists());
    assert_eq!(fs::read_to_string(folder.path().join("docs/c.md")).unwrap(), page.replace("`nu", "` nu"));
}

#[test]
fn a_file_that_vanishes_does_not_stop_an_import() {
    let folder = TempDir::new().unwrap();
    for name in ["a", "b", "c"] {
        put(&folder.path().join(format!("docs/{name}.md")), &format!("{HEAD}{PAIR}"));
    }
    check(folder.path(), &["export", "docs", "--to", "xliff", "-o", "back"], 0, &[]);
    for name in ["b", "c"] {
        let file = folder.path().join(format!("back/{name}.md.xlf"));
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace(">Å<", ">Ö<")).unwrap();
    }
    // What comes out of the pipe is no XLIFF, and is refused at its first line.
    let vanish = || {
        fs::remove_file(folder.path().join("back/b.md.xlf")).unwrap();
        fs::remove_file(folder.path().join("docs/a.md")).unwrap();
    };
    let Some(output) = with_pipe(folder.path(), &["import", "a.md", "back", "--into", "docs"], vanish) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in ["a.md:1:1: error: ", "back/b.md.xlf: error: cannot read it: No such file"] {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
    assert!(fs::read_to_string(folder.path().join("docs/c.md")).unwrap().contains(">Ö<"), "{said}");
    assert!(!folder.path().join("docs/a.md").exists());
}

#[test]
fn links_in_circles_lead_nowhere() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/å/a.md"), &format!("{HEAD}{PAIR}"));
    for (target, link) in [
        (".", "docs/self"),
        ("..", "docs/å/up"),
        ("two.md", "docs/one.md"),
        ("one.md", "docs/two.md"),
        ("me.md", "docs/me.md"),
    ] {
        symlink(target, folder.path().join(link)).unwrap();
    }
    check(folder.path(), &["check", "docs"], 1, &[]);
    let printed = bitext(folder.path(), &["check", "docs", "--output-format", "human"]).stdout;
    assert!(String::from_utf8_lossy(&printed).contains("1 page, 1 pair"));
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["1 page, 1 pair: 1 written"]);
    check(folder.path(), &["export", "docs", "--to", "po", "-o", "po"], 0, &["1 page, 1 unit: 1 written"]);
    check(folder.path(), &["import", "po", "--into", "docs"], 0, &[]);
    check(folder.path(), &["stats", "docs/self"], 0, &[]);
    check(folder.path(), &["check", "docs/one.md"], 2, &["docs/one.md: ", "symbolic links"]);
    check(
        folder.path(),
        &["clean", "docs/å", "--source-root", "docs/me.md", "-o", "x"],
        2,
        &["docs/me.md", "symbolic links"],
    );
    symlink("round", folder.path().join("round")).unwrap();
    for arguments in [
        &["clean", "docs", "-o", "round"][..],
        &["export", "docs", "--to", "po", "-o", "round"],
        &["check", "docs", "--output-format", "json=round"],
        &["check", "docs", "--baseline", "round", "--update-baseline"],
        &["check", "docs", "--config", "round"],
        &["import", "po", "--into", "round"],
        &["import", "round", "--into", "docs"],
    ] {
        check(folder.path(), arguments, 2, &["round"]);
    }
    assert!(folder.path().join("round").is_symlink());
}

/// A name that is not UTF-8.
fn odd(before: &str, after: &str) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(&[before.as_bytes(), b"\xff\xe5", after.as_bytes()].concat()))
}

#[test]
fn names_that_are_not_utf_8_go_everywhere() {
    let folder = TempDir::new().unwrap();
    let page = HEAD.to_owned() + &PAIR.replace(">Å<", ">Se `Get-Å`nu.<").replace(">Y<", ">See `Get-Å` now.<");
    let path = folder.path().join("docs").join(odd("mapp", "")).join(odd("sida", ".md"));
    if fs::create_dir_all(path.parent().unwrap()).and_then(|()| fs::write(&path, &page)).is_err() {
        eprintln!("skipped: every name is UTF-8 here");
        return;
    }
    let shown = "docs/mapp\u{fffd}\u{fffd}/sida\u{fffd}\u{fffd}.md";
    let key = "mapp%ff%e5/sida%ff%e5.md";
    let report = |form: &str| {
        let output = bitext(folder.path(), &["check", "docs", "--output-format", form, "--select", "missing-space"]);
        assert_eq!(output.status.code(), Some(1), "{form}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    for form in ["human", "concise", "json", "github", "junit"] {
        let report = report(form);
        assert!(report.contains(shown), "{form}: {report}");
    }
    // An address can name every byte.
    assert!(report("sarif").contains("docs/mapp%FF%E5/sida%FF%E5.md"), "{}", report("sarif"));
    assert!(report("html").contains("sida\u{fffd}\u{fffd}.md"));
    for form in ["json", "sarif"] {
        let _: serde_json::Value = serde_json::from_str(&report(form)).unwrap();
    }

    let known = ["check", "docs", "--baseline", "known.json"];
    check(folder.path(), &[&known[..], &["--update-baseline"]].concat(), 0, &[]);
    assert!(fs::read_to_string(folder.path().join("known.json")).unwrap().contains(&format!("docs/{key}")));
    check(folder.path(), &known, 0, &[]);

    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["1 written"]);
    let cleaned = folder.path().join("out").join(odd("mapp", "")).join(odd("sida", ".md"));
    assert_eq!(fs::read_to_string(cleaned).unwrap(), format!("{HEAD}Se `Get-Å`nu.\n"));
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["1 unchanged"]);

    for (format, extension) in [("xliff", ".md.xlf"), ("xliff-2.0", ".md.xlf"), ("po", ".md.po")] {
        check(folder.path(), &["export", "docs", "--to", format, "-o", format], 0, &["1 written"]);
        let file = folder.path().join(format).join(odd("mapp", "")).join(odd("sida", extension));
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(key), "{text}");
        fs::write(&file, text.replace("Se ", "Läs ")).unwrap();
        check(folder.path(), &["import", format, "--into", "docs"], 0, &["1 written"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), page.replace("Se ", "Läs "), "{format}");
        fs::write(&path, &page).unwrap();
    }
    check(folder.path(), &["check", "docs", "--fix", "--select", "missing-space"], 0, &["1 fixed in 1 page"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), page.replace("`nu", "` nu"));
    check(folder.path(), &["stats", "docs"], 0, &[]);
    let diff = Command::new(env!("CARGO_BIN_EXE_bitext")).arg("diff").args([&path, &path]).output().unwrap();
    assert_eq!(diff.status.code(), Some(0));
}
