//! A word that stands twice in a row.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{RuleId, Severity};
use crate::prose::words;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("repeated-word"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "a word that stands twice in a row in the target, where the source says no word twice",
    why: "Machine translation and hurried edits repeat words. Words that a language does repeat (German `die die`, Swedish `som som`) are \
          left alone, as are numbers, names in capitals, code, words with a mark between them, and all repeats where the source says some word twice.",
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
    if !has_like_neighbours(target.text.as_bytes()) {
        return;
    }
    let Some(language) = pair.language() else { return };
    let may_repeat = |word: &str| {
        // A verb ends one clause and begins the next: "när det körs körs det snabbt".
        if language.primary() == "sv" && word.ends_with(['r', 's']) {
            return true;
        }
        let list = MAY_REPEAT.iter().find(|(primary, _)| language.primary() == *primary);
        list.is_some_and(|(_, words)| words.contains(&word.to_lowercase().as_str()))
    };
    let source_repeats = LazyCell::new(|| repeats(pair.source.text).next().is_some());
    let source_says_twice = LazyCell::new(|| repeats_a_word(pair.source.text));
    for (first, second) in repeats(target.text) {
        let word = &target.text[second.clone()];
        let is_prose = || target.prose()[first.start..second.end] == target.text[first.start..second.end];
        if may_repeat(word) || !is_prose() || *source_repeats || !is_short(word) && *source_says_twice {
            continue;
        }
        findings.push(
            RULE.at(target.span(first.start..second.end), format!("`{word}` stands twice")).with_help("take one out"),
        );
    }
}

/// Whether a word is as short as articles and auxiliary verbs are. No such word translates a term that the source says twice.
fn is_short(word: &str) -> bool {
    word.len() <= 4
}

/// Whether an English text says a word twice, be it in another form: "the property tag of the property". Its translation may have the
/// two side by side.
fn repeats_a_word(source: &str) -> bool {
    const STEM: usize = 4;
    const SMALL_WORDS: [&str; 14] =
        ["that", "this", "with", "from", "when", "will", "have", "whic", "thes", "your", "they", "then", "than", "into"];
    let mut seen = HashSet::new();
    let stems = words(source).filter_map(|word| word.get(..STEM).map(str::to_ascii_lowercase));
    stems.filter(|stem| !SMALL_WORDS.contains(&stem.as_str())).any(|stem| !seen.insert(stem))
}

/// Whether two words in a row begin alike, as those that repeat do.
fn has_like_neighbours(text: &[u8]) -> bool {
    let mut start = 0;
    for (space, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b' ') {
        let before = std::mem::replace(&mut start, space + 1);
        let (Some(&one), Some(&other)) = (text.get(before), text.get(space + 1)) else { continue };
        // Nearly all begin with another letter.
        if (one ^ other) & !0x20 != 0 && (one & other).is_ascii() {
            continue;
        }
        let (before, word) = (&text[before..space], &text[space + 1..]);
        let Some(same) = word.get(..before.len()).filter(|_| !before.is_empty()) else { continue };
        let is_like = if one.is_ascii() {
            (same.eq_ignore_ascii_case(before) || !before.is_ascii())
                && word.get(before.len()).is_none_or(|next| !next.is_ascii_alphanumeric())
        } else {
            !same.contains(&b' ')
        };
        if is_like {
            return true;
        }
    }
    false
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
