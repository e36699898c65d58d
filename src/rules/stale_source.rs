//! Translations of an original that has changed since.

use super::{Category, Check, Example, Rule};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};
use crate::original::freshness;

pub(super) static RULE: Rule = Rule {
    id: RuleId::STALE_SOURCE,
    category: Category::Document,
    severity: Some(Severity::Warning),
    finds: "a page that was translated from another version of its original (needs `--source-root`)",
    why: "`ms.openlocfilehash` is the SHA-1 of the page that was translated. If the page below `--source-root` has another, its \
          text has changed since, and the translation tells readers what held before.",
    example: Example::page(
        "---\nms.openlocfilehash: 5d41402abc4b2a76b9719d911017c5925d41402a\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Öppna</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Open</span></span>\n",
    )
    .with_original("Open it\n"),
    fix: None,
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    if let Some(Err(stale)) = page.original().and_then(|original| freshness(page.document, original)) {
        findings.push(stale);
    }
}
