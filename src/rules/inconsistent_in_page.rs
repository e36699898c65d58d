//! A source that one page translates in two ways.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

use super::{Category, Check, Example, Rule};
use crate::bitext::SegmentPair;
use crate::check::{Findings, PageContext, quoted};
use crate::diagnostic::{RuleId, Severity};
use crate::language::fold;
use crate::markdown::{inlines, text_runs};

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("inconsistent-in-page"),
    category: Category::Terms,
    severity: Some(Severity::Info),
    finds: "a source that the page translates in two ways",
    why: "Readers take two names for two things. The translation that the page has most often, else the first, is the one that the \
          others are held against. Case, punctuation and markup make no difference.\n\n\
          A short source may rightly have two translations: `None` agrees with the word that it stands for. So sources of one word \
          are left alone.",
    example: Example::pairs(
        "sv-SE",
        &[("Retention rules", "Kvarhållningsregler"), ("Retention rules", "Regler för lagring")],
    ),
    fix: None,
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    let document = page.document;
    let pairs = document.pairs();
    // Few pages translate a source in two ways.
    let mut translations = HashMap::with_capacity_and_hasher(pairs.len(), BuildHasherDefault::<Hashed>::default());
    if page.hashes().iter().all(|pair| *translations.entry(pair.source).or_insert(pair.target) == pair.target) {
        return;
    }
    let mut sources: Vec<(u64, usize)> = page.hashes().iter().map(|pair| pair.source).zip(0..).collect();
    sources.sort_unstable();
    for same in sources.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
        let target = |index: usize| document.raw(pairs[index].target.inner);
        let first = target(same[0].1);
        if same.iter().all(|&(_, index)| target(index) == first) || words(document.raw(pairs[same[0].1].source.inner)) < 2 {
            continue;
        }
        let mut folded: Vec<(u64, usize)> = same.iter().map(|&(_, index)| (fold(target(index)), index)).collect();
        folded.sort_unstable();
        let variants: Vec<&[(u64, usize)]> = folded.chunk_by(|one, other| one.0 == other.0).collect();
        let Some(usual) = variants.iter().max_by_key(|variant| (variant.len(), usize::MAX - variant[0].1)) else {
            continue;
        };
        let reference: &SegmentPair = &pairs[usual[0].1];
        for variant in variants.iter().filter(|variant| variant[0].0 != usual[0].0) {
            for &(_, index) in *variant {
                findings.push(
                    RULE.at(
                        pairs[index].target.inner,
                        format!("the same source is translated as {} in this page", quoted(document.raw(reference.target.inner))),
                    )
                    .with_help("use one translation, unless the source means two things")
                    .with_related(reference.target.inner, "the other translation"),
                );
            }
        }
    }
}

/// How many words of a source have letters and are no code.
pub(super) fn words(source: &str) -> usize {
    let mut found = Vec::new();
    inlines(source, |_| false, &mut found);
    let words = text_runs(source, &found).flat_map(|run| source[run.range()].split_whitespace());
    words.filter(|word| word.contains(char::is_alphabetic)).count()
}

/// A hash that is its own.
#[derive(Debug, Default)]
struct Hashed(u64);

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
