//! The table for people. Numbers are right-aligned with their thousands set apart; a name takes as many columns as a terminal
//! gives it, and cannot break out of its cell.

use super::Sums;
use crate::cli::report::{number, printable};
use crate::report::table;
use crate::stats::Counts;

/// What the columns count, and of which kind.
const HEAD: [[&str; COLUMNS]; 2] = [
    ["", "", "pages", "pages", "pages", "pages", "", "words", "words", "characters", "characters"],
    ["folder", "locale", "all", "machine", "human", "unknown", "pairs", "source", "target", "source", "target"],
];

const COLUMNS: usize = 11;

/// Columns at the left that hold names.
const NAMES: usize = 2;

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
    table::render(&[&head, &rows, &[total]], NAMES)
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
    let names = [folder, locale].map(|name| printable(name).into_owned());
    for (cell, text) in row.iter_mut().zip(names.into_iter().chain(numbers.map(number))) {
        *cell = text;
    }
    row
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
