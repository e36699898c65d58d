//! What a run has learned of texts: which rules have to look at one again. Versions of one product repeat their sentences: of
//! 245,703 pairs of MicrosoftDocs/powerShell-Docs.sv-se 178,661 are the same as another, and in most no rule finds anything.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::facts::PairHashes;
use crate::diagnostic::RuleId;

/// How many texts are remembered under one beginning of their keys.
const WAYS: usize = 4;
/// How many beginnings there are, a power of two: 64 bytes each.
const BUCKETS: usize = 1 << 16;
/// How many of them come to be together, when the first is written to: a run over one page needs few.
const BUCKETS_OF_PART: usize = 64;

/// The rules that have to look at a text again, by its hash. What takes the place of another makes it forgotten; then all rules look.
#[derive(Debug)]
pub(crate) struct KnownTexts(Box<[OnceLock<Box<[Bucket; BUCKETS_OF_PART]>>]>);

/// One cache line, so that to ask for a text costs one access to memory.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Bucket([Slot; WAYS]);

/// A text with its rules. Two threads may write at once, so the key is stored in a form that no other rules fit.
#[derive(Debug, Default)]
struct Slot {
    key_and_rules: AtomicU64,
    rules: AtomicU64,
}

/// A text, or the two of a pair, under all else that decides what is found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextKey(u64);

/// Some of the rules for pairs that are on, by their numbers. Those from the 64th on are in it together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RuleNumbers(u64);

impl TextKey {
    /// A key for the hashes of a pair; `seed` stands for everything else.
    pub(crate) fn of_pair(hashes: PairHashes, seed: u64) -> Self {
        let mut both = [0; 16];
        both[..8].copy_from_slice(&hashes.source.to_le_bytes());
        both[8..].copy_from_slice(&hashes.target.to_le_bytes());
        Self::new(xxh3_64_with_seed(&both, seed))
    }

    /// A slot that holds nothing is 0.
    fn new(hash: u64) -> Self {
        Self(hash.max(1))
    }
}

impl RuleNumbers {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self(u64::MAX);

    pub(crate) fn has(self, number: usize) -> bool {
        self.0 & Self::bit(number) != 0
    }

    pub(crate) fn add(&mut self, number: usize) {
        self.0 |= Self::bit(number);
    }

    fn bit(number: usize) -> u64 {
        1 << number.min(63)
    }
}

impl Default for KnownTexts {
    fn default() -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(BUCKETS / BUCKETS_OF_PART).collect())
    }
}

impl KnownTexts {
    /// The rules that have to look at a text; all, if it is not remembered.
    pub(crate) fn rules(&self, key: TextKey) -> RuleNumbers {
        let (part, bucket) = place(key);
        let Some(part) = self.0[part].get() else { return RuleNumbers::ALL };
        // All ways are compared, as a branch that waits for memory would keep the next text waiting.
        part[bucket].0.iter().fold(RuleNumbers::ALL, |found, slot| slot.rules(key).unwrap_or(found))
    }

    /// The texts that are nothing to a rule.
    pub(crate) fn clean_texts(&self, rule: RuleId) -> CleanTexts<'_> {
        CleanTexts { known: self, seed: xxh3_64(rule.as_str().as_bytes()) }
    }

    /// Remembers the rules that have to look at a text again.
    pub(crate) fn set(&self, key: TextKey, rules: RuleNumbers) {
        let (part, bucket) = place(key);
        let part = self.0[part].get_or_init(|| Box::new(std::array::from_fn(|_| Bucket::default())));
        let bucket = &part[bucket].0;
        let free = bucket.iter().position(|slot| slot.is_free() || slot.rules(key).is_some());
        let slot = &bucket[free.unwrap_or(key.0 as usize / BUCKETS % WAYS)];
        slot.rules.store(rules.0, Ordering::Relaxed);
        slot.key_and_rules.store(key.0 ^ rules.0, Ordering::Relaxed);
    }
}

/// The part of the table that a text belongs to, and the bucket in it.
fn place(key: TextKey) -> (usize, usize) {
    let bucket = key.0 as usize % BUCKETS;
    (bucket / BUCKETS_OF_PART, bucket % BUCKETS_OF_PART)
}

/// The texts that are nothing to one rule, beside those of other rules.
#[derive(Debug)]
pub(crate) struct CleanTexts<'k> {
    known: &'k KnownTexts,
    /// Tells the rules apart.
    seed: u64,
}

impl CleanTexts<'_> {
    /// Whether `look` finds nothing in some text. Of texts with the same hash only one is looked at in a run, so what is found must
    /// hang on nothing but the text.
    pub(crate) fn has(&self, hash: u64, look: impl FnOnce() -> bool) -> bool {
        if self.knows(hash) {
            return true;
        }
        let is_clean = look();
        if is_clean {
            self.known.set(self.key(hash), RuleNumbers::NONE);
        }
        is_clean
    }

    /// Whether a text has been found clean before.
    pub(crate) fn knows(&self, hash: u64) -> bool {
        self.known.rules(self.key(hash)) == RuleNumbers::NONE
    }

    fn key(&self, hash: u64) -> TextKey {
        TextKey::new(hash ^ self.seed)
    }
}

impl Slot {
    fn rules(&self, key: TextKey) -> Option<RuleNumbers> {
        let rules = self.rules.load(Ordering::Relaxed);
        (self.key_and_rules.load(Ordering::Relaxed) ^ rules == key.0).then_some(RuleNumbers(rules))
    }

    fn is_free(&self) -> bool {
        self.key_and_rules.load(Ordering::Relaxed) == 0 && self.rules.load(Ordering::Relaxed) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_is_known_until_another_takes_its_place() {
        let known = KnownTexts::default();
        let key = |source, seed| TextKey::of_pair(PairHashes { source, target: 7 }, seed);
        let keys: Vec<TextKey> = (0..1000).map(|number| key(number, 0)).collect();
        let rules = |number: usize| {
            let mut rules = RuleNumbers::NONE;
            rules.add(number % 70);
            rules
        };
        assert!(keys.iter().all(|&key| known.rules(key) == RuleNumbers::ALL));
        for (number, &key) in keys.iter().enumerate() {
            known.set(key, RuleNumbers::NONE);
            known.set(key, rules(number));
            assert_eq!(known.rules(key), rules(number));
        }
        let is_kept = |(number, key): &(usize, &TextKey)| known.rules(**key) == rules(*number);
        assert!(keys.iter().enumerate().filter(is_kept).count() > 990);
        assert_eq!(known.rules(key(1, 1)), RuleNumbers::ALL, "another seed is another page or profile");
    }

    #[test]
    fn a_clean_text_is_looked_at_once_by_each_rule() {
        let known = KnownTexts::default();
        let [one, other] = ["å", "b"].map(|id| known.clean_texts(RuleId::new(id)));
        assert!(!one.has(7, || false), "what is not clean is looked at again");
        assert!(one.has(7, || true) && one.has(7, || false));
        assert!(!one.has(8, || false) && !other.has(7, || false));
    }

    #[test]
    fn rules_have_numbers() {
        let mut rules = RuleNumbers::NONE;
        rules.add(3);
        rules.add(90);
        assert!([3, 63, 64, 90].into_iter().all(|number| rules.has(number)));
        assert!([0, 2, 62].into_iter().all(|number| !rules.has(number)));
    }
}
