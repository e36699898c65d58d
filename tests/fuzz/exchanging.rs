//! What holds for every page that is exported, and for every file that is imported into it: a file that nobody edited changes
//! nothing, and any other file changes targets only. Shared by the fuzz targets and `tests/mutations.rs`.
#![allow(dead_code)]

use bitext::bitext::Side;
use bitext::exchange::format::Format;
use bitext::exchange::merge::{Merged, UnitResult, merge};
use bitext::exchange::read::{Limits, read, written_head};
use bitext::exchange::unedited::is_unedited;
use bitext::exchange::units::{Fingerprint, HeadingPaths, Units};
use bitext::exchange::{FileHead, Unit, front_matter};
use bitext::{Document, parse};

/// The formats that come back.
pub(crate) const FORMATS: [Format; 5] =
    [Format::Xliff12, Format::Xliff20, Format::Xliff21, Format::Xliff22, Format::Po];

/// A page in a format; nothing of a page without pairs.
pub(crate) fn export(document: &Document<'_>, format: Format) -> String {
    let (units, headings) = (Units::of(document), HeadingPaths::of(document));
    let (count, state) = (document.pairs().len(), front_matter::state(document));
    let unit = |index| {
        assert!(document.text().len() * 8 >= headings.above(index).len());
        let mut unit = units.unit(index, state);
        unit.notes.extend(headings.note(index, None));
        unit
    };
    let all: Vec<Unit<'_>> = (0..count).map(unit).collect();
    let head = FileHead {
        original: "å.md".to_owned(),
        source_language: "en-US".to_owned(),
        target_language: "sv-SE".to_owned(),
        fingerprint: Fingerprint::of(&all).encode(),
    };
    let mut out = String::new();
    if count > 0 {
        format.start(&head, &mut out);
        format.file(1, &head, &all, &mut out);
        format.end(&mut out);
    }
    out
}

/// Exports a page and imports it again. Panics if that changes anything.
pub(crate) fn round_trip(text: &str) {
    for format in FORMATS {
        round_trip_in(text, format);
    }
}

/// Exports a page in one of the formats and imports it again. Panics if that changes anything.
pub(crate) fn round_trip_in(text: &str, format: Format) {
    let (document, _) = parse(text);
    let file = export(&document, format);
    if file.is_empty() {
        return;
    }
    let returned = read(file.as_bytes(), &Limits::default()).expect("what is written can be read");
    let merged = merge(&document, &returned.files[0]);
    assert!(merged.text.is_none(), "{format:?}: {:?}", merged.outcomes);
    assert_eq!(merged.kept, document.pairs().len(), "{format:?}: {:?}", merged.outcomes);
    assert_eq!(is_as_exported(&document, file.as_bytes()), format != Format::Po, "{format:?}");
}

/// Imports any bytes into a page. Panics if the page is damaged by it.
pub(crate) fn import(text: &str, bytes: &[u8]) {
    let Ok(returned) = read(bytes, &Limits { bytes: 1 << 20 }) else { return };
    let (document, _) = parse(text);
    let is_as_exported = is_as_exported(&document, bytes);
    for file in &returned.files {
        let merged = merge(&document, file);
        is_kept(&document, &merged);
        assert!(!is_as_exported || merged.text.is_none() && merged.outcomes.is_empty());
    }
}

/// Whether a file is known to be what export writes, without being read.
fn is_as_exported(document: &Document<'_>, bytes: &[u8]) -> bool {
    written_head(bytes).is_some_and(|head| is_unedited(document, &head, bytes))
}

pub(crate) fn is_kept(document: &Document<'_>, merged: &Merged) {
    let Some(text) = &merged.text else { return };
    let (after, _) = parse(text);
    assert_eq!(after.pairs().len(), document.pairs().len());
    for (old, new) in document.pairs().iter().zip(after.pairs()) {
        assert_eq!(document.id(old), after.id(new));
        assert_eq!(document.raw(old.side(Side::Source).inner), after.raw(new.side(Side::Source).inner));
        let is_changed = merged.outcomes.iter().any(|outcome| {
            outcome.target == Some(old.target.inner) && matches!(outcome.result, UnitResult::Changed(_))
        });
        assert!(is_changed || document.raw(old.target.inner) == after.raw(new.target.inner));
    }
    let skeleton = |document: &Document<'_>| -> String {
        let body = document.body().start;
        document.skeleton().filter(|span| span.start >= body).map(|span| document.raw(span).to_owned()).collect()
    };
    assert_eq!(skeleton(document), skeleton(&after));
}
