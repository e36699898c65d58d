//! How much of a page is shown around a place. What comes out is bounded, however long a line or a segment is.

use std::borrow::Cow;

use serde::Serialize;

use crate::source::{Span, line_end, line_start};

/// A segment up to this many bytes is shown as a whole.
const WHOLE: usize = 6000;
/// Of a line, this many bytes are shown to each side of what is marked.
const LINE_REACH: usize = 300;
/// Of what is marked outside a segment, and of a text that is quoted, this many bytes are shown.
const QUOTED: usize = 600;

/// A part of a page as it is shown.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Excerpt<'t> {
    text: &'t str,
    /// Whether there is more in front of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more_before: bool,
    /// Whether there is more behind it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more_behind: bool,
    #[serde(skip)]
    span: Span,
}

impl<'t> Excerpt<'t> {
    /// A segment; of a very long one, the part around `place` or its start.
    pub(super) fn of_segment(text: &'t str, segment: Span, place: Span) -> Self {
        let place = if holds(segment, place) { place } else { Span::new(segment.start, segment.start) };
        let shown = if segment.len() <= WHOLE {
            segment
        } else {
            around(text, cut(text, place, WHOLE / 2), segment, WHOLE / 4)
        };
        Self::new(text, shown, segment)
    }

    /// The lines that a place stands in; of long ones, the part around it.
    pub(super) fn of_lines(text: &'t str, place: Span) -> Self {
        let place = cut(text, place, QUOTED);
        let lines = lines(text, place);
        Self::new(text, around(text, place, lines, LINE_REACH), lines)
    }

    fn new(text: &'t str, shown: Span, whole: Span) -> Self {
        Self {
            text: slice(text, shown),
            more_before: whole.start < shown.start,
            more_behind: shown.end < whole.end,
            span: shown,
        }
    }

    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Where the part of `place` that is shown starts and ends, in the UTF-16 code units by which a script counts.
    pub(super) fn locate(&self, place: Span) -> Option<(usize, usize)> {
        let (start, end) = (place.start.max(self.span.start), place.end.min(self.span.end));
        let units = |offset: usize| Some(self.text.get(..offset.checked_sub(self.span.start)?)?.encode_utf16().count());
        (start <= end).then(|| Some((units(start)?, units(end)?))).flatten()
    }
}

/// Whether `place` lies in `span`; an empty place may lie at its end.
pub(super) fn holds(span: Span, place: Span) -> bool {
    span.start <= place.start && place.end <= span.end
}

/// The bytes of a span; nothing if they are none of the text.
pub(super) fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

/// The bytes of a span, cut if there are many.
pub(super) fn quoted(text: &str, span: Span) -> Cow<'_, str> {
    let shown = cut(text, span, QUOTED);
    let quoted = slice(text, shown);
    if shown == span { Cow::Borrowed(quoted) } else { Cow::Owned(format!("{quoted}…")) }
}

/// The lines that a place stands in, without the last line ending.
pub(super) fn lines(text: &str, place: Span) -> Span {
    let start = line_start(text, place.start.min(text.len()));
    // A place that ends with a line does not reach into the next.
    let last = if place.is_empty() { place.end } else { place.end - 1 };
    let whole = Span::new(start, line_end(text, last.min(text.len())));
    let end = start + slice(text, whole).trim_end_matches(['\n', '\r']).len();
    Span::new(start, end.max(place.end.min(text.len())))
}

/// `place` and up to `reach` bytes to each side of it that lie in `bounds`.
pub(super) fn around(text: &str, place: Span, bounds: Span, reach: usize) -> Span {
    let mut start = place.start.saturating_sub(reach).max(bounds.start).min(place.start);
    while start < place.start && !text.is_char_boundary(start) {
        start += 1;
    }
    let mut end = (place.end + reach).min(bounds.end).max(place.end);
    while end > place.end && !text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(start, end)
}

/// The first `most` bytes of a span.
fn cut(text: &str, span: Span, most: usize) -> Span {
    let mut end = span.end.min(span.start + most);
    while end > span.start && !text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(span.start, end)
}
