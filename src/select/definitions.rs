//! What extracts refer to: link reference definitions and footnotes.

use std::collections::{HashMap, HashSet};

use super::extract::{Extract, Joint};
use crate::bitext::{Document, Side};
use crate::labels;
use crate::markdown;
use crate::source::Span;

/// The link reference definitions and the footnotes that some extracts use, and those that these footnotes use, unless an
/// extract holds them.
pub(super) fn definitions(document: &Document<'_>, extracts: &[Extract]) -> Vec<Extract> {
    let mut spans: Vec<Span> = extracts.iter().flat_map(|extract| &extract.spans).copied().collect();
    let mut used = HashSet::new();
    spans.iter().for_each(|&span| add_labels(document, span, &mut used));
    if used.is_empty() {
        return Vec::new();
    }
    spans.sort_unstable();
    let is_held = |lines: Span| {
        let behind = spans.partition_point(|span| span.start < lines.end);
        spans[..behind].last().is_some_and(|span| span.overlaps(lines))
    };
    let mut found = Vec::new();
    if used.iter().any(|label| label.starts_with('^')) {
        let mut footnotes: HashMap<String, Vec<Span>> = HashMap::new();
        for (label, lines) in markdown::footnotes(document).into_iter().filter(|(_, lines)| !is_held(*lines)) {
            footnotes.entry(labels::key(&label)).or_default().push(lines);
        }
        // A footnote may refer to others.
        let mut wanted: Vec<String> = used.iter().cloned().collect();
        while let Some(label) = wanted.pop() {
            for lines in footnotes.remove(&label).unwrap_or_default() {
                let mut more = HashSet::new();
                add_labels(document, lines, &mut more);
                wanted.extend(more.iter().cloned());
                used.extend(more);
                found.push(Extract::block(lines));
            }
        }
    }
    let links = markdown::definitions(document).into_iter();
    let links = links.filter(|link| used.contains(&labels::key(&link.label)) && !is_held(link.lines));
    let links = links.map(|link| Extract { spans: vec![link.lines], joint: Joint::Definition });
    let footnotes = found.len();
    found.extend(links);
    found[..footnotes].sort_by_key(Extract::start);
    // A definition inside a footnote comes with it.
    let (notes, links) = found.split_at(footnotes);
    let is_noted = |link: &&Extract| {
        let behind = notes.partition_point(|note| note.start() <= link.start());
        notes[..behind].last().is_some_and(|note| link.start() < note.end())
    };
    let links: Vec<Extract> = links.iter().filter(|link| !is_noted(link)).cloned().collect();
    found.truncate(footnotes);
    found.extend(links);
    found
}

fn add_labels(document: &Document<'_>, span: Span, used: &mut HashSet<String>) {
    for side in [Side::Target, Side::Source] {
        used.extend(labels::used(&document.side_text(span, side)));
    }
}
