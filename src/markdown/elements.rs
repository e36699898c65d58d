//! What opens at one place of a page and closes at another: emphasis, links, comments, HTML elements.

use std::collections::HashMap;

use pulldown_cmark::{BrokenLink, Event, Parser, Tag, TagEnd};

use super::options;
use crate::source::Span;

/// Elements that have no closing tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements whose closing tag may be left out (HTML Living Standard, section 13.1.2.4).
const OPTIONAL: &[&str] = &[
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td",
    "tfoot", "th", "thead", "tr",
];

/// What opens and closes in a page, each from its first mark or tag to the end of its last.
#[derive(Debug, Default)]
pub(crate) struct Elements {
    /// Emphasis, links and HTML elements. Tags without a partner are none.
    pub(crate) paired: Vec<Span>,
    /// Comments, in order.
    pub(crate) comments: Vec<Span>,
}

/// The elements of `markdown` from `start` on.
pub(crate) fn elements(markdown: &str, start: usize) -> Elements {
    let mut found = Elements::default();
    let mut tags = Tags::default();
    // Whether a label is defined may depend on what stands in a pair, so every label is taken as defined.
    let mut callback = |_: BrokenLink<'_>| Some(("".into(), "".into()));
    let parser = Parser::new_with_broken_link_callback(&markdown[start..], options(), Some(&mut callback));
    for (event, range) in parser.into_offset_iter() {
        let span = Span::new(start + range.start, start + range.end);
        match event {
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }) => {
                found.paired.push(span);
            }
            Event::Start(Tag::HtmlBlock) => {
                tags.leaf += 1;
                tags.read(markdown, span, &mut found);
            }
            Event::InlineHtml(_) => tags.read(markdown, span, &mut found),
            Event::End(
                TagEnd::HtmlBlock | TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item,
            ) => tags.leaf += 1,
            _ => {}
        }
    }
    found
}

#[derive(Default)]
struct Tags {
    /// The opening tags of each name that are not closed yet: their starts, and the leaf block that they stand in.
    open: HashMap<String, Vec<(usize, usize)>>,
    leaf: usize,
}

impl Tags {
    fn read(&mut self, markdown: &str, span: Span, found: &mut Elements) {
        let text = &markdown[span.range()];
        let mut at = 0;
        while let Some(length) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
            let start = at + length;
            let rest = &text[start..];
            if rest.starts_with("<!--") {
                let end = rest.find("-->").map_or(text.len(), |end| start + end + "-->".len());
                found.comments.push(Span::new(span.start + start, span.start + end));
                at = end;
                continue;
            }
            let end = memchr::memchr(b'>', rest.as_bytes()).map_or(text.len(), |end| start + end + 1);
            self.tag(&text[start..end], Span::new(span.start + start, span.start + end), found);
            at = end;
        }
    }

    fn tag(&mut self, tag: &str, span: Span, found: &mut Elements) {
        let inner = tag.trim_start_matches('<');
        let (is_closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let name = inner.split(|character: char| !character.is_ascii_alphanumeric() && character != '-').next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() || VOID.contains(&name.as_str()) || tag.ends_with("/>") {
            return;
        }
        let is_optional = OPTIONAL.contains(&name.as_str());
        let open = self.open.entry(name).or_default();
        if !is_closing {
            open.push((span.start, self.leaf));
        } else if let Some((start, _)) = open.pop_if(|(_, leaf)| !is_optional || *leaf == self.leaf) {
            found.paired.push(Span::new(start, span.end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Elements, elements};

    #[test]
    fn elements_reach_from_the_first_mark_to_the_last() {
        for (page, expected) in [
            ("å **b** [c](d.md)", &["**b**", "[c](d.md)"][..]),
            ("*a **b***", &["*a **b***", "**b**"]),
            ("<div>\n\nå <b>b</b>\n\n</div>", &["<b>b</b>", "<div>\n\nå <b>b</b>\n\n</div>"]),
            ("<p>å\n\nb</p>", &[]),
            ("å <br> <img/> </i> <!-- <b> -->", &["<!-- <b> -->"]),
            ("[å][b]", &["[å][b]"]),
        ] {
            let Elements { paired, comments } = elements(page, 0);
            let found: Vec<&str> = paired.into_iter().chain(comments).map(|span| &page[span.range()]).collect();
            assert_eq!(found, expected, "{page:?}");
        }
    }
}
