//! Regions in which the generator wrote `&quot;` for the quotes of tags.

use super::{Category, Check, Example, Rule};
use crate::diagnostic::{Applicability, RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::ENCODED_MARKER,
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "a region in which quotes were written as `&quot;`, those of tags included",
    why: "The generator takes the text from the address of an image or a link up to the next `\")` for a title and encodes its \
          quotes. The tags in it are no longer tags: both texts of each pair are shown to the reader.\n\n\
          The fix writes `\"` for each `&quot;` between the two quotes that enclose the region. It is safe: the pairs come out as \
          they were before the mishap.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n\
         ## <a name=\"log&quot;></a><span data-ttu-id=&quot;0a1b2-101&quot;>Läs loggen</span>\
         <span class=&quot;sxs-lookup&quot;><span data-stu-id=&quot;0a1b2-101&quot;>Read the log</span></span>\n\n\
         <span data-ttu-id=\"0a1b2-102\">Öppna den.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-102\">Open it.</span></span>\n",
    ),
    fix: Some(Applicability::Safe),
    check: Check::Reading,
};
