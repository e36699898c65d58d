//! What became of each unit of a page that a program had.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use bitext::exchange::merge::{UnitOutcome, UnitResult, merge};
use bitext::exchange::read::{Limits, ReadError, read};
use bitext::exchange::units::Units;
use bitext::parse;
use bitext::source::Span;

use super::edit::{self, Edit, edited, outside_of_targets};
use crate::sets::number;

/// Counts of units.
#[derive(Debug, Default)]
pub(super) struct Tally {
    units: usize,
    unchanged: usize,
    as_edited: usize,
    /// Those that the import refused and those that did not come back, by what was done to them and why.
    refused: BTreeMap<String, usize>,
    /// What is wrong, a unit each.
    pub(super) damaged: Vec<String>,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.units += other.units;
        self.unchanged += other.unchanged;
        self.as_edited += other.as_edited;
        self.damaged.extend(other.damaged);
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
    }

    /// The row of the table.
    pub(super) fn row(&self, program: &str, version: &str, format: &str, pages: usize) -> String {
        let refused = self.refused.values().sum();
        let counts = [pages, self.units, self.unchanged, self.as_edited, refused, self.damaged.len()].map(number);
        format!("| {program} | {version} | {format} | {} |\n", counts.join(" | "))
    }

    fn refuse(&mut self, edit: Option<Edit>, reason: &str) {
        let done = edit.map_or_else(|| "not edited".to_owned(), |edit| format!("{edit:?}"));
        *self.refused.entry(format!("{done}: {reason}")).or_default() += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { units, unchanged, as_edited, refused, damaged } = self;
        write!(f, "{units} units: {unchanged} unchanged, {as_edited} as edited, {} damaged", damaged.len())?;
        for (reason, count) in refused {
            write!(f, "\n  {count} refused: {reason}")?;
        }
        for said in damaged.iter().take(SHOWN) {
            write!(f, "\n  damaged: {said}")?;
        }
        Ok(())
    }
}

/// Damaged units that are printed.
const SHOWN: usize = 10;

/// Imports what a program made of a page. `edits` are by the ids of units.
pub(super) fn of_page(name: &str, page: &str, returned: Result<&[u8], &str>, edits: &HashMap<&str, Edit>) -> Tally {
    let (document, _) = parse(page);
    let units = Units::of(&document);
    let mut tally = Tally { units: document.pairs().len(), ..Tally::default() };
    let edit_of = |index: usize| edits.get(&*units.ids()[index]).copied();
    let file = returned.map_err(str::to_owned).and_then(|bytes| {
        let document = read(bytes, &Limits::default()).map_err(unreadable)?;
        document.files.into_iter().next().ok_or_else(|| "the file holds no page".to_owned())
    });
    let file = match file {
        Ok(file) => file,
        Err(reason) => {
            (0..tally.units).for_each(|index| tally.refuse(edit_of(index), &reason));
            return tally;
        }
    };
    let merged = merge(&document, &file);
    let outcomes: HashMap<Span, &UnitOutcome> =
        merged.outcomes.iter().filter_map(|outcome| Some((outcome.target?, outcome))).collect();
    let text = merged.text.as_deref().unwrap_or(page);
    let (after, _) = parse(text);
    if outside_of_targets(&document) != outside_of_targets(&after) {
        tally.damaged.extend((0..tally.units).map(|_| format!("{name}: more than targets changed")));
        return tally;
    }
    let new_units = Units::of(&after);
    for (index, (old, new)) in document.pairs().iter().zip(after.pairs()).enumerate() {
        let edit = edit_of(index);
        let is_same = document.raw(old.target.inner) == after.raw(new.target.inner);
        let outcome = outcomes.get(&old.target.inner);
        let was = edit::target(&units, old);
        let expected = edit.map_or_else(|| was.clone(), |edit| edited(edit, was.clone()));
        match outcome.map(|outcome| &outcome.result) {
            Some(UnitResult::Refused(reason)) if is_same => tally.refuse(edit, kind(&format!("{reason:?}"))),
            Some(UnitResult::Missing) if is_same => tally.refuse(edit, "it did not come back"),
            _ if is_same && expected == was => tally.unchanged += 1,
            _ if edit.is_some() && edit::target(&new_units, new) == expected => tally.as_edited += 1,
            result => tally.damaged.push(format!(
                "{name}, {}: {edit:?}, {result:?}\n    {}\n    {}",
                units.ids()[index],
                document.raw(old.target.inner),
                after.raw(new.target.inner)
            )),
        }
    }
    tally
}

/// Why a file cannot be read, without the place.
fn unreadable(error: ReadError) -> String {
    match error {
        ReadError::Refused { message, .. } => format!("the file cannot be read: {message}"),
        ReadError::TooLarge { .. } => format!("the file cannot be read: {error}"),
    }
}

/// What a refusal is, without the text of the page that it names.
fn kind(reason: &str) -> &str {
    let inner = reason.strip_prefix("Composed(").unwrap_or(reason);
    inner.split(['(', ' ', ')']).next().unwrap_or(inner)
}
