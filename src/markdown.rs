//! The one place that parses Markdown: which parts of a page are code, what blocks it is made of, and the inline codes of a
//! segment.
//!
//! Pairs are masked first, so what stands inside them cannot change the blocks around them.

mod blocks;
mod elements;
mod inlines;

pub(crate) use blocks::blocks;
pub(crate) use elements::{Elements, elements};
pub use inlines::{Address, Inline, InlineKind, LiteralMark, inlines, is_html_element, literal_marks, text_runs};

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::bitext::SegmentPair;
use crate::source::{Span, line_end, line_start, lone_crs};

/// The Markdown that documentation sites write: CommonMark with tables, strikethrough, footnotes and task lists.
#[must_use]
pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS
}

/// The text with every byte of every pair replaced by a letter, and everything in front of the body by line
/// endings: all offsets stay.
pub(crate) fn mask(text: &str, body_start: usize, pairs: &[SegmentPair]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = body_start;
    push_filler(&mut masked, NEWLINES, body_start);
    for pair in pairs {
        let outer = pair.outer();
        masked.push_str(&text[at..outer.start]);
        push_filler(&mut masked, LETTERS, outer.len());
        at = outer.end;
    }
    masked.push_str(&text[at..]);
    with_line_feeds(masked)
}

/// The text with LF for every CR that ends a line by itself, which the parser does not take for a line ending.
fn with_line_feeds(text: String) -> String {
    if lone_crs(&text).next().is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in lone_crs(&text) {
        out.push_str(&text[from..at]);
        out.push('\n');
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

const NEWLINES: &str = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
const LETTERS: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

fn push_filler(out: &mut String, filler: &str, mut length: usize) {
    while length > 0 {
        let piece = &filler[..length.min(filler.len())];
        out.push_str(piece);
        length -= piece.len();
    }
}

/// Whether a byte may stand in what puts a line into quotes and list items, in front of its content.
pub(crate) fn is_container_mark(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9')
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

/// The text that a reader of inline Markdown sees: without marks, tags and link addresses, with code and the texts of images.
///
/// `<xref:NAME?…>`, whose text comes from elsewhere, reads as its name. What only starts a block at the start of a line, such
/// as `1.` or `<p>`, starts none here.
///
/// ```
/// # use bitext::markdown::plain_text;
/// assert_eq!(plain_text("1. **Välj** `Add-Item`<br>[Å&nbsp;b](c.md)"), "1. Välj Add-Item Å\u{a0}b");
/// ```
#[must_use]
pub fn plain_text(inline: &str) -> String {
    plain_text_with(inline, |_| false)
}

/// Stands in front of inline Markdown that must not start a block.
const PARAGRAPH_START: &str = "x ";

/// [`plain_text`] of a page that defines some labels: `[text][label]` is a link only if its label is defined.
pub(crate) fn plain_text_with(inline: &str, is_defined: impl Fn(&str) -> bool) -> String {
    let may_be_markup = |byte| matches!(byte, 0..=0x1f | b'\\' | b'`' | b'*' | b'_' | b'~' | b'[' | b']' | b'<' | b'&');
    // Much text has no markup, and a parser takes longer to say so.
    if !inline.bytes().any(may_be_markup) && !inline.ends_with(char::is_whitespace) {
        return inline.to_owned();
    }
    parsed_text(inline, is_defined)
}

/// [`plain_text_with`], by a parse.
fn parsed_text(inline: &str, is_defined: impl Fn(&str) -> bool) -> String {
    // On one line behind other text nothing starts a block.
    let paragraph: String = PARAGRAPH_START
        .chars()
        .chain(inline.chars().map(|character| if matches!(character, '\n' | '\r') { ' ' } else { character }))
        .collect();
    let mut callback = |link: BrokenLink<'_>| is_defined(&link.reference).then(|| ("".into(), "".into()));
    let mut out = String::with_capacity(paragraph.len());
    let mut in_xref = false;
    for event in Parser::new_with_broken_link_callback(&paragraph, options(), Some(&mut callback)) {
        match event {
            Event::Text(text) if in_xref => out.push_str(xref_name(&text)),
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url, .. }) => {
                in_xref = dest_url.starts_with(XREF);
            }
            Event::End(TagEnd::Link) => in_xref = false,
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::InlineHtml(tag) if is_line_break(&tag) => out.push(' '),
            _ => {}
        }
    }
    // White space at the end of a paragraph is not part of it, so of an empty text only half of the start is left.
    out.drain(..PARAGRAPH_START.len().min(out.len()));
    out
}

/// Our own Markdown as HTML. Tags in it are text.
pub(crate) fn html(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, options()).map(|event| match event {
        Event::Html(tag) | Event::InlineHtml(tag) => Event::Text(tag),
        event => event,
    });
    let mut out = String::with_capacity(markdown.len() + markdown.len() / 2);
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

/// [`html`] of one line, without a paragraph around it.
pub(crate) fn inline_html(line: &str) -> String {
    let html = html(line);
    html.trim_end().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
}

const XREF: &str = "xref:";

/// The name in `xref:NAME?displayProperty=…`, without the marks of type parameters.
fn xref_name(address: &str) -> &str {
    let name = address.strip_prefix(XREF).unwrap_or(address);
    name.split(['?', '#', '%', '*', '(']).next().unwrap_or(name)
}

fn is_line_break(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split(|character: char| !character.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["br", "p", "div", "li", "td", "th"].iter().any(|element| name.eq_ignore_ascii_case(element))
}

/// A link reference definition of a page.
pub(crate) struct Definition {
    pub(crate) label: String,
    /// The lines that it stands in.
    pub(crate) lines: Span,
    /// Where its links lead.
    pub(crate) destination: String,
}

/// The link reference definitions of a page in order.
pub(crate) fn definitions(document: &crate::bitext::Document<'_>) -> Vec<Definition> {
    let text = document.text();
    let body_start = document.body().start;
    let masked = mask(text, body_start, document.pairs());
    let parser = Parser::new_ext(&masked[body_start..], options());
    let mut found: Vec<Definition> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| {
            let start = line_start(text, body_start + definition.span.start);
            let lines = Span::new(start, line_end(text, body_start + definition.span.end - 1));
            Definition { label: label.to_owned(), lines, destination: definition.dest.to_string() }
        })
        .collect();
    found.sort_by_key(|definition| definition.lines);
    found
}

/// The footnote definitions of a page in order: each label, with its `^`, and the lines that it stands in.
pub(crate) fn footnotes(document: &crate::bitext::Document<'_>) -> Vec<(String, Span)> {
    let text = document.text();
    let start = document.body().start;
    let masked = mask(text, start, document.pairs());
    Parser::new_ext(&masked[start..], options())
        .into_offset_iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let content = range.start + masked[start..][range.clone()].trim_end().len();
                let lines = Span::new(line_start(text, start + range.start), line_end(text, start + content));
                Some((format!("^{label}"), lines))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reader_sees_text() {
        for (inline, expected) in [
            ("", ""),
            ("  ", ""),
            ("Hej", "Hej"),
            ("1. Hej", "1. Hej"),
            ("# Å", "# Å"),
            ("- Å", "- Å"),
            ("**Gäller:** _nu_", "Gäller: nu"),
            ("<p>Å</p>", " Å "),
            ("<strong>Å</strong>b", "Åb"),
            ("a<br/>b\nc", "a b c"),
            ("`a|b` &amp; \\*", "a|b & *"),
            ("![alt å](å.png \"t\")", "alt å"),
            ("[a](b.md) [c] [d][Känd] [e][f]", "a [c] d [e][f]"),
            ("<xref:A.B%601?displayProperty=x> <https://å.example>", "A.B https://å.example"),
            ("a\n\n    b\n- c", "a      b - c"),
            ("</span></span>", ""),
        ] {
            assert_eq!(plain_text_with(inline, |label| label == "Känd"), expected, "{inline:?}");
        }
    }

    proptest! {
        #[test]
        fn text_without_markup_is_what_a_parse_makes_of_it(inline in "[ -~åß日\u{a0}\u{2028}|#>+=.!:-]{0,24}") {
            prop_assert_eq!(plain_text_with(&inline, |_| false), parsed_text(&inline, |_| false));
        }
    }
}
