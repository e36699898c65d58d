//! A number of the source that the target does not have.

use std::cell::LazyCell;

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::language::Number;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("number-missing"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a number of the source that the target does not have in any form of its language",
    why: "A lost digit changes a price, a limit or a version. Numbers are compared by value: separators, digits, clocks and dates of the \
          language, and units such as 万 and million, are understood. Integers up to 12 may be words, and in some languages those up to 20, \
          unless the target has another number instead. Code, addresses and numbers that are part \
          of a name are left to other rules.",
    example: Example::pair("ar-SA", "The price is 10.50.", "السعر هو 1050."),
    fix: None,
    check: Check::Pair(When::source(Chars::DIGIT), check),
};

/// Up to here, integers are often written as words.
const OFTEN_WORDS: u32 = 12;
/// Up to here, integers may be written as words, which a number that only the target has tells against.
const MAYBE_WORDS: u32 = 20;
/// Languages that write integers as words only up to [`OFTEN_WORDS`].
const WORDS_UP_TO_TWELVE: [&str; 7] = ["da", "de", "nb", "nl", "no", "ru", "sv"];

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, &pair.source);
    if target.text == source.text || !has_digits_to_find(source.text.as_bytes(), target.text) {
        return;
    }
    let Some(language) = pair.language() else { return };
    let numbers = pair.source_language().numbers(source.prose());
    let mut wanted = numbers.iter().filter(|number| !number.in_identifier).peekable();
    if wanted.peek().is_none() {
        return;
    }
    // In the target, digits in code and addresses count: what moved there is not lost.
    let present = language.number_set(target.text);
    let has_other_number = LazyCell::new(|| {
        let of_source = pair.source_language().number_set(source.text);
        language.numbers(target.prose()).iter().any(|number| !number.in_identifier && !of_source.contains(number))
    });
    let most = if WORDS_UP_TO_TWELVE.contains(&language.primary()) { OFTEN_WORDS } else { MAYBE_WORDS };
    let may_be_word = |number: &Number<'_>| number.is_small(most);
    let is_missing = |number: &&Number<'_>| !present.contains(number) && (!may_be_word(number) || *has_other_number);
    let mut missing = wanted.filter(is_missing).peekable();
    if missing.peek().is_some() && is_without_separator(source.text, target.text) && is_column_without_separators(pair) {
        return;
    }
    for number in missing {
        findings.push(
            RULE.at(target.span(0..target.text.len()), format!("the number {} is missing", number.text))
                .with_help("write it as in the source, in the form of the language")
                .with_related(source.span(number.range.clone()), "it stands here"),
        );
    }
}

/// Whether the numbers around a pair lack their separators too, and none has it: the sources of such a column were spoiled, as
/// `2.1` is by a tool that numbers what it reads.
fn is_column_without_separators(pair: &PairContext<'_>) -> bool {
    /// How many pairs before and behind are looked at.
    const NEAR: usize = 100;
    const ENOUGH: usize = 3;
    let document = pair.page().document;
    let pairs = document.pairs();
    let near = &pairs[pair.index.saturating_sub(NEAR)..pairs.len().min(pair.index + NEAR)];
    let texts = near.iter().map(|near| (document.raw(near.source.inner), document.raw(near.target.inner)));
    let (without, with): (Vec<_>, Vec<_>) =
        texts.filter(|(source, _)| is_lone_number(source)).partition(|(source, target)| is_without_separator(source, target));
    without.len() >= ENOUGH && !with.iter().any(|(source, _)| is_decimal(source))
}

/// Whether a source is one number, and the target has its digits without the separators.
fn is_without_separator(source: &str, target: &str) -> bool {
    let digits = source.trim().bytes().filter(u8::is_ascii_digit);
    is_lone_number(source) && source.contains(['.', ',']) && !target.trim().is_empty() && digits.eq(target.trim().bytes())
}

/// Whether a text is one number and no more.
fn is_lone_number(text: &str) -> bool {
    text.trim().starts_with(|first: char| first.is_ascii_digit())
        && text.trim().bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

/// Whether a number has a separator between its digits.
fn is_decimal(number: &str) -> bool {
    number.trim().trim_end_matches(['.', ',']).contains(['.', ','])
}

/// Whether a number plainly stands in a text as a number of its own.
fn stands_in(number: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, number).any(|at| {
        let (before, behind) = (&text[..at], &text[at + number.len()..]);
        !goes_on(before.iter().rev()) && !goes_on(behind.iter())
    })
}

/// Whether the bytes next to a number may belong to it: digits, be it behind a separator or two.
fn goes_on<'t>(bytes: impl Iterator<Item = &'t u8>) -> bool {
    // Bytes outside ASCII may be those of a space that does not break.
    let is_separator = |byte: &&u8| matches!(byte, b'.' | b',' | b'\'' | b' ' | 0x80..);
    bytes.take(5).find(|byte| !is_separator(byte)).is_some_and(u8::is_ascii_digit)
}

/// Whether some run of digits, or of digits around marks, may not be in the target.
fn has_digits_to_find(source: &[u8], target: &str) -> bool {
    let mut at = 0;
    while let Some(found) = source[at..].iter().position(u8::is_ascii_digit) {
        let start = at + found;
        let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
        let length = source[start..].iter().take_while(|byte| is_part(byte)).count();
        at = start + length;
        let end = start + source[start..at].iter().rposition(u8::is_ascii_digit).map_or(0, |last| last + 1);
        if !stands_in(&source[start..end], target.as_bytes()) {
            return true;
        }
    }
    false
}
