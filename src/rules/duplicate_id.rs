//! An id that two pairs of a page have.

use std::collections::HashMap;

use super::{Category, Check, Example, Rule};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("duplicate-id"),
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "an id that two pairs of a page have",
    why: "The page and the id together name a segment. When two have the same, a translation that comes back cannot be put in \
          its place.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Öppna</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Open</span></span>\n\n\
         <span data-ttu-id=\"0a1b2-101\">Spara</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Save</span></span>\n",
    ),
    fix: None,
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let document = page.document;
    let pairs = document.pairs();
    if page.has_plain_ids() {
        return;
    }
    let mut first = HashMap::with_capacity(pairs.len());
    for pair in pairs {
        let id = document.id(pair);
        if let Some(earlier) = first.insert(id, pair.id) {
            findings.push(
                RULE.at(pair.id, format!("the id `{id}` is used twice"))
                    .with_help("give the pair an id that no other pair of the page has")
                    .with_related(earlier, "it stands here too"),
            );
        }
    }
}
