//! A link that leads elsewhere than in the source.

use std::collections::HashMap;

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext, comparable};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{Inline, InlineKind};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("link-address"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "a link that leads elsewhere than in the source",
    why: "The reader ends on another page, or on none. The order of links may differ, and so may the locale in an address: \
          `/en-us/` and `/sv-se/`, `en.` and `sv.` in front of a host name. A link whose text stays must lead to what it led to. `<a href=\"…\">` is a link too. Of a link with a label the definition tells where it leads.",
    example: Example::pair("sv-SE", "See [Install](install.md#linux).", "Se [Installera](install.md#windows)."),
    fix: None,
    check: Check::Pair(When::target(Chars::BRACKET.or(Chars::ANGLE)), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if !pair.has_other_markup() {
        return;
    }
    let is_link = |text: &str, inline: &Inline| {
        matches!(inline.kind, InlineKind::Link(_)) || inline.is_tag(text, "a")
    };
    let difference = pair.address_difference(is_link);
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
    let (source, target) = (lone_links(&pair.source), lone_links(&pair.target));
    let mut found = Difference::default();
    for inline in pair.source.inlines() {
        let text = &pair.source.text[inline.inner.range()];
        let both = source.get(text).and_then(Option::as_ref).zip(target.get(text).and_then(Option::as_ref));
        if let Some(((_, missing), (_, extra))) = both.filter(|((address, _), (other, _))| address != other) {
            found.missing.push(*missing);
            found.extra.push(*extra);
        }
    }
    found
}

/// Where the links of a segment lead and where they stand, by their texts; `None` for a text that several have.
fn lone_links<'s>(side: &'s SegmentContext<'_>) -> HashMap<&'s str, Option<(String, Span)>> {
    let mut links = HashMap::new();
    for inline in side.inlines().iter().filter(|inline| matches!(inline.kind, InlineKind::Link(_))) {
        let Some(address) = side.destination(inline) else { continue };
        let link = (comparable(&address), inline.outer);
        links.entry(&side.text[inline.inner.range()]).and_modify(|known| *known = None).or_insert(Some(link));
    }
    links
}
