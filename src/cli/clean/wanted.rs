//! Conditions on front matter, and what to say if a selection matches nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;

use super::job::Job;
use crate::bitext::{Document, Side};
use crate::cli::report::{counted, printable};
use crate::diagnostic::{Diagnostic, Severity};
use crate::select::{Selector, has_value, headings, values_of};
use crate::source::{Locator, decode};
use crate::walk::Page;

/// Things that a message lists at the most.
const MOST: usize = 20;
/// Characters that are shown of each.
const MOST_CHARACTERS: usize = 60;

/// `KEY=VALUE` on front matter.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    key: String,
    value: String,
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => {
                Ok(Self { key: key.trim().to_owned(), value: value.trim().to_owned() })
            }
            _ => Err("write KEY=VALUE, as in `ms.translationtype=HT`".to_owned()),
        }
    }
}

impl Condition {
    pub(super) fn holds(&self, document: &Document<'_>) -> bool {
        has_value(document, &self.key, &self.value)
    }
}

/// Says that nothing matches, and what there is.
pub(super) fn nothing_matches(pages: &[Page], job: &Job<'_>, conditions: &[Condition]) -> String {
    let mut said = String::new();
    let mut wanted = 0;
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let mut values: Vec<BTreeMap<String, usize>> = vec![BTreeMap::new(); conditions.len()];
    for page in pages {
        let Ok(bytes) = job.input.read(page) else { continue };
        let Ok(text) = decode(&bytes) else { continue };
        let (document, diagnostics) = crate::parse(text);
        for (condition, values) in conditions.iter().zip(&mut values) {
            for value in values_of(&document, &condition.key) {
                *values.entry(value).or_default() += 1;
            }
        }
        if let Some(front_matter) = document.front_matter() {
            for entry in front_matter.entries(text) {
                *keys.entry(entry.key.into_owned()).or_default() += 1;
            }
        }
        if conditions.iter().all(|condition| condition.holds(&document)) {
            wanted += 1;
            if wanted == 1 {
                said = there_is(page, &document, job.selector.as_ref());
                said.push_str(&broken(page, text, &diagnostics));
            }
        }
    }
    if wanted > 0 {
        let others = if wanted > 1 {
            format!("\n({} looked at, this is the first)", counted(wanted, "page"))
        } else {
            String::new()
        };
        return format!("the selection matches nothing\n{said}{others}");
    }
    let mut said = "no page has the front matter that --where asks for".to_owned();
    if conditions.iter().zip(&values).all(|(condition, values)| values.contains_key(&condition.value)) {
        said.push_str("\neach value is there, but no page has all of them");
    }
    for (condition, values) in conditions.iter().zip(&values) {
        if values.is_empty() {
            let _ = write!(said, "\nno page has `{}`; there are: {}", condition.key, list(keys.keys()));
        } else if !values.contains_key(&condition.value) {
            let counts: Vec<String> = values.iter().map(|(value, count)| format!("{value} ({count})")).collect();
            let _ = write!(said, "\n`{}` is never {}; it is: {}", condition.key, condition.value, list(counts.iter()));
        }
    }
    said
}

fn there_is(page: &Page, document: &Document<'_>, selector: Option<&Selector>) -> String {
    let path = page.path.display();
    match selector {
        Some(Selector::Ids(_)) => match (document.pairs().first(), document.pairs().last()) {
            (Some(first), Some(last)) => {
                format!("{path} has {} to {}", document.id(first), document.id(last))
            }
            _ => format!("{path} has no pairs"),
        },
        Some(Selector::Matching(_)) => {
            let blocks = document.blocks();
            let starts = blocks.iter().map(|block| {
                let text = document.side_text(block.lines, Side::Target);
                let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let start: String = text.chars().take(MOST_CHARACTERS).collect();
                if start.len() < text.len() { format!("{start}…") } else { start }
            });
            format!("{path} has these blocks:{}", lines(starts, blocks.len()))
        }
        Some(Selector::Sections(_)) | None => {
            let headings = headings(document);
            if headings.is_empty() {
                return format!("{path} has no headings");
            }
            let rows = headings.iter().map(|heading| format!("{}  {}", heading.link, heading.target));
            format!("{path} has these sections:{}", lines(rows, headings.len()))
        }
    }
}

/// The pairs of a page that cannot be read, and so cannot be selected.
fn broken(page: &Page, text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut errors: Vec<&Diagnostic> =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    if errors.is_empty() {
        return String::new();
    }
    errors.sort_by_key(|diagnostic| diagnostic.span);
    let mut locator = Locator::new(text);
    let rows = errors.iter().map(|error| {
        let place = locator.locate(error.span.start);
        format!("{}:{place}: {} ({})", page.path.display(), error.message, error.rule)
    });
    format!("\nwhat is broken there cannot be selected:{}", lines(rows, errors.len()))
}

/// The first of some rows, each on a line of its own.
fn lines(rows: impl Iterator<Item = String>, count: usize) -> String {
    let mut said: String = rows.take(MOST).map(|row| format!("\n  {}", printable(&row))).collect();
    if count > MOST {
        let _ = write!(said, "\n  … and {} more", count - MOST);
    }
    said
}

fn list<T: AsRef<str>>(items: impl Iterator<Item = T>) -> String {
    let items: Vec<String> = items.map(|item| printable(item.as_ref()).into_owned()).collect();
    let more = items.len().saturating_sub(MOST);
    let mut said = items.into_iter().take(MOST).collect::<Vec<_>>().join(", ");
    if more > 0 {
        let _ = write!(said, " and {more} more");
    }
    said
}
