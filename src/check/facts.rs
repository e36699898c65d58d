//! What is noted of each page for the rules that look at all of them: small, so that a run over any number of pages stays small.

use xxhash_rust::xxh3::xxh3_64;

use crate::check::{PageContext, PairContext};
use crate::source::Span;

/// What is noted of one page.
#[derive(Debug, Default)]
pub struct PageFacts {
    /// The locale of the target, as the front matter gives it.
    pub locale: Option<String>,
    /// Its pairs, in order.
    pub pairs: Vec<PairFacts>,
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

impl PageFacts {
    /// What is noted of the page before its pairs.
    pub(super) fn of(context: &PageContext<'_>) -> Self {
        let pairs = Vec::with_capacity(context.document.pairs().len());
        Self { locale: context.locale().map(str::to_owned), pairs }
    }

    /// Notes the next pair.
    pub(super) fn note(&mut self, pair: &PairContext<'_>) {
        let inner = pair.target.inner;
        // What lies behind 4 GiB of its page is compared with nothing.
        let (Ok(start), Ok(length)) = (u32::try_from(inner.start), u32::try_from(inner.len())) else { return };
        let (source, target) = (xxh3_64(pair.source.text.as_bytes()), xxh3_64(pair.target.text.as_bytes()));
        self.pairs.push(PairFacts { source, target, start, length });
    }
}

impl PairFacts {
    /// Where the translation stands in its page.
    #[must_use]
    pub fn place(&self) -> Span {
        let start = self.start as usize;
        Span::new(start, start + self.length as usize)
    }
}
