//! Parts of a page: sections, ranges of pairs, blocks that match.
//!
//! A selection is a list of [`Part`]s of the page's own bytes. Link reference definitions that the parts use come with them.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::ops::RangeInclusive;

use regex::Regex;

use crate::bitext::{Block, BlockKind, Document, SegmentPair, Side};
use crate::markdown;
use crate::slug::slug;
use crate::source::{Span, line_ending};

/// A stretch of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Bytes of the page.
    Text(Span),
    /// Text between two stretches that do not follow one another in the page.
    Separator(&'static str),
}

impl Part {
    /// The span of a stretch of the page.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Text(span) => Some(*span),
            Self::Separator(_) => None,
        }
    }
}

/// What to select of a page.
#[derive(Debug, Clone)]
pub enum Selector {
    /// Headings with all that is under them, each named by its slug or by its text in either language.
    Sections(Vec<String>),
    /// Pairs by their ids, and all that stands between the first and the last of a range.
    Ids(Vec<IdRange>),
    /// Blocks whose text matches in either language.
    Matching(Regex),
}

/// A pair, or all from one to another: `c4c43-107` or `c4c43-107..c4c43-113`. As prefixes change whenever a page is generated
/// anew, they may be left out: `107..113`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdRange {
    first: String,
    last: String,
}

impl std::str::FromStr for IdRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        if first.is_empty() || last.is_empty() || last.starts_with('.') {
            return Err("write ID or FIRST..LAST, as in `c4c43-107..c4c43-113` or `107..113`".to_owned());
        }
        let parts = |id: &'_ str| {
            let (prefix, number) = id.rsplit_once('-').unwrap_or(("", id));
            Some((prefix.to_owned(), number.trim_start_matches('p').parse::<u64>().ok()?))
        };
        if let (Some((prefix, from)), Some((other, to))) = (parts(first), parts(last))
            && prefix == other
            && to < from
        {
            return Err(format!("it ends before it begins; write {last}..{first}"));
        }
        Ok(Self { first: first.to_owned(), last: last.to_owned() })
    }
}

/// Selects parts of a page; none if nothing matches.
#[must_use]
pub fn select(document: &Document<'_>, selector: &Selector) -> Vec<Part> {
    let blocks = document.blocks();
    let mut extracts = match selector {
        Selector::Sections(names) => sections(document, &blocks, names),
        Selector::Ids(ranges) => ids(document, &blocks, ranges),
        Selector::Matching(pattern) => matching(document, &blocks, pattern),
    };
    if extracts.is_empty() {
        return Vec::new();
    }
    extracts.extend(definitions(document, &extracts));
    join(document, &extracts)
}

impl Selector {
    /// The names or ranges that it asks for, one selector each. A page may well have only some of them.
    #[must_use]
    pub fn each(&self) -> Vec<Self> {
        match self {
            Self::Sections(names) => names.iter().map(|name| Self::Sections(vec![name.clone()])).collect(),
            Self::Ids(ranges) => ranges.iter().map(|range| Self::Ids(vec![range.clone()])).collect(),
            Self::Matching(_) => vec![self.clone()],
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sections(names) => write!(f, "--section {}", names.join(" --section ")),
            Self::Ids(ranges) => {
                let range = |range: &IdRange| match range.first == range.last {
                    true => range.first.clone(),
                    false => format!("{}..{}", range.first, range.last),
                };
                write!(f, "--ids {}", ranges.iter().map(range).collect::<Vec<_>>().join(","))
            }
            Self::Matching(pattern) => write!(f, "--match {pattern}"),
        }
    }
}

/// A heading of a page, as a selection may name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The level, from 1 to 6.
    pub level: u8,
    /// The name that links use: that of the heading's anchor, else the slug of the source heading.
    pub slug: String,
    /// The text in the target language.
    pub target: String,
    /// The text in the source language.
    pub source: String,
    lines: Span,
}

/// The headings of a page in order.
#[must_use]
pub fn headings(document: &Document<'_>) -> Vec<Heading> {
    headings_of(document, &document.blocks())
}

/// Spans of the page that follow one another in it, and the table that they are an extract of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Extract {
    spans: Vec<Span>,
    table: Option<usize>,
}

impl Extract {
    fn lines(span: Span) -> Self {
        Self { spans: vec![span], table: None }
    }
}

fn headings_of(document: &Document<'_>, blocks: &[Block]) -> Vec<Heading> {
    let heading = |block: &Block| {
        let BlockKind::Heading(level) = block.kind else {
            return None;
        };
        let text = |side| {
            let text = document.side_text(block.lines, side);
            text.lines().next().unwrap_or_default().trim_matches([' ', '\t', '>', '#']).to_owned()
        };
        let (target, source) = (text(Side::Target), text(Side::Source));
        let (anchor, source) = split_anchor(&source);
        Some(Heading {
            level,
            slug: anchor.map_or_else(|| slug(source), str::to_owned),
            target: markdown::plain_text(split_anchor(&target).1).trim().to_owned(),
            source: markdown::plain_text(source).trim().to_owned(),
            lines: block.lines,
        })
    };
    blocks.iter().filter_map(heading).collect()
}

