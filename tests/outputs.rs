//! What a run knows of others: the originals, the outputs of earlier runs, and what is not to be read or written.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use support::program::{PAIR, bitext, check, docs, files, is_root, put, with_small_disk};
use support::{fixture, fixtures};
use tempfile::TempDir;

#[test]
fn the_folder_of_originals_is_checked_first() {
    let folder = docs();
    put(&folder.path().join("a-file"), "å");
    for (root, said) in [("missing", "No such file"), ("a-file", "is a file")] {
        check(folder.path(), &["clean", "docs", "-o", "out", "--source-root", root], 2, &[root, said]);
        check(folder.path(), &["clean", "docs", "--in-place", "--source-root", root], 2, &[root, said]);
    }
    assert!(!folder.path().join("out").exists());
    assert_eq!(files(&folder.path().join("docs")), files(&docs().path().join("docs")));
}

#[test]
fn a_page_whose_original_cannot_be_read_is_not_written() {
    let folder = TempDir::new().unwrap();
    for name in ["a.md", "b.md"] {
        put(&folder.path().join("docs").join(name), PAIR);
        put(&folder.path().join("originals").join(name), "Y\n");
    }
    let run = ["clean", "docs", "-o", "out", "--source-root", "originals"];
    // A folder in its place cannot be read by anyone.
    fs::remove_file(folder.path().join("originals/a.md")).unwrap();
    fs::create_dir(folder.path().join("originals/a.md")).unwrap();
    check(folder.path(), &run, 2, &["docs/a.md", "cannot read the original: originals/a.md", "1 written", "1 failed"]);
    assert!(!folder.path().join("out/a.md").exists() && folder.path().join("out/b.md").exists());
    if !is_root() {
        fs::set_permissions(folder.path().join("originals/b.md"), fs::Permissions::from_mode(0o0)).unwrap();
        check(folder.path(), &run, 2, &["cannot read the original: originals/b.md", "ermission denied", "2 failed"]);
    }
}

#[test]
fn a_shorter_path_leads_to_an_original_only_with_its_hash() {
    let folder = TempDir::new().unwrap();
    let hash = bitext::original::open_loc_file_hash(b"Y\n");
    put(&folder.path().join("docs/sv/a.md"), &format!("---\nms.openlocfilehash: {hash}\n---\n{PAIR}"));
    put(&folder.path().join("docs/sv/b.md"), &format!("---\nms.openlocfilehash: {hash}\n---\n{PAIR}"));
    put(&folder.path().join("originals/a.md"), "Y\n");
    put(&folder.path().join("originals/b.md"), "another page of that name\n");
    let source = |page| ["clean", page, "--side", "source", "--source-root", "originals"];
    let printed = |page| String::from_utf8(bitext(folder.path(), &source(page)).stdout).unwrap();
    assert_eq!(printed("docs/sv/a.md"), "Y\n");
    check(folder.path(), &source("docs/sv/a.md"), 0, &[]);
    check(folder.path(), &source("docs/sv/b.md"), 0, &["missing-original", "give the folder of the page"]);
    // The path as it was given needs no hash.
    put(&folder.path().join("originals/docs/sv/b.md"), "Y, changed since\n");
    check(folder.path(), &source("docs/sv/b.md"), 0, &["stale-source"]);
}

#[test]
fn outputs_of_a_full_disk_are_known_to_the_next_run() {
    let folder = TempDir::new().unwrap();
    for number in 0..60 {
        put(&folder.path().join(format!("docs/{number:03}.md")), &PAIR.repeat(1_000));
    }
    fs::create_dir(folder.path().join("disk")).unwrap();
    let script = "mount -t tmpfs -o size=64k tmpfs disk || exit 77
        touch mounted; \"$0\" clean docs -o disk/out; echo code $? >&2
        cp -r disk/out roomy && exec \"$0\" clean docs -o roomy --side source";
    let Some(output) = with_small_disk(folder.path(), script) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("code 2") && said.contains("60 written, 0 unchanged"), "{said}");
    assert!(!said.contains(".bitext-") || said.contains(".bitext-outputs"), "{said}");
}

