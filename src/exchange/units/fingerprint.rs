//! What is kept of the targets that were exported, to tell later whether the page still has them. It holds hashes and no text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use xxhash_rust::xxh3::xxh3_64;

use crate::exchange::Unit;
use crate::exchange::content::Part;

/// What remains of the targets of a page when they have been exported: for each a hash of its unit's id and its content. With it
/// import tells a translator's change from one that was made in the page meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fingerprint(Vec<u32>);

impl Fingerprint {
    /// Of all targets that are exported.
    #[must_use]
    pub fn of<'u, 'd: 'u>(units: impl IntoIterator<Item = &'u Unit<'d>>) -> Self {
        let mut targets = ExportedTargets::default();
        units.into_iter().for_each(|unit| targets.add(unit));
        targets.fingerprint()
    }

    fn sorted(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    /// Whether a target with this content was exported. An empty one stands for none.
    #[must_use]
    pub fn has(&self, id: &str, target: &[Part<'_>]) -> bool {
        self.0.binary_search(&hash(id, target, &mut Vec::new())).is_ok()
    }

    /// As files hold it: base64 of the hashes in ascending order, four bytes each, the highest first.
    #[must_use]
    pub fn encode(&self) -> String {
        let bytes: Vec<[u8; 4]> = self.0.iter().copied().map(u32::to_be_bytes).collect();
        STANDARD_NO_PAD.encode(bytes.as_flattened())
    }

    /// Reads what [`Self::encode`] gave; `None` if it was damaged.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let text: String = text.split_ascii_whitespace().collect();
        let bytes = STANDARD_NO_PAD.decode(text).ok()?;
        let hashes = bytes.chunks(4).map(|bytes| Some(u32::from_be_bytes(bytes.try_into().ok()?)));
        hashes.collect::<Option<_>>().map(Self::sorted)
    }
}

/// The targets that are exported, as they are written one by one.
#[derive(Debug, Default)]
pub struct ExportedTargets {
    hashes: Vec<u32>,
    /// What is hashed, kept for its memory.
    hashed: Vec<u8>,
}

impl ExportedTargets {
    /// Adds the target of a unit.
    pub fn add(&mut self, unit: &Unit<'_>) {
        let parts = unit.target.as_ref().map_or(&[][..], |target| &target.parts);
        self.hashes.push(hash(&unit.id, parts, &mut self.hashed));
    }

    /// What remains of them.
    #[must_use]
    pub fn fingerprint(self) -> Fingerprint {
        Fingerprint::sorted(self.hashes)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "any half of the hash is as good as the other")]
fn hash(id: &str, parts: &[Part<'_>], hashed: &mut Vec<u8>) -> u32 {
    hashed.clear();
    hashed.extend_from_slice(id.as_bytes());
    for part in parts {
        // No text holds a NUL.
        let (mark, code) = match part {
            Part::Text(text) => {
                hashed.push(0);
                hashed.extend_from_slice(text.as_bytes());
                continue;
            }
            Part::Open(code) => (b"\0(", code),
            Part::Close(code) => (b"\0)", code),
            Part::Placeholder(code) => (b"\0.", code),
        };
        hashed.extend_from_slice(mark);
        hashed.extend_from_slice(&code.to_le_bytes());
    }
    xxh3_64(hashed) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::State;
    use crate::exchange::units::Units;
    use crate::exchange::units::tests::pair;
    use crate::parse;

    #[test]
    fn a_fingerprint_knows_the_targets_that_were_exported() {
        let page = [pair("0a1b2-101", "Välj **nu**", "Select **now**"), pair("0a1b2-102", "Å", "A")].join(" ");
        let (document, _) = parse(&page);
        let units = Units::of(&document);
        let all: Vec<Unit<'_>> = (0..2).map(|index| units.unit(index, State::Translated)).collect();
        let fingerprint = Fingerprint::decode(&Fingerprint::of(&all).encode()).expect("a fingerprint");
        let target = |index: usize| &*all[index].target.as_ref().expect("a target").parts;
        assert!(fingerprint.has("0a1b2-101", target(0)));
        assert!(fingerprint.has("0a1b2-102", target(1)));
        assert!(!fingerprint.has("0a1b2-101", target(1)));
        assert!(!fingerprint.has("0a1b2-101", &target(0)[..1]));
        assert_eq!(Fingerprint::decode("å"), None);
        assert_eq!(Fingerprint::decode("AAAA"), None, "three bytes");
    }
}
