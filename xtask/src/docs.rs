//! `cargo xtask docs`: writes the documentation that is made from the program itself.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};
use bitext::init::Seen;
use bitext::rules::{CATALOGUE, Category, Rule};
use bitext::{explain, walk};
use clap::Command;

/// Write the documentation that is made from the program, or check that it is as it should be
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; name the files that are stale and exit 1 if there are any
    #[arg(long)]
    check: bool,
}

/// The files, below the folder of the workspace, and what they should hold.
fn files() -> Result<Vec<(&'static str, String)>> {
    Ok(vec![
        ("docs/rules.md", rules()),
        ("docs/commands.md", commands()),
        ("docs/bitext.schema.json", format!("{:#}\n", bitext::config::schema())),
        ("docs/guide-engineers.md", guide().context("docs/guide-engineers.md")?),
        ("docs/schemas/report-1.json", bitext::report::json::schema().context("schema of the report")?),
    ])
}

/// Writes or checks the files.
pub(crate) fn run(args: &Args) -> Result<bool> {
    let mut is_current = true;
    for (name, content) in files()? {
        let path = crate::root().join(name);
        if fs::read_to_string(&path).is_ok_and(|found| found == content) {
            continue;
        }
        if args.check {
            println!("{name} is stale: run `cargo xtask docs` and commit it");
            is_current = false;
        } else {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).with_context(|| name.to_owned())?;
            }
            fs::write(&path, content).with_context(|| name.to_owned())?;
            println!("wrote {name}");
        }
    }
    Ok(is_current)
}

/// Every rule: a table by category, then a section each.
fn rules() -> String {
    let mut out = format!("{RULES_HEAD}\n");
    for category in Category::ALL {
        let rules: Vec<&'static Rule> = CATALOGUE.iter().filter(|rule| rule.category == category).copied().collect();
        if rules.is_empty() {
            continue;
        }
        let _ = write!(
            out,
            "\n**{}**\n\n| rule | severity | fix | finds |\n| --- | --- | --- | --- |\n",
            category.as_str()
        );
        for rule in rules {
            let (id, finds) = (rule.id, rule.finds.replace('|', "\\|"));
            let fix = rule.fix.map_or("", |_| explain::fix_of(rule));
            let _ = writeln!(out, "| [`{id}`](#{id}) | {} | {fix} | {finds} |", explain::severity(rule));
        }
    }
    for rule in CATALOGUE {
        let _ = write!(out, "\n{}", explain::section(rule, 2));
    }
    out
}

const RULES_HEAD: &str = "\
# Rules

<!-- Written by `cargo xtask docs` from the rules of the program. Do not edit. -->

What `bitext check` finds. `bitext explain RULE` prints the section of a rule, with how it is suppressed and configured. A safe fix is
made by `--fix`, an unsafe one only with `--unsafe-fixes`. A rule with severity `off` runs only if it is selected; its findings are
warnings then.

An example gives a page, or only the source and the target of its pairs. What the checker says of it was printed when this document
was made; findings of other rules are left out.";

/// The help of every command.
fn commands() -> String {
    let mut root = bitext::cli::command();
    root.build();
    let mut out =
        "# Commands\n\n<!-- Written by `cargo xtask docs` from the help of the program. Do not edit. -->\n".into();
    help(&mut out, root, 2);
    out
}

fn help(out: &mut String, command: Command, level: usize) {
    let commands: Vec<Command> = command.get_subcommands().cloned().collect();
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    // Not as wide as the terminal that this happens to run in.
    let text = command.term_width(100).render_long_help().to_string();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let _ = write!(out, "\n{} {name}\n\n```text\n{}\n```\n", "#".repeat(level), lines.join("\n").trim_end());
    for command in commands {
        help(out, command, level + 1);
    }
}

const INIT: [&str; 2] = ["<!-- init: written by `cargo xtask docs` -->\n", "<!-- end of init -->"];

/// The guide, with the configuration that `bitext init` writes for the example pages.
fn guide() -> Result<String> {
    let text = fs::read_to_string(crate::root().join("docs/guide-engineers.md"))?;
    let parts = text.split_once(INIT[0]).and_then(|(before, rest)| Some((before, rest.split_once(INIT[1])?.1)));
    let (before, behind) = parts.with_context(|| format!("the marks {INIT:?} are needed"))?;
    let mut seen = Seen::default();
    for page in walk::pages(&[crate::root().join("fixtures/docs/bilingual")], None).whole()? {
        let text = fs::read_to_string(&page.path)?;
        seen.note(&page.relative, &bitext::parse(&text).0);
    }
    Ok(format!("{before}{}```toml\n{}```\n{}{behind}", INIT[0], seen.configuration(), INIT[1]))
}
