//! Tables for people: columns as wide as a terminal shows their cells, numbers to the right, a line between the parts.

use unicode_width::UnicodeWidthStr;

const GAP: &str = "  ";

/// The table of some parts, such as head, rows and total. The first `names` columns are aligned to the left, the others to the right.
pub(crate) fn render<const COLUMNS: usize>(parts: &[&[[String; COLUMNS]]], names: usize) -> String {
    let mut widths = [0; COLUMNS];
    for row in parts.iter().copied().flatten() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    let between = "─".repeat(widths.iter().sum::<usize>() + GAP.len() * (COLUMNS - 1));
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(&between);
            out.push('\n');
        }
        for row in *part {
            out.push_str(&line(row, &widths, names));
            out.push('\n');
        }
    }
    out
}

fn line<const COLUMNS: usize>(row: &[String; COLUMNS], widths: &[usize; COLUMNS], names: usize) -> String {
    let cell = |(index, (text, width)): (usize, (&String, &usize))| {
        let padding = " ".repeat(width - text.width());
        if index < names { format!("{text}{padding}") } else { format!("{padding}{text}") }
    };
    row.iter().zip(widths).enumerate().map(cell).collect::<Vec<_>>().join(GAP).trim_end().to_owned()
}
