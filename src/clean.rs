//! One language out of two: a page, or parts of it, with every pair replaced by its target or its source.
//!
//! The output is slices of the page. Only what the generator added is taken out: tags, doubled reference definitions, escapes,
//! and on the source side what `source_side` names.

mod definitions;
mod escapes;
mod source_side;
mod spacing;

use std::collections::HashSet;

use crate::bitext::{Document, Side};
use crate::diagnostic::Diagnostic;
use crate::front_matter::FrontMatter;
use crate::markdown::Definition;
use crate::original::{Original, freshness};
use crate::select::Part;
use crate::source::{Span, byte_order_mark_len};

/// How to clean a page.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The side to keep.
    pub side: Side,
    /// Whether all escapes of segments stay, those that the generator added included.
    pub keep_escapes: bool,
    /// The original page, if it is at hand. It tells which escapes are the author's; if its hash is the one that the page
    /// names, it is the source side.
    pub original: Option<&'a Original>,
}

/// A page in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The page. It is UTF-8 unless it is an original that is not.
    pub bytes: Vec<u8>,
    /// What could not be had in that language.
    pub diagnostics: Vec<Diagnostic>,
}

/// The lines of those link reference definitions of a page that are no part of one side.
pub(crate) fn dropped_definitions(document: &Document<'_>, side: Side, definitions: &[Definition]) -> HashSet<Span> {
    let defined = || definitions.iter().map(|definition| definition.lines).collect();
    definitions::doubled(document, side, defined).into_iter().map(|edit| edit.span).collect()
}

/// Bytes of the skeleton to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    span: Span,
    replacement: String,
}

impl Edit {
    fn remove(span: Span) -> Self {
        Self { span, replacement: String::new() }
    }
}

/// Cleans a whole page.
///
/// ```
/// use bitext::Side;
/// use bitext::clean::{Options, clean};
///
/// let page = "- <span data-ttu-id=\"0a1b2-101\">Hej</span>\
///             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Hello</span></span>\n";
/// let (document, _) = bitext::parse(page);
/// let options = |side| Options { side, keep_escapes: false, original: None };
/// assert_eq!(clean(&document, &options(Side::Target)).bytes, b"- Hej\n");
/// assert_eq!(clean(&document, &options(Side::Source)).bytes, b"- Hello\n");
/// ```
#[must_use]
pub fn clean(document: &Document<'_>, options: &Options<'_>) -> Cleaned {
    let freshness = options.original.and_then(|original| freshness(document, original));
    if let (Side::Source, Some(original), Some(Ok(()))) = (options.side, options.original, &freshness) {
        return Cleaned { bytes: original.bytes.clone(), diagnostics: Vec::new() };
    }
    let whole = [Part::Text(Span::new(0, document.text().len()))];
    render(document, options, &whole, freshness.and_then(Result::err))
}

/// Cleans parts of a page, as [`crate::select::select`] chose them.
#[must_use]
pub fn clean_parts(document: &Document<'_>, options: &Options<'_>, parts: &[Part]) -> Cleaned {
    let freshness = options.original.and_then(|original| freshness(document, original));
    render(document, options, parts, freshness.and_then(Result::err))
}

fn render(document: &Document<'_>, options: &Options<'_>, parts: &[Part], stale: Option<Diagnostic>) -> Cleaned {
    let mut diagnostics: Vec<Diagnostic> = stale.into_iter().collect();
    let edits = edits(document, options.side, &mut diagnostics);
    let assembled = assemble(document, options.side, parts, &edits);
    let body_start =
        FrontMatter::find(&assembled.text).map_or(byte_order_mark_len(&assembled.text), |found| found.outer.end);
    let added = escapes::added(document, options, &assembled, body_start);
    let text = if added.is_empty() { assembled.text } else { without(&assembled.text, &added) };
    let text = match options.side {
        Side::Target => text,
        Side::Source => {
            let moved = |at: usize| at - added.partition_point(|&other| other < at);
            let segments =
                assembled.segments.iter().map(|span| Span::new(moved(span.start), moved(span.end))).collect();
            without(&text, &spacing::inserted(&text, moved(body_start), segments))
        }
    };
    Cleaned { bytes: text.into_bytes(), diagnostics }
}

/// Whether [`clean`] would give back the page as it is, found without cleaning it.
#[must_use]
pub fn is_clean(document: &Document<'_>, side: Side) -> bool {
    document.pairs().is_empty() && document.encoded().is_empty() && edits(document, side, &mut Vec::new()).is_empty()
}

fn edits(document: &Document<'_>, side: Side, diagnostics: &mut Vec<Diagnostic>) -> Vec<Edit> {
    let defined = || crate::markdown::definitions(document).into_iter().map(|definition| definition.lines).collect();
    let mut edits = definitions::doubled(document, side, defined);
    if side == Side::Source {
        source_side::edits(document, &mut edits, diagnostics);
    }
    edits.sort_by_key(|edit| edit.span);
    edits
}

/// A page in one language that still has all its escapes.
struct Assembled {
    text: String,
    /// Where the segments stand in it.
    segments: Vec<Span>,
    sites: Vec<escapes::Site>,
}

fn assemble(document: &Document<'_>, side: Side, parts: &[Part], edits: &[Edit]) -> Assembled {
    let size = parts.iter().map(|part| part.span().map_or(0, Span::len)).sum::<usize>();
    let mut out = Assembled { text: String::with_capacity(size / 2 + 64), segments: Vec::new(), sites: Vec::new() };
    let pairs = document.pairs();
    for part in parts {
        let span = match part {
            Part::Separator(text) => {
                out.text.push_str(text);
                continue;
            }
            Part::Text(span) => *span,
        };
        let mut at = span.start;
        let first = pairs.partition_point(|pair| pair.target.outer.start < span.start);
        for (index, pair) in pairs.iter().enumerate().skip(first) {
            let outer = pair.outer();
            if outer.end > span.end {
                break;
            }
            push_skeleton(document, Span::new(at, outer.start), edits, &mut out.text);
            let segment = document.decoded(pair.side(side).inner);
            escapes::find_sites(&segment, index, out.text.len(), &mut out.sites);
            let start = out.text.len();
            out.text.push_str(&segment);
            out.segments.push(Span::new(start, out.text.len()));
            at = outer.end;
        }
        push_skeleton(document, Span::new(at, span.end), edits, &mut out.text);
    }
    out
}

/// The text without the bytes at `offsets`, which are in order.
fn without(text: &str, offsets: &[usize]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for &offset in offsets {
        out.push_str(&text[at..offset]);
        at = offset + 1;
    }
    out.push_str(&text[at..]);
    out
}

fn push_skeleton(document: &Document<'_>, span: Span, edits: &[Edit], out: &mut String) {
    let mut at = span.start;
    if !edits.is_empty() {
        let first = edits.partition_point(|edit| edit.span.start < span.start);
        for edit in edits[first..].iter().take_while(|edit| edit.span.end <= span.end) {
            out.push_str(&document.decoded(Span::new(at, edit.span.start)));
            out.push_str(&edit.replacement);
            at = edit.span.end;
        }
    }
    if at < span.end {
        out.push_str(&document.decoded(Span::new(at, span.end)));
    }
}
