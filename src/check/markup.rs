//! What stands on one side of a pair and not on the other, whatever its order: the base of the rules about markup.

use std::collections::HashMap;
use std::hash::Hash;

use super::address::comparable;
use super::{Findings, PairContext, SegmentContext};
use crate::markdown::{Address, Inline, InlineKind, text_runs};
use crate::rules::Rule;
use crate::source::Span;

/// What is on one side more often than on the other, in bytes of the segments, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What the source has and the target has not.
    pub missing: Vec<Span>,
    /// What the target has and the source has not.
    pub extra: Vec<Span>,
}

impl Difference {
    /// Compares things by their keys.
    #[must_use]
    pub fn of<K: Hash + Eq>(source: Vec<(K, Span)>, target: Vec<(K, Span)>) -> Self {
        if source.iter().map(|(key, _)| key).eq(target.iter().map(|(key, _)| key)) {
            return Self::default();
        }
        Self { missing: surplus(&source, &target), extra: surplus(&target, &source) }
    }

    /// Whether both sides have the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty()
    }

    /// Adds one finding that names the first thing that is missing and the first that is there instead.
    pub fn report(&self, rule: &Rule, pair: &PairContext<'_>, help: &str, findings: &mut Findings) {
        let text = |segment: &SegmentContext<'_>, span: &Span| quoted(&segment.text[span.range()]);
        let missing = self.missing.first().map(|span| text(&pair.source, span));
        let extra = self.extra.first().map(|span| text(&pair.target, span));
        let message = match (missing, extra) {
            (Some(missing), Some(extra)) => format!("the source has {missing}, the target {extra}"),
            (Some(missing), None) => format!("{missing} of the source is missing"),
            (None, Some(extra)) => format!("{extra} is not in the source"),
            (None, None) => return,
        };
        let place = self.extra.first().map_or(pair.target.inner, |span| pair.target.span(span.range()));
        let related = self.missing.first().map_or(pair.source.inner, |span| pair.source.span(span.range()));
        findings.push(rule.at(place, message).with_help(help).with_related(related, "the source"));
    }
}

/// The things of `all` that are more often there than in `others`; the last of equal ones count as too many.
fn surplus<K: Hash + Eq>(all: &[(K, Span)], others: &[(K, Span)]) -> Vec<Span> {
    let mut matched: HashMap<&K, usize> = HashMap::with_capacity(others.len());
    for (key, _) in others {
        *matched.entry(key).or_default() += 1;
    }
    let mut is_matched = |key: &K| matched.get_mut(key).filter(|count| **count > 0).map(|count| *count -= 1).is_some();
    all.iter().filter(|(key, _)| !is_matched(key)).map(|(_, span)| *span).collect()
}

/// A piece of a segment as a message shows it: short, and in back-ticks that it does not hold.
#[must_use]
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let shown: String = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    let shown = shown.replace(['\n', '\r'], " ");
    if shown.contains('`') { format!("“{shown}”") } else { format!("`{shown}`") }
}

impl SegmentContext<'_> {
    /// The inline codes of some kind, each with its key.
    pub fn keyed<'s, K>(&'s self, key: impl Fn(&'s str, &Inline) -> Option<K>) -> Vec<(K, Span)> {
        self.inlines().iter().filter_map(|inline| Some((key(self.text, inline)?, inline.outer))).collect()
    }

    /// How many inline codes are of some kind.
    pub fn count(&self, is_kind: impl Fn(&InlineKind) -> bool) -> usize {
        self.inlines().iter().filter(|inline| is_kind(&inline.kind)).count()
    }

    /// The stretches that are text: not code, tags, addresses or marks.
    pub fn text_runs(&self) -> impl Iterator<Item = Span> {
        text_runs(self.text, self.inlines())
    }
}

impl PairContext<'_> {
    /// How the addresses of some inline codes differ; a locale in an address makes no difference.
    #[must_use]
    pub fn address_difference(&self, is_wanted: impl Fn(&str, &Inline) -> bool) -> Difference {
        let addresses = |side: &'_ SegmentContext<'_>| -> Vec<(String, Span)> {
            side.keyed(|text, inline| {
                let address = side.destination(inline).filter(|_| is_wanted(text, inline))?;
                Some(comparable(&address))
            })
        };
        Difference::of(addresses(&self.source), addresses(&self.target))
    }

    /// Whether the markup of both sides is to be compared. Nearly all have the same in the same order; of a source without text
    /// the target cannot differ.
    #[must_use]
    pub fn has_other_markup(&self) -> bool {
        *self.has_other_markup.get_or_init(|| {
            let (source, target) = (self.source.inlines(), self.target.inlines());
            let is_same = |(one, other)| is_same(self.source.text, one, self.target.text, other);
            let are_same = source.len() == target.len() && source.iter().zip(target).all(is_same);
            !are_same && !self.source.text.trim().is_empty()
        })
    }
}

fn is_same(source: &str, one: &Inline, target: &str, other: &Inline) -> bool {
    use InlineKind::{Autolink, Code, Emphasis, Footnote, Html, Image, Link, Strikethrough, Strong};
    let is_equal = |one: Span, other: Span| source[one.range()] == target[other.range()];
    match (one.kind, other.kind) {
        (Code, Code) | (Autolink, Autolink) | (Html, Html) | (Footnote, Footnote) => is_equal(one.inner, other.inner),
        (Emphasis, Emphasis) | (Strong, Strong) | (Strikethrough, Strikethrough) => true,
        (Link(one), Link(other)) | (Image(one), Image(other)) => match (one, other) {
            (Address::Inline(one), Address::Inline(other)) => is_equal(one, other),
            (Address::Reference(one), Address::Reference(other)) => is_equal(one, other),
            (Address::Inline(_), Address::Reference(_)) | (Address::Reference(_), Address::Inline(_)) => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_one_side_only_is_found() {
        let keyed = |keys: &str| -> Vec<(char, Span)> {
            keys.char_indices().map(|(at, key)| (key, Span::new(at, at + key.len_utf8()))).collect()
        };
        for (source, target, missing, extra) in [
            ("", "", "", ""),
            ("abå", "åba", "", ""),
            ("aab", "ab", "a", ""),
            ("aå", "ab", "å", "b"),
            ("", "bb", "", "bb"),
        ] {
            let found = Difference::of(keyed(source), keyed(target));
            let text =
                |side: &str, spans: &[Span]| spans.iter().map(|span| side[span.range()].to_owned()).collect::<String>();
            assert_eq!(
                (&*text(source, &found.missing), &*text(target, &found.extra)),
                (missing, extra),
                "{source} {target}"
            );
            assert_eq!(found.is_empty(), missing.is_empty() && extra.is_empty());
        }
    }
}