#[test]
fn messages_are_printed_though_standard_output_is_full() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("skipped: there is no /dev/full");
        return;
    };
    let output = Command::new(env!("CARGO_BIN_EXE_bitext"))
        .args(["clean", "broken.md", "--verbose"])
        .current_dir(fixtures().join("odd"))
        .stdout(full)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in ["broken.md:13:1", "1 page", "cannot write to standard output: No space left"] {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
}

#[test]
fn half_a_line_of_the_record_does_no_harm() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["9 written"]);
    let record = folder.path().join("out/.bitext-outputs");
    let whole = fs::read_to_string(&record).unwrap();
    fs::write(&record, format!("{whole}0123456789abcdef  ar-sa/over")).unwrap();
    check(folder.path(), &["clean", "docs", "-o", "out", "--side", "source"], 0, &["9 written"]);
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["9 written"]);
    assert_eq!(fs::read_to_string(&record).unwrap(), whole);
}

#[test]
fn check_says_what_the_run_would_say() {
    let folder = docs();
    put(&folder.path().join("out/ar-sa/overview.md"), "för hand\n");
    fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
    symlink("../elsewhere", folder.path().join("out/ja-jp")).unwrap();
    put(&folder.path().join("out/ru-ru"), "a file\n");
    let said = [
        "out/ar-sa/overview.md: error: a file is there that bitext did not write",
        "out/ja-jp leads out of out by a symbolic link",
        "a file is in the way: out/ru-ru",
        "3 failed",
    ];
    let before = files(folder.path());
    check(folder.path(), &["clean", "docs", "-o", "out", "--check"], 2, &said);
    assert_eq!(files(folder.path()), before);
    check(folder.path(), &["clean", "docs", "-o", "out"], 2, &said);
}

#[test]
fn outputs_that_no_page_makes_any_more_are_named() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["9 written"]);
    let page = folder.path().join("docs/ar-sa/overview.md");
    fs::rename(&page, page.with_file_name("new.md")).unwrap();
    let said = ["out: warning: no page makes these outputs of earlier runs any more:\n  ar-sa/overview.md\n", "help:"];
    check(folder.path(), &["clean", "docs", "-o", "out", "--check"], 1, &said);
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &said);
    assert!(folder.path().join("out/ar-sa/overview.md").exists());
    let silent = |arguments: &[&str]| {
        let said = bitext(folder.path(), arguments).stderr;
        assert!(!String::from_utf8_lossy(&said).contains("no page makes"), "{arguments:?}");
    };
    // Some pages tell nothing of the others.
    silent(&["clean", "docs/ar-sa/new.md", "-o", "out"]);
    silent(&["clean", "docs", "-o", "out", "--where", "ms.contentlocale=sv-SE"]);
    for page in ["ar-sa/overview.md", "new.md"] {
        fs::remove_file(folder.path().join("out").join(page)).unwrap();
    }
    silent(&["clean", "docs", "-o", "out"]);
    assert!(!fs::read_to_string(folder.path().join("out/.bitext-outputs")).unwrap().contains("overview"));
}

#[test]
fn strict_names_what_an_earlier_run_wrote() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), PAIR);
    check(folder.path(), &["clean", "docs", "-o", "out", "--strict"], 0, &[]);
    put(&folder.path().join("docs/a.md"), &fixture("odd/broken.md"));
    check(
        folder.path(),
        &["clean", "docs", "-o", "out", "--strict"],
        1,
        &["out/a.md is still what an earlier run wrote"],
    );
}

#[test]
fn what_is_left_out_of_a_folder_is_named_with_verbose() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "docs/old"], 0, &["9 written"]);
    symlink("ar-sa", folder.path().join("docs/link")).unwrap();
    symlink("ar-sa/overview.md", folder.path().join("docs/link.md")).unwrap();
    put(&folder.path().join("docs/.hidden.md"), PAIR);
    put(&folder.path().join("docs/ar-sa/._overview.md"), PAIR);
    put(&folder.path().join("docs/.ignore"), "!.hidden.md\n");
    put(&folder.path().join("docs/C.Md"), PAIR);
    check(
        folder.path(),
        &["clean", "docs", "-o", "out", "--verbose"],
        0,
        &[
            "docs/old: info: a folder of outputs was left out",
            "docs/link: info: a symbolic link was left out",
            "docs/link.md: info: a symbolic link",
            "10 pages",
        ],
    );
    assert!(folder.path().join("out/C.Md").exists());
    check(folder.path(), &["clean", "docs/old", "docs/.hidden.md", "-o", "named"], 0, &["10 pages"]);
}

