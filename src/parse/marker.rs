//! Markers: the `<span data-ttu-id="…">` and `<span data-stu-id="…">` tags, found and read one by one.

use std::collections::VecDeque;

use memchr::{memchr, memchr_iter, memchr2};

use crate::bitext::Side;
use crate::pattern::{Pattern, compile};
use crate::source::Span;

/// The tag around a source half, as the generator writes it.
pub(super) const WRAPPER: &str = "<span class=\"sxs-lookup\">";
pub(super) const TARGET_TAG: &str = "<span data-ttu-id=\"";
pub(super) const SOURCE_TAG: &str = "<span data-stu-id=\"";

const ATTRIBUTE_TAIL: &str = "tu-id";
/// Bytes of a tag that are read at the most; a longer one is no marker.
const LONGEST_TAG: usize = 1024;
/// Bytes of an id as the generator writes it; it is about ten.
pub(super) const LONGEST_ID: usize = 64;

/// What the text at a marker attribute turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A tag with an id; `generated` if it is written as the generator writes it.
    Tag { side: Side, generated: bool },
    /// A tag that is never closed, or has no id.
    Torn,
    /// A tag whose quotes are written as `&quot;`.
    Encoded,
}

/// A marker, or what is left of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marker {
    pub(super) kind: Kind,
    /// The tag; of a generated source marker, without its wrapper.
    pub(super) tag: Span,
    pub(super) id: Span,
}

/// The markers of a text in order, each read when it is asked for.
#[derive(Debug)]
pub(super) struct Markers<'t> {
    text: &'t str,
    /// Where the next is looked for.
    at: usize,
    /// Those that were looked at ahead of time.
    ahead: VecDeque<Marker>,
    has_encoded: bool,
}

impl<'t> Markers<'t> {
    /// The markers of `text` from `start` on.
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        Self { text, at: start, ahead: VecDeque::new(), has_encoded: false }
    }

    /// The marker `index` places ahead; 0 is the next.
    pub(super) fn ahead(&mut self, index: usize) -> Option<Marker> {
        while self.ahead.len() <= index {
            let marker = self.read_next()?;
            self.has_encoded |= marker.kind == Kind::Encoded;
            self.ahead.push_back(marker);
        }
        self.ahead.get(index).copied()
    }

    /// Leaves out what starts before `offset`.
    pub(super) fn skip_to(&mut self, offset: usize) {
        while self.ahead.front().is_some_and(|marker| marker.tag.start < offset) {
            self.ahead.pop_front();
        }
        self.at = self.at.max(offset);
    }

    /// Whether a marker that was read is of kind [`Kind::Encoded`].
    pub(super) fn has_encoded(&self) -> bool {
        self.has_encoded
    }

    fn read_next(&mut self) -> Option<Marker> {
        let start = self.at;
        let found = memchr_iter(b'<', self.text.get(start..)?.as_bytes())
            .find_map(|at| Some((start + at, read(self.text, start + at)?)));
        self.at = found.map_or(self.text.len(), |(at, _)| at + 1);
        found.map(|(_, marker)| marker)
    }
}

impl Iterator for Markers<'_> {
    type Item = Marker;

    fn next(&mut self) -> Option<Marker> {
        self.ahead(0)?;
        self.ahead.pop_front()
    }
}

/// Reads the marker whose tag starts at `start`; `None` if there is none.
fn read(text: &str, start: usize) -> Option<Marker> {
    let bytes = &text.as_bytes()[start..];
    let side = if bytes.starts_with(TARGET_TAG.as_bytes()) {
        Some(Side::Target)
    } else if bytes.starts_with(SOURCE_TAG.as_bytes()) && text.as_bytes()[..start].ends_with(WRAPPER.as_bytes()) {
        Some(Side::Source)
    } else {
        None
    };
    if let Some(side) = side
        && let Some(length) = bytes[TARGET_TAG.len()..].iter().take(LONGEST_ID).position(|&byte| !is_of_id(byte))
        && length > 0
        && bytes[TARGET_TAG.len() + length..].starts_with(b"\">")
    {
        let id = start + TARGET_TAG.len();
        return Some(Marker {
            kind: Kind::Tag { side, generated: true },
            tag: Span::new(start, id + length + 2),
            id: Span::new(id, id + length),
        });
    }
    read_any_tag(text, start)
}

/// Reads a marker tag however HTML may write it.
fn read_any_tag(text: &str, start: usize) -> Option<Marker> {
    static TAG: Pattern = Pattern::new(|| {
        compile(
            r#"(?ix)^<span (?: \s+ [a-z:_-]+ (?: \s*=\s* (?: "[^"<>]*" | '[^'<>]*' | [^\s"'<>=`]+ ) )? )*? \s+
               data-([ts])tu-id \s*=\s* (?: "\s*([^"'\s<>&]+)\s*" | '\s*([^"'\s<>&]+)\s*' | ([^\s"'<>=`&]+) )
               (?: \s+ [a-z:_-]+ (?: \s*=\s* (?: "[^"<>]*" | '[^'<>]*' | [^\s"'<>=`]+ ) )? )* \s* >"#,
        )
    });
    let bytes = text.as_bytes();
    let name_end = start + "<span".len();
    if !bytes.get(start..name_end)?.eq_ignore_ascii_case(b"<span") {
        return None;
    }
    let window = &bytes[name_end..text.len().min(start + LONGEST_TAG + ATTRIBUTE_TAIL.len())];
    let attributes = &window[..memchr2(b'<', b'>', window).unwrap_or(window.len())];
    // Attribute names are case-insensitive in HTML.
    let is_tail = |bytes: &[u8]| bytes.eq_ignore_ascii_case(ATTRIBUTE_TAIL.as_bytes());
    let at = name_end + attributes.windows(ATTRIBUTE_TAIL.len()).position(is_tail)?;
    let mut window_end = (at + LONGEST_TAG).min(text.len());
    while !text.is_char_boundary(window_end) {
        window_end -= 1;
    }
    let until = memchr(b'>', &bytes[at..window_end]).map_or(at + ATTRIBUTE_TAIL.len(), |length| at + length + 1);
    if let Some(found) = TAG.captures(&text[start..window_end]) {
        let side = if found[1].eq_ignore_ascii_case("t") { Side::Target } else { Side::Source };
        let id = found.get(2).or_else(|| found.get(3)).or_else(|| found.get(4))?;
        let end = start + found.get(0)?.end();
        // A region written with `&quot;` can look like one long attribute value.
        if !text[start..end].contains("&quot;") {
            return Some(Marker {
                kind: Kind::Tag { side, generated: false },
                tag: Span::new(start, end),
                id: Span::new(start + id.start(), start + id.end()),
            });
        }
    }
    let kind = if text[start..until].contains("&quot;") { Kind::Encoded } else { Kind::Torn };
    Some(Marker { kind, tag: Span::new(start, until), id: Span::new(at, at) })
}

pub(super) fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}
