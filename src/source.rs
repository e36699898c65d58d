//! Text and places in it: bytes as text, byte spans, line and column.
//!
//! A [`Span`] is the only position that is ever stored. Lines and columns are computed by [`Locator`] where a person is to
//! read them, and nowhere else.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// A range of bytes in a text; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` to before `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span cannot end before it starts");
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range, for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether the byte at `offset` lies inside.
    #[must_use]
    pub fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two spans share a byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// What tells the bytes of a file from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// How many bytes there are.
    pub length: usize,
    /// Their hash.
    pub hash: u64,
}

impl Version {
    /// The version that these bytes are.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len(), hash: xxh3_64(bytes) }
    }
}

/// A place in a file as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1. Lines end at LF, CR LF or a lone CR.
    pub line: usize,
    /// Column, from 1, in characters (Unicode scalar values); a byte order mark does not count.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Turns byte offsets into lines and columns.
///
/// Asked in ascending order, the whole text is walked once, however many places are asked for and however long its lines are.
#[derive(Debug, Clone)]
pub struct Locator<'a> {
    text: &'a str,
    offset: usize,
    position: Position,
    /// Up to where no CR follows `offset`.
    without_cr: usize,
}

impl<'a> Locator<'a> {
    /// A locator at the start of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, offset: 0, position: Position { line: 1, column: 1 }, without_cr: 0 }
    }

    /// The place of the character that holds the byte at `offset`; an offset behind the end names the end.
    pub fn locate(&mut self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        if offset < self.offset {
            *self = Self::new(self.text);
        }
        let bytes = self.text.as_bytes();
        let stretch = &bytes[self.offset..offset];
        let mut line_start = None;
        if self.without_cr < offset {
            // Most texts have none, so that one look is enough.
            let from = self.without_cr.max(self.offset);
            self.without_cr = memchr::memchr(b'\r', &bytes[from..]).map_or(bytes.len(), |length| from + length);
        }
        if offset <= self.without_cr {
            // To count is quicker than to stop at each.
            line_start = memchr::memrchr(b'\n', stretch).map(|at| self.offset + at + 1);
            self.position.line += memchr::memchr_iter(b'\n', stretch).count();
        } else {
            for at in memchr::memchr2_iter(b'\n', b'\r', stretch).map(|at| self.offset + at) {
                // CR LF ends a line once, at its LF.
                if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                    self.position.line += 1;
                    line_start = Some(at + 1);
                }
            }
        }
        if line_start.is_some() {
            self.position.column = 1;
        }
        let from = line_start.unwrap_or(self.offset);
        let mark = if from == 0 { byte_order_mark_len(self.text).min(offset) } else { 0 };
        self.position.column += self.text[from + mark..offset].chars().count();
        self.offset = offset;
        self.position
    }
}

/// Offsets in a text with their lines and columns: the text is walked once, in whatever order they are looked up.
#[derive(Debug, Default)]
pub(crate) struct Positions(Vec<(usize, Position)>);

impl Positions {
    /// The places of some offsets, in any order.
    pub(crate) fn of(text: &str, mut offsets: Vec<usize>) -> Self {
        offsets.sort_unstable();
        offsets.dedup();
        let mut locator = Locator::new(text);
        Self(offsets.into_iter().map(|offset| (offset, locator.locate(offset))).collect())
    }

    /// Where a span starts and ends; `None` if it was not asked for.
    pub(crate) fn locate(&self, span: Span) -> Option<(Position, Position)> {
        Some((self.get(span.start)?, self.get(span.end)?))
    }

    fn get(&self, offset: usize) -> Option<Position> {
        self.0.binary_search_by_key(&offset, |&(offset, _)| offset).ok().map(|index| self.0[index].1)
    }
}

/// The UTF-8 form of U+FEFF, which some editors write at the start of a file.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Length in bytes of the byte order mark that `text` starts with; 0 if it has none.
#[must_use]
pub fn byte_order_mark_len(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
}

/// The line ending that `text` uses first; LF if it has none.
#[must_use]
pub fn line_ending(text: &str) -> &'static str {
    match memchr::memchr(b'\n', text.as_bytes()) {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

/// Where each CR stands that ends a line by itself, as CommonMark has it (0.31.2, section 2.1).
pub(crate) fn lone_crs(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).filter(|&at| bytes.get(at + 1) != Some(&b'\n'))
}

/// Offset of the start of the line that the byte at `offset` stands in.
#[must_use]
pub fn line_start(text: &str, offset: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..offset]).map_or(0, |at| at + 1)
}

/// Offset behind the line ending of the line that the byte at `offset` stands in.
#[must_use]
pub fn line_end(text: &str, offset: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[offset..]).map_or(text.len(), |at| offset + at + 1)
}

/// Why bytes are not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are not UTF-8.
    #[error("not valid UTF-8 at byte {offset}; save the file as UTF-8")]
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
    },
    /// The bytes start with a UTF-16 byte order mark.
    #[error("the file is UTF-16; save it as UTF-8")]
    Utf16,
}

/// Takes bytes as UTF-8 text.
///
/// # Errors
/// When they are not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, DecodeError> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| {
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return DecodeError::Utf16;
        }
        // The quick check does not say where.
        let offset = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        DecodeError::NotUtf8 { offset }
    })
}

/// The text in front of the first byte that is not UTF-8.
#[must_use]
pub fn valid_prefix(bytes: &[u8]) -> &str {
    let length = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    std::str::from_utf8(&bytes[..length]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, expected: &str) {
        assert_eq!(Locator::new(text).locate(offset).to_string(), expected, "byte {offset} of {text:?}");
    }

    #[test]
    fn columns_count_characters() {
        check("åäö x", 7, "1:5");
        check("日本\nご", 7, "2:1");
        check("a\r\nb", 3, "2:1");
        check("a\rb", 2, "2:1");
        check("a\r\nb", 1, "1:2");
        check("\u{feff}a", 3, "1:1");
        check("a", 99, "1:2");
        check("", 0, "1:1");
    }

    #[test]
    fn an_offset_inside_a_character_names_that_character() {
        check("åä", 3, "1:2");
    }

    #[test]
    fn asking_on_the_way_changes_nothing() {
        let text = "\u{feff}aå日\r\nb\rc\n\n\r\r\nd";
        let mut locator = Locator::new(text);
        for offset in 0..=text.len() {
            assert_eq!(locator.locate(offset), Locator::new(text).locate(offset), "byte {offset}");
        }
    }

    #[test]
    fn going_back_starts_again() {
        let mut locator = Locator::new("ab\ncd\nef");
        assert_eq!(locator.locate(7).to_string(), "3:2");
        assert_eq!(locator.locate(4).to_string(), "2:2");
    }

    #[test]
    fn text_that_is_not_utf8_names_the_byte() {
        assert_eq!(decode(b"ab\xff"), Err(DecodeError::NotUtf8 { offset: 2 }));
        assert_eq!(decode(b"\xff\xfea\0"), Err(DecodeError::Utf16));
    }
}
