//! The labels that a page defines for reference links and footnotes, as each side sees them.
//!
//! The generator writes a definition twice, with the translated and with the source label; publishing drops the second.

use std::collections::HashSet;

use crate::bitext::{Document, Side};
use crate::clean::dropped_definitions;
use crate::markdown::is_container_mark;
use crate::source::line_start;
use crate::{labels, markdown};

/// The labels that a page defines, in the form in which they are compared.
#[derive(Debug, Default)]
pub(super) struct Labels {
    all: HashSet<String>,
    of_target: HashSet<String>,
}

impl Labels {
    /// Reads the definitions of a page.
    pub(super) fn of(document: &Document<'_>) -> Self {
        // Most pages have none, and a parse of the page costs more than all rules.
        let text = document.text();
        let may_define = |at: usize| {
            let line = &text.as_bytes()[line_start(text, at)..at];
            line.iter().find(|byte| !is_container_mark(**byte)) == Some(&b'[')
        };
        if !memchr::memmem::find_iter(text.as_bytes(), b"]:").any(may_define) {
            return Self::default();
        }
        let dropped = dropped_definitions(document, Side::Target);
        let mut labels = Self::default();
        for (label, lines) in markdown::definitions(document).into_iter().chain(markdown::footnotes(document)) {
            let label = labels::key(&label);
            if !dropped.contains(&lines) {
                labels.of_target.insert(label.clone());
            }
            labels.all.insert(label);
        }
        labels
    }

    /// Whether one side has a definition of a label.
    pub(super) fn has(&self, label: &str, side: Side) -> bool {
        let labels = if side == Side::Target { &self.of_target } else { &self.all };
        !labels.is_empty() && labels.contains(&labels::key(label))
    }
}
