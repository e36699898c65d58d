//! Which rules hold, which pages are checked, which findings count: what the options, the configuration and comments do to a run.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::program::{bitext, check, git, put};
use tempfile::TempDir;

/// A page with an empty target, and an id that is used twice.
fn page(front_matter: &str) -> String {
    let pair = |id: u32, target: &str, source: &str| {
        format!(
            "<span data-ttu-id=\"0a1b2-{id}\">{target}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"0a1b2-{id}\">{source}</span></span>\n\n"
        )
    };
    format!("---\n{front_matter}\n---\n{}{}{}", pair(101, "", "Öppna"), pair(102, "Å", "A"), pair(102, "Ä", "B"))
}

const CONFIG: &str = "select = ['empty-target', 'duplicate-id', 'suppression']\n";

/// A folder with `docs/a.md`, `docs/juridik/b.md` and a configuration.
fn folder(config: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), &page("title: å"));
    put(&folder.path().join("docs/juridik/b.md"), &page("ms.collection: [hjälp, juridik]"));
    put(&folder.path().join("docs/bitext.toml"), &format!("{CONFIG}{config}"));
    folder
}

/// Runs `check docs`, and gives the exit code and what was found: `severity[rule]`, sorted by page and place.
fn run(folder: &Path, arguments: &[&str]) -> (i32, Vec<String>) {
    let mut all = vec!["check", "docs", "--output-format", "concise", "--verbose"];
    all.extend(arguments);
    let output = bitext(folder, &all);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let words = stdout.split_whitespace().map(|word| word.trim_end_matches(':'));
    let is_finding =
        |word: &&str| word.ends_with(']') && ["error[", "warning[", "info["].iter().any(|s| word.starts_with(s));
    (output.status.code().unwrap(), words.filter(is_finding).map(str::to_owned).collect())
}

const EMPTY: &str = "error[empty-target]";
const DUPLICATE: &str = "error[duplicate-id]";

#[track_caller]
fn finds(folder: &Path, arguments: &[&str], code: i32, expected: &[&str]) {
    let (found_code, found) = run(folder, arguments);
    assert_eq!(found, expected, "{arguments:?}");
    assert_eq!(found_code, code, "{arguments:?}");
}

#[test]
fn options_choose_rules() {
    let folder = folder("");
    let here = folder.path();
    finds(here, &[], 1, &[EMPTY, DUPLICATE, EMPTY, DUPLICATE]);
    finds(here, &["--select", "empty-target"], 1, &[EMPTY, EMPTY]);
    finds(here, &["--ignore", "structure"], 0, &[]);
    finds(
        here,
        &["--severity", "empty-target=info,duplicate-id=off"],
        0,
        &["info[empty-target]", "info[empty-target]"],
    );
    finds(here, &["--select", "structure", "--ignore", "duplicate-id"], 1, &[EMPTY, EMPTY]);
}

#[test]
fn the_nearest_configuration_holds_and_can_be_left_out() {
    let folder = folder("ignore = ['empty-target', 'duplicate-id']");
    let here = folder.path();
    put(&here.join("other.toml"), "select = ['duplicate-id']");
    finds(here, &[], 0, &[]);
    finds(here, &["--config", "other.toml"], 1, &[DUPLICATE, DUPLICATE]);
    finds(here, &["--no-config", "--select", "empty-target"], 1, &[EMPTY, EMPTY]);
    // Found from the page upwards, whatever the current folder is.
    check(&here.join("docs/juridik"), &["check", "b.md"], 0, &[]);
    check(&here.join("docs/juridik"), &["check", "../a.md"], 0, &[]);
}

