//! Brings translations that came back into their page: which units are as they were, which change, which are refused and why.
//!
//! Only the targets of pairs are ever replaced, so every other byte of the page stays by construction; and what is written is
//! parsed again before it is believed.

mod doubled;
mod reason;
mod same;
mod spacing;
mod splice;

pub use reason::{Caution, Refusal};

use std::cell::OnceCell;
use std::collections::HashMap;

use self::doubled::{ends_with_old, is_in_front_of_old_codes};
use self::same::{Spacing, folded, is_same, spacing_of};
use self::spacing::{has_lost_space, respaced, restored};
use self::splice::spliced;
use crate::bitext::{BlockKind, Blocks, Document, SegmentPair};
use crate::exchange::compose::{Before, CodeNames, Place, Surroundings, compose, resolve};
use crate::exchange::content::{CodeKind, Content, Part};
use crate::exchange::front_matter;
use crate::exchange::returned::{ReturnedFile, ReturnedUnit, is_blank};
use crate::exchange::units::{Fingerprint, Units};
use crate::source::{Span, line_start};

/// What became of a page, and of each of its units.
#[derive(Debug, Default)]
pub struct Merged {
    /// The page with all units that are not refused; `None` if it stays as it is.
    pub text: Option<String>,
    /// What there is to say, in the order of the file that came back; units that came back unchanged are only counted.
    pub outcomes: Vec<UnitOutcome>,
    /// How many units came back unchanged.
    pub kept: usize,
    /// Whether the file says what was exported. If not, nobody can tell what was changed in the page since.
    pub has_fingerprint: bool,
}

/// What became of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitOutcome {
    /// Its id.
    pub id: String,
    /// The line of the file that came back, from 1; `None` for a unit that is not there.
    pub line: Option<usize>,
    /// The target in the page as it was; `None` for a value of the front matter, and for a unit that the page does not have.
    pub target: Option<Span>,
    /// What was done.
    pub result: UnitResult,
}

/// What was done with a unit.
#[derive(Debug, Clone, PartialEq)]
pub enum UnitResult {
    /// Its target replaces that of the page, with what someone should look at.
    Changed(Vec<Caution>),
    /// It stays as it is in the page, but someone should look.
    Kept(Caution),
    /// It stays as it is in the page, since its target cannot be written there.
    Refused(Refusal),
    /// The file should have it and does not; it stays as it is in the page.
    Missing,
    /// The page does not have it.
    Extra,
}

/// Merges a file that came back into its page.
#[must_use]
pub fn merge(document: &Document<'_>, file: &ReturnedFile<'_>) -> Merged {
    let units = Units::of(document);
    let mut merge = Merge {
        document,
        units: &units,
        next: 0,
        by_id: OnceCell::new(),
        encoded_fingerprint: file.fingerprint.as_deref(),
        fingerprint: OnceCell::new(),
        blocks: OnceCell::new(),
        seen: vec![0; document.pairs().len()],
        seen_values: HashMap::new(),
        edits: Vec::new(),
        values: Vec::new(),
        are_all_reviewed: !file.units.is_empty(),
        merged: Merged::default(),
    };
    let keys: Vec<Key> = file.units.iter().map(|unit| merge.key_of(unit)).collect();
    for key in &keys {
        match *key {
            Key::Pair(pair) => merge.seen[pair] = merge.seen[pair].saturating_add(1),
            Key::Value(key) => *merge.seen_values.entry(key).or_default() += 1,
            Key::Unknown => {}
        }
    }
    for (unit, key) in file.units.iter().zip(keys) {
        merge.unit(unit, key);
    }
    merge.missing();
    merge.finish()
}

/// What a unit is for.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// The pair with this index.
    Pair(usize),
    /// A value of the front matter.
    Value(&'static str),
    /// Nothing that the page has.
    Unknown,
}

