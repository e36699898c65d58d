//! A term that is not translated as the glossary says.

use std::ops::Range;

use super::{Category, Check, Example, Rule, When};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::plain_text;
use crate::terms::{FoldedText, Found, Translation, Treatment};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("glossary-term"),
    category: Category::Terms,
    severity: Some(Severity::Warning),
    finds: "a term whose translation is not the one of the glossary, or is a forbidden one",
    why: "Readers take two names for two things. Glossaries are lists of terms in TOML, CSV or TBX that the configuration names.\n\n\
          The translation counts as used if its words are there in any form and order, and one of several translations is enough. \
          A forbidden one counts only word for word. Terms in code, in addresses, in identifiers and in names that the translation \
          keeps are not looked for, nor is a sentence that is not translated at all.",
    example: Example::pair("sv-SE", "Each vault has a key.", "Varje kassaskåp har en nyckel.")
        .with_config("[[terms.glossary]]\nsource = \"vault\"\ntargets = { sv = \"valv\" }\n"),
    fix: None,
    check: Check::Pair(When::ALWAYS, check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let Some(matcher) = pair.terms() else { return };
    let (source, target) = (pair.source.text, pair.target.text);
    if source == target {
        return;
    }
    let mut texts = None;
    let mut terms = Vec::new();
    for found in matcher.find(source) {
        let Treatment::Translate { targets, forbidden } = &found.entry.treatment else { continue };
        let term = found.entry.source.as_str();
        if terms.contains(&term) || !pair.source.is_prose(&found.span) {
            continue;
        }
        terms.push(term);
        let (plain, text) = texts.get_or_insert_with(|| {
            let plain = plain_text(target);
            let folded = FoldedText::new(&plain);
            (plain, folded)
        });
        let is_used = targets.iter().any(|translation| text.uses(translation));
        let wrong = forbidden.iter().find(|wrong| {
            // A forbidden word may be part of a translation that is wanted.
            let is_part = |wanted: &Translation| FoldedText::new(wanted.as_str()).has_phrase(wrong);
            text.has_phrase(wrong) && !(is_used && targets.iter().any(is_part))
        });
        let message = match wrong {
            Some(wrong) => format!("`{term}` is translated as `{}`, which the glossary forbids", wrong.as_str()),
            None if is_used || targets.is_empty() || is_in_kept_name(source, &found, plain) => continue,
            None => format!("`{term}` is not translated as the glossary says"),
        };
        let wanted: Vec<String> = targets.iter().map(|translation| format!("`{}`", translation.as_str())).collect();
        let help = match wanted.as_slice() {
            [] => "find another word".to_owned(),
            wanted => format!("write {}", wanted.join(" or ")),
        };
        findings.push(
            RULE.at(pair.target.inner, message)
                .with_help(help)
                .with_related(pair.source.span(found.span), "the term in the source"),
        );
    }
}

/// Whether a term is part of a name that the translation keeps, as `sync` is of `Fjord Sync`.
fn is_in_kept_name(source: &str, found: &Found<'_>, target: &str) -> bool {
    let Range { start, end } = found.span;
    let word = &source[found.span.clone()];
    let before = source[..start].trim_end();
    let is_capitalized = word.starts_with(char::is_uppercase) && !found.entry.source.as_str().starts_with(char::is_uppercase);
    if is_capitalized && !before.is_empty() && target.contains(word) {
        return true;
    }
    // With the word in front of it or the one behind it, as the translation has it in any case.
    let is_end = |character: char| !character.is_alphanumeric();
    let first = before.rfind(is_end).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let behind = &source[end..];
    let rest = behind.trim_start();
    let last = source.len() - rest.len() + rest.find(is_end).unwrap_or(rest.len());
    let target = target.to_lowercase();
    [(first < before.len()).then_some(first..end), (last > end + 1).then_some(start..last)]
        .into_iter()
        .flatten()
        .any(|part| target.contains(&source[part].to_lowercase()))
}
