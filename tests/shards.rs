//! A run split over shards: `check --shard` and `report merge` say together what one run says, and refuse what does not fit together.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::program::{bitext, check, docs, put};
use tempfile::TempDir;

/// A page of some pairs, each a source and a target.
fn page(front_matter: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = format!("---\nms.contentlocale: sv-SE\n{front_matter}---\n");
    for (number, (source, target)) in (101..).zip(pairs) {
        let id = format!("0a1b2-{number}");
        text += &format!(
            "\n<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>\n"
        );
    }
    text
}

/// A repository with something for every rule that compares pages, for comments and for overrides; odd names and bytes too.
fn repository() -> TempDir {
    let folder = docs();
    let here = folder.path();
    let many = |word: &str| {
        let source =
            format!("Every {word} of the archive is copied to the other site before the first copy is removed there.");
        let target =
            format!("Varje {word} i arkivet kopieras till den andra platsen innan den första kopian tas bort där.");
        (source, target)
    };
    for number in 0..12 {
        let texts: Vec<(String, String)> = (0..12).map(|one| many(&format!("fil{number}x{one}"))).collect();
        let mut pairs: Vec<(&str, &str)> = texts.iter().map(|(source, target)| (&**source, &**target)).collect();
        let rules = if number % 3 == 0 { "Regler för lagring" } else { "Kvarhållningsregler" };
        pairs.push(("Rules of retention", rules));
        if number == 7 {
            pairs.push((&texts[0].0, "Kopieras."));
        }
        put(&here.join(format!("docs/sv-se/run/{number}.md")), &page("", &pairs));
    }
    let comment =
        |names: &str, pair| page("", &[pair]).replace("---\n\n", &format!("---\n<!-- bitext-ignore {names}: å -->\n"));
    let other = ("Rules of retention", "Lagringsregler");
    put(&here.join("docs/sv-se/run/used.md"), &comment("inconsistent", other));
    put(&here.join("docs/sv-se/run/idle.md"), &comment("length-ratio, empty-target", other));
    put(&here.join("docs/sv-se/juridik/strict.md"), &page("ms.collection: juridik\n", &[other, ("Open", "")]));
    put(&here.join("docs/none.md"), "Nothing.\n");
    fs::write(here.join("docs/bytes.md"), b"\xff\xfe").unwrap();
    // Some file systems take only UTF-8.
    let odd = here.join("docs").join(OsStr::from_bytes(b"a\xff %\n.md"));
    let _ = fs::write(odd, page("", &[("Rules of retention", "Regler"), ("Close", "")]));
    let config = "fail-on = 'error'\n[[overrides]]\nwhere = { 'ms.collection' = 'juridik' }\n\
                  severity = { inconsistent = 'error', suppression = 'info' }\n\
                  [[overrides]]\npaths = ['none.md']\nignore = ['inconsistent', 'length-ratio']\n";
    put(&here.join("docs/bitext.toml"), config);
    folder
}

/// Checks all shards of `docs` with some options, and names their reports.
fn shards(folder: &Path, count: u32, options: &[&str]) -> Vec<String> {
    let check = |number| {
        let (shard, file) = (format!("{number}/{count}"), format!("{number}-of-{count}.json"));
        let output = format!("json={file}");
        let output =
            bitext(folder, &[&["check", "docs", "--shard", &shard, "--output-format", &output], options].concat());
        assert!(output.status.code() < Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        file
    };
    (1..=count).map(check).collect()
}

fn merge<'a>(reports: &'a [String], options: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["report", "merge"];
    arguments.extend(reports.iter().map(String::as_str));
    arguments.extend(options);
    arguments
}

