//! A translation without text.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{InlineKind, plain_text};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("empty-target"),
    category: Category::Structure,
    severity: Some(Severity::Error),
    finds: "a translation without text, where the source has some",
    why: "The sentence is missing from the published page. White space is no text, nor are tags, comments and `&nbsp;`; where the source is \
          a sentence, punctuation alone is none either.",
    example: Example::pair("sv-SE", "Select **Open**.", ""),
    fix: None,
    check: Check::Pair(When::ALWAYS, check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    if pair.source.text.trim().is_empty() {
        return;
    }
    let what = match pair.target.text.trim() {
        "" => "is empty",
        _ if is_without_words(pair) => "has no words",
        _ => return,
    };
    findings.push(
        RULE.at(pair.pair.target.outer, format!("the translation {what}"))
            .with_help("translate the source")
            .with_related(pair.source.inner, "the source"),
    );
}

/// Whether a target shows nothing, or no word for a source that has some.
fn is_without_words(pair: &PairContext<'_>) -> bool {
    /// From so many words on, a source is not translated by a mark alone, as `None` is by a dash.
    const WORDS: usize = 3;
    let target = &pair.target;
    // Nearly all have a letter or digit in front, if only behind the mark of a link or of emphasis, or a code that is kept.
    let text = target.text.trim_start_matches(['*', '_', '[']);
    if text.starts_with(char::is_alphanumeric) || target.chars.has(Chars::BACKTICK) {
        return false;
    }
    let text = plain_text(target.text);
    // What was damaged is another defect.
    let is_text = |letter: char| letter.is_alphanumeric() || letter == char::REPLACEMENT_CHARACTER;
    if text.contains(is_text) || target.count(|kind| matches!(kind, InlineKind::Image(_))) > 0 {
        return false;
    }
    let source = plain_text(pair.source.text);
    let words = source.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    words >= if text.trim().is_empty() { 1 } else { WORDS }
}
