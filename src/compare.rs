//! Compares two versions of a bilingual page, segment by segment, for reviewers.
//!
//! A version may come from a page or from a file of exchange; here it is a list of [`Row`]s. Reads no files and prints nothing.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::source::Position;

/// A pair of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Where it stands in its file.
    pub place: Position,
    /// The text that was translated.
    pub source: String,
    /// The translation; empty if there is none.
    pub target: String,
}

/// A pair that is not the same in both versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'r> {
    /// Only the second version has it.
    Added(&'r Row),
    /// Only the first version has it.
    Removed(&'r Row),
    /// Both have it, with other texts.
    Changed(&'r Row, &'r Row),
}

/// How long the shortest difference is looked for. What is found by then is right, if not the shortest.
const PATIENCE: Duration = Duration::from_secs(1);

/// What differs between two versions, in the order of the second; what was removed stands where it was.
///
/// Pairs are the same if they have the same id and source; of what is left between two such pairs, if they have the same id, and
/// then in order: ids are given anew whenever a page is generated.
#[must_use]
pub fn compare<'r>(old: &'r [Row], new: &'r [Row]) -> Vec<Change<'r>> {
    // Ids of another generation say nothing.
    let ids: HashMap<&str, usize> = old.iter().enumerate().map(|(index, row)| (row.id.as_str(), index)).collect();
    let shared = new.iter().filter(|row| ids.contains_key(row.id.as_str())).count();
    let has_same_ids = shared * 2 >= new.len().min(old.len());
    let key = |row: &'r Row| (if has_same_ids { row.id.as_str() } else { "" }, row.source.as_str());
    let (old_keys, new_keys): (Vec<_>, Vec<_>) = (old.iter().map(key).collect(), new.iter().map(key).collect());
    let deadline = Some(Instant::now() + PATIENCE);
    let ops = similar::capture_diff_slices_deadline(Algorithm::Patience, &old_keys, &new_keys, deadline);
    let mut changes = Vec::new();
    for op in ops {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                let pairs = old[old_index..old_index + len].iter().zip(&new[new_index..new_index + len]);
                changes.extend(
                    pairs.filter(|(old, new)| old.target != new.target).map(|(old, new)| Change::Changed(old, new)),
                );
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                replaced(&old[op.old_range()], &new[op.new_range()], has_same_ids, &mut changes);
            }
        }
    }
    changes
}

/// Pairs between two that are the same in both versions.
fn replaced<'r>(old: &'r [Row], new: &'r [Row], has_same_ids: bool, changes: &mut Vec<Change<'r>>) {
    let mut left: Vec<Option<&Row>> = old.iter().map(Some).collect();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    if has_same_ids {
        by_id.extend(old.iter().enumerate().map(|(index, row)| (row.id.as_str(), index)));
    }
    let is_one_to_one = old.len() == new.len();
    for (index, row) in new.iter().enumerate() {
        let partner = match by_id.get(row.id.as_str()) {
            Some(&partner) => left[partner].take(),
            None if is_one_to_one && !has_same_ids => left[index].take(),
            None => None,
        };
        changes.push(partner.map_or(Change::Added(row), |partner| Change::Changed(partner, row)));
    }
    changes.extend(left.into_iter().flatten().map(Change::Removed));
}

impl Change<'_> {
    /// What changed, in a word or two.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Removed(_) => "removed",
            Self::Changed(old, new) => match (old.source == new.source, old.target == new.target) {
                (true, _) => "target changed",
                (false, true) => "source changed, target not",
                (false, false) => "source and target changed",
            },
        }
    }
}

