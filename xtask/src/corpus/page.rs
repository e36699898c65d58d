//! What is measured on one page.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use bitext::bitext::{Document, Piece, Side};
use bitext::clean::{Options, clean};
use bitext::original::Original;
use serde::Deserialize;

use super::fold::{Difference, body, folded, rendered};

/// A comparison, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Check {
    /// Skeleton and segments, put together, are the page.
    Partition,
    /// The target side against the page as published.
    Target,
    /// The same, made with the original page at hand.
    TargetWithOriginal,
    /// The same, made without it, both rendered.
    TargetRendered,
    /// The source side against the original page, without front matter and with white space folded.
    Source,
    /// The same, both rendered.
    SourceRendered,
    /// The source side of a page that was made from this very original, which is at hand.
    SourceWithOriginal,
}

impl Check {
    pub(crate) const ALL: [Self; 7] = [
        Self::Partition,
        Self::Target,
        Self::TargetWithOriginal,
        Self::TargetRendered,
        Self::Source,
        Self::SourceRendered,
        Self::SourceWithOriginal,
    ];

    /// Its name in the file of expectations.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Partition => "partition",
            Self::Target => "target",
            Self::TargetWithOriginal => "target-with-original",
            Self::TargetRendered => "target-rendered",
            Self::Source => "source",
            Self::SourceRendered => "source-rendered",
            Self::SourceWithOriginal => "source-with-original",
        }
    }

    /// What it counts, for people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Partition => "skeleton and segments are the page",
            Self::Target => "target side, byte for byte",
            Self::TargetWithOriginal => "target side with the original, byte for byte",
            Self::TargetRendered => "target side, rendered as HTML",
            Self::Source => "source side, white space folded",
            Self::SourceRendered => "source side, rendered as HTML",
            Self::SourceWithOriginal => "source side with the original, byte for byte",
        }
    }

    /// Whether each page that fails it has to be known, with its reason. What is rendered follows from the others.
    pub(crate) fn needs_reason(self) -> bool {
        match self {
            Self::Partition | Self::Target | Self::TargetWithOriginal | Self::Source | Self::SourceWithOriginal => true,
            Self::TargetRendered | Self::SourceRendered => false,
        }
    }

    /// The folder that it compares with.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Partition => "bilingual",
            Self::Target | Self::TargetWithOriginal | Self::TargetRendered => "target",
            Self::Source | Self::SourceRendered | Self::SourceWithOriginal => "source",
        }
    }
}

/// What was found on a page.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Its path below `bilingual`, with `/`.
    pub(crate) path: String,
    pub(crate) pairs: usize,
    /// The comparisons that could be made; a difference where it is not equal.
    pub(crate) results: Vec<(Check, Option<Difference>)>,
}

impl Measured {
    pub(crate) fn has(&self, check: Check) -> bool {
        self.results.iter().any(|result| result.0 == check)
    }

    /// The difference that a comparison found, if it was made and found one.
    pub(crate) fn difference(&self, check: Check) -> Option<&Difference> {
        self.results.iter().find(|result| result.0 == check)?.1.as_ref()
    }
}

/// Measures the page at `path` of the set in `folder`.
pub(crate) fn measure(folder: &Path, path: &str) -> Result<Measured> {
    let file = folder.join("bilingual").join(path);
    let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
    let text = bitext::source::decode(&bytes).with_context(|| file.display().to_string())?;
    let (document, _) = bitext::parse(text);
    let original = read(&folder.join("source").join(path))?;
    let original = original.map(|bytes| Original { path: Path::new("source").join(path), bytes });
    let mut results = vec![(Check::Partition, unequal(put_together(&document).as_bytes(), text.as_bytes()))];
    if let Some(published) = read(&folder.join("target").join(path))? {
        let target = side(&document, Side::Target, None);
        results.push((Check::Target, unequal(&target, &published)));
        if original.is_some() {
            let target = side(&document, Side::Target, original.as_ref());
            results.push((Check::TargetWithOriginal, unequal(&target, &published)));
        }
        let (got, want) = (rendered(&decoded(&target)), rendered(&decoded(&published)));
        let is_equal = got == want;
        results.push((Check::TargetRendered, (!is_equal).then(|| without_place(&got, &want))));
    }
    if let Some(original) = &original {
        let source = side(&document, Side::Source, None);
        let (source, text) = (decoded(&source), original.text());
        let (got, want) = (folded(body(&source)), folded(body(&text)));
        let is_equal = got.iter().map(|(_, character)| character).eq(want.iter().map(|(_, character)| character));
        let found = (!is_equal).then(|| in_whole(Difference::of_characters(&got, &want, Some(body(&text))), &text));
        results.push((Check::Source, found));
        let (got, want) = (rendered(&source), rendered(&text));
        let is_equal = got.split_whitespace().eq(want.split_whitespace());
        results.push((Check::SourceRendered, (!is_equal).then(|| without_place(&got, &want))));
        if hash(&document).is_some_and(|hash| original.has_hash(hash)) {
            let source = side(&document, Side::Source, Some(original));
            results.push((Check::SourceWithOriginal, unequal(&source, &original.bytes)));
        }
    }
    Ok(Measured { path: path.to_owned(), pairs: document.pairs().len(), results })
}

/// The bytes of a file, if there is one.
fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn side(document: &Document<'_>, side: Side, original: Option<&Original>) -> Vec<u8> {
    clean(document, &Options { side, keep_escapes: false, original }).bytes
}

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// The page, made of its pieces and the tags of its pairs.
fn put_together(document: &Document<'_>) -> String {
    let mut out = String::with_capacity(document.text().len());
    for piece in document.pieces() {
        match piece {
            Piece::Skeleton(span) => out.push_str(document.raw(span)),
            Piece::Pair(pair) => {
                let mut at = pair.target.outer.start;
                for segment in [pair.target, pair.source] {
                    out.push_str(&document.text()[at..segment.inner.start]);
                    out.push_str(document.raw(segment.inner));
                    at = segment.inner.end;
                }
                out.push_str(&document.text()[at..pair.source.outer.end]);
            }
        }
    }
    out
}

/// The value of `ms.openlocfilehash`.
fn hash<'a>(document: &Document<'a>) -> Option<&'a str> {
    let entries = document.front_matter()?.entries(document.text());
    let entry = entries.iter().find(|entry| entry.key == "ms.openlocfilehash")?;
    Some(document.raw(entry.value).trim_matches(['"', '\'']))
}

fn unequal(got: &[u8], want: &[u8]) -> Option<Difference> {
    (got != want).then(|| Difference::of_texts(&decoded(got), &decoded(want)))
}

fn without_place(got: &str, want: &str) -> Difference {
    Difference::of_characters(&folded(got), &folded(want), None)
}

/// A place in the body as a place in the page.
fn in_whole(mut difference: Difference, text: &str) -> Difference {
    let above = text.len() - body(text).len();
    let lines = text[..above].lines().count();
    if let Some(place) = &mut difference.place {
        place.line += lines;
    }
    difference
}
