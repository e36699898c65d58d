//! The object for programs; `docs/stats.md` documents it. What it holds changes meaning only with [`VERSION`]; new fields may
//! come without it.

use anyhow::Result;
use serde::Serialize;

use super::Sums;
use crate::stats::{Counts, Translation};

/// The version of the object.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    /// Pages that could not be read and count nowhere.
    skipped_pages: usize,
    total: Numbers,
    by_folder: Vec<Folder<'a>>,
    by_locale: Vec<Locale<'a>>,
    by_translation_type: Vec<TranslationType>,
    by_folder_and_locale: Vec<FolderAndLocale<'a>>,
}

#[derive(Serialize)]
struct Folder<'a> {
    folder: &'a str,
    #[serde(flatten)]
    numbers: Numbers,
}

#[derive(Serialize)]
struct Locale<'a> {
    locale: Option<&'a str>,
    #[serde(flatten)]
    numbers: Numbers,
}

#[derive(Serialize)]
struct TranslationType {
    translation_type: &'static str,
    #[serde(flatten)]
    numbers: Numbers,
}

#[derive(Serialize)]
struct FolderAndLocale<'a> {
    folder: &'a str,
    locale: Option<&'a str>,
    #[serde(flatten)]
    numbers: Numbers,
}

#[derive(Serialize)]
struct Numbers {
    pages: usize,
    machine_translated_pages: usize,
    human_translated_pages: usize,
    unknown_pages: usize,
    pairs: usize,
    source_words: usize,
    target_words: usize,
    source_characters: usize,
    target_characters: usize,
}

impl From<&Counts> for Numbers {
    fn from(counts: &Counts) -> Self {
        Self {
            pages: counts.pages(),
            machine_translated_pages: counts.machine,
            human_translated_pages: counts.human,
            unknown_pages: counts.unknown,
            pairs: counts.pairs,
            source_words: counts.source.words,
            target_words: counts.target.words,
            source_characters: counts.source.characters,
            target_characters: counts.target.characters,
        }
    }
}

/// The object, and a newline.
pub(super) fn render(sums: &Sums) -> Result<String> {
    let report = Report {
        version: VERSION,
        skipped_pages: sums.skipped,
        total: Numbers::from(&sums.total),
        by_folder: sums.folders.iter().map(|(folder, counts)| Folder { folder, numbers: counts.into() }).collect(),
        by_locale: sums
            .locales
            .iter()
            .map(|(locale, counts)| Locale { locale: locale.as_deref(), numbers: counts.into() })
            .collect(),
        by_translation_type: Translation::ALL
            .iter()
            .map(|translation| {
                let counts = sums.translations.get(translation).copied().unwrap_or_default();
                TranslationType { translation_type: name(*translation), numbers: (&counts).into() }
            })
            .collect(),
        by_folder_and_locale: sums
            .rows
            .iter()
            .map(|((folder, locale), counts)| FolderAndLocale {
                folder,
                locale: locale.as_deref(),
                numbers: counts.into(),
            })
            .collect(),
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn name(translation: Translation) -> &'static str {
    match translation {
        Translation::Machine => "machine",
        Translation::Human => "human",
        Translation::Unknown => "unknown",
    }
}
