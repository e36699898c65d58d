//! A word that stands twice in a row.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

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
          left alone, as are languages that make words so (Turkish, Vietnamese, Hindi), numbers, names in capitals, code, words with a mark between them, and all repeats where the source says some word twice.",
    example: Example::pair("sv-SE", "Select the file in the list.", "Välj filen i i listan."),
    fix: None,
    check: Check::Pair(When::target(Chars::SPACE), check),
};

/// Words that may stand twice in a row, by language.
const MAY_REPEAT: &[(&str, &[&str])] = &[
    ("de", &["der", "die", "das", "den", "dem", "sie", "wir", "ihr", "in", "an", "zu", "auf", "aus", "ein", "mit", "war", "vor"]),
    ("sv", &["som", "det", "den", "de", "var", "för", "att", "på", "till", "av", "med"]),
    ("fr", &["vous", "nous", "en", "que"]),
    ("ru", &["то", "что", "чем", "как", "еще", "ещё", "чуть", "едва"]),
    ("nl", &["die", "dat", "de", "het", "is"]),
    ("da", &["der", "det", "den", "som", "at"]),
    ("nb", &["der", "det", "den", "som", "at"]),
    ("no", &["der", "det", "den", "som", "at"]),
    ("it", &["via", "man", "mano", "piano", "poco"]),
    ("ar", &["من", "ما"]),
    ("he", &["את", "לאט"]),
];

/// Languages that make words by saying one twice: Vietnamese `song song`, Turkish `tek tek`.
const DOUBLING: [&str; 24] = [
    "az", "bn", "fil", "gu", "hi", "id", "jv", "kk", "kn", "ky", "ml", "mr", "ms", "ne", "pa", "si", "su", "ta", "te", "tl", "tr", "ur", "uz", "vi",
];

/// The most repeats of a segment that are looked at: each is compared with all of it.
const MOST_REPEATS: usize = 8;

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let target = &pair.target;
    if !has_like_neighbours(target.text.as_bytes()) {
        return;
    }
    let Some(language) = pair.language().filter(|language| !DOUBLING.contains(&language.primary())) else { return };
    let may_repeat = |word: &str, before: &str| {
        // A verb ends one clause and begins the next: "när det körs körs det snabbt".
        if language.primary() == "sv" && word.ends_with(['r', 's']) && words(before).any(starts_swedish_clause) {
            return true;
        }
        let list = MAY_REPEAT.iter().find(|(primary, _)| language.primary() == *primary);
        list.is_some_and(|(_, words)| words.contains(&word.to_lowercase().as_str()))
    };
    let source_repeats = LazyCell::new(|| repeats(pair.source.text).next().is_some());
    let mut end_of_last = 0;
    for (first, second) in repeats(target.text).take(MOST_REPEATS) {
        let word = &target.text[second.clone()];
        // A word that stands three times is reported once.
        if std::mem::replace(&mut end_of_last, second.end) == first.end {
            continue;
        }
        let is_prose = || target.prose()[first.start..second.end] == target.text[first.start..second.end];
        if may_repeat(word, &target.text[..first.start])
            || !is_prose()
            || *source_repeats
            || !is_short(word) && may_say_twice(pair, word, second.start)
        {
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

fn starts_swedish_clause(word: &str) -> bool {
    const CONJUNCTIONS: [&str; 16] = [
        "som", "om", "när", "att", "där", "då", "innan", "sedan", "eftersom", "medan", "vad", "hur", "vilken", "vilket", "vilka", "tills",
    ];
    CONJUNCTIONS.contains(&word.to_lowercase().as_str())
}

/// Whether a word of the translation that stands twice in a row at a place may translate what an English source says twice, be it in
/// another form: "the property tag of the property". There the two are near each other, and not at the other end of the sentence.
/// A word that the source itself has is counted there.
fn may_say_twice(pair: &PairContext<'_>, word: &str, place: usize) -> bool {
    /// How many words further on the source may say it again.
    const NEAR: usize = 5;
    /// How far apart the places in both sentences may be, in parts of these.
    const FAR: f32 = 0.4;
    let (source, target) = (pair.source.text, pair.target.text);
    let times = |text: &str| words(text).filter(|other| other.to_lowercase() == word.to_lowercase()).count();
    let (said, wanted) = (times(source), times(target));
    if said > 0 {
        return said >= wanted;
    }
    // A name that the translation keeps is not what the word stands for.
    let kept: HashSet<&str> = words(target).collect();
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    let mut count = 0;
    for (index, word) in words(source).enumerate() {
        count = index + 1;
        if let Some(stem) = stem(word).filter(|_| !kept.contains(word)) {
            places.entry(stem).or_default().push(index);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a part of a sentence to two digits is enough")]
    let part = |at: usize, of: usize| at as f32 / of as f32;
    let is_far = |said: &usize| (part(*said, count) - part(place, target.len())).abs() > FAR;
    let is_near = |two: &[usize]| two[1] - two[0] <= NEAR && !two.iter().all(is_far);
    places.iter().any(|(stem, places)| {
        places.len() >= wanted && places.windows(2).any(is_near) && !stands_without(pair, word, stem)
    })
}

/// The letters that the forms of an English word have in common; `None` for a word that says little.
fn stem(word: &str) -> Option<String> {
    const LENGTH: usize = 4;
    const SMALL_WORDS: [&str; 14] =
        ["that", "this", "with", "from", "when", "will", "have", "whic", "thes", "your", "they", "then", "than", "into"];
    let stem = word.get(..LENGTH)?.to_ascii_lowercase();
    (!SMALL_WORDS.contains(&stem.as_str())).then_some(stem)
}

/// Whether a translation near a pair has a word whose source does not have the stem, so that the one does not translate the other.
fn stands_without(pair: &PairContext<'_>, word: &str, stem: &str) -> bool {
    /// How many pairs before and behind are looked at, and how long they may be in bytes.
    const NEAR: usize = 64;
    const LONGEST: usize = 2048;
    let document = pair.page().document;
    let pairs = document.pairs();
    let near = &pairs[pair.index.saturating_sub(NEAR)..pairs.len().min(pair.index + NEAR)];
    near.iter().filter(|near| near.outer().len() <= LONGEST).any(|near| {
        let source = document.raw(near.source.inner);
        words(document.raw(near.target.inner)).any(|other| other == word)
            && !words(source).any(|other| self::stem(other).is_some_and(|other| other == stem))
    })
}

/// Whether two words in a row begin alike, as those that repeat do.
fn has_like_neighbours(text: &[u8]) -> bool {
    let Some(&(mut first)) = text.first() else { return false };
    let mut start = 0;
    for (space, two) in text.windows(2).enumerate() {
        if two[0] != b' ' {
            continue;
        }
        let other = two[1];
        let (before, one) = (std::mem::replace(&mut start, space + 1), std::mem::replace(&mut first, other));
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
