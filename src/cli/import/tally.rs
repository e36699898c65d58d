//! How many units and pages came to what.

use std::time::Duration;

use super::job::{FileResult, PageOutcome, PageResult};
use crate::cli::report::{counted, number};
use crate::exchange::merge::UnitResult;

/// The counts of a run.
#[derive(Debug, Default)]
pub(super) struct Tally {
    untouched: usize,
    pages: usize,
    changed_pages: usize,
    held_back_pages: usize,
    changed: usize,
    held_back: usize,
    kept: usize,
    refused: usize,
    missing: usize,
    extra: usize,
}

impl Tally {
    pub(super) fn add_file(&mut self, file: &FileResult) {
        self.untouched += usize::from(file.is_untouched);
    }

    pub(super) fn add(&mut self, page: &PageResult) {
        self.pages += 1;
        let is_changed = matches!(page.outcome, PageOutcome::Changed | PageOutcome::ChangedOnly);
        match page.outcome {
            PageOutcome::Changed | PageOutcome::ChangedOnly => self.changed_pages += 1,
            PageOutcome::HeldBack => self.held_back_pages += 1,
            PageOutcome::Unchanged | PageOutcome::Failed => {}
        }
        self.kept += page.kept;
        for result in &page.units {
            match result {
                UnitResult::Changed(_) if is_changed => self.changed += 1,
                UnitResult::Changed(_) => self.held_back += 1,
                UnitResult::Kept(_) => self.kept += 1,
                UnitResult::Refused(_) => self.refused += 1,
                UnitResult::Missing => self.missing += 1,
                UnitResult::Extra => self.extra += 1,
            }
        }
    }

    pub(super) fn line(&self, is_written: bool, took: Duration) -> String {
        let more = |count: usize, what: &str| match count {
            0 => String::new(),
            count => format!(", {} {what}", number(count)),
        };
        let untouched = match self.untouched {
            0 => String::new(),
            untouched => format!("{} as export wrote them; ", counted(untouched, "file")),
        };
        format!(
            "{untouched}{}: {} {}{}; {}: {} changed{}, {} kept, {} refused, {} missing, {} extra; {:.2} s",
            counted(self.pages, "page"),
            number(self.changed_pages),
            if is_written { "written" } else { "would be written" },
            more(self.held_back_pages, "not written because of refused units"),
            counted(self.changed + self.held_back + self.kept + self.refused + self.extra, "unit"),
            number(self.changed),
            more(self.held_back, "held back"),
            number(self.kept),
            number(self.refused),
            number(self.missing),
            number(self.extra),
            took.as_secs_f64(),
        )
    }
}
