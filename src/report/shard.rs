//! The report of one shard of a run, and how those of all shards become the report of the run.
//!
//! Owns what a shard notes for the others, and whether reports belong together. It reads no files and looks for nothing in pages:
//! what only all pages show is found by [`check::run_rules`](crate::check::run_rules) once they are joined.

use std::fmt::Display;
use std::path::PathBuf;

use super::Report;
use crate::check::{PageFacts, RuleSet};
use crate::config::FailOn;
use crate::shard::Shard;
use crate::source::Version;
use crate::suppression::Suppressions;

/// What a run over one shard came to.
#[derive(Debug)]
pub struct ShardReport {
    /// Which shard.
    pub shard: Shard,
    /// What all shards of the run have in common.
    pub run: Run,
    /// What was found, that which stands in the baseline included, but for what only all pages together show.
    pub report: Report,
    /// What the other shards have to know of each page of the report.
    pub pages: Vec<ShardPage>,
    /// The index in the run of each failure of the report.
    pub failures: Vec<usize>,
    /// The rules that pages are held to; a page names its own by the index.
    pub rule_sets: Vec<RuleSet>,
    /// How many pages had no original, if originals were asked for.
    pub missing_originals: usize,
    /// Whether something could not be done that is no failure of the report, such as searching a folder.
    pub is_incomplete: bool,
}

/// What all shards of a run have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// How many pages the run has, in all shards.
    pub pages: usize,
    /// Hash of their paths, in order.
    pub paths: u64,
    /// Hash of what decides which rules hold: configuration, lists of terms, options.
    pub configuration: u64,
    /// The findings that are known.
    pub baseline: Option<BaselineFile>,
    /// What lets the run fail, as the configuration says it.
    pub fail_on: Option<FailOn>,
    /// Whether the command line chose among the rules.
    pub is_narrowed: bool,
}

/// A file of known findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineFile {
    /// Where it is, as the user would name it.
    pub path: PathBuf,
    /// Which bytes it holds.
    pub version: Version,
}

/// What the other shards have to know of a page.
#[derive(Debug)]
pub struct ShardPage {
    /// Its index in the run.
    pub index: usize,
    /// Which bytes were checked.
    pub version: Version,
    /// The rules that it is held to, by their index.
    pub rules: usize,
    /// What was noted for the rules that look at all pages.
    pub facts: PageFacts,
    /// The comments that suppress findings of such rules.
    pub suppressions: Suppressions,
}

/// All shards of a run. What has an entry for each page has them in the order of the report.
#[derive(Debug)]
pub struct Joined {
    /// What all shards have in common.
    pub run: Run,
    /// What was found.
    pub report: Report,
    /// Which bytes were checked.
    pub versions: Vec<Version>,
    /// The sets of rules that pages are held to.
    pub rule_sets: Vec<RuleSet>,
    /// Which of them each page is held to.
    pub rules: Vec<usize>,
    /// What was noted for the rules that look at all pages.
    pub facts: Vec<PageFacts>,
    /// The comments that suppress findings of such rules.
    pub suppressions: Vec<Suppressions>,
    /// How many pages had no original.
    pub missing_originals: usize,
    /// The shards in which something could not be done that is no failure of the report.
    pub incomplete: Vec<Shard>,
}

/// Why reports are not those of all shards of one run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Misfit {
    /// What does not fit, with the names of the reports.
    pub message: String,
    /// What to do next.
    pub help: &'static str,
}

impl Misfit {
    fn new(message: String, help: &'static str) -> Self {
        Self { message, help }
    }
}

