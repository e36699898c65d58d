//! A bare URL that is changed, lost or glued to a word.

use std::collections::HashSet;
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
    why: "The site makes a link of it up to the next space, so a word that is glued to its end becomes part of the address, and behind \
          a word that is glued to its start it is no link. A word that the source glues to it as well says nothing. The locale in \
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
    let (source, target) = (urls(&pair.source), urls(&pair.target));
    let is_glued_in_source = |address: &str| source.iter().any(|url| !url.glued.is_empty() && url.address == address);
    let in_target = target.iter().map(|url| match is_glued_in_source(&url.address) {
        true => (("", &*url.address), url.span),
        false => ((url.glued, &*url.address), Span::new(url.span.start - url.glued.len(), url.span.end)),
    });
    let in_source = source.iter().map(|url| (("", &*url.address), url.span));
    let mut difference = Difference::of(in_source.collect(), in_target.collect());
    if difference.is_empty() {
        return;
    }
    // A link whose text is its address, or an address in angle brackets, leads there too.
    let linked = |urls: &[Url<'_>], side: &SegmentContext<'_>| -> HashSet<usize> {
        let addresses = side.inlines().iter().filter_map(|inline| inline.destination(side.text));
        let addresses: HashSet<String> = addresses.map(|address| comparable_url(&address)).collect();
        let is_linked = |url: &&Url<'_>| url.glued.is_empty() && addresses.contains(&url.address);
        urls.iter().filter(is_linked).map(|url| url.span.end).collect()
    };
    let (linked_in_target, linked_in_source) = (linked(&source, &pair.target), linked(&target, &pair.source));
    difference.missing.retain(|place| !linked_in_target.contains(&place.end));
    difference.extra.retain(|place| !linked_in_source.contains(&place.end));
    difference.report(&RULE, pair, "write the address as the source has it, with spaces around it", findings);
}

/// An address in a text.
struct Url<'s> {
    /// The address as it is compared.
    address: String,
    /// The letters that are glued to its front, if there are any.
    glued: &'s str,
    /// Where the address stands, in bytes of the text.
    span: Span,
}

fn urls<'s>(segment: &SegmentContext<'s>) -> Vec<Url<'s>> {
    let mut found = Vec::new();
    for run in segment.text_runs() {
        let text = &segment.text[run.range()];
        for hit in URL.find_iter(text) {
            let url = hit.as_str().trim_end_matches(|end: char| !end.is_alphanumeric() && !matches!(end, '=' | '/'));
            let start = run.start + hit.start();
            found.push(Url {
                address: comparable_url(url),
                glued: glued_word(&text[..hit.start()]),
                span: Span::new(start, start + url.len()),
            });
        }
    }
    found
}

fn comparable_url(url: &str) -> String {
    without_locale(url.trim_end_matches('/'))
}

/// The letters at the end of a text. A script without spaces between words, from the Thai on, needs none here either.
fn glued_word(before: &str) -> &str {
    &before[before.trim_end_matches(|letter: char| letter.is_alphanumeric() && letter < '\u{e00}').len()..]
}
