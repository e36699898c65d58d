//! The headings above the pairs of a page, for the notes that say where a unit stands.

use std::borrow::Cow;

use crate::bitext::Document;
use crate::exchange::content::{CodeKind, PairReader, Part};
use crate::exchange::{Note, NoteKind};

/// The headings of a page: which stand above a pair.
///
/// A heading is a line that starts with `#` and holds a pair: all that the generator writes. It costs nothing next to a Markdown
/// parse, and a note is all that hangs on it.
#[derive(Debug, Default)]
pub struct HeadingPaths {
    /// For each heading the index of its first pair, its level, and what is noted below it.
    headings: Vec<(usize, usize, String)>,
}

/// Stands between the headings of a path.
const BELOW: &str = " > ";

impl HeadingPaths {
    /// Finds the headings of a page; in a path each is the text of its source.
    #[must_use]
    pub fn of(document: &Document<'_>) -> Self {
        let mut headings: Vec<(usize, usize, String)> = Vec::new();
        // Of the headings that are open: their levels and the lengths of the path with them.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut path = String::new();
        let mut reader = PairReader::default();
        let mut behind = 0;
        for (index, pair) in document.pairs().iter().enumerate() {
            let between = &document.text()[behind..pair.target.outer.start];
            behind = pair.source.outer.end;
            let Some(at) = memchr::memrchr(b'\n', between.as_bytes()).map(|at| at + 1).or((index == 0).then_some(0))
            else {
                continue;
            };
            let level = between[at..].bytes().take_while(|&byte| byte == b'#').count();
            if !(1..=6).contains(&level) || between.as_bytes().get(at + level) != Some(&b' ') {
                continue;
            }
            while open.pop_if(|(other, _)| *other >= level).is_some() {}
            path.truncate(open.last().map_or(0, |(_, length)| *length));
            if !path.is_empty() {
                path.push_str(BELOW);
            }
            push_reader_text(&mut path, &mut reader, &document.decoded(pair.source.inner));
            open.push((level, path.len()));
            headings.push((index, level, path.clone()));
        }
        Self { headings }
    }

    /// The headings above a pair; empty above the first. The pair of a heading stands below itself.
    #[must_use]
    pub fn above(&self, pair: usize) -> &str {
        let behind = self.headings.partition_point(|(index, ..)| *index <= pair);
        behind.checked_sub(1).map_or("", |last| &self.headings[last].2)
    }

    /// The note that says where the unit of a pair stands: the headings above it, and where the page is published.
    #[must_use]
    pub fn note(&self, pair: usize, address: Option<&str>) -> Option<Note<'_>> {
        let text = match (self.above(pair), address) {
            ("", None) => return None,
            ("", Some(address)) => Cow::Owned(address.to_owned()),
            (headings, None) => Cow::Borrowed(headings),
            (headings, Some(address)) => Cow::Owned(format!("{headings} ({address})")),
        };
        Some(Note { kind: NoteKind::Place, text })
    }
}

/// Appends Markdown as a reader sees it, on one line.
fn push_reader_text(out: &mut String, reader: &mut PairReader, markdown: &str) {
    let (_, content) = reader.contents("", markdown, |_| false);
    let span = |id| content.code(id).filter(|code| code.kind == CodeKind::CodeSpan);
    for part in &content.parts {
        match part {
            Part::Text(text) => out.push_str(&text.replace(char::is_control, " ")),
            Part::Placeholder(id) => out.extend(span(*id).map(|code| code.start.trim_matches('`'))),
            Part::Open(_) | Part::Close(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::units::tests::pair;
    use crate::parse;

    #[test]
    fn headings_stand_above_what_follows_them() {
        let page = format!(
            "# <a name=\"a\"></a>{}\n\n{}\n\n## {}\n\n```\n# no heading\n```\n{}\n\n# {}\n",
            pair("0a1b2-101", "Rubrik", "The `Get-Å` *command*"),
            pair("0a1b2-102", "Text", "Text"),
            pair("0a1b2-103", "Under", "Sub"),
            pair("0a1b2-104", "Text", "Text"),
            pair("0a1b2-105", "Nästa", "Next"),
        );
        let (document, _) = parse(&page);
        let paths = HeadingPaths::of(&document);
        let above: Vec<&str> = (0..5).map(|pair| paths.above(pair)).collect();
        let (first, second) = ("The Get-Å command", "The Get-Å command > Sub");
        assert_eq!(above, [first, first, second, second, "Next"]);
    }
}
