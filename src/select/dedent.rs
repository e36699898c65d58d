//! The indentation of an extract: what stood in a nested list must not become code where it stands alone.
//!
//! The first line loses all of its indentation, and the lines after it as much. A block further down that was indented less
//! makes that less from there on. Block quotes have an indentation of their own behind each `>`. Pairs are left as they are.

use super::Part;
use crate::bitext::{Block, BlockKind, Blocks, Document, SegmentPair};
use crate::source::{Span, line_end, line_ending};

/// Columns that make a line code (CommonMark 0.31.2, section 4.4).
const CODE: usize = 4;
const SPACES: &str = "                                                                ";

/// The spans of an extract, each in parts, without the indentation that they have in common.
pub(super) fn dedent(document: &Document<'_>, blocks: &Blocks, spans: &[Span]) -> Vec<Vec<Part>> {
    let text = document.text();
    let first = spans.first().and_then(|span| blocks.at(span.start));
    // The generator writes pairs where Markdown sees indented code. Such a block by itself is given as text.
    let is_text = |block: &Block| {
        !document.pairs_in(block.lines).is_empty() && spans.last().is_some_and(|last| last.end <= block.lines.end)
    };
    let mut cut = first.map(|block| indentation(document, block, is_text(block)));
    let mut done = Vec::with_capacity(spans.len());
    for span in spans {
        let mut parts = Vec::new();
        let mut pairs = document.pairs_in(*span).iter().map(SegmentPair::outer).peekable();
        let mut at = span.start;
        while at < span.end {
            let mut end = line_end(text, at).min(span.end);
            // A pair may hold line endings; it stays in one piece.
            while let Some(pair) = pairs.next_if(|pair| pair.start < end) {
                if end < pair.end {
                    end = line_end(text, pair.end).min(span.end);
                }
            }
            let line = Span::new(at, end);
            at = end;
            if line.start > 0 && !text[..line.start].ends_with('\n') {
                parts.push(Part::Text(line));
                continue;
            }
            let block = blocks.at(line.start).filter(|block| block.lines.start == line.start);
            if let Some(block) = block
                && let Some(previous) = line.start.checked_sub(1).and_then(|before| blocks.at(before))
                && span.start < line.start
                && needs_blank_line(text, spans[0].start, previous, block)
            {
                parts.push(Part::Separator(line_ending(text)));
            }
            if let Some(block) = block {
                let own = indentation(document, block, is_text(block));
                match &mut cut {
                    None => cut = Some(own),
                    Some(cut) => {
                        cut.truncate(own.len());
                        cut.iter_mut().zip(own).for_each(|(cut, own)| *cut = own.min(*cut));
                    }
                }
            }
            let cut = cut.get_or_insert_with(|| {
                // A definition belongs to no block. Up to three columns do no harm.
                let own = Line::new(text, line).levels(0);
                own.into_iter().map(|width| if width < CODE { 0 } else { width }).collect()
            });
            let marks_end = block.map_or(line.start, |block| block.content.start.min(line.end));
            without(text, line, marks_end, cut, &mut parts);
        }
        done.push(parts);
    }
    done
}

/// Whether a list item would continue the block before it, as the item that ended there in the page began before the extract:
/// HTML goes on to a blank line, and of numbered items only 1 may interrupt a paragraph (CommonMark 0.31.2, sections 4.6, 5.2).
fn needs_blank_line(text: &str, extract_start: usize, previous: &Block, next: &Block) -> bool {
    let marks = text[next.lines.start..next.content.start].trim_start();
    previous.quotes == 0
        && previous.container != next.container
        && previous.container.is_some_and(|container| container.start < extract_start)
        && (previous.kind == BlockKind::Html || marks.starts_with(|character: char| character.is_ascii_digit()))
}

