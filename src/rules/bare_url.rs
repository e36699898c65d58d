//! A bare URL that is changed, lost or glued to a word.

use std::sync::LazyLock;

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Difference, Findings, PairContext, SegmentContext, without_locale};
use crate::diagnostic::{RuleId, Severity};
use crate::pattern::{Pattern, compile};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("bare-url"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Warning),
    finds: "a URL in the text that is changed, lost or glued to a word",
    why: "The site makes a link of it up to the next space, so a word that is glued to it becomes part of the address. The locale in \
          the address may differ.",
    example: Example::pair("de-DE", "Visit https://example.com/help today.", "Besuchen Sie noch heute https://example.com/Hilfe."),
    fix: None,
    check: Check::Pair(When::either(Chars::SLASH), check),
};

static URL: Pattern = LazyLock::new(|| compile(r"https?://[^\s<>()\[\]{}*`\x22“”„«»。、，；：！？（）「」]+"));

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let has_any = |segment: &SegmentContext<'_>| {
        segment.chars.has_all(Chars::COLON.or(Chars::SLASH))
            && memchr::memmem::find(segment.text.as_bytes(), b"://").is_some()
    };
    if !has_any(&pair.source) && !has_any(&pair.target) {
        return;
    }
    let difference = Difference::of(urls(&pair.source), urls(&pair.target));
    difference.report(&RULE, pair, "write the address as the source has it, with a space behind it", findings);
}

fn urls(segment: &SegmentContext<'_>) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for run in segment.text_runs() {
        for hit in URL.find_iter(&segment.text[run.range()]) {
            let url = hit.as_str().trim_end_matches(|end: char| !end.is_alphanumeric() && !matches!(end, '=' | '/'));
            let start = run.start + hit.start();
            found.push((without_locale(url.trim_end_matches('/')), Span::new(start, start + url.len())));
        }
    }
    found
}
