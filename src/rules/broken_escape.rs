//! An escape that was torn from its character.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext, SegmentContext, quoted};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("broken-escape"),
    category: Category::InlineMarkup,
    severity: Some(Severity::Error),
    finds: "a backslash that a space separates from the character that it escapes",
    why: "The reader sees the backslash, and the character may become markup. A backslash that the source shows too, as a path has it, \
          is left alone.\n\n\
          The fix takes the space out where the source has the escape and the target lacks it, which makes it safe.",
    example: Example::pair("zh-CN", "Enter 2\\*3.", "输入 2\\ *3。"),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::target(Chars::BACKSLASH), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    for (at, character) in torn(&pair.target) {
        let escaped = [b'\\', character];
        let count = |segment: &SegmentContext<'_>| memchr::memmem::find_iter(segment.text.as_bytes(), &escaped).count();
        let is_lost = count(&pair.source) > count(&pair.target);
        if !is_lost && shows_backslash(pair.source.text) {
            continue;
        }
        let escape = format!("\\{}", char::from(character));
        let found = RULE
            .at(pair.target.span(at..at + 3), format!("a space separates the escape {}", quoted(&escape)))
            .with_help("take the space out")
            .with_related(pair.source.inner, "the source");
        let mended = is_lost && pair.target.is_verbatim();
        findings.push(if mended { found.with_fix(vec![Edit::delete(pair.target.span(at + 1..at + 2))]) } else { found });
    }
}

/// Whether a text has a backslash that escapes nothing, or one that is escaped.
fn shows_backslash(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        at += found + 1;
        match bytes.get(at) {
            Some(next) if next.is_ascii_punctuation() && *next != b'\\' => at += 1,
            _ => return true,
        }
    }
    false
}

/// Each backslash in the text that a space and a character follow which it may have escaped.
fn torn(segment: &SegmentContext<'_>) -> Vec<(usize, u8)> {
    let bytes = segment.text.as_bytes();
    let mut found = Vec::new();
    for run in segment.text_runs() {
        let mut at = run.start;
        while at < run.end {
            let next = bytes.get(at + 1).copied();
            match (bytes[at], next, bytes.get(at + 2)) {
                (b'\\', Some(b' '), Some(character)) if character.is_ascii_punctuation() && *character != b'\\' => {
                    found.push((at, *character));
                }
                // An escape, of a backslash maybe.
                (b'\\', Some(next), _) if next.is_ascii_punctuation() => at += 1,
                _ => {}
            }
            at += 1;
        }
    }
    found
}
