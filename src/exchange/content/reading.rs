//! A raw segment as pieces: stretches of text, and the marks of its inline codes. In order, the pieces are the segment.

mod kinds;
mod nesting;

use memchr::memmem;

use self::kinds::Kinds;
use super::CodeKind;
use super::text::{is_xml, reference};
use crate::markdown::{Inline, InlineKind, inlines};
use crate::source::Span;

/// How many open tags a closing one is compared with.
const MOST_OPEN_TAGS: usize = 64;
/// Bytes of a marker of the documentation site.
const LONGEST_MARKER: usize = 1024;

/// A stretch of a raw segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) struct Piece {
    pub(in crate::exchange) raw: Span,
    pub(in crate::exchange) role: Role,
}

/// What a piece is. Codes are named by their place in [`Reading::codes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) enum Role {
    /// Text, with escapes and character references in it.
    Text,
    /// Where a spanning code starts.
    Open(usize),
    /// Where it ends.
    Close(usize),
    /// A code that stands by itself.
    Placeholder(usize),
}

/// An inline code of a raw segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) struct RawCode {
    pub(in crate::exchange) kind: CodeKind,
    pub(in crate::exchange) start: Span,
    /// `None` if it stands by itself.
    pub(in crate::exchange) end: Option<Span>,
    /// The name of a tag, with its `/`; empty for all else.
    pub(in crate::exchange) name: Span,
}

impl RawCode {
    /// What stands between the ends of the code in the text that it was read from.
    pub(in crate::exchange) fn inside<'t>(&self, text: &'t str) -> &'t str {
        self.end.map_or("", |end| &text[self.start.end..end.start])
    }

    /// Whether it is an image without alternative text: it is read as spanning nothing, and shown as standing by itself.
    pub(in crate::exchange) fn is_empty_image(&self) -> bool {
        self.kind == CodeKind::Image && self.end.is_some_and(|end| end.start == self.start.end)
    }

    /// All of its Markdown, if it spans nothing.
    pub(in crate::exchange) fn whole(&self) -> Span {
        Span::new(self.start.start, self.end.map_or(self.start.end, |end| end.end))
    }
}

/// A segment as it was read.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Reading {
    pub(in crate::exchange) pieces: Vec<Piece>,
    /// In the order of their starts.
    pub(in crate::exchange) codes: Vec<RawCode>,
    /// Whether each text may be other than the page spells it.
    pub(in crate::exchange) has_spellings: bool,
}

/// What is needed while a segment is read, kept for the next one.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Scratch {
    inlines: Vec<Inline>,
    open: Vec<Container>,
    tags: Vec<OpenTag>,
}

/// Reads a segment into `found`; what that held is dropped.
pub(in crate::exchange) fn read(
    text: &str,
    is_defined: impl Fn(&str) -> bool,
    scratch: &mut Scratch,
    found: &mut Reading,
) {
    found.pieces.clear();
    found.codes.clear();
    let kinds = Kinds::of(text);
    found.has_spellings = kinds.has(Kinds::SPELLING);
    let has_codes_in_text = kinds.has(Kinds::IN_TEXT)
        || kinds.has(Kinds::BRACKET | Kinds::EXCLAMATION)
        || kinds.has(Kinds::COLON) && memmem::find(text.as_bytes(), b":::").is_some()
        || kinds.has(Kinds::LAST) && text.contains(['\u{fffe}', '\u{ffff}']);
    scratch.inlines.clear();
    if kinds.has(Kinds::INLINE) {
        inlines(text, is_defined, &mut scratch.inlines);
    }
    if scratch.inlines.is_empty() && !has_codes_in_text {
        if !text.is_empty() {
            found.pieces.push(Piece { raw: Span::new(0, text.len()), role: Role::Text });
        }
        return;
    }
    scratch.open.clear();
    scratch.tags.clear();
    let Scratch { inlines, open, tags } = scratch;
    Reader { text, inlines, next: 0, at: 0, found, open, tags, first_tag: 0, has_codes_in_text }.read();
    found.flatten();
}

/// A link, an image or emphasis whose text is being read.
#[derive(Debug)]
struct Container {
    code: usize,
    inner_end: usize,
    outer_end: usize,
    /// What [`Reader::first_tag`] was around it.
    first_tag: usize,
}

/// A tag that may be closed further on.
#[derive(Debug)]
struct OpenTag {
    piece: usize,
    code: usize,
}

