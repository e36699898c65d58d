//! A name that a page keeps in one place and translates in another.

use std::collections::HashMap;

use super::{Category, Check, Example, Rule};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};
use crate::markdown::plain_text;
use crate::source::Span;
use crate::terms::{find_name, is_kept, is_prose};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("product-name-varies"),
    category: Category::Terms,
    severity: Some(Severity::Info),
    finds: "a name in capitals that stays as it is in one place of the page and is translated in another",
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

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let document = page.document;
    let pairs = document.pairs();
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, pair) in pairs.iter().enumerate() {
        for name in names(document.raw(pair.source.inner)) {
            let places = places.entry(name).or_default();
            if places.last() != Some(&index) {
                places.push(index);
            }
        }
    }
    let mut names: Vec<(&str, Vec<usize>)> = places.into_iter().filter(|(_, places)| places.len() > 1).collect();
    names.sort_unstable();
    for (name, places) in names {
        let texts = |index: usize| (document.raw(pairs[index].source.inner), document.raw(pairs[index].target.inner));
        let is_translated = |index: &usize| {
            let (source, target) = texts(*index);
            // A sentence that is not translated says nothing about the name.
            source != target || source.trim() == name
        };
        let (kept, lost): (Vec<usize>, Vec<usize>) =
            places.into_iter().filter(is_translated).partition(|&index| is_kept(name, texts(index).1));
        if kept.is_empty() || lost.is_empty() {
            continue;
        }
        let lost: Vec<usize> = lost
            .into_iter()
            .filter(|&index| {
                let (source, target) = texts(index);
                !is_kept(name, &plain_text(target)) && find_name(name, source).any(|span| is_prose(source, &span))
            })
            .collect();
        if lost.is_empty() {
            continue;
        }
        if lost.len() > kept.len() {
            for index in kept {
                let inner = pairs[index].target.inner;
                let at = find_name(name, document.raw(inner)).next();
                let span = at.map_or(inner, |at| Span::new(inner.start + at.start, inner.start + at.end));
                findings.push(
                    RULE.at(span, format!("`{name}` stays as it is here, but is translated in {} places of the page", lost.len()))
                        .with_help("translate it as there, or keep it everywhere")
                        .with_related(pairs[lost[0]].target.inner, "it is translated here"),
                );
            }
        } else {
            let elsewhere = match kept.len() {
                1 => "another place".to_owned(),
                count => format!("{count} other places"),
            };
            for index in lost {
                findings.push(
                    RULE.at(
                        pairs[index].target.inner,
                        format!("`{name}` is translated here, but stays as it is in {elsewhere} of the page"),
                    )
                    .with_help(format!("write `{name}` as there, or translate it everywhere"))
                    .with_related(pairs[kept[0]].target.inner, "it stays as it is here"),
                );
            }
        }
    }
}

/// The names in a text: stretches of two words or more that start with capitals, and, where such a stretch may start with a
/// capital only because the sentence does, what is left of it.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut end = 0;
    memchr::memchr_iter(b' ', bytes)
        .filter_map(move |space| {
            // Few spaces stand before a capital, so that is asked first.
            if space < end || !bytes.get(space + 1).is_some_and(u8::is_ascii_uppercase) {
                return None;
            }
            let start = word_start(bytes, space);
            let word = &bytes[start..space];
            if !word.first().is_some_and(u8::is_ascii_uppercase) || word.ends_with(b".") {
                return None;
            }
            end = space;
            while bytes.get(end) == Some(&b' ')
                && bytes.get(end + 1).is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            {
                end = word_end(bytes, end + 1);
            }
            let whole = &text[start..end];
            let rest = whole[space - start + 1..].contains(' ').then(|| &whole[space - start + 1..]);
            let starts_sentence = start < 2 || !bytes[start - 2].is_ascii_alphanumeric() && bytes[start - 2] != b',';
            Some([Some(whole), rest.filter(|_| starts_sentence)])
        })
        .flatten()
        .flatten()
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
