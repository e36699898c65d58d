//! A link without a text to click on.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{Inline, InlineKind};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("empty-link-text"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "a link without a text to click on",
    why: "Machine translation moves the text out of the link: the words stand beside it, and the reader sees no link. A link that \
          is empty in the source too is left alone.",
    example: Example::pair("ru-RU", "Call the [Open](open.md) method.", "Вызовите метод Open [](open.md)."),
    fix: None,
    check: Check::Pair(When::target(Chars::BRACKET), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let of_source = empty(&pair.source).count();
    for link in empty(&pair.target).skip(of_source) {
        findings.push(
            RULE.at(pair.target.span(link.outer.range()), "the link has no text")
                .with_help("put the words of the link between its brackets")
                .with_related(pair.source.inner, "the source"),
        );
    }
}

fn empty<'s>(segment: &'s SegmentContext<'_>) -> impl Iterator<Item = &'s Inline> {
    let is_empty = |inline: &&Inline| {
        matches!(inline.kind, InlineKind::Link(_)) && segment.text[inline.inner.range()].trim().is_empty()
    };
    segment.inlines().iter().filter(is_empty)
}
