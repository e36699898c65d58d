//! Escapes that a page can do without: it renders the same.

use memchr::memmem;
use pulldown_cmark::{Parser, TextMergeStream};

use crate::clean::{Assembled, without};
use crate::markdown;
use crate::source::{Span, line_end, line_start, lone_crs};

/// Bytes of Markdown that are parsed to settle the escapes of one page, beside four times the page itself, which is what it takes
/// where each can be told from the lines around it. What is not settled by then stays.
const PARSE_BUDGET: usize = 8 << 20;

/// The escapes without which a page renders the same. `text` is the text of `page` without some escapes, `groups` holds those
/// to try of one segment each, in order.
pub(super) fn escapes(page: &Assembled, text: &str, body: Span, groups: &[Vec<usize>]) -> Vec<usize> {
    let mut budget = PARSE_BUDGET + 4 * body.len();
    // Chunks are told by lines that end in LF.
    let is_one = reaches_across_blank_lines(&text[body.range()])
        || lone_crs(&text[body.range()]).next().is_some()
        || opens_fence(page)
        || moves_list_content(page)
        || groups.iter().any(|group| holds_blank_line(text, group));
    if is_one {
        Trial::new(text, body, &mut budget).drop_groups(groups)
    } else {
        by_chunk(text, body, groups, &mut budget)
    }
}

/// The escapes without which the page renders the same, told from the lines around each alone.
fn by_chunk(page: &str, body: Span, groups: &[Vec<usize>], budget: &mut usize) -> Vec<usize> {
    let mut dropped = Vec::new();
    let mut others = Vec::new();
    let mut at = 0;
    while let Some(first) = groups.get(at) {
        let chunk = chunk(page, body, first[0]);
        let count = groups[at..].iter().take_while(|group| chunk.contains(group[0])).count();
        let inside = &groups[at..at + count];
        // By itself, an indented chunk would be code.
        if page[chunk.range()].starts_with([' ', '\t']) {
            others.extend_from_slice(inside);
        } else {
            dropped.extend(Trial::new(page, chunk, budget).drop_groups(inside));
        }
        at += count;
    }
    dropped.extend(Trial::new(page, body, budget).drop_groups(&others));
    dropped
}

/// Whether a blank line stands between the escapes of one segment.
fn holds_blank_line(page: &str, group: &[usize]) -> bool {
    let between = group.first().zip(group.last()).map_or("", |(&first, &last)| &page[first..last]);
    between.split('\n').skip(1).any(|line| line.trim().is_empty())
}

/// Whether a segment is empty or starts with white space: in a list item, the column of its content is then another one.
fn moves_list_content(page: &Assembled) -> bool {
    page.segments.iter().any(|span| span.is_empty() || page.text[span.range()].starts_with([' ', '\t']))
}

/// Whether a code fence starts in a segment or directly behind one, so that what follows may be code. May say yes where none
/// does, never the other way round.
fn opens_fence(page: &Assembled) -> bool {
    let is_fence = |line: usize| {
        let bytes = &page.text.as_bytes()[line..];
        let fence = &bytes[bytes.iter().take_while(|&&byte| markdown::is_container_mark(byte)).count()..];
        fence.starts_with(b"```") || fence.starts_with(b"~~~")
    };
    page.segments.iter().any(|span| {
        let breaks =
            page.text.as_bytes()[span.range()].iter().enumerate().filter(|&(_, &byte)| matches!(byte, b'\n' | b'\r'));
        is_fence(span.start) || breaks.into_iter().any(|(at, _)| is_fence(span.start + at + 1))
    })
}

/// Whether a part of `body` between blank lines may mean something else by itself than in its place: link reference
/// definitions, and HTML blocks that blank lines do not end (CommonMark 0.31.2, section 4.6, start conditions 1 to 5).
fn reaches_across_blank_lines(body: &str) -> bool {
    ["]:", "<!", "<?", "<pre", "<script", "<style", "<textarea", "<PRE", "<SCRIPT", "<STYLE", "<TEXTAREA"]
        .iter()
        .any(|start| memmem::find(body.as_bytes(), start.as_bytes()).is_some())
}

/// The lines around `offset` up to the next blank ones.
fn chunk(page: &str, body: Span, offset: usize) -> Span {
    let mut start = line_start(page, offset).max(body.start);
    while start > body.start {
        let previous = line_start(page, start - 1).max(body.start);
        if page[previous..start].trim().is_empty() {
            break;
        }
        start = previous;
    }
    let mut end = line_end(page, offset);
    while end < page.len() {
        let next = line_end(page, end);
        if page[end..next].trim().is_empty() {
            break;
        }
        end = next;
    }
    Span::new(start, end)
}

/// Tries out which escapes a part of a page can do without.
struct Trial<'a> {
    page: &'a str,
    part: Span,
    /// The escapes that it can do without, in order.
    dropped: Vec<usize>,
    /// Bytes that may still be parsed.
    budget: &'a mut usize,
}

impl<'a> Trial<'a> {
    fn new(page: &'a str, part: Span, budget: &'a mut usize) -> Self {
        Self { page, part, dropped: Vec::new(), budget }
    }

    /// Drops what can be dropped, group by group, and gives it back.
    fn drop_groups(mut self, groups: &[Vec<usize>]) -> Vec<usize> {
        self.drop_any_of(groups);
        self.dropped
    }

    fn drop_any_of(&mut self, groups: &[Vec<usize>]) {
        if groups.is_empty() || self.try_to_drop(&groups.concat()) {
            return;
        }
        let [group] = groups else {
            let (first, second) = groups.split_at(groups.len() / 2);
            self.drop_any_of(first);
            self.drop_any_of(second);
            return;
        };
        // A backslash in a code span would be seen to go; the others of its segment may still go together.
        let kept = self.dropped.clone();
        let mut alone = group.clone();
        alone.retain(|&at| {
            self.dropped.clone_from(&kept);
            self.try_to_drop(&[at])
        });
        self.dropped = kept;
        if alone.len() < group.len() && !alone.is_empty() {
            self.try_to_drop(&alone);
        }
    }

    /// Drops `offsets` if the part then renders the same.
    fn try_to_drop(&mut self, offsets: &[usize]) -> bool {
        let Some(budget) = self.budget.checked_sub(2 * self.part.len()) else {
            return false;
        };
        *self.budget = budget;
        let mut dropped = self.dropped.clone();
        dropped.extend_from_slice(offsets);
        let part = &self.page[self.part.range()];
        let within: Vec<usize> = dropped.iter().map(|at| at - self.part.start).collect();
        let same = renders_same(part, &without(part, &within));
        if same {
            self.dropped = dropped;
        }
        same
    }
}

/// Whether two pages give the same HTML.
fn renders_same(a: &str, b: &str) -> bool {
    let events = |text| TextMergeStream::new(Parser::new_ext(text, markdown::options()));
    events(a).eq(events(b))
}
