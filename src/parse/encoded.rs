//! Recovery of regions in which the generator wrote `&quot;` for `"`, the tags of pairs included.
//!
//! It takes the text from a link address to the next `")` for an image title, and encodes every quote in it.

use memchr::{memchr, memmem, memrchr};

use super::marker::{Kind, Markers};
use crate::markdown::{Code, code_at};
use crate::source::Span;

const ENTITY: &str = "&quot;";

/// A text with its quotes back, and the way from its offsets to those of the original.
pub(super) struct Recovered {
    pub(super) text: String,
    /// The regions, in the original.
    pub(super) regions: Vec<Span>,
    /// Offsets of the recovered quotes in `text`.
    quotes: Vec<usize>,
}

impl Recovered {
    /// The offset in the original of the byte at `offset` of the recovered text.
    pub(super) fn original(&self, offset: usize) -> usize {
        let before = self.quotes.partition_point(|&quote| quote < offset);
        offset + before * (ENTITY.len() - 1)
    }
}

/// Recovers every region around a marker tag that holds `&quot;`: it runs from the last `"` before that to the next `"` behind.
/// In `code`, which is in order, such a tag is text.
pub(super) fn recover(text: &str, body_start: usize, code: &[Code]) -> Recovered {
    let bytes = text.as_bytes();
    let mut regions: Vec<Span> = Vec::new();
    let mut done = body_start;
    for marker in Markers::new(text, body_start) {
        let is_text = marker.kind != Kind::Encoded || code_at(code, marker.tag.start).is_some();
        if is_text || marker.tag.start < done {
            continue;
        }
        let Some(entity) = memmem::find(&bytes[marker.tag.range()], ENTITY.as_bytes()) else {
            continue;
        };
        let entity = marker.tag.start + entity;
        let Some(before) = memrchr(b'"', &bytes[done..entity]) else {
            done = entity;
            continue;
        };
        let Some(length) = memchr(b'"', &bytes[entity..]) else {
            break;
        };
        regions.push(Span::new(done + before + 1, entity + length));
        done = entity + length;
    }
    let mut recovered = Recovered { text: String::with_capacity(text.len()), regions, quotes: Vec::new() };
    let mut at = 0;
    for region in &recovered.regions {
        for entity in quotes(text, *region) {
            recovered.text.push_str(&text[at..entity.start]);
            recovered.quotes.push(recovered.text.len());
            recovered.text.push('"');
            at = entity.end;
        }
    }
    recovered.text.push_str(&text[at..]);
    recovered
}

/// The quotes of a region that are written as `&quot;`.
pub(super) fn quotes(text: &str, region: Span) -> impl Iterator<Item = Span> {
    memmem::find_iter(&text.as_bytes()[region.range()], ENTITY.as_bytes()).map(move |entity| {
        let start = region.start + entity;
        Span::new(start, start + ENTITY.len())
    })
}