struct Merge<'m, 'd> {
    document: &'m Document<'d>,
    units: &'m Units<'m>,
    /// The pair behind the one that was last found: mostly that of the next unit.
    next: usize,
    by_id: OnceCell<HashMap<&'m str, usize>>,
    encoded_fingerprint: Option<&'m str>,
    fingerprint: OnceCell<Option<Fingerprint>>,
    blocks: OnceCell<Blocks>,
    /// How many units of the file are for each pair.
    seen: Vec<u8>,
    /// How many are for each value of the front matter.
    seen_values: HashMap<&'static str, usize>,
    /// The new targets: the pair, and its Markdown.
    edits: Vec<(usize, String)>,
    /// The new values of the front matter: the key, the value, and the index of its outcome.
    values: Vec<(&'static str, String, usize)>,
    /// Whether each unit so far is accepted by a reviewer.
    are_all_reviewed: bool,
    merged: Merged,
}

impl<'m> Merge<'m, '_> {
    fn unit(&mut self, unit: &ReturnedUnit<'_>, key: Key) {
        // Without a target nothing was accepted.
        self.are_all_reviewed &= unit.state.is_reviewed() && unit.target.is_some();
        let index = match key {
            Key::Pair(index) => index,
            Key::Value(key) => return self.value(unit, key),
            Key::Unknown => return self.say(unit, None, UnitResult::Extra),
        };
        let pair = self.document.pairs()[index];
        // Of two, nobody could say which one is meant.
        let decided = if self.seen[index] > 1 { Err(Refusal::Double) } else { self.decide(unit, index, &pair) };
        match decided {
            Ok(Decision::Keep(None)) => self.merged.kept += 1,
            Ok(Decision::Keep(Some(caution))) => self.say(unit, Some(&pair), UnitResult::Kept(caution)),
            Ok(Decision::Change(markdown, cautions)) => {
                self.edits.push((index, markdown));
                self.say(unit, Some(&pair), UnitResult::Changed(cautions));
            }
            Err(refusal) => self.say(unit, Some(&pair), UnitResult::Refused(refusal)),
        }
    }

    /// A value of the front matter. Its source is not in the page, so nobody can tell whether that is still the same.
    fn value(&mut self, unit: &ReturnedUnit<'_>, key: &'static str) {
        let Some(old) = front_matter::target(self.document, key) else {
            return self.say(unit, None, UnitResult::Extra);
        };
        let is_double = self.seen_values.get(key).is_some_and(|&count| count > 1);
        // The page has another value than the one that was exported.
        let newer = self.fingerprint().filter(|fingerprint| !fingerprint.has(&unit.id, &old.parts));
        let result = match (&unit.problem, unit.target.as_deref()) {
            (Some(problem), _) => UnitResult::Refused(Refusal::Problem(problem.clone())),
            _ if is_double => UnitResult::Refused(Refusal::Double),
            (None, None) => UnitResult::Kept(Caution::NoTarget),
            (None, Some(target)) if is_same(target, &old.parts) => {
                self.merged.kept += 1;
                return;
            }
            (None, Some(target)) if is_blank(target) => UnitResult::Refused(Refusal::Empty),
            (None, Some(_)) if unit.is_half => UnitResult::Refused(Refusal::Half),
            (None, Some([Part::Text(text)])) if newer.is_some() => {
                match newer.is_some_and(|exported| exported.has(&unit.id, &[Part::Text(text.clone())])) {
                    true => UnitResult::Kept(Caution::NewerInPage),
                    false => UnitResult::Refused(Refusal::Conflict),
                }
            }
            (None, Some([Part::Text(text)])) => {
                self.values.push((key, text.to_string(), self.merged.outcomes.len()));
                UnitResult::Changed(Vec::new())
            }
            (None, Some(_)) => UnitResult::Refused(Refusal::CodesInValue),
        };
        self.say(unit, None, result);
    }

    /// What a unit is for. A client may give units ids of its own; their names stay.
    fn key_of(&mut self, unit: &ReturnedUnit<'_>) -> Key {
        match front_matter::key_of(&unit.id) {
            Some(key) => Key::Value(key),
            None => self.pair_of(unit).map_or(Key::Unknown, Key::Pair),
        }
    }

    fn pair_of(&mut self, unit: &ReturnedUnit<'_>) -> Option<usize> {
        let ids = self.units.ids();
        let pair = if ids.get(self.next).is_some_and(|id| *id == unit.id) {
            self.next
        } else {
            let by_id = self.by_id.get_or_init(|| ids.iter().enumerate().map(|(pair, id)| (&**id, pair)).collect());
            *by_id.get(&*unit.id).or_else(|| by_id.get(unit.name.as_deref()?))?
        };
        self.next = pair + 1;
        Some(pair)
    }

