//! The units of a page: its pairs, and the values of its front matter that are translated.
//!
//! Export writes them; import makes them again from the page as it is then, to see what came back changed. So all that both must
//! agree on is here: ids, contents, fingerprints.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use xxhash_rust::xxh3::Xxh3;

use crate::bitext::{Document, SegmentPair, Side};
use crate::check::Labels;
use crate::exchange::content::{Code, CodeKind, Content, PairReader, Part};
use crate::exchange::{Note, NoteKind, State, Unit};

/// What units are made of a page with.
#[derive(Debug)]
pub struct Units<'d> {
    document: &'d Document<'d>,
    labels: Labels,
    /// One a pair.
    ids: Vec<Cow<'d, str>>,
    reader: RefCell<PairReader>,
}

impl<'d> Units<'d> {
    /// Reads what all units of a page have in common.
    #[must_use]
    pub fn of(document: &'d Document<'d>) -> Self {
        Self { document, labels: Labels::of(document), ids: unit_ids(document), reader: RefCell::default() }
    }

    /// The id of the unit of each pair.
    #[must_use]
    pub fn ids(&self) -> &[Cow<'d, str>] {
        &self.ids
    }

    /// The contents of a pair: target, then source.
    #[must_use]
    pub fn contents(&self, pair: &SegmentPair) -> (Content<'d>, Content<'d>) {
        let is_defined = |label: &str| self.is_defined(label);
        let mut reader = self.reader.borrow_mut();
        match (self.document.decoded(pair.target.inner), self.document.decoded(pair.source.inner)) {
            (Cow::Borrowed(target), Cow::Borrowed(source)) => reader.contents(target, source, is_defined),
            (target, source) => {
                let (target, source) = reader.contents(&target, &source, is_defined);
                (owned(target), owned(source))
            }
        }
    }

    /// Whether the page defines a label, as the source side sees it.
    #[must_use]
    pub fn is_defined(&self, label: &str) -> bool {
        self.labels.has(self.document, label, Side::Source)
    }

    /// The unit of the pair with an index. An empty target is none.
    #[must_use]
    pub fn unit(&self, index: usize, state: State) -> Unit<'d> {
        let pair = &self.document.pairs()[index];
        let (target, source) = self.contents(pair);
        let target = (!target.parts.is_empty() || source.parts.is_empty()).then_some(target);
        Unit {
            id: self.ids[index].clone(),
            name: Cow::Borrowed(self.document.id(pair)),
            notes: address_notes(&source),
            state: if target.is_none() { State::Initial } else { state },
            source,
            target,
        }
    }
}

/// Content of a region that had to be decoded: the page does not hold its text.
fn owned(content: Content<'_>) -> Content<'static> {
    let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
    let part = |part| match part {
        Part::Text(text) => Part::Text(own(text)),
        Part::Open(id) => Part::Open(id),
        Part::Close(id) => Part::Close(id),
        Part::Placeholder(id) => Part::Placeholder(id),
    };
    let code = |code: Code<'_>| Code { id: code.id, kind: code.kind, start: own(code.start), end: code.end.map(own) };
    Content {
        parts: content.parts.into_iter().map(part).collect(),
        codes: content.codes.into_iter().map(code).collect(),
    }
}

/// The ids of pairs as XML takes them: unique in the page, and an `NMTOKEN` (XML 1.0, section 2.3).
fn unit_ids<'d>(document: &Document<'d>) -> Vec<Cow<'d, str>> {
    let token = |pair: &SegmentPair| {
        let id = document.id(pair);
        let is_token = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte));
        Cow::Borrowed(if is_token { id } else { "pair" })
    };
    let ids: Vec<Cow<'d, str>> = document.pairs().iter().map(token).collect();
    // In the order of their numbers, as the generator gives them, none is there twice.
    if ids.is_sorted_by(|a, b| (a.len(), a) < (b.len(), b)) {
        return ids;
    }
    // Each id that is taken, and the number behind its last double.
    let mut taken: HashMap<Cow<'d, str>, usize> = HashMap::with_capacity(ids.len());
    let unique = |id: Cow<'d, str>| {
        let Some(last) = taken.get(&id).copied() else {
            taken.insert(id.clone(), 1);
            return id;
        };
        let free = (last + 1..).find(|double| !taken.contains_key(&*format!("{id}.{double}"))).unwrap_or(usize::MAX);
        let double: Cow<'d, str> = Cow::Owned(format!("{id}.{free}"));
        taken.insert(id, free);
        taken.insert(double.clone(), 1);
        double
    };
    ids.into_iter().map(unique).collect()
}

/// Where the links and images of a source lead.
fn address_notes(source: &Content<'_>) -> Vec<Note<'static>> {
    let is_linked = |code: &&Code<'_>| matches!(code.kind, CodeKind::Link | CodeKind::Image);
    let note = |code: &Code<'_>| {
        let text = match &code.end {
            Some(end) => format!("[{}{end}", code.id),
            None => format!("[{}]: {}", code.id, code.start),
        };
        Note { kind: NoteKind::Address, text: text.into() }
    };
    source.codes.iter().filter(is_linked).map(note).collect()
}

/// What remains of the targets of a page when they have been exported: for each a hash of its unit's id and its content. With it
/// import tells a translator's change from one that was made in the page meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fingerprint(Vec<u32>);

