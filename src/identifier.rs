//! Names of code that stand in prose: `System.String`, `Get-ChildItem`, `startTime`, `PR_ENTRYID`. What a name is shows by its form
//! alone; whether it must be kept is for the rules.

use std::collections::HashSet;
use std::ops::Range;

use crate::chars::find_two;

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identifier<'t> {
    /// The name as it is written, escapes included.
    pub(crate) text: &'t str,
    /// Where it stands, in bytes of the text.
    pub(crate) range: Range<usize>,
    /// Whether nothing but code is written so. `FastTab` and `Sign-In` may be words.
    pub(crate) is_certain: bool,
}

/// The names in a text, in order.
pub(crate) fn identifiers(text: &str) -> impl Iterator<Item = Identifier<'_>> {
    words(text).flat_map(move |range| names(text, range))
}

/// Whether a text may hold a name that another does not, found without knowing what in it is prose.
pub(crate) fn may_lose(source: &str, target: &str) -> bool {
    let mut words = words(source);
    words.any(|word| !holds(target, &source[word.clone()]) && names(source, word).any(|name| !holds(target, name.text)))
}

/// Whether a text holds a word as it is. A segment is short, so that a search that needs no preparation is the quickest.
fn holds(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    word.first().is_none_or(|&first| memchr::memchr_iter(first, text).any(|at| text[at..].starts_with(word)))
}

/// What a byte is in a word; 0 if it is in none.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'.' => FULL_STOP,
            b'-' => HYPHEN,
            b'_' => UNDERSCORE,
            b'\\' => ESCAPE,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};
const SMALL: u8 = 1;
const CAPITAL: u8 = 1 << 1;
const DIGIT: u8 = 1 << 2;
const FULL_STOP: u8 = 1 << 3;
const HYPHEN: u8 = 1 << 4;
const UNDERSCORE: u8 = 1 << 5;
/// A backslash: part of a word in front of `_`.
const ESCAPE: u8 = 1 << 6;
const ALPHANUMERIC: u8 = SMALL | CAPITAL | DIGIT;

/// The kinds of all bytes of a word.
fn kinds(word: &str) -> u8 {
    word.bytes().fold(0, |kinds, byte| kinds | KINDS[usize::from(byte)])
}

/// Whether two bytes that follow each other make a name of a word. It says so without a branch, for [`find_two`].
fn is_joint(first: u8, second: u8) -> bool {
    let is_hump = first.is_ascii_lowercase() & second.is_ascii_uppercase();
    // A mark at the end is that of the sentence.
    let is_mark = (first == b'.') | (first == b'-') | (first == b'_');
    let is_marked = is_mark & (second.is_ascii_alphanumeric() | (second == b'\\'));
    let is_escape = (first == b'\\') & (second == b'_');
    is_hump | is_marked | is_escape
}

/// Words of letters, digits, `.`, `-` and `_` that have one of these marks or a capital behind a small letter. Those with neither a
/// capital nor `_`, such as `read-only`, are no names and are left out.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let kind = |at: usize| bytes.get(at).map_or(0, |&byte| KINDS[usize::from(byte)]);
    let is_of_word = move |at: usize| match kind(at) {
        ESCAPE => kind(at + 1) == UNDERSCORE,
        kind => kind != 0,
    };
    let mut done = 0;
    std::iter::from_fn(move || {
        loop {
            let joint = done + find_two(bytes.get(done..)?, is_joint)?;
            let first = (done..joint).rev().take_while(|&at| is_of_word(at)).last().unwrap_or(joint);
            let start = (first..joint).find(|&at| kind(at) & ALPHANUMERIC != 0).unwrap_or(joint);
            done = joint + 1;
            // A mark in front of a word is no part of it.
            if kind(start) & ALPHANUMERIC != 0 {
                done = (done..).find(|&at| !is_of_word(at))?;
                if kinds(&text[start..done]) & (CAPITAL | UNDERSCORE) != 0 {
                    return Some(start..done);
                }
            }
        }
    })
}

