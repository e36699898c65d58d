//! The prose of a segment: what a translator translates, without markup, code, addresses, entities and formulas. It keeps every
//! place, and never decodes anything.

use std::ops::Range;

use crate::markdown::{Inline, text_runs};

/// The text with a space in the place of every byte that is no prose.
pub(crate) fn prose(text: &str, inlines: &[Inline]) -> String {
    let mut out = String::with_capacity(text.len());
    for run in text_runs(text, inlines) {
        blank(&mut out, run.start);
        let mut at = run.start;
        for gap in gaps(&text[run.range()]) {
            out.push_str(&text[at..run.start + gap.start]);
            blank(&mut out, run.start + gap.end);
            at = run.start + gap.end;
        }
        out.push_str(&text[at..run.end]);
    }
    blank(&mut out, text.len());
    if memchr::memchr(b'$', out.as_bytes()).is_some() { without_formulas(text, &out) } else { out }
}

/// Whether prose holds at least so many different words of small letters only, of two or more. Names and abbreviations have capitals,
/// types, switches and formulas have other marks, so these are the words of a sentence.
pub(crate) fn has_small_words(prose: &str, at_least: usize) -> bool {
    let mut seen: Vec<&str> = Vec::with_capacity(at_least);
    for word in words(prose) {
        let is_small = word.chars().nth(1).is_some() && word.chars().all(char::is_lowercase);
        if is_small && !seen.contains(&word) {
            seen.push(word);
        }
        if seen.len() >= at_least {
            return true;
        }
    }
    false
}

/// What stands between spaces, without punctuation at its ends; parts of formulas are no words.
pub(crate) fn words(prose: &str) -> impl Iterator<Item = &str> {
    let words = prose.split_whitespace().filter(|word| !word.contains(['\\', '{', '}', '^', '=', '_']));
    let words = words.map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation() || is_quote(c)));
    words.filter(|word| !word.is_empty())
}

fn is_quote(character: char) -> bool {
    matches!(character, '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '…' | '–' | '—')
}

fn blank(out: &mut String, until: usize) {
    const SPACES: &str = "                                                                ";
    while out.len() < until {
        out.push_str(&SPACES[..SPACES.len().min(until - out.len())]);
    }
}

/// Entities and bare addresses in a run of text.
fn gaps(run: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = run.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let found = at + memchr::memchr3(b'&', b':', b'@', &bytes[at..])?;
            let gap = match bytes[found] {
                b'&' => entity(run, found),
                b'@' => Some(word_around(run, at, found))
                    .filter(|gap| gap.start < found && run[found..gap.end].contains('.')),
                _ => bytes[found..].starts_with(b"://").then(|| word_around(run, at, found)),
            };
            at = gap.as_ref().map_or(found + 1, |gap| gap.end);
            if gap.is_some() {
                return gap;
            }
        }
    })
}

/// `&nbsp;` or `&#160;` at `start`.
fn entity(run: &str, start: usize) -> Option<Range<usize>> {
    let name =
        run[start + 1..].bytes().take(32).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    let end = start + 1 + name;
    (name > 0 && run[end..].starts_with(';')).then_some(start..end + 1)
}

/// The address around `middle`, up to what cannot be in one; it does not reach back in front of `from`.
fn word_around(run: &str, from: usize, middle: usize) -> Range<usize> {
    let is_end =
        |character: char| !character.is_ascii() || character.is_ascii_whitespace() || "<>()[]\"'".contains(character);
    let start = run[from..middle]
        .rfind(is_end)
        .map_or(from, |last| from + last + run[from + last..].chars().next().map_or(1, char::len_utf8));
    let end = run[middle..].find(is_end).map_or(run.len(), |length| middle + length);
    start..end
}

/// Blanks `$\ket{0}$`: what stands between two dollar signs and has marks of TeX in it, or is one letter.
fn without_formulas(text: &str, prose: &str) -> String {
    let mut out = String::with_capacity(prose.len());
    let mut dollars = memchr::memchr_iter(b'$', prose.as_bytes()).peekable();
    while let Some(open) = dollars.next() {
        let Some(&close) = dollars.peek() else { break };
        let inside = text[open + 1..close].trim();
        if inside.chars().nth(1).is_none() || inside.contains(['\\', '^', '_', '{']) {
            dollars.next();
            if out.len() < open {
                let from = out.len();
                out.push_str(&prose[from..open]);
            }
            blank(&mut out, close + 1);
        }
    }
    let from = out.len();
    out.push_str(&prose[from..]);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{has_small_words, prose};
    use crate::markdown::inlines;

    fn prose_of(text: &str) -> String {
        let mut found = Vec::new();
        inlines(text, |_| false, &mut found);
        prose(text, &found)
    }

    #[test]
    fn what_is_prose() {
        for (text, expected) in [
            ("Kör **`Get-Help`** först", "Kör först"),
            ("Läs [guiden](å/b.md) på https://a.se/b?c=1, tack", "Läs guiden på tack"),
            ("A&nbsp;B &#8211; C & D", "A B C & D"),
            ("<b>fet</b> text<br />", "fet text"),
            ("状態 $\\ket{0}$ と $n$ です", "状態 と です"),
            ("costs $5 or $6", "costs $5 or $6"),
            ("Skriv till ek@b.se, eller ring", "Skriv till eller ring"),
            ("@Eva and a@b", "@Eva and a@b"),
        ] {
            let prose = prose_of(text);
            assert_eq!(prose.split_whitespace().collect::<Vec<_>>().join(" "), expected);
        }
    }

    #[test]
    fn words_of_small_letters() {
        for (text, expected) in [
            ("Select the *open* button.", true),
            ("SYNOPSIS FAQ SharePoint read-only x int32", false),
            ("åäö «слово» äö", true),
            ("DROP *user*, *user* and so", true),
            ("DROP *user*, *user*, *group*", false),
            ("\\ket {0} \\ sum_ {j = 0} ab cd", false),
        ] {
            assert_eq!(has_small_words(&prose_of(text), 3), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn places_stay(text in "([a-c &;:/.@$\\\\{}*`()<>\\[\\]]|å|中|://|&lt;){0,40}") {
            let prose = prose_of(&text);
            prop_assert_eq!(prose.len(), text.len());
            for (at, character) in prose.char_indices() {
                prop_assert!(character == ' ' || text[at..].starts_with(character));
            }
        }
    }
}
