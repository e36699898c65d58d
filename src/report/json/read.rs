//! Reads the report of a shard. It may come from anywhere: all that it says is looked at before it is believed, but for what only
//! the pages themselves can tell.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::shard::{PageSection, RunSection, Section};
use super::{Bytes, Place};
use crate::check::{Finding, Fingerprint, PairPlace, RelatedFinding, RuleSet};
use crate::config::FailOn;
use crate::diagnostic::{Applicability, Edit, Fix, RuleId, Severity};
use crate::path_key::path;
use crate::report::shard::{BaselineFile, Run, ShardPage, ShardReport};
use crate::report::{CheckedPage, Failure, Report};
use crate::rules;
use crate::shard::Shard;
use crate::source::{Position, Version};
use crate::suppression::{Suppression, Suppressions};

/// Why a text is no report of a shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is something else, or was cut off.
    #[error("this is no report of bitext check: {message}")]
    Syntax {
        /// Where that shows; the column is in bytes.
        place: Position,
        /// What is wrong.
        message: String,
    },
    /// It is the report of a whole run.
    #[error("this is the report of a whole run, not of a shard")]
    NoShard,
    /// It was written by another version of the program.
    #[error("bitext {0} wrote this report, and this is bitext {version}", version = env!("CARGO_PKG_VERSION"))]
    Tool(String),
    /// What it says cannot be.
    #[error("the report is damaged: {0}")]
    Damaged(String),
}

impl ReadError {
    /// What to do next.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "name the files that `check --shard K/N --output-format json=FILE` wrote",
            Self::NoShard => "a report for `report merge` is written by `check --shard K/N --output-format json=FILE`",
            Self::Tool(_) => "join the reports with the version that checked the shards",
            Self::Damaged(_) => "check the shard again",
        }
    }
}