#[test]
fn folders_are_made_only_for_pages_that_are_written() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "out", "--where", "ms.contentlocale=de-DE"], 0, &["1 written"]);
    let made: Vec<_> =
        fs::read_dir(folder.path().join("out")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(made.len(), 2, "{made:?}");
    check(folder.path(), &["clean", "docs", "-o", "none", "--where", "ms.contentlocale=å"], 2, &["is never å"]);
    assert!(!folder.path().join("none").exists());
}

#[test]
fn pages_with_invalid_front_matter_are_chosen_by_their_entries() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/twice.md"), &format!("---\na: 1\na: 2\n---\n{PAIR}"));
    put(&folder.path().join("docs/other.md"), &format!("---\na: 3\nb: [\n---\n{PAIR}"));
    put(&folder.path().join("docs/good.md"), &format!("---\na: 1\n---\n{PAIR}"));
    let said = ["docs/twice.md:3:1: warning[front-matter]", "docs/other.md:", "2 written"];
    check(folder.path(), &["clean", "docs", "-o", "out", "--where", "a=1"], 0, &said);
    let said =
        String::from_utf8(bitext(folder.path(), &["clean", "docs", "-o", "out", "--where", "a=1"]).stderr).unwrap();
    assert_eq!(said.matches("docs/twice.md").count(), 1, "{said}");
}

#[test]
fn a_folder_that_cannot_be_searched_is_reported_whatever_is_selected() {
    let folder = docs();
    put(&folder.path().join("docs/closed/a.md"), PAIR);
    let closed = folder.path().join("docs/closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).unwrap();
    if is_root() {
        eprintln!("skipped: root can read every folder");
    } else {
        let run = ["clean", "docs", "-o", "out", "--section", "å"];
        check(folder.path(), &run, 2, &["docs/closed", "ermission denied", "the selection matches nothing"]);
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_page_that_is_named_twice_is_read_once() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "./docs", "-o", "out"], 0, &["9 pages", "9 written"]);
    check(folder.path(), &["clean", "docs/ar-sa/overview.md", "docs", "-o", "out"], 0, &["9 pages", "9 unchanged"]);
    assert!(!folder.path().join("out/overview.md").exists());
    check(folder.path(), &["stats", "docs", "docs/../docs"], 0, &[]);
    let printed =
        String::from_utf8(bitext(folder.path(), &["stats", "docs", "./docs", "--format", "json"]).stdout).unwrap();
    assert!(printed.replace(char::is_whitespace, "").contains("\"pages\":9,"), "{printed}");
}

#[test]
fn odd_file_names_reach_the_record_and_no_terminal() {
    let folder = TempDir::new().unwrap();
    for name in ["a\nb.md", "100%25.md", "a\\b.md", "a/b.md", "å\u{1b}[31m.md"] {
        put(&folder.path().join("docs").join(name), PAIR);
    }
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["5 written"]);
    check(folder.path(), &["clean", "docs", "-o", "out", "--side", "source"], 0, &["5 written"]);
    let output = bitext(folder.path(), &["clean", "docs", "-o", "out", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().count(), 5, "{printed}");
    assert!(printed.contains("would change: out/a\\u{a}b.md") && !printed.contains('\u{1b}'), "{printed}");
    fs::remove_dir_all(folder.path().join("docs")).unwrap();
    put(&folder.path().join("docs/c.md"), PAIR);
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["  a%0ab.md\n", "  å%1b[31m.md\n"]);
    check(folder.path(), &["clean", "no\nthing.md"], 2, &["no\\u{a}thing.md"]);
}

