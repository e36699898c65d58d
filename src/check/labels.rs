//! The labels that a page defines for reference links and footnotes, as each side sees them.
//!
//! The generator writes a definition twice, with the translated and with the source label; publishing drops the second.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use memchr::{memchr_iter, memmem};

use crate::bitext::{Document, Side};
use crate::clean::dropped_definitions;
use crate::{labels, markdown};

/// The labels that a page defines.
#[derive(Debug)]
pub(crate) struct Labels {
    /// What stands in front of `]:` and may be a label, in the form in which labels are compared.
    candidates: HashSet<String>,
    defined: OnceCell<Defined>,
}

/// Labels, in the form in which they are compared, each with where its links lead; nowhere, if it is one of a footnote.
#[derive(Debug, Default)]
struct Defined {
    all: HashMap<String, Option<String>>,
    of_target: HashMap<String, Option<String>>,
}

impl Labels {
    /// The labels that a page may define. To know which it does, it has to be parsed, and few segments have brackets that ask.
    pub(crate) fn of(document: &Document<'_>) -> Self {
        /// The most characters of a label (CommonMark 0.31.2, section 4.7), of four bytes each.
        const LONGEST: usize = 4 * 1000;
        let text = document.text();
        let mut candidates = HashSet::new();
        // No address starts with a colon (RFC 3986, section 4.2): `[Math]::Abs` is code.
        let is_definition = |end: &usize| text.as_bytes().get(end + 2) != Some(&b':');
        for end in memmem::find_iter(text.as_bytes(), b"]:").filter(is_definition) {
            let mut from = end.saturating_sub(LONGEST);
            while !text.is_char_boundary(from) {
                from += 1;
            }
            // A label may hold an escaped bracket.
            let openings = memchr_iter(b'[', &text.as_bytes()[from..end]).rev().map(|at| from + at);
            for start in openings {
                candidates.insert(labels::key(&text[start + 1..end]));
                if !text[..start].ends_with('\\') {
                    break;
                }
            }
        }
        Self { candidates, defined: OnceCell::new() }
    }

    /// Whether one side of the page has a definition of a label.
    pub(crate) fn has(&self, document: &Document<'_>, label: &str, side: Side) -> bool {
        self.find(document, label, side).is_some()
    }

    /// Where the links with a label lead on one side of the page.
    pub(crate) fn destination(&self, document: &Document<'_>, label: &str, side: Side) -> Option<&str> {
        self.find(document, label, side)?.as_deref()
    }

    fn find(&self, document: &Document<'_>, label: &str, side: Side) -> Option<&Option<String>> {
        if self.candidates.is_empty() {
            return None;
        }
        let label = labels::key(label);
        if !self.candidates.contains(&label) {
            return None;
        }
        let defined = self.defined.get_or_init(|| {
            let has_footnotes = self.candidates.iter().any(|label| label.starts_with('^'));
            Defined::by(document, has_footnotes)
        });
        let labels = if side == Side::Target { &defined.of_target } else { &defined.all };
        labels.get(&label)
    }
}

impl Defined {
    /// Reads the definitions of a page.
    fn by(document: &Document<'_>, has_footnotes: bool) -> Self {
        let definitions = markdown::definitions(document);
        let dropped = dropped_definitions(document, Side::Target, &definitions);
        let footnotes = if has_footnotes { markdown::footnotes(document) } else { Vec::new() };
        let mut labels = Self::default();
        let links = definitions.into_iter().map(|link| (link.label, link.lines, Some(link.destination)));
        let footnotes = footnotes.into_iter().map(|(label, lines)| (label, lines, None));
        for (label, lines, destination) in links.chain(footnotes) {
            let label = labels::key(&label);
            if !dropped.contains(&lines) {
                labels.of_target.entry(label.clone()).or_insert_with(|| destination.clone());
            }
            labels.all.entry(label).or_insert(destination);
        }
        labels
    }
}
