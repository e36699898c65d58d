//! Which code of the target is which code of the source.

use std::collections::HashMap;

use super::reading::{RawCode, Reading};
use super::{CodeKind, Name, number};

/// Puts into `names` what each code of the target is called; none if the source lacks it.
pub(super) fn names(target: (&str, &Reading), source: (&str, &Reading), names: &mut Vec<Option<Name>>) {
    names.clear();
    let targets = Side { text: target.0, codes: &target.1.codes };
    let sources = Side { text: source.0, codes: &source.1.codes };
    let is_same = |at: usize| targets.markdown(at) == sources.markdown(at);
    if targets.codes.len() == sources.codes.len() && (0..targets.codes.len()).all(is_same) {
        names.extend((0..targets.codes.len()).map(|at| Some(sources.name(at))));
        return;
    }
    names.resize(targets.codes.len(), None);
    let mut is_used = vec![false; sources.codes.len()];
    let mut with_markdown = lists((0..sources.codes.len()).map(|at| (sources.markdown(at), at)));
    for (at, name) in names.iter_mut().enumerate() {
        let markdown = targets.markdown(at);
        let same = with_markdown.get_mut(&markdown).and_then(Vec::pop);
        // A text can be lost, but not put where the source has no place for it.
        let found = same.or_else(|| {
            let with_text = Markdown { is_empty_image: false, ..markdown };
            with_markdown.get_mut(&with_text).and_then(Vec::pop)
        });
        if let Some(found) = found {
            is_used[found] = true;
            *name = Some(sources.name(found));
        }
    }
    let unused = (0..sources.codes.len()).filter(|&at| !is_used[at]);
    let mut of_sort = lists(unused.map(|at| (sources.sort(at), at)));
    for (at, name) in names.iter_mut().enumerate().filter(|(_, name)| name.is_none()) {
        let sort = targets.sort(at);
        let mut next = |sort: &Sort| of_sort.get_mut(sort).and_then(Vec::pop);
        let found = match next(&sort) {
            None if targets.codes[at].is_empty_image() => next(&Sort { is_spanning: true, ..sort }),
            found => found,
        };
        *name = found.map(|found| sources.name(found));
    }
}

/// What belongs to each key, the last first.
fn lists<K: std::hash::Hash + Eq>(entries: impl DoubleEndedIterator<Item = (K, usize)>) -> HashMap<K, Vec<usize>> {
    let mut lists: HashMap<K, Vec<usize>> = HashMap::new();
    for (key, at) in entries.rev() {
        lists.entry(key).or_default().push(at);
    }
    lists
}

/// The Markdown of a code, without the text in it but for whether an image has one.
#[derive(PartialEq, Eq, Hash)]
struct Markdown<'a> {
    kind: CodeKind,
    start: &'a str,
    end: Option<&'a str>,
    is_empty_image: bool,
}

/// Codes of one sort may stand for each other.
#[derive(PartialEq, Eq, Hash)]
struct Sort {
    kind: CodeKind,
    is_spanning: bool,
    /// The name of a tag, in lower case.
    name: String,
}

struct Side<'a> {
    text: &'a str,
    codes: &'a [RawCode],
}

impl<'a> Side<'a> {
    fn markdown(&self, at: usize) -> Markdown<'a> {
        let code = &self.codes[at];
        Markdown {
            kind: code.kind,
            start: &self.text[code.start.range()],
            end: code.end.map(|end| &self.text[end.range()]),
            is_empty_image: code.is_empty_image(),
        }
    }

    fn sort(&self, at: usize) -> Sort {
        let code = &self.codes[at];
        Sort {
            kind: code.kind,
            is_spanning: code.end.is_some() && !code.is_empty_image(),
            name: self.text[code.name.range()].to_ascii_lowercase(),
        }
    }

    fn name(&self, at: usize) -> Name {
        number(at, self.codes[at].is_empty_image())
    }
}
