//! A place where a defect can be planted, and what the checker says once it is.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use bitext::Span;
use bitext::bitext::{Document, SegmentPair};
use bitext::check::{Finding, Profile};
use bitext::original::Original;
use rayon::prelude::*;
use regex::Regex;

use crate::check::{CheckedSet, Page, check_pages};
use crate::sets::Random;

/// A pair of a page.
pub(crate) struct Site<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) index: usize,
    pub(crate) pair: &'a SegmentPair,
    pub(crate) target: &'a str,
    pub(crate) source: &'a str,
}

/// A set of pages that defects are planted in.
pub(crate) struct HostSet<'a> {
    checked: &'a CheckedSet,
    pub(crate) documents: Vec<Document<'a>>,
}

/// A page that defects are planted in.
#[derive(Clone, Copy)]
pub(crate) struct Host<'a> {
    pub(crate) set: &'a HostSet<'a>,
    /// The index of the page in its set.
    pub(crate) page: usize,
    /// What it is held to.
    pub(crate) profile: &'a Profile,
}

/// A defect: what is to be changed, and what besides.
#[derive(Debug, Default)]
pub(crate) struct Defect {
    /// What comes in the place of what; the spans do not overlap.
    pub(crate) edits: Vec<(Span, String)>,
    /// Where the page is to be.
    pub(crate) path: Option<&'static str>,
    /// What is to be in the run too.
    pub(crate) beside: Beside,
    /// What the page is to have been translated from.
    pub(crate) original: Option<Original>,
}

/// What a page is checked together with.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Beside {
    #[default]
    Nothing,
    /// The page as it was, under another path.
    Itself,
    /// Other pages of its set, enough to tell what is usual in them.
    OtherPages,
}

/// Plants a defect in a pair, if the pair has what it takes.
pub(crate) type Plant = fn(&Site<'_>) -> Option<Defect>;

impl<'a> HostSet<'a> {
    pub(crate) fn new(checked: &'a CheckedSet) -> Self {
        Self { checked, documents: checked.pages.par_iter().map(|page| bitext::parse(&page.text).0).collect() }
    }
}

impl Host<'_> {
    /// The pages that a page of the run stands beside.
    fn others(&self, beside: Beside) -> Vec<Page> {
        const MOST: usize = 40;
        let page = |index: usize, folder: &str| {
            let other = &self.set.checked.pages[index];
            Page { path: format!("{folder}{}", other.path), text: other.text.clone(), original: None }
        };
        match beside {
            Beside::Nothing => Vec::new(),
            Beside::Itself => vec![page(self.page, "other/")],
            Beside::OtherPages => {
                let others = (0..self.set.documents.len()).filter(|&index| index != self.page);
                others.take(MOST).map(|index| page(index, "")).collect()
            }
        }
    }
}

impl<'a> Site<'a> {
    pub(crate) fn new(document: &'a Document<'a>, index: usize) -> Self {
        let pair = &document.pairs()[index];
        let (target, source) = (document.raw(pair.target.inner), document.raw(pair.source.inner));
        Self { document, index, pair, target, source }
    }

    /// The locale of the page.
    pub(crate) fn language(&self) -> &str {
        let front_matter = self.document.front_matter().map_or("", |found| self.document.raw(found.yaml));
        let locale = front_matter.lines().find_map(|line| line.strip_prefix("ms.contentlocale: ")).unwrap_or_default();
        locale.split('-').next().unwrap_or_default()
    }

    /// The defect of another target.
    pub(crate) fn retarget(&self, target: impl Into<String>) -> Option<Defect> {
        let target = target.into();
        (target != self.target).then(|| Defect::of(self.pair.target.inner, target))
    }

    /// The defect of a target in which the first match of a pattern is replaced.
    pub(crate) fn replace(&self, pattern: &'static str, replacement: &str) -> Option<Defect> {
        let pattern = compiled(pattern)?;
        self.retarget(pattern.replace(self.target, replacement))
    }

    /// The same, if both sides have a match.
    pub(crate) fn replace_shared(&self, pattern: &'static str, replacement: &str) -> Option<Defect> {
        let source_has_it = compiled(pattern)?.is_match(self.source);
        if source_has_it { self.replace(pattern, replacement) } else { None }
    }

