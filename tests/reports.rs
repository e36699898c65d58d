//! Where the reports of a check go: standard output, files, devices, and places that cannot be written.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::program::{bitext, check, files, is_root, put};
use tempfile::TempDir;

/// A page whose target is empty: a finding, whatever else may be found.
const EMPTY_TARGET: &str =
    "<span data-ttu-id=\"a-1\"></span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">Text</span></span>\n";

fn docs() -> TempDir {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/å.md"), EMPTY_TARGET);
    put(&folder.path().join("docs/none.md"), "Nothing.\n");
    folder
}

/// Runs `check docs` for empty targets, with more arguments; gives its exit code, output and messages.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = bitext(folder, &[&["check", "docs", "--select", "empty-target"], arguments].concat());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn one_run_writes_several_forms() {
    let folder = docs();
    put(&folder.path().join("out.json"), "old");
    fs::set_permissions(folder.path().join("out.json"), fs::Permissions::from_mode(0o600)).unwrap();
    put(&folder.path().join("out.sarif"), "old");
    symlink("out.sarif", folder.path().join("link")).unwrap();
    let outputs = ["json=out.json", "sarif=link", "junit=å b.xml", "human=out.txt", "github=gh", "concise"];
    let arguments: Vec<&str> = outputs.iter().flat_map(|output| ["--output-format", output]).collect();
    let (code, stdout, messages) = run(folder.path(), &arguments);
    assert_eq!((code, &*messages), (Some(1), ""));
    assert!(stdout.starts_with("docs/å.md:1:") && stdout.lines().count() == 1, "{stdout}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let json: Value = serde_json::from_str(&read("out.json")).unwrap();
    assert_eq!(json["findings"][0]["path"], "docs/å.md");
    let sarif: Value = serde_json::from_str(&read("out.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "empty-target");
    assert!(read("å b.xml").contains("<testsuite name=\"docs/å.md\" tests=\"1\""));
    assert!(read("out.txt").contains("target: ") && !read("out.txt").contains('\u{1b}'));
    assert!(read("gh").starts_with("::error file=docs/å.md,line=1"));
    // A link leads to its file, and a file keeps its permissions.
    assert!(folder.path().join("link").is_symlink());
    assert_eq!(fs::metadata(folder.path().join("out.json")).unwrap().permissions().mode() & 0o777, 0o600);
    let left = files(folder.path());
    assert_eq!(left.keys().filter(|name| name.contains(".bitext-")).count(), 0, "{left:?}");
}

#[test]
fn nothing_is_written_unless_all_can_be() {
    let folder = docs();
    put(&folder.path().join("good.json"), "old");
    put(&folder.path().join("folder/x"), "");
    symlink("docs/å.md", folder.path().join("page")).unwrap();
    symlink("nowhere", folder.path().join("lost")).unwrap();
    let before = files(folder.path());
    for (output, said) in [
        ("sarif=missing/out.sarif", "create its folder first"),
        ("sarif=folder", "name a file in it"),
        ("sarif=good.json", "good.json cannot hold two reports"),
        ("sarif=./docs/../good.json", "cannot hold two reports"),
        ("sarif=docs/å.md", "docs/å.md is an input of the run"),
        ("sarif=docs/../docs/å.md", "is an input of the run"),
        ("sarif=page", "is an input of the run"),
        ("sarif=lost", "a symbolic link to nothing"),
        ("sarif=", "there is no file"),
        ("xml=out.xml", "It is one of human, concise, json, sarif, github, junit, html, markdown"),
    ] {
        let arguments = ["check", "docs", "--output-format", "json=good.json", "--output-format", output];
        check(folder.path(), &arguments, 2, &[said]);
        assert_eq!(files(folder.path()), before, "{output}");
    }
    check(folder.path(), &["check", "docs", "--output-format", "json", "--output-format", "sarif"], 2, &["sarif=FILE"]);
    check(folder.path(), &["check", "docs", "--output-format", "json", "--statistics"], 2, &["human=FILE"]);
    if !is_root() {
        fs::set_permissions(folder.path().join("folder"), fs::Permissions::from_mode(0o500)).unwrap();
        check(
            folder.path(),
            &["check", "docs", "--output-format", "json=folder/a.json"],
            2,
            &["cannot write the report"],
        );
    }
}

#[test]
fn a_device_stays_what_it_is() {
    let folder = docs();
    let (code, stdout, messages) = run(folder.path(), &["--output-format", "concise=/dev/stdout"]);
    assert_eq!((code, &*messages), (Some(1), ""));
    assert!(stdout.starts_with("docs/å.md:1:"), "{stdout}");
    assert_eq!(run(folder.path(), &["--output-format", "json=/dev/null"]).0, Some(1));
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn colours_and_width_are_as_the_environment_asks() {
    let folder = docs();
    let long = "lång text ".repeat(30);
    let page = EMPTY_TARGET.replace("Text", &long);
    put(&folder.path().join("docs/å.md"), &page);
    let run = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bitext"));
        command.args(["check", "docs", "--select", "empty-target"]).current_dir(folder.path());
        command
            .env_remove("COLUMNS")
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(variables.iter().copied());
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let has_colour = |variables| run(variables).contains('\u{1b}');
    assert!(!has_colour(&[]));
    assert!(has_colour(&[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colour(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    let widest = |variables| {
        let text = run(variables);
        text.lines().filter(|line| line.starts_with(" | ")).map(|line| line.chars().count()).max().unwrap()
    };
    // A cut at one end takes a column, and there is room for one at both.
    assert_eq!(widest(&[]), 99);
    assert_eq!(widest(&[("COLUMNS", "40")]), 39);
    assert_eq!(widest(&[("COLUMNS", "0")]), 99);
}

#[test]
fn every_form_has_something_to_say_of_no_findings() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/none.md"), "Nothing.\n");
    for (format, said) in [
        ("human", "1 page, 0 pairs: 0 errors, 0 warnings, 0 info; "),
        ("concise", ""),
        ("github", ""),
        ("json", "\"findings\":[]"),
        ("sarif", "\"results\":[]"),
        ("junit", "failures=\"0\""),
        ("markdown", "## bitext check: no errors, no warnings\n\n1 page · 0 pairs\n"),
    ] {
        let (code, stdout, messages) = run(folder.path(), &["--output-format", format]);
        assert_eq!((code, &*messages), (Some(0), ""), "{format}");
        assert!(stdout.contains(said) && stdout.is_empty() == said.is_empty(), "{format}: {stdout}");
    }
}

#[test]
fn too_many_findings_are_counted() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), &EMPTY_TARGET.repeat(120));
    let count = |arguments: &[&str]| {
        let (_, stdout, messages) = run(folder.path(), arguments);
        (stdout.matches("empty-target]").count(), stdout + &messages)
    };
    let (shown, said) = count(&[]);
    assert!(shown == 100 && said.contains("… and 20 more; --max-findings 0 shows all"), "{said}");
    assert_eq!(count(&["--max-findings", "0"]).0, 120);
    assert_eq!(count(&["--output-format", "concise"]).0, 120);
    let (shown, said) = count(&["--output-format", "concise", "--max-findings", "7"]);
    assert!(shown == 7 && said.contains("113 findings more; --max-findings 0 shows all"), "{said}");
    let (_, json) = count(&["--output-format", "json", "--max-findings", "7"]);
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["findings"].as_array().unwrap().len(), 120);
}

#[test]
fn odd_names_and_line_endings_reach_every_form() {
    let folder = TempDir::new().unwrap();
    let name = OsStr::from_bytes(b"a\xff\n%:,.md");
    fs::create_dir(folder.path().join("docs")).unwrap();
    // Some file systems take only UTF-8.
    if fs::write(folder.path().join("docs").join(name), format!("\u{feff}\r\n\r\n{EMPTY_TARGET}")).is_err() {
        return;
    }
    for (format, said) in [
        ("human", "--> docs/a\u{fffd}\\u{a}%:,.md:3:"),
        ("concise", "docs/a\u{fffd}\\u{a}%:,.md:3:"),
        ("github", "::error file=docs/a\u{fffd}%0A%25%3A%2C.md,line=3,"),
        ("json", "\"path\":\"docs/a\u{fffd}\\n%:,.md\""),
        ("sarif", "\"uri\":\"docs/a%FF%0A%25%3A%2C.md\""),
        ("junit", "<testsuite name=\"docs/a\u{fffd}\\u{a}%:,.md\""),
        ("markdown", "| <code>docs/a\u{fffd}&#92;u&#123;a&#125;&#37;&#58;,.md&#58;3&#58;"),
    ] {
        let (code, stdout, _) = run(folder.path(), &["--output-format", format]);
        assert!(code == Some(1) && stdout.contains(said), "{format}: {stdout}");
    }
}
