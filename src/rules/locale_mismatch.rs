//! The locale of the front matter against the one that the page's path names.

use std::path::{Path, is_separator};

use icu_locale::subtags::{Language, Region};
use icu_locale::{LanguageIdentifier, LocaleExpander};

use super::{Category, Check, Example, Rule};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("locale-mismatch"),
    category: Category::Document,
    severity: Some(Severity::Warning),
    finds: "a locale that is not the one of the page's folder or file name",
    why: "The page is published in one language and filed under another, and the checks that go by the language go by the wrong \
          one. A folder such as `sv-se` or `sr-Latn-RS` and a file name such as `page.sv-se.md` name a locale; case does not count. \
          Folders that only look like one, such as `to-do`, do not: the language must be one of the region.",
    example: Example::page(
        "---\nms.contentlocale: nb-NO\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Öppna</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Open</span></span>\n",
    )
    .at_path("docs/sv-se/page.md"),
    fix: None,
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let Some(locale) = page.locale() else { return };
    let named: Vec<&str> = parts(page.path).filter(|part| has_shape(part)).collect();
    if named.is_empty() || named.iter().any(|part| part.eq_ignore_ascii_case(locale)) {
        return;
    }
    let Ok(own) = locale.parse::<LanguageIdentifier>() else { return };
    let Some(other) = named.into_iter().rev().find(|part| is_locale(part, &own)) else { return };
    let Some(place) = page.place_of("ms.contentlocale") else { return };
    findings.push(
        RULE.at(place, format!("the locale is `{locale}`, and the path of the page says `{other}`"))
            .with_help("correct `ms.contentlocale`, or put the page where its language is"),
    );
}

/// The parts of a path that may name a locale: each folder, and what stands before the last dot of the file name.
fn parts(path: &Path) -> impl Iterator<Item = &str> {
    let mut folders = path.as_os_str().as_encoded_bytes().split(|&byte| is_separator(char::from(byte)));
    let mut name = folders.next_back().unwrap_or_default().rsplit(|&byte| byte == b'.').skip(1);
    let suffix = name.next().filter(|_| name.next().is_some());
    folders.chain(suffix).filter_map(|part| std::str::from_utf8(part).ok())
}

/// `xx-yy` or `xx-Xxxx-yy`.
fn has_shape(part: &str) -> bool {
    if !("xx-yy".len()..="xxx-Xxxx-yy".len()).contains(&part.len()) {
        return false;
    }
    let subtags: Vec<&str> = part.splitn(4, '-').collect();
    let is_letters = |subtag: &str, lengths: &[usize]| {
        lengths.contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    match subtags[..] {
        [language, region] => is_letters(language, &[2, 3]) && is_letters(region, &[2]),
        [language, script, region] => {
            is_letters(language, &[2, 3]) && is_letters(script, &[4]) && is_letters(region, &[2])
        }
        _ => false,
    }
}

/// Whether a name of that shape is a locale: the language is the likely one of the region or the other way round, or one of the
/// two is that of the page. `to-do` and `add-in` are not.
fn is_locale(part: &str, page: &LanguageIdentifier) -> bool {
    let Ok(LanguageIdentifier { language, region: Some(region), .. }) = part.parse::<LanguageIdentifier>() else {
        return false;
    };
    let likely = |language: Language, region: Option<Region>| {
        let mut locale = LanguageIdentifier { language, region, ..LanguageIdentifier::UNKNOWN };
        LocaleExpander::new_common().maximize(&mut locale);
        locale
    };
    likely(language, None).region == Some(region)
        || likely(Language::UNKNOWN, Some(region)).language == language
        || page.language == language
        || page.region == Some(region) && language.as_str().len() == 2
}
