//! An abbreviation that the source defines and the translation does not have.

use std::ops::Range;

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::plain_text;
use crate::terms::abbreviation::{definitions, is_abbreviation};
use crate::terms::{find_name, is_kept};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("abbreviation-lost"),
    category: Category::Terms,
    severity: Some(Severity::Warning),
    finds: "an abbreviation that the source defines and the translation does not have",
    why: "`Service Usage Agreement (SUA)` says what SUA means. Where the translation leaves it out, the reader of the next sentence \
          does not know it.\n\n\
          Only what stands in brackets behind its own words counts: `(FAQ)` and `(NOTE)` by themselves define nothing. An \
          abbreviation of the target language in its place, such as `(ИИ)` for `(AI)`, is right, and so is a translation without \
          the brackets if nothing near it in the page uses the abbreviation.",
    example: Example::pairs(
        "sv-SE",
        &[
            ("See the Service Usage Agreement (SUA).", "Se avtalet för tjänsteanvändning."),
            ("The SUA is new.", "SUA är nytt."),
        ],
    ),
    fix: None,
    check: Check::Pair(When::source(Chars::PARENTHESIS), check),
};

/// The most definitions of one segment that are looked at: it is a sentence.
const MOST_DEFINITIONS: usize = 32;

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (source, target) = (pair.source.text, pair.target.text);
    let mut plain = None;
    let (mut has_other, mut has_fewer) = (None, None);
    for definition in definitions(source).take(MOST_DEFINITIONS) {
        let abbreviation = &source[definition.abbreviation.clone()];
        let singular = abbreviation.strip_suffix('s').unwrap_or(abbreviation);
        if is_kept(singular, target) || !pair.source.is_prose(&definition.abbreviation) {
            continue;
        }
        let plain: &String = plain.get_or_insert_with(|| plain_text(target));
        if is_kept(singular, plain) || *has_other.get_or_insert_with(|| has_other_abbreviation(plain, source)) {
            continue;
        }
        let mut has_fewer = || *has_fewer.get_or_insert_with(|| has_fewer_brackets(plain, source));
        let other_case = [abbreviation, singular].iter().find_map(|form| in_other_case(form, target)).filter(|part| pair.target.is_prose(part));
        if other_case.is_none() && has_fewer() && !is_used_elsewhere(singular, pair) {
            continue;
        }
        let (part, message) = match other_case {
            Some(part) => {
                let message = format!("the abbreviation `{abbreviation}` is written `{}`", &target[part.clone()]);
                (part, message)
            }
            None => (0..target.len(), format!("the translation does not have the abbreviation `{abbreviation}`")),
        };
        findings.push(
            RULE.at(pair.target.span(part), message)
                .with_help(format!("write `{abbreviation}` in brackets behind the translation of its words"))
                .with_related(pair.source.span(definition.name.start..definition.abbreviation.end), "it is defined here"),
        );
    }
}

/// Whether the translation has fewer brackets than the source, those aside that both have, and those whose text stands in the
/// translation without them.
fn has_fewer_brackets(target: &str, source: &str) -> bool {
    let is_new = |inside: &&str| !in_brackets(source).any(|other| other == *inside);
    let is_lost = |inside: &&str| !target.contains(inside);
    in_brackets(target).filter(is_new).count() < in_brackets(source).filter(is_lost).count()
}

/// What stands in the brackets of a text, as many and as long as a sentence may have.
fn in_brackets(text: &str) -> impl Iterator<Item = &str> {
    const MOST: usize = 64;
    /// In characters.
    const LONGEST: usize = 1000;
    let inside = |(at, open): (usize, &str)| {
        let rest = &text[at + open.len()..];
        let end = rest.char_indices().take(LONGEST).find(|(_, character)| matches!(character, ')' | '）'))?.0;
        Some(&rest[..end])
    };
    text.match_indices(['(', '（']).take(MOST).filter_map(inside)
}

/// Whether the page near a pair has an abbreviation beside the one that the pair defines, be it in code or as a part of a name.
fn is_used_elsewhere(abbreviation: &str, pair: &PairContext<'_>) -> bool {
    /// How many bytes before and behind the pair are looked at.
    const NEAR: usize = 1 << 16;
    let page = pair.page().document.text().as_bytes();
    let (source, target) = (pair.pair.source.inner, pair.pair.target.inner);
    let start = source.start.min(target.start).saturating_sub(NEAR);
    let near = &page[start..page.len().min(source.end.max(target.end) + NEAR)];
    let is_other = |at: &usize| !source.contains(start + at);
    memchr::memmem::find_iter(near, abbreviation).any(|at| is_other(&at))
        || pair.source.text.matches(abbreviation).nth(1).is_some()
}

/// Where a text has an abbreviation as a word, in another case.
fn in_other_case(abbreviation: &str, text: &str) -> Option<Range<usize>> {
    text.char_indices().map(|(at, _)| at..at + abbreviation.len()).find(|part| {
        text.get(part.clone()).is_some_and(|word| {
            let behind = text[part.end..].chars().next().map_or(0, char::len_utf8);
            let with_next = &text[part.start..part.end + behind];
            word.eq_ignore_ascii_case(abbreviation) && find_name(word, with_next).next().is_some_and(|at| at.start == 0)
        }) && !text[..part.start].ends_with(char::is_alphanumeric)
    })
}

/// Whether the translation has an abbreviation in brackets that the source has not, be it as a part of a word.
fn has_other_abbreviation(target: &str, source: &str) -> bool {
    let lower = source.to_lowercase();
    let is_new = |inside: &str| {
        let mut parts = inside.split('-');
        !source.contains(inside) && !parts.any(|part| lower.contains(&part.to_lowercase()))
    };
    in_brackets(target).any(|inside| (is_abbreviation(inside) || is_uncased_word(inside)) && is_new(inside))
}

/// Whether a text is one word of a script without capitals, such as the Arabic one, where it may be an abbreviation.
fn is_uncased_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_alphabetic() && !character.is_uppercase() && !character.is_lowercase())
}
