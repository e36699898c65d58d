//! A `<span>` of the author's that is not closed in its segment.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("unbalanced-span"),
    category: Category::Structure,
    severity: Some(Severity::Warning),
    finds: "a `<span>` inside a segment without its `</span>`, or the other way round",
    why: "The browser takes the end of the segment for the end of the `<span>`: the source, which should be hidden, is shown, or the rest \
          of the page is styled like the segment.",
    example: Example::pair("de-DE", "Press <span class=\"key\">Enter</span>.", "Drücken Sie <span class=\"key\">Enter."),
    fix: None,
    check: Check::Pair(When::either(Chars::ANGLE), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    for segment in [&pair.target, &pair.source] {
        if let Some(tag) = lone(segment) {
            findings.push(
                RULE.at(segment.span(tag.range()), format!("`{}` has no partner in its segment", &segment.text[tag.range()]))
                    .with_help("close the `<span>` in the segment that opens it"),
            );
            return;
        }
    }
}

/// The first tag of a `<span>` without a partner.
fn lone(segment: &SegmentContext<'_>) -> Option<Span> {
    let mut open = Vec::new();
    for inline in segment.inlines() {
        if inline.tag_name(segment.text).eq_ignore_ascii_case("span") {
            if !inline.is_closing_tag(segment.text) {
                open.push(inline.outer);
            } else if open.pop().is_none() {
                return Some(inline.outer);
            }
        }
    }
    open.first().copied()
}
