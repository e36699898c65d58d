//! What to say if a selection matches nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::bitext::{Document, Side};
use crate::cli::input::Input;
use crate::cli::report::{counted, printable, shown};
use crate::diagnostic::{Diagnostic, Severity};
use crate::front_matter::condition::{Condition, Values};
use crate::select::{Selector, headings};
use crate::source::{Locator, decode};
use crate::walk::Page;

/// Things that a message lists at the most.
const MOST: usize = 20;
/// Characters that are shown of each.
const MOST_CHARACTERS: usize = 60;

/// Says that nothing matches, and what there is.
pub(super) fn nothing_matches(input: &Input, selector: Option<&Selector>, conditions: &[Condition]) -> String {
    let mut said = String::new();
    let mut wanted = 0;
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let mut there: Vec<There> = conditions.iter().map(|_| There::default()).collect();
    for page in &input.pages {
        let Ok(bytes) = input.read(page) else { continue };
        let Ok(text) = decode(&bytes) else { continue };
        let (document, diagnostics) = crate::parse(text);
        if !conditions.is_empty() {
            let values = Values::new(&document);
            for (condition, there) in conditions.iter().zip(&mut there) {
                there.is_met |= condition.holds(&values);
                for value in values.shown(&condition.key) {
                    *there.values.entry(value).or_default() += 1;
                }
            }
            for entry in &values.entries {
                *keys.entry(entry.key.to_string()).or_default() += 1;
            }
            if !conditions.iter().all(|condition| condition.holds(&values)) {
                continue;
            }
        }
        wanted += 1;
        if wanted == 1 {
            said = there_is(page, &document, selector);
            said.push_str(&broken(page, text, &diagnostics));
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
    if there.iter().all(|there| there.is_met) {
        said.push_str("\neach value is there, but no page has all of them");
    }
    for (condition, there) in conditions.iter().zip(&there).filter(|(_, there)| !there.is_met) {
        let key = printable(&condition.key);
        if !there.values.is_empty() {
            let counts = there.values.iter().map(|(value, count)| {
                if value.is_empty() { format!("empty ({count})") } else { format!("{value} ({count})") }
            });
            let counts: Vec<String> = counts.collect();
            let value = if condition.value.is_empty() { "empty".into() } else { printable(&condition.value) };
            let _ = write!(said, "\n`{key}` is never {value}; it is: {}", list(counts.iter()));
        } else if keys.contains_key(&condition.key) {
            let _ = write!(said, "\n`{key}` has no value that can be compared; it holds keys and values of its own");
        } else {
            let _ = write!(said, "\nno page has `{key}`; there are: {}", list(keys.keys()));
        }
    }
    said
}

/// What the pages have for a condition.
#[derive(Debug, Default)]
struct There {
    is_met: bool,
    values: BTreeMap<String, usize>,
}

fn there_is(page: &Page, document: &Document<'_>, selector: Option<&Selector>) -> String {
    let path = shown(&page.path);
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
