//! What a person at a terminal meets: progress, help that fits the screen, completions, suggestions and the version.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use support::program::{PAIR, bitext, check, put};
use tempfile::TempDir;

/// Columns and lines of a small window.
const SCREEN: (usize, usize) = (80, 40);

#[test]
fn short_help_fits_a_screen_and_shows_examples() {
    let mut root = bitext::cli::command();
    root.build();
    let commands = root.get_subcommands().cloned().collect::<Vec<_>>();
    for command in commands.into_iter().chain([root]) {
        let name = command.get_name().to_owned();
        let help = command.term_width(SCREEN.0).render_help().to_string();
        assert!(help.lines().count() <= SCREEN.1, "{name}: {} lines:\n{help}", help.lines().count());
        for line in help.lines() {
            assert!(line.chars().count() <= SCREEN.0, "{name}: this line is too wide: {line}");
        }
        assert!(help.contains("Example"), "{name} shows no example");
    }
}

#[test]
fn a_mistyped_word_is_answered_with_the_right_one() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("a.md"), PAIR);
    for (arguments, meant) in [
        ("chek a.md", "'check'"),
        ("check a.md --selct content", "'--select'"),
        ("check a.md --select encoded-markr", "`encoded-marker`"),
        ("check a.md --ignore contnt", "`content`"),
        ("check a.md --severity encoded-markr=error", "`encoded-marker`"),
        ("check a.md --severity encoded-marker=eror", "`error`"),
        ("check a.md --fail-on nver", "'never'"),
        ("check a.md --output-format sarf=b", "`sarif`"),
        ("clean a.md --side sorce", "'source'"),
        ("export a.md --to xlif", "'xliff'"),
        ("export a.md --to po --only machin", "`machine`"),
        ("export a.md --to po --only untranslted", "`untranslated`"),
        ("export a.md --to po --state finl", "'final'"),
        ("completions bsh", "'bash'"),
        ("rules contnt", "'content'"),
        ("explain encoded-markr", "`encoded-marker`"),
    ] {
        check(folder.path(), &arguments.split(' ').collect::<Vec<_>>(), 2, &[meant]);
    }
    for (configuration, meant) in [
        ("selct = []\n", "`select`"),
        ("select = [\"encoded-markr\"]\n", "`encoded-marker`"),
        ("fail-on = \"nver\"\n", "`never`"),
        ("[severity]\nencoded-markr = \"error\"\n", "`encoded-marker`"),
        ("[severity]\nencoded-marker = \"eror\"\n", "`error`"),
        ("[[overrides]]\npath = [\"a\"]\n", "`paths`"),
    ] {
        put(&folder.path().join("bitext.toml"), configuration);
        check(folder.path(), &["check", "a.md"], 2, &["bitext.toml:", &format!("Did you mean {meant}")]);
    }
    put(&folder.path().join("b.md"), &format!("<!-- bitext-ignore encoded-markr: å -->\n{PAIR}"));
    let output = bitext(folder.path(), &["check", "b.md", "--no-config"]);
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(report.contains("Did you mean `encoded-marker`?"), "{report}");
}

