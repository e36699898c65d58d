//! Two halves that follow one another and have different ids.

use super::{Category, Check, Example, Rule};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::ID_MISMATCH,
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "a target half and a source half behind it that have different ids",
    why: "Either the id was edited, or one of the two halves belongs to another sentence. The page does not tell which, so the two are not compared.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Välj **Öppna**.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-107\">Select **Open**.</span></span>\n",
    ),
    fix: None,
    check: Check::Reading,
};
