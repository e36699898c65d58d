//! A pair of the page that stands in code.

use super::{Category, Check, Example, Rule};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::PAIR_IN_CODE,
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "a pair of the page that stands in a code block or a code span",
    why: "In code its tags are text, and the reader sees them. Most often a fence in front of it is not closed, or a list has \
          lost its item.\n\n\
          A page about this format shows pairs in code on purpose. Their ids are not those of the page: what has another prefix, \
          or a number that is not the next, is taken for an example and is not reported. A pair that only its indentation puts \
          into code is one of the page if its id continues the page, and is reported if it has the prefix but not the number.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Kör detta:</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Run this:</span></span>\n\n\
         ```powershell\nGet-Item å\n\n\
         <span data-ttu-id=\"0a1b2-102\">Läs svaret.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-102\">Read the answer.</span></span>\n",
    ),
    fix: None,
    check: Check::Reading,
};
