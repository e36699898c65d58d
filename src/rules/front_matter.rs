//! Front matter that cannot be read.

use super::{Category, Check, Example, Rule};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};
use crate::front_matter::FrontMatter;

pub(super) static RULE: Rule = Rule {
    id: RuleId::FRONT_MATTER,
    category: Category::Document,
    severity: Some(Severity::Error),
    finds: "front matter that is not valid YAML, has a key twice or is never closed",
    why: "The site does not build the page, or builds it without its title and its locale. The usual cause is a translated value \
          that holds `: ` or a quotation mark and stands without quotes. Front matter that is never closed is only reported where \
          the page has pairs: elsewhere it may be a line across the page.",
    example: Example::page(
        "---\ntitle: Nordlys: säkerhetskopiera\nms.contentlocale: sv-SE\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Öppna</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Open</span></span>\n",
    ),
    fix: None,
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    if let Some(mistake) = page.front_matter_mistake() {
        findings.push(mistake.clone());
    } else if page.document.front_matter().is_none()
        && !page.document.pairs().is_empty()
        && let Some(unclosed) = FrontMatter::unclosed(page.document.text())
    {
        findings.push(unclosed);
    }
}
