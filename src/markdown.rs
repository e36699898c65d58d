//! The one place that parses Markdown: which parts of a page are code, and what blocks it is made of.
//!
//! Pairs are masked first, so what stands inside them cannot change the blocks around them.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use crate::bitext::SegmentPair;
use crate::source::Span;

/// The Markdown that documentation sites write: CommonMark with tables, strikethrough, footnotes and task lists.
#[must_use]
pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS
}

/// The text with every byte of every pair replaced by a letter, and everything in front of the body by spaces: all offsets stay.
pub(crate) fn mask(text: &str, body_start: usize, pairs: &[SegmentPair]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = body_start;
    masked.extend(std::iter::repeat_n('\n', body_start));
    for pair in pairs {
        let outer = pair.outer();
        masked.push_str(&text[at..outer.start]);
        masked.extend(std::iter::repeat_n('x', outer.len()));
        at = outer.end;
    }
    masked.push_str(&text[at..]);
    masked
}

/// A stretch of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) span: Span,
    /// Whether only its indentation makes it code.
    pub(crate) indented: bool,
}

/// The code blocks and code spans of `markdown` from `start` on, in order.
pub(crate) fn code(markdown: &str, start: usize) -> Vec<Code> {
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(&markdown[start..], options()).into_offset_iter() {
        let indented = match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => true,
            _ => continue,
        };
        found.push(Code { span: Span::new(start + range.start, start + range.end), indented });
    }
    found
}

/// The code that holds the byte at `offset`; `code` is in order.
pub(crate) fn code_at(code: &[Code], offset: usize) -> Option<&Code> {
    let behind = code.partition_point(|code| code.span.start <= offset);
    code[..behind].last().filter(|code| code.span.contains(offset))
}
