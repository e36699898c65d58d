//! A link that leads elsewhere than in the source.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{Address, InlineKind};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("link-address"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "a link that leads elsewhere than in the source",
    why: "The reader ends on another page, or on none. The order of links may differ, and so may the locale in an address: \
          `/en-us/` and `/sv-se/`, `en.` and `sv.` in front of a host name.",
    example: Example::pair("sv-SE", "See [Install](install.md#linux).", "Se [Installera](install.md#windows)."),
    fix: None,
    check: Check::Pair(When::target(Chars::BRACKET), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if !pair.has_other_markup() {
        return;
    }
    let difference = pair.address_difference(|kind| matches!(kind, InlineKind::Link(Address::Inline(_))));
    // With more on one side than on the other it is the number that is wrong.
    if difference.missing.len() == difference.extra.len() {
        difference.report(&RULE, pair, "lead the link to where the source leads", findings);
    }
}
