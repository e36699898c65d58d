//! An abbreviation that the source defines and the translation does not have.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::plain_text;
use crate::terms::abbreviation::{definitions, is_abbreviation};
use crate::terms::{is_kept, is_prose};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("abbreviation-lost"),
    category: Category::Terms,
    severity: Some(Severity::Warning),
    finds: "an abbreviation that the source defines and the translation does not have",
    why: "`Service Usage Agreement (SUA)` says what SUA means. Where the translation leaves it out, the reader of the next sentence \
          does not know it.\n\n\
          Only what stands in brackets behind its own words counts: `(FAQ)` and `(NOTE)` by themselves define nothing. An \
          abbreviation of the target language in its place, such as `(ИИ)` for `(AI)`, is right.",
    example: Example::pair("sv-SE", "See the Service Usage Agreement (SUA).", "Se avtalet för tjänsteanvändning."),
    fix: None,
    check: Check::Pair(When::source(Chars::PARENTHESIS), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (source, target) = (pair.source.text, pair.target.text);
    let mut plain = None;
    for definition in definitions(source) {
        let abbreviation = &source[definition.abbreviation.clone()];
        let singular = abbreviation.strip_suffix('s').unwrap_or(abbreviation);
        if is_kept(singular, target) || !is_prose(source, &definition.abbreviation) {
            continue;
        }
        let plain: &String = plain.get_or_insert_with(|| plain_text(target));
        if is_kept(singular, plain) || has_other_abbreviation(plain, source) {
            continue;
        }
        findings.push(
            RULE.at(pair.target.inner, format!("the translation does not have the abbreviation `{abbreviation}`"))
                .with_help(format!("write `{abbreviation}` in brackets behind the translation of its words"))
                .with_related(pair.source.span(definition.name.start..definition.abbreviation.end), "it is defined here"),
        );
    }
}

/// Whether the translation has an abbreviation in brackets that the source has not.
fn has_other_abbreviation(target: &str, source: &str) -> bool {
    target.match_indices(['(', '（']).any(|(at, open)| {
        let inside = &target[at + open.len()..];
        inside.split_once([')', '）']).is_some_and(|(inside, _)| is_abbreviation(inside) && !source.contains(inside))
    })
}
