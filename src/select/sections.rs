//! Headings and the sections under them.

use std::collections::HashMap;

use super::extract::{Extract, Joint};
use crate::bitext::{Block, BlockKind, Document, Side};
use crate::markdown;
use crate::slug::slug;
use crate::source::{Span, line_end};

/// A heading of a page, as a selection may name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The level, from 1 to 6.
    pub level: u8,
    /// The name of the heading's anchor, else the slug of the source heading.
    pub slug: String,
    /// The name that links use: the slug, with `-1`, `-2` … behind it where headings before it have the same.
    pub link: String,
    /// The text in the target language.
    pub target: String,
    /// The text in the source language.
    pub source: String,
    /// The heading in Markdown, in each language with its anchor and without.
    written: Vec<String>,
    lines: Span,
    container: Option<Span>,
}

impl Heading {
    /// Whether `name` is its slug or its text.
    fn is_called(&self, name: &str) -> bool {
        [&self.slug, &self.target, &self.source].into_iter().chain(&self.written).any(|own| own.to_lowercase() == name)
    }
}

/// The headings of a page in order.
#[must_use]
pub fn headings(document: &Document<'_>) -> Vec<Heading> {
    headings_of(document, &document.blocks())
}

fn headings_of(document: &Document<'_>, blocks: &[Block]) -> Vec<Heading> {
    let mut links = Links::default();
    let heading = |block: &Block| {
        let BlockKind::Heading(level) = block.kind else {
            return None;
        };
        let target = heading_text(&document.side_text(block.content, Side::Target));
        let source = heading_text(&document.side_text(block.content, Side::Source));
        let (anchor, bare_source) = split_anchor(&source);
        let bare_target = split_anchor(&target).1;
        let slug = anchor.map_or_else(|| slug(bare_source), str::to_owned);
        Some(Heading {
            level,
            link: links.of(&slug),
            slug,
            target: markdown::plain_text(bare_target).trim().to_owned(),
            source: markdown::plain_text(bare_source).trim().to_owned(),
            written: vec![
                bare_target.to_owned(),
                bare_source.to_owned(),
                heading_text(document.raw(block.content)),
                target,
                source,
            ],
            lines: block.lines,
            container: block.container,
        })
    };
    blocks.iter().filter_map(heading).collect()
}

/// The names of links to headings, as GitHub makes them.
#[derive(Default)]
struct Links {
    /// Each name that was given, and the number behind its last double.
    given: HashMap<String, usize>,
}

impl Links {
    fn of(&mut self, slug: &str) -> String {
        let mut link = slug.to_owned();
        while self.given.contains_key(&link) {
            let number = self.given.entry(slug.to_owned()).or_default();
            *number += 1;
            link = format!("{slug}-{number}");
        }
        self.given.insert(link.clone(), 0);
        link
    }
}

/// The text of a heading without the marks that make it one (CommonMark 0.31.2, sections 4.2 and 4.3), on one line.
fn heading_text(heading: &str) -> String {
    let heading = heading.trim();
    let text = heading.trim_start_matches('#');
    if text.len() < heading.len() {
        let open = text.trim_end_matches('#');
        let is_closed = open.is_empty() || open.ends_with([' ', '\t']);
        return one_line(if is_closed { open } else { text });
    }
    // The last line of any other heading is its underline.
    match heading.rsplit_once('\n') {
        Some((text, _)) => one_line(text),
        None => heading.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    let lines = text.lines().enumerate().map(|(index, line)| match index {
        0 => line.trim(),
        _ => line.trim_start_matches([' ', '\t', '>']).trim_end(),
    });
    lines.collect::<Vec<_>>().join(" ")
}

/// The name of the anchor that the generator puts at the start of a heading, and the heading behind it.
fn split_anchor(heading: &str) -> (Option<&str>, &str) {
    heading
        .strip_prefix("<a name=\"")
        .and_then(|tag| tag.split_once("\"></a>"))
        .map_or((None, heading), |(name, rest)| (Some(name), rest.trim()))
}

/// The sections of all headings that some name means. A name that is a heading's own text or slug means these; any other may be
/// the link to a heading whose slug is not its alone.
pub(super) fn sections(document: &Document<'_>, blocks: &[Block], names: &[String]) -> Vec<Extract> {
    let headings = headings_of(document, blocks);
    let mut is_named = vec![false; headings.len()];
    for name in names {
        let name = heading_text(name).to_lowercase();
        let called: Vec<bool> = headings.iter().map(|heading| heading.is_called(&name)).collect();
        let by_link = !called.contains(&true);
        for (index, heading) in headings.iter().enumerate() {
            is_named[index] |= called[index] || by_link && heading.link.to_lowercase() == name;
        }
    }
    let mut extracts: Vec<Extract> = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        if !is_named[index] || extracts.last().is_some_and(|last| last.end() > heading.lines.start) {
            continue;
        }
        let lines = Span::new(heading.lines.start, section_end(document.text(), &headings, index));
        extracts.push(Extract { spans: vec![without_blank_end(document.text(), lines)], joint: Joint::Block });
    }
    extracts
}

/// Where the section of a heading ends: at the next heading in the same quote, list item or page that is not below it, at the
/// latest with that quote or item.
fn section_end(text: &str, headings: &[Heading], index: usize) -> usize {
    let heading = &headings[index];
    let limit = heading.container.map_or(text.len(), |container| {
        let content = container.start + text[container.range()].trim_end().len();
        line_end(text, content).max(heading.lines.end)
    });
    headings[index + 1..]
        .iter()
        .take_while(|next| next.lines.start < limit)
        .find(|next| next.container == heading.container && next.level <= heading.level)
        .map_or(limit, |next| next.lines.start)
}

/// The span without the blank lines at its end.
fn without_blank_end(text: &str, lines: Span) -> Span {
    let content = lines.start + text[lines.range()].trim_end().len();
    Span::new(lines.start, line_end(text, content).min(lines.end))
}

#[cfg(test)]
mod tests {
    use super::{Links, heading_text};

    #[test]
    fn texts_of_headings() {
        for (heading, expected) in [
            ("## Å ##", "Å"),
            ("# C#", "C#"),
            ("# C# #", "C#"),
            ("#", ""),
            ("Å\n===", "Å"),
            ("Å\r\n>  b\r\n> ---", "Å b"),
            ("Å", "Å"),
        ] {
            assert_eq!(heading_text(heading), expected, "{heading:?}");
        }
    }

    #[test]
    fn links_are_unique() {
        let mut links = Links::default();
        let found: Vec<String> = ["å", "b", "b", "b-1", "b"].iter().map(|slug| links.of(slug)).collect();
        assert_eq!(found, ["å", "b", "b-1", "b-1-1", "b-2"]);
    }
}