#[test]
fn the_version_is_one_line_and_more_for_reports_of_bugs() {
    let version = |arguments: &[&str]| {
        let output = bitext(Path::new("."), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let short = concat!("bitext ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(version(&["--version"]), short);
    assert_eq!(version(&["-V"]), short);
    let long = version(&["--version", "--verbose"]);
    assert_eq!(version(&["-Vv"]), long);
    let lines: Vec<&str> = long.lines().collect();
    assert_eq!(lines[0], short.trim_end());
    for name in ["commit", "rustc", "target", "profile", "system", "threads"] {
        let line = lines.iter().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        assert!(line.is_some_and(|value| !value.is_empty()), "{name} is not in: {long}");
    }
    assert!(long.contains(std::env::consts::ARCH), "{long}");
    check(Path::new("."), &["--verbose"], 2, &["--version"]);
}

/// The completions of a shell in a file; `None`, with a printed line, if there is no such shell.
fn completions(folder: &Path, shell: &str) -> Option<String> {
    if Command::new(shell).args(["-c", "exit"]).stdin(Stdio::null()).status().is_err() {
        eprintln!("skipped: there is no {shell}");
        return None;
    }
    let output = bitext(folder, &["completions", shell]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let file = folder.join(format!("bitext.{shell}"));
    fs::write(&file, output.stdout).unwrap();
    Some(file.to_str().unwrap().to_owned())
}

fn script(shell: &str, text: &str) -> String {
    let output = Command::new(shell).args(["-c", text]).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.is_empty(), "{shell}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn bash_completes_commands_options_and_values() {
    let folder = TempDir::new().unwrap();
    let Some(file) = completions(folder.path(), "bash") else { return };
    let complete = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let text = format!(
            "source {file}; COMP_WORDS=({}); COMP_CWORD={}; compopt() {{ :; }}; \
             _bitext bitext \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.join(" "),
            words.len() - 1
        );
        script("bash", &text).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(complete(&["bitext", "che"]), ["check"]);
    assert_eq!(complete(&["bitext", "check", "--sel"]), ["--select"]);
    assert_eq!(complete(&["bitext", "check", "--select", "encoded-"]), ["encoded-marker"]);
    assert_eq!(complete(&["bitext", "check", "--ignore", "conte"]), ["content"]);
    assert_eq!(complete(&["bitext", "check", "--output-format", "sa"]), ["sarif"]);
    assert_eq!(complete(&["bitext", "export", "--to", "tm"]), ["tmx"]);
    assert_eq!(complete(&["bitext", "export", "--only", "mach"]), ["machine", "machine-translated"]);
    assert_eq!(complete(&["bitext", "explain", "stale"]), ["stale-source"]);
    assert_eq!(complete(&["bitext", "rules", "inl"]), ["inline-markup"]);
}

#[test]
fn fish_completes_values_with_what_they_mean() {
    let folder = TempDir::new().unwrap();
    let Some(file) = completions(folder.path(), "fish") else { return };
    let complete = |line: &str| script("fish", &format!("source {file}; complete -C '{line}'"));
    assert!(complete("bitext che").starts_with("check\tCompare the translations"));
    assert!(complete("bitext check --select encoded-").starts_with("encoded-marker\t"));
    assert_eq!(complete("bitext stats --format j").trim(), "json");
}

#[test]
fn zsh_reads_its_completions() {
    let folder = TempDir::new().unwrap();
    let Some(file) = completions(folder.path(), "zsh") else { return };
    script("zsh", &format!("autoload -Uz compinit; compinit -u -D; source {file}; whence -w _bitext"));
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = bitext(Path::new("."), &["completions", shell]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("output-format"), "{shell}");
    }
}

/// Runs a command on a page that takes longer than anybody waits without a sign, on a terminal or not; gives what a terminal,
/// or standard error, has seen.
#[cfg(unix)]
fn watched(command: &str, is_terminal: bool, environment: &[(&str, &str)]) -> Option<String> {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("docs/a.md"), PAIR);
    let pipe = folder.path().join("slow.md");
    let is_made = Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success());
    let has_script = Command::new("script").arg("--version").output().is_ok();
    if !is_made || !has_script {
        eprintln!("skipped: mkfifo and script are needed");
        return None;
    }
    let line = format!("{} {command}", env!("CARGO_BIN_EXE_bitext"));
    let mut program = Command::new(if is_terminal { "script" } else { "sh" });
    if is_terminal {
        program.args(["--quiet", "--return", "--command", &line, "seen"]);
    } else {
        program.args(["-c", &line]);
    }
    program.env_remove("CI").env("TERM", "xterm").envs(environment.iter().copied());
    program.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = program.spawn().unwrap();
    let page = PAIR.to_owned();
    let writer = std::thread::spawn(move || {
        // Opens when the program reads the page, and lets it wait.
        let mut file = fs::OpenOptions::new().write(true).open(pipe).unwrap();
        std::thread::sleep(Duration::from_millis(700));
        std::io::Write::write_all(&mut file, page.as_bytes()).unwrap();
    });
    let Output { stdout, stderr, .. } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Some(String::from_utf8_lossy(if is_terminal { &stdout } else { &stderr }).into_owned())
}

#[cfg(unix)]
#[test]
fn progress_is_shown_on_a_terminal_only() {
    const BAR: &str = "/2 pages";
    for command in [
        "check slow.md docs --fail-on never",
        "clean slow.md docs -o out",
        "export slow.md docs --to po -o out",
        "import slow.md docs/a.md --into docs",
        "stats slow.md docs",
    ] {
        let Some(seen) = watched(command, true, &[]) else { return };
        assert!(seen.contains(BAR), "{command}: no progress in {seen:?}");
    }
    let command = "check slow.md docs --fail-on never";
    for environment in [[("TERM", "dumb")], [("CI", "true")]] {
        let seen = watched(command, true, &environment).unwrap_or_default();
        assert!(!seen.contains(BAR), "{environment:?}: {seen:?}");
    }
    for redirected in [command.to_owned(), format!("{command} 2>said")] {
        let seen = watched(&redirected, redirected.contains("2>"), &[]).unwrap_or_default();
        assert!(!seen.contains(BAR) && !seen.contains('\u{1b}'), "{redirected}: {seen:?}");
    }
}
