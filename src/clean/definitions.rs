//! Link reference definitions, which the generator writes twice: with the translated label, then with the source label.

use memchr::memmem;

use super::Edit;
use crate::bitext::{Document, Side};
use crate::markdown;
use crate::source::{Span, line_end, line_start};

/// The definitions to take out for one side: of two adjacent ones with the same destination and different labels, the other
/// side's.
pub(super) fn doubled(document: &Document<'_>, side: Side) -> Vec<Edit> {
    let text = document.text();
    let mut edits = Vec::new();
    // Where nothing was translated, nothing was written twice.
    if document.pairs().is_empty() {
        return edits;
    }
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
            let removed = if side == Side::Target { second } else { first };
            if !text[removed.range()].ends_with('\n') {
                // The line in front of it becomes the last: it gives up its line ending.
                let content = text[first.range()].trim_end_matches(['\r', '\n']).len();
                edits.push(Edit::remove(Span::new(first.start + content, first.end)));
            }
            edits.push(Edit::remove(removed));
            done = second.end;
        }
    }
    if !edits.is_empty() {
        let body_start = document.body().start;
        let code = markdown::code(&markdown::mask(text, body_start, document.pairs()), body_start);
        edits.retain(|edit| markdown::code_at(&code, edit.span.start).is_none());
    }
    edits
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
