//! A first configuration for a folder of pages: what there is to see in it, and the commented file that follows from that.
//!
//! Reads no files. The file holds what is certain; the rest stands in comments, for a person to decide.

mod names;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use self::names::Names;
use crate::bitext::Document;
use crate::config::{DEFAULT_SOURCE_LANGUAGE, FILE_NAME};
use crate::front_matter::condition::Values;
use crate::front_matter::{LOCALIZATION_KEYS, TRANSLATED_KEYS};
use crate::report::printable;

/// What there is to see in some pages.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pages: usize,
    pairs: usize,
    /// Pages by the locale of their front matter.
    locales: BTreeMap<String, usize>,
    /// Pages by the folder that they are in that is named after a locale.
    folders: BTreeMap<String, usize>,
    /// Pages by front matter key and value.
    values: BTreeMap<String, BTreeMap<String, usize>>,
    names: Names,
}

/// Keys that say who wrote a page and when, not what kind of page it is.
const KEYS_OF_WORK: [&str; 5] = ["author", "manager", "ms.author", "ms.date", "ms.reviewer"];
/// Keys that are shown at the most.
const MOST_KEYS: usize = 12;
/// Values of a key that are shown at the most.
const MOST_VALUES: usize = 8;
/// Values that a key may have that groups pages; one with more names each of them.
const MOST_GROUPS: usize = 40;
/// Characters that are shown of a value.
const MOST_CHARACTERS: usize = 60;

