//! A run over one shard: which pages it takes, and what it notes for the others.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use xxhash_rust::xxh3::Xxh3;

use super::Gathered;
use super::control::Control;
use crate::check::{Profile, RuleSet};
use crate::cli::input::Input;
use crate::cli::report::{self, counted, number, shown};
use crate::report::shard::{Run, ShardPage, ShardReport};
use crate::rules::{CATALOGUE, is_of_run};
use crate::shard::Shard;

/// The pages of a run, of which one shard is checked.
pub(super) struct Split {
    shard: Shard,
    /// The index in the run of each page of the shard.
    indexes: Vec<usize>,
    /// How many pages the run has.
    pages: usize,
    /// Hash of their paths.
    paths: u64,
}

impl Split {
    /// Leaves the pages of a shard in the input.
    pub(super) fn new(shard: Shard, input: &mut Input) -> Self {
        let mut paths = Xxh3::new();
        for page in &input.pages {
            paths.update(page.path.as_os_str().as_encoded_bytes());
            paths.update(&[0]);
        }
        let pages = input.pages.len();
        let all = std::mem::take(&mut input.pages).into_iter().enumerate();
        let (indexes, own) = all.filter(|(_, page)| shard.holds(page)).unzip();
        input.pages = own;
        Self { shard, indexes, pages, paths: paths.digest() }
    }

    /// Says which part of the run this is.
    pub(super) fn announce(&self, rules: &[&RuleSet]) {
        let mut line =
            format!("shard {}: {} of {}", self.shard, number(self.indexes.len()), counted(self.pages, "page"));
        if rules.iter().any(|rules| rules.has_run_rules()) {
            let names = CATALOGUE.iter().filter(|rule| is_of_run(rule.id)).map(|rule| rule.id.as_str());
            line.push_str(&format!("; {} wait for `bitext report merge`", names.collect::<Vec<_>>().join(" and ")));
        }
        report::line(&line);
    }

    /// What all shards of the run have in common.
    pub(super) fn run(&self, control: &Control<'_>, has_originals: bool) -> Result<Run> {
        let config = &control.config;
        let mut hash = Xxh3::new();
        hash.update(&config.hash.to_le_bytes());
        hash.update(format!("{:?} {has_originals}", control.layer()).as_bytes());
        for path in config.glossaries() {
            let bytes = fs::read(path).map_err(|error| anyhow!("cannot read the terms: {}: {error}", shown(path)))?;
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
        }
        Ok(Run {
            pages: self.pages,
            paths: self.paths,
            configuration: hash.digest(),
            baseline: control.known().and_then(|known| known.file()),
            fail_on: config.fail_on,
            is_narrowed: control.is_narrowed(),
        })
    }

    /// What the run over the shard came to, for the others. Takes the facts and the suppressions out of `gathered`.
    pub(super) fn part(
        self,
        run: Run,
        gathered: &mut Gathered,
        profiles: &[Arc<Profile>],
        is_incomplete: bool,
    ) -> ShardReport {
        let mut rule_sets = Vec::new();
        // Pages that are held to the same share their profile.
        let mut known: HashMap<*const Profile, usize> = HashMap::new();
        let mut rules_of = |profile: &Arc<Profile>| {
            *known.entry(Arc::as_ptr(profile)).or_insert_with(|| {
                rule_sets.push(profile.rules.clone());
                rule_sets.len() - 1
            })
        };
        let facts = std::mem::take(&mut gathered.facts);
        let suppressions = std::mem::take(&mut gathered.suppressions);
        let of_pages = gathered.pages.iter().zip(profiles).zip(facts).zip(suppressions);
        let pages = of_pages.map(|(((&(index, version), profile), facts), suppressions)| ShardPage {
            index: self.indexes[index],
            version,
            rules: rules_of(profile),
            facts,
            suppressions: suppressions.of_run(),
        });
        let pages = pages.collect();
        ShardReport {
            shard: self.shard,
            run,
            report: gathered.report.clone(),
            pages,
            failures: gathered.failed.iter().map(|&index| self.indexes[index]).collect(),
            rule_sets,
            missing_originals: gathered.missing_originals,
            is_incomplete,
        }
    }
}
