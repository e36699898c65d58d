//! Comparing texts: byte for byte, with white space folded, rendered; and where two first differ.

use bitext::front_matter::FrontMatter;
use bitext::source::{Locator, Position};
use pulldown_cmark::{Parser, html};

/// The characters of a text that count, each with its offset.
pub(crate) type Characters = Vec<(usize, char)>;

/// Every run of white space, line breaks included, is one space, and at the start of a line that follows another line starting
/// with `>`, the `>` marks count as white space. White space at both ends goes.
pub(crate) fn folded(text: &str) -> Characters {
    let mut out = Characters::with_capacity(text.len());
    let mut follows_quote = false;
    let mut offset = 0;
    let mut space = None;
    for line in text.split_inclusive('\n') {
        let marks = quote_marks(line);
        let skipped = if follows_quote { marks } else { 0 };
        follows_quote = marks > 0;
        for (at, character) in line.char_indices() {
            if at < skipped || character.is_whitespace() {
                space.get_or_insert(offset + at);
                continue;
            }
            if let Some(at) = space.take()
                && !out.is_empty()
            {
                out.push((at, ' '));
            }
            out.push((offset + at, character));
        }
        offset += line.len();
    }
    out
}

/// Length of the `>` marks that a line starts with, the white space around them included; 0 if it has none.
fn quote_marks(line: &str) -> usize {
    let is_mark = |character| matches!(character, ' ' | '\t' | '>');
    let end = line.find(|character| !is_mark(character)).unwrap_or(line.len());
    line[..end].rfind('>').map_or(0, |at| at + 1)
}

/// The text behind the front matter.
pub(crate) fn body(text: &str) -> &str {
    FrontMatter::find(text).map_or(text, |found| &text[found.outer.end..])
}

/// The body of a page as HTML, whatever its line endings.
pub(crate) fn rendered(text: &str) -> String {
    // Some originals have a CR alone at the end of a line, which pulldown-cmark does not always take as one.
    let body = body(text).replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(body.len());
    html::push_html(&mut out, Parser::new_ext(&body, bitext::markdown::options()));
    out
}

/// The first place at which a text is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// In the text as it should be; nothing where that is no file.
    pub(crate) place: Option<Position>,
    pub(crate) got: String,
    pub(crate) want: String,
}

impl Difference {
    /// Where two texts first differ.
    pub(crate) fn of_texts(got: &str, want: &str) -> Self {
        let characters = |text: &str| text.char_indices().collect::<Characters>();
        Self::of_characters(&characters(got), &characters(want), Some(want))
    }

    /// Where two lists of characters first differ; `text` is what the offsets of `want` belong to.
    pub(crate) fn of_characters(got: &[(usize, char)], want: &[(usize, char)], text: Option<&str>) -> Self {
        let at = got.iter().zip(want).take_while(|(got, want)| got.1 == want.1).count();
        let place = text.map(|text| Locator::new(text).locate(want.get(at).map_or(text.len(), |&(offset, _)| offset)));
        Self { place, got: excerpt(got, at), want: excerpt(want, at) }
    }
}

/// A few characters about a place, on one line.
fn excerpt(characters: &[(usize, char)], at: usize) -> String {
    let (start, end) = (at.saturating_sub(25), (at + 35).min(characters.len()));
    let shown = characters[start..end].iter().map(|&(_, character)| match character {
        '\n' => '⏎',
        _ if character.is_control() => '�',
        _ => character,
    });
    let before = if start > 0 { "…" } else { "" };
    let behind = if end < characters.len() { "…" } else { "" };
    format!("{before}{}{behind}", shown.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(folded(text).iter().map(|&(_, character)| character).collect::<String>(), expected, "{text:?}");
    }

    #[test]
    fn white_space_is_one_space() {
        check(" \u{feff}å\u{a0}\r\n\tb  c\n", "\u{feff}å b c");
        check("", "");
        check(" \n", "");
    }

    #[test]
    fn marks_of_a_quote_fold_behind_another_line_of_it() {
        check("> ä\n> b\n > > c", "> ä b c");
        check("> ä\n\n> b", "> ä > b");
        check("a\n> b\nc > d\n>e", "a > b c > d >e");
    }

    #[test]
    fn a_difference_names_its_place_in_what_is_wanted() {
        let difference = Difference::of_texts("å\nb c", "å\nb d");
        let expected =
            Difference {
                place: Some(Position { line: 2, column: 3 }), got: "å⏎b c".into(), want: "å⏎b d".into()
            };
        assert_eq!(difference, expected);
        let (got, want) = ("a b", "a  b c");
        let difference = Difference::of_characters(&folded(got), &folded(want), Some(want));
        assert_eq!(difference.place, Some(Position { line: 1, column: 5 }));
        assert_eq!(Difference::of_texts("a", "a\n").want, "a⏎");
    }
}
