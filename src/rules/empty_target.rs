//! A translation without text.

use super::{Category, Check, Example, Rule, When};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("empty-target"),
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "a translation without text, where the source has some",
    why: "The sentence is missing from the published page. White space is no text.",
    example: Example::pair("sv-SE", "Select **Open**.", ""),
    fix: None,
    check: Check::Pair(When::ALWAYS, check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if pair.target.text.trim().is_empty() && !pair.source.text.trim().is_empty() {
        findings.push(
            RULE.at(pair.pair.target.outer, "the translation is empty")
                .with_help("translate the source")
                .with_related(pair.source.inner, "the source"),
        );
    }
}
