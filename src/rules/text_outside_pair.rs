//! Prose of a page that stands in no pair.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use self::markup::Markup;
use super::{Category, Check, Example, Rule};
use crate::bitext::BlockKind;
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::is_container_mark;
use crate::source::{Span, line_end};

mod markup;

pub(super) static RULE: Rule = Rule {
    id: RuleId::TEXT_OUTSIDE_PAIR,
    category: Category::Document,
    severity: Some(Severity::Info),
    finds: "prose of the page that no pair covers",
    why: "A sentence that lost its pair has no source: no check sees it, and it is never translated again. Code, images, includes \
          and other marks of the site (`[!NOTE]`, `:::`), reference definitions, tags, the text of links to other pages that stand \
          by themselves and single words are left alone.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Öppna filen.</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Open the file.</span></span> \
         Spara den sedan i arkivet.\n",
    ),
    fix: None,
    check: Check::Page(check),
};

/// Words that make prose of what stands between two pairs.
const FEWEST_WORDS: usize = 2;
/// Letters that a word has.
const SHORTEST_WORD: usize = 2;
/// Letters without a space that make prose in scripts that put none between words.
const SHORTEST_RUN: usize = 8;

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    // Parsing the page as Markdown tells what is code, and few pages need it.
    if page.document.pairs().is_empty() || !may_hold_prose(page) {
        return;
    }
    for gap in gaps(page) {
        let first = page.blocks().partition_point(|block| block.lines.end <= gap.start);
        for block in page.blocks()[first..].iter().take_while(|block| block.lines.start < gap.end) {
            let (start, end) = (block.content.start.max(gap.start), block.content.end.min(gap.end));
            if start >= end || block.kind == BlockKind::Code || is_code_of_html(page.document.raw(block.content)) {
                continue;
            }
            if let Some(prose) = prose(page.document.raw(Span::new(start, end))) {
                let span = Span::new(start + prose.start, start + prose.end);
                findings.push(
                    RULE.at(span, "this text stands in no pair: its source is not in the page")
                        .with_help("have the page handed off again, or add the pair"),
                );
            }
        }
    }
}

/// What stands before, between and behind the pairs, without the front matter.
fn gaps<'a>(page: &'a PageContext<'_>) -> impl Iterator<Item = Span> + 'a {
    let start = page.document.body().start;
    page.document.skeleton().filter(move |gap| gap.end > start).map(move |gap| Span::new(gap.start.max(start), gap.end))
}

/// Whether prose may stand outside the pairs. It may say yes where none does.
fn may_hold_prose(page: &PageContext<'_>) -> bool {
    let without_prose = page.clean_texts(RULE.id);
    // Most gaps are a space or a line ending with a mark.
    let gaps = gaps(page).filter(|gap| gap.len() >= FEWEST_WORDS * SHORTEST_WORD).map(|gap| page.document.raw(gap));
    // Asked for together, what is known of the texts comes from memory side by side.
    let hashed = gaps.map(|gap| (xxh3_64(gap.as_bytes()), gap));
    let unsettled: Vec<(u64, &str)> = hashed.filter(|(hash, _)| !without_prose.knows(*hash)).collect();
    unsettled.into_iter().any(|(hash, gap)| !without_prose.has(hash, || !may_be_prose(gap)))
}

/// Whether what stands between two pairs may be prose.
fn may_be_prose(gap: &str) -> bool {
    let bytes = gap.as_bytes();
    if !has_letters(gap) && memchr::memchr2(b'`', b'~', bytes).is_none() {
        return false;
    }
    let mut fence: Option<&str> = None;
    let (mut outside, mut at) = (0, 0);
    while let Some(marks) = memchr::memchr2(b'`', b'~', &bytes[at..]).map(|found| at + found) {
        let line = bytes[..marks].iter().rposition(|byte| !is_container_mark(*byte)).map_or(0, |last| last + 1);
        if line > 0 && bytes[line - 1] != b'\n' {
            at = marks + 1;
            continue;
        }
        let end = line_end(gap, marks);
        let content = gap[marks..end].trim_end();
        let marks = &content[..content.len() - content.trim_start_matches(['`', '~']).len()];
        match fence {
            None if marks.len() >= 3 => {
                if prose(&gap[outside..line]).is_some() {
                    return true;
                }
                fence = Some(marks);
            }
            Some(open) if marks.starts_with(open) && marks.len() == content.len() => {
                fence = None;
                outside = end;
            }
            _ => {}
        }
        at = end;
    }
    // No pair stands in code, so a fence that is open where one follows is none.
    fence.is_some() || prose(&gap[outside..]).is_some()
}

/// Whether there are letters enough outside of what is plainly a tag or an address.
fn has_letters(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut letters, mut has_tags) = (0, 0, true);
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at + 1..];
        let skipped = match (byte, rest.first()) {
            (b'<', Some(b'/' | b'a'..=b'z')) if has_tags => {
                let end = memchr::memchr(b'>', rest);
                has_tags = end.is_some();
                end
            }
            (b']', Some(b'(')) => memchr::memchr3(b')', b'"', b'(', &rest[1..]).filter(|&end| rest[1 + end] == b')').map(|end| end + 1),
            _ => None,
        };
        letters += usize::from(byte.is_ascii_alphabetic() || !byte.is_ascii());
        if letters >= FEWEST_WORDS * SHORTEST_WORD {
            return true;
        }
        at += 1 + skipped.map_or(0, |skipped| skipped + 1);
    }
    false
}

/// Whether an HTML block shows code.
fn is_code_of_html(block: &str) -> bool {
    let tag = block.get(..7).unwrap_or(block).to_ascii_lowercase();
    ["<pre", "<code", "<script", "<style"].iter().any(|start| tag.starts_with(start))
}

/// Where the prose of a stretch of Markdown starts and ends, if it holds any.
fn prose(text: &str) -> Option<Range<usize>> {
    if !has_letters(text) {
        return None;
    }
    let mut markup = Markup::new(text);
    let (mut words, mut found) = (0, None::<Range<usize>>);
    let mut start = 0;
    while start < text.len() {
        let next = (start..text.len()).find_map(|at| Some((at, markup.end(at)?)));
        let (end, behind) = next.unwrap_or((text.len(), text.len()));
        for word in text[start..end].split_inclusive(|character: char| !character.is_alphanumeric()) {
            let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
            let is_run = letters >= SHORTEST_RUN && word.chars().all(|letter| letter >= '\u{e00}' || !letter.is_alphabetic());
            if letters >= SHORTEST_WORD {
                words += if is_run { FEWEST_WORDS } else { 1 };
                found = Some(found.map_or(start, |found| found.start)..start + word.trim_end().len());
            }
            start += word.len();
        }
        start = behind;
    }
    found.filter(|_| words >= FEWEST_WORDS)
}
