//! What is shipped for build servers and pre-commit: it can be read, calls the program as the program is, and its scripts do what they say.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml::Value;
use support::program::{git, put};
use tempfile::TempDir;

const FILES: [&str; 4] = ["action.yml", "ci/azure-pipelines.yml", "ci/gitlab-ci.yml", ".pre-commit-hooks.yaml"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(name: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join(name)).unwrap()).unwrap()
}

/// The texts below `value` that a shell runs: those of some keys.
fn scripts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Mapping(all) => {
            for (key, value) in all {
                match (key.as_str(), value) {
                    (Some("run" | "bash" | "entry"), Value::String(script)) => found.push(script.clone()),
                    (Some("script"), Value::Sequence(lines)) => {
                        found.extend(lines.iter().filter_map(|line| line.as_str().map(str::to_owned)));
                    }
                    _ => scripts(value, found),
                }
            }
        }
        Value::Sequence(all) => all.iter().for_each(|value| scripts(value, found)),
        _ => {}
    }
}

#[test]
fn scripts_are_scripts() {
    for name in FILES {
        let mut all = Vec::new();
        scripts(&yaml(name), &mut all);
        assert!(!all.is_empty(), "{name}");
        for script in all {
            let output = Command::new("bash").args(["-n", "-c", &script]).output().unwrap();
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn options_are_those_of_the_program() {
    let command = bitext::cli::command();
    let of = |path: &[&str]| {
        let command = path.iter().fold(&command, |command, name| command.find_subcommand(name).unwrap());
        command.get_arguments().filter_map(|option| option.get_long().map(str::to_owned)).collect::<Vec<_>>()
    };
    let (check, merge) = (of(&["check"]), of(&["report", "merge"]));
    let mut seen = 0;
    for name in FILES {
        let mut all = Vec::new();
        scripts(&yaml(name), &mut all);
        for line in all.iter().flat_map(|script| script.lines()).filter(|line| !line.contains("cargo install")) {
            let known = if line.contains("report merge") { &merge } else { &check };
            // Options of git are not ours.
            let line = line.split("git rev-parse").next().unwrap();
            for word in line.split([' ', '(', ')', '"', '=']).filter_map(|word| word.strip_prefix("--")) {
                assert!(word.is_empty() || known.iter().any(|option| option == word), "{name}: --{word}");
                seen += usize::from(!word.is_empty());
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

const BAD: &str =
    "<span data-ttu-id=\"a-1\"></span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">Text</span></span>\n";

/// Runs the step of the action that checks, as a runner does. Gives its output and what it wrote to the files of the runner.
fn step(folder: &Path, variables: &[(&str, &str)]) -> (Output, String, String) {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_sequence().unwrap();
    let check = steps.iter().find(|step| step["id"].as_str() == Some("check")).unwrap();
    let defaults = ["paths", "options", "changed-since", "fail-on"].map(|name| {
        let default = action["inputs"][name]["default"].as_str().unwrap();
        (name.to_uppercase().replace('-', "_"), default.to_owned())
    });
    for name in ["out", "summary"] {
        put(&folder.join(name), "");
    }
    let output = Command::new("bash")
        .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", check["run"].as_str().unwrap()])
        .current_dir(folder)
        .env_remove("GITHUB_BASE_REF")
        .env("RUNNER_TEMP", folder.join("temp"))
        .env("GITHUB_OUTPUT", folder.join("out"))
        .env("GITHUB_STEP_SUMMARY", folder.join("summary"))
        .env("PROGRAM", env!("CARGO_BIN_EXE_bitext"))
        .envs(defaults)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let read = |name| fs::read_to_string(folder.join(name)).unwrap();
    (output, read("out"), read("summary"))
}

fn value<'o>(outputs: &'o str, name: &str) -> Option<&'o str> {
    outputs.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}

#[test]
fn the_action_reports_and_keeps_the_exit_code_for_later() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::create_dir(here.join("temp")).unwrap();
    put(&here.join("docs/a b.md"), BAD);
    put(&here.join("-odd;$(x)/c.md"), "Nothing.\n");
    let (output, outputs, summary) = step(here, &[("PATHS", "docs/a b.md\n-odd;$(x)\n"), ("OPTIONS", "--verbose\n")]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.starts_with("::error file=docs/a b.md,line=1"), "{said}");
    assert!(summary.starts_with("## bitext check: 1 error, 0 warnings\n\n2 pages"), "{summary}");
    assert_eq!(value(&outputs, "exit-code"), Some("1"));
    assert!(fs::read_to_string(PathBuf::from(value(&outputs, "sarif").unwrap())).unwrap().contains("empty-target"));
    let (_, outputs, _) = step(here, &[("FAIL_ON", "never")]);
    assert_eq!(value(&outputs, "exit-code"), Some("0"));
    let (output, outputs, summary) = step(here, &[("PATHS", "gone")]);
    assert!(output.status.success() && summary.is_empty());
    assert_eq!((value(&outputs, "exit-code"), value(&outputs, "sarif")), (Some("2"), None));
    let (output, outputs, _) = step(here, &[("GITHUB_BASE_REF", "main")]);
    assert_eq!((output.status.code(), &*outputs), (Some(2), ""));
    assert!(String::from_utf8_lossy(&output.stdout).contains("fetch-depth: 2"));
}

#[test]
fn the_action_checks_what_a_pull_request_changes() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let git = |arguments: &[&str]| git(here, arguments);
    let commit = |message| {
        git(&["add", "docs"]);
        git(&["commit", "-q", "-m", message]);
    };
    fs::create_dir(here.join("temp")).unwrap();
    git(&["init", "-q", "-b", "main"]);
    put(&here.join("docs/old.md"), BAD);
    commit("old");
    git(&["checkout", "-q", "-b", "topic"]);
    put(&here.join("docs/new.md"), BAD);
    commit("new");
    git(&["checkout", "-q", "main"]);
    put(&here.join("docs/other.md"), BAD);
    commit("other");
    git(&["merge", "-q", "--no-edit", "topic"]);
    let (output, outputs, _) = step(here, &[("GITHUB_BASE_REF", "main"), ("PATHS", "docs")]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(value(&outputs, "exit-code"), Some("1"), "{output:?}");
    assert!(said.contains("docs/new.md") && !said.contains("old.md") && !said.contains("other.md"), "{said}");
    let (output, _, _) = step(here, &[("PATHS", "docs")]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("old.md"));
}
