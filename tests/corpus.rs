//! Every real page in `BITEXT_CORPUS`, else in `../shared/corpus`, is read without a loss: its pieces are its bytes, its pairs
//! are those that were counted, and nothing is said about it but what is known. Passes where that folder is missing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod support;

use std::path::{Path, PathBuf};

use bitext::bitext::{Piece, Side};
use bitext::clean::{Options, clean, is_clean};
use bitext::diagnostic::RuleId;
use rayon::prelude::*;
use support::pages;

/// The sets, with the pairs that were counted in them by their marker attributes.
const SETS: [(&str, usize); 5] =
    [("ps-sv", 245_703), ("office-ru", 19_733), ("quantum-ja", 1_933), ("sfb-de", 23_338), ("dyn-ar", 7_558)];

fn corpus() -> Option<PathBuf> {
    let given = std::env::var_os("BITEXT_CORPUS").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there; set BITEXT_CORPUS to a folder of real pages", folder.display());
    None
}

/// What one page came to.
struct Found {
    pairs: usize,
    faults: Vec<String>,
}

fn read(set: &Path, path: &Path) -> Found {
    let text = std::fs::read_to_string(set.join(path)).unwrap();
    let (document, said) = bitext::parse(&text);
    let mut faults: Vec<String> = said
        .iter()
        .filter(|diagnostic| diagnostic.rule != RuleId::ENCODED_MARKER)
        .map(|diagnostic| format!("{}: {}", path.display(), diagnostic.message))
        .collect();
    let pieces = document.pieces().map(|piece| match piece {
        Piece::Skeleton(span) => span,
        Piece::Pair(pair) => pair.outer(),
    });
    let mut at = 0;
    for span in pieces {
        if span.start != at || span.is_empty() {
            faults.push(format!("{}: a piece starts at {} and not at {at}", path.display(), span.start));
        }
        at = span.end;
    }
    if at != text.len() {
        faults.push(format!("{}: the pieces end at {at} of {}", path.display(), text.len()));
    }
    for side in [Side::Target, Side::Source] {
        let options = Options { side, keep_escapes: false, original: None };
        let once = String::from_utf8(clean(&document, &options).bytes).unwrap();
        let (document, _) = bitext::parse(&once);
        if !is_clean(&document, side) {
            faults.push(format!("{}: not clean after cleaning to {side:?}", path.display()));
        }
        if clean(&document, &options).bytes != once.as_bytes() {
            faults.push(format!("{}: cleaning to {side:?} twice changes it again", path.display()));
        }
    }
    Found { pairs: document.pairs().len(), faults }
}

#[test]
fn real_pages_are_read_without_a_loss() {
    let Some(corpus) = corpus() else { return };
    for (name, expected) in SETS {
        let set = corpus.join(name).join("bilingual");
        if !set.is_dir() {
            eprintln!("skipped: {} is not there", set.display());
            continue;
        }
        let found: Vec<Found> = pages(&set).par_iter().map(|path| read(&set, path)).collect();
        let faults: Vec<&String> = found.iter().flat_map(|found| &found.faults).collect();
        assert!(faults.is_empty(), "{name}: {faults:#?}");
        let pairs = found.iter().map(|found| found.pairs).sum::<usize>();
        assert!(pairs >= expected, "{name}: {pairs} pairs of {expected}");
    }
}
