//! The keys that localization adds to the front matter: all there, in order, with values of the right form.

use icu_locale::LanguageIdentifier;

use super::{Category, Check, Example, Rule};
use crate::check::{Findings, PageContext};
use crate::diagnostic::{RuleId, Severity};
use crate::front_matter::{Entry, LOCALIZATION_KEYS};
use crate::source::{Span, line_end};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("localization-keys"),
    category: Category::Document,
    severity: Some(Severity::Warning),
    finds: "keys of localization that are missing, out of order or of the wrong form",
    why: "Each localized page ends its front matter with six keys: `ms.openlocfilehash` and `ms.sourcegitcommit` (40 hexadecimal \
          digits), `ms.translationtype` (`MT` or `HT`), `ms.contentlocale` (a locale such as `sv-SE`), `ms.lasthandoff` \
          (MM/DD/YYYY) and `ms.locfileid` (digits). The next handoff goes by them: without them the page cannot be told from a new \
          one. Pages without pairs and pages without front matter, such as includes, are left alone.",
    example: Example::page(
        "---\ntitle: Å\nms.openlocfilehash: 5d41402abc4b2a76b9719d911017c5925d41402a\n\
         ms.sourcegitcommit: 7d793037a0760186574b0282f2f435e77d793037\nms.translationtype: XT\nms.contentlocale: sv-SE\n\
         ms.lasthandoff: 03/14/2021\nms.locfileid: \"105512345\"\n---\n\n\
         <span data-ttu-id=\"0a1b2-101\">Öppna</span><span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Open</span></span>\n",
    ),
    fix: None,
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let document = page.document;
    let Some(front_matter) = document.front_matter() else { return };
    if document.pairs().is_empty() || page.front_matter_mistake().is_some() {
        return;
    }
    if page.plain_entries().is_some_and(is_as_handed_off) {
        return;
    }
    let text = document.text();
    let entries = front_matter.entries(text);
    let present: Vec<(usize, &Entry<'_>)> = entries
        .iter()
        .filter_map(|entry| Some((LOCALIZATION_KEYS.iter().position(|key| *key == entry.key)?, entry)))
        .collect();
    let missing: Vec<String> = (0..LOCALIZATION_KEYS.len())
        .filter(|number| present.iter().all(|(other, _)| other != number))
        .map(|number| format!("`{}`", LOCALIZATION_KEYS[number]))
        .collect();
    if !missing.is_empty() {
        let first_line = text[front_matter.outer.start..line_end(text, front_matter.outer.start)].trim_end();
        let place = Span::new(front_matter.outer.start, front_matter.outer.start + first_line.len());
        findings.push(
            RULE.at(place, format!("the front matter lacks {}", missing.join(", ")))
                .with_help("take the keys over from the page as it was handed off"),
        );
    }
    if let Some(two) = present.windows(2).find(|two| two[1].0 < two[0].0) {
        let (before, entry) = (two[0].1, two[1].1);
        findings.push(
            RULE.at(entry.place(text), format!("`{}` stands behind `{}`", entry.key, before.key))
                .with_help(format!("the order is {}", LOCALIZATION_KEYS.join(", ")))
                .with_related(before.place(text), "it belongs in front of this"),
        );
    }
    for (number, entry) in present {
        let (form, has_form) = FORMS[number];
        let value = scalar(document.raw(entry.value));
        if !has_form(value) {
            let message = match value {
                "" => format!("`{}` has no value", entry.key),
                value => format!("`{value}` is no value of `{}`", entry.key),
            };
            findings.push(RULE.at(entry.place(text), message).with_help(format!("it is {form}")));
        }
    }
}

/// Whether plain front matter has all keys, in order and with values, as nearly every page has.
fn is_as_handed_off(entries: &[(&str, &str)]) -> bool {
    let number = |key: &str| LOCALIZATION_KEYS.iter().position(|known| *known == key);
    let mut present = entries.iter().filter_map(|(key, value)| Some((number(key)?, value)));
    (0..LOCALIZATION_KEYS.len()).all(|wanted| {
        present.next().is_some_and(|(number, value)| number == wanted && FORMS[number].1(scalar(value)))
    })
}

/// What a value is, in words, and how to tell.
type Form = (&'static str, fn(&str) -> bool);

/// What each key of [`LOCALIZATION_KEYS`] holds.
const FORMS: [Form; 6] = [
    ("a SHA-1 of 40 hexadecimal digits", is_sha1),
    ("a commit of 40 hexadecimal digits", is_sha1),
    ("`MT` or `HT`", |value| matches!(value, "MT" | "HT")),
    ("a locale such as `sv-SE`", is_locale),
    ("a day as MM/DD/YYYY", is_day),
    ("a number in quotes", |value| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())),
];

/// A value on one line without its quotes and without the comment behind it. YAML's own reading of a hash may be a number.
fn scalar(raw: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(rest) = raw.strip_prefix(quote) {
            return rest.split_once(quote).map_or(raw, |(value, _)| value);
        }
    }
    let end = if raw.starts_with('#') { 0 } else { raw.find(" #").unwrap_or(raw.len()) };
    raw[..end].trim_end()
}

fn is_sha1(value: &str) -> bool {
    value.len() == 40 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A language tag (BCP 47); with `_` it is none.
fn is_locale(value: &str) -> bool {
    !value.contains('_') && value.parse::<LanguageIdentifier>().is_ok_and(|locale| !locale.language.is_unknown())
}

fn is_day(value: &str) -> bool {
    let parts: Vec<&str> = value.split('/').collect();
    let [month, day, year] = parts[..] else { return false };
    let number = |digits: &str, length: usize, most: u16| {
        digits.len() == length
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && digits.parse().is_ok_and(|number: u16| (1..=most).contains(&number))
    };
    number(month, 2, 12) && number(day, 2, 31) && number(year, 4, 9999)
}