#[test]
fn overrides_are_for_paths_and_front_matter() {
    let text = "severity = { duplicate-id = 'off', empty-target = 'info' }\n\
                [[overrides]]\nwhere = { 'ms.collection' = 'juridik' }\nseverity = { empty-target = 'error' }\n\
                [[overrides]]\npaths = ['a.md']\nseverity = { duplicate-id = 'warning' }\n";
    let folder = folder(text);
    finds(folder.path(), &[], 1, &["info[empty-target]", "warning[duplicate-id]", EMPTY]);
    finds(
        folder.path(),
        &["--severity", "empty-target=warning"],
        1,
        &["warning[empty-target]", "warning[duplicate-id]", "warning[empty-target]"],
    );
}

#[test]
fn pages_are_left_out() {
    let folder = folder("exclude = ['juridik']");
    finds(folder.path(), &[], 1, &[EMPTY, DUPLICATE]);
    check(folder.path(), &["check", "docs/juridik/b.md"], 0, &["every page is left out"]);
}

#[test]
fn what_lets_a_run_fail_can_be_chosen() {
    let folder = folder("fail-on = 'error'\nseverity = { duplicate-id = 'off', empty-target = 'warning' }");
    let found = ["warning[empty-target]", "warning[empty-target]"];
    finds(folder.path(), &[], 0, &found);
    finds(folder.path(), &["--fail-on", "warning"], 1, &found);
    finds(folder.path(), &["--fail-on", "never", "--severity", "empty-target=error"], 0, &[EMPTY, EMPTY]);
    // What cannot be done is no finding.
    check(folder.path(), &["check", "nowhere", "--fail-on", "never"], 2, &["nowhere"]);
}

#[test]
fn what_is_no_text_or_has_no_original_fails_a_run_as_findings_do() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(&here.join("docs/å.md"), &page("title: å"));
    fs::create_dir(here.join("originals")).unwrap();
    let without = ["check", "docs", "--source-root", "originals", "--select", "stale-source"];
    for (more, code) in [(&[][..], 1), (&["--fail-on", "error"], 0), (&["--fail-on", "never"], 0)] {
        check(here, &[&without, more].concat(), code, &["missing-original"]);
    }
    fs::write(here.join("docs/å.md"), b"\xff\n").unwrap();
    for (more, code) in [(&[][..], 1), (&["--fail-on", "error"], 1), (&["--fail-on", "never"], 0)] {
        check(here, &[&["check", "docs"], more].concat(), code, &[]);
    }
}

#[test]
fn a_page_that_changes_during_the_run_is_named() {
    let folder = folder("");
    let here = folder.path();
    let pipes = [here.join("github"), here.join("json")];
    if !Command::new("mkfifo").args(&pipes).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: no pipe can be made here");
        return;
    }
    for after in [Some(""), Some("<span data-ttu-id=\"0a1b2-102\">日本"), None] {
        put(&here.join("docs/a.md"), &page("title: å"));
        let run = Command::new(env!("CARGO_BIN_EXE_bitext"))
            .args(["check", "docs", "--output-format", "github=github", "--output-format", "json=json"])
            .current_dir(here)
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // All pages are checked when the first report is written; the second waits for its reader, and needs the texts.
        let first = fs::File::open(&pipes[0]).unwrap();
        match after {
            Some(after) => put(&here.join("docs/a.md"), after),
            None => fs::remove_file(here.join("docs/a.md")).unwrap(),
        }
        let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&pipes[1]).unwrap()).unwrap();
        drop(first);
        let output = run.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert_eq!(said.matches("the page changed since it was checked").count(), 1, "{said}");
        assert!(said.contains("docs/a.md: error: the page changed"), "{said}");
        let quoted = json["findings"].as_array().unwrap().iter().map(|finding| finding["pair"]["id"].as_str());
        assert_eq!(quoted.collect::<Vec<_>>(), [None, None, Some("0a1b2-101"), Some("0a1b2-102")], "{json}");
    }
}

#[test]
fn the_gravest_are_reported_first() {
    let folder = folder("severity = { empty-target = 'warning' }");
    finds(folder.path(), &["--max-findings", "3"], 1, &["warning[empty-target]", DUPLICATE, DUPLICATE]);
    let all = ["warning[empty-target]", DUPLICATE, "warning[empty-target]", DUPLICATE];
    finds(folder.path(), &["--max-findings", "0"], 1, &all);
    let one = ["check", "docs", "--max-findings", "1", "--output-format", "concise"];
    check(folder.path(), &one, 1, &["3 findings more; --max-findings 0 shows all"]);
}