#[test]
fn a_record_that_is_none_is_named() {
    let folder = docs();
    let record = folder.path().join("out/.bitext-outputs");
    fs::create_dir_all(&record).unwrap();
    let run = ["clean", "docs", "-o", "out"];
    check(folder.path(), &run, 2, &["out/.bitext-outputs", "no regular file", "remove it"]);
    fs::remove_dir(&record).unwrap();
    fs::write(&record, b"\xff\n").unwrap();
    check(folder.path(), &run, 2, &["out/.bitext-outputs", "not UTF-8", "remove it"]);
    fs::File::create(&record).unwrap().set_len(1 << 30).unwrap();
    check(folder.path(), &run, 2, &["out/.bitext-outputs", "too large", "remove it"]);
    fs::remove_file(&record).unwrap();
    put(&folder.path().join("in/.bitext-outputs"), PAIR);
    check(folder.path(), &["clean", "in/.bitext-outputs", "-o", "out"], 2, &["over the list of outputs"]);
    assert!(!record.exists());
}

#[test]
fn an_output_folder_that_cannot_be_one_is_named() {
    let folder = docs();
    put(&folder.path().join("a-file"), "å");
    symlink("nowhere", folder.path().join("dangling")).unwrap();
    check(folder.path(), &["clean", "docs", "-o", "a-file/out"], 2, &["a-file is a file; name a folder to write to"]);
    check(
        folder.path(),
        &["clean", "docs", "-o", "dangling"],
        2,
        &["dangling is a symbolic link to nothing; remove it"],
    );
    assert!(!folder.path().join("nowhere").exists());
    if is_root() {
        eprintln!("skipped: root can write to every folder");
        return;
    }
    fs::create_dir_all(folder.path().join("closed/ar-sa")).unwrap();
    fs::set_permissions(folder.path().join("closed/ar-sa"), fs::Permissions::from_mode(0o555)).unwrap();
    let said = bitext(folder.path(), &["clean", "docs", "-o", "closed"]).stderr;
    let said = String::from_utf8(said).unwrap();
    let expected = "closed/ar-sa/overview.md: error: cannot write it: Permission denied (os error 13)\n";
    assert!(said.contains(expected), "{said}");
    assert!(!said.contains("/.bitext-"), "{said}");
}

#[test]
fn a_read_only_page_is_not_replaced_in_place() {
    let folder = TempDir::new().unwrap();
    let page = folder.path().join("å.md");
    put(&page, PAIR);
    fs::set_permissions(&page, fs::Permissions::from_mode(0o444)).unwrap();
    check(folder.path(), &["clean", "å.md", "--in-place"], 2, &["å.md: error: cannot write it: it is read-only"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), PAIR);
}

#[test]
fn nothing_is_written_that_cannot_be_noted() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "out"], 0, &["9 written"]);
    let record = folder.path().join("out/.bitext-outputs");
    fs::set_permissions(&record, fs::Permissions::from_mode(0o444)).unwrap();
    if is_root() {
        eprintln!("skipped: root can write to every file");
        return;
    }
    let before = files(folder.path());
    let said = ["out/ar-sa/overview.md: error: cannot note it in .bitext-outputs", "9 failed"];
    check(folder.path(), &["clean", "docs", "-o", "out", "--side", "source"], 2, &said);
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_folder_of_nothing_but_outputs_is_named() {
    let folder = docs();
    check(folder.path(), &["clean", "docs", "-o", "all/out"], 0, &["9 written"]);
    check(
        folder.path(),
        &["clean", "all", "--check"],
        2,
        &["no pages there", "all/out holds outputs: give it by itself"],
    );
    check(folder.path(), &["clean", "all/out", "--check"], 0, &["9 pages"]);
}

#[test]
fn a_condition_on_a_key_without_a_value_says_so() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("a.md"), &format!("---\na:\n  b: 1\n---\n{PAIR}"));
    let run = ["clean", "a.md", "--where", "a=1"];
    check(folder.path(), &run, 2, &["`a` has no value that can be compared; it holds keys and values of its own"]);
}