/// The name of the anchor that the generator puts at the start of a heading, and the heading behind it.
fn split_anchor(heading: &str) -> (Option<&str>, &str) {
    heading
        .strip_prefix("<a name=\"")
        .and_then(|tag| tag.split_once("\"></a>"))
        .map_or((None, heading), |(name, rest)| (Some(name), rest.trim()))
}

fn sections(document: &Document<'_>, blocks: &[Block], names: &[String]) -> Vec<Extract> {
    let headings = headings_of(document, blocks);
    let mut extracts: Vec<Extract> = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        let is_named = names.iter().any(|name| {
            let name = name.trim().trim_start_matches('#').trim();
            [&heading.slug, &heading.target, &heading.source]
                .iter()
                .any(|own| own.to_lowercase() == name.to_lowercase())
        });
        if !is_named || extracts.last().is_some_and(|last| last.spans[0].end > heading.lines.start) {
            continue;
        }
        let end = headings[index + 1..].iter().find(|next| next.level <= heading.level);
        let end = end.map_or(document.text().len(), |next| next.lines.start);
        let lines = Span::new(heading.lines.start, end);
        extracts.push(Extract::lines(without_blank_end(document.text(), lines)));
    }
    extracts
}

/// The span without the blank lines at its end.
fn without_blank_end(text: &str, lines: Span) -> Span {
    let content = lines.start + text[lines.range()].trim_end().len();
    Span::new(lines.start, crate::source::line_end(text, content).min(lines.end))
}

fn matching(document: &Document<'_>, blocks: &[Block], pattern: &Regex) -> Vec<Extract> {
    let matches = |block: &&Block| {
        [Side::Target, Side::Source]
            .iter()
            .any(|&side| pattern.is_match(document.side_text(block.lines, side).trim_end()))
    };
    blocks.iter().filter(matches).map(|block| whole(document, block)).collect()
}

/// A block with what it cannot do without: of a table, its head.
fn whole(document: &Document<'_>, block: &Block) -> Extract {
    match block.kind {
        BlockKind::TableRow { head } if head != block.lines => {
            Extract { spans: vec![head, block.lines], table: Some(head.start) }
        }
        BlockKind::TableRow { head } => Extract { spans: vec![head], table: Some(head.start) },
        BlockKind::ListItem => Extract { spans: without_indent(document, block.lines), table: None },
        BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Html | BlockKind::Code => Extract::lines(block.lines),
    }
}

/// The lines of a nested list item without the indentation that would make them code.
fn without_indent(document: &Document<'_>, lines: Span) -> Vec<Span> {
    let text = document.text();
    let indent = text[lines.range()].bytes().take_while(|&byte| byte == b' ').count();
    if indent == 0 {
        return vec![lines];
    }
    let mut spans = Vec::new();
    let mut pairs = document.pairs_in(lines).iter().map(SegmentPair::outer).peekable();
    let mut at = lines.start;
    while at < lines.end {
        let mut end = crate::source::line_end(text, at).min(lines.end);
        // A pair may hold line endings; it stays in one piece.
        while let Some(pair) = pairs.next_if(|pair| pair.start < end) {
            if end < pair.end {
                end = crate::source::line_end(text, pair.end).min(lines.end);
            }
        }
        let spaces = text[at..end].bytes().take_while(|&byte| byte == b' ').count().min(indent);
        spans.push(Span::new(at + spaces, end));
        at = end;
    }
    spans
}

fn ids(document: &Document<'_>, blocks: &[Block], ranges: &[IdRange]) -> Vec<Extract> {
    let pairs = document.pairs();
    let find = |id: &str| {
        pairs.iter().position(|pair| {
            let own = document.id(pair);
            own == id || own.rsplit_once('-').is_some_and(|(_, number)| number == id)
        })
    };
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    for range in ranges {
        if let (Some(first), Some(last)) = (find(&range.first), find(&range.last)) {
            chosen.extend(first..=last);
        }
    }
    let chosen: Vec<usize> = chosen.into_iter().collect();
    chosen.chunk_by(|a, b| a + 1 == *b).map(|run| between(document, blocks, run[0]..=run[run.len() - 1])).collect()
}

