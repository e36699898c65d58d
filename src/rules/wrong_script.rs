//! A translation without a letter of its language's script.

use super::{Category, Check, Example, Rule, When};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::prose::has_small_words;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("wrong-script"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a translation without a letter of its language's script",
    why: "A Russian sentence without a Cyrillic letter is no Russian sentence. The target must hold three words of small letters in its \
          prose: names, constants and commands keep their script. A target that is the same as the source is `untranslated`.",
    example: Example::pair("ru-RU", "Select the folder to share.", "Choose the folder to be shared."),
    fix: None,
    check: Check::Pair(When::ALWAYS, check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let target = &pair.target;
    let Some(language) = pair.language() else { return };
    // In most pairs one of the first letters settles it.
    if target.text.chars().any(|letter| language.is_of_script(letter)) {
        return;
    }
    if target.text.trim() == pair.source.text.trim() || !has_small_words(target.prose(), 3) {
        return;
    }
    findings.push(
        RULE.at(target.span(0..target.text.len()), format!("no letter here is of the script of `{}`", language.tag()))
            .with_help("translate it, or check the locale of the page")
            .with_related(pair.source.inner, "the source"),
    );
}
