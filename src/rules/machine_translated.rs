//! Pages that nobody has looked at since a machine translated them.

use super::{Category, Check, Example, Rule};
use crate::check::{Findings, PageContext};
use crate::diagnostic::RuleId;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("machine-translated"),
    category: Category::Document,
    severity: None,
    finds: "a page that is raw machine translation",
    why: "`ms.translationtype: MT` says that no person has looked at the translation. Most pages of a repository are such, so the \
          rule is off; switch it on for pages that must be read before they are published, such as legal ones.",
    example: Example::page(
        "---\ntitle: Villkor\nms.translationtype: MT\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Villkor</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Terms</span></span>\n",
    ),
    fix: None,
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let key = "ms.translationtype";
    if page.document.pairs().is_empty() || page.value(key).and_then(|value| value.as_str()) != Some("MT") {
        return;
    }
    if let Some(place) = page.place_of(key) {
        findings.push(
            RULE.at(place, "the page is raw machine translation")
                .with_help("have it reviewed, and set `ms.translationtype` to `HT`"),
        );
    }
}
