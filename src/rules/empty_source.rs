//! A source without text.

use super::{Category, Check, Example, Rule, When};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::plain_text;

pub(super) static RULE: Rule = Rule {
    id: RuleId::EMPTY_SOURCE,
    category: Category::Structure,
    severity: Some(Severity::Info),
    finds: "a source without text, for a translation that has some",
    why: "The translation can be compared with nothing, and the reader who asks for the source sees an empty box. The generator makes such pairs where it takes two sentences of the source together; then nothing is wrong with the translation. White \
          space is no text, nor are tags and comments; a pair without any text is left alone.",
    example: Example::pair("sv-SE", "", "Välj **Öppna**."),
    fix: None,
    check: Check::Pair(When::ALWAYS, check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if pair.source.text.trim().is_empty() && !plain_text(pair.target.text).trim().is_empty() {
        findings.push(
            RULE.at(pair.pair.source.outer, "the source is empty")
                .with_help("see in the original page what was translated")
                .with_related(pair.target.inner, "the translation"),
        );
    }
}
