//! A source that two pages translate in two ways.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::inconsistent_in_page::words;
use super::{Category, Check, Example, Rule};
use crate::check::{PageFacts, PairFacts, RunFindings, quoted};
use crate::diagnostic::{Related, RuleId, Severity};
use crate::language::fold;
use crate::report::Texts;
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("inconsistent"),
    category: Category::Terms,
    severity: Some(Severity::Info),
    finds: "a source that another page translates in another way",
    why: "The same sentence is to read the same wherever it stands. The translation that most places of the run have, else the \
          first, is the one that the others are held against. Only pages of one locale are compared.\n\n\
          Case, punctuation and markup make no difference, and sources of fewer than three words are left alone. What one page translates in two \
          ways is reported as `inconsistent-in-page`.",
    example: Example::pages(
        "sv-SE",
        &[
            ("Rules of retention", "Kvarhållningsregler"),
            ("Rules of retention", "Regler för lagring"),
            ("Rules of retention", "Kvarhållningsregler"),
        ],
    ),
    fix: None,
    check: Check::Run(check),
};

/// A place of a source that may have more than one translation in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The source in its locale, hashed.
    source: u64,
    /// The translation, hashed; once it is read, hashed without case and punctuation.
    target: u64,
    page: usize,
    /// Where the translation stands in its page.
    span: Span,
}

impl Place {
    /// The place by itself.
    fn key(&self) -> (usize, Span) {
        (self.page, self.span)
    }
}

fn check(facts: &[PageFacts], texts: &dyn Texts, findings: &mut RunFindings) {
    let mut places = contradictions(facts);
    let quotes = read(&mut places, texts);
    for same in places.chunk_by(|one, other| one.source == other.source) {
        let variants: Vec<&[Place]> = same.chunk_by(|one, other| one.target == other.target).collect();
        let usual = variants.iter().max_by_key(|variant| (variant.len(), std::cmp::Reverse(variant[0].key())));
        let Some(usual) = usual.filter(|_| variants.len() > 1) else { continue };
        let reference = usual[0];
        let Some(quote) = quotes.get(&reference.key()) else { continue };
        let times = match usual.len() {
            1 => "elsewhere".to_owned(),
            count => format!("in {count} other places"),
        };
        for place in variants.iter().filter(|variant| variant[0].target != reference.target).copied().flatten() {
            // What the page itself contradicts is another finding.
            let is_alone = same.iter().all(|other| other.page != place.page || other.target == place.target);
            if !is_alone || !findings.wants(place.page) {
                continue;
            }
            let mut diagnostic = RULE
                .at(place.span, format!("the same source is translated as {quote} {times}"))
                .with_help("use one translation, unless the source means two things");
            diagnostic.related.push(Related {
                page: Some(reference.page),
                span: reference.span,
                message: "the other translation".into(),
            });
            findings.push(place.page, diagnostic);
        }
    }
}

/// The places of all sources that have more than one translation in one locale, by source.
fn contradictions(facts: &[PageFacts]) -> Vec<Place> {
    /// How many pairs are compared at once, so that what is known of them meanwhile is small.
    const PAIRS_OF_PART: usize = 1 << 17;
    let locales: Vec<u64> = facts
        .iter()
        .map(|page| page.locale.as_ref().map_or(0, |locale| xxh3_64(locale.to_ascii_lowercase().as_bytes())))
        .collect();
    let pairs = facts.iter().map(PageFacts::pair_count).sum::<usize>();
    let parts = pairs.div_ceil(PAIRS_OF_PART).max(1) as u64;
    let mut found = Vec::new();
    for part in 0..parts {
        let places = || {
            PageFacts::noted_of_all(facts).flat_map_iter(|(page, noted)| {
                let locale = locales[page];
                let place = move |pair: PairFacts| {
                    Place { source: pair.source ^ locale, target: pair.target, page, span: pair.place() }
                };
                // The low bits are for the table.
                noted.pairs.into_iter().map(place).filter(move |place| (place.source >> 32) % parts == part)
            })
        };
        let translations = Translations::of_at_most(pairs.min(PAIRS_OF_PART));
        places().for_each(|place| translations.note(&place));
        let mut places: Vec<Place> = places().filter(|place| translations.may_contradict(place)).collect();
        places.par_sort_unstable();
        let same = places.chunk_by(|one, other| one.source == other.source);
        // In order, so that the first differs from the last if any two differ.
        found.extend(same.filter(|same| same[0].target != same[same.len() - 1].target).flatten());
    }
    found.par_sort_unstable();
    found
}

/// Tells of most sources that they have one translation, in little memory: sources that share a place in the table are taken for one.
struct Translations(Box<[AtomicU64]>);

impl Translations {
    const NONE: u64 = 0;
    const SEVERAL: u64 = u64::MAX;

    /// For so many pairs.
    fn of_at_most(pairs: usize) -> Self {
        // With two places for each, most sources have one to themselves.
        let places = (pairs * 2).next_power_of_two();
        Self(std::iter::repeat_with(AtomicU64::default).take(places).collect())
    }

    fn place(&self, place: &Place) -> &AtomicU64 {
        &self.0[place.source as usize & (self.0.len() - 1)]
    }

    fn note(&self, place: &Place) {
        // Whatever its hash, it is one.
        let target = place.target.clamp(Self::NONE + 1, Self::SEVERAL - 1);
        let first = self.place(place).compare_exchange(Self::NONE, target, Ordering::Relaxed, Ordering::Relaxed);
        if first.is_err_and(|first| first != target) {
            self.place(place).store(Self::SEVERAL, Ordering::Relaxed);
        }
    }

    fn may_contradict(&self, place: &Place) -> bool {
        self.place(place).load(Ordering::Relaxed) == Self::SEVERAL
    }
}

/// Reads one place of each translation again. Translations that differ in case and punctuation only become one, sources that are
/// not to be compared go. Gives what stands at the places that were read.
fn read(places: &mut Vec<Place>, texts: &dyn Texts) -> HashMap<(usize, Span), String> {
    let variant = |one: &Place, other: &Place| (one.source, one.target) == (other.source, other.target);
    let mut wanted: Vec<Place> = places.chunk_by(variant).map(|same| same[0]).collect();
    wanted.sort_unstable_by_key(Place::key);
    let mut folded = HashMap::new();
    let mut quotes = HashMap::new();
    let read_page = |of_page: &[Place]| -> Vec<(Place, u64, String)> {
        let Some(text) = texts.text(of_page[0].page) else { return Vec::new() };
        let (document, _) = crate::parse(&text);
        let pairs = document.pairs();
        let read = |place: &Place| {
            let index = pairs.binary_search_by_key(&place.span, |pair| pair.target.inner).ok()?;
            let is_long = words(document.raw(pairs[index].source.inner)) >= PairFacts::LEAST_WORDS;
            is_long.then(|| (*place, fold(document.raw(place.span)), quoted(document.raw(place.span))))
        };
        of_page.iter().filter_map(read).collect()
    };
    let of_pages: Vec<&[Place]> = wanted.chunk_by(|one, other| one.page == other.page).collect();
    for (place, hash, quote) in of_pages.into_par_iter().flat_map_iter(read_page).collect::<Vec<_>>() {
        folded.insert((place.source, place.target), hash);
        quotes.insert(place.key(), quote);
    }
    places.retain_mut(|place| match folded.get(&(place.source, place.target)) {
        Some(hash) => {
            place.target = *hash;
            true
        }
        None => false,
    });
    places.sort_unstable();
    quotes
}
