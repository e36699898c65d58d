//! A source that two pages translate in two ways.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::inconsistent_in_page::words;
use super::{Category, Check, Example, Rule};
use crate::check::{PageFacts, PairFacts, RunFindings, quoted};
use crate::diagnostic::{Related, RuleId, Severity};
use crate::language::fold;
use crate::report::Texts;

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

/// A place of a source that has more than one translation in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The source in its locale, hashed.
    source: u64,
    /// The translation, hashed; once it is read, hashed without case and punctuation.
    target: u64,
    page: usize,
    pair: usize,
}

fn check(facts: &[PageFacts], texts: &dyn Texts, findings: &mut RunFindings) {
    let mut places = contradictions(facts);
    let quotes = read(&mut places, facts, texts);
    for same in places.chunk_by(|one, other| one.source == other.source) {
        let variants: Vec<&[Place]> = same.chunk_by(|one, other| one.target == other.target).collect();
        let first = |variant: &[Place]| (variant[0].page, variant[0].pair);
        let usual = variants.iter().max_by_key(|variant| (variant.len(), std::cmp::Reverse(first(variant))));
        let Some(usual) = usual.filter(|_| variants.len() > 1) else { continue };
        let reference = usual[0];
        let Some(quote) = quotes.get(&(reference.page, reference.pair)) else { continue };
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
                .at(facts[place.page].pairs[place.pair].place(), format!("the same source is translated as {quote} {times}"))
                .with_help("use one translation, unless the source means two things");
            diagnostic.related.push(Related {
                page: Some(reference.page),
                span: facts[reference.page].pairs[reference.pair].place(),
                message: "the other translation".into(),
            });
            findings.push(place.page, diagnostic);
        }
    }
}

/// The places of all sources that have more than one translation in one locale, by source.
fn contradictions(facts: &[PageFacts]) -> Vec<Place> {
    /// Sources are compared in so many parts, so that the table of one is small.
    const PARTS: u64 = 16;
    let locales: Vec<u64> = facts
        .iter()
        .map(|page| page.locale.as_ref().map_or(0, |locale| xxh3_64(locale.to_ascii_lowercase().as_bytes())))
        .collect();
    let of_part = |part: u64| {
        let places = || {
            facts.iter().zip(&locales).enumerate().flat_map(move |(page, (noted, locale))| {
                let places = noted.pairs.iter().enumerate();
                let places = places.map(move |(pair, noted)| Place { source: noted.source ^ locale, target: noted.target, page, pair });
                // The low bits are for the table.
                places.filter(move |place| (place.source >> 32) % PARTS == part)
            })
        };
        // The first translation of each source; `None` once there is another.
        let mut translations: HashMap<u64, Option<u64>, BuildHasherDefault<Hashed>> = HashMap::default();
        for Place { source, target, .. } in places() {
            let first = translations.entry(source).or_insert(Some(target));
            if *first != Some(target) {
                *first = None;
            }
        }
        places().filter(|place| translations.get(&place.source) == Some(&None)).collect::<Vec<_>>()
    };
    let mut places: Vec<Place> = (0..PARTS).into_par_iter().flat_map_iter(of_part).collect();
    places.sort_unstable();
    places
}

/// Reads one place of each translation again. Translations that differ in case and punctuation only become one, sources that are
/// not to be compared go. Gives what stands at the places that were read.
fn read(places: &mut Vec<Place>, facts: &[PageFacts], texts: &dyn Texts) -> HashMap<(usize, usize), String> {
    let variant = |one: &Place, other: &Place| (one.source, one.target) == (other.source, other.target);
    let mut wanted: Vec<Place> = places.chunk_by(variant).map(|same| same[0]).collect();
    wanted.sort_unstable_by_key(|place| (place.page, place.pair));
    let mut folded = HashMap::new();
    let mut quotes = HashMap::new();
    let read_page = |of_page: &[Place]| -> Vec<(Place, u64, String)> {
        let Some(text) = texts.text(of_page[0].page) else { return Vec::new() };
        let (document, _) = crate::parse(&text);
        let pairs = document.pairs();
        let read = |place: &Place| {
            let span = facts[place.page].pairs[place.pair].place();
            let index = pairs.binary_search_by_key(&span, |pair| pair.target.inner).ok()?;
            let is_long = words(document.raw(pairs[index].source.inner)) >= PairFacts::LEAST_WORDS;
            is_long.then(|| (*place, fold(document.raw(span)), quoted(document.raw(span))))
        };
        of_page.iter().filter_map(read).collect()
    };
    let of_pages: Vec<&[Place]> = wanted.chunk_by(|one, other| one.page == other.page).collect();
    for (place, hash, quote) in of_pages.into_par_iter().flat_map_iter(read_page).collect::<Vec<_>>() {
        folded.insert((place.source, place.target), hash);
        quotes.insert((place.page, place.pair), quote);
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

/// A hash that is its own.
#[derive(Debug, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
