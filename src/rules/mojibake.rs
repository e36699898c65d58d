//! UTF-8 that was read as Latin-1.

use super::{Category, Check, Example, Rule, When};
use crate::chars::{Chars, find_two};
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("mojibake"),
    category: Category::Content,
    severity: Some(Severity::Info),
    finds: "UTF-8 that was read as Latin-1 or Windows-1252: `Ã¤` for `ä`",
    why: "Text was saved in one encoding and read in another. It is reported where the letters, written as bytes, are a letter in \
          UTF-8, and the source does not have the same ones.",
    example: Example::pair("sv-SE", "Select the file.", "VÃ¤lj filen."),
    fix: None,
    check: Check::Pair(When::target(Chars::LEAD_C3), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let text = pair.target.text;
    // Few letters of a translation outside ASCII have another one behind them.
    if find_two(text.as_bytes(), |first, second| (first >= 0x80) & (first < 0xc0) & (second >= 0xc2)).is_none() {
        return;
    }
    let mut characters = text.char_indices();
    while let Some((start, first)) = characters.next() {
        let Some(following) = following_bytes(first) else { continue };
        if characters.clone().next().is_none_or(|(_, next)| latin(next).is_none()) {
            continue;
        }
        let mut bytes = vec![u8::try_from(u32::from(first)).unwrap_or(0)];
        let mut rest = characters.clone();
        let mut end = start;
        for (at, byte) in rest.by_ref().take(following).filter_map(|(at, next)| Some((at + next.len_utf8(), latin(next)?))) {
            bytes.push(byte);
            end = at;
        }
        let Some(meant) = std::str::from_utf8(&bytes).ok().filter(|_| bytes.len() == following + 1) else { continue };
        if pair.source.text.contains(&text[start..end]) || !meant.chars().all(|letter| letter.is_alphabetic() || bytes.len() > 2) {
            continue;
        }
        findings.push(
            RULE.at(pair.target.span(start..end), format!("`{}` is `{meant}` in UTF-8", &text[start..end]))
                .with_help("read the text as UTF-8 where it comes from"),
        );
        characters = rest;
    }
}

/// How many bytes follow in UTF-8 on a byte that has this character in Latin-1.
fn following_bytes(character: char) -> Option<usize> {
    match u32::from(character) {
        0xc3..=0xdf => Some(1),
        0xe0..=0xef => Some(2),
        _ => None,
    }
}

/// The byte of a character in Latin-1 or, where they differ, in Windows-1252, if it can follow in UTF-8.
fn latin(character: char) -> Option<u8> {
    let byte = match character {
        '€' => 0x80,
        '‚' => 0x82,
        '„' => 0x84,
        '…' => 0x85,
        '†' => 0x86,
        'Š' => 0x8a,
        'Œ' => 0x8c,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '™' => 0x99,
        'š' => 0x9a,
        'œ' => 0x9c,
        'Ÿ' => 0x9f,
        _ => u8::try_from(u32::from(character)).ok()?,
    };
    (0x80..=0xbf).contains(&byte).then_some(byte)
}
