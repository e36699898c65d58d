//! The inline codes as the Markdown parser finds them. It is the truth for [`super::quick`], and some twenty times slower.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, Event, LinkType, Parser, Tag, TagEnd};

use super::{Address, Inline, InlineKind};
use crate::source::Span;

/// Stands in front of the segment: text, so that no block starts, and the end of a tag, as in the page.
const BEFORE: &str = "x>";
/// Stands behind the segment: the start of a tag, as in the page.
const BEHIND: &str = "<";

/// Puts the inline codes of `text` into `found`.
pub(super) fn inlines(text: &str, is_defined: impl Fn(&str) -> bool, found: &mut Vec<Inline>) {
    found.clear();
    let mut page = [BEFORE, &text.replace(['\n', '\r'], " "), BEHIND].concat();
    define_footnotes(text, &is_defined, &mut page);
    let mut callback = |link: BrokenLink<'_>| {
        let label = &link.reference;
        (!label.starts_with('^') && is_defined(label)).then(|| ("".into(), "".into()))
    };
    let parser = Parser::new_with_broken_link_callback(&page, super::super::options(), Some(&mut callback));
    // The links and images that are open: their places in `found`, and the end of what was seen in them.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        let outer = offset(&range, text.len());
        let inline = match event {
            Event::Code(_) => marked(InlineKind::Code, outer, run_length(text, outer.start)),
            Event::Start(Tag::Emphasis) => marked(InlineKind::Emphasis, outer, 1),
            Event::Start(Tag::Strong) => marked(InlineKind::Strong, outer, 2),
            Event::Start(Tag::Strikethrough) => {
                marked(InlineKind::Strikethrough, outer, run_length(text, outer.start).min(2))
            }
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                marked(InlineKind::Autolink, outer, 1)
            }
            Event::InlineHtml(_) => marked(InlineKind::Html, outer, 1),
            Event::FootnoteReference(_) => marked(InlineKind::Footnote, outer, 1),
            Event::Start(Tag::FootnoteDefinition(_)) => break,
            Event::Start(Tag::Link { link_type, .. }) => {
                open.push((found.len(), outer.start + 1));
                linked(InlineKind::Link, link_type, outer, 1)
            }
            Event::Start(Tag::Image { link_type, .. }) => {
                open.push((found.len(), outer.start + 2));
                linked(InlineKind::Image, link_type, outer, 2)
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                // An autolink is never open.
                if let Some((index, end)) = open.pop_if(|(index, _)| found[*index].outer.start == outer.start) {
                    close(text, &mut found[index], end);
                    extend(&mut open, found[index].outer.end);
                }
                continue;
            }
            _ => {
                extend(&mut open, outer.end);
                continue;
            }
        };
        if !matches!(inline.kind, InlineKind::Link(_) | InlineKind::Image(_)) {
            extend(&mut open, outer.end);
        }
        found.push(inline);
    }
}

/// Appends a definition of each footnote in `text` that is defined: the parser asks for none.
fn define_footnotes(text: &str, is_defined: impl Fn(&str) -> bool, page: &mut String) {
    for (at, _) in text.match_indices("[^") {
        let label = text[at + 1..].split([']', '[', '\n', '\r']).next().unwrap_or_default();
        if is_defined(label) {
            page.extend(["\n\n[", label, "]: x"]);
        }
    }
}

/// A range of the paragraph as a span of the segment.
fn offset(range: &Range<usize>, length: usize) -> Span {
    let within = |at: usize| at.saturating_sub(BEFORE.len()).min(length);
    Span::new(within(range.start), within(range.end))
}

fn run_length(text: &str, at: usize) -> usize {
    let bytes = &text.as_bytes()[at..];
    bytes.iter().take_while(|&&byte| byte == bytes[0]).count()
}

/// Marks of `length` bytes on both sides.
fn marked(kind: InlineKind, outer: Span, length: usize) -> Inline {
    Inline { kind, outer, inner: Span::new(outer.start + length, outer.end - length) }
}

/// A link whose text has no end yet.
fn linked(kind: fn(Address) -> InlineKind, link: LinkType, mut outer: Span, marks: usize) -> Inline {
    if matches!(link, LinkType::Collapsed | LinkType::CollapsedUnknown) {
        // The parser leaves out the `[]`.
        outer.end += "[]".len();
    }
    let inner = Span::new(outer.start + marks, outer.end);
    let address = if link == LinkType::Inline { Address::Inline(inner) } else { Address::Reference(inner) };
    Inline { kind: kind(address), outer, inner }
}

fn extend(open: &mut [(usize, usize)], end: usize) {
    if let Some((_, seen)) = open.last_mut() {
        *seen = end.max(*seen);
    }
}

/// Completes a link whose text ends at `end`.
fn close(text: &str, link: &mut Inline, end: usize) {
    link.inner.end = end;
    let (InlineKind::Link(address) | InlineKind::Image(address)) = &mut link.kind else { return };
    match address {
        Address::Inline(span) => *span = destination(text, end + "](".len(), link.outer.end),
        // `[text][label]`; of `[label][]` and `[label]` the text is the label.
        Address::Reference(span) => {
            let label = end + "][".len();
            *span = if label + 1 < link.outer.end { Span::new(label, link.outer.end - 1) } else { link.inner };
        }
    }
}

/// The destination in the parentheses that open in front of `at` (CommonMark 0.31.2, section 6.3).
fn destination(text: &str, mut at: usize, end: usize) -> Span {
    let bytes = &text.as_bytes()[..end];
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    let is_pointed = bytes.get(at) == Some(&b'<');
    let start = (at + usize::from(is_pointed)).min(end);
    let mut nested = 0;
    at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'>' if is_pointed => break,
            _ if is_pointed => {}
            0..=b' ' => break,
            b'(' => nested += 1,
            b')' if nested == 0 => break,
            b')' => nested -= 1,
            _ => {}
        }
        at += 1;
    }
    Span::new(start, at.min(end))
}
