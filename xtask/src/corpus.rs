//! `cargo xtask corpus`: cleans real pages and compares them with what was published and with the originals.
//!
//! Owns the report and the verdict. Nothing of a page but short excerpts is printed, and none of it is written to a file.

mod docs;
mod expected;
mod fold;
mod page;
mod xliff;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use self::expected::{Expected, with_counts};
use self::page::{Check, Measured, measure};
use crate::sets::{self, number};

/// Clean real pages and compare them with what was published and with the originals
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder of sets, each with bilingual/ and, under the same paths, target/ and source/
    dir: PathBuf,

    /// Take only one page in N, always the same ones
    #[arg(long, value_name = "N", default_value = "1", hide_default_value = true, value_parser = clap::value_parser!(u64).range(1..))]
    sample: u64,

    /// What is expected [default: xtask/corpus.toml]
    #[arg(long, value_name = "FILE")]
    floor: Option<PathBuf>,

    /// Name every page that is not equal, not only the first few of each kind
    #[arg(long)]
    list: bool,

    /// Export to XLIFF instead, validate, import again: no byte may change
    #[arg(long, conflicts_with_all = ["floor", "list", "write_counts", "write_docs"])]
    xliff: bool,

    /// Take the counts of this run as what is expected from now on
    #[arg(long)]
    write_counts: bool,

    /// Write docs/corpus.md
    #[arg(long, conflicts_with = "sample")]
    write_docs: bool,
}

/// The pages of a set, measured.
#[derive(Debug)]
pub(crate) struct Set {
    name: String,
    pages: Vec<Measured>,
}

impl Set {
    fn pairs(&self) -> usize {
        self.pages.iter().map(|page| page.pairs).sum()
    }

    /// How many pages could be compared.
    fn compared(&self, check: Check) -> usize {
        self.pages.iter().filter(|page| page.has(check)).count()
    }

    /// How many were equal.
    fn equal(&self, check: Check) -> usize {
        self.compared(check) - self.different(check).count()
    }

    fn different(&self, check: Check) -> impl Iterator<Item = &Measured> {
        self.pages.iter().filter(move |page| page.difference(check).is_some())
    }
}

/// Measures, reports, and says whether all is as expected.
pub(crate) fn run(args: &Args) -> Result<bool> {
    if args.xliff {
        return xliff::run(&args.dir, args.sample);
    }
    let started = Instant::now();
    let file = args.floor.clone().unwrap_or_else(|| crate::root().join("xtask/corpus.toml"));
    let mut expected = Expected::read(&file)?;
    if args.write_counts && ![1, expected.sample].contains(&args.sample) {
        bail!("{} keeps counts of all pages and of --sample {}", file.display(), expected.sample);
    }
    let sets = read_sets(&args.dir, args.sample)?;
    if args.write_counts {
        let key = if args.sample == 1 { "whole" } else { "sample" };
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        fs::write(&file, with_counts(&text, &sets, key)).with_context(|| file.display().to_string())?;
        expected = Expected::read(&file)?;
    }
    table(&sets);
    for set in &sets {
        for check in Check::ALL {
            list(set, check, &expected, args);
        }
    }
    println!("{:.1} s", started.elapsed().as_secs_f64());
    if args.write_docs {
        let path = crate::root().join("docs/corpus.md");
        fs::write(&path, docs::page(&sets, &expected)).with_context(|| path.display().to_string())?;
    }
    if !sets.iter().any(|set| expected.sets.contains_key(&set.name)) {
        println!("Nothing is expected of these sets.");
        return Ok(true);
    }
    let verdict = expected.compare(&sets, args.sample);
    for note in &verdict.notes {
        println!("note: {note}");
    }
    for failure in &verdict.failures {
        println!("failed: {failure}");
    }
    if verdict.failures.is_empty() {
        println!("All is as expected.");
    }
    Ok(verdict.failures.is_empty())
}

fn read_sets(dir: &Path, sample: u64) -> Result<Vec<Set>> {
    sets::folders(dir)?.iter().map(|folder| read_set(folder, sample)).collect()
}

fn read_set(folder: &Path, sample: u64) -> Result<Set> {
    let paths = sets::pages(folder, sample)?;
    let pages = paths.par_iter().map(|path| measure(folder, path)).collect::<Result<Vec<_>>>()?;
    Ok(Set { name: sets::name(folder), pages })
}

/// The rows of the report: a title, and what stands in the column of each set and of all.
fn rows(sets: &[Set]) -> Vec<(&'static str, Vec<String>)> {
    let row = |of: &dyn Fn(&Set) -> usize| -> Vec<usize> {
        let counts: Vec<usize> = sets.iter().map(of).collect();
        counts.iter().copied().chain([counts.iter().sum()]).collect()
    };
    let numbers = |counts: Vec<usize>| counts.into_iter().map(number).collect();
    let mut rows = vec![("pages", numbers(row(&|set| set.pages.len()))), ("pairs", numbers(row(&Set::pairs)))];
    for check in Check::ALL {
        let (equal, compared) = (row(&|set| set.equal(check)), row(&|set| set.compared(check)));
        let cells = equal.into_iter().zip(compared).map(|(equal, compared)| match compared {
            0 => "-".to_owned(),
            _ => format!("{} of {}", number(equal), number(compared)),
        });
        rows.push((check.title(), cells.collect()));
    }
    rows
}

fn table(sets: &[Set]) {
    let heads: Vec<&str> = sets.iter().map(|set| &*set.name).chain(["all"]).collect();
    print!("{:44}", "");
    heads.iter().for_each(|head| print!(" {head:>14}"));
    println!();
    for (title, cells) in rows(sets) {
        print!("{title:44}");
        cells.iter().for_each(|cell| print!(" {cell:>14}"));
        println!();
    }
    println!();
}

/// Names the pages that are not equal.
fn list(set: &Set, check: Check, expected: &Expected, args: &Args) {
    const FEW: usize = 2;
    let all: Vec<&Measured> = set.different(check).collect();
    if all.is_empty() {
        return;
    }
    println!("{}: not equal: {}: {}", set.name, check.title(), number(all.len()));
    let shown = if args.list { all.len() } else { FEW };
    let is_unexpected = |page: &Measured| {
        check.needs_reason()
            && expected.sets.contains_key(&set.name)
            && expected.reason(check, &set.name, &page.path).is_none()
    };
    for (index, page) in all.iter().enumerate() {
        if index >= shown && !is_unexpected(page) {
            continue;
        }
        let Some(difference) = page.difference(check) else { continue };
        let place = difference.place.map(|place| format!(":{place}")).unwrap_or_default();
        println!("  {}/{}/{}{place}", set.name, check.folder(), page.path);
        println!("    got    {}\n    wanted {}", difference.got, difference.want);
        if let Some(reason) = expected.reason(check, &set.name, &page.path) {
            println!("    known: {reason}");
        }
    }
    if all.len() > shown {
        println!("  … (all with --list)");
    }
    println!();
}
