//! What is noted of each page for the rules that look at all of them: small, so that a run over any number of pages stays small.

use crate::bitext::SegmentPair;
use crate::check::PageContext;
use crate::source::Span;

/// What is noted of one page.
#[derive(Debug, Default)]
pub struct PageFacts {
    /// The locale of the target, as the front matter gives it.
    pub locale: Option<String>,
    /// Its pairs, in order.
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
pub(super) struct PairHashes {
    pub(super) source: u64,
    pub(super) target: u64,
}

impl PageFacts {
    /// What is noted of the page before its pairs.
    pub(super) fn of(context: &PageContext<'_>) -> Self {
        let pairs = Vec::with_capacity(context.document.pairs().len());
        Self { locale: context.locale().map(str::to_owned), pairs, lengths: Vec::new() }
    }

    /// Notes the next pair.
    pub(super) fn note(&mut self, pair: &SegmentPair, hashes: PairHashes, source_length: usize) {
        let inner = pair.target.inner;
        // What lies behind 4 GiB of its page is compared with nothing.
        let (Ok(start), Ok(length)) = (u32::try_from(inner.start), u32::try_from(inner.len())) else { return };
        let PairHashes { source, target } = hashes;
        if let (true, Ok(pair), Ok(bytes)) =
            (source_length >= SourceLength::LEAST, u32::try_from(self.pairs.len()), u32::try_from(source_length))
        {
            self.lengths.push(SourceLength { pair, bytes });
        }
        self.pairs.push(PairFacts { source, target, start, length });
    }
}

impl SourceLength {
    /// From how many bytes on a source is noted: the translation of a short one may well be twice as long.
    const LEAST: usize = 80;
}

impl PairFacts {
    /// Where the translation stands in its page.
    #[must_use]
    pub fn place(&self) -> Span {
        let start = self.start as usize;
        Span::new(start, start + self.length as usize)
    }
}
