//! Code that is not the code of the source.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::InlineKind;
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("code-mismatch"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "a code span that is lost, changed or glued to another",
    why: "Readers copy code. It is the same in every language, so each code span of the source must be in the target, in whatever \
          order. Two without a space between them are one to Markdown.",
    example: Example::pair("ja-JP", "Use `Get-Item` or `Set-Item`.", "`Get-Item``Set-Item`を使います。"),
    fix: None,
    check: Check::Pair(When::either(Chars::BACKTICK), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if pair.has_other_markup() {
        let difference = Difference::of(code(&pair.source), code(&pair.target));
        difference.report(&RULE, pair, "copy the code from the source", findings);
    }
}

fn code<'s>(segment: &'s SegmentContext<'_>) -> Vec<(Vec<&'s str>, Span)> {
    segment.keyed(|text, inline| {
        (inline.kind == InlineKind::Code).then(|| text[inline.inner.range()].split_ascii_whitespace().collect())
    })
}
