//! Which pairs stand in code. Code is never changed, so tags in it are text.
//!
//! A full Markdown parse decides. It is asked only if a cheap look over the skeleton cannot rule code out.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr2, memrchr};

use super::ticks;
use crate::bitext::SegmentPair;
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::markdown;
use crate::source::{Span, byte_order_mark_len, line_end};

/// Takes the pairs out that stand in code, and forgets what was said about tags in code.
pub(super) fn exclude(text: &str, body_start: usize, pairs: &mut Vec<SegmentPair>, diagnostics: &mut Vec<Diagnostic>) {
    let code = markdown::code(&markdown::mask(text, body_start, pairs), body_start);
    diagnostics.retain(|diagnostic| markdown::code_at(&code, diagnostic.span.start).is_none());
    let is_code = |pair: &SegmentPair| markdown::code_at(&code, pair.target.outer.start);
    let prefix = pairs.iter().find(|pair| is_code(pair).is_none()).map(|pair| id_parts(text, pair).0);
    let mut last = 0;
    pairs.retain(|pair| {
        let (own_prefix, number) = id_parts(text, pair);
        let in_sequence = Some(own_prefix) == prefix && number > last;
        // The generator indents by its own rules: where CommonMark sees an indented block, it has put paragraphs of a list.
        let in_code = is_code(pair).is_some_and(|code| !(code.indented && in_sequence));
        if in_code {
            let message = format!("pair `{}` stands in code; it was left as it is", &text[pair.id.range()]);
            diagnostics.push(
                Diagnostic {
                    severity: Severity::Info,
                    ..Diagnostic::warning(RuleId::PairInCode, pair.outer(), message)
                }
                .with_help("if the code is not meant to show the tags, keep only one of the two texts"),
            );
        } else {
            last = number;
        }
        !in_code
    });
}

/// The prefix and the number of an id such as `c4c43-105` or `4f415-p115`.
fn id_parts<'a>(text: &'a str, pair: &SegmentPair) -> (&'a str, u32) {
    let id = &text[pair.id.range()];
    let (prefix, number) = id.rsplit_once('-').unwrap_or((id, ""));
    (prefix, number.trim_start_matches('p').parse().unwrap_or(0))
}

/// Whether some pair might stand in code. May say yes where none does, never the other way round.
pub(super) fn may_hold_a_pair(text: &str, body_start: usize, pairs: &[SegmentPair]) -> bool {
    let mut fence = Fence::default();
    let mut gap_start = body_start;
    pairs.iter().any(|pair| {
        let gap = Span::new(gap_start, pair.target.outer.start);
        let starts_body = gap_start == body_start;
        gap_start = pair.source.outer.end;
        if is_indented(text, gap, starts_body) {
            return true;
        }
        if memchr2(b'`', b'~', &text.as_bytes()[gap.range()]).is_some() {
            fence.read(text, gap);
            return fence.may_be_open() || ticks::may_open_code(last_paragraph(&text[gap.range()]));
        }
        fence.may_be_open()
    })
}

/// Whether the pair behind `gap` starts a line that is indented far enough for a code block.
fn is_indented(text: &str, gap: Span, starts_body: bool) -> bool {
    let bytes = &text.as_bytes()[gap.range()];
    let line = match memrchr(b'\n', bytes) {
        Some(at) => &bytes[at + 1..],
        None if starts_body => bytes,
        None => return false,
    };
    let length = line.iter().take_while(|&&byte| is_container(byte)).count();
    let prefix = &line[..length];
    prefix.contains(&b'\t') || prefix.windows(4).any(|spaces| spaces == b"    ")
}

/// What stands behind the last blank line.
fn last_paragraph(text: &str) -> &str {
    let mut start = text.len();
    for line in text.split_inclusive('\n').rev() {
        if line.ends_with('\n') && line.trim().is_empty() {
            break;
        }
        start -= line.len();
    }
    &text[start..]
}

fn is_container(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9')
}

/// Follows code fences from line to line, and knows when it has lost track.
#[derive(Debug, Default)]
struct Fence {
    open: Option<(usize, Vec<u8>)>,
    lost: bool,
}

impl Fence {
    fn may_be_open(&self) -> bool {
        self.lost || self.open.is_some()
    }

    fn read(&mut self, text: &str, gap: Span) {
        let bytes = text.as_bytes();
        static BACK_TICKS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("```"));
        static TILDES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("~~~"));
        self.lost |= TILDES.find(&bytes[gap.range()]).is_some();
        let mut at = gap.start;
        while let Some(hit) = BACK_TICKS.find(&bytes[at..gap.end]) {
            let start = at + hit;
            let end = line_end(text, start);
            // A line that begins in a pair begins no fence.
            let begins = at == byte_order_mark_len(text) || text[..at].ends_with('\n');
            let line = memrchr(b'\n', &bytes[at..start]).map(|before| at + before + 1).or(begins.then_some(at));
            if let Some(prefix) = line.map(|line| &bytes[line..start])
                && prefix.iter().all(|&byte| is_container(byte))
            {
                let length = bytes[start..].iter().take_while(|&&byte| byte == b'`').count();
                self.line(prefix, length, &bytes[start + length..end]);
            }
            at = end.min(gap.end);
        }
    }

    fn line(&mut self, prefix: &[u8], length: usize, info: &[u8]) {
        // A list marker takes the place that its later lines are indented by.
        let place: Vec<u8> = prefix.iter().map(|&byte| if byte == b'>' { b'>' } else { b' ' }).collect();
        match &self.open {
            None => {
                if memchr(b'`', info).is_none() {
                    self.open = Some((length, place));
                }
            }
            Some((open_length, open_place)) => {
                if info.iter().all(u8::is_ascii_whitespace) && length >= *open_length {
                    self.lost |= *open_place != place;
                    self.open = None;
                }
            }
        }
    }
}
