//! A panic in one page is told as an internal error of that page, and the others are done. It is there with
//! debug assertions only: a page then can ask for a panic.
#![cfg(debug_assertions)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use support::program::{files, put};
use tempfile::TempDir;

const FAULT: &str = "<!-- bitext-fault: panic -->\n";

/// A page with a defect that can be fixed: code and the word behind it are glued together.
fn page(number: usize) -> String {
    format!(
        "---\ntitle: Å\nms.contentlocale: sv-SE\n---\n\
         <span data-ttu-id=\"a{number}-1\">Cmdleten `Get-Å`öppnar {number}.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"a{number}-1\">The `Get-Å` cmdlet opens {number}.</span></span>\n"
    )
}

/// Three pages; the second makes the parser panic.
fn docs() -> TempDir {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), &page(1));
    put(&folder.path().join("docs/b.md"), &(page(2) + FAULT));
    put(&folder.path().join("docs/c.md"), &page(3));
    folder
}

fn bitext(folder: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_bitext"));
    program.args(arguments).env_remove("RUST_BACKTRACE").current_dir(folder).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs a command line that comes upon the panic: it is told as what it is, and nothing else of it is printed.
#[track_caller]
fn fails(folder: &Path, arguments: &[&str]) -> String {
    let output = bitext(folder, arguments);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    let place = "the page asks for a panic (src/parse.rs:";
    for part in
        ["internal error", place, "this is a defect of bitext: please report it", "`bitext --version --verbose`"]
    {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
    for part in ["thread '", "panicked at", "RUST_BACKTRACE", "stack backtrace"] {
        assert!(!said.contains(part), "{part:?} is in: {said}");
    }
    assert!(files(folder).keys().all(|name| !name.contains(".bitext-") || name.ends_with(".bitext-outputs")));
    said
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn the_other_pages_are_checked() {
    let folder = docs();
    let folder = folder.path();
    let run = ["check", "docs", "--output-format", "json", "--output-format", "concise=report.txt"];
    let said = fails(folder, &run);
    assert!(said.contains("docs/b.md: error: internal error"), "{said}");
    let report = read(folder, "report.txt");
    for page in ["docs/a.md", "docs/c.md"] {
        assert!(report.contains(&format!("{page}:5:")), "{report}");
    }
    let json: serde_json::Value = serde_json::from_slice(&bitext(folder, &run).stdout).unwrap();
    let failures = json["failures"].as_array().unwrap();
    assert!(failures.len() == 1 && failures[0]["path"] == "docs/b.md", "{json}");
    assert!(failures[0]["message"].as_str().unwrap().contains("internal error"), "{json}");
}

#[test]
fn the_other_pages_are_fixed() {
    let folder = docs();
    fails(folder.path(), &["check", "docs", "--fix"]);
    for (path, number) in [("docs/a.md", 1), ("docs/c.md", 3)] {
        assert_eq!(read(folder.path(), path), page(number).replace("`öppnar", "` öppnar"));
    }
    assert_eq!(read(folder.path(), "docs/b.md"), page(2) + FAULT);
}

#[test]
fn known_findings_of_the_page_stay_known() {
    let folder = docs();
    let folder = folder.path();
    let baseline = ["check", "docs", "--baseline", "known.json", "--update-baseline"];
    put(&folder.join("docs/b.md"), &page(2));
    assert_eq!(bitext(folder, &baseline).status.code(), Some(0));
    let before = read(folder, "known.json");
    assert!(before.contains("docs/b.md"), "{before}");
    put(&folder.join("docs/b.md"), &(page(2) + FAULT));
    fails(folder, &baseline);
    assert_eq!(read(folder, "known.json"), before);
}

#[test]
fn the_other_pages_are_cleaned() {
    let folder = docs();
    let said = fails(folder.path(), &["clean", "docs", "-o", "out"]);
    assert!(said.contains("2 written") && said.contains("1 failed"), "{said}");
    assert!(read(folder.path(), "out/c.md").ends_with("Cmdleten `Get-Å`öppnar 3.\n"));
    assert!(!folder.path().join("out/b.md").exists());
    fails(folder.path(), &["clean", "docs", "--in-place"]);
    assert!(read(folder.path(), "docs/a.md").ends_with("Cmdleten `Get-Å`öppnar 1.\n"));
    assert_eq!(read(folder.path(), "docs/b.md"), page(2) + FAULT);
}

#[test]
fn the_other_pages_are_exported() {
    let folder = docs();
    let said = fails(folder.path(), &["export", "docs", "--to", "xliff", "-o", "out"]);
    assert!(said.contains("2 written") && said.contains("1 failed"), "{said}");
    assert!(!folder.path().join("out/b.md.xlf").exists());
    fails(folder.path(), &["export", "docs", "--to", "xliff", "--bundle", "-o", "all.xlf"]);
    assert!(!folder.path().join("all.xlf").exists(), "a bundle without one of its pages is no bundle");
}

/// Exports three good pages, edits each, and then has the second make the parser panic.
fn edited(export: &[&str], files: &[&str]) -> TempDir {
    let folder = docs();
    put(&folder.path().join("docs/b.md"), &page(2));
    assert_eq!(bitext(folder.path(), export).status.code(), Some(0));
    for file in files {
        let text = read(folder.path(), file);
        fs::write(folder.path().join(file), text.replace("Cmdleten", "Kommandot")).unwrap();
    }
    put(&folder.path().join("docs/b.md"), &(page(2) + FAULT));
    folder
}

#[test]
fn the_other_pages_are_imported() {
    let one_each =
        edited(&["export", "docs", "--to", "xliff", "-o", "out"], &["out/a.md.xlf", "out/b.md.xlf", "out/c.md.xlf"]);
    let bundle = edited(&["export", "docs", "--to", "xliff", "--bundle", "-o", "out.xlf"], &["out.xlf"]);
    for (folder, from, name) in [(one_each, "out", "out/b.md.xlf:"), (bundle, "out.xlf", "out.xlf:")] {
        let said = fails(folder.path(), &["import", from, "--into", "docs"]);
        assert!(said.contains(name) && said.contains("internal error in b.md: the page asks"), "{said}");
        for path in ["docs/a.md", "docs/c.md"] {
            assert!(read(folder.path(), path).contains("Kommandot"), "{from}: {path}: {said}");
        }
        assert_eq!(read(folder.path(), "docs/b.md"), page(2) + FAULT);
    }
}

#[test]
fn the_other_pages_are_counted() {
    let folder = docs();
    fails(folder.path(), &["stats", "docs"]);
    let output = bitext(folder.path(), &["stats", "docs", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["total"]["pages"], 2, "{json}");
    fails(folder.path(), &["init", "docs"]);
    assert!(folder.path().join("docs/bitext.toml").exists());
}

#[test]
fn a_page_that_cannot_be_compared_is_named() {
    let folder = docs();
    let said = fails(folder.path(), &["diff", "docs/a.md", "docs/b.md"]);
    assert!(said.contains("docs/b.md: internal error"), "{said}");
}

#[test]
fn who_asks_for_a_backtrace_gets_one() {
    let folder = docs();
    let output = Command::new(env!("CARGO_BIN_EXE_bitext"))
        .args(["check", "docs"])
        .env("RUST_BACKTRACE", "1")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = stderr(&output);
    assert!(said.contains("stack backtrace:") && said.contains("docs/b.md: error: internal error"), "{said}");
}