    /// What was exported, if the client kept that.
    fn fingerprint(&self) -> Option<&Fingerprint> {
        self.fingerprint.get_or_init(|| self.encoded_fingerprint.and_then(Fingerprint::decode)).as_ref()
    }

    fn say(&mut self, unit: &ReturnedUnit<'_>, pair: Option<&SegmentPair>, result: UnitResult) {
        // What was accepted is not what the page keeps.
        self.are_all_reviewed &= !matches!(result, UnitResult::Kept(Caution::NewerInPage | Caution::OtherSource));
        self.merged.outcomes.push(UnitOutcome {
            id: unit.id.to_string(),
            line: Some(unit.line),
            target: pair.map(|pair| pair.target.inner),
            result,
        });
    }

    fn decide(&self, unit: &ReturnedUnit<'_>, index: usize, pair: &SegmentPair) -> Result<Decision, Refusal> {
        if let Some(problem) = &unit.problem {
            return Err(Refusal::Problem(problem.clone()));
        }
        let (target, source) = self.units.contents(pair);
        let is_source = is_same(&unit.source, &source.parts);
        let names = if is_source { CodeNames::Own } else { CodeNames::of(&unit.source, &source) };
        // Under other names, codes that have changed places may look as they were.
        let is_as_in_page =
            |returned: &[_]| !matches!(names, CodeNames::Renamed(_)) && is_same(returned, &target.parts);
        let spacing = match if is_source { Ok(Spacing::Same) } else { spacing_of(unit, &source, &names) } {
            Ok(spacing) => spacing,
            // What nobody translated anew is no conflict.
            Err(refusal) => {
                let is_kept = unit.target.as_deref().is_some_and(is_as_in_page);
                return if is_kept { Ok(Decision::Keep(Some(Caution::OtherSource))) } else { Err(refusal) };
            }
        };
        let is_respaced = spacing == Spacing::Other;
        let caution = is_respaced.then_some(Caution::SourceSpacing);
        let Some(returned) = &unit.target else {
            return Ok(Decision::Keep(if target.parts.is_empty() { caution } else { Some(Caution::NoTarget) }));
        };
        if is_as_in_page(returned) {
            return Ok(Decision::Keep(caution));
        }
        if is_blank(returned) {
            return Err(Refusal::Empty);
        }
        let (mut parts, warning) = resolve(returned, &target, &source, &names).map_err(Refusal::Composed)?;
        if is_respaced {
            parts = respaced(&parts, &target.parts);
        }
        if spacing != Spacing::Same {
            parts = restored(&parts, &target.parts);
        }
        if parts == target.parts || is_respaced && folded(&parts) == folded(&target.parts) {
            return Ok(Decision::Keep(caution));
        }
        if let Some(fingerprint) = self.fingerprint() {
            let id = &self.units.ids()[index];
            if !fingerprint.has(id, &target.parts) {
                let is_untouched = fingerprint.has(id, &parts);
                return if is_untouched {
                    Ok(Decision::Keep(Some(Caution::NewerInPage)))
                } else {
                    Err(Refusal::Conflict)
                };
            }
        }
        if unit.is_half {
            return Err(Refusal::Half);
        }
        if let Some(lost) = lost_code(&parts, &target) {
            return Err(Refusal::LostCode(lost.to_owned()));
        }
        if spacing != Spacing::Same && has_lost_space(&parts, &target.parts) {
            return Err(Refusal::LostSpace);
        }
        if is_in_front_of_old_codes(&parts, &target.parts) {
            return Err(Refusal::InFrontOfOld);
        }
        let composed = compose(
            &parts,
            &self.document.decoded(pair.target.inner),
            &self.document.decoded(pair.source.inner),
            |label| self.units.is_defined(label),
            self.place(pair),
        )
        .map_err(Refusal::Composed)?;
        let mut cautions: Vec<Caution> = caution.into_iter().collect();
        cautions.extend(warning.map(Caution::Composed));
        cautions.extend(ends_with_old(&parts, &target.parts).then_some(Caution::EndsWithOld));
        cautions.extend(composed.warnings.into_iter().map(Caution::Composed));
        Ok(Decision::Change(composed.markdown, cautions))
    }