    /// The first group of the first match of a pattern in the source.
    pub(crate) fn first_of_source(&self, pattern: &'static str) -> Option<&'a str> {
        Some(compiled(pattern)?.captures(self.source)?.get(1)?.as_str())
    }

    /// The defect of something put into the target behind its first match.
    pub(crate) fn insert_behind(&self, pattern: &'static str, text: &str) -> Option<Defect> {
        let found = compiled(pattern)?.find(self.target)?;
        self.retarget(format!("{}{text}{}", &self.target[..found.end()], &self.target[found.end()..]))
    }

    /// Whether a side has no Markdown but text.
    pub(crate) fn is_plain(&self) -> bool {
        let marks = ['`', '[', '<', '*', '_', '$', '\\', '&', '|', '{'];
        !self.target.contains(marks) && !self.source.contains(marks)
    }
}

/// A pattern, compiled once. It stays in memory, as a static would: a clone would have to warm up anew.
fn compiled(pattern: &'static str) -> Option<&'static Regex> {
    static ALL: LazyLock<Mutex<HashMap<&'static str, &'static Regex>>> = LazyLock::new(Mutex::default);
    let mut all = ALL.lock().ok()?;
    if !all.contains_key(pattern) {
        all.insert(pattern, Box::leak(Box::new(Regex::new(pattern).ok()?)));
    }
    all.get(pattern).copied()
}

impl Defect {
    pub(crate) fn of(span: Span, text: impl Into<String>) -> Self {
        Self { edits: vec![(span, text.into())], ..Self::default() }
    }

    /// The page with the defect, and where in it findings belong to it.
    fn apply(&self, site: &Site<'_>) -> (String, Span) {
        let text = site.document.text();
        let mut edits: Vec<_> = self.edits.iter().collect();
        edits.sort_by_key(|(span, _)| *span);
        let outer = site.pair.outer();
        let in_pair = |span: Span| span.overlaps(outer) || span.start == outer.end || span.end == outer.start;
        let touches_pair = edits.iter().any(|(span, _)| in_pair(*span)) || edits.is_empty();
        let front_matter = site.document.front_matter().map(|found| found.outer);
        let mut region: Option<Span> = touches_pair.then_some(outer);
        for (span, _) in &edits {
            let widened = match front_matter {
                Some(whole) if span.start < whole.end && !touches_pair => whole,
                _ if touches_pair && front_matter.is_some_and(|whole| span.start < whole.end) => continue,
                _ => *span,
            };
            region =
                Some(region.map_or(widened, |old| Span::new(old.start.min(widened.start), old.end.max(widened.end))));
        }
        let region = region.unwrap_or(outer);
        let mut out = String::with_capacity(text.len());
        let (mut at, mut before, mut inside) = (0, 0_isize, 0_isize);
        for (span, replacement) in edits {
            out.push_str(&text[at..span.start]);
            out.push_str(replacement);
            at = span.end;
            let grown = replacement.len() as isize - span.len() as isize;
            if span.start < region.start { before += grown } else { inside += grown }
        }
        out.push_str(&text[at..]);
        let start = region.start.saturating_add_signed(before);
        let end = region.end.saturating_add_signed(before + inside).max(start);
        (out, Span::new(start, end))
    }
}

/// What became of a planted defect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The rule that is meant found it.
    Found,
    /// Only these did.
    ByOthers(Vec<&'static str>),
    /// Nothing did.
    Missed,
}

/// A defect that was planted.
pub(crate) struct Planted {
    pub(crate) outcome: Outcome,
    /// The pair with the defect, or what is in its place.
    pub(crate) shown: String,
}

/// Plants a defect and checks the page; `None` if the pair does not have what it takes, or the rule finds something there already.
pub(crate) fn plant(site: &Site<'_>, host: Host<'_>, rule: &str, plant: Plant) -> Option<Planted> {
    let touches = |finding: &Finding, region: Span| {
        let near = |span: Span| span.start <= region.end && region.start <= span.end;
        near(finding.span) || finding.related.iter().any(|other| other.page.is_none() && near(other.span))
    };
    let defect = plant(site)?;
    let (text, region) = defect.apply(site);
    let before = &host.set.checked.pages[host.page];
    let old: Vec<&str> = before
        .findings
        .iter()
        .filter(|finding| touches(finding, site.pair.outer()) || finding.rule.category.as_str() == "document")
        .map(|finding| finding.rule.id.as_str())
        .collect();
    if old.contains(&rule) {
        return None;
    }
    let shown = text.get(region.range()).unwrap_or_default().to_owned();
    let path = defect.path.unwrap_or(&before.path).to_owned();
    let mut pages = host.others(defect.beside);
    pages.push(Page { path, text, original: defect.original });
    let findings = check_pages(&pages, host.profile).0.pop().unwrap_or_default();
    let mut found: Vec<&'static str> = findings
        .iter()
        .filter(|finding| touches(finding, region))
        .map(|finding| finding.rule.id.as_str())
        .filter(|id| !old.contains(id))
        .collect();
    found.sort_unstable();
    found.dedup();
    let outcome = if found.contains(&rule) {
        Outcome::Found
    } else if found.is_empty() {
        Outcome::Missed
    } else {
        Outcome::ByOthers(found)
    };
    Some(Planted { outcome, shown })
}

/// The pairs of a page in an order by chance.
pub(crate) fn shuffled_pairs(document: &Document<'_>, random: &mut Random) -> Vec<usize> {
    let mut all: Vec<usize> = (0..document.pairs().len()).collect();
    random.shuffle(&mut all);
    all
}
