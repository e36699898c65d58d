//! A name that a page keeps in one place and translates in another.

use std::ops::Range;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{Category, Check, Example, Rule};
use crate::chars::find_two;
use crate::check::{Findings, PageContext, PairHashes};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::{InlineKind, inlines, plain_text, text_runs};
use crate::source::Span;
use crate::terms::{find_name, is_kept};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("product-name-varies"),
    category: Category::Terms,
    severity: Some(Severity::Warning),
    finds: "a name, such as `Nordlys Backup`, that a page keeps in one place and translates in another",
    why: "`Nordlys Backup` that is called Nordlys säkerhetskopiering two lines on is read as two products. A name is two words or \
          more of the source that start with capitals. What most places of the page do is what the others are held against; if they \
          are equal in number, the name is to stay.\n\n\
          Names that stay are best put into `do-not-translate` or `no-loc`: then the rule `no-loc-term` knows them.",
    example: Example::pairs(
        "sv-SE",
        &[
            ("Open Nordlys Backup.", "Öppna Nordlys Backup."),
            ("The files that Nordlys Backup keeps", "De filer som Nordlys säkerhetskopiering behåller"),
        ],
    ),
    fix: None,
    check: Check::Page(check),
};

/// The longest segment that is looked at, in bytes: each of its names is looked for in all of its translation.
const LONGEST_SEGMENT: usize = 4096;

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let document = page.document;
    let pairs = document.pairs();
    let clean = page.clean_texts(RULE.id);
    // By their hashes, because names that start alike are many.
    let mut places: Vec<(u64, &str, usize)> = Vec::new();
    // Asked for together, what is known of the texts comes from memory side by side.
    let sources = page.hashes().iter().map(|hashes| hashes.source).enumerate();
    let unsettled: Vec<(usize, u64)> = sources.filter(|(_, source)| !clean.knows(*source)).collect();
    for (index, hash) in unsettled {
        let pair = &pairs[index];
        if pair.source.inner.len().max(pair.target.inner.len()) > LONGEST_SEGMENT {
            continue;
        }
        clean.has(hash, || {
            let found = places.len();
            places.extend(names(document.raw(pair.source.inner)).map(|name| (xxh3_64(name.as_bytes()), name, index)));
            places.len() == found
        });
    }
    places.sort_unstable();
    places.dedup();
    for places in places.chunk_by(|one, other| one.0 == other.0 && one.1 == other.1).filter(|places| places.len() > 1) {
        let (hash, name, _) = places[0];
        let indices = || places.iter().map(|&(_, _, index)| index);
        let mut texts = Xxh3::with_seed(hash);
        for PairHashes { source, target } in indices().map(|index| page.hashes()[index]) {
            texts.update(&source.to_le_bytes());
            texts.update(&target.to_le_bytes());
        }
        clean.has(texts.digest(), || {
            let found = findings.len();
            check_name(page, name, indices(), findings);
            findings.len() == found
        });
    }
}

/// Holds the places of a name against each other.
fn check_name(page: &PageContext<'_>, name: &str, places: impl Iterator<Item = usize>, findings: &mut Findings) {
    let document = page.document;
    let pairs = document.pairs();
    let texts = |index: usize| (document.raw(pairs[index].source.inner), document.raw(pairs[index].target.inner));
    let is_translated = |index: &usize| {
        let (source, target) = texts(*index);
        // A sentence that is not translated says nothing about the name.
        source != target || source.trim() == name
    };
    let (kept, other): (Vec<usize>, Vec<usize>) =
        places.filter(is_translated).partition(|&index| is_kept(name, texts(index).1));
    // Where it is nowhere written as it is, its words may be words of the language.
    if other.is_empty() || kept.is_empty() {
        return;
    }
    let is_in_prose = |index: &usize| find_name(name, texts(*index).0).any(|part| is_prose(texts(*index).0, &part));
    let is_spelled = |target: &str| has_spelling(name, &without_code(target));
    let (spelled, other): (Vec<usize>, Vec<usize>) =
        other.into_iter().filter(is_in_prose).partition(|&index| is_spelled(texts(index).1));
    let lost: Vec<usize> = other.into_iter().filter(|&index| is_lost(name, &plain_text(texts(index).1))).collect();
    if lost.is_empty() {
        return;
    }
    let is_kept_in_prose =
        |index: &usize| is_in_prose(index) && !is_explanation(name, texts(*index).1) && is_spelled(texts(*index).1);
    let kept: Vec<usize> = kept.into_iter().filter(is_kept_in_prose).collect();
    let Some(&first) = kept.first() else { return };
    let count = kept.len() + spelled.len();
    if lost.len() > count {
        for index in kept {
            let place = place_in(pairs[index].target.inner, find_name(name, texts(index).1).next());
            findings.push(
                RULE.at(place, format!("`{name}` stays as it is here, but is translated in {} places of the page", lost.len()))
                    .with_help("translate it as there, or keep it everywhere")
                    .with_related(pairs[lost[0]].target.inner, "it is translated here"),
            );
        }
        return;
    }
    if let [index] = lost[..]
        && is_left_out(name, texts(index))
    {
        return;
    }
    let elsewhere = match count {
        1 => "another place".to_owned(),
        count => format!("{count} other places"),
    };
    let kept_place = place_in(pairs[first].target.inner, find_name(name, texts(first).1).next());
    for index in lost {
        findings.push(
            RULE.at(
                place_in(pairs[index].target.inner, rest_of(name, texts(index).1)),
                format!("`{name}` is translated here, but stays as it is in {elsewhere} of the page"),
            )
            .with_help(format!("write `{name}` as there, or translate it everywhere"))
            .with_related(kept_place, "it stays as it is here"),
        );
    }
}

