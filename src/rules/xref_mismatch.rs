//! A cross reference that is lost or another.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::InlineKind;
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("xref-mismatch"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "an `<xref:…>` that is lost or changed",
    why: "The site looks the name up and makes a link of it. A changed name leads nowhere.",
    example: Example::pair("de-DE", "See <xref:System.String>.", "Siehe <xref: System.Zeichenfolge>."),
    fix: None,
    check: Check::Pair(When::either(Chars::ANGLE), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if pair.has_other_markup() {
        let difference = Difference::of(references(&pair.source), references(&pair.target));
        difference.report(&RULE, pair, "copy the cross reference from the source", findings);
    }
}

fn references<'s>(segment: &'s SegmentContext<'_>) -> Vec<(&'s str, Span)> {
    segment.keyed(|text, inline| {
        let address = &text[inline.inner.range()];
        (inline.kind == InlineKind::Autolink && address.starts_with("xref:")).then_some(address)
    })
}
