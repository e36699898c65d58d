//! A sentence that is the same on both sides.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::language::fold;
use crate::prose::has_small_words;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("untranslated"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a sentence that stands untranslated in the target",
    why: "The reader gets a sentence in another language. Both sides must be the same, but for case, punctuation and markup, and hold three words in small letters, once code, \
          addresses and entities are out: names, constants and commands are the same in every language.",
    example: Example::pair("de-DE", "Select the folder that you want to share.", "Select the folder that you want to share."),
    fix: None,
    check: Check::Pair(When::source(Chars::SMALL), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, &pair.source);
    let is_same = target.text.trim() == source.text.trim();
    if !is_same && !is_nearly_same(source.text, target.text) || !has_small_words(target.text, 3) {
        return;
    }
    if is_same_language(pair) || !has_small_words(target.prose(), 3) {
        return;
    }
    findings.push(
        RULE.at(
            target.span(0..target.text.len()),
            if is_same { "the target is the same as the source" } else { "the target has the words of the source" },
        )
            .with_help("translate it")
            .with_related(source.inner, "the source"),
    );
}

/// Whether two texts differ in case, punctuation and markup only.
fn is_nearly_same(source: &str, target: &str) -> bool {
    /// How many bytes that may make.
    const MOST: usize = 8;
    let letters = |text| -> Option<&str> { str::trim_start_matches(text, |mark: char| !mark.is_alphanumeric()).get(..2) };
    let begin_alike = || match (letters(source), letters(target)) {
        (Some(source), Some(target)) => source.eq_ignore_ascii_case(target),
        (source, target) => source == target,
    };
    let words = |text: &str| text.split_whitespace().count();
    source.len().abs_diff(target.len()) <= MOST
        && begin_alike()
        && words(source).abs_diff(words(target)) <= words(source) / 8
        && fold(source) == fold(target)
}

/// Whether the target is in the language of the source, be it that of another region.
fn is_same_language(pair: &PairContext<'_>) -> bool {
    pair.language().is_some_and(|language| language.primary() == pair.source_language().primary())
}