/// The place in the page of a part of a segment, or of all of it.
fn place_in(inner: Span, part: Option<Range<usize>>) -> Span {
    part.map_or(inner, |part| Span::new(inner.start + part.start, inner.start + part.end))
}

/// What a translation keeps of a name: the first of its words that is there, with those that follow.
fn rest_of(name: &str, target: &str) -> Option<Range<usize>> {
    let is_name_word = |word: &str| word.len() > 1 && word.starts_with(|first: char| first.is_ascii_uppercase());
    let words: Vec<&str> = name.split(' ').collect();
    let first = words.iter().position(|word| is_name_word(word) && find_name(word, target).next().is_some())?;
    let start = find_name(words[first], target).next()?;
    let mut end = start.end;
    for word in &words[first + 1..] {
        match target[end..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(word)) {
            true => end += 1 + word.len(),
            false => break,
        }
    }
    Some(start.start..end)
}

/// Whether a sentence says more than a name, and its translation does without: `it` for `Nordlys Backup`.
fn is_left_out(name: &str, (source, target): (&str, &str)) -> bool {
    let mut words = name.split(' ').filter(|word| word.starts_with(|first: char| first.is_ascii_uppercase()));
    name.len() * 2 < source.len() && !words.any(|word| has_spelling(word, target))
}

/// An inline text with a mark in the place of each code span.
fn without_code(inline: &str) -> String {
    let mut found = Vec::new();
    inlines(inline, |_| false, &mut found);
    let mut out = String::with_capacity(inline.len());
    let mut at = 0;
    for code in found.iter().filter(|inline| inline.kind == InlineKind::Code) {
        out.push_str(&inline[at..code.outer.start.max(at)]);
        out.push('|');
        at = code.outer.end.max(at);
    }
    out.push_str(&inline[at..]);
    plain_text(&out)
}

/// Whether a text has a name in some spelling: with or without spaces and hyphens between its words (`VaultDesk`), with other
/// capitals where they say nothing (`Vault desk`), or with an ending (`Vault Desken`). The capitals of a word such as `VS` stay.
fn has_spelling(name: &str, text: &str) -> bool {
    const LONGEST_ENDING: usize = 3;
    let is_joint = |character: char| character.is_whitespace() || is_hyphen(character);
    let keeps_case = |word: &str| word.chars().filter(|letter| letter.is_uppercase()).count() > 1;
    let words = name.split(|character| character == ' ' || is_hyphen(character));
    let words: Vec<(&str, bool)> = words.map(|word| (word, keeps_case(word))).collect();
    let Some(&(word, keeps_first)) = words.first() else { return false };
    let Some(first) = word.chars().next() else { return false };
    let mut before = None;
    text.char_indices().any(|(start, character)| {
        let is_word_start = !before.replace(character).is_some_and(is_latin);
        if !is_word_start || !is_letter_of_name(first, character, keeps_first) {
            return false;
        }
        let mut rest = &text[start..];
        for &(word, keeps_case) in &words {
            rest = rest.trim_start_matches(is_joint);
            for letter in word.chars() {
                let mut letters = rest.chars();
                if !letters.next().is_some_and(|other| is_letter_of_name(letter, other, keeps_case)) {
                    return false;
                }
                rest = letters.as_str();
            }
        }
        rest.chars().take_while(|&letter| is_latin(letter)).count() <= LONGEST_ENDING
    })
}

/// Whether a character of a text may stand for a letter of a name.
fn is_letter_of_name(letter: char, other: char, keeps_case: bool) -> bool {
    let is_same_in_lower_case = || {
        if letter.is_ascii() && other.is_ascii() {
            letter.eq_ignore_ascii_case(&other)
        } else {
            other.to_lowercase().eq(letter.to_lowercase())
        }
    };
    other == letter || !keeps_case && is_same_in_lower_case()
}

/// Whether a character is a letter or digit of the script of names.
fn is_latin(character: char) -> bool {
    character < '\u{250}' && character.is_alphanumeric()
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}')
}

/// Whether a translation is without a name. A translation that has the words in another order (`the Vault module of Nordlys`
/// for `Nordlys Vault module`) near each other, or has its initials, is not.
fn is_lost(name: &str, target: &str) -> bool {
    let initials: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
    let has_initials = || {
        let mut words = target.split(|character: char| !character.is_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case(&initials))
    };
    !is_kept(name, target) && !has_words_of(name, target) && !has_initials()
}

