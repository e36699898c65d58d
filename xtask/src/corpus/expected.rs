//! The file of expectations: how many pages of each set have to be equal, and which are known not to be, with the reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Set;
use super::page::Check;

/// What is expected of the sets.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// The counts named `sample` are of one page in so many.
    pub(crate) sample: u64,
    pub(crate) sets: BTreeMap<String, ExpectedSet>,
    known: Vec<Known>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedSet {
    /// Where its pages come from.
    pub(crate) repository: String,
    whole: Floor,
    sample: Floor,
}

/// The least number of pages, pairs and equal pages.
#[derive(Debug, Deserialize)]
struct Floor {
    pages: usize,
    pairs: usize,
    #[serde(flatten)]
    equal: BTreeMap<Check, usize>,
}

/// Pages that are not equal, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    check: Check,
    reason: String,
    /// `SET/PATH`, in order.
    pages: Vec<String>,
}

/// What measuring came to, against what is expected.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) failures: Vec<String>,
    pub(crate) notes: Vec<String>,
}

impl Expected {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<Self> {
        Ok(toml::from_str(text)?)
    }

    /// Why a page fails a check, if that is known.
    pub(crate) fn reason(&self, check: Check, set: &str, path: &str) -> Option<&str> {
        let is_it = |page: &String| page.strip_prefix(set).and_then(|rest| rest.strip_prefix('/')) == Some(path);
        self.known
            .iter()
            .find(|known| known.check == check && known.pages.iter().any(is_it))
            .map(|known| &*known.reason)
    }

    /// Compares what was measured with what is expected. `sample` is what it was measured on.
    pub(crate) fn compare(&self, sets: &[Set], sample: u64) -> Verdict {
        let mut verdict = Verdict::default();
        for (name, expected) in &self.sets {
            let Some(set) = sets.iter().find(|set| set.name == *name) else {
                verdict.failures.push(format!("{name}: the set is missing"));
                continue;
            };
            if sample == 1 {
                expected.whole.compare(set, &mut verdict);
            } else if sample == self.sample {
                expected.sample.compare(set, &mut verdict);
            } else {
                verdict.notes.push(format!("{name}: no counts are known of one page in {sample}"));
            }
        }
        for set in sets.iter().filter(|set| self.sets.contains_key(&set.name)) {
            self.compare_pages(set, &mut verdict);
        }
        verdict
    }

    fn compare_pages(&self, set: &Set, verdict: &mut Verdict) {
        let name = &set.name;
        for page in &set.pages {
            for check in Check::ALL.into_iter().filter(|check| check.needs_reason() && page.has(*check)) {
                let (title, path) = (check.title(), &page.path);
                match (page.difference(check), self.reason(check, name, path)) {
                    (Some(_), None) => verdict.failures.push(format!("{name}/{path}: not equal: {title}")),
                    (None, Some(_)) => verdict.notes.push(format!("{name}/{path}: has become equal: {title}")),
                    (Some(_), Some(_)) | (None, None) => {}
                }
            }
        }
    }
}

impl Floor {
    fn compare(&self, set: &Set, verdict: &mut Verdict) {
        let counts = [("pages", self.pages, set.pages.len()), ("pairs", self.pairs, set.pairs())];
        let equal = Check::ALL.map(|check| (check.title(), self.equal.get(&check).copied(), set.equal(check)));
        let equal = equal.into_iter().filter_map(|(title, floor, count)| Some((title, floor?, count)));
        for (title, floor, count) in counts.into_iter().chain(equal) {
            if count < floor {
                verdict.failures.push(format!("{}: {title}: {count}, at least {floor} expected", set.name));
            }
        }
    }
}

/// The file of expectations `text` with the counts that were measured in place of those of `whole` or `sample`.
pub(crate) fn with_counts(text: &str, sets: &[Set], key: &str) -> String {
    let mut current = None;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if line.starts_with('[') {
            let name = line.strip_prefix("[sets.").and_then(|rest| rest.strip_suffix(']'));
            current = sets.iter().find(|set| Some(&*set.name) == name);
        }
        match current {
            Some(set) if line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" =")) => {
                out.push_str(&format!("{key} = {{ {} }}", counts(set)));
            }
            Some(_) | None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

fn counts(set: &Set) -> String {
    let mut counts = vec![format!("pages = {}", set.pages.len()), format!("pairs = {}", set.pairs())];
    let made = Check::ALL.into_iter().filter(|&check| set.compared(check) > 0);
    counts.extend(made.map(|check| format!("{} = {}", check.key(), set.equal(check))));
    counts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::fold::Difference;
    use super::super::page::Measured;
    use super::*;

    const EXPECTED: &str = r#"
sample = 2
[sets.ja]
repository = "example/å"
whole = { pages = 2, pairs = 3, target = 1 }
sample = { pages = 1, pairs = 1 }
[[known]]
check = "target"
reason = "edited later"
pages = ["ja/å/b.md"]
"#;

    fn page(path: &str, is_equal: bool) -> Measured {
        let difference = (!is_equal).then(|| Difference::of_texts("a", "b"));
        Measured { path: path.into(), pairs: 2, results: vec![(Check::Target, difference)] }
    }

    fn check(pages: Vec<Measured>, failures: &[&str], notes: &[&str]) {
        let sets = [Set { name: "ja".into(), pages }];
        let verdict = Expected::parse(EXPECTED).expect("expectations").compare(&sets, 1);
        assert_eq!((verdict.failures, verdict.notes), (strings(failures), strings(notes)));
    }

    fn strings(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_known_page_may_differ() {
        check(vec![page("å/b.md", false), page("c.md", true)], &[], &[]);
    }

    #[test]
    fn an_unknown_page_may_not() {
        let failures = ["ja/c.md: not equal: target side, byte for byte"];
        check(
            vec![page("å/b.md", true), page("c.md", false)],
            &failures,
            &["ja/å/b.md: has become equal: target side, byte for byte"],
        );
    }

    #[test]
    fn counts_are_floors() {
        check(
            vec![page("å/b.md", false)],
            &[
                "ja: pages: 1, at least 2 expected",
                "ja: pairs: 2, at least 3 expected",
                "ja: target side, byte for byte: 0, at least 1 expected",
            ],
            &[],
        );
    }

    #[test]
    fn a_missing_set_is_a_failure() {
        let verdict = Expected::parse(EXPECTED).expect("expectations").compare(&[], 1);
        assert_eq!(verdict.failures, ["ja: the set is missing"]);
    }

    #[test]
    fn counts_are_written_in_place() {
        let sets = [Set { name: "ja".into(), pages: vec![page("c.md", true)] }];
        let written = with_counts(EXPECTED, &sets, "whole");
        assert_eq!(written, EXPECTED.replace("pages = 2, pairs = 3, target = 1", "pages = 1, pairs = 2, target = 1"));
    }
}
