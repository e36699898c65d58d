//! `bitext rules`: what the checker looks for.

use std::io::Write;

use anyhow::Result;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::Serialize;

use super::Status;
use super::width::{columns, wrap};
use crate::diagnostic::{Applicability, Severity};
use crate::explain;
use crate::rules::{CATALOGUE, Category, Rule};

/// List the rules of check
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext rules                           all rules
  bitext rules content terms             those of two categories
  bitext rules --format json             for other programs")]
pub(super) struct Args {
    /// Only the rules of these categories
    #[arg(value_enum, value_name = "CATEGORY")]
    categories: Vec<Category>,

    /// A table for people or an array for programs
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

impl ValueEnum for Category {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

/// A rule in the array for programs. A severity of `null` is a rule that is off.
#[derive(Serialize)]
struct Entry {
    id: &'static str,
    category: &'static str,
    severity: Option<&'static str>,
    fix: Option<&'static str>,
    finds: &'static str,
    why: &'static str,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let is_wanted = |rule: &&&Rule| args.categories.is_empty() || args.categories.contains(&rule.category);
    let rules: Vec<&Rule> = CATALOGUE.iter().filter(is_wanted).copied().collect();
    let text = match args.format {
        Format::Table => table(&rules, columns()),
        Format::Json => {
            let entries: Vec<Entry> = rules.into_iter().map(entry).collect();
            serde_json::to_string_pretty(&entries)? + "\n"
        }
    };
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()?;
    Ok(Status::Clean)
}

fn entry(rule: &Rule) -> Entry {
    Entry {
        id: rule.id.as_str(),
        category: rule.category.as_str(),
        severity: rule.severity.map(Severity::as_str),
        fix: rule.fix.map(|_| explain::fix_of(rule)),
        finds: rule.finds,
        why: rule.why,
    }
}

/// A line a rule, unless the last column has to be broken to fit a width. All others are ASCII.
fn table(rules: &[&Rule], width: Option<usize>) -> String {
    const GAP: usize = 2;
    /// Below this width of the last column it is broken no more.
    const NARROWEST: usize = 20;
    let fix = |rule: &Rule| rule.fix.map_or("", |_: Applicability| explain::fix_of(rule));
    let mut rows = vec![["rule", "category", "severity", "fix", "finds"]];
    rows.extend(
        rules
            .iter()
            .map(|&rule| [rule.id.as_str(), rule.category.as_str(), explain::severity(rule), fix(rule), rule.finds]),
    );
    let widths: [usize; 4] = std::array::from_fn(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0));
    let mut out = String::new();
    for [id, category, severity, fix, finds] in rows {
        let [first, second, third, fourth] = widths;
        let before = widths.iter().sum::<usize>() + widths.len() * GAP;
        let room = width.and_then(|width| width.checked_sub(before)).filter(|room| *room >= NARROWEST);
        let finds = wrap(finds, room.unwrap_or(usize::MAX)).join(&format!("\n{}", " ".repeat(before)));
        out.push_str(&format!("{id:first$}  {category:second$}  {severity:third$}  {fix:fourth$}  {finds}\n"));
    }
    out
}
