//! Pairs by their ids, and blocks that match a pattern.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use regex::Regex;

use super::IdRange;
use super::extract::{Extract, Joint};
use crate::bitext::{Block, BlockKind, Blocks, Document, SegmentPair, Side};
use crate::markdown;
use crate::source::{Span, line_end, line_start};

/// The blocks whose text matches in either language.
pub(super) fn matching(document: &Document<'_>, blocks: &Blocks, pattern: &Regex) -> Vec<Extract> {
    let matches = |block: &&Block| {
        [Side::Target, Side::Source]
            .iter()
            .any(|&side| pattern.is_match(document.side_text(block.lines, side).trim_end()))
    };
    let extracts: Vec<Extract> = blocks.iter().filter(matches).map(whole).collect();
    if extracts.is_empty() {
        return extracts;
    }
    Elements::of(document).complete_all(document.text(), blocks, extracts)
}

/// A block with what it cannot do without: of a table, its head.
fn whole(block: &Block) -> Extract {
    match block.kind {
        BlockKind::TableRow { head } if head != block.lines => {
            Extract { spans: vec![head, block.lines], joint: Joint::Row { head } }
        }
        BlockKind::TableRow { head } => Extract { spans: vec![head], joint: Joint::Row { head } },
        BlockKind::ListItem | BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Html | BlockKind::Code => {
            Extract::block(block.lines)
        }
    }
}

/// The pairs of some ranges, with all that stands between the first and the last of each.
pub(super) fn ids(document: &Document<'_>, blocks: &Blocks, ranges: &[IdRange]) -> Vec<Extract> {
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    for range in ranges {
        if let (Some(first), Some(last)) = (find(document, &range.first), find(document, &range.last)) {
            chosen.extend(first..=last);
        }
    }
    if chosen.is_empty() {
        return Vec::new();
    }
    let chosen: Vec<usize> = chosen.into_iter().collect();
    let runs = chosen.chunk_by(|a, b| a + 1 == *b);
    let extracts = runs.map(|run| between(document, blocks, run[0]..=run[run.len() - 1])).collect();
    Elements::of(document).complete_all(document.text(), blocks, extracts)
}

/// The pair with an id, or else with its number, or else with its number but for the `p` that some numbers begin with.
fn find(document: &Document<'_>, id: &str) -> Option<usize> {
    let pairs = document.pairs();
    let number = |pair: &SegmentPair| document.id(pair).rsplit_once('-').map(|(_, number)| number);
    let bare = id.trim_start_matches('p');
    pairs.iter().position(|pair| document.id(pair) == id).or_else(|| {
        let is_exact = |pair: &SegmentPair| number(pair) == Some(id);
        let is_bare = |pair: &SegmentPair| number(pair).is_some_and(|own| own.trim_start_matches('p') == bare);
        pairs.iter().position(is_exact).or_else(|| pairs.iter().position(is_bare))
    })
}

/// All from one pair to another, without the other pairs of the paragraphs that the two stand in.
fn between(document: &Document<'_>, blocks: &Blocks, run: RangeInclusive<usize>) -> Extract {
    let text = document.text();
    let pairs = document.pairs();
    let (first, last) = (&pairs[*run.start()], &pairs[*run.end()]);
    let (first_block, last_block) = (blocks.of(first), blocks.of(last));
    let is_divisible = |block: Option<&Block>| {
        block.is_some_and(|block| {
            matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Heading(_))
        })
    };
    let mut start = first_block.map_or_else(|| line_start(text, first.target.outer.start), |block| block.lines.start);
    let mut end = last_block.map_or_else(|| line_end(text, last.source.outer.end), |block| block.lines.end);
    let mut spans: Vec<Span> = Vec::new();
    let mut joint = Joint::Block;
    if let Some(&Block { kind: BlockKind::TableRow { head }, .. }) = first_block {
        joint = Joint::Row { head };
        // The head by itself, so that another row of the table can leave it out.
        spans.push(head);
        if start <= head.start {
            start = head.end;
            end = end.max(start);
        }
    }
    if is_divisible(first_block) {
        // The marks of the block, then what belongs to the first pair alone.
        let leading = document.pairs_in(Span::new(start, last.source.outer.end)).first().unwrap_or(first);
        let marks = after_white_space(text, start, leading.target.outer.start);
        if leading.target.outer.start < first.target.outer.start {
            let gap = *run.start();
            spans.push(Span::new(start, marks));
            start = after_white_space(text, pairs[gap - 1].source.outer.end, first.target.outer.start);
        }
    }
    if is_divisible(last_block)
        && let Some(next) = pairs.get(run.end() + 1).filter(|next| next.target.outer.start < end)
    {
        end = glued_to(text, last.source.outer.end, next.target.outer.start);
    }
    if start < end || spans.is_empty() {
        spans.push(Span::new(start, end));
    }
    Extract { spans, joint }
}