#[test]
fn comments_suppress_findings() {
    let folder = folder("");
    let with = |comment: &str| {
        put(&folder.path().join("docs/a.md"), &page("title: å").replacen("\n---\n", &format!("\n---\n{comment}\n"), 1))
    };
    let rest = [EMPTY, DUPLICATE];
    with("<!-- bitext-ignore empty-target: heter ingenting -->");
    finds(folder.path(), &[], 1, &[&[DUPLICATE][..], &rest].concat());
    with("<!-- bitext-ignore-file duplicate-id, empty-target: äldre sida -->");
    finds(folder.path(), &[], 1, &rest);
    with("<!-- bitext-ignore duplicate-id: står inte här -->");
    finds(folder.path(), &[], 1, &[&["warning[suppression]", EMPTY, DUPLICATE][..], &rest].concat());
    // A rule that is off cannot have findings to suppress.
    finds(folder.path(), &["--select", "empty-target,suppression"], 1, &[EMPTY, EMPTY]);
}

#[test]
fn known_findings_are_not_reported() {
    let folder = folder("baseline = '../känt.json'\n");
    let here = folder.path();
    check(here, &["check", "docs"], 2, &["there is no baseline", "--update-baseline"]);
    check(here, &["check", "docs", "--update-baseline"], 0, &["känt.json: 4 findings, 4 of them new"]);
    let written = fs::read_to_string(here.join("känt.json")).unwrap();
    assert_eq!(written.matches("\"path\":\"docs/juridik/b.md\"").count(), 2, "{written}");
    finds(here, &[], 0, &[]);
    // Moved lines, a renamed page.
    put(&here.join("docs/ny/c.md"), &page("title: å\nms.prod: ä").replace("---\n<", "---\n# Å\n\n<"));
    fs::remove_file(here.join("docs/a.md")).unwrap();
    finds(here, &[], 0, &[]);
    // One more, in a page that has the others.
    let more = page("ms.collection: [hjälp, juridik]")
        + "<span data-ttu-id=\"0a1b2-103\"></span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-103\">Ny</span></span>\n";
    put(&here.join("docs/juridik/b.md"), &more);
    finds(here, &[], 1, &[EMPTY]);
    check(here, &["check", "docs", "--update-baseline"], 0, &["5 findings, 1 of them new; 0 not found any more"]);
    finds(here, &[], 0, &[]);
}

#[test]
fn a_baseline_keeps_what_a_run_does_not_look_for() {
    let folder = folder("");
    let here = folder.path();
    let update = |paths: &[&str], more: &[&str], said: &str| {
        let arguments = [&["check", "--baseline", "känt.json", "--update-baseline"], paths, more].concat();
        check(here, &arguments, 0, &[said]);
    };
    update(&["docs"], &[], "4 findings, 4 of them new");
    put(&here.join("docs/a.md"), "å\n");
    put(&here.join("docs/juridik/b.md"), "å\n");
    check(here, &["check", "docs", "--baseline", "känt.json"], 0, &["4 findings in it are not found any more"]);
    update(&["docs/a.md"], &["--select", "duplicate-id"], "3 findings, 0 of them new; 1 not found any more");
    update(&["docs/a.md"], &[], "2 findings, 0 of them new; 1 not found any more");
    // It may have been renamed: only a run over all pages can tell.
    fs::remove_file(here.join("docs/juridik/b.md")).unwrap();
    let part = bitext(here, &["check", "docs/a.md", "--baseline", "känt.json"]);
    assert_eq!((part.status.code(), &*part.stderr), (Some(0), &b""[..]));
    update(&["docs/a.md"], &[], "2 findings, 0 of them new; 0 not found any more");
    update(&["docs"], &[], "0 findings, 0 of them new; 2 not found any more");
}

