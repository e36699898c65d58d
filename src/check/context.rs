//! What a rule may know of the page and of the pair that it looks at. What costs time is found when it is first asked for.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use memchr::memmem;
use serde_yaml::{Mapping, Value};
use xxhash_rust::xxh3::Xxh3;

use crate::bitext::{Blocks, Document, SegmentPair, Side};
use crate::chars::Chars;
use crate::check::Profile;
use crate::check::facts::PairHashes;
use crate::check::known_texts::{CleanTexts, RuleNumbers, TextKey};
use crate::check::labels::Labels;
use crate::diagnostic::{Diagnostic, RuleId};
use crate::front_matter::{PlainFrontMatter, PlainValue, scalar_text};
use crate::identifier::{self, LostName};
use crate::language::Language;
use crate::markdown::{self, Address, Inline, InlineKind};
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
    hashes: OnceCell<Vec<PairHashes>>,
    /// The page without its sources.
    unsourced: OnceCell<String>,
    /// The names of code that were looked for, and whether the page keeps them.
    names: RefCell<HashMap<String, bool>>,
    labels: OnceCell<Labels>,
    terms: OnceCell<Option<Arc<Matcher>>>,
    has_plain_ids: OnceCell<bool>,
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
            hashes: OnceCell::new(),
            unsourced: OnceCell::new(),
            names: RefCell::default(),
            labels: OnceCell::new(),
            terms: OnceCell::new(),
            has_plain_ids: OnceCell::new(),
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

    /// The keys and values of the front matter as they are written, if it can be read at a glance.
    pub(crate) fn plain_entries(&self) -> Option<&[(&str, &str)]> {
        self.plain.as_ref().map(PlainFrontMatter::entries)
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

    /// The hashes of the texts of each pair.
    pub(crate) fn hashes(&self) -> &[PairHashes] {
        self.hashes.get_or_init(|| PairHashes::of(self.document))
    }

    /// The texts of the run that are nothing to a rule.
    pub(crate) fn clean_texts(&self, rule: RuleId) -> CleanTexts<'_> {
        self.profile.memory.known.clean_texts(rule)
    }

    /// Whether the ids are those of one generation: one prefix, and numbers that ascend. Then nothing about them is to be found.
    pub(crate) fn has_plain_ids(&self) -> bool {
        *self.has_plain_ids.get_or_init(|| {
            let ids = || self.document.pairs().iter().map(|pair| self.document.id(pair).as_bytes());
            let Some(first) = ids().next() else { return true };
            let Some(hyphen) = memchr::memrchr(b'-', first) else { return false };
            let number = |id: &[u8]| {
                let digits = id.strip_prefix(&first[..=hyphen]).filter(|digits| (1..=9).contains(&digits.len()))?;
                digits
                    .iter()
                    .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
            };
            let ascends = |(before, id): (&[u8], &[u8])| {
                // Nine of ten differ from the one before in their last digit only.
                if let ([start @ .., last], [same @ .., next]) = (before, id)
                    && start == same
                    && next.is_ascii_digit()
                {
                    return last < next;
                }
                number(before) < number(id)
            };
            number(first).is_some_and(|number| number > 0) && ids().zip(ids().skip(1)).all(ascends)
        })
    }

    /// Whether a name of code stands in a translation of the page, or in what is not translated.
    pub(crate) fn keeps_name(&self, name: &str) -> bool {
        /// The most names of one page that are looked for: each is a walk over the page.
        const MOST_NAMES: usize = 1000;
        let mut names = self.names.borrow_mut();
        if let Some(&is_kept) = names.get(name) {
            return is_kept;
        }
        let text = self.unsourced.get_or_init(|| {
            let mut text = String::with_capacity(self.document.text().len());
            let mut at = 0;
            for Span { start, end } in self.document.pairs().iter().map(|pair| pair.source.outer) {
                text.push_str(&self.document.text()[at..start]);
                text.push('\n');
                at = end;
            }
            text.push_str(&self.document.text()[at..]);
            text
        });
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let goes_on = |behind: &[u8]| match behind {
            // A full stop may end a sentence.
            [b'.', next, ..] => next.is_ascii_alphanumeric(),
            [b'.'] | [] => false,
            [next, ..] => is_of_name(next),
        };
        let is_kept = names.len() < MOST_NAMES
            && memmem::find_iter(text.as_bytes(), name).any(|start| {
                let (before, behind) = text.as_bytes().split_at(start);
                !before.last().is_some_and(is_of_name) && !goes_on(&behind[name.len()..])
            });
        names.insert(name.to_owned(), is_kept);
        is_kept
    }

    /// Whether one side of the page has a definition of a label: of reference links, or of a footnote with its `^`.
    pub fn defines(&self, label: &str, side: Side) -> bool {
        self.labels.get_or_init(|| Labels::of(self.document)).has(self.document, label, side)
    }

    /// Where reference links with a label lead on one side of the page.
    pub(super) fn destination(&self, label: &str, side: Side) -> Option<&str> {
        self.labels.get_or_init(|| Labels::of(self.document)).destination(self.document, label, side)
    }

    /// What finds the terms of the page's profile, and the names that its front matter keeps; `None` if there are none.
    pub fn terms(&self) -> Option<&Matcher> {
        let make = || self.profile.terms.matcher(self.locale(), &self.kept_names());
        self.terms.get_or_init(make).as_deref()
    }

    /// The names that the front matter keeps, `no-loc`.
    fn kept_names(&self) -> Vec<String> {
        match self.value("no-loc") {
            Some(Value::Sequence(names)) => names.iter().filter_map(scalar_text).collect(),
            Some(name) => scalar_text(name).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Stands for all of the page that a pair tells its rules without having to ask the page itself.
    fn pair_seed(&self) -> u64 {
        let mut hash = Xxh3::with_seed(self.profile.memory.seed);
        for part in self.locale().into_iter().map(str::to_owned).chain(self.kept_names()) {
            hash.update(part.as_bytes());
            hash.update(&[0xff]);
        }
        hash.digest()
    }

    /// Shows the pairs to `check`, in order, each with the rules that have to look at it. `check` tells which have to look at an
    /// equal pair again.
    pub(super) fn each_pair(&self, mut check: impl FnMut(&PairContext<'_>, RuleNumbers) -> RuleNumbers) {
        let seed = self.pair_seed();
        let known = &self.profile.memory.known;
        let mut spare = [Vec::new(), Vec::new()];
        // Asked for together, the lines of the table come from memory side by side.
        let keys = self.hashes().iter().map(|hashes| TextKey::of_pair(*hashes, seed));
        let unsettled: Vec<(usize, TextKey)> =
            keys.enumerate().filter(|(_, key)| known.rules(*key) != RuleNumbers::NONE).collect();
        for (index, key) in unsettled {
            // An equal pair may stand before it on the page.
            let rules = known.rules(key);
            if rules == RuleNumbers::NONE {
                continue;
            }
            let pair = &self.document.pairs()[index];
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
                is_asked: Cell::new(false),
            };
            // In a region with `&quot;` a text is not what stands in the page.
            let is_verbatim = context.target.is_verbatim() && context.source.is_verbatim();
            let needed = check(&context, rules);
            if is_verbatim && needed != rules {
                known.set(key, needed);
            }
            spare = [context.target.into_spare(), context.source.into_spare()];
        }
    }
}

/// A pair, as rules see it.
#[derive(Debug)]
pub struct PairContext<'d> {
    page: &'d PageContext<'d>,
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
    /// Whether the rule that is running has asked for the page.
    is_asked: Cell<bool>,
}

