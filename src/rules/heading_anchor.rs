//! The anchor that a heading of the translation has for links to the heading of the source.

use std::borrow::Cow;

use super::{Category, Check, Example, Rule};
use crate::bitext::{SegmentPair, Side};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};
use crate::slug::{anchors, is_slug, slug};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("heading-anchor"),
    category: Category::Document,
    severity: Some(Severity::Info),
    finds: "an anchor of a heading that is not the slug of the source heading",
    why: "Links go to the slug of the source heading, in every language; `<a name=\"SLUG\"></a>` in front of the translated heading \
          is what they find. With another name a link ends at the top of the page. Headings without an anchor are left alone, and so \
          are anchors that are not at the start of a heading: they are the author's.",
    example: Example::page(
        "---\nms.contentlocale: sv-SE\n---\n\n## <a name=\"oppna-en-fil\"></a>\
         <span data-ttu-id=\"0a1b2-101\">Öppna en fil</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Open a file</span></span>\n",
    ),
    fix: Some(Applicability::Safe),
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let document = page.document;
    if document.pairs().is_empty() {
        return;
    }
    for anchor in anchors(document) {
        let starts_with_pair = |pair: &SegmentPair| {
            document.raw(Span::new(anchor.heading.start, pair.target.outer.start)).trim().is_empty()
        };
        let Some(first) = document.pairs_in(anchor.heading).first().filter(|pair| starts_with_pair(pair)) else {
            continue;
        };
        let source = if first.outer() == anchor.heading {
            document.decoded(first.source.inner)
        } else {
            Cow::Owned(document.side_text(anchor.heading, Side::Source))
        };
        let name = document.raw(anchor.name);
        if is_slug(name, &source) {
            continue;
        }
        let expected = slug(&source);
        if !expected.is_empty() {
            findings.push(
                RULE.at(anchor.name, format!("the anchor is `{name}`, and the slug of the source heading is `{expected}`"))
                    .with_help(format!("write `{expected}`, so that links to the heading find it"))
                    .with_fix(vec![Edit::replace(anchor.name, expected)]),
            );
        }
    }
}