impl Seen {
    /// Notes a page, by its path below the folder.
    pub fn note(&mut self, relative: &Path, document: &Document<'_>) {
        self.pages += 1;
        self.pairs += document.pairs().len();
        let values = Values::new(document);
        let mut keys: Vec<&str> = values.entries.iter().map(|entry| &*entry.key).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let is_own = key != "ms.translationtype" && LOCALIZATION_KEYS.contains(&key)
                || TRANSLATED_KEYS.contains(&key)
                || KEYS_OF_WORK.contains(&key);
            let shown = values.shown(key);
            if key == "ms.contentlocale" {
                shown.iter().take(1).for_each(|locale| *self.locales.entry(locale.clone()).or_default() += 1);
            }
            if !is_own {
                let of_key = self.values.entry(key.to_owned()).or_default();
                let short = shown.into_iter().filter(|value| value.chars().count() <= MOST_CHARACTERS);
                short.for_each(|value| *of_key.entry(value).or_default() += 1);
            }
        }
        let folders = relative.parent().into_iter().flat_map(Path::components);
        let locales = folders.filter_map(|part| part.as_os_str().to_str()).filter(|name| is_locale(name));
        locales.for_each(|name| *self.folders.entry(name.to_owned()).or_default() += 1);
        for pair in document.pairs() {
            self.names.note(&document.decoded(pair.source.inner), &document.decoded(pair.target.inner));
        }
    }

    /// Adds what was seen of other pages.
    pub fn add(&mut self, other: Self) {
        let Self { pages, pairs, locales, folders, values, names } = other;
        self.pages += pages;
        self.pairs += pairs;
        add(&mut self.locales, locales);
        add(&mut self.folders, folders);
        for (key, counts) in values {
            add(self.values.entry(key).or_default(), counts);
        }
        self.names.add(names);
    }

    /// How many pages were seen.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// The text of the configuration.
    #[must_use]
    pub fn configuration(&self) -> String {
        let mut out = format!("# {FILE_NAME}: what `bitext check` holds the pages below this folder to.\n");
        line(&mut out, "# `bitext init` wrote it from what it saw here:");
        line(&mut out, &format!("#   pages: {} with {} pairs", self.pages, self.pairs));
        line(&mut out, &format!("#   locales, by ms.contentlocale: {}", list(&self.locales)));
        line(&mut out, &format!("#   folders named after a locale: {}", list(&self.folders)));
        line(&mut out, "\n# The language of the originals.");
        line(&mut out, &format!("source-language = {}", quoted(DEFAULT_SOURCE_LANGUAGE)));
        line(
            &mut out,
            "\n# What lets a run fail: findings of severity \"error\", of \"warning\" or graver, or \"never\" any.",
        );
        line(&mut out, "fail-on = \"warning\"");
        line(&mut out, "\n# Rules that are off, by id or category; `bitext rules` lists them.\n# ignore = [\"terms\"]");
        line(&mut out, "\n# Pages that are left out: globs, relative to this folder.\n# exclude = [\"**/drafts/**\"]");
        line(
            &mut out,
            "\n# Findings that are known and not reported; `bitext check --update-baseline` writes the file.",
        );
        line(&mut out, "# baseline = \"bitext-baseline.json\"");
        self.write_names(&mut out);
        self.write_overrides(&mut out);
        out
    }

    fn write_names(&self, out: &mut String) {
        let names = self.names.kept(self.pairs);
        line(out, "\n[terms]");
        line(out, "# Names that stay in translations as they are. Take out what is not a name.");
        if names.is_empty() {
            line(out, "# No name was found that translations keep.\ndo-not-translate = []");
        } else {
            line(out, "# These are kept in at least 95 % of the pairs whose source has them.\ndo-not-translate = [");
            for (name, count) in names {
                line(out, &format!("    {}, # kept in {} of {} pairs", quoted(name), count.kept, count.pairs));
            }
            line(out, "]");
        }
        line(out, "# Lists of terms with their translations: TOML, CSV or TBX.\n# glossaries = [\"terms.csv\"]");
    }

    fn write_overrides(&self, out: &mut String) {
        let groups = self.groups();
        line(out, "\n# What holds for some pages only. All overrides that are for a page count, the later ones more.");
        if !groups.is_empty() {
            line(out, "# Front matter by which pages differ here, with how many pages have a value:");
        }
        for Group { key, values, .. } in &groups {
            let shown: Vec<String> = values
                .iter()
                .take(MOST_VALUES)
                .map(|(value, pages)| format!("{} ({pages})", printable(value)))
                .collect();
            let more = if values.len() > MOST_VALUES {
                format!(", {} more", values.len() - MOST_VALUES)
            } else {
                String::new()
            };
            line(out, &format!("#   {}: {}{more}", printable(key), shown.join(", ")));
        }
        let best = groups.iter().find(|group| group.key == "ms.collection").or(groups.first());
        let example = best.and_then(|group| Some((group.key, group.values.first()?.0)));
        let (key, value) = example.unwrap_or(("ms.collection", "legal"));
        line(out, "#\n# [[overrides]]");
        line(out, &format!("# where = {{ {} = {} }}", quoted(key), quoted(value)));
        line(out, "# select = [\"all\"]");
        line(out, "#\n# [[overrides]]\n# paths = [\"legal/**\"]\n# select = [\"all\"]");
    }

    /// The keys by which pages differ, those that most pages have first.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = self
            .values
            .iter()
            .map(|(key, counts)| Group::new(key, counts))
            .filter(|group| group.tells(self.pages))
            .collect();
        groups.sort_by(|a, b| b.pages.cmp(&a.pages).then(a.key.cmp(b.key)));
        groups.truncate(MOST_KEYS);
        groups
    }
}

/// A key of the front matter, and how often it has which values.
struct Group<'s> {
    key: &'s str,
    /// The most frequent first.
    values: Vec<(&'s str, usize)>,
    /// The sum over all values.
    pages: usize,
}

impl<'s> Group<'s> {
    fn new(key: &'s str, counts: &'s BTreeMap<String, usize>) -> Self {
        let given = counts.iter().filter(|(value, _)| !value.is_empty());
        let mut values: Vec<(&str, usize)> = given.map(|(value, pages)| (value.as_str(), *pages)).collect();
        values.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        Self { key, pages: values.iter().map(|(_, pages)| pages).sum(), values }
    }

    /// Whether it tells some of all pages from the others. A key that is the same on nearly all does not, nor does one that names each.
    fn tells(&self, of_all: usize) -> bool {
        let is_same = self.values.len() == 1 && self.pages * 20 >= of_all * 19;
        let names_each = self.values.len() > MOST_GROUPS || self.values.len() * 2 > self.pages;
        !self.values.is_empty() && !is_same && !names_each
    }
}

