//! What the report of a shard holds beyond that of a whole run: all that its pages have to say when the shards are joined.
//!
//! The texts of pages are not in it: what is to be quoted is read again, in the very bytes that were checked.

use std::collections::BTreeMap;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use schemars::JsonSchema;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

use crate::check::{NotedPairs, PageFacts, PairFacts, PairPlace, SourceLength};
use crate::path_key::exact;
use crate::report::shard::{Run, ShardPage, ShardReport};
use crate::report::{CheckedPage, Failure};
use crate::source::{Span, Version};
use crate::suppression::{Reach, Suppression};

/// The version of the section.
pub(super) const VERSION: u32 = 1;

/// What `bitext report merge` needs of a shard. Only in the report of a run with `--shard`.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Section<P> {
    /// The version of this section. It is read by the version of the tool that wrote it only.
    #[schemars(extend("const" = VERSION))]
    pub(super) version: u32,
    /// Which shard, from 1.
    #[schemars(range(min = 1))]
    pub(super) number: u32,
    /// How many shards there are.
    #[schemars(range(min = 1))]
    pub(super) count: u32,
    /// What all shards of a run have in common.
    pub(super) run: RunSection,
    /// Pages that have no original, if originals were asked for.
    pub(super) missing_originals: u32,
    /// Whether something could not be done that is not among the failures.
    pub(super) is_incomplete: bool,
    /// Sets of rules that pages are held to: the severity of each rule that is on.
    pub(super) rules: Vec<BTreeMap<String, String>>,
    /// The index in the run of each of the failures, and its path, exactly.
    pub(super) failures: Vec<FailureSection>,
    /// The pages of the shard, in their order.
    pub(super) pages: P,
}

/// What all shards of a run have in common.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct RunSection {
    /// Pages in all shards.
    pub(super) pages: usize,
    /// Hash of their paths.
    pub(super) paths: Hash,
    /// Hash of the configuration, the lists of terms and the options that decide which rules hold.
    pub(super) configuration: Hash,
    /// The baseline. Its findings are among those of the report of a shard.
    pub(super) baseline: Option<BaselineSection>,
    /// What lets the run fail, if the configuration says it.
    #[schemars(extend("enum" = [Some("error"), Some("warning"), Some("never"), None::<&str>]))]
    pub(super) fail_on: Option<String>,
    /// Whether the command line chose among the rules.
    pub(super) is_narrowed: bool,
}

/// A file of known findings.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct BaselineSection {
    /// Its path, exactly.
    pub(super) path: String,
    /// How many bytes it has.
    pub(super) length: usize,
    /// Their hash.
    pub(super) hash: Hash,
}

/// A page that could not be checked.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct FailureSection {
    /// Its index among the pages of the run.
    pub(super) index: usize,
    /// Its path, exactly.
    pub(super) path: String,
}

/// A page that was checked. All places are in bytes.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct PageSection {
    /// Its index among the pages of the run.
    pub(super) index: usize,
    /// Its path, exactly: as it was given or found, with `%XX` for `%` and for bytes that are not UTF-8.
    pub(super) path: String,
    /// The locale of the target.
    pub(super) locale: Option<String>,
    /// How many bytes were checked.
    pub(super) length: usize,
    /// Their hash.
    pub(super) hash: Hash,
    /// How many pairs it has.
    pub(super) pairs: u32,
    /// Its rules, by their index.
    pub(super) rules: usize,
    /// For each of its findings, in order, the pair that it is in: start and end of id, target and source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) findings: Vec<Option<[usize; 6]>>,
    /// Of each pair that is compared with those of other pages, 24 bytes in Base64: XXH3 of source and target (64 bits each), start and length of the target (32 bits each), the
    /// low byte first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) pair_facts: String,
    /// Of each longer source, 8 bytes in Base64: the index of its pair and its length (32 bits each), the low byte first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) source_lengths: String,
    /// The comments that suppress findings of rules that compare all pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) suppressions: Vec<SuppressionSection>,
}

/// A comment that suppresses findings.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct SuppressionSection {
    /// The rule.
    pub(super) rule: String,
    /// How far it reaches.
    pub(super) reach: ReachSection,
    /// Start and end of where the findings start that it is for.
    pub(super) scope: [usize; 2],
    /// Start and end of the name of the rule in the comment.
    pub(super) name: [usize; 2],
}

/// How far a comment reaches.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ReachSection {
    /// Its line.
    Line,
    /// The block behind it.
    Block,
    /// The page.
    Page,
}

impl From<ReachSection> for Reach {
    fn from(reach: ReachSection) -> Self {
        match reach {
            ReachSection::Line => Self::Line,
            ReachSection::Block => Self::Block,
            ReachSection::Page => Self::Page,
        }
    }
}

/// 64 bits as 16 hexadecimal digits: programs that hold numbers as floats would lose some.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Hash(#[schemars(regex(pattern = "^[0-9a-f]{16}$"))] String);

