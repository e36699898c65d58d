//! What holds for every text that is read as configuration, as a list of terms or as a baseline: it is taken, or refused with a
//! place that it has. Shared by the fuzz targets and `tests/mutations.rs`.
#![allow(dead_code)]

use std::collections::HashMap;
use std::path::Path;

use bitext::baseline::{Baseline, BaselineError};
use bitext::config::{Config, Layer, Profiles};
use bitext::parse;
use bitext::source::Position;
use bitext::terms::{Locale, TermList, TermSet};

const FOLDER: &str = "/å";
const LOCALES: &[&str] = &["sv-SE", "ja-JP"];

/// Reads any bytes as each of them, and uses what is taken for `page`. Panics if a place is none.
pub(crate) fn check(bytes: &[u8], page: &str) {
    let source: Locale = "en-US".parse().expect("a locale");
    for list in [TermList::from_toml(bytes), TermList::from_csv(bytes, &source), TermList::from_tbx(bytes, &source)] {
        match list {
            Ok(list) => use_terms(list, page),
            Err(error) => is_place(error.position, bytes),
        }
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Config::parse(text, Path::new(FOLDER)) {
        Ok(config) => use_configuration(&config, page),
        Err(mistake) => is_place(mistake.position, bytes),
    }
    match Baseline::parse(text) {
        Ok(known) => {
            let written = known.to_string();
            let again = Baseline::parse(&written).expect("what is written can be read");
            assert_eq!(again.to_string(), written);
            assert_eq!(again.len(), known.len());
        }
        Err(BaselineError::Invalid { line, column, .. }) => {
            // Of a text that ends too early, the library names the column behind its end.
            assert!(line <= text.split('\n').count() && column <= text.len() + 1);
        }
        Err(BaselineError::Version(_)) => {}
    }
}

fn is_place(Position { line, column }: Position, bytes: &[u8]) {
    let ends = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    assert!((1..=ends + 1).contains(&line) && (1..=bytes.len() + 1).contains(&column), "{line}:{column}");
}

fn use_terms(list: TermList, page: &str) {
    let kept = ["Nordlys Backup".to_owned()];
    let Ok(set) = TermSet::new(list) else { return };
    for locale in LOCALES {
        let Some(matcher) = set.matcher(Some(locale), &kept) else { continue };
        for found in matcher.find(page) {
            assert!(page.get(found.span).is_some());
        }
    }
}

fn use_configuration(config: &Config, page: &str) {
    let (document, said) = parse(page);
    let glossaries = HashMap::new();
    let profiles = Profiles::new(config, Layer::default(), &glossaries).expect("terms of a small file");
    for path in ["/å/a.md", "/å/docs/sv-se/b.markdown", "/elsewhere/c.md"] {
        let _ = config.excludes(Path::new(path));
        let profile = profiles.of(Path::new(path), &document);
        let context = bitext::check::PageContext::new(&document, &profile, Path::new(path));
        let _ = bitext::check::page(&context, said.clone());
    }
}
