//! What people are told about units.

use std::path::Path;

use crate::cli::report::{Message, shown};
use crate::diagnostic::Severity;
use crate::exchange::merge::{Merged, UnitOutcome, UnitResult};
use crate::exchange::returned::ReturnedFile;
use crate::source::Locator;

/// Units of one kind that are named for a page before the rest is only counted.
const MOST: usize = 5;

/// What there is to say of the units of a page, in the order of the file.
pub(super) fn messages(
    file: &Path,
    page: &Path,
    text: &str,
    returned: &ReturnedFile<'_>,
    merged: &Merged,
    is_verbose: bool,
) -> Vec<Message> {
    let mut locator = Locator::new(text);
    let mut out = Vec::new();
    if !merged.has_fingerprint && merged.text.is_some() {
        let what = if returned.fingerprint.is_some() { "changed" } else { "dropped" };
        let text = format!(
            "the program that wrote it has {what} the note `bitext-targets`, so changes made in the page since the \
             export would be overwritten; compare with --diff"
        );
        out.push(Message::at_line(file, returned.line, Severity::Warning, &text));
    }
    let mut missing = Vec::new();
    let mut extra = Vec::new();
    for outcome in &merged.outcomes {
        let line = outcome.line.unwrap_or(returned.line);
        let place = match outcome.target {
            Some(target) => format!("{} ({}:{})", outcome.id, shown(page), locator.locate(target.start)),
            None => outcome.id.clone(),
        };
        let mut say = |severity, said: &str| {
            out.push(Message::at_line(file, line, severity, &format!("{place}: {said}")));
        };
        match &outcome.result {
            UnitResult::Refused(refusal) => say(Severity::Error, &format!("refused: {refusal}")),
            UnitResult::Kept(caution) => say(Severity::Warning, &format!("kept: {caution}")),
            UnitResult::Changed(cautions) if cautions.is_empty() => {
                if is_verbose {
                    say(Severity::Info, "changed");
                }
            }
            UnitResult::Changed(cautions) => {
                cautions.iter().for_each(|caution| say(Severity::Warning, &format!("changed: {caution}")));
            }
            UnitResult::Missing => missing.push(outcome),
            UnitResult::Extra => extra.push(outcome),
        }
    }
    let what = format!("missing, so {} keeps its own", shown(page));
    out.extend(list(file, returned, &missing, &what, is_verbose));
    out.extend(list(file, returned, &extra, &format!("not in {}, and left out", shown(page)), is_verbose));
    out
}

/// Names some units that have the same said of them.
fn list(file: &Path, returned: &ReturnedFile<'_>, units: &[&UnitOutcome], what: &str, all: bool) -> Option<Message> {
    let first = units.first()?;
    let most = if all { units.len() } else { MOST };
    let names: Vec<&str> = units.iter().take(most).map(|unit| unit.id.as_str()).collect();
    let more = match units.len().saturating_sub(most) {
        0 => String::new(),
        more => format!(" and {more} more; --verbose names all"),
    };
    let (noun, verb) = if units.len() == 1 { ("unit", "is") } else { ("units", "are") };
    let text = format!("{} {noun} {verb} {what}: {}{more}", units.len(), names.join(", "));
    Some(Message::at_line(file, first.line.unwrap_or(returned.line), Severity::Warning, &text))
}