impl From<u64> for Hash {
    fn from(hash: u64) -> Self {
        Self(format!("{hash:016x}"))
    }
}

impl Hash {
    /// The 64 bits; `None` if they are spelt otherwise.
    pub(super) fn bits(&self) -> Option<u64> {
        let is_hex = self.0.len() == 16 && self.0.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_hex.then(|| u64::from_str_radix(&self.0, 16).ok())?
    }
}

/// The section of a report. Its pages are made as they are written.
pub(super) fn section(part: &ShardReport) -> Section<Pages<'_>> {
    let Run { pages, paths, configuration, baseline, fail_on, is_narrowed } = &part.run;
    let failure = |(index, failure): (&usize, &Failure)| FailureSection { index: *index, path: exact(&failure.path) };
    Section {
        version: VERSION,
        number: part.shard.number(),
        count: part.shard.count(),
        run: RunSection {
            pages: *pages,
            paths: (*paths).into(),
            configuration: (*configuration).into(),
            baseline: baseline.as_ref().map(|file| BaselineSection {
                path: exact(&file.path),
                length: file.version.length,
                hash: file.version.hash.into(),
            }),
            fail_on: fail_on.map(|level| level.as_str().to_owned()),
            is_narrowed: *is_narrowed,
        },
        missing_originals: u32::try_from(part.missing_originals).unwrap_or(u32::MAX),
        is_incomplete: part.is_incomplete,
        rules: part
            .rule_sets
            .iter()
            .map(|set| set.iter().map(|(rule, severity)| (rule.id.to_string(), severity.to_string())).collect())
            .collect(),
        failures: part.failures.iter().zip(&part.report.failures).map(failure).collect(),
        pages: Pages(part),
    }
}

/// The pages of a shard.
pub(super) struct Pages<'r>(&'r ShardReport);

impl Serialize for Pages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ShardReport { report, pages, .. } = self.0;
        let mut list = serializer.serialize_seq(Some(pages.len()))?;
        for (checked, page) in report.pages.iter().zip(pages) {
            list.serialize_element(&PageSection::of(checked, page))?;
        }
        list.end()
    }
}

impl PageSection {
    fn of(checked: &CheckedPage, page: &ShardPage) -> Self {
        let Version { length, hash } = page.version;
        let noted = page.facts.noted();
        let pairs: Vec<u8> = noted.pairs.iter().flat_map(|pair| pair.to_bytes()).collect();
        let lengths: Vec<u8> = noted.lengths.iter().flat_map(|length| length.to_bytes()).collect();
        let pair_of = |pair: PairPlace| {
            let PairPlace { id, target, source } = pair;
            [id.start, id.end, target.start, target.end, source.start, source.end]
        };
        Self {
            index: page.index,
            path: exact(&checked.path),
            locale: checked.locale.clone(),
            length,
            hash: hash.into(),
            pairs: u32::try_from(checked.pairs).unwrap_or(u32::MAX),
            rules: page.rules,
            findings: checked.findings.iter().map(|finding| finding.pair.map(pair_of)).collect(),
            pair_facts: BASE64_STANDARD.encode(pairs),
            source_lengths: BASE64_STANDARD.encode(lengths),
            suppressions: page.suppressions.list().iter().map(SuppressionSection::of).collect(),
        }
    }

    /// What was noted for the rules that look at all pages; `None` if it is damaged.
    pub(super) fn facts(&self) -> Option<PageFacts> {
        let pairs = BASE64_STANDARD.decode(&self.pair_facts).ok()?;
        let lengths = BASE64_STANDARD.decode(&self.source_lengths).ok()?;
        let (pairs, rest) = pairs.as_chunks();
        let (lengths, other_rest) = lengths.as_chunks();
        if !rest.is_empty() || !other_rest.is_empty() {
            return None;
        }
        let pairs: Vec<PairFacts> = pairs.iter().map(PairFacts::from_bytes).collect();
        let is_in_page = |pair: &PairFacts| self.span([pair.place().start, pair.place().end]).is_some();
        let lengths = lengths.iter().map(SourceLength::from_bytes).collect();
        pairs.iter().all(is_in_page).then(|| PageFacts::new(self.locale.as_deref(), &NotedPairs { pairs, lengths }))
    }

    /// A span of the page; `None` if it lies outside.
    pub(super) fn span(&self, [start, end]: [usize; 2]) -> Option<Span> {
        (start <= end && end <= self.length).then(|| Span::new(start, end))
    }
}

impl SuppressionSection {
    fn of(one: &Suppression) -> Self {
        Self {
            rule: one.rule.to_string(),
            reach: match one.reach {
                Reach::Line => ReachSection::Line,
                Reach::Block => ReachSection::Block,
                Reach::Page => ReachSection::Page,
            },
            scope: [one.scope.start, one.scope.end],
            name: [one.name.start, one.name.end],
        }
    }
}
