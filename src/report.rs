//! What a run of the checker came to, and the forms in which it is written.
//!
//! A form is one file below this one. It writes to what it is given and escapes for its own format; it opens no files.

mod by_rule;
pub mod concise;
pub mod github;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
mod places;
pub mod sarif;
pub mod shard;
pub(crate) mod table;

#[cfg(test)]
mod sample;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::check::{Finding, PackedFindings};
use crate::diagnostic::{Applicability, Severity};

/// What a run came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// The pages that were checked, in the order of their paths.
    pub pages: Vec<CheckedPage>,
    /// What could not be checked.
    pub failures: Vec<Failure>,
    /// Findings that a comment in their page suppresses.
    pub suppressed: usize,
    /// Findings that stand in the baseline.
    pub in_baseline: usize,
}

/// A page that was checked.
#[derive(Debug, Clone)]
pub struct CheckedPage {
    /// Where it is, as the user would name it.
    pub path: PathBuf,
    /// The locale of the target.
    pub locale: Option<String>,
    /// How many pairs it holds.
    pub pairs: usize,
    /// What was found, in the order of the page.
    pub findings: PackedFindings,
}

/// A page that could not be checked.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Where it is.
    pub path: PathBuf,
    /// Why.
    pub message: String,
}

/// Gives the text of a page again, by its index in [`Report::pages`]; `None` if it cannot be read any more or is another text by
/// now. The texts of a run are not kept: only what is shown is read again.
pub trait Texts: Sync {
    /// The text of a page.
    fn text(&self, page: usize) -> Option<Cow<'_, str>>;
}

/// How much of a report is written where people read it line by line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Findings that are only worth knowing are shown too.
    pub info: bool,
    /// The most findings to show; all if `None`.
    pub findings: Option<usize>,
}

impl Limits {
    fn wants(self, severity: Severity) -> bool {
        self.info || severity > Severity::Info
    }
}

/// The numbers of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Pages that were checked.
    pub pages: usize,
    /// Pages that could not be checked.
    pub failures: usize,
    /// Pairs in the pages that were checked.
    pub pairs: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub info: usize,
    /// Findings with a fix that can be made unseen.
    pub safe_fixes: usize,
    /// Findings with a fix that someone has to look at.
    pub unsafe_fixes: usize,
    /// Findings that a comment in their page suppresses.
    pub suppressed: usize,
    /// Findings that stand in the baseline.
    pub in_baseline: usize,
}

impl Report {
    /// The pages with findings, each with its index.
    pub fn pages_with_findings(&self) -> impl Iterator<Item = (usize, &CheckedPage)> {
        self.pages.iter().enumerate().filter(|(_, page)| !page.findings.is_empty())
    }

    /// All findings, in the order of pages and places.
    pub fn findings(&self) -> impl Iterator<Item = Finding> {
        self.pages.iter().flat_map(|page| page.findings.iter())
    }

    /// How many findings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pages.iter().map(|page| page.findings.len()).sum()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pages.iter().all(|page| page.findings.is_empty())
    }

    /// How many findings have a fix that is as safe as that.
    #[must_use]
    pub fn fixes(&self, applicability: Applicability) -> usize {
        self.pages.iter().map(|page| page.findings.fixes(applicability)).sum()
    }

    /// The findings that `limits` leave, each with the index of its page. If there are too many, the gravest are left, of equals
    /// the first.
    pub fn shown(&self, limits: Limits) -> impl Iterator<Item = (usize, Finding)> {
        let mut left = limits.findings.unwrap_or(usize::MAX);
        let mut room = Severity::ALL.map(|severity| {
            let count = if limits.wants(severity) { self.count(severity).min(left) } else { 0 };
            left -= count;
            (severity, count)
        });
        self.pages_with_findings().flat_map(move |(index, page)| {
            // What there is no room for need not be unpacked.
            if !room.iter().any(|(severity, count)| *count > 0 && page.findings.count(*severity) > 0) {
                return Vec::new();
            }
            let mut has_room = |finding: &Finding| {
                let room = room.iter_mut().find(|(severity, count)| *severity == finding.severity && *count > 0);
                room.map(|(_, count)| *count -= 1).is_some()
            };
            page.findings.iter().filter(&mut has_room).map(|finding| (index, finding)).collect()
        })
    }

    /// How many findings are not shown only because there are so many.
    #[must_use]
    pub fn left_out(&self, limits: Limits) -> usize {
        let wanted = Severity::ALL.into_iter().filter(|severity| limits.wants(*severity));
        let count: usize = wanted.map(|severity| self.count(severity)).sum();
        limits.findings.map_or(0, |most| count.saturating_sub(most))
    }

    /// How many findings have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.pages.iter().map(|page| page.findings.count(severity)).sum()
    }

    /// The numbers of the run.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals {
            pages: self.pages.len(),
            failures: self.failures.len(),
            pairs: self.pages.iter().map(|page| page.pairs).sum(),
            suppressed: self.suppressed,
            in_baseline: self.in_baseline,
            errors: self.count(Severity::Error),
            warnings: self.count(Severity::Warning),
            info: self.count(Severity::Info),
            safe_fixes: self.fixes(Applicability::Safe),
            unsafe_fixes: self.fixes(Applicability::Unsafe),
        }
    }
}

/// Text of a page or a file name, with characters that would move the cursor, turn the direction of the line or stay unseen
/// shown by their numbers: none of them reaches a terminal.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    // Without a branch a byte that takes a few instructions for many.
    let is_plain = text.bytes().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'));
    if is_plain || !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unprintable(character) {
            let _ = write!(out, "{}", character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Whether a character is a control (C0, C1), one of the controls of direction (UAX #9, section 2), a line or paragraph
/// separator, or a character without a width that no script needs.
pub(crate) fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// A number with its thousands set apart.
pub(crate) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and what it counts.
pub(crate) fn counted(count: usize, singular: &str) -> String {
    format!("{} {singular}{}", number(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;

    #[test]
    fn the_gravest_are_shown_in_the_order_of_the_pages() {
        let sample = sample::Sample::empty().page("a.md", "i w e w e w\n", |text| {
            let of = |(at, letter): (usize, char)| {
                let severity = match letter {
                    'i' => Severity::Info,
                    'w' => Severity::Warning,
                    _ => Severity::Error,
                };
                Diagnostic { severity, ..sample::error(text, &text[at..], "x") }
            };
            text.char_indices().filter(|(_, letter)| letter.is_alphabetic()).map(of).collect()
        });
        let check = |info, findings, columns: &[usize], left_out| {
            let limits = Limits { info, findings };
            let shown: Vec<usize> = sample.report.shown(limits).map(|(_, finding)| finding.start.column).collect();
            assert_eq!((&*shown, sample.report.left_out(limits)), (columns, left_out), "{limits:?}");
        };
        check(true, None, &[1, 3, 5, 7, 9, 11], 0);
        check(false, None, &[3, 5, 7, 9, 11], 0);
        check(false, Some(3), &[3, 5, 9], 2);
        check(true, Some(3), &[3, 5, 9], 3);
        check(true, Some(1), &[5], 5);
        check(false, Some(9), &[3, 5, 7, 9, 11], 0);
    }

    #[test]
    fn nothing_unseen_is_printed() {
        let check = |text: &str, expected: &str| assert_eq!(printable(text), expected);
        check("å 日本 e\u{301} نص\u{200d}", "å 日本 e\u{301} نص\u{200d}");
        check("\u{0}\n\u{85}\u{202e}\u{feff}", "\\u{0}\\u{a}\\u{85}\\u{202e}\\u{feff}");
    }
}
