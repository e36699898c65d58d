//! A link that leads elsewhere than in the source.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext, comparable};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{Address, Inline, InlineKind};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("link-address"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "a link that leads elsewhere than in the source",
    why: "The reader ends on another page, or on none. The order of links may differ, and so may the locale in an address: \
          `/en-us/` and `/sv-se/`, `en.` and `sv.` in front of a host name. A link whose text stays must lead to what it led to.",
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
        difference.report(&RULE, pair, HELP, findings);
    }
    if difference.is_empty() {
        swapped(pair).report(&RULE, pair, HELP, findings);
    }
}

const HELP: &str = "lead the link to where the source leads";

/// The links whose texts stand once on either side, and that lead elsewhere.
fn swapped(pair: &PairContext<'_>) -> Difference {
    let links = |side: &SegmentContext<'_>| -> Vec<(String, String, Span)> {
        let of_link = |inline: &Inline| {
            let is_link = matches!(inline.kind, InlineKind::Link(Address::Inline(_)));
            let address = inline.destination(side.text).filter(|_| is_link)?;
            Some((side.text[inline.inner.range()].to_owned(), comparable(&address), inline.outer))
        };
        side.inlines().iter().filter_map(of_link).collect()
    };
    let (source, target) = (links(&pair.source), links(&pair.target));
    let lone = |links: &[(String, String, Span)], text: &str| {
        let mut same = links.iter().filter(|(other, ..)| other == text);
        same.next().filter(|_| same.next().is_none()).map(|(_, address, span)| (address.clone(), *span))
    };
    let mut found = Difference::default();
    for (text, ..) in &source {
        let both = lone(&source, text).zip(lone(&target, text));
        if let Some(((_, missing), (_, extra))) = both.filter(|((address, _), (other, _))| address != other) {
            found.missing.push(missing);
            found.extra.push(extra);
        }
    }
    found
}
