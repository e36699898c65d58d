//! The inline codes of one segment, as CommonMark reads it: code spans, emphasis, links, images, tags, and the marks that
//! stayed text.
//!
//! A segment is read as what it is in its page: text of a paragraph right behind one tag and right in front of another. It
//! never starts a block, so line endings count as spaces. Offsets are those of the segment; nothing is decoded until it is
//! asked for.

mod attribute;
mod element;
mod exact;
mod quick;

pub use element::is_html_element;

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser, Tag};

use crate::source::Span;

/// A stretch of inline markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// All of it, with its marks.
    pub outer: Span,
    /// What stands between its marks: the text of a link, the code of a code span, `br /` of `<br />`.
    pub inner: Span,
}

/// The sorts of inline markup (CommonMark 0.31.2, section 6, and the extensions of [`options`](super::options)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InlineKind {
    /// A code span.
    Code,
    /// Emphasis, by one mark.
    Emphasis,
    /// Strong emphasis, by two marks.
    Strong,
    /// Struck out text.
    Strikethrough,
    /// A link with a text.
    Link(Address),
    /// An image; its text is the alternative text.
    Image(Address),
    /// An absolute URI or an email address in angle brackets.
    Autolink,
    /// A raw tag, comment or other piece of HTML.
    Html,
    /// A reference to a footnote that the page defines; its text is the label with its `^`.
    Footnote,
}

/// Where a link or an image says where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// In parentheses, at this span; [`Inline::destination`] decodes it.
    Inline(Span),
    /// In a definition with the label at this span.
    Reference(Span),
}

/// Puts the inline codes of `text` into `found`, in order of their starts; what `found` held is dropped.
///
/// `[text][label]` is a link only if `is_defined` says so of its label, whose case and white space count for nothing, and
/// `[^1]` is a footnote only if it does of `^1`.
///
/// ```
/// # use bitext::markdown::{Inline, InlineKind, inlines};
/// let (text, mut found) = ("Kör **`Get-Help`** och <br>[läs](å.md)", Vec::new());
/// inlines(text, |_| false, &mut found);
/// let inner: Vec<&str> = found.iter().map(|inline| &text[inline.inner.range()]).collect();
/// assert_eq!(inner, ["`Get-Help`", "Get-Help", "br", "läs"]);
/// assert_eq!(found[3].destination(text), Some("å.md".into()));
/// ```
pub fn inlines(text: &str, is_defined: impl Fn(&str) -> bool, found: &mut Vec<Inline>) {
    if !quick::inlines(text, &is_defined, found) {
        exact::inlines(text, &is_defined, found);
    }
}

impl Inline {
    /// The destination of an inline link or image, the address of an autolink, the `href` of an `<a>` or the `src` of an `<img>`; none
    /// of a reference.
    #[must_use]
    pub fn destination<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        let span = match self.kind {
            InlineKind::Link(Address::Inline(span)) | InlineKind::Image(Address::Inline(span)) => span,
            InlineKind::Autolink => return Some(Cow::Borrowed(&text[self.inner.range()])),
            InlineKind::Html => return self.address_of_tag(text),
            _ => return None,
        };
        let raw = &text[span.range()];
        if memchr::memchr2(b'\\', b'&', raw.as_bytes()).is_none() {
            return Some(Cow::Borrowed(raw));
        }
        // Escapes and entities: the parser decodes them, of a link without a text.
        let link = format!("x[]{}", &text[self.inner.end + 1..self.outer.end].replace(['\n', '\r'], " "));
        let decoded = Parser::new_ext(&link, super::options()).find_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
            _ => None,
        });
        Some(decoded.map_or(Cow::Borrowed(raw), Cow::Owned))
    }

    fn address_of_tag<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        let name = if self.is_tag(text, "a") {
            "href"
        } else if self.is_tag(text, "img") {
            "src"
        } else {
            return None;
        };
        let address = attribute::attribute(&text[self.inner.range()], name)?;
        Some(if address.contains("&amp;") { Cow::Owned(address.replace("&amp;", "&")) } else { Cow::Borrowed(address) })
    }

    /// Whether this is a tag of an element, whose name is given in small letters.
    pub(crate) fn is_tag(&self, text: &str, name: &str) -> bool {
        self.tag_name(text).eq_ignore_ascii_case(name)
    }

    /// The name of a tag as it is written, without its `/`; empty for a comment and for what is no tag.
    #[must_use]
    pub fn tag_name<'t>(&self, text: &'t str) -> &'t str {
        if self.kind != InlineKind::Html {
            return "";
        }
        let inner = &text[self.inner.range()];
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let end = name.find(|character: char| !character.is_ascii_alphanumeric() && character != '-');
        &name[..end.unwrap_or(name.len())]
    }

    /// Whether this is a closing tag.
    #[must_use]
    pub fn is_closing_tag(&self, text: &str) -> bool {
        self.kind == InlineKind::Html && text[self.inner.range()].starts_with('/')
    }

    /// Whether other inline codes may stand inside it.
    fn is_container(&self) -> bool {
        match self.kind {
            InlineKind::Emphasis | InlineKind::Strong | InlineKind::Strikethrough => true,
            InlineKind::Link(_) | InlineKind::Image(_) => true,
            InlineKind::Code | InlineKind::Autolink | InlineKind::Html | InlineKind::Footnote => false,
        }
    }
}

/// The stretches of `text` that are text, in order: what is left without marks, code, tags and addresses.
///
/// `inlines` are those of this text.
pub fn text_runs<'a>(text: &str, inlines: &'a [Inline]) -> impl Iterator<Item = Span> + use<'a> {
    let length = text.len();
    let mut at = 0;
    let mut ahead = inlines.iter().peekable();
    let mut open: Vec<&Inline> = Vec::new();
    let next = move || -> Option<Span> {
        let stop = open.last().map_or(length, |inline| inline.inner.end);
        if let Some(inline) = ahead.next_if(|inline| inline.outer.start < stop) {
            let run = Span::new(at, inline.outer.start);
            if inline.is_container() {
                at = inline.inner.start;
                open.push(inline);
            } else {
                at = inline.outer.end;
            }
            return Some(run);
        }
        if at > length {
            return None;
        }
        let run = Span::new(at, stop);
        at = open.pop().map_or(length + 1, |inline| inline.outer.end);
        Some(run)
    };
    std::iter::from_fn(next).filter(|run| !run.is_empty())
}

/// A mark that CommonMark reads as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiteralMark {
    /// Where it stands.
    pub at: usize,
    /// Which it is: one of ``* _ ` [ ]``.
    pub mark: u8,
    /// Whether a backslash makes it text.
    pub is_escaped: bool,
}

/// The marks in `text` that stayed text, in order.
pub fn literal_marks(text: &str, inlines: &[Inline]) -> impl Iterator<Item = LiteralMark> {
    text_runs(text, inlines).flat_map(|run| {
        let mut is_escaped = false;
        text.as_bytes()[run.range()].iter().enumerate().filter_map(move |(at, &mark)| {
            let was_escaped = is_escaped;
            is_escaped = mark == b'\\' && !was_escaped;
            let found = LiteralMark { at: run.start + at, mark, is_escaped: was_escaped };
            matches!(mark, b'*' | b'_' | b'`' | b'[' | b']').then_some(found)
        })
    })
}

#[cfg(test)]
mod tests;
