//! How many units and pages came to what.

use std::time::Duration;

use super::job::{PageOutcome, PageResult};
use crate::cli::report::{counted, number};
use crate::exchange::merge::UnitResult;

/// The counts of a run.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pages: usize,
    changed_pages: usize,
    held_back: usize,
    changed: usize,
    kept: usize,
    refused: usize,
    missing: usize,
    extra: usize,
}

impl Tally {
    pub(super) fn add(&mut self, page: &PageResult) {
        self.pages += 1;
        match page.outcome {
            PageOutcome::Changed => self.changed_pages += 1,
            PageOutcome::HeldBack => self.held_back += 1,
            PageOutcome::Unchanged | PageOutcome::Failed => {}
        }
        self.kept += page.kept;
        for result in &page.units {
            match result {
                UnitResult::Changed(_) => self.changed += 1,
                UnitResult::Kept(_) => self.kept += 1,
                UnitResult::Refused(_) => self.refused += 1,
                UnitResult::Missing => self.missing += 1,
                UnitResult::Extra => self.extra += 1,
            }
        }
    }

    pub(super) fn line(&self, is_written: bool, took: Duration) -> String {
        let held_back = match self.held_back {
            0 => String::new(),
            pages => format!(", {} not written because of refused units", number(pages)),
        };
        format!(
            "{}: {} {}{held_back}; {}: {} changed, {} kept, {} refused, {} missing, {} extra; {:.2} s",
            counted(self.pages, "page"),
            number(self.changed_pages),
            if is_written { "written" } else { "would be written" },
            counted(self.changed + self.kept + self.refused + self.extra, "unit"),
            number(self.changed),
            number(self.kept),
            number(self.refused),
            number(self.missing),
            number(self.extra),
            took.as_secs_f64(),
        )
    }
}