#[test]
fn a_page_that_was_moved_keeps_its_known_findings_whatever_was_checked_meanwhile() {
    let folder = folder("");
    let here = folder.path();
    let known = ["--baseline", "känt.json"];
    check(here, &[&["check", "docs", "--update-baseline"], &known[..]].concat(), 0, &["4 findings, 4 of them new"]);
    fs::rename(here.join("docs/juridik"), here.join("docs/legal")).unwrap();
    check(
        here,
        &[&["check", "docs/a.md", "--update-baseline"], &known[..]].concat(),
        0,
        &["4 findings, 0 of them new"],
    );
    // A copy that stands before it in the order of paths is what is new.
    fs::create_dir(here.join("docs/copy")).unwrap();
    fs::copy(here.join("docs/legal/b.md"), here.join("docs/copy/c.md")).unwrap();
    let output = bitext(here, &[&["check", "docs", "--output-format", "concise"], &known[..]].concat());
    let lines = String::from_utf8_lossy(&output.stdout);
    assert!(lines.lines().count() == 2 && lines.lines().all(|line| line.starts_with("docs/copy/c.md:")), "{lines}");
}

/// A folder with three pages, of which one translates a sentence in another way.
fn inconsistent_folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let page = |target: &str| {
        format!(
            "---\nms.contentlocale: sv-SE\n---\n<span data-ttu-id=\"0a1b2-101\">{target}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"0a1b2-101\">Rules of retention for data.</span></span>\n"
        )
    };
    for (name, target) in [("a", "Regler för lagring."), ("b", "Kvarhållningsregler."), ("c", "Regler för lagring.")]
    {
        put(&folder.path().join(format!("docs/{name}.md")), &page(target));
    }
    put(
        &folder.path().join("bitext.toml"),
        "select = ['inconsistent']\nseverity = { inconsistent = 'warning' }\nbaseline = 'b.json'\n",
    );
    folder
}

#[test]
fn a_part_of_the_pages_says_nothing_of_rules_that_compare_all() {
    let folder = inconsistent_folder();
    let here = folder.path();
    check(here, &["check", "docs", "--update-baseline"], 0, &["1 finding, 1 of them new"]);
    for part in [&["docs/b.md"][..], &["docs/a.md", "docs/b.md"], &["docs/b.md", "docs/b.md"]] {
        check(here, &[&["check", "--update-baseline"], part].concat(), 0, &["1 finding, 0 of them new; 0 not found"]);
        check(here, &[&["check"], part].concat(), 0, &[]);
    }
    fs::create_dir(here.join("docs/one")).unwrap();
    fs::rename(here.join("docs/a.md"), here.join("docs/one/a.md")).unwrap();
    check(here, &["check", "docs/one", "--update-baseline"], 0, &["1 finding, 0 of them new; 0 not found"]);
    check(here, &["check", "docs"], 0, &[]);
    fs::remove_file(here.join("docs/b.md")).unwrap();
    check(here, &["check", "docs", "--update-baseline"], 0, &["0 findings, 0 of them new; 1 not found"]);
}

#[test]
fn a_path_that_is_not_there_stops_no_other() {
    let folder = folder("");
    let here = folder.path();
    let missing = ["error: gone.md: No such file", "error: gone-too: No such file"];
    let report = ["check", "gone.md", "docs/a.md", "gone-too", "--output-format", "concise=report.txt"];
    check(here, &report, 2, &missing);
    assert!(fs::read_to_string(here.join("report.txt")).unwrap().contains("docs/a.md:4:1: error[empty-target]"));
    check(here, &["check", "gone.md", "gone-too"], 2, &missing);
    check(here, &["clean", "gone.md", "docs/juridik/b.md", "-o", "out"], 2, &missing[..1]);
    assert!(here.join("out/b.md").is_file());
}