/// The names in a word of letters, digits, `.`, `-` and `_`.
fn names(text: &str, range: Range<usize>) -> impl Iterator<Item = Identifier<'_>> {
    let end = range.start + text[range.clone()].trim_end_matches(['.', '-']).len();
    let whole = range.start..end;
    let word = &text[whole.clone()];
    let name = |range: Range<usize>| {
        let text = &text[range.clone()];
        certainty(text).map(|is_certain| Identifier { text, range, is_certain })
    };
    let all = name(whole.clone());
    let parts = if all.is_some() { Vec::new() } else { parts(word, whole.start).filter_map(name).collect() };
    all.into_iter().chain(parts)
}

fn parts(word: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let from = word.as_ptr() as usize;
    word.split('-').map(move |part| {
        let at = start + (part.as_ptr() as usize - from);
        at..at + part.trim_end_matches('.').len()
    })
}

/// What English puts behind a hyphen in the capitals of a title: `Location-Based` is no command.
const COMPOUNDS: [&str; 8] = ["Based", "Time", "Only", "Way", "Free", "Party", "Premises", "Wide"];

/// Verbs of PowerShell commands that start no compound of English with a capital behind its hyphen, as `Open-Source` does.
const COMMAND_VERBS: [&str; 34] = [
    "Add",
    "Compare",
    "Connect",
    "Convert",
    "Debug",
    "Disable",
    "Disconnect",
    "Enable",
    "Export",
    "Format",
    "Get",
    "Import",
    "Install",
    "Invoke",
    "Measure",
    "New",
    "Publish",
    "Receive",
    "Register",
    "Remove",
    "Rename",
    "Resolve",
    "Restart",
    "Restore",
    "Resume",
    "Save",
    "Set",
    "Start",
    "Stop",
    "Suspend",
    "Unblock",
    "Uninstall",
    "Unregister",
    "Update",
];

/// Whether a verb and a noun are a command, as `Get-Item` is; `Add-Ons` and `Import-Export` are not.
fn is_command(verb: &str, noun: &str) -> bool {
    COMMAND_VERBS.contains(&verb) && !COMMAND_VERBS.contains(&noun) && !(noun.len() == 3 && noun.ends_with('s'))
}

/// Whether a word is a name, and if so, whether it is certain.
fn certainty(word: &str) -> Option<bool> {
    const LONGEST: usize = 200;
    let has_double = || word.as_bytes().windows(2).any(|two| matches!(two, b".." | b"--"));
    if word.len() < 4 || word.len() > LONGEST || has_double() {
        return None;
    }
    let kinds = kinds(word);
    if kinds & UNDERSCORE != 0 {
        let has_letters =
            word.split('_').filter(|part| part.bytes().any(|byte| byte.is_ascii_alphabetic())).count() > 1;
        return (has_letters && kinds & (FULL_STOP | HYPHEN) == 0).then_some(true);
    }
    if kinds & FULL_STOP != 0 {
        let is_part =
            |part: &str| part.len() > 1 && part.starts_with(|first: char| first.is_ascii_uppercase()) && is_plain(part);
        let has_small = word.bytes().any(|byte| byte.is_ascii_lowercase());
        return (has_small && word.split('.').all(is_part)).then_some(true);
    }
    if let Some((verb, noun)) = word.split_once('-') {
        let is_verb = verb.len() > 1
            && verb.starts_with(|first: char| first.is_ascii_uppercase())
            && verb[1..].bytes().all(|byte| byte.is_ascii_lowercase());
        let is_noun = noun.len() > 2
            && noun.starts_with(|first: char| first.is_ascii_uppercase())
            && is_plain(noun)
            && humps(noun) > 0;
        return (is_verb && is_noun && !COMPOUNDS.contains(&noun)).then(|| humps(noun) > 1 || is_command(verb, noun));
    }
    // A number with its unit: `8kHz`.
    if word.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let starts_small = word.starts_with(|first: char| first.is_ascii_lowercase());
    match humps(word) {
        0 | 1 => None,
        2 => Some(false),
        _ => Some(!starts_small || word.len() > 8),
    }
}

