//! Extracts of a page, and how they are put one behind the other.

use super::Part;
use super::dedent::dedent;
use crate::bitext::{Blocks, Document};
use crate::source::{Span, line_ending};

/// Spans of the page that follow one another in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extract {
    /// At least one; the first starts a line.
    pub(super) spans: Vec<Span>,
    pub(super) joint: Joint,
}

/// How an extract joins the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// A blank line stands between them.
    Block,
    /// It begins with the head of a table, which rows of that table share.
    Row {
        /// The head and the delimiter row.
        head: Span,
    },
    /// Link reference definitions follow one another without a blank line.
    Definition,
}

impl Joint {
    /// Whether an extract continues the block of the one before it.
    fn continues(self, previous: Self) -> bool {
        self != Self::Block && self == previous
    }
}

impl Extract {
    /// A block.
    pub(super) fn block(lines: Span) -> Self {
        Self { spans: vec![lines], joint: Joint::Block }
    }

    pub(super) fn start(&self) -> usize {
        self.spans.first().map_or(0, |span| span.start)
    }

    pub(super) fn end(&self) -> usize {
        self.spans.last().map_or(0, |span| span.end)
    }
}

/// Puts extracts one behind the other, with a blank line where they do not follow one another in the page.
pub(super) fn join(document: &Document<'_>, blocks: &Blocks, extracts: &[Extract]) -> Vec<Part> {
    let text = document.text();
    let newline = line_ending(text);
    let mut parts: Vec<Part> = Vec::new();
    let mut last: Option<&Extract> = None;
    for extract in extracts {
        let mut skipped = 0;
        if let Some(previous) = last {
            let end = previous.end();
            let continues = extract.joint.continues(previous.joint);
            if continues && matches!(extract.joint, Joint::Row { .. }) {
                skipped = 1;
            }
            let start = extract.spans.get(skipped).map_or(end, |span| span.start);
            if end <= start && text[end..start].trim().is_empty() {
                parts.push(Part::Text(Span::new(end, start)));
            } else {
                if !text[..end].ends_with('\n') {
                    parts.push(Part::Separator(newline));
                }
                if !continues && !text[..end].ends_with(&newline.repeat(2)) {
                    parts.push(Part::Separator(newline));
                }
            }
        }
        parts.extend(dedent(document, blocks, &extract.spans).into_iter().skip(skipped).flatten());
        last = Some(extract);
    }
    if !text[..last.map_or(0, Extract::end)].ends_with('\n') {
        parts.push(Part::Separator(newline));
    }
    // What is taken out of a page may reach over two spans: of two definitions, the last line and the line ending before it.
    parts.retain(|part| part.span().is_none_or(|span| !span.is_empty()));
    parts.dedup_by(|next, last| match (next, last) {
        (Part::Text(next), Part::Text(last)) if last.end == next.start => {
            last.end = next.end;
            true
        }
        _ => false,
    });
    parts
}
