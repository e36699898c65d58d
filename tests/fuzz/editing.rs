//! What holds for every page that goes out to translators, is edited there and comes back: targets change and nothing else does,
//! and importing the same file a second time changes nothing. Shared by the fuzz targets and `tests/mutations.rs`.
#![allow(dead_code)]

use std::borrow::Cow;

use bitext::exchange::content::Part;
use bitext::exchange::merge::merge;
use bitext::exchange::read::{Limits, read};
use bitext::exchange::units::{Fingerprint, Units};
use bitext::exchange::{FileHead, State, Unit};
use bitext::parse;

use crate::exchanging::{FORMATS, is_kept};

/// What translators write, and what would be markup if it were taken for Markdown, HTML, XML or PO.
const TEXTS: &[&str] = &[
    "å",
    "日本",
    "👍",
    "\u{202b}",
    " ",
    "  ",
    ".",
    "*",
    "**",
    "_",
    "`",
    "``",
    "[",
    "](x)",
    "![",
    "<b>",
    "</b>",
    "<",
    ">",
    "</span>",
    "<span data-ttu-id=\"x-1\">",
    "<!--",
    "-->",
    "&",
    "&amp;",
    "&#42;",
    "\\",
    "\\*",
    "~~",
    "|",
    "# ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "> ",
    "---",
    "\n",
    "\n\n",
    "[!NOTE]",
    "[å]: x",
    "\u{a0}",
    "\u{feff}",
    "]]>",
    "\"",
    "%0a",
    "{0}",
];

/// Exports a page, edits its targets as `script` says, and imports them. Each edit of the script has three bytes: which unit,
/// which place in its target, and what is done there. Panics if the page is damaged by it.
pub(crate) fn edited_round_trip(text: &str, script: &[u8]) {
    let (document, _) = parse(text);
    let count = document.pairs().len();
    if count == 0 {
        return;
    }
    let units = Units::of(&document);
    let mut all: Vec<Unit<'_>> = (0..count).map(|index| units.unit(index, State::Translated)).collect();
    let head = FileHead {
        original: "å.md".to_owned(),
        source_language: "en-US".to_owned(),
        target_language: "sv-SE".to_owned(),
        fingerprint: Fingerprint::of(&all).encode(),
    };
    for edit in script.chunks_exact(3) {
        let (unit, place, what) = (usize::from(edit[0]), usize::from(edit[1]), usize::from(edit[2]));
        if let Some(target) = &mut all[unit % count].target {
            target.parts = edited(&target.parts, place, what);
        }
    }
    for format in FORMATS {
        let mut file = String::new();
        format.start(&head, &mut file);
        format.file(1, &head, &all, &mut file);
        format.end(&mut file);
        let returned = read(file.as_bytes(), &Limits::default()).expect("what is written can be read");
        let merged = merge(&document, &returned.files[0]);
        is_kept(&document, &merged);
        let Some(new) = &merged.text else { continue };
        let again = merge(&parse(new).0, &returned.files[0]);
        assert!(again.text.is_none(), "{format:?}: {:?}\n{new:?}\n{:?}", again.outcomes, again.text);
    }
}

/// A target with a text put in, or a character, or a code that stands by itself, taken out, doubled or moved to the start.
fn edited(parts: &[Part<'_>], place: usize, what: usize) -> Vec<Part<'static>> {
    let mut flat: Vec<Part<'static>> = Vec::new();
    for part in parts {
        match part {
            Part::Text(text) => {
                flat.extend(text.chars().map(|character| Part::Text(Cow::Owned(character.to_string()))));
            }
            Part::Open(id) => flat.push(Part::Open(*id)),
            Part::Close(id) => flat.push(Part::Close(*id)),
            Part::Placeholder(id) => flat.push(Part::Placeholder(*id)),
        }
    }
    let place = place % (flat.len() + 1);
    let behind = what.checked_sub(TEXTS.len());
    match behind.map(|more| more % 3) {
        None => flat.insert(place, Part::Text(Cow::Borrowed(TEXTS[what]))),
        // Codes with a text stay where they are, as clients keep them in pairs.
        Some(_) if matches!(flat.get(place), None | Some(Part::Open(_) | Part::Close(_))) => {}
        Some(0) => drop(flat.remove(place)),
        Some(1) => flat.insert(place, flat[place].clone()),
        Some(_) => {
            let moved = flat.remove(place);
            flat.insert(0, moved);
        }
    }
    // As a reader has it: neighbours that are text are one.
    let mut joined: Vec<Part<'static>> = Vec::new();
    for part in flat {
        match (joined.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(text)) => before.to_mut().push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    joined
}