#[test]
fn a_diff_is_no_report() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(
        &here.join("a.md"),
        "---\nms.contentlocale: sv-SE\n---\n<span data-ttu-id=\"0a1b2-101\">`Get-Item`cmdlet</span><span class=\"sxs-lookup\">\
         <span data-stu-id=\"0a1b2-101\">`Get-Item` cmdlet</span></span>\n",
    );
    check(here, &["check", "a.md", "--diff"], 1, &["1 would be fixed in 1 page"]);
    check(here, &["check", "a.md", "--diff", "--fail-on", "never"], 0, &["1 would be fixed in 1 page"]);
    check(here, &["check", "a.md", "--diff", "--output-format", "json=r.json"], 2, &["cannot be used with"]);
    check(here, &["check", "a.md", "--diff", "--statistics"], 2, &["cannot be used with"]);
    check(
        here,
        &["check", "a.md", "--output-format", "json=-"],
        2,
        &["what has no file goes to standard output: write `json`"],
    );
}

#[test]
fn a_damaged_baseline_is_told_from_an_empty_one() {
    let folder = folder("");
    for (text, said) in
        [("", "this is no baseline"), ("{\n<<<<<<< å", "känt.json:2:1"), ("{\"version\": 7}", "version 7")]
    {
        put(&folder.path().join("känt.json"), text);
        check(folder.path(), &["check", "docs", "--baseline", "känt.json"], 2, &[said, "help: remove the file"]);
        check(folder.path(), &["check", "docs", "--baseline", "känt.json", "--update-baseline"], 2, &[said]);
        assert_eq!(fs::read_to_string(folder.path().join("känt.json")).unwrap(), text);
    }
}

#[test]
fn only_changed_pages_are_checked() {
    let folder = folder("");
    let here = folder.path();
    let git = |arguments: &[&str]| git(here, arguments);
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "å"]);
    finds(here, &["--changed-since", "main"], 0, &[]);
    check(here, &["check", "docs", "--changed-since", "main"], 0, &["no page changed since main"]);
    put(&here.join("docs/juridik/b.md"), &(page("ms.collection: juridik") + "Å\n"));
    finds(here, &["--changed-since", "main"], 1, &[EMPTY, DUPLICATE]);
    check(&here.join("docs/juridik"), &["check", "b.md", "--changed-since", "main"], 1, &[]);
    check(here, &["check", "docs", "--changed-since=-x"], 2, &["`-x` is no revision"]);
    check(here, &["check", "docs", "--changed-since", "--output=x"], 2, &["`--output=x` is no revision"]);
    check(here, &["check", "docs", "--changed-since", "nowhere"], 2, &["git knows no commit `nowhere`"]);
}

#[test]
fn a_first_configuration_is_written_and_read() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(&here.join("docs/a.md"), &page("ms.contentlocale: sv-SE"));
    check(here, &["init", "docs"], 0, &["wrote docs/bitext.toml from 1 page"]);
    let text = fs::read_to_string(here.join("docs/bitext.toml")).unwrap();
    assert!(text.contains("sv-SE (1)"), "{text}");
    finds(here, &["--select", "empty-target"], 1, &[EMPTY]);
    put(&here.join("docs/bitext.toml"), "# mine\n");
    check(here, &["init", "docs"], 2, &["docs/bitext.toml is there already; --force replaces it"]);
    assert_eq!(fs::read_to_string(here.join("docs/bitext.toml")).unwrap(), "# mine\n");
    check(here, &["init", "docs", "--force"], 0, &["wrote docs/bitext.toml"]);
    assert_eq!(fs::read_to_string(here.join("docs/bitext.toml")).unwrap(), text);
    check(here, &["init", "docs/a.md"], 2, &["docs/a.md is a file"]);
    check(here, &["init", "nowhere"], 2, &["nowhere"]);
    fs::create_dir(here.join("empty")).unwrap();
    check(here, &["init", "empty"], 2, &["no pages there"]);
    assert!(!here.join("empty/bitext.toml").exists());
}