#[derive(Deserialize)]
struct Head {
    version: u32,
    tool: Tool,
    shard: Option<SectionHead>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct SectionHead {
    version: u32,
}

#[derive(Deserialize)]
struct Object {
    totals: Numbers,
    failures: Vec<Failed>,
    findings: Vec<Found>,
    shard: Section<Vec<PageSection>>,
}

#[derive(Deserialize)]
struct Numbers {
    suppressed: u32,
}

#[derive(Deserialize)]
struct Failed {
    message: String,
}

#[derive(Deserialize)]
struct Found {
    rule: String,
    severity: String,
    message: String,
    help: Option<String>,
    start: Place,
    end: Place,
    bytes: Bytes,
    #[serde(rename = "pair")]
    _pair: IgnoredAny,
    related: Vec<Related>,
    fix: Option<Fixed>,
    fingerprint: super::shard::Hash,
}

#[derive(Deserialize)]
struct Related {
    start: Option<Place>,
    end: Option<Place>,
    bytes: Bytes,
    message: String,
}

#[derive(Deserialize)]
struct Fixed {
    applicability: String,
    edits: Vec<Edited>,
}

#[derive(Deserialize)]
struct Edited {
    bytes: Bytes,
    text: String,
}

/// Reads the report of a shard.
///
/// # Errors
/// If it is something else, was written by another version of the program, or says what cannot be.
pub fn read_shard(text: &[u8]) -> Result<ShardReport, ReadError> {
    let syntax = |error: serde_json::Error| {
        let said = error.to_string();
        let message = said.split(" at line ").next().unwrap_or(&said).to_owned();
        ReadError::Syntax { place: Position { line: error.line(), column: error.column().max(1) }, message }
    };
    let head: Head = serde_json::from_slice(text).map_err(syntax)?;
    if head.tool.name != env!("CARGO_PKG_NAME") {
        let message = format!("`{}` wrote it", head.tool.name);
        return Err(ReadError::Syntax { place: Position { line: 1, column: 1 }, message });
    }
    if head.tool.version != env!("CARGO_PKG_VERSION") || head.version != super::VERSION {
        return Err(ReadError::Tool(head.tool.version));
    }
    match head.shard {
        None => return Err(ReadError::NoShard),
        Some(section) if section.version != super::shard::VERSION => return Err(ReadError::Tool(head.tool.version)),
        Some(_) => {}
    }
    let Object { totals, failures, findings, shard: section } = serde_json::from_slice(text).map_err(syntax)?;
    let mut report =
        Report { pages: Vec::new(), failures: Vec::new(), suppressed: totals.suppressed as usize, in_baseline: 0 };
    if failures.len() != section.failures.len() {
        return Err(damaged("it does not have the path of each failure"));
    }
    let mut failed = Vec::new();
    for (Failed { message }, place) in failures.into_iter().zip(section.failures) {
        report.failures.push(Failure { path: path(&place.path).ok_or_else(|| no_path(&place.path))?, message });
        failed.push(place.index);
    }
    if section.rules.len() > section.pages.len() {
        return Err(damaged("it has more sets of rules than pages"));
    }
    let rule_sets: Vec<RuleSet> = section.rules.iter().map(rule_set).collect::<Result<_, _>>()?;
    let mut findings = findings.into_iter();
    let mut pages = Vec::with_capacity(section.pages.len());
    for page in section.pages {
        let wrong = |what: &str| ReadError::Damaged(format!("{what} in {}", page.path));
        // First of all: places are reckoned with against the length.
        let version = version(page.length, &page.hash).ok_or_else(|| wrong("the hash cannot be"))?;
        let mut found = Vec::with_capacity(page.findings.len());
        for places in &page.findings {
            let finding = findings.next().ok_or_else(|| wrong("a finding is missing"))?;
            found.push(finding.checked(*places, &page).ok_or_else(|| wrong("a finding cannot be"))?);
        }
        let facts = page.facts().ok_or_else(|| wrong("the facts of a pair cannot be"))?;
        if page.rules >= rule_sets.len() {
            return Err(wrong("the rules are missing"));
        }
        let suppressions = page.suppressions.iter().map(|one| {
            let rule = known_rule(&one.rule).filter(|rule| rules::is_of_run(*rule))?;
            let (scope, name) = (page.span(one.scope)?, page.span(one.name)?);
            Some(Suppression { rule, reach: one.reach.into(), scope, name, is_used: false })
        });
        let suppressions = suppressions.collect::<Option<_>>().ok_or_else(|| wrong("a suppression cannot be"))?;
        pages.push(ShardPage {
            index: page.index,
            version,
            rules: page.rules,
            facts,
            suppressions: Suppressions::new(suppressions),
        });
        report.pages.push(CheckedPage {
            path: path(&page.path).ok_or_else(|| no_path(&page.path))?,
            locale: page.locale,
            pairs: page.pairs as usize,
            findings: found.into_iter().collect(),
        });
    }
    if findings.next().is_some() {
        return Err(damaged("it has findings of no page"));
    }
    Ok(ShardReport {
        shard: Shard::new(section.number, section.count).map_err(|error| ReadError::Damaged(error.to_string()))?,
        run: run(&section.run).ok_or_else(|| damaged("what it says of the run cannot be"))?,
        report,
        pages,
        failures: failed,
        rule_sets,
        missing_originals: section.missing_originals as usize,
        is_incomplete: section.is_incomplete,
    })
}

fn damaged(what: &str) -> ReadError {
    ReadError::Damaged(what.to_owned())
}

fn no_path(text: &str) -> ReadError {
    ReadError::Damaged(format!("`{text}` is no path"))
}

fn run(section: &RunSection) -> Option<Run> {
    let baseline = match &section.baseline {
        Some(file) => Some(BaselineFile { path: path(&file.path)?, version: version(file.length, &file.hash)? }),
        None => None,
    };
    let fail_on = match &section.fail_on {
        Some(name) => Some(FailOn::ALL.into_iter().find(|level| level.as_str() == name)?),
        None => None,
    };
    Some(Run {
        pages: section.pages,
        paths: section.paths.bits()?,
        configuration: section.configuration.bits()?,
        baseline,
        fail_on,
        is_narrowed: section.is_narrowed,
    })
}

fn version(length: usize, hash: &super::shard::Hash) -> Option<Version> {
    // Longer is no file, and places near the end of all numbers cannot be reckoned with.
    (length <= isize::MAX as usize / 2).then_some(())?;
    Some(Version { length, hash: hash.bits()? })
}

fn known_rule(id: &str) -> Option<RuleId> {
    rules::find(id).map(|rule| rule.id)
}

fn severity(name: &str) -> Option<Severity> {
    Severity::ALL.into_iter().find(|severity| severity.as_str() == name)
}

fn rule_set(levels: &BTreeMap<String, String>) -> Result<RuleSet, ReadError> {
    for (rule, level) in levels {
        if known_rule(rule).is_none() || severity(level).is_none() {
            return Err(ReadError::Damaged(format!("there is no rule `{rule}` of severity `{level}`")));
        }
    }
    Ok(RuleSet::new(|rule| severity(levels.get(rule.id.as_str())?)))
}

impl Found {
    /// The finding, if it can be one of its page. `places` are those of the pair that it is in.
    fn checked(self, places: Option<[usize; 6]>, page: &PageSection) -> Option<Finding> {
        let span = |Bytes { start, end }: Bytes| page.span([start, end]);
        let position = |Place { line, column }: Place| {
            let is_possible = [line, column].into_iter().all(|number| (1..=page.length + 1).contains(&number));
            is_possible.then_some(Position { line, column })
        };
        let pair = match places {
            None => None,
            Some([a, b, c, d, e, f]) => {
                Some(PairPlace { id: page.span([a, b])?, target: page.span([c, d])?, source: page.span([e, f])? })
            }
        };
        let related = self.related.into_iter().map(|related| {
            Some(RelatedFinding {
                // In the report of a shard no finding is about two pages.
                page: None,
                span: span(related.bytes)?,
                start: Some(position(related.start?)?),
                end: Some(position(related.end?)?),
                message: related.message,
            })
        });
        let fix = match self.fix {
            None => None,
            Some(Fixed { applicability, edits }) => {
                let known = [Applicability::Safe, Applicability::Unsafe];
                let applicability = known.into_iter().find(|known| known.as_str() == applicability)?;
                let edit = |edit: Edited| Some(Edit { span: span(edit.bytes)?, text: edit.text });
                let edits = edits.into_iter().map(edit).collect::<Option<Vec<Edit>>>()?;
                let is_in_order = edits.windows(2).all(|two| two[0].span.end <= two[1].span.start);
                is_in_order.then_some(())?;
                Some(Fix { applicability, edits })
            }
        };
        Some(Finding {
            rule: rules::find(&self.rule)?,
            severity: severity(&self.severity)?,
            span: span(self.bytes)?,
            start: position(self.start)?,
            end: position(self.end)?,
            message: self.message,
            help: self.help,
            pair,
            related: related.collect::<Option<_>>()?,
            fix,
            fingerprint: Fingerprint(self.fingerprint.bits()?),
        })
    }
}
