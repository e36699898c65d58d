//! What is recorded of the rules: how many findings were read by hand and were real, and the counts that CI holds them to.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use bitext::rules::{self, CATALOGUE, Rule};
use serde::{Deserialize, Serialize};

use crate::check::CheckedSet;

const HEAD: &str = "\
# What was read by hand of each rule (`cargo xtask precision DIR --sample 20 --seed N --rule ID`), and how many findings there
# are in one page in `pages` by set. CI fails if the counts change: look at what changed, then record them with
# `cargo xtask precision DIR --pages N --write-counts`.

";

/// The file `xtask/precision.toml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recorded {
    /// The counts are of one page in this many.
    pub(crate) pages: u64,
    #[serde(default)]
    rules: BTreeMap<String, OfRule>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfRule {
    /// Findings that were read.
    read: Option<usize>,
    /// How many of them were real.
    real: Option<usize>,
    /// What they were drawn with.
    seed: Option<u64>,
    remark: Option<String>,
    /// Findings by set.
    #[serde(default)]
    counts: BTreeMap<String, usize>,
}

impl Default for Recorded {
    fn default() -> Self {
        Self { pages: 8, rules: BTreeMap::new() }
    }
}

impl Recorded {
    /// Reads the file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        toml::from_str(&text).with_context(|| path.display().to_string())
    }

    /// Writes the file.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, format!("{HEAD}{}", toml::to_string(self)?)).with_context(|| path.display().to_string())
    }

    /// Takes the counts of these sets.
    pub(crate) fn count(&mut self, sets: &[CheckedSet]) {
        self.rules.retain(|id, _| rules::find(id).is_some());
        for rule in CATALOGUE {
            let counts = sets.iter().map(|set| (set.name.clone(), set.count(rule))).collect();
            self.rules.entry(rule.id.as_str().to_owned()).or_default().counts = counts;
        }
    }

    /// Names each count that is not as recorded.
    pub(crate) fn compare(&self, sets: &[CheckedSet]) -> Vec<String> {
        let mut failures = Vec::new();
        for (id, recorded) in &self.rules {
            let Some(rule) = rules::find(id) else {
                failures.push(format!("{id}: there is no such rule"));
                continue;
            };
            for (name, &expected) in &recorded.counts {
                match sets.iter().find(|set| set.name == *name).map(|set| set.count(rule)) {
                    None => failures.push(format!("{name}: the set is missing")),
                    Some(count) if count != expected => {
                        failures.push(format!("{name}: {id}: {count} findings, {expected} recorded"));
                    }
                    Some(_) => {}
                }
            }
        }
        failures
    }

    /// What was read of a rule, how much of it was real, and what there is to say of it: cells of a table.
    pub(crate) fn read_by_hand(&self, rule: &Rule) -> (String, String, String) {
        let recorded = self.rules.get(rule.id.as_str());
        let cell = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
        let remark = recorded.and_then(|recorded| recorded.remark.clone()).unwrap_or_default();
        (cell(recorded.and_then(|recorded| recorded.read)), cell(recorded.and_then(|recorded| recorded.real)), remark)
    }
}
