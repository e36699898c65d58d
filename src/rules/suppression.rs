//! A comment that suppresses findings and should not be there, or is not whole.

use super::{Category, Check, Example, Rule};
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::suppression::Misuse;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("suppression"),
    category: Category::Document,
    severity: Some(Severity::Warning),
    finds: "a `bitext-ignore` comment that suppresses nothing, or gives no reason",
    why: "A comment `<!-- bitext-ignore RULE: reason -->` suppresses the findings of a rule. It outlives what it was written for: \
          when the text is mended, it stays and hides the next defect. One that names a rule that does not exist hides nothing, \
          although it looks as if it did. And nobody dares to remove one that gives no reason.\n\n\
          A comment for a rule that is off in this run is left alone.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <!-- bitext-ignore empty-target: the product has no name in Swedish -->\n\
         <span data-ttu-id=\"0a1b2-101\">Öppna</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Open</span></span>\n",
    ),
    fix: None,
    check: Check::Suppression(check),
};

fn check(misuse: Misuse) -> Diagnostic {
    RULE.at(misuse.span, misuse.message).with_help(misuse.help)
}