/// The indentation of a block's first line: that of the line, and that behind each `>` of the quotes that it stands in.
/// Indented code keeps what makes it code, unless it is to be text.
fn indentation(document: &Document<'_>, block: &Block, is_text: bool) -> Vec<usize> {
    let text = document.text();
    let first = Span::new(block.lines.start, line_end(text, block.lines.start).min(block.lines.end));
    let mut levels = Line::new(text, first).levels(block.quotes);
    let is_code = block.kind == BlockKind::Code && !text[block.content.start..].trim_start().starts_with(['`', '~']);
    // Behind the marker of a list item, the marker's own indentation is that of the line.
    let marks = &text[block.lines.start..block.content.start];
    if is_code
        && marks.trim_matches(['>', ' ', '\t']).is_empty()
        && !is_text
        && let Some(last) = levels.last_mut()
    {
        let lines = text[block.lines.range()].split_inclusive('\n').scan(block.lines.start, |at, line| {
            let span = Span::new(*at, *at + line.len());
            *at = span.end;
            Some(span)
        });
        let widths = lines.filter(|&line| !text[line.range()].trim_matches(['>', ' ', '\t', '\r', '\n']).is_empty());
        let least = widths.filter_map(|line| Line::new(text, line).levels(block.quotes).pop()).min();
        *last = least.map_or(*last, |least| least.min(*last)).saturating_sub(CODE);
    }
    levels
}

/// Writes a line without `cut` columns at each level, or as many as it has. What stands in front of `marks_end` keeps its width.
fn without(text: &str, line: Span, marks_end: usize, cut: &[usize], parts: &mut Vec<Part>) {
    if cut.iter().all(|&columns| columns == 0) {
        parts.push(Part::Text(line));
        return;
    }
    let mut reader = Line::new(text, line);
    for (level, &columns) in cut.iter().enumerate() {
        if level > 0 {
            let start = reader.at;
            if !reader.mark() {
                break;
            }
            parts.push(Part::Text(Span::new(start, reader.at)));
        }
        let white = reader.white_space();
        let white_width = white.width;
        let removed = columns.min(white_width);
        if text[white.span.range()].contains('\t') && removed > 0 {
            push_spaces(white_width - removed, parts);
        } else {
            parts.push(Part::Text(Span::new(white.span.start + removed, white.span.end)));
        }
    }
    // A tab is as wide as the columns in front of it let it be, and those are fewer now.
    let mut done = reader.at;
    while reader.at < marks_end {
        let white = reader.white_space();
        if text[white.span.range()].contains('\t') {
            parts.push(Part::Text(Span::new(done, white.span.start)));
            push_spaces(white.width, parts);
            done = reader.at;
        }
        reader.skip(marks_end);
    }
    parts.push(Part::Text(Span::new(done, line.end)));
}

fn push_spaces(mut count: usize, parts: &mut Vec<Part>) {
    while count > 0 {
        let spaces = count.min(SPACES.len());
        parts.push(Part::Separator(&SPACES[..spaces]));
        count -= spaces;
    }
}

/// Reads the marks and the white space at the start of a line.
struct Line<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    column: usize,
}

/// White space, in bytes and in columns.
struct WhiteSpace {
    span: Span,
    width: usize,
}

impl<'a> Line<'a> {
    fn new(text: &'a str, line: Span) -> Self {
        Self { text, at: line.start, end: line.end, column: 0 }
    }

    fn white_space(&mut self) -> WhiteSpace {
        let (start, column) = (self.at, self.column);
        for byte in self.text[start..self.end].bytes() {
            match byte {
                b' ' => self.column += 1,
                b'\t' => self.column += CODE - self.column % CODE,
                _ => break,
            }
            self.at += 1;
        }
        WhiteSpace { span: Span::new(start, self.at), width: self.column - column }
    }

    /// Reads what is no white space, up to `end`.
    fn skip(&mut self, end: usize) {
        let length = self.text[self.at..end.max(self.at)].find([' ', '\t']);
        let length = length.unwrap_or(end.saturating_sub(self.at));
        self.at += length;
        self.column += length;
    }

    /// Reads `>` and the space behind it.
    fn mark(&mut self) -> bool {
        let rest = &self.text[self.at..self.end];
        if !rest.starts_with('>') {
            return false;
        }
        let length = if rest[1..].starts_with(' ') { 2 } else { 1 };
        self.at += length;
        self.column += length;
        true
    }

    /// The widths of the white space at the start of the line and behind up to `quotes` marks.
    fn levels(mut self, quotes: usize) -> Vec<usize> {
        let mut levels = vec![self.white_space().width];
        while levels.len() <= quotes && self.mark() {
            levels.push(self.white_space().width);
        }
        levels
    }
}