/// Whether all words of a name stand near each other in a text, in any order.
fn has_words_of(name: &str, text: &str) -> bool {
    /// How much longer than twice the name the stretch may be, in bytes.
    const ROOM: usize = 8;
    let mut places: Vec<Vec<Range<usize>>> = Vec::new();
    for word in name.split(' ') {
        if !is_kept(word, text) {
            return false;
        }
        // A word with an ending may stand anywhere.
        places.extend(Some(find_name(word, text).collect()).filter(|found: &Vec<_>| !found.is_empty()));
    }
    let end_from = |start: usize| {
        let next = |word: &Vec<Range<usize>>| word.iter().find(|place| place.start >= start).map(|place| place.end);
        places.iter().map(next).try_fold(start, |last, end| Some(last.max(end?)))
    };
    let mut starts = places.iter().flatten().map(|place| place.start);
    places.is_empty() || starts.any(|start| end_from(start).is_some_and(|end| end - start <= 2 * name.len() + ROOM))
}

/// Whether a name stands behind its translation, in brackets.
fn is_explanation(name: &str, target: &str) -> bool {
    let mut places = find_name(name, target).peekable();
    places.peek().is_some() && places.all(|part| target[..part.start].ends_with(['(', '（']))
}

fn is_prose(inline: &str, part: &Range<usize>) -> bool {
    let mut found = Vec::new();
    inlines(inline, |_| false, &mut found);
    text_runs(inline, &found).any(|run| run.start <= part.start && part.end <= run.end)
}

/// The names in a text: stretches of two words or more that start with capitals, and, where such a stretch may start with a
/// capital only because the sentence does, what is left of it.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let is_capital_behind_space = |first: u8, second: u8| (first == b' ') & second.is_ascii_uppercase();
    let mut at = 0;
    let spaces = std::iter::from_fn(move || {
        let space = at + find_two(bytes.get(at..)?, is_capital_behind_space)?;
        at = space + 1;
        Some(space)
    });
    let mut end = 0;
    let names = spaces.filter_map(move |space| {
        if space < end {
            return None;
        }
        let start = name_start(bytes, word_start(bytes, space));
        let word = &bytes[start..space];
        if !word.first().is_some_and(u8::is_ascii_uppercase) || word.ends_with(b".") {
            return None;
        }
        end = space;
        while let Some(next) = name_end(bytes, end) {
            end = next;
        }
        let whole = &text[start..end];
        let starts_sentence = start < 2 || !bytes[start - 2].is_ascii_alphanumeric() && bytes[start - 2] != b',';
        let rest = whole.split_once(' ').map(|(_, rest)| rest).filter(|rest| starts_sentence && rest.contains(' '));
        Some([Some(whole), rest.filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))])
    });
    names.flatten().flatten()
}

/// Small words that a name may hold.
const SMALL_WORDS: [&[u8]; 2] = [b" for ", b" of "];

/// Where a name starts whose second part starts at `start`: `Skype for Business Server` at `Skype`.
fn name_start(bytes: &[u8], start: usize) -> usize {
    let before = SMALL_WORDS.iter().find_map(|small| bytes[..start].strip_suffix(&small[1..]));
    match before.and_then(|before| before.strip_suffix(b" ")) {
        Some(before) if bytes[start].is_ascii_uppercase() => {
            let first = word_start(bytes, before.len());
            if before.get(first).is_some_and(u8::is_ascii_uppercase) { first } else { start }
        }
        _ => start,
    }
}

/// Where the next word of a name ends that goes on at `end`.
fn name_end(bytes: &[u8], end: usize) -> Option<usize> {
    let rest = &bytes[end..];
    let small = SMALL_WORDS.iter().find(|small| rest.starts_with(small) && rest.get(small.len()).is_some_and(u8::is_ascii_uppercase));
    let start = end + small.map_or(1, |small| small.len());
    if small.is_none() && rest.first() != Some(&b' ') {
        return None;
    }
    let end = word_end(bytes, start);
    // A version such as `5.1` is written as the language writes numbers.
    let is_number = bytes[start..end].iter().all(u8::is_ascii_digit);
    (bytes.get(start).is_some_and(u8::is_ascii_uppercase) || is_number && end > start).then_some(end)
}

fn word_start(bytes: &[u8], end: usize) -> usize {
    bytes[..end].iter().rposition(|&byte| !is_of_word(byte)).map_or(0, |at| at + 1)
}

fn word_end(bytes: &[u8], start: usize) -> usize {
    let length = bytes[start..].iter().position(|&byte| !is_of_word(byte)).unwrap_or(bytes.len() - start);
    let word = &bytes[start..start + length];
    start + word.iter().rposition(|byte| !matches!(byte, b'.' | b'-')).map_or(0, |at| at + 1)
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b'#') || byte >= 0x80
}