fn is_plain(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// How many parts with a capital or small letter of their own a word has: `startTime` has two, `PIDTag` two, `FAQ` none.
fn humps(word: &str) -> usize {
    let bytes = word.as_bytes();
    if !bytes.iter().any(u8::is_ascii_lowercase) {
        return 0;
    }
    1 + bytes.windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase()).count()
}

/// A name that a text has and another does not have as it is.
#[derive(Debug)]
pub(crate) struct LostName {
    /// Where it stands in the text that has it.
    pub(crate) range: Range<usize>,
    /// Whether nothing but code is written so.
    pub(crate) is_certain: bool,
    /// Where the other has it with spaces in it; nowhere, if it does not have it at all.
    pub(crate) split: Vec<Range<usize>>,
}

/// The names that `source` has and `target` does not have as they are, each once.
pub(crate) fn lost(source: &str, target: &str) -> Vec<LostName> {
    let mut seen = HashSet::new();
    let mut lost = Vec::new();
    for Identifier { text, range, is_certain } in identifiers(source) {
        if !seen.insert(text) {
            continue;
        }
        let split = match kept(text, target) {
            Kept::Whole => continue,
            Kept::Split(places) => places,
            Kept::Lost => Vec::new(),
        };
        lost.push(LostName { range, is_certain, split });
    }
    without_parts(lost)
}

/// A split `Nordlys.Core` inside a split `Nordlys.Core.Vault` is part of that.
fn without_parts(mut lost: Vec<LostName>) -> Vec<LostName> {
    let mut splits: Vec<Range<usize>> = lost.iter().flat_map(|name| name.split.iter().cloned()).collect();
    if splits.len() < 2 {
        return lost;
    }
    // The longest of those that overlap: in order of their starts, one that ends later than all before it.
    splits.sort_by_key(|split| (split.start, std::cmp::Reverse(split.end)));
    let mut end = 0;
    splits.retain(|split| {
        let is_outer = split.end > end;
        end = end.max(split.end);
        is_outer
    });
    lost.retain_mut(|name| {
        let was_split = !name.split.is_empty();
        name.split.retain(|split| {
            splits.binary_search_by_key(&split.start, |outer| outer.start).is_ok_and(|at| splits[at] == *split)
        });
        !was_split || !name.split.is_empty()
    });
    lost
}

/// How a name stands in another text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kept {
    /// As it is, but for the case of its letters and for escapes.
    Whole,
    /// With spaces in it, at these places.
    Split(Vec<Range<usize>>),
    /// Not at all.
    Lost,
}

/// How `name` stands in `text`.
pub(crate) fn kept(name: &str, text: &str) -> Kept {
    // Nearly all are written as they are.
    if holds(text, name) {
        return Kept::Whole;
    }
    let singular = name.strip_suffix('s').filter(|singular| singular.len() > 3);
    let mut split: Vec<Range<usize>> = Vec::new();
    for name in std::iter::once(name).chain(singular) {
        let Some(first) = name.bytes().next() else { continue };
        for at in memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text.as_bytes()) {
            match match_at(name, text, at) {
                Some((_, false)) => return Kept::Whole,
                Some((end, true)) if is_free(text, at, end) => split.push(at..end),
                _ => {}
            }
        }
        if !split.is_empty() {
            return Kept::Split(split);
        }
    }
    Kept::Lost
}

/// Whether no letter stands next to a part of a text.
fn is_free(text: &str, start: usize, end: usize) -> bool {
    let is_letter = |character: char| character.is_alphanumeric();
    !text[..start].ends_with(is_letter) && !text[end..].starts_with(|character: char| character.is_ascii_alphanumeric())
}

