//! Brackets that are not closed, or not opened.

use super::{Category, Check, Example, Rule, When, math_mismatch};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::InlineKind;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("bracket-balance"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Warning),
    finds: "a bracket without its partner, where the brackets of the source are whole",
    why: "A part of the sentence is lost or stands in the wrong place. Full-width brackets are the partners of ASCII ones. Brackets in \
          code and in addresses do not count; those of a torn link, image or formula are reported by the rules for these.",
    example: Example::pair("ru-RU", "Open the file (if it exists) and read it.", "Откройте файл (если он есть и прочитайте его."),
    fix: None,
    check: Check::Pair(
        When::either(Chars::PARENTHESIS.or(Chars::BRACKET).or(Chars::BRACE).or(Chars::LEAD_EF)),
        check,
    ),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let Some((at, bracket)) = unbalanced(&pair.target) else { return };
    if bracket == ')' && is_list_mark(&pair.target.text[..at]) && has_list_mark(pair.source.text) {
        return;
    }
    let is_link = |kind: &InlineKind| matches!(kind, InlineKind::Link(_) | InlineKind::Image(_));
    if unbalanced(&pair.source).is_some()
        || pair.source.count(is_link) != pair.target.count(is_link)
        || math_mismatch::has_math(&pair.source)
    {
        return;
    }
    findings.push(
        RULE.at(pair.target.span(at..at + bracket.len_utf8()), format!("the bracket `{bracket}` has no partner"))
            .with_help("add its partner, or take it out")
            .with_related(pair.source.inner, "the source"),
    );
}

/// Whether `а` in front of a bracket makes it the mark of a list, as `(a)` is.
fn is_list_mark(before: &str) -> bool {
    let mut letters = before.chars().rev();
    letters.next().is_some_and(char::is_alphanumeric) && letters.next().is_none_or(char::is_whitespace)
}

/// Whether a text has a mark of a list in brackets.
fn has_list_mark(text: &str) -> bool {
    memchr::memchr_iter(b'(', text.as_bytes()).any(|open| {
        let mut inside = text[open + 1..].chars();
        inside.next().is_some_and(char::is_alphanumeric) && inside.next() == Some(')')
    })
}

/// Brackets that are written so where they would be markup.
const ESCAPED: [(&str, char); 6] =
    [("&#40;", '('), ("&#41;", ')'), ("&#91;", '['), ("&#93;", ']'), ("&#123;", '{'), ("&#125;", '}')];

/// The first bracket in the text without a partner.
fn unbalanced(segment: &SegmentContext<'_>) -> Option<(usize, char)> {
    let bytes = segment.text.as_bytes();
    let mut open: Vec<(usize, char)> = Vec::new();
    for run in segment.text_runs() {
        for (at, &byte) in bytes[run.range()].iter().enumerate() {
            let at = run.start + at;
            let character = match byte {
                b'(' | b')' | b'[' | b']' | b'{' | b'}' => char::from(byte),
                b'&' => match ESCAPED.iter().find(|(escaped, _)| segment.text[at..].starts_with(escaped)) {
                    Some(&(_, character)) => character,
                    None => continue,
                },
                // The first byte of full-width forms.
                0xef => segment.text[at..].chars().next().unwrap_or_default(),
                _ => continue,
            };
            match character {
                '(' | '（' | '[' | '［' | '{' | '｛' => open.push((at, character)),
                ')' | '）' | ']' | '］' | '}' | '｝' => {
                    let closes = |(_, opening): &(usize, char)| half_width(*opening) == opening_of(character);
                    match open.pop() {
                        Some(innermost) if closes(&innermost) => {}
                        // It closes the one around it, so it is the innermost that is not closed.
                        Some(innermost) if open.last().is_some_and(closes) => return Some(innermost),
                        _ => return Some((at, character)),
                    }
                }
                _ => {}
            }
        }
    }
    open.first().copied()
}

/// The ASCII form of an opening bracket.
fn half_width(opening: char) -> char {
    match opening {
        '（' => '(',
        '［' => '[',
        '｛' => '{',
        _ => opening,
    }
}

/// The ASCII form of the bracket that a closing one closes.
fn opening_of(closing: char) -> char {
    match closing {
        ')' | '）' => '(',
        ']' | '］' => '[',
        _ => '{',
    }
}
