//! What several tests need: the fixtures, and a page cleaned in one call.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, unreachable_pub)]

pub mod program;

use std::fs;
use std::path::{Path, PathBuf};

use bitext::bitext::{Document, Side};
use bitext::clean::{Options, clean};
use bitext::diagnostic::{Diagnostic, Severity};
use bitext::original::Original;

/// A page that was cleaned, and all that was said about it, in the order of the page.
pub struct Result {
    pub text: String,
    pub said: Vec<Diagnostic>,
}

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// A file of `fixtures/`, as text.
pub fn fixture(path: &str) -> String {
    fs::read_to_string(fixtures().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Markdown files below a folder, by their paths in it, sorted.
pub fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path.strip_prefix(folder).unwrap().to_path_buf());
            }
        }
    }
    found.sort();
    found
}

/// A page cleaned to one side, with the original page if it is given.
pub fn cleaned(page: &str, side: Side, original: Option<&Original>) -> Result {
    cleaned_with(page, &Options { side, keep_escapes: false, original })
}

/// A page cleaned as `options` say.
pub fn cleaned_with(page: &str, options: &Options<'_>) -> Result {
    let (document, mut said) = bitext::parse(page);
    let cleaned = clean(&document, options);
    said.extend(cleaned.diagnostics);
    said.sort_by_key(|diagnostic| diagnostic.span);
    Result { text: String::from_utf8(cleaned.bytes).expect("UTF-8"), said }
}

/// The original page at the same path in `fixtures/docs/source`.
pub fn original(path: &Path) -> Original {
    let path = fixtures().join("docs/source").join(path);
    Original { bytes: fs::read(&path).unwrap(), path }
}

/// The line of each diagnostic of one severity, with its rule.
pub fn places(text: &str, said: &[Diagnostic], severity: Severity) -> Vec<(usize, &'static str)> {
    let mut locator = bitext::source::Locator::new(text);
    said.iter()
        .filter(|diagnostic| diagnostic.severity == severity)
        .map(|diagnostic| (locator.locate(diagnostic.span.start).line, diagnostic.rule.as_str()))
        .collect()
}

/// The ids of a page's pairs, without their prefix.
pub fn numbers(document: &Document<'_>) -> Vec<String> {
    document.pairs().iter().map(|pair| document.id(pair).rsplit('-').next().unwrap_or_default().to_owned()).collect()
}

/// Fails with the first place at which two texts differ, and what stands around it.
#[track_caller]
pub fn assert_same(left: &str, right: &str, what: &str) {
    if left == right {
        return;
    }
    let at = left.bytes().zip(right.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let bytes = &text.as_bytes()[at.saturating_sub(60).min(text.len())..(at + 60).min(text.len())];
        String::from_utf8_lossy(bytes).into_owned()
    };
    panic!("{what}: differ at byte {at}\n left: {:?}\nright: {:?}", around(left), around(right));
}
