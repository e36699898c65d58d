//! The baseline: findings that are known, so that only new ones are reported. Its text, and the comparison with a run.
//!
//! A finding is known by its page, its rule and its fingerprint, never by its line. It reads and writes no file.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

/// Findings that are known, with how often each is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<Finding, usize>,
}

/// What a finding is known by. Ordered by page, so that the findings of a page stand together in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// The path of the page below the folder of the baseline, with `/`.
    pub path: String,
    /// The id of the rule.
    pub rule: String,
    /// What it is about, whatever its line and page.
    pub fingerprint: u64,
}

/// What a run has found, against what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Of each finding of the run, in their order, whether it is known.
    pub is_known: Vec<bool>,
    /// Known findings that the run has looked for and not found.
    pub stale: usize,
}

/// Whether a run would have found a known finding again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sought {
    /// Yes: its page was checked for its rule, or all pages were and its page is gone.
    Yes,
    /// Its page is gone, and other pages were not checked: it may be in one of them.
    Elsewhere,
    /// No.
    No,
}

/// Why a text is no baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// It is damaged, or something else.
    #[error("{line}:{column}: this is no baseline: {message}")]
    Invalid {
        /// Line, from 1.
        line: usize,
        /// Column, from 1, in bytes.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// It was written by another version of the program.
    #[error("1:1: the baseline has version {0} of the format; this program reads version {VERSION}")]
    Version(u64),
}

/// The version of the format.
const VERSION: u64 = 1;

#[derive(Deserialize)]
struct Head {
    version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: u64,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    fingerprint: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// If it is no baseline, with the place at which that shows, or one of another version.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let invalid = |error: serde_json::Error| {
            let said = error.to_string();
            let message = said.split(" at line ").next().unwrap_or(&said).to_owned();
            BaselineError::Invalid { line: error.line(), column: error.column().max(1), message }
        };
        let head: Head = serde_json::from_str(text).map_err(invalid)?;
        if head.version != VERSION {
            return Err(BaselineError::Version(head.version));
        }
        let file: File = serde_json::from_str(text).map_err(invalid)?;
        let mut known = BTreeMap::new();
        for Entry { path, rule, fingerprint, count } in file.findings {
            let Some(fingerprint) = from_hex(&fingerprint) else {
                let message = format!("`{fingerprint}` is no fingerprint: it has 16 digits, 0 to 9 and a to f");
                let at = text.find(&fingerprint).unwrap_or(0);
                let crate::source::Position { line, column } = crate::source::Locator::new(text).locate(at);
                return Err(BaselineError::Invalid { line, column, message });
            };
            let all: &mut usize = known.entry(Finding { path, rule, fingerprint }).or_default();
            *all = all.saturating_add(count);
        }
        Ok(Self { known })
    }

    /// How many findings are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.values().fold(0, |sum, &count| sum.saturating_add(count))
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Tells which findings of a run are known: those of the same page first, then those that were in another page, which may
    /// have been moved, then those that were in any other, which may have been renamed.
    #[must_use]
    pub fn compare(&self, findings: &[Finding], sought: impl Fn(&Finding) -> Sought) -> Comparison {
        self.matched(findings, sought).0
    }

    /// The comparison, and what is left of the known findings.
    fn matched(
        &self,
        findings: &[Finding],
        sought: impl Fn(&Finding) -> Sought,
    ) -> (Comparison, BTreeMap<&Finding, Left>) {
        let left_of = |(known, &count): (&'_ Finding, &usize)| Left { count, sought: sought(known) };
        let mut left: BTreeMap<&Finding, Left> = self.known.iter().map(|known| (known.0, left_of(known))).collect();
        let mut is_known: Vec<bool> =
            findings.iter().map(|finding| left.get_mut(finding).is_some_and(Left::take_one)).collect();
        let name = |finding: &Finding| finding.path.rsplit('/').next().map(str::to_owned);
        for key in [name as fn(&Finding) -> Option<String>, |_| None] {
            let mut others: HashMap<(Option<String>, &str, u64), Vec<&mut Left>> = HashMap::new();
            for (known, left) in left.iter_mut().filter(|(_, left)| left.count > 0 && left.sought != Sought::No) {
                others.entry((key(known), &known.rule, known.fingerprint)).or_default().push(left);
            }
            // Taken from the end, those of pages that are gone come first, in the order of the file.
            for others in others.values_mut() {
                others.reverse();
                others.sort_by_key(|left| left.sought);
            }
            for (finding, is_known) in findings.iter().zip(&mut is_known).filter(|(_, is_known)| !**is_known) {
                let Some(others) = others.get_mut(&(key(finding), &*finding.rule, finding.fingerprint)) else {
                    continue;
                };
                while others.last().is_some_and(|left| left.count == 0) {
                    others.pop();
                }
                *is_known = others.last_mut().is_some_and(|left| left.take_one());
            }
        }
        let stale = left.values().filter(|left| left.sought == Sought::Yes);
        let stale = stale.fold(0, |sum: usize, left| sum.saturating_add(left.count));
        (Comparison { is_known, stale }, left)
    }

    /// The pages that have known findings, each once.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        let mut last = None;
        self.known.keys().map(|known| &*known.path).filter(move |path| last.replace(*path) != Some(*path))
    }

    /// The baseline after a run: what it found, what it did not look for, and what may be in a page that it did not check.
    #[must_use]
    pub fn updated(&self, findings: &[Finding], sought: impl Fn(&Finding) -> Sought) -> Self {
        let mut known: BTreeMap<Finding, usize> = BTreeMap::new();
        for finding in findings {
            *known.entry(finding.clone()).or_default() += 1;
        }
        for (kept, Left { count, sought }) in self.matched(findings, sought).1 {
            match sought {
                Sought::Yes => {}
                Sought::Elsewhere if count == 0 => {}
                Sought::Elsewhere => {
                    let found = known.entry(kept.clone()).or_default();
                    *found = found.saturating_add(count);
                }
                // What was not looked for may have been found all the same.
                Sought::No => {
                    let found = known.entry(kept.clone()).or_default();
                    *found = self.known[kept].max(*found);
                }
            }
        }
        Self { known }
    }
}