/// Joins the reports of all shards of a run, each with its name for messages, in any order.
///
/// # Errors
/// If they are not of one run, or not of all of its shards.
pub fn join<N: Display>(mut reports: Vec<(N, ShardReport)>) -> Result<Joined, Misfit> {
    reports.sort_by_key(|(_, report)| report.shard);
    fit(&reports)?;
    let Some(run) = reports.first().map(|(_, report)| report.run.clone()) else {
        return Err(Misfit::new("there is no report".to_owned(), "name those of all shards"));
    };
    let mut joined = Joined {
        report: Report { pages: Vec::new(), failures: Vec::new(), suppressed: 0, in_baseline: 0 },
        versions: Vec::new(),
        rule_sets: Vec::new(),
        rules: Vec::new(),
        facts: Vec::new(),
        suppressions: Vec::new(),
        missing_originals: 0,
        incomplete: Vec::new(),
        run,
    };
    let (mut pages, mut failures) = (Vec::new(), Vec::new());
    for (_, part) in reports {
        let first = joined.rule_sets.len();
        joined.rule_sets.extend(part.rule_sets);
        joined.report.suppressed += part.report.suppressed;
        joined.missing_originals += part.missing_originals;
        joined.incomplete.extend(part.is_incomplete.then_some(part.shard));
        pages.extend(part.report.pages.into_iter().zip(part.pages).map(|(checked, page)| (first, checked, page)));
        failures.extend(part.failures.into_iter().zip(part.report.failures));
    }
    pages.sort_by_key(|(.., page)| page.index);
    failures.sort_by_key(|(index, _)| *index);
    let mut indexes: Vec<usize> =
        pages.iter().map(|(.., page)| page.index).chain(failures.iter().map(|(index, _)| *index)).collect();
    indexes.sort_unstable();
    if !indexes.into_iter().eq(0..joined.run.pages) {
        return Err(Misfit::new(
            format!("together the reports do not have each of the {} pages of the run once", joined.run.pages),
            "one of them is damaged: write the reports anew",
        ));
    }
    joined.report.failures = failures.into_iter().map(|(_, failure)| failure).collect();
    for (first, checked, page) in pages {
        joined.report.pages.push(checked);
        joined.versions.push(page.version);
        joined.rules.push(first + page.rules);
        joined.facts.push(page.facts);
        joined.suppressions.push(page.suppressions);
    }
    Ok(joined)
}

/// Whether reports, sorted by their shards, are those of all shards of one run.
fn fit<N: Display>(reports: &[(N, ShardReport)]) -> Result<(), Misfit> {
    const ALL: &str = "name the report of each shard once";
    const SAME: &str = "check all shards on the same commit, in the same folder and with the same options";
    let Some(((name, first), others)) = reports.split_first() else { return Ok(()) };
    for (other_name, other) in others {
        let differs = |what: &str| Err(Misfit::new(format!("{name} and {other_name} {what}"), SAME));
        let (count, other_count) = (first.shard.count(), other.shard.count());
        if count != other_count {
            return differs(&format!("are of different runs: one of {count} shards, one of {other_count}"));
        }
        let Run { pages, paths, configuration, baseline, fail_on, is_narrowed } = &other.run;
        if (pages, paths) != (&first.run.pages, &first.run.paths) {
            return differs("are of runs over different pages");
        }
        if baseline != &first.run.baseline {
            return differs("were compared with different baselines");
        }
        if (configuration, fail_on, is_narrowed)
            != (&first.run.configuration, &first.run.fail_on, &first.run.is_narrowed)
        {
            return differs("were checked under different configurations, terms or options");
        }
    }
    for two in reports.windows(2) {
        let [(one, a), (other, b)] = two else { continue };
        if a.shard == b.shard {
            return Err(Misfit::new(format!("{one} and {other} are both of shard {}", a.shard), ALL));
        }
    }
    let count = first.shard.count();
    // No two are the same, and none is greater than the count.
    let Some(missing) =
        count.checked_sub(u32::try_from(reports.len()).unwrap_or(u32::MAX)).filter(|&missing| missing > 0)
    else {
        return Ok(());
    };
    let lost = reports.iter().zip(1..).find(|((_, report), number)| report.shard.number() != *number);
    let lost = lost.map_or(reports.len() + 1, |(_, number)| number as usize);
    let more = if missing > 1 { format!(" and {} more", missing - 1) } else { String::new() };
    let is = if missing > 1 { "are" } else { "is" };
    Err(Misfit::new(format!("the report of shard {lost}/{count}{more} {is} missing"), ALL))
}
