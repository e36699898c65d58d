//! HTML tags that are not those of the source.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::is_html_element;
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("html-mismatch"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Warning),
    finds: "an HTML tag that is lost or added",
    why: "A tag that is not closed changes all that follows it. Only the elements of HTML are compared, by name; `<Name>` of any \
          other sort is a placeholder, and `placeholder-mismatch` looks at it.",
    example: Example::pair("ar-SA", "Press <kbd>Enter</kbd>.", "اضغط على <kbd>Enter."),
    fix: None,
    check: Check::Pair(When::either(Chars::ANGLE), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if pair.has_other_markup() {
        let difference = Difference::of(tags(&pair.source), tags(&pair.target));
        difference.report(&RULE, pair, "give the target the tags of the source", findings);
    }
}

fn tags(segment: &SegmentContext<'_>) -> Vec<((String, bool), Span)> {
    segment.inlines().iter().filter_map(|inline| {
        let name = inline.tag_name(segment.text).to_ascii_lowercase();
        is_html_element(&name).then(|| ((name, inline.is_closing_tag(segment.text)), inline.outer))
    }).collect()
}
