//! A term that is not translated as the glossary says.

use super::{Category, Check, Example, Rule, When};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::plain_text;
use crate::terms::{FoldedText, Translation, Treatment};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("glossary-term"),
    category: Category::Terms,
    severity: Some(Severity::Warning),
    finds: "a term whose translation is not the one of the glossary, or is a forbidden one",
    why: "Readers take two names for two things. Glossaries are lists of terms in TOML, CSV or TBX that the configuration names.\n\n\
          The translation counts as used if its words are there in any form and order, and one of several translations is enough. \
          A forbidden one counts only word for word. Terms in code, in addresses and in identifiers are not looked for, nor is a \
          sentence that is not translated at all.",
    example: Example::pair("sv-SE", "Each vault has a key.", "Varje kassaskåp har en nyckel.")
        .with_config("[[terms.glossary]]\nsource = \"vault\"\ntargets = { sv = \"valv\" }\n"),
    fix: None,
    check: Check::Pair(When::ALWAYS, check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let Some(matcher) = pair.page.terms() else { return };
    let (source, target) = (pair.source.text, pair.target.text);
    if source == target {
        return;
    }
    let mut folded = None;
    let mut reported = Vec::new();
    for found in matcher.find(source) {
        let Treatment::Translate { targets, forbidden } = &found.entry.treatment else { continue };
        let term = found.entry.source.as_str();
        if reported.contains(&term) || !pair.source.is_prose(&found.span) {
            continue;
        }
        let text = folded.get_or_insert_with(|| FoldedText::new(&plain_text(target)));
        let is_used = targets.iter().any(|translation| text.uses(translation));
        let wrong = forbidden.iter().find(|wrong| {
            // A forbidden word may be part of a translation that is wanted.
            let is_part = |wanted: &Translation| FoldedText::new(wanted.as_str()).has_phrase(wrong);
            text.has_phrase(wrong) && !(is_used && targets.iter().any(is_part))
        });
        let message = match wrong {
            Some(wrong) => format!("`{term}` is translated as `{}`, which the glossary forbids", wrong.as_str()),
            None if is_used || targets.is_empty() => continue,
            None => format!("`{term}` is not translated as the glossary says"),
        };
        reported.push(term);
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
