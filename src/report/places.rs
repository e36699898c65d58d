//! Lines and columns of places that a finding names by their bytes only: each text is read and walked once.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, HashMap};

use super::Texts;
use crate::check::{Finding, RelatedFinding};
use crate::source::{Position, Positions, Span};

/// The text of a page, and the places in it that its findings name.
#[derive(Debug)]
pub(super) struct PageText<'t> {
    text: Option<Cow<'t, str>>,
    positions: Positions,
}

impl<'t> PageText<'t> {
    /// Reads a page again for its findings.
    pub(super) fn read(page: usize, findings: &[Finding], texts: &'t dyn Texts) -> Self {
        let text = texts.text(page);
        let offsets = findings.iter().flat_map(|finding| {
            let sides = finding.pair.iter().flat_map(|pair| [pair.target, pair.source]);
            let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
            sides.chain(edits).flat_map(|span| [span.start, span.end])
        });
        let positions = text.as_deref().map(|text| Positions::of(text, offsets.collect())).unwrap_or_default();
        Self { text, positions }
    }

    /// The text of a span; `None` if the page could not be read again.
    pub(super) fn get(&self, span: Span) -> Option<&str> {
        self.text.as_deref()?.get(span.range())
    }

    /// Where a side of a pair or an edit starts and ends.
    pub(super) fn locate(&self, span: Span) -> Option<(Position, Position)> {
        self.positions.locate(span)
    }
}

/// The places that findings refer to in other pages than their own.
#[derive(Debug)]
pub(super) struct Elsewhere(HashMap<usize, Positions>);

impl Elsewhere {
    /// Reads each page that is referred to once.
    pub(super) fn of(findings: impl Iterator<Item = impl Borrow<Finding>>, texts: &dyn Texts) -> Self {
        let mut offsets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for finding in findings {
            for related in &finding.borrow().related {
                if let Some(page) = related.page {
                    offsets.entry(page).or_default().extend([related.span.start, related.span.end]);
                }
            }
        }
        let positions =
            offsets.into_iter().filter_map(|(page, offsets)| Some((page, Positions::of(&texts.text(page)?, offsets))));
        Self(positions.collect())
    }

    /// Where a place that explains a finding starts and ends, in whichever page; `None` if that page could not be read again.
    pub(super) fn locate(&self, related: &RelatedFinding) -> Option<(Position, Position)> {
        match related.page {
            None => related.start.zip(related.end),
            Some(page) => self.0.get(&page)?.locate(related.span),
        }
    }
}
