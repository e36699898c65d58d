//! Tags of pairs that are not written as the generator writes them.

use super::{Category, Check, Example, Rule};
use crate::diagnostic::{Applicability, RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::MALFORMED_SPAN,
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "tags of a pair in another spelling, torn, never closed, or with text between the halves",
    why: "Programs that publish these pages look for the exact spelling of the generator, \
          `<span data-ttu-id=\"ID\">…</span><span class=\"sxs-lookup\"><span data-stu-id=\"ID\">…</span></span>`. A pair in another \
          one stays in the published page with both its texts.\n\n\
          The fix writes the tags of a pair in that spelling. It is safe: it is offered only for a pair that can be read with \
          certainty and whose tags say nothing else, such as a language or another class. What is torn or not closed needs a \
          person.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id='0a1b2-101'>Välj **Öppna**.</span> \
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Select **Open**.</span></span>\n",
    ),
    fix: Some(Applicability::Safe),
    check: Check::Reading,
};
