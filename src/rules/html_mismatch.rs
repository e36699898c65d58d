//! HTML tags that are not those of the source.

use super::emphasis_count::{self, is_emphasis};
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
          other sort is a placeholder, and `placeholder-mismatch` looks at it. `**bold**` may stand for `<b>` or `<strong>`, and `*italic*` for \
          `<em>` or `<i>`.",
    example: Example::pair("ar-SA", "Press <kbd>Enter</kbd>.", "اضغط على <kbd>Enter."),
    fix: None,
    check: Check::Pair(When::either(Chars::ANGLE), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if !pair.has_other_markup() {
        return;
    }
    let (mut source, mut target) = (tags(&pair.source), tags(&pair.target));
    // Marks say the same as tags.
    if is_emphasis_closed(&source) && is_emphasis_closed(&target) && emphasis_count::is_same(pair) {
        for tags in [&mut source, &mut target] {
            tags.retain(|((name, _), _)| !is_emphasis(name));
        }
    }
    Difference::of(source, target).report(&RULE, pair, "give the target the tags of the source", findings);
}

/// Tags in order: the name of each, and whether it closes its element.
type Tags = Vec<((String, bool), Span)>;

/// Whether as many tags close emphasis as open it.
fn is_emphasis_closed(tags: &Tags) -> bool {
    let count = |is_closing: bool| tags.iter().filter(|((name, closes), _)| is_emphasis(name) && *closes == is_closing).count();
    count(true) == count(false)
}

fn tags(segment: &SegmentContext<'_>) -> Tags {
    segment.inlines().iter().filter_map(|inline| {
        let name = inline.tag_name(segment.text).to_ascii_lowercase();
        is_html_element(&name).then(|| ((name, inline.is_closing_tag(segment.text)), inline.outer))
    }).collect()
}
