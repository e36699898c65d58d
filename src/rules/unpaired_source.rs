//! A source half without a target half.

use super::{Category, Check, Example, Rule};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::UNPAIRED_SOURCE,
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "a source half that no target half precedes",
    why: "The translation of the sentence is gone from the page, or its tags are, so that nobody can tell which text it is. In \
          code tags are shown on purpose and are left alone.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         Välj **Öppna**. <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Select **Open**.</span></span>\n",
    ),
    fix: None,
    check: Check::Reading,
};
