//! The anchor that a heading of the translation has for links to the heading of the source.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

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
    // Nearly all pages do without.
    let others = LazyCell::new(|| {
        let slugs = anchors.iter().filter_map(|anchor| Some(slug(&source_of(anchor)?)));
        let mut count: HashMap<String, usize> = HashMap::new();
        slugs.for_each(|slug| *count.entry(slug).or_default() += 1);
        let names: HashSet<&str> = anchors.iter().map(|anchor| document.raw(anchor.name)).collect();
        (count, names, linked_anchors(document.text()))
    });
    for anchor in &anchors {
        let Some(source) = source_of(anchor) else { continue };
        let name = document.raw(anchor.name);
        if is_slug(name, &source) {
            continue;
        }
        let expected = slug(&source);
        if expected.is_empty() {
            continue;
        }
        let (slugs, names, linked) = &*others;
        let is_shared = slugs.get(&expected).is_some_and(|&count| count > 1);
        if is_shared && is_numbered(name, &expected) {
            continue;
        }
        let found = RULE
            .at(anchor.name, format!("the anchor is `{name}`, and the slug of the source heading is `{expected}`"))
            .with_help(format!("write `{expected}`, so that links to the heading find it"));
        let is_free = !is_shared && !names.contains(&*expected) && !linked.contains(name);
        findings.push(if is_free { found.with_fix(vec![Edit::replace(anchor.name, expected)]) } else { found });
    }
}

/// Whether a name is that of the second or a later heading with a slug: `open-1` for `open`.
fn is_numbered(name: &str, slug: &str) -> bool {
    let number = name.strip_prefix(slug).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The anchors that links of a page may lead to.
fn linked_anchors(text: &str) -> HashSet<&str> {
    let is_of_name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    let behind = memchr::memchr_iter(b'#', text.as_bytes()).map(|at| &text[at + 1..]);
    behind.map(|rest| &rest[..rest.find(|character| !is_of_name(character)).unwrap_or(rest.len())]).collect()
}
