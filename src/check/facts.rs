//! What is noted of each page for the rules that look at all of them: small, so that a run over any number of pages stays small.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::bitext::{Document, SegmentPair};
use crate::chars::Chars;
use crate::check::PageContext;
use crate::source::Span;
use crate::spool::{Spooled, Stretch};

/// What is noted of one page. It may wait for the end of the run outside of memory.
#[derive(Debug, Clone, Default)]
pub struct PageFacts {
    /// The locale of the target, as the front matter gives it.
    pub locale: Option<Box<str>>,
    pair_count: u32,
    /// The pairs, then the lengths.
    bytes: Spooled,
}

/// What is noted of the pairs of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotedPairs {
    /// The pairs whose sources are long enough to be compared with others, in order.
    pub pairs: Vec<PairFacts>,
    /// How long the longer sources are, in order.
    pub lengths: Vec<SourceLength>,
}

/// The length of a source that is long enough to tell how long its translation is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLength {
    /// The index of the pair in [`NotedPairs::pairs`].
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
    /// What is noted of a page of some locale.
    #[must_use]
    pub fn new(locale: Option<&str>, noted: &NotedPairs) -> Self {
        let NotedPairs { pairs, lengths } = noted;
        let mut bytes = Vec::with_capacity(pairs.len() * PairFacts::BYTES + lengths.len() * SourceLength::BYTES);
        pairs.iter().for_each(|pair| bytes.extend(pair.to_bytes()));
        lengths.iter().for_each(|length| bytes.extend(length.to_bytes()));
        let pair_count = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
        Self { locale: locale.map(Into::into), pair_count, bytes: bytes.into() }
    }

    /// What is noted of a page.
    pub(super) fn of(context: &PageContext<'_>) -> Self {
        let mut noted = NotedPairs::default();
        for (pair, hashes) in context.document.pairs().iter().zip(context.hashes()) {
            noted.note(context.document, pair, *hashes);
        }
        let mut facts = Self::new(context.locale(), &noted);
        facts.bytes.put_aside(&context.profile.memory.spool);
        facts
    }

    /// How many pairs are noted.
    #[must_use]
    pub fn pair_count(&self) -> usize {
        self.pair_count as usize
    }

    /// The pairs that are noted of each of some pages, with the index of the page.
    pub(crate) fn noted_of_all(pages: &[Self]) -> impl ParallelIterator<Item = (usize, NotedPairs)> {
        // To read each by itself takes longer than to read so many at once.
        const TOGETHER: usize = 32;
        pages.par_chunks(TOGETHER).enumerate().flat_map_iter(|(number, pages)| {
            let stretch = Stretch::of(pages.iter().map(|page| &page.bytes));
            let unpack = move |page: &Self| match stretch.as_ref().and_then(|stretch| stretch.bytes(&page.bytes)) {
                Some(bytes) => page.unpack(bytes),
                None => page.noted(),
            };
            (number * TOGETHER..).zip(pages.iter().map(unpack))
        })
    }

    /// The pairs that are noted, made anew.
    #[must_use]
    pub fn noted(&self) -> NotedPairs {
        self.unpack(&self.bytes.bytes())
    }

    fn unpack(&self, bytes: &[u8]) -> NotedPairs {
        let (pairs, lengths) = bytes.split_at_checked(self.pair_count() * PairFacts::BYTES).unwrap_or_default();
        NotedPairs {
            pairs: pairs.as_chunks().0.iter().map(PairFacts::from_bytes).collect(),
            lengths: lengths.as_chunks().0.iter().map(SourceLength::from_bytes).collect(),
        }
    }
}

impl NotedPairs {
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

    /// How many bytes it is written in.
    pub(crate) const BYTES: usize = 8;

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..4].copy_from_slice(&self.pair.to_le_bytes());
        bytes[4..].copy_from_slice(&self.bytes.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let [a, b, c, d, e, f, g, h] = *bytes;
        Self { pair: u32::from_le_bytes([a, b, c, d]), bytes: u32::from_le_bytes([e, f, g, h]) }
    }
}

impl PairFacts {
    /// How many words a source has that is compared with those of other pages: phrases such as `For example:` may rightly differ from
    /// page to page.
    pub(crate) const LEAST_WORDS: usize = 3;

    /// How many bytes it is written in.
    pub(crate) const BYTES: usize = 24;

    /// What is noted of a pair with these hashes, whose translation stands there; `None` if that is behind 4 GiB of its page.
    #[must_use]
    pub fn new(source: u64, target: u64, place: Span) -> Option<Self> {
        let (start, length) = (u32::try_from(place.start).ok()?, u32::try_from(place.len()).ok()?);
        Some(Self { source, target, start, length })
    }

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let Self { source, target, start, length } = self;
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&source.to_le_bytes());
        bytes[8..16].copy_from_slice(&target.to_le_bytes());
        bytes[16..20].copy_from_slice(&start.to_le_bytes());
        bytes[20..].copy_from_slice(&length.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let (hashes, places) = bytes.split_at(16);
        let [source, target] = [0, 1].map(|at| u64::from_le_bytes(hashes.as_chunks().0[at]));
        let [start, length] = [0, 1].map(|at| u32::from_le_bytes(places.as_chunks().0[at]));
        Self { source, target, start, length }
    }

    /// Where the translation stands in its page.
    #[must_use]
    pub fn place(&self) -> Span {
        let start = self.start as usize;
        Span::new(start, start + self.length as usize)
    }
}