impl Fingerprint {
    /// Of all targets that are exported.
    #[must_use]
    pub fn of<'u, 'd: 'u>(units: impl IntoIterator<Item = &'u Unit<'d>>) -> Self {
        let hash = |unit: &Unit<'_>| hash(&unit.id, unit.target.as_ref().map_or(&[][..], |target| &target.parts));
        Self::sorted(units.into_iter().map(hash).collect())
    }

    fn sorted(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    /// Whether a target with this content was exported. An empty one stands for none.
    #[must_use]
    pub fn has(&self, id: &str, target: &[Part<'_>]) -> bool {
        self.0.binary_search(&hash(id, target)).is_ok()
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

#[allow(clippy::cast_possible_truncation, reason = "any half of the hash is as good as the other")]
fn hash(id: &str, parts: &[Part<'_>]) -> u32 {
    let mut hasher = Xxh3::new();
    hasher.update(id.as_bytes());
    for part in parts {
        // No text holds a NUL.
        let (mark, code) = match part {
            Part::Text(text) => {
                hasher.update(b"\0");
                hasher.update(text.as_bytes());
                continue;
            }
            Part::Open(code) => (b"\0(", code),
            Part::Close(code) => (b"\0)", code),
            Part::Placeholder(code) => (b"\0.", code),
        };
        hasher.update(mark);
        hasher.update(&code.to_le_bytes());
    }
    hasher.digest() as u32
}

/// The headings of a page: which stand above a pair.
///
/// A heading is a line that starts with `#` and holds a pair: all that the generator writes. It costs nothing next to a Markdown
/// parse, and a note is all that hangs on it.
#[derive(Debug, Default)]
pub struct HeadingPaths {
    /// For each heading the index of its first pair, its level, and what is noted below it.
    headings: Vec<(usize, usize, String)>,
}

/// Stands between the headings of a path.
const BELOW: &str = " > ";

impl HeadingPaths {
    /// Finds the headings of a page; in a path each is the text of its source.
    #[must_use]
    pub fn of(document: &Document<'_>) -> Self {
        let mut headings: Vec<(usize, usize, String)> = Vec::new();
        // Of the headings that are open: their levels and the lengths of the path with them.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut path = String::new();
        let mut reader = PairReader::default();
        let mut behind = 0;
        for (index, pair) in document.pairs().iter().enumerate() {
            let between = &document.text()[behind..pair.target.outer.start];
            behind = pair.source.outer.end;
            let Some(at) = between.rfind('\n').map(|at| at + 1).or((index == 0).then_some(0)) else { continue };
            let level = between[at..].bytes().take_while(|&byte| byte == b'#').count();
            if !(1..=6).contains(&level) || between.as_bytes().get(at + level) != Some(&b' ') {
                continue;
            }
            while open.pop_if(|(other, _)| *other >= level).is_some() {}
            path.truncate(open.last().map_or(0, |(_, length)| *length));
            if !path.is_empty() {
                path.push_str(BELOW);
            }
            push_reader_text(&mut path, &mut reader, &document.decoded(pair.source.inner));
            open.push((level, path.len()));
            headings.push((index, level, path.clone()));
        }
        Self { headings }
    }

    /// The headings above a pair; empty above the first. The pair of a heading stands below itself.
    #[must_use]
    pub fn above(&self, pair: usize) -> &str {
        let behind = self.headings.partition_point(|(index, ..)| *index <= pair);
        behind.checked_sub(1).map_or("", |last| &self.headings[last].2)
    }
}

/// Appends Markdown as a reader sees it, on one line.
fn push_reader_text(out: &mut String, reader: &mut PairReader, markdown: &str) {
    let (_, content) = reader.contents("", markdown, |_| false);
    for part in &content.parts {
        match part {
            Part::Text(text) => {
                out.extend(text.chars().map(|character| if character.is_control() { ' ' } else { character }))
            }
            Part::Placeholder(id) => {
                let code = content.codes.iter().find(|code| code.id == *id && code.kind == CodeKind::CodeSpan);
                out.push_str(code.map_or("", |code| code.start.trim_matches('`')));
            }
            Part::Open(_) | Part::Close(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn pair(id: &str, target: &str, source: &str) -> String {
        format!(
            "<span data-ttu-id=\"{id}\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>"
        )
    }

    #[test]
    fn ids_are_unique_tokens() {
        let page = ["0a1b2-101", "0a1b2-101", "å/b", "0a1b2-101.2", "ö"].map(|id| pair(id, "Å", "A")).join("\n\n");
        let (document, _) = parse(&page);
        assert_eq!(Units::of(&document).ids(), ["0a1b2-101", "0a1b2-101.2", "pair", "0a1b2-101.2.2", "pair.2"]);
    }

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

    #[test]
    fn a_unit_without_a_target_is_initial() {
        let page =
            [pair("0a1b2-101", "", "A"), pair("0a1b2-102", "", ""), pair("0a1b2-103", "Å", "[A](å.md)")].join(" ");
        let (document, _) = parse(&page);
        let units = Units::of(&document);
        let states = (0..3).map(|index| units.unit(index, State::Translated).state);
        assert_eq!(states.collect::<Vec<_>>(), [State::Initial, State::Translated, State::Translated]);
        assert_eq!(units.unit(2, State::Translated).notes[0].text, "[1](å.md)");
    }

    #[test]
    fn headings_stand_above_what_follows_them() {
        let page = format!(
            "# <a name=\"a\"></a>{}\n\n{}\n\n## {}\n\n```\n# no heading\n```\n{}\n\n# {}\n",
            pair("0a1b2-101", "Rubrik", "The `Get-Å` *command*"),
            pair("0a1b2-102", "Text", "Text"),
            pair("0a1b2-103", "Under", "Sub"),
            pair("0a1b2-104", "Text", "Text"),
            pair("0a1b2-105", "Nästa", "Next"),
        );
        let (document, _) = parse(&page);
        let paths = HeadingPaths::of(&document);
        let above: Vec<&str> = (0..5).map(|pair| paths.above(pair)).collect();
        let (first, second) = ("The Get-Å command", "The Get-Å command > Sub");
        assert_eq!(above, [first, first, second, second, "Next"]);
    }
}
