//! A word that stands twice in a row.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("repeated-word"),
    category: Category::Content,
    severity: Some(Severity::Info),
    finds: "a word that stands twice in a row in the target, but not in the source",
    why: "Machine translation and hurried edits repeat words. Words that a language does repeat (German `die die`, Swedish `som som`) are \
          left alone, as are numbers, names in capitals, code, and words with a mark between them.",
    example: Example::pair("sv-SE", "Select the file in the list.", "Välj filen i i listan."),
    fix: None,
    check: Check::Pair(When::target(Chars::SPACE), check),
};

/// Words that may stand twice in a row, by language.
const MAY_REPEAT: &[(&str, &[&str])] = &[
    ("de", &["der", "die", "das", "den", "dem", "sie", "wir", "ihr", "in", "an", "zu", "auf", "aus", "ein", "mit", "war", "vor"]),
    ("sv", &["som", "det", "den", "de", "var", "för", "att", "på", "till", "av"]),
    ("fr", &["vous", "nous", "en", "que"]),
    ("ru", &["то", "что", "чем", "как", "еще", "ещё", "чуть", "едва"]),
    ("nl", &["die", "dat", "de", "het", "is"]),
    ("ar", &["من", "ما"]),
    ("he", &["את", "לאט"]),
];

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let target = &pair.target;
    let may_repeat = |word: &str| {
        let language = pair.page.language();
        let list = MAY_REPEAT.iter().find(|(primary, _)| language.is_some_and(|language| language.primary() == *primary));
        list.is_some_and(|(_, words)| words.contains(&word.to_lowercase().as_str()))
    };
    for (first, second) in repeats(target.text) {
        let word = &target.text[second.clone()];
        let is_prose = || target.prose()[first.start..second.end] == target.text[first.start..second.end];
        let in_source = || repeats(pair.source.text).next().is_some();
        if may_repeat(word) || !is_prose() || in_source() {
            continue;
        }
        findings.push(
            RULE.at(target.span(first.start..second.end), format!("`{word}` stands twice")).with_help("take one out"),
        );
    }
}

/// Two words in a row that are the same but for the case of letters: their places.
fn repeats(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut before: Option<std::ops::Range<usize>> = None;
    let mut words = text.split(' ');
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let word = words.next()?;
            let place = at..at + word.len();
            at = place.end + 1;
            let bare = word.trim_end_matches(|character: char| !character.is_alphanumeric());
            let this = place.start..place.start + bare.len();
            let last = before.replace(place.clone());
            let Some(last) = last.filter(|last| last.end - last.start == bare.len()) else { continue };
            if text[last.clone()].as_bytes().first().map(u8::to_ascii_lowercase) != bare.as_bytes().first().map(u8::to_ascii_lowercase)
                && bare.is_ascii()
            {
                continue;
            }
            let is_word = bare.chars().all(char::is_alphabetic) && bare.chars().any(char::is_lowercase) | !bare.is_ascii();
            if is_word && !bare.is_empty() && text[last.clone()].to_lowercase() == bare.to_lowercase() {
                return Some((last, this));
            }
        }
    })
}
