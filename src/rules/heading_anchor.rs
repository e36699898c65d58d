//! The anchor that a heading of the translation has for links to the heading of the source.

use std::borrow::Cow;

use memchr::memmem;

use super::{Category, Check, Example, Rule};
use crate::bitext::{SegmentPair, Side};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};
use crate::slug::{Anchor, anchors, is_slug, slug};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("heading-anchor"),
    category: Category::Document,
    severity: Some(Severity::Info),
    finds: "an anchor of a heading that is not the slug of the source heading",
    why: "Links go to the slug of the source heading, in every language; `<a name=\"SLUG\"></a>` in front of the translated heading \
          is what they find. With another name a link ends at the top of the page. Headings without an anchor are left alone, and so \
          are anchors that are not at the start of a heading: they are the author's. Where several headings have one slug, `SLUG-1` and so on \
          are their anchors too. There is a fix only if no other anchor has the name, and no link of the page leads to the one that is there.",
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
    let anchors = anchors(document);
    let source_of = |anchor: &Anchor| {
        let starts_with_pair = |pair: &SegmentPair| {
            document.raw(Span::new(anchor.heading.start, pair.target.outer.start)).trim().is_empty()
        };
        let first = document.pairs_in(anchor.heading).first().filter(|pair| starts_with_pair(pair))?;
        Some(if first.outer() == anchor.heading {
            document.decoded(first.source.inner)
        } else {
            Cow::Owned(document.side_text(anchor.heading, Side::Source))
        })
    };
    for anchor in &anchors {
        let Some(source) = source_of(anchor) else { continue };
        let name = document.raw(anchor.name);
        if is_slug(name, &source) {
            continue;
        }
        let expected = slug(&source);
        let others = || anchors.iter().filter(|other| other.span != anchor.span);
        let has_slug = |other: &Anchor| source_of(other).is_some_and(|source| is_slug(&expected, &source));
        if expected.is_empty() || is_numbered(name, &expected) && others().any(has_slug) {
            continue;
        }
        let is_taken = others().any(|other| document.raw(other.name) == expected || has_slug(other));
        let found = RULE
            .at(anchor.name, format!("the anchor is `{name}`, and the slug of the source heading is `{expected}`"))
            .with_help(format!("write `{expected}`, so that links to the heading find it"));
        findings.push(if is_taken || has_link_to(document.text(), name) {
            found
        } else {
            found.with_fix(vec![Edit::replace(anchor.name, expected)])
        });
    }
}

/// Whether a name is that of the second or a later heading with a slug: `open-1` for `open`.
fn is_numbered(name: &str, slug: &str) -> bool {
    let number = name.strip_prefix(slug).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether some link of a page leads to an anchor.
fn has_link_to(text: &str, name: &str) -> bool {
    let link = format!("#{name}");
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii();
    memmem::find_iter(text.as_bytes(), &link).any(|at| !text.as_bytes().get(at + link.len()).is_some_and(goes_on))
}
