//! What a rule may know of the page and of the pair that it looks at. What costs time is found when it is first asked for.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use crate::bitext::{Blocks, Document, Piece, SegmentPair, Side};
use crate::chars::Chars;
use crate::check::Profile;
use crate::check::labels::Labels;
use crate::diagnostic::Diagnostic;
use crate::front_matter::{PlainFrontMatter, PlainValue, scalar_text};
use crate::identifier::{self, LostName, Names};
use crate::language::Language;
use crate::markdown::{self, Inline};
use crate::original::Original;
use crate::prose::prose;
use crate::source::Span;
use crate::terms::Matcher;

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
    language: OnceCell<Option<Language>>,
    source_language: OnceCell<Language>,
    blocks: OnceCell<Blocks>,
    names: OnceCell<Names>,
    labels: OnceCell<Labels>,
    terms: OnceCell<Option<Arc<Matcher>>>,
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
            source_language: OnceCell::new(),
            blocks: OnceCell::new(),
            names: OnceCell::new(),
            labels: OnceCell::new(),
            terms: OnceCell::new(),
            original: None,
            plain: document.front_matter().and_then(|found| found.plain(document.text())),
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

    /// The language of the target, as its locale gives it.
    pub fn language(&self) -> Option<Language> {
        *self.language.get_or_init(|| Language::of(self.locale()?))
    }

    /// The language of the sources, as the configuration gives it.
    pub fn source_language(&self) -> Language {
        *self.source_language.get_or_init(|| Language::of(&self.profile.source_language).unwrap_or(Language::ENGLISH))
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

    /// The names of code that the page keeps: in translations, and in what is not translated.
    pub(crate) fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut names = Names::default();
            for piece in self.document.pieces() {
                names.add(match piece {
                    Piece::Skeleton(span) => self.document.raw(span),
                    Piece::Pair(pair) => self.document.raw(pair.target.inner),
                });
            }
            names
        })
    }

    /// Whether one side of the page has a definition of a label: of reference links, or of a footnote with its `^`.
    pub fn defines(&self, label: &str, side: Side) -> bool {
        self.labels.get_or_init(|| Labels::of(self.document)).has(label, side)
    }

    /// What finds the terms of the page's profile, and the names that its front matter keeps (`no-loc`); `None` if there are none.
    pub fn terms(&self) -> Option<&Matcher> {
        let make = || {
            let kept: Vec<String> = match self.values().ok().and_then(|values| values.get("no-loc")) {
                Some(Value::Sequence(names)) => names.iter().filter_map(scalar_text).collect(),
                Some(name) => scalar_text(name).into_iter().collect(),
                None => Vec::new(),
            };
            self.profile.terms.matcher(self.locale(), &kept)
        };
        self.terms.get_or_init(make).as_deref()
    }

    /// Shows every pair, in order.
    pub(super) fn each_pair(&self, mut show: impl FnMut(&PairContext<'_>)) {
        let mut spare = [Vec::new(), Vec::new()];
        for (index, pair) in self.document.pairs().iter().enumerate() {
            let target = self.document.decoded(pair.target.inner);
            let source = self.document.decoded(pair.source.inner);
            let [for_target, for_source] = spare;
            let context = PairContext {
                page: self,
                pair,
                index,
                target: SegmentContext::new(self, pair, Side::Target, &target, for_target),
                source: SegmentContext::new(self, pair, Side::Source, &source, for_source),
                lost_names: OnceCell::new(),
                has_other_markup: OnceCell::new(),
            };
            show(&context);
            spare = [context.target.into_spare(), context.source.into_spare()];
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
    lost_names: OnceCell<Vec<LostName>>,
    /// Whether the markup of both sides is to be compared, once it is known.
    pub(super) has_other_markup: OnceCell<bool>,
}

impl PairContext<'_> {
    /// The names of code that the prose of the source has and the target does not have as they are.
    pub(crate) fn lost_names(&self) -> &[LostName] {
        self.lost_names.get_or_init(|| {
            if !identifier::may_lose(self.source.text, self.target.text) {
                return Vec::new();
            }
            identifier::lost(self.source.prose(), self.target.text)
        })
    }
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
    page: &'d PageContext<'d>,
    side: Side,
    inlines: OnceCell<Vec<Inline>>,
    prose: OnceCell<String>,
    /// Room for the inline codes, from one pair to the next.
    spare: RefCell<Vec<Inline>>,
}

impl<'d> SegmentContext<'d> {
    fn new(page: &'d PageContext<'d>, pair: &SegmentPair, side: Side, text: &'d str, spare: Vec<Inline>) -> Self {
        Self {
            text,
            chars: Chars::of(text),
            inner: pair.side(side).inner,
            page,
            side,
            inlines: OnceCell::new(),
            prose: OnceCell::new(),
            spare: RefCell::new(spare),
        }
    }

    fn into_spare(self) -> Vec<Inline> {
        self.inlines.into_inner().unwrap_or(self.spare.into_inner())
    }

    /// The inline codes, in order.
    pub fn inlines(&self) -> &[Inline] {
        self.inlines.get_or_init(|| {
            let mut found = self.spare.take();
            markdown::inlines(self.text, |label| self.page.defines(label, self.side), &mut found);
            found
        })
    }

    /// Its prose: the text with spaces in the place of all that is no prose. Places in it are places in the text.
    pub fn prose(&self) -> &str {
        self.prose.get_or_init(|| prose(self.text, self.inlines()))
    }

    /// Whether a part of the text is text that people read: no code, no address, no tag.
    #[must_use]
    pub fn is_prose(&self, part: &Range<usize>) -> bool {
        markdown::text_runs(self.text, self.inlines()).any(|run| run.start <= part.start && part.end <= run.end)
    }

    /// Whether the text stands in the page as it is. Else quotes are written as `&quot;` there: a place in the text is no place in
    /// the page, and nothing can be mended.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        self.text.len() == self.inner.len()
    }

    /// The place in the page of a part of the text, by its bytes.
    #[must_use]
    pub fn span(&self, part: Range<usize>) -> Span {
        if self.is_verbatim() {
            Span::new(self.inner.start + part.start, self.inner.start + part.end)
        } else {
            self.inner
        }
    }
}
