//! Ids of a page that do not ascend.

use super::{Category, Check, Example, Rule};
use crate::bitext::id_parts;
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("id-out-of-order"),
    category: Category::Structure,
    severity: Some(Severity::Warning),
    finds: "an id with a lower number than that of the pair in front of it",
    why: "The numbers count the sentences of the source, so they ascend from the first pair to the last. Where they do not, \
          pairs were moved or pasted, and a translation may stand in the place of another. A gap is none: sentences without a pair \
          have numbers too.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-102\">Välj **Spara**.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-102\">Select **Save**.</span></span>\n\n\
         <span data-ttu-id=\"0a1b2-101\">Välj **Öppna**.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Select **Open**.</span></span>\n",
    ),
    fix: None,
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let document = page.document;
    for two in document.pairs().windows(2) {
        let (earlier, id) = (document.id(&two[0]), document.id(&two[1]));
        let (Some((earlier_prefix, earlier_number)), Some((prefix, number))) = (id_parts(earlier), id_parts(id)) else {
            continue;
        };
        if prefix == earlier_prefix && number < earlier_number {
            findings.push(
                RULE.at(two[1].id, format!("`{id}` stands behind `{earlier}`"))
                    .with_help("put the pairs into the order of the source")
                    .with_related(two[0].id, "the pair in front of it"),
            );
        }
    }
}
