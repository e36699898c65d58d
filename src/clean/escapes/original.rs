//! The original page, read along with the bilingual one: which escapes its author wrote.

use std::collections::HashMap;

use crate::bitext::Document;
use crate::original::{Fold, Folded};

/// Bytes of an original page that are searched at the most for the segments of one page.
const SEARCH_BUDGET: usize = 1 << 30;

/// The original page, read from segment to segment.
pub(super) struct OriginalReader {
    /// The page without its layout; where a segment is not found so, without the marks that the generator may have moved.
    pages: [FoldedReader; 2],
    /// How many pairs have been looked for.
    read: usize,
}

impl OriginalReader {
    pub(super) fn new(text: &str) -> Self {
        Self { pages: [Fold::Layout, Fold::Marks].map(|fold| FoldedReader::new(text, fold)), read: 0 }
    }

    /// Finds the sources of all pairs in front of the one at `index`, so that a repeated text is found in its place.
    pub(super) fn read_up_to(&mut self, document: &Document<'_>, index: usize) {
        for pair in &document.pairs()[self.read..index] {
            let source = document.decoded(pair.source.inner);
            for page in &mut self.pages {
                page.find(&source);
            }
        }
        self.read = index + 1;
    }

    /// Which escapes of a source segment the author wrote; `None` if the original does not hold the segment.
    pub(super) fn authors(&mut self, source: &str) -> Option<Vec<bool>> {
        let [first, second] = &mut self.pages;
        let (in_first, in_second) = (first.authors(source), second.authors(source));
        in_first.or(in_second)
    }
}

/// A folded page and where its reader is.
struct FoldedReader {
    page: Folded,
    fold: Fold,
    /// Where the last segment was found.
    cursor: usize,
    /// Bytes that were searched so far.
    searched: usize,
}

impl FoldedReader {
    fn new(text: &str, fold: Fold) -> Self {
        Self { page: Folded::new(text, fold), fold, cursor: 0, searched: 0 }
    }

    /// The segment as it is looked for, and where it starts: behind the last one, else in front of it.
    fn find(&mut self, segment: &str) -> Option<(Folded, usize)> {
        let segment = Folded::new(segment, self.fold);
        if segment.text.is_empty() || self.searched > SEARCH_BUDGET {
            return None;
        }
        let page = &self.page.text;
        let found = page[self.cursor..].find(&segment.text).map(|at| self.cursor + at);
        self.searched += found.map_or(page.len(), |at| at - self.cursor);
        let found = found.or_else(|| page[..self.cursor].find(&segment.text))?;
        self.cursor = found;
        Some((segment, found))
    }

    fn authors(&mut self, source: &str) -> Option<Vec<bool>> {
        let (segment, start) = self.find(source)?;
        let end = start + segment.text.len();
        let first = self.page.escapes.partition_point(|&(at, _)| at < start);
        let mut written: HashMap<(usize, u8), usize> = HashMap::new();
        for &(at, mark) in self.page.escapes[first..].iter().take_while(|&&(at, _)| at <= end) {
            *written.entry((at - start, mark)).or_default() += 1;
        }
        let take = |escape: &(usize, u8)| match written.get_mut(escape) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        Some(segment.escapes.iter().map(take).collect())
    }
}
