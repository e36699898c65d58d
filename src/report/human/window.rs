//! A text cut to the columns of a terminal, around what is marked in it.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::report::is_unprintable;

/// Characters for each column that are looked at: as many as a letter with its marks may be made of.
const CHARACTERS_A_COLUMN: usize = 8;

const TAB: &str = "    ";
const CUT: &str = "…";

/// A part of a text as a terminal can show it in one line.
#[derive(Debug)]
pub(super) struct Window {
    /// What is shown.
    pub(super) text: String,
    /// Offsets in the whole text that are shown, each with its offset in `text`.
    shown: Vec<(usize, usize)>,
}

impl Window {
    /// As much of `text` behind `prefix` as goes into `width` columns, with the start of `mark` in it.
    pub(super) fn new(prefix: &str, text: &str, mark: Range<usize>, width: usize) -> Self {
        let width = width.saturating_sub(columns(prefix)).max(1);
        let range = match forward(text, 0, width) {
            (end, _) if end == text.len() => 0..end,
            _ => around(text, mark, width.saturating_sub(2 * columns(CUT)).max(1)),
        };
        let mut out = prefix.to_owned();
        if range.start > 0 {
            out.push_str(CUT);
        }
        let mut shown = Vec::new();
        for (at, character) in text[range.clone()].char_indices() {
            shown.push((range.start + at, out.len()));
            push(&mut out, character);
        }
        shown.push((range.end, out.len()));
        if range.end < text.len() {
            out.push_str(CUT);
        }
        Self { text: out, shown }
    }

    /// Where a range of the whole text is shown; `None` if no part of it is.
    pub(super) fn locate(&self, range: Range<usize>) -> Option<Range<usize>> {
        let (first, last) = (self.shown.first()?.0, self.shown.last()?.0);
        if range.end < first || range.start > last || (!range.is_empty() && (range.end == first || range.start == last))
        {
            return None;
        }
        let at = |offset: usize| {
            let index = self.shown.partition_point(|&(known, _)| known < offset.clamp(first, last));
            self.shown[index].1
        };
        Some(at(range.start)..at(range.end))
    }
}

/// Columns of a text as it is shown.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// The part of a text around the start of a mark that goes into `width` columns, the mark in its middle if there is room.
fn around(text: &str, mark: Range<usize>, width: usize) -> Range<usize> {
    let (mark_end, mark_width) = forward(&text[..mark.end], mark.start, width);
    let rest = width - mark_width;
    let (_, before) = backward(text, mark.start, rest / 2);
    let (end, behind) = forward(text, mark_end, rest - before);
    let (mut start, _) = backward(text, mark.start, rest - behind);
    // Not with a mark whose letter is cut off.
    while start < mark.start
        && let Some(character) = text[start..].chars().next()
        && width_of(character) == 0
    {
        start += character.len_utf8();
    }
    start..end
}

/// How far some columns reach from an offset to the right, and how many are taken.
fn forward(text: &str, from: usize, width: usize) -> (usize, usize) {
    let lengths = text[from..].chars().map(|character| (character.len_utf8(), width_of(character)));
    let (length, taken) = fill(lengths, width);
    (from + length, taken)
}

/// How far some columns reach from an offset to the left, and how many are taken.
fn backward(text: &str, from: usize, width: usize) -> (usize, usize) {
    let lengths = text[..from].chars().rev().map(|character| (character.len_utf8(), width_of(character)));
    let (length, taken) = fill(lengths, width);
    (from - length, taken)
}

fn fill(characters: impl Iterator<Item = (usize, usize)>, width: usize) -> (usize, usize) {
    let (mut length, mut taken) = (0, 0);
    for (bytes, columns) in characters.take(width.saturating_mul(CHARACTERS_A_COLUMN)) {
        if taken + columns > width {
            break;
        }
        length += bytes;
        taken += columns;
    }
    (length, taken)
}

fn push(out: &mut String, character: char) {
    match character {
        '\t' => out.push_str(TAB),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        _ if is_unprintable(character) => out.extend(character.escape_unicode()),
        _ => out.push(character),
    }
}

fn width_of(character: char) -> usize {
    match character {
        '\t' => TAB.len(),
        '\n' | '\r' => 2,
        _ if is_unprintable(character) => character.escape_unicode().len(),
        _ => character.width().unwrap_or(1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The marked part of `text` stands between `[` and `]`; so it does in what is expected.
    fn check(text: &str, width: usize, expected: &str) {
        let (start, end) = (text.find('[').unwrap(), text.find(']').unwrap() - 1);
        let window = Window::new("", &text.replace(['[', ']'], ""), start..end, width);
        let mut shown = window.text.clone();
        if let Some(range) = window.locate(start..end) {
            shown.insert(range.end, ']');
            shown.insert(range.start, '[');
        }
        assert_eq!(shown, expected);
        assert!(columns(&window.text) <= width, "{:?} is wider than {width}", window.text);
    }

    #[test]
    fn what_is_marked_is_in_the_window() {
        check("en [två] tre", 20, "en [två] tre");
        check("noll ett två [tre] fyra fem sex", 13, "…två [tre] fyr…");
        check("[noll] ett två tre fyra fem sex", 13, "[noll] ett tv…");
        check("noll ett två tre fyra fem [sex]", 13, "…yra fem [sex]");
        check("noll ett två tre fyra fem sex[]", 13, "…yra fem sex[]");
        check("noll [ett två tre fyra fem] sex", 13, "…[ett två tre]…");
        check("フォルダーを[開]きます。", 13, "…ーを[開]きま…");
        check("a\tb[\u{200b}]\r\n\u{1b}c", 99, "a    b[\\u{200b}]\\r\\n\\u{1b}c");
        check("xe\u{301}e\u{301}e\u{301}[e\u{301}]e\u{301}e\u{301}e\u{301}x", 5, "…e\u{301}[e\u{301}]e\u{301}…");
        check("[]", 1, "[]");
    }

    #[test]
    fn marks_without_a_width_have_no_end() {
        let text = format!("a{}b", "\u{301}".repeat(1 << 20));
        assert!(Window::new("", &text, 0..1, 20).text.len() < 1000);
    }

    proptest! {
        #[test]
        fn no_window_is_wider_than_its_width(text in "\\PC{0,40}|[aå日\u{301}\t\n\u{202e}\u{200b}]{0,40}", at in 0..40usize, width in 12..30usize) {
            let start = text.char_indices().map(|(at, _)| at).nth(at).unwrap_or(text.len());
            let window = Window::new("", &text, start..text.len(), width);
            prop_assert!(columns(&window.text) <= width, "{:?}", window.text);
            prop_assert!(window.locate(start..text.len()).is_some());
        }
    }
}
