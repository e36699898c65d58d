//! How wide the terminal is, and prose that is broken to fit it.

use std::io;

use unicode_width::UnicodeWidthStr;

/// Columns of the terminal: `COLUMNS` if that is set; `None` where standard output is no terminal.
pub(super) fn columns() -> Option<usize> {
    let given = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|&columns| columns > 0);
    given.or_else(|| Some(terminal_size::terminal_size_of(io::stdout())?.0.0.into()))
}

/// Breaks text at its spaces into lines of at most `width` columns. What has no space stays whole.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for word in text.split(' ') {
        let wide = word.width();
        if taken > 0 && taken + 1 + wide > width {
            lines.push(String::new());
            taken = 0;
        }
        if let Some(line) = lines.last_mut() {
            if taken > 0 {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            taken += wide;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_at_spaces() {
        let check = |text: &str, width, expected: &[&str]| assert_eq!(wrap(text, width), expected);
        check("", 9, &[""]);
        check("välj en fil", 7, &["välj en", "fil"]);
        check("välj en fil", 6, &["välj", "en fil"]);
        check("kvarhållning nu", 3, &["kvarhållning", "nu"]);
        check("文書 保存", 5, &["文書", "保存"]);
    }
}
