//! Ids of a page that do not ascend.

use super::{Category, Check, Example, Rule};
use crate::bitext::{IdParts, SegmentPair};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("id-out-of-order"),
    category: Category::Structure,
    severity: Some(Severity::Warning),
    finds: "an id with a lower number than that of the pair in front of it",
    why: "The numbers count the sentences of the source, so they ascend from the first pair to the last. Where they do not, \
          pairs were moved or pasted, and a translation may stand in the place of another. A gap is no defect: sentences without a pair \
          have numbers too. Numbers with a `p`, those of whole paragraphs, are counted by themselves.",
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
    if page.has_plain_ids() {
        return;
    }
    let document = page.document;
    let mut last: [Option<(IdParts<'_>, &SegmentPair)>; 2] = [None; 2];
    for pair in document.pairs() {
        let id = document.id(pair);
        let Some(own) = IdParts::of(id) else { continue };
        let earlier = last[usize::from(own.is_paragraph)].replace((own, pair));
        if let Some((parts, earlier)) = earlier
            && parts.prefix == own.prefix
            && own.number < parts.number
        {
            findings.push(
                RULE.at(pair.id, format!("`{id}` stands behind `{}`", document.id(earlier)))
                    .with_help("put the pairs into the order of the source")
                    .with_related(earlier.id, "the pair in front of it"),
            );
        }
    }
}
