//! `cargo xtask mutate`: plants defects in real pairs and counts how many the rule that is meant finds.
//!
//! Text of pages is printed for reading only; none of it is written to a file.

mod content;
mod markup;
mod page;
mod site;
mod structure;
mod terms;

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::Result;
use bitext::check::Profile;
use bitext::rules;
use rayon::prelude::*;

use self::site::{Host, HostSet, Outcome, Plant, Planted, Site, plant, shuffled_pairs};
use crate::check::{check_set, profile};
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
    [structure::KINDS, markup::KINDS, content::KINDS, terms::KINDS, page::KINDS].into_iter().flatten()
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
    let profile = profile_with_glossary()?;
    let read = |folder: &PathBuf| {
        let mut set = check_set(folder, 1, &profile)?;
        Random(args.seed).shuffle(&mut set.pages);
        Ok(set)
    };
    let sets = sets::folders(&args.dir)?.iter().map(read).collect::<Result<Vec<_>>>()?;
    let sets: Vec<HostSet<'_>> = sets.iter().map(HostSet::new).collect();
    let kinds: Vec<&Kind> = kinds().filter(|kind| args.rule.as_deref().is_none_or(|rule| rule == kind.rule)).collect();
    let tallies = tally(&kinds, &sets, &profile, args.planted, args.seed);
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

/// Every rule, and the glossary that defects are planted against.
fn profile_with_glossary() -> Result<Profile> {
    let mut profile = profile();
    profile.terms = terms::glossary()?;
    Ok(profile)
}

/// Plants defects of each kind whose rule there is, spread over sets and pages, and never two in pairs that are the same.
fn tally(kinds: &[&'static Kind], sets: &[HostSet<'_>], profile: &Profile, most: usize, seed: u64) -> Vec<Tally> {
    kinds
        .par_iter()
        .filter(|kind| rules::find(kind.rule).is_some())
        .map(|kind| {
            let mut random = Random(seed);
            let mut planted = Vec::new();
            let mut used = HashSet::new();
            let longest = sets.iter().map(|set| set.documents.len()).max().unwrap_or_default();
            // At first one of each page, then more where there are few.
            for most_of_page in [1, 20] {
                for page in 0..longest {
                    for set in sets.iter().filter(|set| page < set.documents.len()) {
                        if planted.len() < most {
                            let wanted = most_of_page.min(most - planted.len());
                            let host = Host { set, page, profile };
                            planted.extend(plant_in(kind, host, wanted, &mut used, &mut random));
                        }
                    }
                }
            }
            Tally { kind, planted }
        })
        .collect()
}

/// Plants defects in a page; `used` are the pairs, source and target, that have had one.
fn plant_in<'a>(
    kind: &Kind,
    host: Host<'a>,
    most: usize,
    used: &mut HashSet<(&'a str, &'a str)>,
    random: &mut Random,
) -> Vec<Planted> {
    let document = &host.set.documents[host.page];
    let mut planted = Vec::new();
    for index in shuffled_pairs(document, random) {
        let site = Site::new(document, index);
        if planted.len() == most {
            break;
        }
        if used.contains(&(site.source, site.target)) {
            continue;
        }
        if let Some(done) = plant(&site, host, kind.rule, kind.plant) {
            used.insert((site.source, site.target));
            planted.push(done);
        }
    }
    planted
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
    use std::fs;

    use bitext::rules::{Category, Rule};

    use super::*;
    use crate::check::{CheckedSet, Page, check_as_set};

    fn fixtures(profile: &Profile) -> CheckedSet {
        let root = crate::root().join("fixtures/docs/bilingual");
        let found = bitext::walk::pages(&[root], None).whole().expect("pages");
        let read = |page: bitext::walk::Page| Page {
            path: page.relative.display().to_string(),
            text: fs::read_to_string(&page.path).expect("a page"),
            original: None,
        };
        check_as_set("fixtures".to_owned(), found.into_iter().map(read).collect(), profile)
    }

    #[test]
    fn planted_defects_are_found_in_the_fixtures() {
        // What is found in text depends on more of the language than the fixtures show.
        let is_certain = |rule: &Rule| !matches!(rule.category, Category::Content | Category::Terms);
        let kinds: Vec<&Kind> = kinds().collect();
        let mut faults = Vec::new();
        let profile = profile_with_glossary().expect("a glossary");
        let fixtures = fixtures(&profile);
        let sets = [HostSet::new(&fixtures)];
        for tally in tally(&kinds, &sets, &profile, 10, 1) {
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
