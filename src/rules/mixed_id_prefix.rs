//! Pairs of different pages in one.

use std::collections::HashMap;

use super::{Category, Check, Example, Rule};
use crate::bitext::{IdParts, SegmentPair};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("mixed-id-prefix"),
    category: Category::Structure,
    severity: Some(Severity::Warning),
    finds: "an id whose prefix is not that of most ids of the page",
    why: "All ids of a page are generated with one prefix. A pair with another one was pasted from another page or left over from \
          an older state of this one, so its number says nothing about where it belongs. Each prefix is reported once, at its first \
          pair.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Välj **Öppna**.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Select **Open**.</span></span>\n\n\
         <span data-ttu-id=\"9f8e7-140\">Välj **Spara**.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"9f8e7-140\">Select **Save**.</span></span>\n",
    ),
    fix: None,
    check: Check::Page(check),
};

struct Prefix<'d> {
    text: &'d str,
    first: &'d SegmentPair,
    pairs: usize,
}

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    if page.has_plain_ids() {
        return;
    }
    let document = page.document;
    let prefix = |pair| IdParts::of(document.id(pair)).map(|parts| parts.prefix);
    // Most pages have one.
    let mut prefixes = document.pairs().iter().filter_map(prefix);
    let Some(first) = prefixes.next() else { return };
    if prefixes.all(|prefix| prefix == first) {
        return;
    }
    let mut found: Vec<Prefix<'_>> = Vec::new();
    let mut places = HashMap::new();
    for pair in document.pairs() {
        let Some(text) = prefix(pair) else { continue };
        let place = *places.entry(text).or_insert(found.len());
        match found.get_mut(place) {
            Some(known) => known.pairs += 1,
            None => found.push(Prefix { text, first: pair, pairs: 1 }),
        }
    }
    // Of prefixes that are as frequent, the first.
    let Some(most) = found.iter().rev().max_by_key(|prefix| prefix.pairs) else { return };
    for other in found.iter().filter(|other| other.text != most.text) {
        let and_more = match other.pairs - 1 {
            0 => "has".to_owned(),
            1 => "and 1 more pair have".to_owned(),
            more => format!("and {more} more pairs have"),
        };
        let message = format!("`{}` {and_more} another prefix than the page, `{}`", document.id(other.first), most.text);
        findings.push(
            RULE.at(other.first.id, message)
                .with_help("see whether it belongs to this page, and give it an id of the page if it does")
                .with_related(most.first.id, "the first pair with the prefix of the page"),
        );
    }
}
