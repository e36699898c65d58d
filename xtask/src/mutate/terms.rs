//! Defects of terms, and the glossary that they are planted against.

use anyhow::{Result, anyhow};
use bitext::Span;
use bitext::terms::{TermList, TermSet};
use regex::Regex;

use super::Kind;
use super::site::{Defect, Site};

pub(super) const KINDS: &[Kind] = &[
    Kind { rule: "no-loc-term", does: "drop a term that stays as it is", plant: no_loc },
    Kind { rule: "glossary-term", does: "take another word than the glossary's", plant: other_word },
    Kind {
        rule: "abbreviation-lost",
        does: "translate an abbreviation that the source defines",
        plant: translate_abbreviation,
    },
    Kind { rule: "product-name-varies", does: "translate half of a name that the page keeps", plant: translate_name },
];

/// The locales of the sets, and in the place of a term of the glossary a word that does not translate it.
const WRONG_WORDS: [(&str, &str); 5] = [("sv", "hylla"), ("ru", "полка"), ("ja", "棚"), ("de", "Regal"), ("ar", "رف")];

/// English terms, each with its translations in the order of [`WRONG_WORDS`].
const TERMS: [(&str, [&str; 5]); 8] = [
    ("file", ["fil", "файл", "ファイル", "Datei", "ملف"]),
    ("folder", ["mapp", "папка", "フォルダー", "Ordner", "مجلد"]),
    ("page", ["sida", "страница", "ページ", "Seite", "صفحة"]),
    ("user", ["användare", "пользователь", "ユーザー", "Benutzer", "مستخدم"]),
    ("value", ["värde", "значение", "値", "Wert", "قيمة"]),
    ("property", ["egenskap", "свойство", "プロパティ", "Eigenschaft", "خاصية"]),
    ("object", ["objekt", "объект", "オブジェクト", "Objekt", "كائن"]),
    ("message", ["meddelande", "сообщение", "メッセージ", "Nachricht", "رسالة"]),
];

/// The glossary of the pages that defects are planted in.
pub(super) fn glossary() -> Result<TermSet> {
    let mut toml = String::new();
    for (source, targets) in TERMS {
        let targets: Vec<String> =
            WRONG_WORDS.iter().zip(targets).map(|((locale, _), target)| format!("{locale} = \"{target}\"")).collect();
        toml.push_str(&format!("[[glossary]]\nsource = \"{source}\"\ntargets = {{ {} }}\n", targets.join(", ")));
    }
    let list = TermList::from_toml(toml.as_bytes()).map_err(|mistake| anyhow!("{mistake:?}"))?;
    TermSet::new(list).map_err(|mistake| anyhow!(mistake))
}

/// Takes the wrong word in the place of every word of the target that has the stem of the right one.
fn other_word(site: &Site<'_>) -> Option<Defect> {
    let language = WRONG_WORDS.iter().position(|(locale, _)| *locale == site.language())?;
    if !site.is_plain() {
        return None;
    }
    let (locale, wrong) = WRONG_WORDS[language];
    let target = site.target.to_lowercase();
    let is_translated = |term: &&(&str, [&str; 5])| {
        let (source, targets) = term;
        let has_term = site.source.split(' ').any(|word| word == *source);
        has_term && !target.contains(source) && target.contains(&targets[language].to_lowercase())
    };
    let (_, targets) = TERMS.iter().find(is_translated)?;
    let right = targets[language];
    // What is left of a longer word without its ending.
    let stem = right.char_indices().nth(4).map_or(right, |(end, _)| &right[..end]);
    let word = if locale == "ja" { right.to_owned() } else { format!(r"(?i)\p{{L}}*{stem}\p{{L}}*") };
    site.retarget(Regex::new(&word).ok()?.replace_all(site.target, wrong))
}

/// Translates the second half of a name that the page has as it is in other pairs, and never otherwise.
fn translate_name(site: &Site<'_>) -> Option<Defect> {
    const NAME: &str = r"(?:^|(?:^| )[a-z]+,? )([A-Z][a-z]+[A-Za-z]* [A-Z][a-z]+[A-Za-z]*)(?: [a-z]|[.,:)]|$)";
    const TRANSLATED: &str = "översättning";
    if !site.is_plain() || site.source == site.target {
        return None;
    }
    let name = site.first_of_source(NAME)?;
    let (first, _) = name.split_once(' ')?;
    // `Skype for Business Server` is a longer name.
    let is_part = |text: &str| {
        let joints = [" for ", " of "];
        joints.iter().any(|joint| text.contains(&format!("{joint}{name}")) || text.contains(&format!("{name}{joint}")))
    };
    let keeps = |text: &str| text.matches(name).count() == 1;
    if !keeps(site.target) || is_part(site.source) {
        return None;
    }
    let others =
        || (0..site.document.pairs().len()).filter(|&index| index != site.index).map(|at| Site::new(site.document, at));
    let is_kept =
        |other: Site<'_>| other.is_plain() && other.first_of_source(NAME) == Some(name) && !is_part(other.source);
    let is_lost = |other: Site<'_>| other.source.contains(name) && !other.target.contains(name);
    if others().any(is_lost) || !others().any(is_kept) {
        return None;
    }
    site.retarget(site.target.replace(name, &format!("{first} {TRANSLATED}")))
}

/// Drops an abbreviation that stands behind the words whose initials it is.
/// An abbreviation that nothing else uses may be left out, so a word takes its place.
fn translate_abbreviation(site: &Site<'_>) -> Option<Defect> {
    let words: Vec<&str> = site.source.split(' ').collect();
    let name = words.iter().enumerate().find_map(|(at, word)| {
        let name = word.strip_prefix('(')?.split(')').next()?;
        let long: String =
            words[at.checked_sub(name.len())?..at].iter().filter_map(|word| word.chars().next()).collect();
        (name.len() > 2 && long.eq_ignore_ascii_case(name)).then_some(name)
    })?;
    if site.target.matches(name).count() != 1 {
        return None;
    }
    site.retarget(site.target.replace(&format!("({name})"), "(ord)"))
}

/// The word that both sides have, such as a product name, is said to stay as it is, and goes.
fn no_loc(site: &Site<'_>) -> Option<Defect> {
    let front_matter = site.document.front_matter()?;
    let yaml = site.document.raw(front_matter.yaml);
    if !site.is_plain() || yaml.contains("no-loc") {
        return None;
    }
    let is_name = |word: &&str| {
        word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && word[..1] != word[..1].to_lowercase()
    };
    let term = site
        .source
        .split(' ')
        .filter(is_name)
        .find(|word| site.target.split(' ').filter(|other| other == word).count() == 1)?;
    let target = site.target.split(' ').filter(|word| *word != term).collect::<Vec<_>>().join(" ");
    if target.contains(term) {
        return None;
    }
    let start = Span::new(front_matter.yaml.start, front_matter.yaml.start);
    Some(Defect {
        edits: vec![(start, format!("no-loc:\n- {term}\n")), (site.pair.target.inner, target)],
        ..Defect::default()
    })
}
