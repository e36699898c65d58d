//! A translation that is much longer or shorter than translations of its language are.

use std::collections::HashMap;

use super::{Category, Check, Example, Rule};
use crate::check::{PageFacts, RunFindings, SourceLength};
use crate::diagnostic::{RuleId, Severity};
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
    let mut by_locale: HashMap<&str, Vec<f32>> = HashMap::new();
    for page in facts {
        let Some(locale) = &page.locale else { continue };
        by_locale.entry(locale).or_default().extend(page.lengths.iter().filter_map(|length| logarithm(page, *length)));
    }
    let usual: HashMap<&str, Usual> =
        by_locale.into_iter().map(|(locale, ratios)| (locale, Usual::of(ratios))).collect();
    for (index, page) in facts.iter().enumerate() {
        if !findings.wants(index) {
            continue;
        }
        let Some(usual) = page.locale.as_deref().and_then(|locale| usual.get(locale)) else { continue };
        for length in &page.lengths {
            let Some(difference) = logarithm(page, *length).map(|ratio| ratio - usual.median) else { continue };
            if difference.abs() <= usual.limit {
                continue;
            }
            let Some(pair) = page.pairs.get(length.pair as usize) else { continue };
            let (times, than) = (difference.abs().exp(), if difference > 0.0 { "longer" } else { "shorter" });
            let message = format!("the translation is {times:.1} times {than} than is usual");
            findings.push(index, RULE.at(pair.place(), message).with_help("compare it with the source"));
        }
    }
}

/// The logarithm of how many times as long as its source a translation is.
fn logarithm(page: &PageFacts, length: SourceLength) -> Option<f32> {
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
