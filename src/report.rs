//! What a run of the checker came to, and the forms in which it is written.
//!
//! A form is one file below this one. It writes to what it is given and escapes for its own format; it opens no files.

pub mod concise;
pub mod html;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::check::Finding;
use crate::diagnostic::Severity;

/// What a run came to.
#[derive(Debug)]
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
#[derive(Debug)]
pub struct CheckedPage {
    /// Where it is, as the user would name it.
    pub path: PathBuf,
    /// The locale of the target.
    pub locale: Option<String>,
    /// How many pairs it holds.
    pub pairs: usize,
    /// What was found, in the order of the page.
    pub findings: Vec<Finding>,
}

/// A page that could not be checked.
#[derive(Debug)]
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

impl Report {
    /// The pages with findings, each with its index.
    pub fn pages_with_findings(&self) -> impl Iterator<Item = (usize, &CheckedPage)> {
        self.pages.iter().enumerate().filter(|(_, page)| !page.findings.is_empty())
    }

    /// All findings, in the order of pages and places.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.pages.iter().flat_map(|page| &page.findings)
    }

    /// How many findings have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings().filter(|finding| finding.severity == severity).count()
    }
}

/// Text of a page or a file name, with control characters shown by their numbers: none of them reaches a terminal.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
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
