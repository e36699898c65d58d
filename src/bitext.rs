//! The bilingual page: its segment pairs and the skeleton around them, all as spans over the bytes that were read.
//!
//! Nothing here copies or changes text. [`Document::pieces`] walks the whole file in order, so whatever is written by slicing
//! its pieces holds every byte that it does not replace.

use std::borrow::Cow;

use crate::front_matter::FrontMatter;
use crate::source::Span;

/// One side of a bilingual page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The translation.
    Target,
    /// The text that was translated.
    Source,
}

/// One side of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The text together with its tags.
    pub outer: Span,
    /// The text: inline Markdown.
    pub inner: Span,
}

/// A sentence and its translation: `<span data-ttu-id="ID">TARGET</span>` and, directly behind it,
/// `<span class="sxs-lookup"><span data-stu-id="ID">SOURCE</span></span>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentPair {
    /// The id as the target half gives it, such as `c4c43-105`.
    pub id: Span,
    /// The translation.
    pub target: Segment,
    /// The text that was translated. Its outer span starts where that of the target ends.
    pub source: Segment,
}

impl SegmentPair {
    /// Both halves with their tags.
    #[must_use]
    pub fn outer(&self) -> Span {
        Span::new(self.target.outer.start, self.source.outer.end)
    }

    /// The segment of one side.
    #[must_use]
    pub fn side(&self, side: Side) -> Segment {
        match side {
            Side::Target => self.target,
            Side::Source => self.source,
        }
    }
}

/// The parts of an id such as `c4c43-105` or, of a whole paragraph, `4f415-p115`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IdParts<'a> {
    /// The same in all ids of a page.
    pub(crate) prefix: &'a str,
    /// Whether the number is of a paragraph. Those are counted by themselves.
    pub(crate) is_paragraph: bool,
    pub(crate) number: u32,
}

impl<'a> IdParts<'a> {
    /// The parts of an id; `None` of one of another kind.
    pub(crate) fn of(id: &'a str) -> Option<Self> {
        let (prefix, number) = id.rsplit_once('-')?;
        let paragraph = number.strip_prefix('p');
        let number = paragraph.unwrap_or(number).parse().ok()?;
        Some(Self { prefix, is_paragraph: paragraph.is_some(), number })
    }
}

/// A stretch of a page. In order, the pieces of a page are the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'d> {
    /// Bytes outside every pair: front matter, markup around the text, code, blank lines.
    Skeleton(Span),
    /// A pair.
    Pair(&'d SegmentPair),
}

/// A parsed bilingual page.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    pub(crate) text: &'a str,
    pub(crate) front_matter: Option<FrontMatter>,
    pub(crate) pairs: Vec<SegmentPair>,
    pub(crate) encoded: Vec<Span>,
}

impl<'a> Document<'a> {
    /// The page as it was read.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The bytes of a span, as they stand in the file.
    #[must_use]
    pub fn raw(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    /// The text of a span as it was meant: in a region that the generator wrote with `&quot;` for `"`, with quotes.
    #[inline]
    #[must_use]
    pub fn decoded(&self, span: Span) -> Cow<'a, str> {
        if self.encoded.is_empty() { Cow::Borrowed(self.raw(span)) } else { self.decoded_regions(span) }
    }

