//! The table for people. Numbers are right-aligned with their thousands set apart; a name takes as many columns as a terminal
//! gives it, and cannot break out of its cell.

use unicode_width::UnicodeWidthStr;

use super::Sums;
use crate::cli::report::{number, printable};
use crate::stats::Counts;

/// What the columns count, and of which kind.
const HEAD: [[&str; COLUMNS]; 2] = [
    ["", "", "pages", "pages", "pages", "pages", "", "words", "words", "characters", "characters"],
    ["folder", "locale", "all", "machine", "human", "unknown", "pairs", "source", "target", "source", "target"],
];

const COLUMNS: usize = 11;

/// Columns at the left that hold names.
const NAMES: usize = 2;

const GAP: &str = "  ";

/// Stands for a locale that a page does not give.
const NO_LOCALE: &str = "-";

/// The table, a row for each folder and locale and one for all.
pub(super) fn render(sums: &Sums) -> String {
    let head = HEAD.map(|row| row.map(str::to_owned));
    let rows: Vec<_> = sums
        .rows
        .iter()
        .map(|((folder, locale), counts)| row(folder, locale.as_deref().unwrap_or(NO_LOCALE), counts))
        .collect();
    let total = row("total", "", &sums.total);
    let mut widths = [0; COLUMNS];
    for row in head.iter().chain(&rows).chain([&total]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    let rule = "─".repeat(widths.iter().sum::<usize>() + GAP.len() * (COLUMNS - 1));
    let lines = |rows: &[[String; COLUMNS]]| rows.iter().map(|row| line(row, &widths)).collect::<Vec<_>>();
    let mut out = String::new();
    for line in [lines(&head), vec![rule.clone()], lines(&rows), vec![rule], lines(&[total])].concat() {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn row(folder: &str, locale: &str, counts: &Counts) -> [String; COLUMNS] {
    let numbers = [
        counts.pages(),
        counts.machine,
        counts.human,
        counts.unknown,
        counts.pairs,
        counts.source.words,
        counts.target.words,
        counts.source.characters,
        counts.target.characters,
    ];
    let mut row: [String; COLUMNS] = Default::default();
    let names = [harmless(folder), harmless(locale)];
    for (cell, text) in row.iter_mut().zip(names.into_iter().chain(numbers.map(number))) {
        *cell = text;
    }
    row
}

fn line(row: &[String; COLUMNS], widths: &[usize; COLUMNS]) -> String {
    let cell = |(index, (text, width)): (usize, (&String, &usize))| {
        let padding = " ".repeat(width - text.width());
        if index < NAMES { format!("{text}{padding}") } else { format!("{padding}{text}") }
    };
    row.iter().zip(widths).enumerate().map(cell).collect::<Vec<_>>().join(GAP).trim_end().to_owned()
}

/// A name without the characters that move the cursor or turn the direction of the line.
fn harmless(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in printable(name).chars() {
        match character {
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.extend(character.escape_unicode());
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{PageCounts, TextCounts, Translation};

    #[test]
    fn columns_line_up_under_wide_and_hostile_names() {
        let page = |locale: Option<&str>, words| PageCounts {
            translation: Translation::Human,
            locale: locale.map(str::to_owned),
            pairs: 1234,
            source: TextCounts { words, characters: 0 },
            target: TextCounts { words: 1, characters: 1_234_567 },
        };
        let mut sums = Sums::default();
        sums.add("日本語".to_owned(), &page(Some("ja-JP"), 999));
        sums.add("a\n\u{1b}[31m%s\u{202e}".to_owned(), &page(None, 1000));
        sums.add("å\u{308}".to_owned(), &page(Some("sv\u{0}"), 0));
        insta::assert_snapshot!(render(&sums), @r"
                                             pages    pages  pages    pages          words   words  characters  characters
        folder                      locale     all  machine  human  unknown  pairs  source  target      source      target
        ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        a\u{a}\u{1b}[31m%s\u{202e}  -            1        0      1        0  1,234   1,000       1           0   1,234,567
        å̈                           sv\u{0}      1        0      1        0  1,234       0       1           0   1,234,567
        日本語                      ja-JP        1        0      1        0  1,234     999       1           0   1,234,567
        ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        total                                    3        0      3        0  3,702   1,999       3           0   3,703,701
        ");
    }
}
