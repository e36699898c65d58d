//! The slug of a heading, as documentation sites make it for links, and the anchors that hold it.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::bitext::Document;
use crate::pattern::{Pattern, compile};
use crate::source::Span;

/// The slug of a source heading, as the generator writes it into `<a name="SLUG"></a>`.
///
/// It is GitHub's slug of the heading's raw Markdown (lower case, white space as `-`, punctuation gone) without link addresses and
/// `<a>` tags, with three differences: headings of the same text get the same slug, characters outside ASCII go, and the letters
/// of other tags and of entities stay. It was equal for all headings with an anchor in 4,348 pages of five
/// sets.
#[must_use]
pub fn slug(heading: &str) -> String {
    letters(&without_addresses(heading)).map(char::from).collect()
}

/// Whether a name is the slug of a source heading.
pub(crate) fn is_slug(name: &str, heading: &str) -> bool {
    letters(&without_addresses(heading)).eq(name.bytes())
}

/// A heading without what its slug leaves out: link addresses and `<a>` tags.
fn without_addresses(heading: &str) -> Cow<'_, str> {
    static LEFT_OUT: Pattern =
        Pattern::new(|| compile(r#"\]\((?:[^()"]|"[^"]*"|\((?:[^()]|\([^()]*\))*\))*\)|</?a(?:\s[^>]*)?>"#));
    let has_some = memchr::memchr2(b'(', b'<', heading.as_bytes()).is_some();
    if has_some { LEFT_OUT.replace_all(heading, "") } else { Cow::Borrowed(heading) }
}

/// What a slug has of a text.
fn letters(text: &str) -> impl Iterator<Item = u8> {
    text.trim().bytes().filter_map(|byte| match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => Some(byte),
        b'A'..=b'Z' => Some(byte.to_ascii_lowercase()),
        b' ' => Some(b'-'),
        _ => None,
    })
}

/// `<a name="NAME"></a>` at the start of a heading.
///
/// The generator puts one there; of 18,354 anchors in that place and form in MicrosoftDocs/powerShell-Docs.sv-se,
/// office-developer-client-docs.ru-RU and quantum-docs-pr.ja-JP all are its own. An author's has a space in it, stands elsewhere,
/// or follows the generated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// The anchor with both of its tags.
    pub(crate) span: Span,
    /// The name in its quotes.
    pub(crate) name: Span,
    /// What follows it on the line of the heading.
    pub(crate) heading: Span,
}

/// The anchors of a page, in order. What looks like a heading in a code block is not told from one.
pub(crate) fn anchors(document: &Document<'_>) -> Vec<Anchor> {
    static OPENING: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(OPEN));
    let body = document.body();
    let is_in_pair = |start: usize| !document.pairs_touching(Span::new(start, start + OPEN.len())).is_empty();
    OPENING
        .find_iter(document.raw(body).as_bytes())
        .map(|at| body.start + at)
        .filter(|&start| !is_in_pair(start))
        .filter_map(|start| anchor(document, body.start, start))
        .collect()
}

const OPEN: &str = "<a name=";
const CLOSE: &str = "></a>";

/// The quotation mark that a text starts with, and what follows it. The generator writes some as `&quot;`.
fn quote(text: &str) -> Option<(&str, &str)> {
    let length = ["\"", "&quot;"].into_iter().find(|quote| text.starts_with(quote))?.len();
    Some(text.split_at(length))
}

fn anchor(document: &Document<'_>, body_start: usize, start: usize) -> Option<Anchor> {
    let text = document.text();
    let (opening, rest) = quote(&text[start + OPEN.len()..])?;
    let name_length = rest.bytes().position(|byte| matches!(byte, b'"' | b'<' | b'>' | b'&' | b'\n'))?;
    let (closing, rest) = quote(&rest[name_length..])?;
    rest.strip_prefix(CLOSE)?;
    let name_start = start + OPEN.len() + opening.len();
    let name = Span::new(name_start, name_start + name_length);
    let span = Span::new(start, name.end + closing.len() + CLOSE.len());
    let before = &text.as_bytes()[body_start..start];
    let line = memchr::memrchr2(b'\n', b'\r', before).map_or(body_start, |at| body_start + at + 1);
    let marks = text[line..start].trim_start_matches(' ');
    let number = marks.bytes().take_while(|&byte| byte == b'#').count();
    let end = line_end(document, span.end);
    let heading = Span::new(span.end, end);
    let is_heading = start - line - marks.len() <= 3
        && match number {
            0 => marks.is_empty() && !heading.is_empty() && is_underline(&text[end..]),
            1..=6 => marks[number..].trim_matches([' ', '\t']).is_empty(),
            _ => false,
        };
    is_heading.then_some(Anchor { span, name, heading })
}

/// The end of a line, its line ending not included; a pair may reach over more than one.
fn line_end(document: &Document<'_>, from: usize) -> usize {
    let text = document.text();
    let mut at = from;
    loop {
        let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length);
        match document.pairs_touching(Span::new(end, end + 1)).first() {
            Some(pair) if end < text.len() => at = pair.outer().end,
            _ => return end,
        }
    }
}

/// Whether a line ending and the line that makes a heading of the one before it follow.
fn is_underline(rest: &str) -> bool {
    let Some(line) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])) else { return false };
    let line = line.split(['\n', '\r']).next().unwrap_or_default();
    let marks = line.trim_start_matches(' ');
    let indented = line.len() - marks.len();
    let marks = marks.trim_end_matches([' ', '\t']);
    indented <= 3
        && !marks.is_empty()
        && (marks.bytes().all(|byte| byte == b'=') || marks.bytes().all(|byte| byte == b'-'))
}

#[cfg(test)]
mod tests {
    use super::{anchors, is_slug, slug};

    #[test]
    fn anchors_stand_at_the_start_of_headings() {
        for (page, expected) in [
            ("# <a name=\"å\"></a>Å\n  ##<a name=\"b\"></a> x", &["å", "b"][..]),
            ("<a name=\"å\"></a>Å\n---\n<a name=\"b\"></a>\n---\n<a name=\"c\"></a>d\n- e\n", &["å"]),
            (
                "# <a name=\"å\"> </a>Å\n# b <a name=\"b\"></a>\n    # <a name=\"c\"></a>\n####### <a name=\"d\"></a>\n",
                &[],
            ),
            ("a\r# <a name=\"b&quot;></a>\r", &["b"]),
            ("# <a name=\"", &[]),
        ] {
            let (document, _) = crate::parse(page);
            let found: Vec<&str> = anchors(&document).iter().map(|anchor| document.raw(anchor.name)).collect();
            assert_eq!(found, expected, "{page:?}");
        }
    }

    #[test]
    fn slugs_of_headings() {
        for (heading, expected) in [
            ("About Break", "about-break"),
            ("  What's new in 7.1?  ", "whats-new-in-71"),
            ("Café `Get-Item` & more", "caf-get-item--more"),
            ("about_Break", "about_break"),
            ("[Å b](https://example.org/c(d) \"e (f)\") (g)", "-b-g"),
            ("<a id=\"x\"></a>Open<a name=\"y\"> </a> &amp; <b>", "open--amp-b"),
        ] {
            assert_eq!(slug(heading), expected, "{heading:?}");
            assert!(is_slug(expected, heading) && !is_slug("å", heading), "{heading:?}");
        }
    }
}
