//! `cargo xtask precision`: what the checker finds in real pages, by rule and set, and samples of it to be read by hand.
//!
//! Text of pages is printed for reading only; none of it is written to a file.

mod recorded;
mod sample;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bitext::rules::{self, CATALOGUE, Rule};

use self::recorded::Recorded;
use crate::check::{CheckedSet, check_set, profile};
use crate::sets::{self, number};

/// Count the findings in real pages by rule and set, or draw some to be read by hand
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder of sets, each with bilingual/
    dir: PathBuf,

    /// Take only one page in N, always the same ones
    #[arg(long, value_name = "N", default_value = "1", hide_default_value = true, value_parser = clap::value_parser!(u64).range(1..))]
    pages: u64,

    /// Print this many findings of each rule, drawn by chance
    #[arg(long, value_name = "N")]
    sample: Option<usize>,

    /// What the chance of --sample starts from
    #[arg(long, default_value = "1")]
    seed: u64,

    /// Only findings of this rule
    #[arg(long, value_name = "ID")]
    rule: Option<String>,

    /// Only pages of this set
    #[arg(long, value_name = "NAME")]
    set: Option<String>,

    /// Take the counts of this run as what is expected from now on
    #[arg(long, conflicts_with_all = ["rule", "set"])]
    write_counts: bool,

    /// Write the table into docs/precision.md
    #[arg(long, conflicts_with_all = ["pages", "rule", "set", "write_counts"])]
    write_docs: bool,
}

/// Counts, and says whether all is as expected; or prints a sample.
pub(crate) fn run(args: &Args) -> Result<bool> {
    let rules = wanted_rules(args)?;
    let mut folders = sets::folders(&args.dir)?;
    folders.retain(|folder| args.set.as_deref().is_none_or(|name| sets::name(folder) == name));
    if folders.is_empty() {
        bail!("there is no such set");
    }
    let check = |folder: &PathBuf| check_set(folder, args.pages, &profile());
    let sets = folders.iter().map(check).collect::<Result<Vec<_>>>()?;
    if let Some(most) = args.sample {
        for rule in rules {
            sample::print(&sets, rule, most, args.seed);
        }
        return Ok(true);
    }
    print!("{}", table(&sets, &rules, &Recorded::default()));
    let file = crate::root().join("xtask/precision.toml");
    let mut recorded = Recorded::read(&file)?;
    if args.write_docs {
        let page = crate::root().join("docs/precision.md");
        write_between_marks(&page, "findings", &table(&sets, &rules, &recorded))?;
    }
    if args.write_counts {
        if args.pages != recorded.pages {
            bail!("{} keeps counts of --pages {}", file.display(), recorded.pages);
        }
        recorded.count(&sets);
        recorded.write(&file)?;
    }
    if args.pages != recorded.pages || args.set.is_some() || args.rule.is_some() {
        return Ok(true);
    }
    let failures = recorded.compare(&sets);
    failures.iter().for_each(|failure| println!("failed: {failure}"));
    Ok(failures.is_empty())
}

fn wanted_rules(args: &Args) -> Result<Vec<&'static Rule>> {
    match &args.rule {
        None => Ok(CATALOGUE.to_vec()),
        Some(id) => Ok(vec![rules::find(id).with_context(|| format!("there is no rule {id}"))?]),
    }
}

/// The findings by rule and set, with what was read by hand, as a table of Markdown.
fn table(sets: &[CheckedSet], rules: &[&Rule], recorded: &Recorded) -> String {
    let mut out = "| rule | severity |".to_owned();
    for set in sets {
        out.push_str(&format!(" {} |", set.name));
    }
    out.push_str(" all | read | real | remark |\n| --- | --- |");
    out.push_str(&" ---: |".repeat(sets.len() + 3));
    out.push_str(" --- |\n");
    for rule in rules {
        let counts: Vec<usize> = sets.iter().map(|set| set.count(rule)).collect();
        let severity = rule.severity.map_or("off", |severity| severity.as_str());
        out.push_str(&format!("| `{}` | {severity} |", rule.id));
        for count in counts.iter().copied().chain([counts.iter().sum()]) {
            out.push_str(&format!(" {} |", number(count)));
        }
        let (read, real, remark) = recorded.read_by_hand(rule);
        out.push_str(&format!(" {read} | {real} | {remark} |\n"));
    }
    let pairs: usize = sets.iter().map(|set| set.pairs).sum();
    let pages: usize = sets.iter().map(|set| set.pages.len()).sum();
    out.push_str(&format!("\n{} pages, {} pairs.\n", number(pages), number(pairs)));
    out
}

/// Replaces what stands between `<!-- NAME -->` and `<!-- end of NAME -->`.
pub(crate) fn write_between_marks(path: &Path, name: &str, content: &str) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let split = text.split_once(&start).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, behind) =
        split.with_context(|| format!("{}: the marks {start:?} and {end:?} are needed", path.display()))?;
    fs::write(path, format!("{before}{start}\n{content}\n{end}{behind}")).with_context(|| path.display().to_string())
}
