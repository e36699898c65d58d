//! A number of the source that the target does not have.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("number-missing"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a number of the source that the target does not have in any form of its language",
    why: "A lost digit changes a price, a limit or a version. Numbers are compared by value: separators, digits, clocks and dates of the \
          language, and units such as 万 and million, are understood. Integers up to 20 may be words. Code, addresses and numbers that are part \
          of a name are left to other rules.",
    example: Example::pair("ar-SA", "The price is 10.50.", "السعر هو 1050."),
    fix: None,
    check: Check::Pair(When::source(Chars::DIGIT), check),
};

/// Up to here, integers are often written as words.
const WORDS: u32 = 20;

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let (target, source) = (&pair.target, &pair.source);
    if target.text == source.text || !has_digits_to_find(source.text.as_bytes(), target.text) {
        return;
    }
    let Some(language) = pair.language() else { return };
    let numbers = pair.source_language().numbers(source.prose());
    let mut wanted = numbers.iter().filter(|number| !number.in_identifier && !number.is_small(WORDS)).peekable();
    if wanted.peek().is_none() {
        return;
    }
    // In the target, digits in code and addresses count: what moved there is not lost.
    let present = language.number_set(target.text);
    for number in wanted.filter(|number| !present.contains(number)) {
        findings.push(
            RULE.at(target.span(0..target.text.len()), format!("the number {} is missing", number.text))
                .with_help("write it as in the source, in the form of the language")
                .with_related(source.span(number.range.clone()), "it stands here"),
        );
    }
}

/// Whether some run of two or more digits, or of digits around a mark, is not in the target as it is.
fn has_digits_to_find(source: &[u8], target: &str) -> bool {
    let mut at = 0;
    while let Some(found) = source[at..].iter().position(u8::is_ascii_digit) {
        let start = at + found;
        let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
        let length = source[start..].iter().take_while(|byte| is_part(byte)).count();
        at = start + length;
        let end = start + source[start..at].iter().rposition(u8::is_ascii_digit).map_or(0, |last| last + 1);
        if end - start > 1 && memchr::memmem::find(target.as_bytes(), &source[start..end]).is_none() {
            return true;
        }
    }
    false
}