struct Reader<'r> {
    text: &'r str,
    inlines: &'r [Inline],
    /// The first inline that is not read yet.
    next: usize,
    at: usize,
    found: &'r mut Reading,
    open: &'r mut Vec<Container>,
    tags: &'r mut Vec<OpenTag>,
    /// The first of `tags` that stands in the innermost container.
    first_tag: usize,
    /// Whether a text may be more than text that stands for itself.
    has_codes_in_text: bool,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(&inline) = self.inlines.get(self.next) {
            self.close_before(inline.outer.start);
            self.text_until(inline.outer.start);
            // A marker may reach over it.
            if inline.outer.start < self.at {
                self.next += 1;
                continue;
            }
            self.next += 1;
            self.inline(&inline);
        }
        self.close_before(self.text.len() + 1);
        self.text_until(self.text.len());
    }

    /// Closes the containers whose text ends at or before `start`.
    fn close_before(&mut self, start: usize) {
        while let Some(inner_end) = self.open.last().map(|container| container.inner_end).filter(|&end| end <= start) {
            self.text_until(inner_end);
            let Some(container) = self.open.pop() else { return };
            self.push(Span::new(container.inner_end, container.outer_end), Role::Close(container.code));
            self.tags.truncate(self.first_tag);
            self.first_tag = container.first_tag;
        }
    }

    fn inline(&mut self, inline: &Inline) {
        let kind = match inline.kind {
            InlineKind::Emphasis => CodeKind::Emphasis,
            InlineKind::Strong => CodeKind::Strong,
            InlineKind::Strikethrough => CodeKind::Strikethrough,
            InlineKind::Link(_) => CodeKind::Link,
            InlineKind::Image(_) => CodeKind::Image,
            InlineKind::Code => return self.placeholder(CodeKind::CodeSpan, inline.outer),
            InlineKind::Autolink => return self.placeholder(CodeKind::Autolink, inline.outer),
            InlineKind::Footnote => return self.placeholder(CodeKind::Footnote, inline.outer),
            InlineKind::Html => return self.tag(inline),
        };
        let (start, end) =
            (Span::new(inline.outer.start, inline.inner.start), Span::new(inline.inner.end, inline.outer.end));
        let code = self.found.codes.len();
        self.found.codes.push(RawCode { kind, start, end: Some(end), name: Span::new(0, 0) });
        self.push(start, Role::Open(code));
        self.open.push(Container { code, inner_end: end.start, outer_end: end.end, first_tag: self.first_tag });
        self.first_tag = self.tags.len();
    }

    fn tag(&mut self, inline: &Inline) {
        let tag = inline.tag_name(self.text);
        let is_closing = inline.is_closing_tag(self.text);
        let name_start = inline.inner.start + usize::from(is_closing);
        let name = Span::new(name_start, name_start + tag.len());
        if is_closing {
            let candidates = &self.tags[self.first_tag.max(self.tags.len().saturating_sub(MOST_OPEN_TAGS))..];
            let is_partner =
                |open: &OpenTag| self.text[self.found.codes[open.code].name.range()].eq_ignore_ascii_case(tag);
            if let Some(behind) = candidates.iter().rev().position(is_partner) {
                let open = &self.tags[self.tags.len() - 1 - behind];
                let (piece, code) = (open.piece, open.code);
                self.tags.truncate(self.tags.len() - 1 - behind);
                self.found.pieces[piece].role = Role::Open(code);
                self.found.codes[code].end = Some(inline.outer);
                self.push(inline.outer, Role::Close(code));
                return;
            }
        }
        let code = self.found.codes.len();
        let is_open = !tag.is_empty() && !is_closing && !self.text[inline.inner.range()].ends_with('/');
        if is_open {
            self.tags.push(OpenTag { piece: self.found.pieces.len(), code });
        }
        self.placeholder(CodeKind::Html, inline.outer);
        self.found.codes[code].name = Span::new(name.start - usize::from(is_closing), name.end);
    }

    fn placeholder(&mut self, kind: CodeKind, raw: Span) {
        let code = self.found.codes.len();
        self.found.codes.push(RawCode { kind, start: raw, end: None, name: Span::new(0, 0) });
        self.push(raw, Role::Placeholder(code));
    }

    fn push(&mut self, raw: Span, role: Role) {
        self.at = raw.end;
        self.found.pieces.push(Piece { raw, role });
    }

    /// Reads text up to `end`, or up to the end of a marker that begins in front of it.
    fn text_until(&mut self, end: usize) {
        let bytes = self.text.as_bytes();
        let mut from = if self.has_codes_in_text { self.at } else { end };
        while let Some(length) =
            bytes.get(from..end).and_then(|rest| rest.iter().position(|&byte| Kinds::may_start_code_in_text(byte)))
        {
            let at = from + length;
            match self.code_in_text(at, end) {
                Ok((kind, raw)) => {
                    self.push_text(raw.start);
                    self.placeholder(kind, raw);
                    from = raw.end;
                }
                Err(next) => from = next,
            }
        }
        if self.at < end {
            self.push_text(end);
        }
    }

    fn push_text(&mut self, end: usize) {
        if self.at < end {
            self.push(Span::new(self.at, end), Role::Text);
        }
    }

    /// The code that a special byte in a text makes by itself, or else where to go on.
    fn code_in_text(&self, at: usize, end: usize) -> Result<(CodeKind, Span), usize> {
        let rest = &self.text[at..end];
        let bytes = rest.as_bytes();
        match bytes[0] {
            b'\n' | b'\r' => self.hard_break(at, at + 1 + usize::from(rest.starts_with("\r\n"))),
            b'\\' => Err(at + 1 + usize::from(bytes.get(1).is_some_and(u8::is_ascii_punctuation))),
            b'&' => match reference(rest) {
                Some((length, text)) if text.contains(|character| !is_xml(character)) => {
                    Ok((CodeKind::ControlCharacter, Span::new(at, at + length)))
                }
                reference => Err(at + reference.map_or(1, |(length, _)| length)),
            },
            b'[' => self.bracket_marker(at).map_or(Err(at + 1), |raw| Ok((CodeKind::Marker, raw))),
            b':' => self.colon_marker(at).map_or(Err(at + 1), |raw| Ok((CodeKind::Marker, raw))),
            0..0x20 => Ok((CodeKind::ControlCharacter, Span::new(at, at + 1))),
            0xef if !rest.starts_with(is_xml) => Ok((CodeKind::ControlCharacter, Span::new(at, at + 3))),
            0xef => Err(at + 3),
            _ => Err(at + 1),
        }
    }

    /// A line ending, if it breaks the line for readers (CommonMark 0.31.2, section 6.7).
    fn hard_break(&self, at: usize, end: usize) -> Result<(CodeKind, Span), usize> {
        let before = &self.text[self.at..at];
        let spaces = before.len() - before.trim_end_matches(' ').len();
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        let length = if spaces >= 2 { spaces } else { backslashes % 2 };
        if length == 0 {
            return Err(end);
        }
        Ok((CodeKind::HardBreak, Span::new(at - length, end)))
    }

    /// The end of the innermost text that is being read.
    fn limit(&self, at: usize) -> usize {
        let mut limit =
            self.open.last().map_or(self.text.len(), |container| container.inner_end).min(at + LONGEST_MARKER);
        while !self.text.is_char_boundary(limit) {
            limit -= 1;
        }
        limit
    }

    /// `[!NOTE]`, `[!INCLUDE[…](…)]`.
    fn bracket_marker(&self, start: usize) -> Option<Span> {
        let bytes = &self.text.as_bytes()[start..self.limit(start)];
        if !bytes.starts_with(b"[!") || !bytes.get(2)?.is_ascii_alphabetic() {
            return None;
        }
        let mut depth = 0_usize;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 1,
                b'[' => depth += 1,
                b']' if depth == 1 => return self.marker(Span::new(start, start + at + 1)),
                b']' => depth -= 1,
                b'\n' | b'\r' => return None,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// `:::image …:::`.
    fn colon_marker(&self, start: usize) -> Option<Span> {
        let text = &self.text[start..self.limit(start)];
        let inner = text.strip_prefix(":::")?;
        if !inner.starts_with(|first: char| first.is_ascii_lowercase()) {
            return None;
        }
        let end = memmem::find(inner.as_bytes(), b":::")?;
        if memchr::memchr2(b'\n', b'\r', &inner.as_bytes()[..end]).is_some() {
            return None;
        }
        self.marker(Span::new(start, start + 3 + end + 3))
    }

    /// A marker, unless it cuts an inline code.
    fn marker(&self, raw: Span) -> Option<Span> {
        let mut inside = self.inlines[self.next..].iter().take_while(|inline| inline.outer.start < raw.end);
        inside.all(|inline| inline.outer.end <= raw.end).then_some(raw)
    }
}
