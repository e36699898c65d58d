//! Pages as files of exchange, as `bitext export` writes them.

use bitext::bitext::Document;
use bitext::exchange::format::Format;
use bitext::exchange::units::{Fingerprint, HeadingPaths, Units};
use bitext::exchange::{FileHead, State, Unit, front_matter};

/// All units of a page of a set; `None` for a page without pairs.
pub(crate) fn exported(document: &Document<'_>, set: &str, format: Format) -> Option<String> {
    let units = Units::of(document);
    let headings = HeadingPaths::of(document);
    let unit = |index| {
        let mut unit = units.unit(index, State::MachineTranslated);
        unit.notes.extend(headings.note(index, None));
        unit
    };
    let all: Vec<Unit<'_>> = (0..document.pairs().len()).map(unit).collect();
    if all.is_empty() {
        return None;
    }
    let head = FileHead {
        original: "page.md".to_owned(),
        source_language: "en-US".to_owned(),
        // Five pages do not say it, but their set does.
        target_language: front_matter::locale(document)
            .unwrap_or_else(|| set.rsplit('-').next().unwrap_or(set).to_owned()),
        fingerprint: Fingerprint::of(&all).encode(),
    };
    let mut out = String::new();
    format.start(&head, &mut out);
    format.file(1, &head, &all, &mut out);
    format.end(&mut out);
    Some(out)
}