/// All from one pair to another, without the other pairs of the paragraphs that the two stand in.
fn between(document: &Document<'_>, blocks: &[Block], run: RangeInclusive<usize>) -> Extract {
    let pairs = document.pairs();
    let (first, last) = (&pairs[*run.start()], &pairs[*run.end()]);
    let block_of = |pair: &SegmentPair| blocks.iter().find(|block| block.lines.contains(pair.target.outer.start));
    let text = document.text();
    let start_of = |block: Option<&Block>| block.map_or(first.target.outer.start, |block| block.lines.start);
    let end_of = |block: Option<&Block>| block.map_or(last.source.outer.end, |block| block.lines.end);
    let (first_block, last_block) = (block_of(first), block_of(last));
    let is_divisible = |block: Option<&Block>| {
        block.is_some_and(|block| {
            matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Heading(_))
        })
    };
    let table = match first_block.map(|block| block.kind) {
        Some(BlockKind::TableRow { head }) => Some(head),
        _ => None,
    };
    let mut spans: Vec<Span> = Vec::new();
    let mut start = start_of(first_block);
    if let Some(head) = table.filter(|head| head.start < start) {
        spans.push(head);
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
    let mut end = end_of(last_block);
    if is_divisible(last_block)
        && let Some(next) = pairs.get(run.end() + 1).filter(|next| next.target.outer.start < end)
    {
        end = glued_to(text, last.source.outer.end, next.target.outer.start);
    }
    spans.push(Span::new(start, end));
    Extract { spans, table: table.map(|head| head.start) }
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

/// The link reference definitions that some extracts use and do not hold.
fn definitions(document: &Document<'_>, extracts: &[Extract]) -> Vec<Extract> {
    let definitions = markdown::definitions(document);
    if definitions.is_empty() {
        return Vec::new();
    }
    let mut spans: Vec<Span> = extracts.iter().flat_map(|extract| &extract.spans).copied().collect();
    let used: String = spans
        .iter()
        .flat_map(|&span| [Side::Target, Side::Source].map(|side| document.side_text(span, side)))
        .collect();
    let used = labels(&used);
    spans.sort_unstable();
    let is_held = |lines: Span| {
        let behind = spans.partition_point(|span| span.start < lines.end);
        spans[..behind].last().is_some_and(|span| span.overlaps(lines))
    };
    definitions
        .into_iter()
        .filter(|(label, lines)| used.contains(&label_key(label)) && !is_held(*lines))
        .map(|(_, lines)| Extract { spans: vec![lines], table: Some(usize::MAX) })
        .collect()
}

/// All that stands in brackets, as [`label_key`] writes it.
fn labels(text: &str) -> HashSet<String> {
    let bytes = text.as_bytes();
    let mut labels = HashSet::new();
    let mut open = None;
    let mut at = 0;
    while let Some(length) = memchr::memchr3(b'[', b']', b'\\', &bytes[at..]) {
        at += length + 1;
        match bytes[at - 1] {
            b'[' => open = Some(at),
            b']' => labels.extend(open.take().map(|start| label_key(&text[start..at - 1]))),
            _ if at < bytes.len() && bytes[at].is_ascii() => at += 1,
            _ => {}
        }
    }
    labels
}

/// A link label in the form in which labels are compared (CommonMark 0.31.2, section 4.7).
fn label_key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Puts extracts one behind the other, with a blank line where they do not follow one another in the page.
fn join(document: &Document<'_>, extracts: &[Extract]) -> Vec<Part> {
    let text = document.text();
    let newline = line_ending(text);
    let mut parts: Vec<Part> = Vec::new();
    let mut last: Option<&Extract> = None;
    for extract in extracts {
        let mut spans = extract.spans.as_slice();
        if let Some(previous) = last {
            let end = previous.spans.last().map_or(0, |span| span.end);
            let same_table = previous.table.is_some() && previous.table == extract.table;
            if same_table && spans.first() == previous.spans.first() {
                spans = &spans[1..];
            }
            let start = spans.first().map_or(end, |span| span.start);
            if end <= start && text[end..start].trim().is_empty() {
                parts.push(Part::Text(Span::new(end, start)));
            } else {
                if !text[..end].ends_with('\n') {
                    parts.push(Part::Separator(newline));
                }
                if !same_table && !text[..end].ends_with(&newline.repeat(2)) {
                    parts.push(Part::Separator(newline));
                }
            }
        }
        parts.extend(spans.iter().map(|&span| Part::Text(span)));
        last = Some(extract);
    }
    let end = last.and_then(|extract| extract.spans.last()).map_or(0, |span| span.end);
    if !text[..end].ends_with('\n') {
        parts.push(Part::Separator(newline));
    }
    // What is taken out of a page may reach over two spans: of two definitions, the last line and the line ending before it.
    parts.dedup_by(|next, last| match (next, last) {
        (Part::Text(next), Part::Text(last)) if last.end == next.start => {
            last.end = next.end;
            true
        }
        _ => false,
    });
    parts
}
