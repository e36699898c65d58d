//! A sentence that is the same on both sides.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::prose::has_small_words;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("untranslated"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a sentence that stands untranslated in the target",
    why: "The reader gets a sentence in another language. Both sides must be the same and hold three words in small letters, once code, \
          addresses and entities are out: names, constants and commands are the same in every language.",
    example: Example::pair("de-DE", "Select the folder that you want to share.", "Select the folder that you want to share."),
    fix: None,
    check: Check::Pair(When::source(Chars::SMALL), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, &pair.source);
    if target.text.trim() != source.text.trim() || !has_small_words(target.text, 3) {
        return;
    }
    if is_same_language(pair) || !has_small_words(target.prose(), 3) {
        return;
    }
    findings.push(
        RULE.at(target.span(0..target.text.len()), "the target is the same as the source")
            .with_help("translate it")
            .with_related(source.inner, "the source"),
    );
}

/// Whether the target is in the language of the source, be it that of another region.
fn is_same_language(pair: &PairContext<'_>) -> bool {
    pair.language().is_some_and(|language| language.primary() == pair.source_language().primary())
}
