//! Abbreviations that a text defines, such as `(OST)` in `Offline Storage Table (OST)`.

use std::ops::Range;

/// An abbreviation and the name that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name, in bytes of the text.
    pub name: Range<usize>,
    /// The abbreviation, without its brackets.
    pub abbreviation: Range<usize>,
}

/// The shortest and the longest abbreviation in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=8;

/// The definitions in a text, in order.
///
/// What stands in round brackets is an abbreviation if it has at least two capitals and all its letters are found, in order, in
/// the words before it: each either starts a word, or stands behind a letter of the same word that was found. No word in
/// between but a small one, such as `of`, may be left out.
///
/// ```
/// use bitext::terms::abbreviation::definitions;
///
/// let text = "It is kept in an Offline Storage Table (OST). See the questions (FAQ).";
/// let found: Vec<_> = definitions(text).map(|definition| (&text[definition.name], &text[definition.abbreviation])).collect();
/// assert_eq!(found, [("Offline Storage Table", "OST")]);
/// ```
pub fn definitions(text: &str) -> impl Iterator<Item = Definition> {
    memchr::memchr_iter(b'(', text.as_bytes()).filter_map(|open| {
        let inside = &text[open + 1..];
        // The longest abbreviation has four bytes a character.
        let close = memchr::memchr(b')', &inside.as_bytes()[..inside.len().min(4 * LENGTHS.end() + 1)])?;
        let abbreviation = open + 1..open + 1 + close;
        if !is_abbreviation(&text[abbreviation.clone()]) {
            return None;
        }
        let name_end = text[..open].trim_end().len();
        let name_start = name_of(&text[..name_end], &text[abbreviation.clone()])?;
        Some(Definition { name: name_start..name_end, abbreviation })
    })
}

/// Whether a text looks like an abbreviation: `OST`, `T&C`, `VMs`.
#[must_use]
pub fn is_abbreviation(text: &str) -> bool {
    LENGTHS.contains(&text.chars().count())
        && text.chars().filter(|character| character.is_uppercase()).count() >= 2
        && text.starts_with(char::is_alphabetic)
        && text.chars().all(|character| character.is_alphanumeric() || matches!(character, '&' | '-' | '/'))
}

/// Where the name that an abbreviation stands for starts in the text that ends with it.
fn name_of(text: &str, abbreviation: &str) -> Option<usize> {
    // A plural `s` is no letter of the name.
    let letters: Vec<char> = abbreviation
        .strip_suffix('s')
        .unwrap_or(abbreviation)
        .chars()
        .filter(|character| character.is_alphanumeric())
        .map(lower)
        .collect();
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut left_out = 0;
    for (start, word) in words_backwards(text) {
        words.insert(0, (start, word));
        let is_small = word.chars().count() <= 3 && word.starts_with(char::is_lowercase);
        left_out += usize::from(is_small);
        if words.len() > letters.len() + left_out.min(MOST_LEFT_OUT) {
            return None;
        }
        // A small word that a name starts with gives a letter, as in `key performance indicator`.
        if word.chars().next().map(lower) == letters.first().copied() && matches(&letters, &words) {
            return (words.len() > 1 || word.chars().count() > letters.len()).then_some(start);
        }
    }
    None
}

/// Small words that a name may hold.
const MOST_LEFT_OUT: usize = 3;

/// Whether the letters are found in the words, every one of which gives one, if it is not small.
fn matches(letters: &[char], words: &[(usize, &str)]) -> bool {
    let Some(((_, word), rest)) = words.split_first() else {
        return letters.is_empty();
    };
    let is_small = word.chars().count() <= 3 && word.starts_with(char::is_lowercase);
    if is_small && matches(letters, rest) {
        return true;
    }
    let mut inside = word.chars().map(lower);
    let Some((first, mut left)) = letters.split_first() else {
        return false;
    };
    if inside.next() != Some(*first) {
        return false;
    }
    loop {
        if matches(left, rest) {
            return true;
        }
        match left.split_first() {
            Some((letter, others)) if inside.any(|character| character == *letter) => left = others,
            _ => return false,
        }
    }
}

fn lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

/// The words of a text from its end to the first mark that joins none, each with its start.
fn words_backwards(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = text.len();
    std::iter::from_fn(move || {
        let before = text[..end].trim_end_matches(|character: char| !character.is_alphanumeric());
        let gap = &text[before.len()..end];
        let joins = |mark: char| {
            mark.is_whitespace() || matches!(mark, '-' | '\u{2010}' | '\u{2011}' | '&' | '/' | '\'' | '’' | '®' | '™')
        };
        if before.is_empty() || !gap.chars().all(joins) {
            return None;
        }
        let start = before
            .rfind(|character: char| !character.is_alphanumeric())
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        end = start;
        Some((start, &before[start..]))
    })
}