impl<'d> PairContext<'d> {
    /// The page that it is in. What a rule finds by it holds for this page only.
    pub fn page(&self) -> &'d PageContext<'d> {
        self.is_asked.set(true);
        self.page
    }

    /// Whether what the rule that ran last found holds for this page only.
    pub(super) fn hangs_on_page(&self) -> bool {
        // What the labels of a page make of the text is kept for the next rules.
        let hangs = |side: &SegmentContext<'_>| side.has_asked_for_labels.get();
        self.is_asked.take() || hangs(&self.target) || hangs(&self.source)
    }

    /// The language of the target, as its locale gives it.
    pub fn language(&self) -> Option<Language> {
        self.page.language()
    }

    /// The language of the source, as the configuration gives it.
    pub fn source_language(&self) -> Language {
        self.page.source_language()
    }

    /// What finds the terms that the pair is held to; `None` if there are none.
    pub fn terms(&self) -> Option<&Matcher> {
        self.page.terms()
    }

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
    /// The kinds of bytes in it; of a source, whether it may hold a name too.
    pub chars: Chars,
    /// Where the text stands in the page.
    pub inner: Span,
    page: &'d PageContext<'d>,
    side: Side,
    inlines: OnceCell<Vec<Inline>>,
    prose: OnceCell<String>,
    has_asked_for_labels: Cell<bool>,
    /// Room for the inline codes, from one pair to the next.
    spare: RefCell<Vec<Inline>>,
}

impl<'d> SegmentContext<'d> {
    fn new(page: &'d PageContext<'d>, pair: &SegmentPair, side: Side, text: &'d str, spare: Vec<Inline>) -> Self {
        Self {
            text,
            chars: if side == Side::Source { Chars::with_name(text) } else { Chars::of(text) },
            inner: pair.side(side).inner,
            page,
            side,
            inlines: OnceCell::new(),
            prose: OnceCell::new(),
            has_asked_for_labels: Cell::new(false),
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
            if !self.chars.has(Chars::INLINE_MARK) {
                found.clear();
                return found;
            }
            let defines = |label: &str| {
                self.has_asked_for_labels.set(true);
                self.page.defines(label, self.side)
            };
            markdown::inlines(self.text, defines, &mut found);
            found
        })
    }

    /// Where an inline code leads, if it leads anywhere: that of a reference is looked up in the definitions of the page.
    pub fn destination<'s>(&'s self, inline: &Inline) -> Option<Cow<'s, str>> {
        match inline.kind {
            InlineKind::Link(Address::Reference(label)) | InlineKind::Image(Address::Reference(label)) => {
                self.has_asked_for_labels.set(true);
                self.page.destination(&self.text[label.range()], self.side).map(Cow::Borrowed)
            }
            _ => inline.destination(self.text),
        }
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
