//! A translation that is much longer or shorter than translations of its language are.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::{Category, Check, Example, Rule};
use crate::check::{NotedPairs, PageFacts, RunFindings, SourceLength};
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::report::Texts;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("length-ratio"),
    category: Category::Content,
    severity: Some(Severity::Info),
    finds: "a translation that is far longer or shorter than is usual in its locale",
    why: "Text was lost, or a sentence stands beside the source of another. What is usual is learnt from the run: the \
          median of all pairs of the locale whose source has 80 bytes or more. A translation of twice that or half of it, and outside what nearly \
          all pairs keep to, is reported. Where the run has fewer than 100 such \
          pairs, 1.4 times the bytes of the source is taken as usual, and five times that or a fifth of it is reported.",
    example: Example::pair(
        "de-DE",
        "When you delete a folder, everything in it is deleted too, and nobody can bring it back after thirty days.",
        "Löschen Sie es.",
    ),
    fix: None,
    check: Check::Run(check),
};

/// Fewer pairs say little of a locale.
const ENOUGH: usize = 100;

fn check(facts: &[PageFacts], _texts: &dyn Texts, findings: &mut RunFindings) {
    let mut ratios: HashMap<&str, Ratios> = HashMap::new();
    for locale in facts.iter().filter_map(|page| page.locale.as_deref()) {
        ratios.entry(locale).or_default();
    }
    PageFacts::noted_of_all(facts).for_each(|(page, noted)| {
        if let Some(ratios) = facts[page].locale.as_deref().and_then(|locale| ratios.get(locale)) {
            noted.lengths.iter().filter_map(|length| logarithm(&noted, *length)).for_each(|ratio| ratios.note(ratio));
        }
    });
    let usual: HashMap<&str, Usual> =
        ratios.into_iter().map(|(locale, ratios)| (locale, Usual::of(&ratios))).collect();
    let found_in = |(index, noted): (usize, NotedPairs)| -> Vec<(usize, Diagnostic)> {
        let locale = facts[index].locale.as_deref();
        let Some(usual) = locale.and_then(|locale| usual.get(locale)) else { return Vec::new() };
        let unusual = |length: &SourceLength| {
            let difference = logarithm(&noted, *length)? - usual.median;
            if difference.abs() <= usual.limit {
                return None;
            }
            let pair = noted.pairs.get(length.pair as usize)?;
            let (times, than) = (difference.abs().exp(), if difference > 0.0 { "longer" } else { "shorter" });
            let message = format!("the translation is {times:.1} times {than} than is usual");
            Some((index, RULE.at(pair.place(), message).with_help("compare it with the source")))
        };
        noted.lengths.iter().filter_map(unusual).collect()
    };
    let found: Vec<_> = PageFacts::noted_of_all(facts).flat_map_iter(found_in).collect();
    for (page, diagnostic) in found {
        findings.push(page, diagnostic);
    }
}

/// The logarithm of how many times as long as its source a translation is.
fn logarithm(page: &NotedPairs, length: SourceLength) -> Option<f32> {
    let target = page.pairs.get(length.pair as usize)?.place().len();
    // An empty translation is a defect of its own.
    #[expect(clippy::cast_precision_loss, reason = "a ratio to two digits is enough")]
    (target > 0).then(|| (target as f32 / length.bytes as f32).ln())
}

/// What translations of a locale keep to, in logarithms of ratios.
struct Usual {
    median: f32,
    limit: f32,
}

impl Usual {
    /// What holds for a locale of which little is known: bytes of UTF-8 between those of Chinese and those of Thai.
    const UNKNOWN: Self = Self { median: 0.34, limit: 1.61 };

    fn of(ratios: &Ratios) -> Self {
        /// This many deviations hold nearly all pairs of a locale.
        const DEVIATIONS: f32 = 6.0;
        match ratios.middle() {
            Some((median, deviation)) => Self { median, limit: (DEVIATIONS * deviation).max(std::f32::consts::LN_2) },
            None => Self::UNKNOWN,
        }
    }
}

/// How often ratios occur, by their logarithms: as small for a million pairs as for a hundred.
struct Ratios(Box<[AtomicU32]>);

impl Default for Ratios {
    fn default() -> Self {
        Self(std::iter::repeat_with(AtomicU32::default).take(Self::COUNT).collect())
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are few, and what is outside of them is cut off"
)]
impl Ratios {
    /// How many places there are for a logarithm of 1: each holds ratios that differ by less than a thousandth.
    const PLACES: f32 = 1024.0;
    /// The largest logarithm, three thousand times; the least is its negative.
    const LARGEST: f32 = 8.0;
    const COUNT: usize = (2.0 * Self::LARGEST * Self::PLACES) as usize + 1;

    fn note(&self, ratio: f32) {
        let place = (ratio.clamp(-Self::LARGEST, Self::LARGEST) + Self::LARGEST) * Self::PLACES;
        self.0[place.round() as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// The median, and the median of the distances from it; `None` if there are too few.
    fn middle(&self) -> Option<(f32, f32)> {
        let count = |place: usize| self.0.get(place).map_or(0, |count| count.load(Ordering::Relaxed) as usize);
        let total: usize = (0..Self::COUNT).map(count).sum();
        if total < ENOUGH {
            return None;
        }
        let is_behind_half = |seen: &mut usize, more: usize| {
            *seen += more;
            *seen > total / 2
        };
        let mut seen = 0;
        let median = (0..Self::COUNT).find(|&place| is_behind_half(&mut seen, count(place)))?;
        let mut seen = 0;
        let at_distance = |distance: usize| {
            let below = median.checked_sub(distance).filter(|_| distance > 0).map_or(0, count);
            below + count(median + distance)
        };
        let deviation = (0..Self::COUNT).find(|&distance| is_behind_half(&mut seen, at_distance(distance)))?;
        Some((median as f32 / Self::PLACES - Self::LARGEST, deviation as f32 / Self::PLACES))
    }
}

#[cfg(test)]
mod tests {
    use super::Ratios;

    #[test]
    fn the_middle_is_that_of_the_sorted_ratios() {
        let ratios = Ratios::default();
        let all: Vec<f32> = (0..199u16).map(|number| f32::from(number) / 100.0 - 0.5).collect();
        all[..99].iter().for_each(|ratio| ratios.note(*ratio));
        assert_eq!(ratios.middle(), None);
        all[99..].iter().for_each(|ratio| ratios.note(*ratio));
        let is_near = |(median, deviation): (f32, f32)| (median - 0.49).abs() < 0.001 && (deviation - 0.5).abs() < 0.01;
        assert!(ratios.middle().is_some_and(is_near), "{:?}", ratios.middle());
        // What is far outside counts as far outside.
        [f32::INFINITY, f32::NEG_INFINITY, 9.0, -9.0].into_iter().for_each(|ratio| ratios.note(ratio));
        assert!(ratios.middle().is_some_and(is_near), "{:?}", ratios.middle());
    }
}
