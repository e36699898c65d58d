//! What documents show of commands and configurations is what the program takes: `bitext` and `cargo xtask` are parsed as the
//! programs parse them, TOML is read as `bitext.toml` or as a list of terms. Nothing is run here; `tests/cli.rs` runs `console` blocks.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use bitext::config::Config;
use bitext::terms::TermList;
use clap::error::ErrorKind;
use clap::{Command, CommandFactory};
use regex::Regex;

use super::document::{CodeBlock, Document};
use crate::Chore;

/// Adds a fault for each example that is stale. What the changelog says of the past stays.
pub(super) fn check(documents: &BTreeMap<PathBuf, Document>, faults: &mut Vec<String>) -> anyhow::Result<()> {
    let programs = Programs::new()?;
    for (path, document) in documents.iter().filter(|(path, _)| *path != Path::new("CHANGELOG.md")) {
        let mut fault = |line: usize, text: String| faults.push(format!("{}:{line}: {text}", path.display()));
        for block in &document.code_blocks {
            check_block(&programs, path, block, &mut fault);
        }
        for span in &document.code_spans {
            if let Some(text) = programs.mistake_in_span(&span.text) {
                fault(span.line, format!("`{}`: {text}", span.text));
            }
        }
    }
    Ok(())
}

fn check_block(programs: &Programs, path: &Path, block: &CodeBlock, fault: &mut impl FnMut(usize, String)) {
    let language = block.info.split([',', ' ']).next().unwrap_or_default();
    let is_run = path.starts_with("docs") || path.parent() == Some(Path::new(""));
    match language {
        "console" if block.info != "console" || !is_run => {
            fault(block.code.line, "no test runs this `console` block: see tests/cli.rs".to_owned());
        }
        "console" | "sh" | "yaml" | "powershell" => {
            let kind = if language == "yaml" { Kind::Part } else { Kind::Whole };
            for (line, text) in
                lines(&block.code.text).filter(|(_, text)| language != "console" || text.starts_with("$ "))
            {
                for text in programs.mistakes(&text, kind) {
                    fault(block.code.line + line, text);
                }
            }
        }
        "toml" => {
            let of_terms = TermList::from_toml(block.code.text.as_bytes());
            if let (Err(mistake), Err(_)) = (Config::parse(&block.code.text, Path::new("/")), of_terms) {
                let line = block.code.line + mistake.position.line - 1;
                fault(line, format!("neither a configuration nor a list of terms: {}", mistake.message));
            }
        }
        _ => {}
    }
}

/// The lines of a script with their numbers from 0; one that ends with a backslash goes on in the next.
fn lines(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut open: Option<(usize, String)> = None;
    text.lines().enumerate().filter_map(move |(number, line)| {
        let (start, mut whole) = open.take().unwrap_or((number, String::new()));
        match line.strip_suffix('\\') {
            Some(part) => {
                whole.push_str(part);
                open = Some((start, whole));
                None
            }
            None => Some((start, whole + line)),
        }
    })
}

/// How much of a command line there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It can be typed as it is.
    Whole,
    /// A part, with placeholders.
    Part,
}

/// The programs of the project, as their own parsers know them.
struct Programs {
    bitext: Command,
    xtask: Command,
    options: HashSet<String>,
    /// Where a command line starts inside of a line.
    start: Regex,
    /// What a shell puts the output of another command in the place of.
    substitution: Regex,
}

impl Programs {
    fn new() -> anyhow::Result<Self> {
        let (mut bitext, mut xtask) = (bitext::cli::command(), Chore::command());
        bitext.build();
        xtask.build();
        let mut options = HashSet::new();
        add_options(&bitext, &mut options);
        add_options(&xtask, &mut options);
        let start = Regex::new(r#"(?:^|[\s'"(;&|])(bitext|cargo xtask|cargo run [a-z -]*--)\s+([a-z-].*)"#)?;
        let substitution = Regex::new(r"\$\([^()]*\)")?;
        Ok(Self { bitext, xtask, options, start, substitution })
    }

    /// What is wrong with the command lines in a line of a script.
    fn mistakes(&self, line: &str, kind: Kind) -> Vec<String> {
        let mut mistakes = Vec::new();
        let line = self.substitution.replace_all(line, "OUTPUT");
        let mut rest = line.trim_start().trim_start_matches("$ ");
        while let Some(found) = self.start.captures(rest) {
            let (Some(program), Some(arguments)) = (found.get(1), found.get(2)) else { break };
            // A quoted command line ends where its quote does.
            let quote = rest[..program.start()].chars().next_back().filter(|before| matches!(before, '\'' | '"'));
            let text = arguments.as_str();
            let text = quote.and_then(|quote| text.split_once(quote)).map_or(text, |(inside, _)| inside);
            mistakes.extend(self.mistake(program.as_str(), text, kind));
            rest = &rest[arguments.start()..];
        }
        mistakes
    }

    fn mistake(&self, program: &str, arguments: &str, kind: Kind) -> Option<String> {
        let Some(words) = shlex::split(arguments) else {
            return (kind == Kind::Whole).then(|| "its quotes are not closed".to_owned());
        };
        let ends = |word: &String| {
            matches!(word.as_str(), "|" | "||" | "&&" | ";" | "&")
                || word.starts_with(['>', '<'])
                || word.starts_with("2>")
        };
        let words = words.into_iter().take_while(|word| !ends(word));
        let command = if program.contains("xtask") { &self.xtask } else { &self.bitext };
        let error = command.clone().try_get_matches_from([program.to_owned()].into_iter().chain(words)).err()?;
        let is_meant = match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => true,
            ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => false,
            _ => kind == Kind::Part,
        };
        let text = error.to_string();
        (!is_meant).then(|| text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned())
    }

