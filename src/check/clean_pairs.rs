//! The pairs of a run in which the pair rules found nothing. Versions of one product repeat their sentences: of 245,703 pairs of
//! MicrosoftDocs/powerShell-Docs.sv-se 178,661 stand in another place too, and need not be looked at twice.

use std::sync::atomic::{AtomicU64, Ordering};

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// How many pairs are remembered, a power of two: 8 bytes each.
const SLOTS: usize = 1 << 18;

/// The pairs that are clean, by hashes. What takes the place of another makes it forgotten; then it is looked at again.
#[derive(Debug)]
pub(crate) struct CleanPairs(Vec<AtomicU64>);

/// A pair under all that its rules see of its page and its profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PairKey(u64);

impl PairKey {
    /// A key for the hashes of both texts; `seed` stands for everything else.
    pub(crate) fn new(source: u64, target: u64, seed: u64) -> Self {
        let mut both = [0; 16];
        both[..8].copy_from_slice(&source.to_le_bytes());
        both[8..].copy_from_slice(&target.to_le_bytes());
        // An empty slot is 0.
        Self(xxh3_64_with_seed(&both, seed).max(1))
    }
}

impl Default for CleanPairs {
    fn default() -> Self {
        Self(std::iter::repeat_with(AtomicU64::default).take(SLOTS).collect())
    }
}

impl CleanPairs {
    /// Whether the pair is remembered.
    pub(crate) fn has(&self, key: PairKey) -> bool {
        self.slot(key).load(Ordering::Relaxed) == key.0
    }

    /// Remembers a pair.
    pub(crate) fn add(&self, key: PairKey) {
        self.slot(key).store(key.0, Ordering::Relaxed);
    }

    fn slot(&self, key: PairKey) -> &AtomicU64 {
        &self.0[key.0 as usize % SLOTS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known_until_another_takes_its_place() {
        let clean = CleanPairs::default();
        let keys: Vec<PairKey> = (0..1000).map(|number| PairKey::new(number, 7, 0)).collect();
        assert!(keys.iter().all(|&key| !clean.has(key)));
        for &key in &keys {
            clean.add(key);
            assert!(clean.has(key));
        }
        assert!(keys.iter().filter(|&&key| clean.has(key)).count() > 900);
        assert!(!clean.has(PairKey::new(1, 7, 1)), "another seed is another page or profile");
    }
}