/// A form of a report, by its name.
type Form = (&'static str, Vec<u8>);

/// The exit code, the reports in all forms and the messages of a command line.
fn outcome(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<Form>, String) {
    let formats = ["json", "sarif", "github", "concise", "junit", "html", "markdown"];
    let outputs: Vec<String> = formats.iter().map(|format| format!("{format}=whole.{format}")).collect();
    let mut all = arguments.to_vec();
    all.extend(outputs.iter().flat_map(|output| ["--output-format", output]));
    all.extend(["--output-format", "human", "--statistics", "--verbose", "--max-findings", "7"]);
    let output = bitext(folder, &all);
    let human = String::from_utf8(output.stdout).unwrap();
    // The last line ends with the time that the run took.
    let human = human.trim_end().rsplit_once(';').map_or(human.clone(), |(human, _)| human.to_owned());
    let mut forms = vec![("human", human.into_bytes())];
    forms.extend(formats.map(|format| (format, fs::read(folder.join(format!("whole.{format}"))).unwrap())));
    (output.status.code(), forms, String::from_utf8_lossy(&output.stderr).into_owned())
}

#[track_caller]
fn same(folder: &Path, count: u32, options: &[&str]) -> String {
    let (code, expected, said) = outcome(folder, &[&["check", "docs"], options].concat());
    let reports = shards(folder, count, options);
    let (merged_code, merged, merged_said) = outcome(folder, &merge(&reports, &[]));
    for ((format, expected), (_, merged)) in expected.iter().zip(&merged) {
        assert!(
            expected == merged,
            "{format} of {count} shards differs:\n{}\n{}",
            String::from_utf8_lossy(expected),
            String::from_utf8_lossy(merged)
        );
    }
    assert_eq!((code, said), (merged_code, merged_said), "{count} shards");
    String::from_utf8(expected.into_iter().find(|(format, _)| *format == "json").unwrap().1).unwrap()
}

#[test]
fn the_reports_of_all_shards_are_the_report_of_one_run() {
    let folder = repository();
    for count in [1, 2, 4, 7, 40] {
        let json = same(folder.path(), count, &[]);
        // There is something to be the same.
        for rule in ["inconsistent", "length-ratio", "suppression", "empty-target", "invalid-utf8"] {
            assert!(json.contains(&format!("\"rule\":\"{rule}\"")), "{rule}: {json}");
        }
        let totals = &serde_json::from_str::<Value>(&json).unwrap()["totals"];
        assert_eq!(totals["suppressed"], 1, "{totals}");
    }
}

#[test]
fn options_of_the_shards_hold_for_the_whole() {
    let folder = repository();
    let here = folder.path();
    same(here, 3, &["--select", "inconsistent,suppression", "--severity", "inconsistent=warning"]);
    same(here, 3, &["--ignore", "inconsistent,length-ratio", "--no-config"]);
    same(here, 3, &["--select", "empty-target", "--no-config"]);
    fs::create_dir(here.join("originals")).unwrap();
    // The shards have named the pages; `missing-original` is no finding.
    let missing = ["--source-root", "originals", "--select", "stale-source", "--no-config"];
    check(here, &merge(&shards(here, 2, &missing), &[]), 1, &["pages without an original"]);
    check(here, &merge(&shards(here, 2, &missing), &["--fail-on", "never"]), 0, &[]);
}

#[test]
fn known_findings_are_told_from_new_ones_when_all_shards_are_there() {
    let folder = repository();
    let here = folder.path();
    let known = ["--baseline", "known.json"];
    check(here, &[&["check", "docs", "--update-baseline"], &known[..]].concat(), 0, &[]);
    let json = same(here, 4, &known);
    assert!(json.contains("\"findings\":[]"), "{json}");
    // A page was renamed, one is new, one is gone, and one more finding is like a known one.
    fs::rename(here.join("docs/sv-se/run/3.md"), here.join("docs/sv-se/run/tre.md")).unwrap();
    put(&here.join("docs/sv-se/run/ny.md"), &page("", &[("Rules of retention", "Regler"), ("Open", "")]));
    fs::remove_file(here.join("docs/sv-se/run/idle.md")).unwrap();
    for count in [1, 4, 7] {
        let json = same(here, count, &known);
        assert!(json.contains("run/ny.md") && !json.contains("\"findings\":[]"), "{json}");
    }
    // Of its own pages a shard reports what is new, too.
    let shard = ["check", "docs", "--baseline", "known.json", "--output-format", "concise", "--verbose", "--shard"];
    let found: String = (1..=4)
        .map(|number| {
            let output = bitext(here, &[&shard[..], &[&format!("{number}/4")]].concat());
            String::from_utf8(output.stdout).unwrap()
        })
        .collect();
    assert!(found.contains("ny.md") && !found.contains("run/0.md"), "{found}");
    // The baseline has to be the one that the shards knew.
    let reports = shards(here, 2, &known);
    let text = fs::read_to_string(here.join("known.json")).unwrap();
    put(&here.join("known.json"), &text.replace("\"empty-target\"", "\"empty-source\""));
    check(here, &merge(&reports, &[]), 2, &["known.json: this is not the baseline", "help: merge in the folder"]);
    check(here, &["check", "docs", "--shard", "1/2", "--baseline", "known.json", "--update-baseline"], 2, &["--shard"]);
}

#[test]
fn a_shard_is_named_by_two_numbers() {
    let folder = docs();
    let here = folder.path();
    for (shard, said) in
        [("0/4", "the first is 1/4"), ("5/4", "the last 4/4"), ("a/b", "write K/N"), ("3", "write K/N")]
    {
        check(here, &["check", "docs", "--shard", shard], 2, &[said]);
    }
    check(here, &["check", "-", "--shard", "1/2"], 2, &["--shard needs the path of the page"]);
    check(here, &["check", "docs", "--shard", "1/2", "--fix"], 2, &["cannot be used with"]);
    check(
        here,
        &["check", "docs", "--shard", "1/1"],
        1,
        &["shard 1/1: 9 of 9 pages; length-ratio and inconsistent wait"],
    );
    let output = bitext(here, &["check", "docs", "--shard", "1/1", "--select", "empty-target"]);
    assert!(String::from_utf8_lossy(&output.stderr).ends_with("shard 1/1: 9 of 9 pages\n"));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let folder = repository();
    let here = folder.path();
    let reports = shards(here, 3, &[]);
    let refused = |reports: &[&str], said: &[&str]| {
        let arguments = [&["report", "merge", "--output-format", "json=out.json"], reports].concat();
        check(here, &arguments, 2, said);
        assert!(!here.join("out.json").exists());
    };
    refused(
        &["1-of-3.json", "3-of-3.json"],
        &["the report of shard 2/3 is missing", "help: name the report of each shard"],
    );
    refused(&["1-of-3.json"], &["the report of shard 2/3 and 1 more are missing"]);
    refused(&["2-of-3.json", "1-of-3.json", "2-of-3.json"], &["2-of-3.json and 2-of-3.json are both of shard 2/3"]);
    refused(&["gone.json"], &["cannot read the report gone.json"]);
    shards(here, 2, &[]);
    refused(&["1-of-3.json", "2-of-2.json"], &["one of 3 shards, one of 2"]);
    fs::rename(here.join("1-of-3.json"), here.join("one.json")).unwrap();
    shards(here, 3, &["--severity", "empty-target=info"]);
    refused(&["one.json", "2-of-3.json", "3-of-3.json"], &["one.json and 2-of-3.json were checked under different"]);
    put(&here.join("docs/ny.md"), "å\n");
    shards(here, 3, &[]);
    refused(&["one.json", "2-of-3.json", "3-of-3.json"], &["are of runs over different pages", "on the same commit"]);
    // Pages that are not as they were.
    fs::remove_file(here.join("docs/ny.md")).unwrap();
    refused(&["1-of-3.json", "2-of-3.json", "3-of-3.json"], &["docs/ny.md is not there", "on the same commit"]);
    put(&here.join("docs/ny.md"), "åäö\n");
    refused(&["1-of-3.json", "2-of-3.json", "3-of-3.json"], &["docs/ny.md is not as its shard has checked it"]);
    // Other reports, other files.
    bitext(here, &["check", "docs", "--output-format", "json=whole.json"]);
    refused(&["whole.json"], &["this is the report of a whole run", "help: a report for"]);
    put(&here.join("text.json"), "{\n<å");
    refused(&["text.json"], &["text.json:2:1: this is no report of bitext check"]);
    let edited = |edit: &dyn Fn(&mut Value)| {
        let mut report: Value = serde_json::from_slice(&fs::read(here.join("one.json")).unwrap()).unwrap();
        edit(&mut report);
        put(&here.join("edited.json"), &report.to_string());
    };
    edited(&|report| report["tool"]["version"] = json!("0.0.1"));
    refused(
        &["edited.json"],
        &["edited.json: bitext 0.0.1 wrote this report", "with the version that checked the shards"],
    );
    edited(&|report| report["tool"]["name"] = json!("å"));
    refused(&["edited.json"], &["`å` wrote it"]);
    edited(&|report| report["shard"]["version"] = json!(2));
    refused(&["edited.json"], &["with the version that checked"]);
    // No report takes the place of another, or of a page.
    check(here, &merge(&reports, &["--output-format", "json=1-of-3.json"]), 2, &["1-of-3.json is an input of the run"]);
    check(
        here,
        &merge(&reports, &["--output-format", "json=docs/none.md"]),
        2,
        &["docs/none.md is an input of the run"],
    );
}

#[test]
fn a_page_that_is_another_of_the_same_length_is_named() {
    let folder = repository();
    let here = folder.path();
    let reports = shards(here, 2, &[]);
    let path = here.join("docs/sv-se/run/0.md");
    let text = fs::read_to_string(&path).unwrap();
    put(&path, &text.replace("Regler", "Relger"));
    check(here, &merge(&reports, &[]), 2, &["docs/sv-se/run/0.md: error: the page changed since it was checked"]);
}

#[test]
fn what_could_not_be_done_in_a_shard_fails_the_whole() {
    let folder = docs();
    let here = folder.path();
    put(&here.join("docs/zu.md"), "å\n");
    let reports = shards(here, 2, &["--select", "empty-target"]);
    // As if one of them had not been able to read a page and to search a folder.
    let holds_page = |name: &&String| fs::read_to_string(here.join(name)).unwrap().contains("docs/zu.md");
    let name = reports.iter().find(holds_page).unwrap();
    let mut report: Value = serde_json::from_slice(&fs::read(here.join(name)).unwrap()).unwrap();
    let pages = report["shard"]["pages"].as_array_mut().unwrap();
    let place = pages.iter().position(|page| page["path"] == "docs/zu.md").unwrap();
    let page = pages.remove(place);
    report["shard"]["failures"] = json!([{ "index": page["index"], "path": "docs/zu.md" }]);
    report["failures"] = json!([{ "path": "docs/zu.md", "message": "cannot read it: \u{1b}å" }]);
    put(&here.join(name), &report.to_string());
    let said = ["docs/zu.md: error: cannot read it: \\u{1b}å"];
    check(here, &merge(&reports, &["--fail-on", "never"]), 2, &said);
    report["shard"]["is_incomplete"] = json!(true);
    put(&here.join(name), &report.to_string());
    check(here, &merge(&reports, &["--fail-on", "never"]), 2, &["something could not be done there"]);
}

#[test]
fn the_report_of_a_shard_follows_its_schema() {
    let folder = repository();
    let here = folder.path();
    let schema = serde_json::from_str(&bitext::report::json::schema().unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    check(here, &["check", "docs", "--update-baseline", "--baseline", "known.json"], 0, &[]);
    for name in shards(here, 2, &["--baseline", "known.json"]) {
        let report: Value = serde_json::from_slice(&fs::read(here.join(name)).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert!(report["shard"]["pages"].as_array().is_some_and(|pages| !pages.is_empty()));
    }
}

/// All values inside a value, by the way to them.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(all) => all.iter().enumerate().for_each(|(i, one)| places(one, &format!("{at}/{i}"), found)),
        Value::Object(all) => all.iter().for_each(|(key, one)| places(one, &format!("{at}/{key}"), found)),
        _ => {}
    }
}

#[test]
fn no_report_is_too_odd() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(&here.join("docs/bitext.toml"), "severity = { inconsistent = 'warning', double-space = 'warning' }\n");
    let comment = "<!-- bitext-ignore inconsistent, length-ratio: å -->\n\n";
    let pairs = [("Rules of  the retention", "Regler åå"), ("Open `all` of it now", "Öppna allt  nu"), ("Close", "")];
    put(&here.join("docs/a.md"), &(page("", &pairs) + comment));
    put(&here.join("docs/b.md"), &page("", &[("Rules of  the retention", "Ordning 日本")]));
    let whole = fs::read(here.join(&shards(here, 1, &[])[0])).unwrap();
    let report: Value = serde_json::from_slice(&whole).unwrap();
    let mut all = Vec::new();
    places(&report, "", &mut all);
    let files: Vec<PathBuf> = ["json", "sarif", "github", "concise", "junit", "html", "markdown", "human"]
        .iter()
        .map(|form| PathBuf::from(format!("{form}={}", here.join("out").with_extension(form).display())))
        .collect();
    let mut is_refused = 0;
    let mut try_one = |text: &[u8], what: &str| {
        fs::write(here.join("odd.json"), text).unwrap();
        let mut arguments = vec!["report", "merge", "odd.json", "--verbose"];
        arguments.extend(files.iter().flat_map(|file| ["--output-format", file.to_str().unwrap()]));
        let output = bitext(here, &arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code <= 2) && !said.contains("panicked"), "{what}: {said}");
        is_refused += usize::from(output.status.code() == Some(2));
    };
    let odd =
        [json!(null), json!(-1), json!(0), json!(7), json!(u64::MAX), json!("å"), json!([]), json!({}), json!("////")];
    // Each place with one of them, so that a run of the test stays short.
    for (index, place) in all.iter().enumerate() {
        let with = &odd[index % odd.len()];
        let mut report = report.clone();
        *report.pointer_mut(place).unwrap() = with.clone();
        try_one(report.to_string().as_bytes(), &format!("{place} = {with}"));
    }
    for length in (0..whole.len()).step_by(whole.len() / 20) {
        try_one(&whole[..length], &format!("the first {length} bytes"));
    }
    try_one("[".repeat(100_000).as_bytes(), "deep");
    assert!(is_refused > all.len() / 2, "{is_refused} of {}", all.len());
}
