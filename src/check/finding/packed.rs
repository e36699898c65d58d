//! Findings in the least room: a run over a whole repository may hold a hundred thousand of them until it reports.

use std::sync::Arc;

use super::Finding;
use crate::diagnostic::{Applicability, Severity};
use crate::spool::{Spool, Spooled};

/// The findings of a page in the order of the page: about 130 bytes each, a sixth of what they take to be worked with.
#[derive(Debug, Clone, Default)]
pub struct PackedFindings {
    bytes: Spooled,
    /// How many there are of each severity.
    of_severity: [u32; Severity::ALL.len()],
    safe_fixes: u32,
    unsafe_fixes: u32,
}

impl PackedFindings {
    /// All of them, each made anew.
    pub fn iter(&self) -> impl Iterator<Item = Finding> {
        let bytes = self.bytes.bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
            let (finding, behind) = unpack(rest);
            at = bytes.len() - behind.len();
            Some(finding)
        })
    }

    /// Has them wait for the end of the run outside of memory.
    pub(crate) fn put_aside(&mut self, spool: &Arc<Spool>) {
        self.bytes.put_aside(spool);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of_severity.iter().sum::<u32>() as usize
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.of_severity[severity as usize] as usize
    }

    /// How many have a fix that is as safe as that.
    #[must_use]
    pub fn fixes(&self, applicability: Applicability) -> usize {
        let count = match applicability {
            Applicability::Safe => self.safe_fixes,
            Applicability::Unsafe => self.unsafe_fixes,
        };
        count as usize
    }
}

impl FromIterator<Finding> for PackedFindings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        let mut packed = Self::default();
        let mut bytes = Vec::new();
        for finding in findings {
            packed.of_severity[finding.severity as usize] += 1;
            match finding.fix.as_ref().map(|fix| fix.applicability) {
                Some(Applicability::Safe) => packed.safe_fixes += 1,
                Some(Applicability::Unsafe) => packed.unsafe_fixes += 1,
                None => {}
            }
            bytes = pack(&finding, bytes);
        }
        Self { bytes: bytes.into(), ..packed }
    }
}

#[expect(clippy::expect_used, reason = "memory takes all that is written to it")]
fn pack(finding: &Finding, bytes: Vec<u8>) -> Vec<u8> {
    postcard::to_extend(finding, bytes).expect("bytes of a finding")
}

#[expect(clippy::expect_used, reason = "nothing but what was packed is unpacked")]
fn unpack(bytes: &[u8]) -> (Finding, &[u8]) {
    postcard::take_from_bytes(bytes).expect("a finding that was packed")
}

/// A rule as its number in the catalogue.
pub(super) mod rule {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Error as _, Serialize, Serializer};

    use crate::rules::{CATALOGUE, Rule};

    pub(in super::super) fn serialize<S: Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
        let number = CATALOGUE.iter().position(|known| known.id == rule.id);
        number.ok_or_else(|| S::Error::custom("a rule that the catalogue does not have"))?.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static Rule, D::Error> {
        let number = usize::deserialize(deserializer)?;
        CATALOGUE.get(number).copied().ok_or_else(|| D::Error::custom("the catalogue has no such rule"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Fingerprint, PairPlace, RelatedFinding};
    use crate::diagnostic::{Edit, Fix};
    use crate::rules::CATALOGUE;
    use crate::source::{Position, Span};

    #[test]
    fn findings_are_unpacked_as_they_were() {
        let far = Span::new(usize::MAX - 1, usize::MAX);
        let plain = Finding {
            rule: CATALOGUE[0],
            severity: Severity::Info,
            span: Span::new(0, 0),
            start: Position { line: 1, column: 1 },
            end: Position { line: 1, column: 1 },
            message: String::new(),
            help: None,
            pair: None,
            related: Vec::new(),
            fix: None,
            fingerprint: Fingerprint(0),
        };
        let full = Finding {
            rule: CATALOGUE[CATALOGUE.len() - 1],
            severity: Severity::Error,
            span: far,
            start: Position { line: usize::MAX, column: 300 },
            message: "å\u{0} 日本".to_owned(),
            help: Some("x".repeat(1000)),
            pair: Some(PairPlace { id: far, target: Span::new(1, 200), source: far }),
            related: vec![
                RelatedFinding { page: Some(7), span: far, start: None, end: None, message: "there".to_owned() },
                RelatedFinding {
                    page: None,
                    span: far,
                    start: Some(plain.start),
                    end: Some(plain.end),
                    message: String::new(),
                },
            ],
            fix: Some(Fix {
                applicability: Applicability::Unsafe,
                edits: vec![Edit::replace(far, "\n"), Edit::delete(far)],
            }),
            fingerprint: Fingerprint(u64::MAX),
            ..plain.clone()
        };
        let safe = Fix { applicability: Applicability::Safe, edits: Vec::new() };
        let findings = [full, plain.clone(), Finding { severity: Severity::Error, fix: Some(safe), ..plain }];
        let packed: PackedFindings = findings.iter().cloned().collect();
        assert_eq!(format!("{:?}", packed.iter().collect::<Vec<_>>()), format!("{findings:?}"));
        assert_eq!((packed.len(), packed.is_empty()), (3, false));
        assert_eq!([Severity::Error, Severity::Warning, Severity::Info].map(|one| packed.count(one)), [2, 0, 1]);
        assert_eq!([Applicability::Safe, Applicability::Unsafe].map(|one| packed.fixes(one)), [1, 1]);
        assert!(PackedFindings::default().is_empty());
    }
}
