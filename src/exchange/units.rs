//! The units of a page: its pairs, and the values of its front matter that are translated.
//!
//! Export writes them; import makes them again from the page as it is then, to see what came back changed. So all that both must
//! agree on is here: ids, contents, fingerprints.

mod fingerprint;
mod headings;

pub use fingerprint::{ExportedTargets, Fingerprint};
pub use headings::HeadingPaths;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

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
        let mut contents = <(Content<'d>, Content<'d>)>::default();
        self.read_contents(pair, &mut contents.0, &mut contents.1);
        contents
    }

    fn read_contents(&self, pair: &SegmentPair, target: &mut Content<'d>, source: &mut Content<'d>) {
        let is_defined = |label: &str| self.is_defined(label);
        let mut reader = self.reader.borrow_mut();
        match (self.document.decoded(pair.target.inner), self.document.decoded(pair.source.inner)) {
            (Cow::Borrowed(target_text), Cow::Borrowed(source_text)) => {
                reader.read_contents((target_text, target), (source_text, source), is_defined);
            }
            (target_text, source_text) => {
                let contents = reader.contents(&target_text, &source_text, is_defined);
                (*target, *source) = (owned(contents.0), owned(contents.1));
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
        let mut unit = Unit::default();
        self.read_unit(index, state, &mut unit);
        unit
    }

    /// The same as [`Self::unit`], put in the place of another unit, whose memory it takes over.
    pub fn read_unit(&self, index: usize, state: State, unit: &mut Unit<'d>) {
        let pair = &self.document.pairs()[index];
        let mut target = unit.target.take().unwrap_or_default();
        self.read_contents(pair, &mut target, &mut unit.source);
        unit.target = (!target.parts.is_empty() || unit.source.parts.is_empty()).then_some(target);
        unit.id.clone_from(&self.ids[index]);
        unit.name = Cow::Borrowed(self.document.id(pair));
        unit.state = if unit.target.is_none() { State::Initial } else { state };
        unit.notes.clear();
        unit.notes.extend(address_notes(&unit.source));
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
fn address_notes<'n>(source: &Content<'_>) -> impl Iterator<Item = Note<'n>> {
    let is_linked = |code: &&Code<'_>| matches!(code.kind, CodeKind::Link | CodeKind::Image);
    let note = |code: &Code<'_>| {
        let id = code.id.to_string();
        let text = match &code.end {
            Some(end) => ["[", &id, end].concat(),
            None => ["[", &id, "]: ", &code.start].concat(),
        };
        Note { kind: NoteKind::Address, text: text.into() }
    };
    source.codes.iter().filter(is_linked).map(note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    pub(super) fn pair(id: &str, target: &str, source: &str) -> String {
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
    fn a_unit_without_a_target_is_initial() {
        let page =
            [pair("0a1b2-101", "", "A"), pair("0a1b2-102", "", ""), pair("0a1b2-103", "Å", "[A](å.md)")].join(" ");
        let (document, _) = parse(&page);
        let units = Units::of(&document);
        let states = (0..3).map(|index| units.unit(index, State::Translated).state);
        assert_eq!(states.collect::<Vec<_>>(), [State::Initial, State::Translated, State::Translated]);
        assert_eq!(units.unit(2, State::Translated).notes[0].text, "[1](å.md)");
    }
}