    /// What is wrong with code in prose: a command line, or an option by itself.
    fn mistake_in_span(&self, span: &str) -> Option<String> {
        if let Some(option) = span.strip_prefix("--") {
            let name: String =
                option.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
            let is_known = name.is_empty() || name.starts_with('-') || self.options.contains(&name);
            return (!is_known)
                .then(|| "no command has this option; one of another program is written behind its name".to_owned());
        }
        let is_command = span.starts_with("bitext ") || span.starts_with("cargo xtask ");
        if is_command { self.mistakes(span, Kind::Part).pop() } else { None }
    }
}

fn add_options(command: &Command, options: &mut HashSet<String>) {
    options.extend(command.get_arguments().filter_map(|argument| argument.get_long()).map(str::to_owned));
    command.get_subcommands().for_each(|command| add_options(command, options));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        check(&BTreeMap::from([(path.into(), Document::read(text))]), &mut faults).expect("patterns");
        faults
    }

    #[test]
    fn examples_that_hold() {
        let text = "```sh\nbitext check docs --fail-on never | head   # å\ncargo run --release -- stats docs && bitext rules\ncargo run --package xtask -- tidy\n\
                    bitext check docs \\\n  --fix\nhyperfine 'rg -c x' 'bitext clean --check PAGES' 'bitext clean PAGES -o $(mktemp -d)'\n```\n\
                    ```yaml\n- run: bitext check \"${{ inputs.paths }}\" --output-format github\n```\n\
                    ```toml\nselect = [\"structure\"]\n```\n```toml\n[[glossary]]\nsource = \"a\"\ntargets = { sv = \"å\" }\n```\n\
                    ```console\n$ bitext rules\nbitext such\n```\n\
                    `bitext check --severity RULE=LEVEL`, `--fail-on never`, `--`, `---`, `cargo xtask tidy`, `bitext`, `bitext.toml`\n";
        assert_eq!(faults("docs/a.md", text), [""; 0]);
    }

    #[test]
    fn each_stale_example_is_found() {
        let text = "```sh\nbitext check docs && bitext clean docs --sid source\nbitext check docs \\\n  --fail-on sometimes\n```\n\
                    ```yaml\n- run: bitext chekc docs\n```\n```toml\n\nselekt = []\n```\n\
                    `bitext check --al`\n`--al`\n```sh\ncargo xtask tide\n```\n```console\n$ bitext rules --al\n```\n";
        let found = faults("docs/a.md", text);
        let expected = [
            "docs/a.md:2: unexpected argument '--sid' found",
            "docs/a.md:3: invalid value 'sometimes' for '--fail-on <LEVEL>'",
            "docs/a.md:7: unrecognized subcommand 'chekc'",
            "docs/a.md:11: neither a configuration nor a list of terms: unknown key `selekt`",
            "docs/a.md:16: unrecognized subcommand 'tide'",
            "docs/a.md:19: unexpected argument '--al' found",
            "docs/a.md:13: `bitext check --al`: unexpected argument '--al' found",
            "docs/a.md:14: `--al`: no command has this option; one of another program is written behind its name",
        ];
        assert_eq!(found, expected);
        assert_eq!(faults("CHANGELOG.md", text), [""; 0]);
    }

    #[test]
    fn console_blocks_are_where_tests_run_them() {
        let block = "```console\n$ bitext rules\n```\n";
        assert_eq!(faults("CONTRIBUTING.md", block), [""; 0]);
        assert_eq!(faults("fixtures/README.md", block).len(), 1);
        assert_eq!(faults("docs/a.md", &block.replace("console", "console,ignore")).len(), 1);
    }
}
