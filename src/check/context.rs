//! What a rule may know of the page and of the pair that it looks at. What costs time is found when it is first asked for.

use std::cell::OnceCell;
use std::path::Path;

use serde_yaml::Mapping;

use crate::bitext::{Blocks, Document, Segment, SegmentPair};
use crate::chars::Chars;
use crate::check::Profile;
use crate::diagnostic::Diagnostic;
use crate::front_matter::scalar_text;
use crate::language::Language;
use crate::markdown::{Inline, inlines};
use crate::prose::prose;
use crate::source::Span;

/// A page, as rules see it.
#[derive(Debug)]
pub struct PageContext<'d> {
    /// The page.
    pub document: &'d Document<'d>,
    /// What it is held to.
    pub profile: &'d Profile,
    /// Where it is, as the user would name it.
    pub path: &'d Path,
    values: OnceCell<Result<Mapping, Box<Diagnostic>>>,
    locale: OnceCell<Option<String>>,
    language: OnceCell<Option<Language>>,
    blocks: OnceCell<Blocks>,
}

impl<'d> PageContext<'d> {
    /// What rules may know of `document`.
    #[must_use]
    pub fn new(document: &'d Document<'d>, profile: &'d Profile, path: &'d Path) -> Self {
        Self {
            document,
            profile,
            path,
            values: OnceCell::new(),
            locale: OnceCell::new(),
            language: OnceCell::new(),
            blocks: OnceCell::new(),
        }
    }

    /// The values of the front matter; none if there is no front matter.
    ///
    /// # Errors
    /// With the mistake, when the front matter cannot be read.
    pub fn values(&self) -> Result<&Mapping, &Diagnostic> {
        let read =
            || self.document.front_matter().map_or(Ok(Mapping::new()), |found| found.values(self.document.text()));
        self.values.get_or_init(read).as_ref().map_err(|mistake| &**mistake)
    }

    /// The locale of the target, as the front matter gives it.
    pub fn locale(&self) -> Option<&str> {
        let read = || self.values().ok()?.get("ms.contentlocale").and_then(scalar_text);
        self.locale.get_or_init(read).as_deref()
    }

    /// The language of the target, as its locale gives it.
    pub fn language(&self) -> Option<Language> {
        *self.language.get_or_init(|| Language::of(self.locale()?))
    }

    /// The blocks of the page.
    pub fn blocks(&self) -> &Blocks {
        self.blocks.get_or_init(|| self.document.blocks())
    }

    /// Shows every pair, in order.
    pub(super) fn each_pair(&self, mut show: impl FnMut(&PairContext<'_>)) {
        for (index, pair) in self.document.pairs().iter().enumerate() {
            let target = self.document.decoded(pair.target.inner);
            let source = self.document.decoded(pair.source.inner);
            show(&PairContext {
                page: self,
                pair,
                index,
                target: SegmentContext::new(pair.target, &target),
                source: SegmentContext::new(pair.source, &source),
            });
        }
    }
}

/// A pair, as rules see it.
#[derive(Debug)]
pub struct PairContext<'d> {
    /// The page that it is in.
    pub page: &'d PageContext<'d>,
    /// The pair.
    pub pair: &'d SegmentPair,
    /// Its number in the page, from 0.
    pub index: usize,
    /// The translation.
    pub target: SegmentContext<'d>,
    /// What was translated.
    pub source: SegmentContext<'d>,
}

/// One side of a pair, as rules see it.
#[derive(Debug)]
pub struct SegmentContext<'d> {
    /// The text as it was meant, inline Markdown.
    pub text: &'d str,
    /// The kinds of bytes in it.
    pub chars: Chars,
    /// Where the text stands in the page.
    pub inner: Span,
    inlines: OnceCell<Vec<Inline>>,
    prose: OnceCell<String>,
}

impl<'d> SegmentContext<'d> {
    fn new(segment: Segment, text: &'d str) -> Self {
        Self { text, chars: Chars::of(text), inner: segment.inner, inlines: OnceCell::new(), prose: OnceCell::new() }
    }

    /// Its inline markup, in order.
    pub fn inlines(&self) -> &[Inline] {
        self.inlines.get_or_init(|| {
            let mut found = Vec::new();
            inlines(self.text, |_| false, &mut found);
            found
        })
    }

    /// Its prose: the text with spaces in the place of all that is no prose. Places in it are places in the text.
    pub fn prose(&self) -> &str {
        self.prose.get_or_init(|| prose(self.text, self.inlines()))
    }

    /// Whether the text stands in the page as it is. Else quotes are written as `&quot;` there: a place in the text is no place in
    /// the page, and nothing can be mended.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        self.text.len() == self.inner.len()
    }

    /// The place in the page of a part of the text, by its bytes.
    #[must_use]
    pub fn span(&self, part: std::ops::Range<usize>) -> Span {
        if self.is_verbatim() {
            Span::new(self.inner.start + part.start, self.inner.start + part.end)
        } else {
            self.inner
        }
    }
}
