//! What is noted of each page for the rules that look at all of them: small, so that a run over any number of pages stays small.

use xxhash_rust::xxh3::xxh3_64;

use crate::bitext::{Document, SegmentPair};
use crate::chars::Chars;
use crate::check::PageContext;
use crate::source::Span;

/// What is noted of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// The locale of the target, as the front matter gives it.
    pub locale: Option<String>,
    /// Its pairs whose sources are long enough to be compared with others, in order.
    pub pairs: Vec<PairFacts>,
    /// How long the longer sources are, in order.
    pub lengths: Vec<SourceLength>,
}

/// The length of a source that is long enough to tell how long its translation is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLength {
    /// The index of the pair in [`PageFacts::pairs`].
    pub pair: u32,
    /// How long the source is, in bytes.
    pub bytes: u32,
}

/// What is noted of one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairFacts {
    /// Hash of the source.
    pub source: u64,
    /// Hash of the target.
    pub target: u64,
    start: u32,
    length: u32,
}

/// Hashes of the texts of a pair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PairHashes {
    pub(crate) source: u64,
    pub(crate) target: u64,
}

impl PairHashes {
    /// The hashes of the texts of all pairs of a page, in order.
    pub(super) fn of(document: &Document<'_>) -> Vec<Self> {
        let hash = |span| xxh3_64(document.decoded(span).as_bytes());
        let of_pair = |pair: &SegmentPair| Self { source: hash(pair.source.inner), target: hash(pair.target.inner) };
        document.pairs().iter().map(of_pair).collect()
    }
}

impl PageFacts {
    /// What is noted of a page.
    pub(super) fn of(context: &PageContext<'_>) -> Self {
        let document = context.document;
        let pairs = Vec::with_capacity(document.pairs().len());
        let mut facts = Self { locale: context.locale().map(str::to_owned), pairs, lengths: Vec::new() };
        for (pair, hashes) in document.pairs().iter().zip(context.hashes()) {
            facts.note(document, pair, *hashes);
        }
        // They are kept to the end of the run, and some pages have none but short sources.
        facts.pairs.shrink_to_fit();
        facts.lengths.shrink_to_fit();
        facts
    }

    /// Notes the next pair.
    fn note(&mut self, document: &Document<'_>, pair: &SegmentPair, hashes: PairHashes) {
        let PairHashes { source, target } = hashes;
        if is_too_short(document.raw(pair.source.inner)) {
            return;
        }
        // What lies behind 4 GiB of its page is compared with nothing.
        let Some(noted) = PairFacts::new(source, target, pair.target.inner) else { return };
        // Decoded, it is never longer.
        if pair.source.inner.len() >= SourceLength::LEAST {
            let source_length = document.decoded(pair.source.inner).len();
            if let (true, Ok(pair), Ok(bytes)) =
                (source_length >= SourceLength::LEAST, u32::try_from(self.pairs.len()), u32::try_from(source_length))
            {
                self.lengths.push(SourceLength { pair, bytes });
            }
        }
        self.pairs.push(noted);
    }
}

/// Whether a source plainly has fewer than [`PairFacts::LEAST_WORDS`] words. Between inline codes there may be more.
fn is_too_short(source: &str) -> bool {
    source.len() < SourceLength::LEAST
        && source.split_whitespace().nth(PairFacts::LEAST_WORDS - 1).is_none()
        && !Chars::of(source).has(Chars::INLINE_MARK)
}

impl SourceLength {
    /// From how many bytes on a source is noted: the translation of a short one may well be twice as long.
    const LEAST: usize = 80;
}

impl PairFacts {
    /// How many words a source has that is compared with those of other pages: phrases such as `For example:` may rightly differ from
    /// page to page.
    pub(crate) const LEAST_WORDS: usize = 3;

    /// What is noted of a pair with these hashes, whose translation stands there; `None` if that is behind 4 GiB of its page.
    #[must_use]
    pub fn new(source: u64, target: u64, place: Span) -> Option<Self> {
        let (start, length) = (u32::try_from(place.start).ok()?, u32::try_from(place.len()).ok()?);
        Some(Self { source, target, start, length })
    }

    /// Where the translation stands in its page.
    #[must_use]
    pub fn place(&self) -> Span {
        let start = self.start as usize;
        Span::new(start, start + self.length as usize)
    }
}
