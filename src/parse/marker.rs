//! Markers: the `<span data-ttu-id="…">` and `<span data-stu-id="…">` tags, found and read one by one.

use memchr::{memchr, memmem, memrchr};

use crate::bitext::Side;
use crate::pattern::{Pattern, compile};
use crate::source::Span;

/// The tag around a source half, as the generator writes it.
pub(super) const WRAPPER: &str = "<span class=\"sxs-lookup\">";

const TARGET_TAG: &str = "<span data-t";
const SOURCE_TAG: &str = "<span class=\"sxs-lookup\"><span data-s";
const ATTRIBUTE_TAIL: &str = "tu-id";
/// Bytes of a tag that are read at the most; a longer one is no marker.
const LONGEST_TAG: usize = 1024;
/// Bytes from one marker to the next in most pages; it only says how much memory to ask for.
const TYPICAL_DISTANCE: usize = 150;
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

/// The markers of `text` from `start` on, in order.
pub(super) fn find(text: &str, start: usize) -> Vec<Marker> {
    // Attribute names are case-insensitive in HTML; the generator writes lower case only.
    static ANY_CASE: Pattern = Pattern::new(|| compile("(?i)tu-id"));
    let bytes = &text.as_bytes()[start..];
    let mut markers: Vec<Marker> = Vec::with_capacity(bytes.len() / TYPICAL_DISTANCE);
    if memmem::find(bytes, b"TU-ID").is_some() {
        markers.extend(ANY_CASE.find_iter(&text[start..]).filter_map(|found| read(text, start + found.start())));
    } else {
        markers.extend(memmem::find_iter(bytes, ATTRIBUTE_TAIL).filter_map(|at| read(text, start + at)));
    }
    // A tag may hold the attribute name more than once: as both attributes, or in a value.
    markers.dedup_by_key(|marker| marker.tag.start);
    markers
}

/// Reads the marker whose attribute name has its `tu-id` at `at`; `None` if there is no tag around it.
fn read(text: &str, at: usize) -> Option<Marker> {
    let before = &text.as_bytes()[..at];
    let generated = match before.last() {
        Some(b't') if before.ends_with(TARGET_TAG.as_bytes()) => Some((Side::Target, at - TARGET_TAG.len())),
        Some(b's') if before.ends_with(SOURCE_TAG.as_bytes()) => {
            Some((Side::Source, at - (SOURCE_TAG.len() - WRAPPER.len())))
        }
        _ => None,
    };
    let behind = &text.as_bytes()[at + ATTRIBUTE_TAIL.len()..];
    if let Some((side, tag_start)) = generated
        && behind.starts_with(b"=\"")
        && let Some(length) = behind.iter().skip(2).take(LONGEST_ID).position(|&byte| !is_of_id(byte))
        && length > 0
        && behind[2 + length..].starts_with(b"\">")
    {
        let id = at + ATTRIBUTE_TAIL.len() + 2;
        return Some(Marker {
            kind: Kind::Tag { side, generated: true },
            tag: Span::new(tag_start, id + length + 2),
            id: Span::new(id, id + length),
        });
    }
    read_any_tag(text, at)
}

/// Reads a marker tag however HTML may write it.
fn read_any_tag(text: &str, at: usize) -> Option<Marker> {
    static TAG: Pattern = Pattern::new(|| {
        compile(
            r#"(?ix)^<span (?: \s+ [a-z:_-]+ (?: \s*=\s* (?: "[^"<>]*" | '[^'<>]*' | [^\s"'<>=`]+ ) )? )*? \s+
               data-([ts])tu-id \s*=\s* (?: "\s*([^"'\s<>&]+)\s*" | '\s*([^"'\s<>&]+)\s*' | ([^\s"'<>=`&]+) )
               (?: \s+ [a-z:_-]+ (?: \s*=\s* (?: "[^"<>]*" | '[^'<>]*' | [^\s"'<>=`]+ ) )? )* \s* >"#,
        )
    });
    let bytes = text.as_bytes();
    let window_start = at.saturating_sub(LONGEST_TAG);
    let tag_start = window_start + memrchr(b'<', &bytes[window_start..at])?;
    if !bytes[tag_start + 1..at].get(..4)?.eq_ignore_ascii_case(b"span")
        || memchr(b'>', &bytes[tag_start..at]).is_some()
    {
        return None;
    }
    let mut window_end = (at + LONGEST_TAG).min(text.len());
    while !text.is_char_boundary(window_end) {
        window_end -= 1;
    }
    let tag = &text[tag_start..window_end];
    let until = memchr(b'>', &bytes[at..window_end]).map_or(at + ATTRIBUTE_TAIL.len(), |length| at + length + 1);
    if let Some(found) = TAG.captures(tag) {
        let side = if found[1].eq_ignore_ascii_case("t") { Side::Target } else { Side::Source };
        let id = found.get(2).or_else(|| found.get(3)).or_else(|| found.get(4))?;
        let end = tag_start + found.get(0)?.end();
        // A region written with `&quot;` can look like one long attribute value.
        if !text[tag_start..end].contains("&quot;") {
            return Some(Marker {
                kind: Kind::Tag { side, generated: false },
                tag: Span::new(tag_start, end),
                id: Span::new(tag_start + id.start(), tag_start + id.end()),
            });
        }
    }
    let kind = if text[tag_start..until].contains("&quot;") { Kind::Encoded } else { Kind::Torn };
    Some(Marker { kind, tag: Span::new(tag_start, until), id: Span::new(at, at) })
}

pub(super) fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}
