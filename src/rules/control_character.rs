//! Control characters inside a translation.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("control-character"),
    category: Category::Content,
    severity: Some(Severity::Error),
    finds: "a control character in the translation that the source does not have",
    why: "Controls from U+0080 to U+009F are nearly always characters of Windows-1252 that were read in the wrong encoding: U+0097 was \
          an em dash. Browsers show nothing or a box. Tab and line endings are left alone.",
    example: Example::pair("ru-RU", "Commit — saves all changes.", "Commit \u{97} сохраняет все изменения."),
    fix: None,
    check: Check::Pair(When::target(Chars::CONTROL.or(Chars::LEAD_C2)), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let is_control = |character: char| character.is_control() && !matches!(character, '\t' | '\n' | '\r');
    for (at, character) in pair.target.text.char_indices().filter(|(_, character)| is_control(*character)) {
        if pair.source.text.contains(character) {
            continue;
        }
        let span = pair.target.span(at..at + character.len_utf8());
        let found = RULE.at(span, format!("the control character U+{:04X} stands in the text", u32::from(character)));
        findings.push(match windows_1252(character) {
            Some(meant) => found.with_help(format!("it may stand for `{meant}`, which has this byte in Windows-1252")),
            None => found.with_help("take it out"),
        });
    }
}

/// What the byte of a C1 control is in Windows-1252.
fn windows_1252(character: char) -> Option<char> {
    const C1: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•', '–', '—',
        '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let index = u32::from(character).checked_sub(0x80)?;
    C1.get(usize::try_from(index).ok()?).copied().filter(|&meant| meant != '\0')
}
