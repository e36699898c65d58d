//! `cargo xtask mutate`: plants defects in real pairs and counts how many the rule that is meant finds.
//!
//! Text of pages is printed for reading only; none of it is written to a file.

mod content;
mod markup;
mod page;
mod site;
mod structure;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bitext::check::Finding;
use bitext::rules;
use rayon::prelude::*;

use self::site::{Outcome, Plant, Planted, Site, plant, some_pairs};
use crate::check::check_pages;
use crate::precision::write_between_marks;
use crate::sets::{self, Random};

/// Plant defects in real pairs and count how many are found
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder of sets, each with bilingual/
    dir: PathBuf,

    /// Plant this many defects of each kind
    #[arg(long, value_name = "N", default_value = "100")]
    planted: usize,

    /// What the chance starts from
    #[arg(long, default_value = "1")]
    seed: u64,

    /// Only defects that this rule is to find
    #[arg(long, value_name = "ID")]
    rule: Option<String>,

    /// Print this many of each kind that were missed
    #[arg(long, value_name = "N", default_value = "3")]
    missed: usize,

    /// Write the table into docs/precision.md
    #[arg(long, conflicts_with_all = ["planted", "rule"])]
    write_docs: bool,
}

/// A kind of defect.
struct Kind {
    /// The rule that is to find it.
    rule: &'static str,
    /// What is done to the pair.
    does: &'static str,
    plant: Plant,
}

/// Per mille of the defects of a kind that the rule has to find.
const FLOOR: usize = 980;

fn kinds() -> impl Iterator<Item = &'static Kind> {
    [structure::KINDS, markup::KINDS, content::KINDS, page::KINDS].into_iter().flatten()
}

/// A page that defects are planted in.
struct Host {
    path: String,
    text: String,
    findings: Vec<Finding>,
}

/// What became of the defects of a kind.
struct Tally {
    kind: &'static Kind,
    planted: Vec<Planted>,
}

impl Tally {
    fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.planted.iter().filter(|planted| is(&planted.outcome)).count()
    }

    fn found(&self) -> usize {
        self.count(|outcome| *outcome == Outcome::Found)
    }

    fn is_enough(&self) -> bool {
        self.found() * 1000 >= self.planted.len() * FLOOR
    }
}

/// Plants, counts, and says whether enough is found.
pub(crate) fn run(args: &Args) -> Result<bool> {
    let sets = sets::folders(&args.dir)?.iter().map(|folder| hosts(folder, args.seed)).collect::<Result<Vec<_>>>()?;
    let kinds: Vec<&Kind> = kinds().filter(|kind| args.rule.as_deref().is_none_or(|rule| rule == kind.rule)).collect();
    let tallies = tally(&kinds, &sets, args.planted, args.seed);
    for tally in &tallies {
        report(tally, args.missed);
    }
    let table = table(&tallies);
    print!("{table}");
    if args.write_docs {
        write_between_marks(&crate::root().join("docs/precision.md"), "mutations", &table)?;
    }
    Ok(tallies.iter().all(Tally::is_enough))
}

/// The pages of a set, in an order by chance, with what the checker finds in each by itself.
fn hosts(folder: &Path, seed: u64) -> Result<Vec<Host>> {
    const MOST: usize = 150;
    let mut paths = sets::pages(folder, 1)?;
    Random(seed).shuffle(&mut paths);
    paths.truncate(MOST);
    let host = |path: String| {
        let file = folder.join("bilingual").join(&path);
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        Ok(host(path, text))
    };
    paths.into_par_iter().map(host).collect()
}

fn host(path: String, text: String) -> Host {
    let texts = [(path, text)];
    let findings = check_pages(&texts).0.swap_remove(0);
    let [(path, text)] = texts;
    Host { path, text, findings }
}

/// Plants defects of each kind whose rule there is, spread over sets and pages.
fn tally(kinds: &[&'static Kind], sets: &[Vec<Host>], most: usize, seed: u64) -> Vec<Tally> {
    kinds
        .par_iter()
        .filter(|kind| rules::find(kind.rule).is_some())
        .map(|kind| {
            let mut random = Random(seed);
            let mut planted = Vec::new();
            let longest = sets.iter().map(Vec::len).max().unwrap_or_default();
            // At first one of each page, then more where there are few.
            for most_of_page in [1, 20] {
                for page in 0..longest {
                    for set in sets {
                        let Some(host) = set.get(page) else { continue };
                        if planted.len() < most {
                            let wanted = most_of_page.min(most - planted.len());
                            planted.extend(plant_in(kind, host, wanted, &mut random));
                        }
                    }
                }
            }
            Tally { kind, planted }
        })
        .collect()
}

fn plant_in(kind: &Kind, host: &Host, most: usize, random: &mut Random) -> Vec<Planted> {
    const TRIED: usize = 60;
    let (document, _) = bitext::parse(&host.text);
    some_pairs(&document, random, TRIED)
        .into_iter()
        .filter_map(|index| plant(&Site::new(&document, index), &host.path, kind.rule, kind.plant, &host.findings))
        .take(most)
        .collect()
}

fn report(tally: &Tally, most: usize) {
    for planted in tally.planted.iter().filter(|planted| planted.outcome != Outcome::Found).take(most) {
        let others = match &planted.outcome {
            Outcome::ByOthers(others) => format!(" (only {})", others.join(", ")),
            Outcome::Found | Outcome::Missed => String::new(),
        };
        println!(
            "{}: {}: not found{others}:\n  {}\n",
            tally.kind.rule,
            tally.kind.does,
            planted.shown.replace('\n', "⏎")
        );
    }
}

fn table(tallies: &[Tally]) -> String {
    let mut out =
        "| rule | defect | planted | found | by others only | missed |\n| --- | --- | ---: | ---: | ---: | ---: |\n"
            .to_owned();
    for tally in tallies {
        let others = tally.count(|outcome| matches!(outcome, Outcome::ByOthers(_)));
        let missed = tally.count(|outcome| *outcome == Outcome::Missed);
        let (rule, does, planted, found) = (tally.kind.rule, tally.kind.does, tally.planted.len(), tally.found());
        out.push_str(&format!("| `{rule}` | {does} | {planted} | {found} | {others} | {missed} |\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use bitext::rules::{Category, Rule};

    use super::*;

    fn fixtures() -> Vec<Host> {
        let root = crate::root().join("fixtures/docs/bilingual");
        let found = bitext::walk::pages(&[root], None).expect("pages").pages;
        let read = |page: bitext::walk::Page| {
            host(page.relative.display().to_string(), fs::read_to_string(&page.path).expect("a page"))
        };
        found.into_iter().map(read).collect()
    }

    #[test]
    fn planted_defects_are_found_in_the_fixtures() {
        // What is found in text depends on more of the language than the fixtures show.
        let is_certain = |rule: &Rule| !matches!(rule.category, Category::Content | Category::Terms);
        let kinds: Vec<&Kind> = kinds().collect();
        let mut faults = Vec::new();
        for tally in tally(&kinds, &[fixtures()], 10, 1) {
            let rule = rules::find(tally.kind.rule).expect("a rule");
            if tally.planted.is_empty() || tally.found() > 0 && !is_certain(rule) {
                continue;
            }
            for planted in tally.planted.iter().filter(|planted| planted.outcome != Outcome::Found) {
                faults.push(format!("{}: {}: {:?}", tally.kind.rule, tally.kind.does, planted.shown));
            }
        }
        assert!(faults.is_empty(), "not found:\n{}", faults.join("\n"));
    }
}
