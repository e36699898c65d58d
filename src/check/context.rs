//! What a rule may know of the page and of the pair that it looks at. What costs time is found when it is first asked for.

use std::cell::{OnceCell, RefCell};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use crate::bitext::{Blocks, Document, SegmentPair, Side};
use crate::chars::Chars;
use crate::check::Profile;
use crate::clean::dropped_definitions;
use crate::diagnostic::Diagnostic;
use crate::front_matter::scalar_text;
use crate::labels;
use crate::markdown::{self, Inline};
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
    values: OnceCell<Result<Mapping, Box<Diagnostic>>>,
    locale: OnceCell<Option<String>>,
    blocks: OnceCell<Blocks>,
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
            blocks: OnceCell::new(),
            labels: OnceCell::new(),
            terms: OnceCell::new(),
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

    /// The blocks of the page.
    pub fn blocks(&self) -> &Blocks {
        self.blocks.get_or_init(|| self.document.blocks())
    }

    /// Whether one side of the page has a definition of a label: of reference links, or of a footnote with its `^`.
    ///
    /// The generator writes a definition twice, with the translated and with the source label; publishing drops the second.
    pub fn defines(&self, label: &str, side: Side) -> bool {
        let labels = self.labels.get_or_init(|| Labels::of(self.document));
        let labels = if side == Side::Target { &labels.of_target } else { &labels.all };
        !labels.is_empty() && labels.contains(&labels::key(label))
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
                has_other_markup: OnceCell::new(),
            };
            show(&context);
            spare = [context.target.into_spare(), context.source.into_spare()];
        }
    }
}

/// The labels that a page defines, in the form in which they are compared.
#[derive(Debug, Default)]
struct Labels {
    all: HashSet<String>,
    of_target: HashSet<String>,
}

impl Labels {
    fn of(document: &Document<'_>) -> Self {
        // Most pages have none, and a parse of the page costs more than all rules.
        if memchr::memmem::find(document.text().as_bytes(), b"]:").is_none() {
            return Self::default();
        }
        let dropped = dropped_definitions(document, Side::Target);
        let mut labels = Self::default();
        for (label, lines) in markdown::definitions(document).into_iter().chain(markdown::footnotes(document)) {
            let label = labels::key(&label);
            if !dropped.contains(&lines) {
                labels.of_target.insert(label.clone());
            }
            labels.all.insert(label);
        }
        labels
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
    /// Whether the markup of both sides is to be compared, once it is known.
    pub(super) has_other_markup: OnceCell<bool>,
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
    /// Room for the inline codes, from one pair to the next.
    spare: RefCell<Vec<Inline>>,
}

impl<'d> SegmentContext<'d> {
    fn new(page: &'d PageContext<'d>, pair: &SegmentPair, side: Side, text: &'d str, spare: Vec<Inline>) -> Self {
        let (chars, inner) = (Chars::of(text), pair.side(side).inner);
        Self { text, chars, inner, page, side, inlines: OnceCell::new(), spare: RefCell::new(spare) }
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