/// A stretch of two texts that were compared by words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch<'t> {
    /// In both.
    Same(&'t str),
    /// Only in the first.
    Removed(&'t str),
    /// Only in the second.
    Added(&'t str),
}

/// Compares two texts by words, as Unicode bounds them (UAX #29).
#[must_use]
pub fn words<'t>(old: &'t str, new: &'t str) -> Vec<Stretch<'t>> {
    let bounds = |text: &'t str| text.split_word_bound_indices().collect::<Vec<(usize, &str)>>();
    let (old_words, new_words) = (bounds(old), bounds(new));
    let (old_keys, new_keys): (Vec<&str>, Vec<&str>) =
        (old_words.iter().map(|(_, word)| *word).collect(), new_words.iter().map(|(_, word)| *word).collect());
    let deadline = Some(Instant::now() + PATIENCE);
    let cut = |text: &'t str, words: &[(usize, &str)], range: std::ops::Range<usize>| {
        let at = |index: usize| words.get(index).map_or(text.len(), |(at, _)| *at);
        &text[at(range.start)..at(range.end)]
    };
    similar::capture_diff_slices_deadline(Algorithm::Myers, &old_keys, &new_keys, deadline)
        .into_iter()
        .flat_map(|op| {
            let (removed, added) = (cut(old, &old_words, op.old_range()), cut(new, &new_words, op.new_range()));
            match op {
                DiffOp::Equal { .. } => [Some(Stretch::Same(added)), None],
                _ => [Some(Stretch::Removed(removed)), Some(Stretch::Added(added))],
            }
        })
        .flatten()
        .filter(|stretch| !matches!(stretch, Stretch::Removed("") | Stretch::Added("")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(&str, &str, &str)]) -> Vec<Row> {
        let row = |&(id, source, target): &(&str, &str, &str)| Row {
            id: id.into(),
            place: Position { line: 1, column: 1 },
            source: source.into(),
            target: target.into(),
        };
        rows.iter().map(row).collect()
    }

    #[track_caller]
    fn check(old: &[(&str, &str, &str)], new: &[(&str, &str, &str)], expected: &[(&str, &str)]) {
        let (old, new) = (rows(old), rows(new));
        let changes = compare(&old, &new);
        let said: Vec<(&str, &str)> = changes
            .iter()
            .map(|change| match change {
                Change::Added(row) | Change::Removed(row) | Change::Changed(_, row) => (change.name(), row.id.as_str()),
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn pairs_keep_their_partner_by_id() {
        let old = [("a-101", "Open", "Öppna"), ("a-102", "Save", "Spara"), ("a-103", "Close", "Stäng")];
        check(&old, &old, &[]);
        check(&old, &[old[0], ("a-102", "Save", "Lagra"), old[2]], &[("target changed", "a-102")]);
        check(&old, &[old[0], ("a-102", "Store", "Spara"), old[2]], &[("source changed, target not", "a-102")]);
        check(&old, &[old[0], ("a-102", "Store", "Lagra"), old[2]], &[("source and target changed", "a-102")]);
        check(&old, &[old[0], old[2]], &[("removed", "a-102")]);
        check(&[old[0], old[2]], &old, &[("added", "a-102")]);
    }

    #[test]
    fn a_page_that_was_generated_anew_has_other_ids() {
        let old = [("a-101", "Open", "Öppna"), ("a-102", "Save", "Spara"), ("a-103", "Close", "Stäng")];
        let new = [
            ("b-101", "Open", "Öppna"),
            ("b-102", "Help", "Hjälp"),
            ("b-103", "Save", "Lagra"),
            ("b-104", "Close", "Stäng"),
        ];
        check(&old, &new, &[("added", "b-102"), ("target changed", "b-103")]);
        check(&old, &[new[0], ("b-102", "Save all", "Spara"), new[3]], &[("source changed, target not", "b-102")]);
    }

    #[test]
    fn texts_are_compared_by_words() {
        use Stretch::{Added, Removed, Same};
        assert_eq!(
            words("Välj filen nu", "Välj bilden nu"),
            [Same("Välj "), Removed("filen"), Added("bilden"), Same(" nu")]
        );
        assert_eq!(words("", "å"), [Added("å")]);
        assert_eq!(words("å", "å"), [Same("å")]);
    }
}
