//! Link reference definitions, which the generator writes twice: with the translated label, then with the source label.

use std::collections::HashSet;

use memchr::memmem;

use super::Edit;
use crate::bitext::{Document, Side};
use crate::labels;
use crate::source::{Span, line_end, line_start};

/// The definitions to take out for one side: of two adjacent ones with the same destination and different labels, the other
/// side's.
///
/// Two of the author's own look much the same. The source text tells: it uses the second label, and not the first, which is a
/// translation. So it is for all 198 that MicrosoftDocs/powerShell-Docs.sv-se has, but for labels that differ in case only.
///
/// `defined` gives the lines of all definitions; finding them takes a parse, and few pages need it.
pub(super) fn doubled(document: &Document<'_>, side: Side, defined: impl FnOnce() -> HashSet<Span>) -> Vec<Edit> {
    let candidates = if document.pairs().is_empty() { Vec::new() } else { adjacent(document) };
    if candidates.is_empty() {
        return Vec::new();
    }
    let text = document.text();
    let defined = defined();
    let source = document.side_text(document.body(), Side::Source);
    let used: String = source.split_inclusive('\n').filter(|line| definition(line).is_none()).collect();
    let used = labels::used(&used);
    let mut edits = Vec::new();
    for candidate in candidates.iter().filter(|candidate| defined.contains(&candidate.first)) {
        let (target_label, source_label) = (labels::key(candidate.labels.0), labels::key(candidate.labels.1));
        if !used.contains(&source_label) || target_label != source_label && used.contains(&target_label) {
            continue;
        }
        let removed = if side == Side::Target { candidate.second } else { candidate.first };
        if !text[removed.range()].ends_with('\n') {
            // The line in front of it becomes the last, and ends as the page ended.
            let content = text[candidate.first.range()].trim_end_matches(['\r', '\n']).len();
            edits.push(Edit::remove(Span::new(candidate.first.start + content, candidate.first.end)));
        }
        edits.push(Edit::remove(removed));
    }
    edits
}

/// Two lines that may be a definition and its double.
struct Adjacent<'a> {
    first: Span,
    second: Span,
    labels: (&'a str, &'a str),
}

fn adjacent<'a>(document: &Document<'a>) -> Vec<Adjacent<'a>> {
    let text = document.text();
    let mut found = Vec::new();
    let mut done = document.body().start;
    for hit in memmem::find_iter(text.as_bytes(), b"]:") {
        if hit < done {
            continue;
        }
        let first = Span::new(line_start(text, hit), line_end(text, hit));
        let second = Span::new(first.end, line_end(text, first.end));
        done = first.end;
        if let (Some((label, address)), Some((other_label, other_address))) =
            (definition(&text[first.range()]), definition(&text[second.range()]))
            && address == other_address
            && label != other_label
            && document.pairs_touching(Span::new(first.start, second.end)).is_empty()
        {
            found.push(Adjacent { first, second, labels: (label, other_label) });
            done = second.end;
        }
    }
    found
}

/// The label, and all that follows it, of a line that is a link reference definition (CommonMark 0.31.2, section 4.7).
fn definition(line: &str) -> Option<(&str, &str)> {
    let content = line.trim_start_matches(' ');
    if line.len() - content.len() > 3 {
        return None;
    }
    let (label, rest) = content.strip_prefix('[')?.split_once("]:")?;
    let address = rest.trim();
    let is_label = !label.is_empty() && !label.starts_with('^') && !label.contains(['[', ']']);
    (is_label && !address.is_empty()).then_some((label, address))
}