    fn decoded_regions(&self, span: Span) -> Cow<'a, str> {
        let first = self.encoded.partition_point(|region| region.end <= span.start);
        let behind = self.encoded.partition_point(|region| region.start < span.end);
        if first >= behind {
            return Cow::Borrowed(self.raw(span));
        }
        let mut out = String::with_capacity(span.len());
        let mut at = span.start;
        for region in &self.encoded[first..behind] {
            let (start, end) = (region.start.max(span.start), region.end.min(span.end));
            out.push_str(&self.text[at..start]);
            out.push_str(&self.text[start..end].replace("&quot;", "\""));
            at = end;
        }
        out.push_str(&self.text[at..span.end]);
        Cow::Owned(out)
    }

    /// The front matter, if the page has one.
    #[must_use]
    pub fn front_matter(&self) -> Option<&FrontMatter> {
        self.front_matter.as_ref()
    }

    /// Everything behind the front matter.
    #[must_use]
    pub fn body(&self) -> Span {
        let start = self.front_matter.as_ref().map_or(crate::source::byte_order_mark_len(self.text), |fm| fm.outer.end);
        Span::new(start, self.text.len())
    }

    /// The pairs in the order of the page.
    #[must_use]
    pub fn pairs(&self) -> &[SegmentPair] {
        &self.pairs
    }

    /// The id of a pair.
    #[must_use]
    pub fn id(&self, pair: &SegmentPair) -> &'a str {
        self.raw(pair.id)
    }

    /// The regions in which the generator wrote `&quot;` for `"`, tags included.
    #[must_use]
    pub fn encoded(&self) -> &[Span] {
        &self.encoded
    }

    /// The page in order: skeleton and pairs. Together they are all of its bytes.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let ends = std::iter::once(0).chain(self.pairs.iter().map(|pair| pair.source.outer.end));
        let starts = self.pairs.iter().map(|pair| pair.target.outer.start).chain(std::iter::once(self.text.len()));
        let pairs = self.pairs.iter().map(Some).chain(std::iter::once(None));
        ends.zip(starts).zip(pairs).flat_map(|((start, end), pair)| {
            let skeleton = (start < end).then(|| Piece::Skeleton(Span::new(start, end)));
            skeleton.into_iter().chain(pair.map(Piece::Pair))
        })
    }

    /// The text of one side of a span: its skeleton, and its pairs replaced by their segments. A pair that `span` cuts is left
    /// out, tags and all.
    #[must_use]
    pub fn side_text(&self, span: Span, side: Side) -> String {
        let mut out = String::with_capacity(span.len() / 2);
        let mut at = span.start;
        for pair in self.pairs_touching(span) {
            let outer = pair.outer();
            out.push_str(&self.decoded(Span::new(at, outer.start.max(at))));
            if span.start <= outer.start && outer.end <= span.end {
                out.push_str(&self.decoded(pair.side(side).inner));
            }
            at = outer.end.min(span.end);
        }
        out.push_str(&self.decoded(Span::new(at, span.end)));
        out
    }

    /// The pairs that lie in `span` as a whole.
    #[must_use]
    pub fn pairs_in(&self, span: Span) -> &[SegmentPair] {
        let first = self.pairs.partition_point(|pair| pair.target.outer.start < span.start);
        let behind = self.pairs.partition_point(|pair| pair.source.outer.end <= span.end);
        &self.pairs[first..behind.max(first)]
    }

    /// The pairs that share a byte with `span`.
    #[must_use]
    pub fn pairs_touching(&self, span: Span) -> &[SegmentPair] {
        let first = self.pairs.partition_point(|pair| pair.source.outer.end <= span.start);
        let behind = self.pairs.partition_point(|pair| pair.target.outer.start < span.end);
        &self.pairs[first..behind.max(first)]
    }

    /// The leaf blocks of the page in order, as Markdown sees the page when every pair is a word.
    ///
    /// They are found by parsing the page as Markdown, so ask once for many pairs.
    #[must_use]
    pub fn blocks(&self) -> Blocks {
        crate::markdown::blocks(&self.masked(), self.body().start)
    }

    /// The page as Markdown is to see it: all offsets are the page's own.
    pub(crate) fn masked(&self) -> String {
        crate::markdown::mask(self.text, self.body().start, &self.pairs)
    }

    /// The ranges outside every pair.
    pub fn skeleton(&self) -> impl Iterator<Item = Span> {
        let ends = std::iter::once(0).chain(self.pairs.iter().map(|pair| pair.source.outer.end));
        let starts = self.pairs.iter().map(|pair| pair.target.outer.start).chain(std::iter::once(self.text.len()));
        ends.zip(starts).filter(|(start, end)| start < end).map(|(start, end)| Span::new(start, end))
    }
}

/// What kind of block a [`Block`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading, with its level from 1 to 6.
    Heading(u8),
    /// A paragraph that stands in no list item.
    Paragraph,
    /// The text of a list item, or a paragraph of it; nested lists are blocks of their own.
    ListItem,
    /// A row of a table with all its cells, with the lines that every extract of the table needs: its head and the delimiter row.
    TableRow {
        /// The head and the delimiter row of the table.
        head: Span,
    },
    /// Raw HTML.
    Html,
    /// A code block, fenced or indented.
    Code,
}

/// A leaf block of a page, in whole lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its lines, the marks of the quote or list around it and the last line ending included.
    pub lines: Span,
    /// From its own first mark or letter to its end, without the marks of quote and list in front of it.
    pub content: Span,
    /// The innermost block quote, list item or footnote that it stands in. Blocks of one container have the same span here.
    pub container: Option<Span>,
    /// How many block quotes it stands in.
    pub quotes: usize,
}

impl Block {
    /// Whether it stands in a block quote; an alert such as `> [!NOTE]` is one.
    #[must_use]
    pub fn is_quoted(&self) -> bool {
        self.quotes > 0
    }
}

/// The leaf blocks of a page in order. No line belongs to two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocks {
    blocks: Vec<Block>,
}

impl Blocks {
    pub(crate) fn new(blocks: Vec<Block>) -> Self {
        debug_assert!(blocks.windows(2).all(|two| two[0].lines.end <= two[1].lines.start), "blocks are in order");
        Self { blocks }
    }

    /// The block that a pair of the same page stands in, found in logarithmic time. `None` for a pair that Markdown sees in no
    /// block, such as one in the title of a link reference definition.
    ///
    /// ```
    /// use bitext::bitext::BlockKind;
    ///
    /// let page = "> - <span data-ttu-id=\"0a1b2-101\">Hej</span>\
    ///             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Hello</span></span>\n";
    /// let (document, _) = bitext::parse(page);
    /// let blocks = document.blocks();
    /// let block = blocks.of(&document.pairs()[0]).unwrap();
    /// assert_eq!(block.kind, BlockKind::ListItem);
    /// assert!(block.is_quoted());
    /// ```
    #[must_use]
    pub fn of(&self, pair: &SegmentPair) -> Option<&Block> {
        self.at(pair.target.outer.start)
    }

    /// The block that the byte at `offset` stands in.
    #[must_use]
    pub fn at(&self, offset: usize) -> Option<&Block> {
        let behind = self.blocks.partition_point(|block| block.lines.start <= offset);
        self.blocks[..behind].last().filter(|block| block.lines.contains(offset))
    }
}

impl std::ops::Deref for Blocks {
    type Target = [Block];

    fn deref(&self) -> &[Block] {
        &self.blocks
    }
}

impl IntoIterator for Blocks {
    type Item = Block;
    type IntoIter = std::vec::IntoIter<Block>;

    fn into_iter(self) -> Self::IntoIter {
        self.blocks.into_iter()
    }
}
