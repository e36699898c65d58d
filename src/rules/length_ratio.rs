//! A translation that is much longer or shorter than translations of its language are.

use std::collections::HashMap;

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
    let ratios_of = |(_, noted): (usize, NotedPairs)| -> Vec<f32> {
        noted.lengths.iter().filter_map(|length| logarithm(&noted, *length)).collect()
    };
    let ratios: Vec<Vec<f32>> = PageFacts::noted_of_all(facts).map(ratios_of).collect();
    let mut by_locale: HashMap<&str, Vec<f32>> = HashMap::new();
    for (page, ratios) in facts.iter().zip(ratios) {
        if let Some(locale) = &page.locale {
            by_locale.entry(locale).or_default().extend(ratios);
        }
    }
    let usual: HashMap<&str, Usual> =
        by_locale.into_iter().map(|(locale, ratios)| (locale, Usual::of(ratios))).collect();
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

    fn of(mut ratios: Vec<f32>) -> Self {
        /// This many deviations hold nearly all pairs of a locale.
        const DEVIATIONS: f32 = 6.0;
        if ratios.len() < ENOUGH {
            return Self::UNKNOWN;
        }
        let median = middle(&mut ratios);
        let mut deviations: Vec<f32> = ratios.iter().map(|ratio| (ratio - median).abs()).collect();
        let limit = (DEVIATIONS * middle(&mut deviations)).max(std::f32::consts::LN_2);
        Self { median, limit }
    }
}

fn middle(values: &mut [f32]) -> f32 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}