    fn place(&self, pair: &SegmentPair) -> Place {
        let block = self.blocks.get_or_init(|| self.document.blocks()).of(pair);
        let surroundings = match block.map(|block| block.kind) {
            Some(BlockKind::Heading(_)) => Surroundings::Heading,
            Some(BlockKind::TableRow { .. }) => Surroundings::TableCell,
            Some(BlockKind::Html) => Surroundings::Html,
            Some(BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Code) | None => Surroundings::Paragraph,
        };
        let start = pair.target.outer.start;
        let is_link_text = self.document.text()[..start].ends_with('[')
            && ["](", "]["].iter().any(|end| self.document.text()[pair.source.outer.end..].starts_with(end));
        let is_first = block.is_some_and(|block| {
            block.content.start <= start && self.document.raw(Span::new(block.content.start, start)).trim().is_empty()
        });
        let line = self.document.raw(Span::new(line_start(self.document.text(), start), start));
        let before = match surroundings {
            Surroundings::Heading if line.contains('#') => Before::Text,
            Surroundings::Heading | Surroundings::Paragraph if is_first => Before::Nothing,
            _ if line.trim_start_matches([' ', '\t', '>']).is_empty() => Before::Lines,
            _ => Before::Text,
        };
        Place { surroundings, before, is_link_text }
    }

    /// Names the pairs that were exported and did not come back. Without a fingerprint all pairs were.
    fn missing(&mut self) {
        for (index, pair) in self.document.pairs().iter().enumerate() {
            if self.seen[index] > 0 {
                continue;
            }
            let id = &self.units.ids()[index];
            let was_exported =
                self.fingerprint().is_none_or(|fingerprint| fingerprint.has(id, &self.units.contents(pair).0.parts));
            if was_exported {
                let target = Some(pair.target.inner);
                self.merged.outcomes.push(UnitOutcome {
                    id: id.to_string(),
                    line: None,
                    target,
                    result: UnitResult::Missing,
                });
            }
        }
    }

    fn finish(mut self) -> Merged {
        let mut text = None;
        if !self.edits.is_empty() {
            self.edits.sort_unstable_by_key(|(pair, _)| *pair);
            text = spliced(self.document, &self.edits);
            if text.is_none() {
                for outcome in &mut self.merged.outcomes {
                    if outcome.target.is_some() && matches!(outcome.result, UnitResult::Changed(_)) {
                        outcome.result = UnitResult::Refused(Refusal::Pairs);
                    }
                }
            }
        }
        for (key, value, outcome) in std::mem::take(&mut self.values) {
            match front_matter::with_value(text.as_deref().unwrap_or(self.document.text()), key, &value) {
                Some(new) => text = Some(new),
                None => self.merged.outcomes[outcome].result = UnitResult::Refused(Refusal::Value),
            }
        }
        let is_whole = self.seen.iter().all(|&seen| seen > 0)
            && !self.merged.outcomes.iter().any(|outcome| matches!(outcome.result, UnitResult::Refused(_)));
        if self.are_all_reviewed && is_whole {
            let by_people = front_matter::translated_by_people(text.as_deref().unwrap_or(self.document.text()));
            text = by_people.or(text);
        }
        self.merged.text = text;
        self.merged.has_fingerprint = self.fingerprint().is_some();
        self.merged
    }
}

enum Decision {
    Keep(Option<Caution>),
    Change(String, Vec<Caution>),
}

/// A code of the old target that is gone and that readers need: not mere emphasis.
fn lost_code<'c>(parts: &[Part<'_>], old: &'c Content<'_>) -> Option<&'c str> {
    let is_there =
        |id: u32| parts.iter().any(|part| matches!(part, Part::Open(own) | Part::Placeholder(own) if *own == id));
    let is_needed = |kind: CodeKind| {
        !matches!(kind, CodeKind::Emphasis | CodeKind::Strong | CodeKind::Strikethrough | CodeKind::HardBreak)
    };
    old.codes.iter().find(|code| is_needed(code.kind) && !is_there(code.id)).map(|code| &*code.start)
}

/// Whether a file with translations in `translations` is for another language than a page in `page`: the first subtags of their
/// tags differ.
#[must_use]
pub fn is_for_another_language(translations: Option<&str>, page: Option<&str>) -> bool {
    match (translations, page) {
        (Some(file), Some(page)) if !file.is_empty() => {
            !primary_subtag(file).eq_ignore_ascii_case(primary_subtag(page))
        }
        _ => false,
    }
}

/// The language of a tag such as `sv-SE`; some programs write `sv_SE`.
fn primary_subtag(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}