fn add(sum: &mut BTreeMap<String, usize>, more: BTreeMap<String, usize>) {
    more.into_iter().for_each(|(name, count)| *sum.entry(name).or_default() += count);
}

fn line(out: &mut String, text: &str) {
    let _ = writeln!(out, "{text}");
}

/// Names with their counts, the most frequent first.
fn list(counts: &BTreeMap<String, usize>) -> String {
    let mut all: Vec<(&String, &usize)> = counts.iter().collect();
    all.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
    let shown: Vec<String> = all.iter().map(|(name, count)| format!("{} ({count})", printable(name))).collect();
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
}

/// A text as TOML writes it, on one line.
fn quoted(text: &str) -> String {
    let is_plain = |character: char| !character.is_control() && !matches!(character, '"' | '\\');
    if text.chars().all(is_plain) {
        return format!("\"{text}\"");
    }
    let escaped = text.chars().map(|character| match character {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        control if control.is_control() => format!("\\u{:04X}", u32::from(control)),
        other => other.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// Whether a folder has the name of a locale: a language of two letters and a region.
fn is_locale(name: &str) -> bool {
    let is_letters = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    name.split_once('-').is_some_and(|(language, region)| is_letters(language) && is_letters(region))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::Config;
    use crate::rules::page_of;

    fn seen(pages: &[(&str, String)]) -> Seen {
        let mut all = Seen::default();
        for (path, text) in pages {
            let mut one = Seen::default();
            one.note(Path::new(path), &crate::parse(text).0);
            all.add(one);
        }
        all
    }

    /// Each comment that is a setting, as a setting.
    fn with_comments_on(text: &str) -> String {
        let is_setting = |rest: &str| rest.starts_with("[[") || !rest.starts_with(' ') && rest.contains(" = ");
        let lines = text.lines().map(|line| match line.strip_prefix("# ") {
            Some(rest) if is_setting(rest) => rest,
            _ => line,
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn check(text: &str) {
        for text in [text, &with_comments_on(text)] {
            Config::parse(text, Path::new("")).unwrap_or_else(|mistake| panic!("{mistake}\n{text}"));
        }
    }

    #[test]
    fn what_was_seen_is_in_the_file() {
        let page = |locale: &str, prod: &str, number: usize| {
            let pairs = [("Open the Nordlys Backup page", "Öppna sidan Nordlys Backup")];
            page_of(locale, &pairs).replacen(
                "---\n",
                &format!("---\ntitle: å {number}\nms.prod: {prod}\nms.date: {number}\n"),
                1,
            )
        };
        let pages: Vec<(&str, String)> = (0..6)
            .map(|number| match number {
                0 => ("de-de/a.md", page("de-DE", "fjord \"x\"", number)),
                _ => ("docs/sv-se/b.md", page("sv-SE", "nordlys", number)),
            })
            .collect();
        let text = seen(&pages).configuration();
        check(&text);
        for expected in [
            "pages: 6 with 6 pairs",
            "ms.contentlocale: sv-SE (5), de-DE (1)\n",
            "after a locale: sv-se (5), de-de (1)\n",
            "\n    \"Nordlys Backup\", # kept in 6 of 6 pairs\n",
            "#   ms.prod: nordlys (5), fjord \"x\" (1)\n",
            "# where = { \"ms.prod\" = \"nordlys\" }\n",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in:\n{text}");
        }
        assert!(!text.contains("ms.date") && !text.contains("title"), "{text}");
    }

    #[test]
    fn an_empty_folder_has_a_file_too() {
        check(&seen(&[]).configuration());
    }

    proptest! {
        #[test]
        fn no_front_matter_is_too_odd(values in prop::collection::vec("[\"'\\\\a#å\u{1}\u{85}\t ]{0,6}", 1..6), key in "[a-z\"'\\\\ =.]{1,6}") {
            let pages: Vec<(&str, String)> =
                values.iter().map(|value| ("a", format!("---\n{key}: {value}\n---\nå\n"))).chain([("b", "å".to_owned())]).collect();
            check(&seen(&pages).configuration());
        }
    }
}
