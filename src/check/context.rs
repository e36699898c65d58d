//! What a rule may know of the page and of the pair that it looks at. What costs time is found when it is first asked for.

use std::cell::OnceCell;
use std::path::Path;

use serde_yaml::{Mapping, Value};

use crate::bitext::{Blocks, Document, Segment, SegmentPair};
use crate::chars::Chars;
use crate::check::Profile;
use crate::diagnostic::Diagnostic;
use crate::front_matter::{PlainFrontMatter, PlainValue, scalar_text};
use crate::original::Original;
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
    original: Option<&'d Original>,
    /// The front matter, if it can be read at a glance.
    plain: Option<PlainFrontMatter<'d>>,
    values: OnceCell<Result<Mapping, Box<Diagnostic>>>,
    locale: OnceCell<Option<String>>,
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
            original: None,
            plain: document.front_matter().and_then(|found| found.plain(document.text())),
            values: OnceCell::new(),
            locale: OnceCell::new(),
            blocks: OnceCell::new(),
        }
    }

    /// The same page, with its original.
    #[must_use]
    pub fn with_original(self, original: Option<&'d Original>) -> Self {
        Self { original, ..self }
    }

    /// The original page, if it is at hand.
    #[must_use]
    pub fn original(&self) -> Option<&'d Original> {
        self.original
    }

    /// The values of the front matter; none if there is no front matter. They are parsed as YAML, so ask [`Self::value`] for what
    /// few pages have.
    ///
    /// # Errors
    /// With the mistake, when the front matter cannot be read.
    pub fn values(&self) -> Result<&Mapping, &Diagnostic> {
        let read =
            || self.document.front_matter().map_or(Ok(Mapping::new()), |found| found.values(self.document.text()));
        self.values.get_or_init(read).as_ref().map_err(|mistake| &**mistake)
    }

    /// The value of a key of the front matter.
    pub fn value(&self, key: &str) -> Option<&Value> {
        match self.plain.as_ref().map(|plain| plain.get(key)) {
            Some(PlainValue::Absent) => None,
            _ => self.values().ok()?.get(key),
        }
    }

    /// Why the front matter cannot be read, if it cannot.
    pub fn front_matter_mistake(&self) -> Option<&Diagnostic> {
        if self.plain.is_some() { None } else { self.values().err() }
    }

    /// The locale of the target, as the front matter gives it.
    pub fn locale(&self) -> Option<&str> {
        let key = "ms.contentlocale";
        let read = || match self.plain.as_ref().map(|plain| plain.get(key)) {
            Some(PlainValue::String(locale)) => Some(locale.to_owned()),
            _ => self.value(key).and_then(scalar_text),
        };
        self.locale.get_or_init(read).as_deref()
    }

    /// The place of the value of a key of the front matter, or of the key if it has none.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Option<Span> {
        let entries = self.document.front_matter()?.entries(self.document.text());
        entries.into_iter().find(|entry| entry.key == key).map(|entry| entry.place(self.document.text()))
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
}

impl<'d> SegmentContext<'d> {
    fn new(segment: Segment, text: &'d str) -> Self {
        Self { text, chars: Chars::of(text), inner: segment.inner }
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