/// Whether `name` stands at `start` of a text, escapes aside: its end, and whether there are spaces between its parts.
fn match_at(name: &str, text: &str, start: usize) -> Option<(usize, bool)> {
    let (name, bytes) = (name.as_bytes(), text.as_bytes());
    let mut at = start;
    let mut has_gap = false;
    for (index, &wanted) in name.iter().enumerate() {
        if wanted == b'\\' {
            continue;
        }
        let starts_part = index > 0
            && (!wanted.is_ascii_alphanumeric()
                || !name[index - 1].is_ascii_alphanumeric()
                || (wanted.is_ascii_uppercase() && name[index - 1].is_ascii_lowercase()));
        if starts_part {
            let gap = text.get(at..).map_or(0, space_len);
            has_gap |= gap > 0;
            at += gap;
        }
        if bytes.get(at) == Some(&b'\\') {
            at += 1;
        }
        if !bytes.get(at)?.eq_ignore_ascii_case(&wanted) {
            return None;
        }
        at += 1;
    }
    Some((at, has_gap))
}

/// The length of the spaces that a text starts with, at most two.
fn space_len(text: &str) -> usize {
    text.chars().take(2).take_while(|character| matches!(character, ' ' | '\u{a0}')).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Kept, identifiers, kept};

    #[test]
    fn names_in_texts() {
        for (text, certain, uncertain) in [
            ("Use System.String, not Microsoft.Quantum.Canon.", "System.String Microsoft.Quantum.Canon", ""),
            ("Run Get-ChildItem, Publish-Module or Find-Module.", "Get-ChildItem Publish-Module", "Find-Module"),
            ("PR\\_ENTRYID and PidTagEntryId, dataStartTime", "PR\\_ENTRYID PidTagEntryId dataStartTime", ""),
            ("the FastTab in SharePoint", "", "FastTab SharePoint"),
            ("SYNOPSIS FAQ e.g. U.S. 1.2.3 Node.js read-only A/B x86 done.", "", ""),
            ("a SharePoint-based add-in, Pay-As-You-Go", "", "SharePoint"),
            ("Öppna FileSystemet", "", "FileSystemet"),
            ("iOS", "", ""),
            ("at 8kHz or 16MHz", "", ""),
        ] {
            let found: Vec<_> = identifiers(text).collect();
            let names = |is_certain| {
                let names: Vec<_> =
                    found.iter().filter(|name| name.is_certain == is_certain).map(|name| name.text).collect();
                names.join(" ")
            };
            assert_eq!((&*names(true), &*names(false)), (certain, uncertain), "{text}");
        }
    }

    #[test]
    fn names_in_translations() {
        let split = |places: &[(usize, usize)]| Kept::Split(places.iter().map(|&(start, end)| start..end).collect());
        for (name, text, expected) in [
            ("System.String", "typen system.string.", Kept::Whole),
            ("System.String", "typen System. String.", split(&[(6, 20)])),
            ("PR_ENTRYID", "свойство PR\\_ENTRYID", Kept::Whole),
            ("Publish-Module", "Publicera-modul", Kept::Lost),
            ("Get-Item", "Get -Item", split(&[(0, 9)])),
            ("FileSystem", "file system och File System", split(&[(0, 11), (16, 27)])),
            ("SharePoints", "SharePoint", Kept::Whole),
            ("FileSystem", "Profile systemet", Kept::Lost),
        ] {
            assert_eq!(kept(name, text), expected, "{name} {text}");
        }
    }

    proptest! {
        #[test]
        fn a_text_keeps_its_own_names(text in "([A-Ca-c0-9]|[-._\\\\ å]|\u{a0}){0,40}") {
            for name in identifiers(&text) {
                prop_assert_eq!(&text[name.range.clone()], name.text);
                prop_assert_eq!(kept(name.text, &text), Kept::Whole);
            }
        }
    }
}
