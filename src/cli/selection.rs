//! Which parts of which pages a command works on: the options for it, and what to say if nothing is left.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Error, anyhow};
use regex::Regex;

use super::input::Input;
use crate::bitext::Document;
use crate::front_matter::condition::{Condition, Values};
use crate::select::{IdRange, Part, Selector, select};

mod misses;

/// Options for selection.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct SelectionArgs {
    /// Only the section under this heading
    ///
    /// The heading is named by its slug or its text in either language.
    #[arg(long, value_name = "HEADING", help_heading = "Selection", conflicts_with_all = ["ids", "matching"])]
    section: Vec<String>,

    /// Only these pairs: 107 or 107..113
    ///
    /// What stands between them is selected too. The prefix of the ids may be left out.
    #[arg(long, value_name = "RANGE", help_heading = "Selection", value_delimiter = ',', conflicts_with = "matching")]
    ids: Vec<IdRange>,

    /// Only blocks whose text matches in either language
    #[arg(long = "match", value_name = "REGEX", help_heading = "Selection")]
    matching: Option<Regex>,

    /// Only pages whose front matter has this value
    #[arg(long = "where", value_name = "KEY=VALUE", help_heading = "Selection")]
    conditions: Vec<Condition>,
}

/// What a run selects.
pub(super) struct Selection<'a> {
    selector: Option<Selector>,
    conditions: &'a [Condition],
    /// Each part of the selector, if it has more than one, and whether some page has it.
    wanted: Vec<(Selector, AtomicBool)>,
}

impl SelectionArgs {
    /// Whether only parts of pages are asked for.
    pub(super) fn has_selector(&self) -> bool {
        !self.section.is_empty() || !self.ids.is_empty() || self.matching.is_some()
    }

    /// Whether all pages are asked for.
    pub(super) fn has_all_pages(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Starts a run.
    pub(super) fn selection(&self) -> Selection<'_> {
        let selector = if !self.section.is_empty() {
            Some(Selector::Sections(self.section.clone()))
        } else if !self.ids.is_empty() {
            Some(Selector::Ids(self.ids.clone()))
        } else {
            self.matching.clone().map(Selector::Matching)
        };
        let parts = selector.as_ref().map(Selector::each).filter(|parts| parts.len() > 1).unwrap_or_default();
        let wanted = parts.into_iter().map(|part| (part, AtomicBool::new(false))).collect();
        Selection { selector, conditions: &self.conditions, wanted }
    }
}

impl Selection<'_> {
    /// The front matter of a page, if conditions ask for it, and whether they hold.
    pub(super) fn wants<'d>(&self, document: &Document<'d>) -> (bool, Option<Values<'d>>) {
        if self.conditions.is_empty() {
            return (true, None);
        }
        let values = Values::new(document);
        (self.conditions.iter().all(|condition| condition.holds(&values)), Some(values))
    }

    /// The parts of a page that are asked for, none if it has none; `None` if all of it is.
    pub(super) fn parts(&self, document: &Document<'_>) -> Option<Vec<Part>> {
        let parts = select(document, self.selector.as_ref()?);
        if !parts.is_empty() {
            for (part, found) in &self.wanted {
                if !found.load(Ordering::Relaxed) && !select(document, part).is_empty() {
                    found.store(true, Ordering::Relaxed);
                }
            }
        }
        Some(parts)
    }

    /// The parts of the selection that no page had.
    pub(super) fn missing(&self) -> impl Iterator<Item = &Selector> {
        self.wanted.iter().filter(|(_, found)| !found.load(Ordering::Relaxed)).map(|(part, _)| part)
    }

    /// What to say if no page has any of it.
    pub(super) fn nothing(&self, input: &Input) -> Error {
        anyhow!(misses::nothing_matches(input, self.selector.as_ref(), self.conditions))
    }
}