/// The offset behind the last white space from `start` to `end`.
fn after_white_space(text: &str, start: usize, end: usize) -> usize {
    text[start..end]
        .rfind(char::is_whitespace)
        .map_or(start, |at| start + at + text[start + at..].chars().next().map_or(0, char::len_utf8))
}

/// The end of what directly follows a pair, such as the address of the link that it is the text of.
fn glued_to(text: &str, start: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    for (at, character) in text[start..end].char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if character.is_whitespace() && depth == 0 => return start + at,
            _ => {}
        }
    }
    end
}

/// The elements of a page by their two marks.
struct Elements {
    /// Where each first or last mark stands, and where its partner; in order.
    marks: Vec<(usize, usize)>,
    /// Comments in order: what they hide stays hidden.
    comments: Vec<Span>,
}

impl Elements {
    fn of(document: &Document<'_>) -> Self {
        let markdown::Elements { paired, comments } = markdown::elements(&document.masked(), document.body().start);
        let marks = paired.into_iter().filter(|element| !element.is_empty());
        let mut marks: Vec<_> = marks.flat_map(|Span { start, end }| [(start, end - 1), (end - 1, start)]).collect();
        marks.sort_unstable();
        Self { marks, comments }
    }

    /// Extracts that hold no element by half: one that would is all from the element's first block to its last.
    fn complete_all(&self, text: &str, blocks: &Blocks, extracts: Vec<Extract>) -> Vec<Extract> {
        let mut done: Vec<Extract> = Vec::with_capacity(extracts.len());
        for extract in extracts {
            if done
                .last()
                .is_some_and(|last| extract.end() <= last.end() && !matches!(extract.joint, Joint::Row { .. }))
            {
                continue;
            }
            let mut extract = self.complete(text, blocks, extract);
            // What was made whole may reach back over those before it, or over this one's first lines.
            while let Some(last) = done.last()
                && last.end() > extract.spans.last().map_or(0, |span| span.start)
            {
                let whole = Span::new(last.start().min(extract.start()), last.end().max(extract.end()));
                done.pop();
                extract = self.complete(text, blocks, Extract::block(whole));
            }
            done.push(extract);
        }
        done
    }

    fn complete(&self, text: &str, blocks: &Blocks, mut extract: Extract) -> Extract {
        loop {
            let Some(partners) = self.partners_outside(&extract.spans) else {
                return extract;
            };
            let last = extract.spans.pop().unwrap_or(partners);
            let whole = lines(text, blocks, partners);
            let whole = Span::new(whole.start.min(last.start), whole.end.max(last.end));
            extract.spans.retain(|span| span.start < whole.start);
            if let Joint::Row { head } = extract.joint {
                extract.spans.clear();
                extract.spans.push(Span::new(head.start.min(whole.start), whole.end));
                extract.joint = Joint::Block;
            } else {
                extract.spans.push(whole);
            }
        }
    }

    /// From the first to the last mark outside some spans whose partner is inside, or whose comment is in part.
    fn partners_outside(&self, spans: &[Span]) -> Option<Span> {
        let mut outside: Option<Span> = None;
        let mut add = |found: Span| {
            let (start, end) = outside.map_or((found.start, found.end), |span| (span.start, span.end));
            outside = Some(Span::new(start.min(found.start), end.max(found.end)));
        };
        for &span in spans {
            let first = self.marks.partition_point(|&(at, _)| at < span.start);
            let marks = self.marks[first..].iter().take_while(|&&(at, _)| at < span.end);
            marks
                .filter(|(_, partner)| !spans.iter().any(|span| span.contains(*partner)))
                .for_each(|&(_, partner)| add(Span::new(partner, partner + 1)));
            let first = self.comments.partition_point(|comment| comment.end <= span.start);
            let comments = self.comments[first..].iter().take_while(|comment| comment.start < span.end);
            comments
                .filter(|comment| comment.overlaps(span) && (comment.start < span.start || span.end < comment.end))
                .for_each(|&comment| add(comment));
        }
        outside
    }
}

/// The whole blocks, or the whole lines, of a span.
fn lines(text: &str, blocks: &Blocks, span: Span) -> Span {
    let start = blocks.at(span.start).map_or_else(|| line_start(text, span.start), |block| block.lines.start);
    let last = span.end.saturating_sub(1).max(span.start);
    let end = blocks.at(last).map_or_else(|| line_end(text, span.end), |block| block.lines.end);
    Span::new(start.min(span.start), end.max(span.end))
}
