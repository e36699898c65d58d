//! Mathematics that is torn.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::InlineKind;
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("math-mismatch"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "mathematics in `$…$` that is torn or changed",
    why: "With a space behind the first `$` or in front of the second it is no mathematics, and the reader sees the TeX. White space \
          further inside makes no difference.",
    example: Example::pair("ja-JP", "Apply it to $2^n$ states.", "それを $ 2 ^ n $ 個の状態に適用します。"),
    fix: None,
    check: Check::Pair(When::source(Chars::DOLLAR), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let source = math(&pair.source);
    if source.is_empty() {
        return;
    }
    let difference = Difference::of(source, math(&pair.target));
    if !difference.missing.is_empty() {
        difference.report(&RULE, pair, "copy the mathematics from the source", findings);
    }
}

/// Whether the segment has mathematics, so that a `$` is no variable's.
pub(super) fn has_math(segment: &SegmentContext<'_>) -> bool {
    !math(segment).is_empty()
}

/// The mathematics of a segment, each without its white space.
pub(super) fn math(segment: &SegmentContext<'_>) -> Vec<(String, Span)> {
    let text = segment.text;
    let mut found = Vec::new();
    let mut open: Option<Span> = None;
    for mark in marks(segment) {
        match open.take() {
            Some(first) if first.len() == mark.len() && is_math(&text[first.end..mark.start]) => {
                let content = text[first.end..mark.start].split_whitespace().collect();
                found.push((content, Span::new(first.start, mark.end)));
            }
            _ => open = Some(mark),
        }
    }
    found
}

/// The runs of `$` outside code that are not escaped.
fn marks(segment: &SegmentContext<'_>) -> Vec<Span> {
    let bytes = segment.text.as_bytes();
    let mut code = segment.inlines().iter().filter(|inline| inline.kind == InlineKind::Code).peekable();
    let mut marks: Vec<Span> = Vec::new();
    for at in memchr::memchr_iter(b'$', bytes) {
        while code.next_if(|code| code.outer.end <= at).is_some() {}
        if code.peek().is_some_and(|code| code.outer.contains(at)) || at > 0 && bytes[at - 1] == b'\\' {
            continue;
        }
        match marks.last_mut() {
            Some(mark) if mark.end == at => mark.end += 1,
            _ => marks.push(Span::new(at, at + 1)),
        }
    }
    marks
}

/// Whether what stands between two marks is mathematics, rather than text between two variables or two prices.
fn is_math(content: &str) -> bool {
    let ends = content.chars().next().zip(content.chars().next_back());
    let is_tight = ends.is_some_and(|(first, last)| {
        !first.is_whitespace() && (last.is_alphanumeric() || matches!(last, '}' | ')' | ']' | '|' | '\'' | '>'))
    });
    let is_short = content.chars().count() <= 3 && !content.contains(' ');
    is_tight && !content.contains(['*', '`']) && (is_short || content.contains(['\\', '^', '_', '{', '=', '<', '+']))
}
