//! From the bytes of a page to a [`Document`]: finds the pairs, and says where one is broken.
//!
//! Pairs are found in the raw text, without parsing Markdown. Only where a pair might stand in code is the page parsed as
//! Markdown to decide it (see `code`). Parsing never fails and never changes a byte.

mod code;
mod encoded;
mod marker;
mod pairs;
mod spelling;
mod ticks;

use crate::bitext::{Document, Segment, SegmentPair};
use crate::diagnostic::{Diagnostic, Edit, RuleId};
use crate::front_matter::FrontMatter;
use crate::markdown;
use crate::source::{Span, byte_order_mark_len};

/// Parses a bilingual page.
///
/// A pair that cannot be read as one stays part of the skeleton and has a diagnostic of severity error. Diagnostics of severity
/// warning are about pairs that were read although they are not written as they should be and about pairs that got into code, those
/// of severity info about what looks like a pair and is shown in code, where it is text. They come in the order of the page.
///
/// Time and memory grow linearly with the length of `text`.
///
/// ```
/// let page = "Å <span data-ttu-id=\"0a1b2-101\">Hej</span>\
///             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Hello</span></span>!\n";
/// let (document, diagnostics) = bitext::parse(page);
/// let pair = &document.pairs()[0];
/// assert_eq!(document.id(pair), "0a1b2-101");
/// assert_eq!(document.raw(pair.target.inner), "Hej");
/// assert_eq!(document.raw(pair.source.inner), "Hello");
/// assert!(diagnostics.is_empty());
/// ```
#[must_use]
pub fn parse(text: &str) -> (Document<'_>, Vec<Diagnostic>) {
    // For tests/panics.rs.
    #[cfg(debug_assertions)]
    assert!(!text.contains("<!-- bitext-fault: panic -->"), "the page asks for a panic");
    let front_matter = FrontMatter::find(text);
    let body_start = front_matter.as_ref().map_or(byte_order_mark_len(text), |found| found.outer.end);
    let mut scan = pairs::scan(text, body_start);
    let mut encoded = Vec::new();
    if scan.encoded {
        let code = markdown::code(&markdown::mask(text, body_start, &scan.pairs), body_start);
        let recovered = encoded::recover(text, body_start, &code);
        scan = pairs::scan(&recovered.text, body_start);
        scan.map(|offset| recovered.original(offset));
        scan.broken.extend(recovered.regions.iter().map(|&region| {
            Diagnostic::warning(
                RuleId::ENCODED_MARKER,
                region,
                "quotes of this region were written as `&quot;`, the tags of pairs included; they were read as quotes",
            )
            .with_help("write `\"` for `&quot;` between the two quotes that enclose it")
            .with_fix(encoded::quotes(text, region).map(|entity| Edit::replace(entity, "\"")).collect())
        }));
        encoded = recovered.regions;
    }
    let pairs::Scan { mut pairs, broken: mut diagnostics, .. } = scan;
    if !diagnostics.is_empty() || code::may_hold_a_pair(text, body_start, &pairs) {
        code::exclude(text, body_start, &mut pairs, &mut diagnostics);
    }
    if let Some(found) = &front_matter {
        pairs::reject(text, found.outer, &mut diagnostics);
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    (Document { text, front_matter, pairs, encoded }, diagnostics)
}

impl pairs::Scan {
    /// Moves every offset from the text that was scanned to the text that it was made from. Fixes are of the text that was scanned
    /// and are left out: the quotes come first.
    fn map(&mut self, offset: impl Fn(usize) -> usize) {
        let span = |span: Span| Span::new(offset(span.start), offset(span.end));
        let segment = |segment: Segment| Segment { outer: span(segment.outer), inner: span(segment.inner) };
        for pair in &mut self.pairs {
            *pair = SegmentPair { id: span(pair.id), target: segment(pair.target), source: segment(pair.source) };
        }
        for diagnostic in &mut self.broken {
            diagnostic.span = span(diagnostic.span);
            diagnostic.fix = None;
        }
    }
}
