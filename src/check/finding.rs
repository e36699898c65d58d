//! A diagnostic with all that a report needs, so that the text of the page need not be kept.

use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

mod packed;

pub use self::packed::PackedFindings;
use crate::bitext::{Document, SegmentPair};
use crate::diagnostic::{Diagnostic, Fix, Related, Severity};
use crate::rules::{self, Rule};
use crate::source::{Position, Positions, Span};

/// A finding in a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that found it.
    #[serde(with = "packed::rule")]
    pub rule: &'static Rule,
    /// How grave it is.
    pub severity: Severity,
    /// Where it is, in bytes of the page.
    pub span: Span,
    /// Where it starts.
    pub start: Position,
    /// Where it ends: the place behind its last character.
    pub end: Position,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// The pair that it is in.
    pub pair: Option<PairPlace>,
    /// Other places that explain it.
    pub related: Vec<RelatedFinding>,
    /// How to mend it.
    pub fix: Option<Fix>,
    /// What tells it from other findings of the page, wherever in it they stand.
    pub fingerprint: Fingerprint,
}

/// The pair that a finding is in, in bytes of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairPlace {
    /// The id.
    pub id: Span,
    /// The text of the target.
    pub target: Span,
    /// The text of the source.
    pub source: Span,
}

/// A place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedFinding {
    /// The page that it is in, by its index in the run; `None` for the page of the finding.
    pub page: Option<usize>,
    /// Where it is, in bytes of that page.
    pub span: Span,
    /// Where it starts; `None` in another page.
    pub start: Option<Position>,
    /// Where it ends; `None` in another page.
    pub end: Option<Position>,
    /// What is there.
    pub message: String,
}

/// What is the same for the same defect in the same text, on whatever line or page it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint(pub u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Makes findings of the diagnostics of a page, which are in the order of their places. What no rule of the catalogue reports is
/// left out.
#[must_use]
pub fn findings(document: &Document<'_>, diagnostics: Vec<Diagnostic>) -> Vec<Finding> {
    // A place that explains a finding may stand anywhere before it.
    let offsets = diagnostics.iter().flat_map(|diagnostic| {
        let related = diagnostic.related.iter().filter(|related| related.page.is_none()).map(|related| related.span);
        related.chain([diagnostic.span]).flat_map(|span| [span.start, span.end])
    });
    let positions = Positions::of(document.text(), offsets.collect());
    let mut fingerprints = Fingerprints { document, last: None, text: Vec::new() };
    diagnostics
        .into_iter()
        .filter_map(|diagnostic| {
            let rule = rules::find(diagnostic.rule.as_str())?;
            let span = diagnostic.span;
            let pair = document.pairs_touching(Span::new(span.start, span.end.max(span.start + 1))).first();
            let (start, end) = positions.locate(span)?;
            let related = |related: Related| {
                let places = positions.locate(related.span).filter(|_| related.page.is_none());
                let (start, end) = places.unzip();
                RelatedFinding { page: related.page, span: related.span, start, end, message: related.message }
            };
            Some(Finding {
                rule,
                severity: diagnostic.severity,
                span,
                start,
                end,
                fingerprint: fingerprints.of(&diagnostic),
                related: diagnostic.related.into_iter().map(related).collect(),
                message: diagnostic.message,
                help: diagnostic.help,
                pair: pair.map(|pair| PairPlace { id: pair.id, target: pair.target.inner, source: pair.source.inner }),
                fix: diagnostic.fix,
            })
        })
        .collect()
}

/// Makes the fingerprints of the findings of a page. The texts of a pair are read once for all findings in it.
struct Fingerprints<'d> {
    document: &'d Document<'d>,
    /// The pair of the last finding, and a hash of both of its texts.
    last: Option<(Span, u64)>,
    /// What the last fingerprint was made of; kept for its room.
    text: Vec<u8>,
}

impl Fingerprints<'_> {
    /// In a pair, of the rule, both sides and the place in the pair; elsewhere, of the rule, the message and the text.
    fn of(&mut self, diagnostic: &Diagnostic) -> Fingerprint {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        text.extend_from_slice(diagnostic.rule.as_str().as_bytes());
        text.push(0xff);
        let span = diagnostic.span;
        match self.document.pairs_touching(span).first() {
            Some(pair) if pair.outer().start <= span.start && span.end <= pair.outer().end => {
                text.extend_from_slice(&self.texts(pair).to_le_bytes());
                // An id is no text of the pair, and its length may change.
                let (side, number) =
                    if span.start < pair.source.outer.start { (pair.target, 0) } else { (pair.source, 1) };
                if side.inner.start <= span.start && span.end <= side.inner.end {
                    for place in [number, span.start - side.inner.start, span.len()] {
                        text.extend_from_slice(&(place as u64).to_le_bytes());
                    }
                }
            }
            _ => {
                text.extend_from_slice(diagnostic.message.as_bytes());
                text.push(0xff);
                text.extend_from_slice(self.document.raw(span).trim().as_bytes());
            }
        }
        let fingerprint = Fingerprint(xxh3_64(&text));
        self.text = text;
        fingerprint
    }

    fn texts(&mut self, pair: &SegmentPair) -> u64 {
        let place = pair.outer();
        if let Some((_, hash)) = self.last.filter(|(last, _)| *last == place) {
            return hash;
        }
        let source = xxh3_64(self.document.raw(pair.source.inner).as_bytes());
        let hash = xxh3_64_with_seed(self.document.raw(pair.target.inner).as_bytes(), source);
        self.last = Some((place, hash));
        hash
    }
}