/// What a run has not found of a known finding.
#[derive(Debug)]
struct Left {
    count: usize,
    sought: Sought,
}

impl Left {
    /// Takes one away, if there is one.
    fn take_one(&mut self) -> bool {
        let is_left = self.count > 0;
        self.count = self.count.saturating_sub(1);
        is_left
    }
}

fn from_hex(text: &str) -> Option<u64> {
    let is_hex = text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_hex { u64::from_str_radix(text, 16).ok() } else { None }
}

/// JSON with a finding on a line, sorted, so that a version control system shows what came and went.
impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{\n  \"version\": {VERSION},\n  \"findings\": [")?;
        for (index, (Finding { path, rule, fingerprint }, &count)) in self.known.iter().enumerate() {
            let fingerprint = format!("{fingerprint:016x}");
            let entry = Entry { path: path.clone(), rule: rule.clone(), fingerprint, count };
            let line = serde_json::to_string(&entry).map_err(|_| fmt::Error)?;
            write!(f, "{}    {line}", if index == 0 { "\n" } else { ",\n" })?;
        }
        f.write_str(if self.known.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finding(path: &str, rule: &str, fingerprint: u64) -> Finding {
        Finding { path: path.to_owned(), rule: rule.to_owned(), fingerprint }
    }

    /// `path rule fingerprint`, separated by white space.
    fn findings(texts: &[&str]) -> Vec<Finding> {
        let read = |text: &&str| {
            let parts: Vec<&str> = text.split_whitespace().collect();
            finding(parts[0], parts[1], parts[2].parse().expect("a number"))
        };
        texts.iter().map(read).collect()
    }

    /// Pages whose names begin with `-` were not checked; those that begin with `+` are gone, and may be in one of them.
    fn sought(known: &Finding) -> Sought {
        match known.path.as_bytes()[0] {
            b'-' => Sought::No,
            b'+' => Sought::Elsewhere,
            _ => Sought::Yes,
        }
    }

    #[track_caller]
    fn check(known: &[&str], found: &[&str], new: &[&str], stale: usize) {
        let baseline = Baseline::default().updated(&findings(known), |_| Sought::Yes);
        let found = findings(found);
        let comparison = baseline.compare(&found, sought);
        let unknown: Vec<Finding> = found
            .iter()
            .zip(comparison.is_known)
            .filter(|(_, is_known)| !is_known)
            .map(|(one, _)| one.clone())
            .collect();
        assert_eq!(unknown, findings(new));
        assert_eq!(comparison.stale, stale);
    }

    #[test]
    fn findings_are_known_by_page_and_fingerprint() {
        check(&[], &["å a 1"], &["å a 1"], 0);
        check(&["å a 1"], &["å a 1"], &[], 0);
        check(&["å a 1"], &["å a 1", "å a 2"], &["å a 2"], 0);
        check(&["å a 1"], &["å b 1"], &["å b 1"], 1);
    }

    #[test]
    fn each_is_known_as_often_as_it_was_there() {
        check(&["å a 1", "å a 1"], &["å a 1", "å a 1", "å a 1"], &["å a 1"], 0);
        check(&["å a 1", "å a 1"], &["å a 1"], &[], 1);
    }

    #[test]
    fn a_page_may_be_renamed() {
        check(&["å a 1", "å a 2"], &["ö a 1", "ö a 2", "ö a 3"], &["ö a 3"], 0);
        // The page itself comes first.
        check(&["å a 1"], &["a a 1", "å a 1"], &["a a 1"], 0);
        check(&["å a 1"], &["ö b 1"], &["ö b 1"], 1);
        // One that keeps its name was moved, whatever stands before it.
        check(&["c/å a 1"], &["a a 1", "d/å a 1"], &["a a 1"], 0);
        check(&["c/å a 1", "e/å a 1"], &["a a 1", "b a 1", "d/å a 1"], &["b a 1"], 0);
    }

    #[test]
    fn what_may_be_elsewhere_is_moved_but_not_stale() {
        check(&["+å a 1", "å a 2"], &[], &[], 1);
        check(&["+å a 1"], &["ö a 1", "ö a 1"], &["ö a 1"], 0);
        // A page that is gone comes before one that has lost its finding.
        check(&["+å a 1", "ä a 1"], &["ö a 1"], &[], 1);
    }

    #[test]
    fn an_update_keeps_what_may_be_elsewhere() {
        let old = Baseline::default().updated(&findings(&["+å a 1", "+å a 1", "+å a 2", "ö a 3"]), |_| Sought::Yes);
        let new = old.updated(&findings(&["ö a 1"]), sought);
        assert_eq!(new, Baseline::default().updated(&findings(&["+å a 1", "+å a 2", "ö a 1"]), |_| Sought::Yes));
    }

    #[test]
    fn what_was_not_looked_for_is_neither_stale_nor_moved() {
        check(&["-å a 1"], &[], &[], 0);
        check(&["-å a 1"], &["ö a 1"], &["ö a 1"], 0);
    }

    #[test]
    fn an_update_keeps_what_was_not_looked_for() {
        let old = Baseline::default().updated(&findings(&["-å a 1", "å a 1", "ö a 2", "ö a 2"]), |_| Sought::Yes);
        let new = old.updated(&findings(&["ö a 2", "ö a 3"]), sought);
        assert_eq!(new, Baseline::default().updated(&findings(&["-å a 1", "ö a 2", "ö a 3"]), |_| Sought::Yes));
    }

    #[test]
    fn the_text_has_a_finding_on_a_line() {
        let all = [finding("ö\"\n.md", "b", 0xab), finding("a.md", "b", u64::MAX), finding("a.md", "b", u64::MAX)];
        let baseline = Baseline::default().updated(&all, |_| Sought::Yes);
        assert_eq!(
            baseline.to_string(),
            "{\n  \"version\": 1,\n  \"findings\": [\n    \
             {\"path\":\"a.md\",\"rule\":\"b\",\"fingerprint\":\"ffffffffffffffff\",\"count\":2},\n    \
             {\"path\":\"ö\\\"\\n.md\",\"rule\":\"b\",\"fingerprint\":\"00000000000000ab\"}\n  ]\n}\n"
        );
        assert_eq!(Baseline::default().to_string(), "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
    }

    #[test]
    fn what_is_no_baseline_has_the_place_at_which_it_shows() {
        let said = |text: &str| Baseline::parse(text).expect_err(text).to_string();
        assert!(said("").starts_with("1:1: this is no baseline"), "{}", said(""));
        assert!(said("{\n<<<<<<< å\n").starts_with("2:1: this is no baseline"));
        assert!(said("{\"version\":1,\"findings\":[\n{\"path\":\"å\"}]}").starts_with("2:"));
        assert!(said("{\"version\":2,\"other\":[]}").contains("version 2"));
        let text = "{\"version\":1,\"findings\":[\n{\"path\":\"å\",\"rule\":\"a\",\"fingerprint\":\"FF\"}]}";
        assert!(said(text).starts_with("2:") && said(text).contains("`FF` is no fingerprint"), "{}", said(text));
    }

    proptest! {
        #[test]
        fn a_baseline_is_read_as_it_was_written(all in prop::collection::vec((".{0,4}", "[a-c-]{1,2}", 0..3_u64), 0..9)) {
            let all: Vec<Finding> = all.iter().map(|(path, rule, fingerprint)| finding(path, rule, *fingerprint)).collect();
            let baseline = Baseline::default().updated(&all, |_| Sought::Yes);
            prop_assert_eq!(baseline.len(), all.len());
            prop_assert_eq!(Baseline::parse(&baseline.to_string()), Ok(baseline.clone()));
            let comparison = baseline.compare(&all, |_| Sought::Yes);
            prop_assert_eq!(comparison, Comparison { is_known: vec![true; all.len()], stale: 0 });
        }

        #[test]
        fn no_text_is_too_odd(text in ".{0,40}") {
            let _ = Baseline::parse(&text);
        }
    }
}
