//! A reference link whose label nothing defines.

use super::{Category, Check, Example, Rule, When};
use crate::bitext::Side;
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext, quoted};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{Address, InlineKind, literal_marks};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("undefined-label"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "a reference link whose label the page does not define, where the source's is defined",
    why: "The reader sees the brackets instead of a link. The label and its definition were translated in different words, or only \
          one of them was.\n\n\
          The generator writes each definition twice, with the translated label and with the source's. The second is for the source \
          alone: publishing drops it.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Se [Moduler][moduler].</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">See [Modules][modules].</span></span>\n\n\
         [modules]: modules.md\n",
    ),
    fix: None,
    check: Check::Pair(When::target(Chars::BRACKET), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let missing = missing(pair);
    if missing == 0 {
        return;
    }
    for label in bracketed(&pair.target).into_iter().rev().take(missing) {
        let place = pair.target.span(label.start - 1..label.end + 1);
        let name = quoted(&pair.target.text[label.range()]);
        let defined_for = |side| pair.page().defines(&pair.target.text[label.range()], side);
        let message = if defined_for(Side::Target) {
            format!("brackets touch the label {name}, so it is no link")
        } else if defined_for(Side::Source) {
            format!("the label {name} is the source's, whose definition publishing drops")
        } else {
            format!("the page has no definition of the label {name}")
        };
        findings.push(
            RULE.at(place, message)
                .with_help("use the label of the definition that the target has, or add one")
                .with_related(pair.source.inner, "the source"),
        );
    }
}

/// Whether this rule finds something.
pub(super) fn is_found(pair: &PairContext<'_>) -> bool {
    missing(pair) > 0 && !bracketed(&pair.target).is_empty()
}

/// How many reference links the target has fewer than the source.
fn missing(pair: &PairContext<'_>) -> usize {
    let is_reference = |kind: &InlineKind| matches!(kind, InlineKind::Link(Address::Reference(_)));
    pair.source.count(is_reference).saturating_sub(pair.target.count(is_reference))
}

/// What stands in brackets of the text that may be a label: the last of brackets that touch.
fn bracketed(segment: &SegmentContext<'_>) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut open = None;
    for literal in literal_marks(segment.text, segment.inlines()).filter(|literal| !literal.is_escaped) {
        match literal.mark {
            b'[' => open = Some(literal.at + 1),
            b']' => {
                let Some(start) = open.take().filter(|start| *start < literal.at) else { continue };
                if found.last().is_some_and(|label| label.end + 2 == start) {
                    found.pop();
                }
                found.push(Span::new(start, literal.at));
            }
            _ => {}
        }
    }
    found
}
