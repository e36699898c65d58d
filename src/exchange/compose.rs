//! A translation as a client gave it back, as Markdown: what the translator left keeps its spelling, what is new is spelled so
//! that it is read as it was meant.
//!
//! Nothing is believed of the result: it is read again, and must hold exactly the text and the codes that were wanted, in one
//! pair. What cannot be written so is refused with a reason.

mod align;
mod refusal;
mod resolve;
mod spell;
#[cfg(test)]
mod tests;

pub use refusal::{Refusal, Warning};
pub use resolve::{CodeNames, Resolved, resolve};

use std::borrow::Cow;
use std::collections::HashSet;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::exchange::content::reading::{Reading, Role};
use crate::exchange::content::text::{decode, is_xml};
use crate::exchange::content::{CodeKind, PairReader, Part};
use align::Atom;
use spell::Spelling;

/// A translation in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// What stands between the tags of the target.
    pub markdown: String,
    /// What was not taken over as it was given.
    pub warnings: Vec<Warning>,
}

/// Where a segment stands in its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What it stands in.
    pub surroundings: Surroundings,
    /// What stands in front of it in its block.
    pub before: Before,
    /// Whether it is all the text of a link whose marks stand around the pair.
    pub is_link_text: bool,
}

/// What stands in front of a segment in its block, as far as it decides what its first characters may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing: it might start another block.
    Nothing,
    /// Whole lines only: it might end the block and start another one.
    Lines,
    /// Text on its line.
    Text,
}

/// What a segment stands in, as far as it decides how text is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// A paragraph, in a list item or a quote too.
    Paragraph,
    /// A heading.
    Heading,
    /// A cell of a Markdown table.
    TableCell,
    /// Raw HTML, where a backslash escapes nothing.
    Html,
}

/// Writes `wanted` as the target of a pair whose texts are `target`, up to now, and `source`.
///
/// The ids are those of [`of_pair`](crate::exchange::content::of_pair). The Markdown of a code is the old target's, else the
/// source's. If nothing was changed, the old target comes back byte for byte.
///
/// # Errors
///
/// If the codes do not fit one another, or if no Markdown would be read as what is wanted.
///
/// ```
/// use bitext::exchange::compose::{Before, Place, Surroundings, compose};
/// use bitext::exchange::content::Part;
///
/// let wanted = [Part::Text("Kör ".into()), Part::Placeholder(1), Part::Text(" <nu> *".into())];
/// let place = Place { surroundings: Surroundings::Paragraph, before: Before::Nothing, is_link_text: false };
/// let composed = compose(&wanted, "Kör&nbsp;`a`", "Run `a`", |_| false, place).unwrap();
/// assert_eq!(composed.markdown, "Kör `a` &lt;nu> \\*");
/// ```
pub fn compose(
    wanted: &[Part<'_>],
    target: &str,
    source: &str,
    is_defined: impl Fn(&str) -> bool,
    place: Place,
) -> Result<Composed, Refusal> {
    let pair = Pair::read(target, source, &is_defined);
    let units = pair.units(wanted)?;
    let Some(aligned) = align::align(&pair.atoms, &units) else {
        return Ok(Composed { markdown: target.to_owned(), warnings: Vec::new() });
    };
    if !wanted.iter().any(|part| matches!(part, Part::Text(_) | Part::Placeholder(_))) && !pair.atoms.is_empty() {
        return Err(Refusal::Empty);
    }
    let check = Check { is_defined: &is_defined, place, source, old: target, has_copies: has_copies(&units) };
    for spelling in Spelling::ALL {
        let written = spell::write(&align::kept_by(&aligned, spelling), &pair, place, spelling);
        if check.holds(&written) {
            let mut warnings = pair.dropped(&units);
            warnings.extend(written.lost_line_break.then_some(Warning::LineBreak));
            return Ok(Composed { markdown: written.markdown, warnings });
        }
    }
    Err(pair.reason(&units))
}

/// A step of a flat sequence of characters and codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Unit {
    Char(char),
    Open(u32),
    Close(u32),
    Placeholder(u32),
}

/// What a piece of Markdown is read as, without ids.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    Char(char),
    Open(CodeKind, String),
    Close(CodeKind, String),
    Placeholder(CodeKind, String),
}

/// The Markdown of a code.
#[derive(Debug, Clone, Copy)]
struct CodeMarkdown<'p> {
    kind: CodeKind,
    start: &'p str,
    end: Option<&'p str>,
    /// What stands between its ends.
    inside: &'p str,
    /// Whether it stands by itself although it has two ends: an image without a text.
    is_closed: bool,
}

impl CodeMarkdown<'_> {
    /// The end of the code, around `inside`. A reference link whose text is its label names that label once the text is another.
    fn end_around(&self, inside: &str) -> Cow<'_, str> {
        let end = self.end.unwrap_or_default();
        let is_its_label = self.kind == CodeKind::Link && matches!(end, "]" | "][]");
        if is_its_label && inside != self.inside {
            Cow::Owned(format!("][{}]", self.inside))
        } else {
            Cow::Borrowed(end)
        }
    }
}

/// The old target as atoms, and the codes that may be used.
struct Pair<'p> {
    atoms: Vec<Atom<'p>>,
    /// By id, from 1.
    codes: Vec<CodeMarkdown<'p>>,
    /// The ids that the old target has.
    of_target: HashSet<u32>,
    /// Whether one of its sides has a line ending, and whether with a CR.
    line_ending: Option<&'static str>,
}

impl<'p> Pair<'p> {
    fn read(target: &'p str, source: &'p str, is_defined: impl Fn(&str) -> bool) -> Self {
        let mut reader = PairReader::default();
        reader.read(target, source, is_defined);
        let PairReader { target: old, source: of_source, names, .. } = reader;
        let mut codes: Vec<CodeMarkdown<'p>> = of_source
            .codes
            .iter()
            .map(|code| CodeMarkdown {
                kind: code.kind,
                start: &source[code.start.range()],
                end: code.end.map(|end| &source[end.range()]),
                inside: code.inside(source),
                is_closed: code.is_empty_image(),
            })
            .collect();
        for (code, name) in old.codes.iter().zip(&names) {
            let Some(name) = name else { continue };
            if let Some(markdown) = codes.get_mut(name.id as usize - 1) {
                markdown.start = &target[code.start.range()];
                markdown.end = code.end.map(|end| &target[end.range()]);
                markdown.inside = code.inside(target);
            }
        }
        let has = |ending: &str| target.contains(ending) || source.contains(ending);
        let line_ending = match (has("\r\n"), has("\n") || has("\r")) {
            (true, _) => Some("\r\n"),
            (false, true) => Some("\n"),
            (false, false) => None,
        };
        Self {
            atoms: align::atoms(target, &old, &names),
            codes,
            of_target: names.iter().flatten().map(|name| name.id).collect(),
            line_ending,
        }
    }

    fn code(&self, id: u32) -> Option<&CodeMarkdown<'p>> {
        self.codes.get((id as usize).checked_sub(1)?)
    }

    /// `wanted` as one flat sequence, if its codes fit one another.
    fn units(&self, wanted: &[Part<'_>]) -> Result<Vec<Unit>, Refusal> {
        let mut units = Vec::new();
        let mut open = Vec::new();
        for part in wanted {
            match part {
                Part::Text(text) => {
                    if let Some(character) = text.chars().find(|&character| !is_xml(character)) {
                        return Err(Refusal::IllegalCharacter(character));
                    }
                    let mut characters = text.chars().peekable();
                    while let Some(character) = characters.next() {
                        if character == '\r' {
                            characters.next_if_eq(&'\n');
                        }
                        units.push(Unit::Char(if character == '\r' { '\n' } else { character }));
                    }
                }
                Part::Open(id) | Part::Placeholder(id) => {
                    let code = self.code(*id).ok_or(Refusal::UnknownCode(id.to_string()))?;
                    let is_spanning = code.end.is_some() && !code.is_closed;
                    if is_spanning != matches!(part, Part::Open(_)) {
                        return Err(if is_spanning { Refusal::NotSpanning(*id) } else { Refusal::Spanning(*id) });
                    }
                    if is_spanning {
                        open.push(*id);
                        units.push(Unit::Open(*id));
                    } else {
                        units.push(Unit::Placeholder(*id));
                    }
                }
                Part::Close(id) => match open.pop() {
                    Some(last) if last == *id => units.push(Unit::Close(*id)),
                    Some(last) if open.contains(id) => return Err(Refusal::Crossed { inner: last, outer: *id }),
                    _ => return Err(Refusal::NotOpened(*id)),
                },
            }
        }
        open.pop().map_or(Ok(units), |id| Err(Refusal::NotClosed(id)))
    }

    /// A warning for each code of the old target that is not used any more.
    fn dropped(&self, units: &[Unit]) -> Vec<Warning> {
        let used: HashSet<u32> = units
            .iter()
            .filter_map(|unit| match *unit {
                Unit::Open(id) | Unit::Placeholder(id) => Some(id),
                Unit::Close(_) | Unit::Char(_) => None,
            })
            .collect();
        let mut dropped: Vec<u32> = self.of_target.difference(&used).copied().collect();
        dropped.sort_unstable();
        dropped.into_iter().map(Warning::DroppedCode).collect()
    }

    /// Why no Markdown is read as what is wanted, as far as it can be told.
    fn reason(&self, units: &[Unit]) -> Refusal {
        let kind = |id: u32| self.code(id).map(|code| code.kind);
        let is_emphasis =
            |id| matches!(kind(id), Some(CodeKind::Emphasis | CodeKind::Strong | CodeKind::Strikethrough));
        let mut open: Vec<u32> = Vec::new();
        let mut seen = HashSet::new();
        let mut repeated = None;
        for (at, unit) in units.iter().enumerate() {
            match *unit {
                Unit::Open(id) => {
                    if is_emphasis(id) && units.get(at + 1) == Some(&Unit::Close(id)) {
                        return Refusal::EmptyCode(id);
                    }
                    let outer =
                        open.iter().find(|&&outer| outer == id || [kind(id), kind(outer)] == [Some(CodeKind::Link); 2]);
                    if let Some(&outer) = outer {
                        return Refusal::Nested { inner: id, outer };
                    }
                    open.push(id);
                }
                Unit::Close(_) => {
                    open.pop();
                }
                Unit::Placeholder(_) | Unit::Char(_) => {}
            }
            if let Unit::Open(id) | Unit::Placeholder(id) = *unit
                && !seen.insert(id)
            {
                repeated = Some(id);
            }
        }
        let code = |unit: &Unit| match *unit {
            Unit::Char(_) => None,
            Unit::Open(id) | Unit::Close(id) | Unit::Placeholder(id) => Some(id),
        };
        let touching = units.windows(2).find_map(|two| {
            let (first, second) = (code(&two[0])?, code(&two[1])?);
            let is_touchy = |id| is_emphasis(id) || kind(id) == Some(CodeKind::CodeSpan);
            (is_touchy(first) && is_touchy(second) && first != second).then_some(Refusal::Touching { first, second })
        });
        touching.or(repeated.map(Refusal::Repeated)).unwrap_or(Refusal::Unwritable)
    }
}

/// What must hold of a new target.
struct Check<'c, D> {
    is_defined: &'c D,
    place: Place,
    source: &'c str,
    old: &'c str,
    /// Whether a code is used more than once, so that one of them is no code of the source.
    has_copies: bool,
}

impl<D: Fn(&str) -> bool> Check<'_, D> {
    fn holds(&self, written: &spell::Written) -> bool {
        let markdown = &written.markdown;
        let mut reader = PairReader::default();
        reader.read(markdown, self.source, self.is_defined);
        marks(markdown, &reader.target).eq(written.marks.iter().cloned())
            && (self.has_copies || is_named(&reader).eq(written.is_named.iter().copied()))
            && (is_pair(markdown, self.source) || !is_pair(self.old, self.source))
            && (self.is_one_block(markdown) || !self.is_one_block(self.old))
            && (!self.place.is_link_text || is_link_text(markdown) || !is_link_text(self.old))
    }

    /// Whether a segment starts no block of its own and does not end the one that it stands in.
    fn is_one_block(&self, markdown: &str) -> bool {
        let starts_none = || match self.place.before {
            // A block may start with HTML if the source has that.
            Before::Nothing | Before::Lines if markdown.trim_start().starts_with('<') => true,
            Before::Nothing => is_paragraph(markdown),
            Before::Lines => is_paragraph(&format!("x\n{markdown}")),
            Before::Text => true,
        };
        match self.place.surroundings {
            Surroundings::Html => true,
            Surroundings::Heading => !markdown.contains(['\n', '\r']) && starts_none(),
            Surroundings::TableCell => is_cell(markdown) && starts_none(),
            Surroundings::Paragraph => starts_none() && is_paragraph(&format!("x {markdown}")),
        }
    }
}

/// Whether Markdown is one paragraph, or nothing.
fn is_paragraph(markdown: &str) -> bool {
    let mut depth = 0_usize;
    let mut paragraphs = 0_usize;
    for event in Parser::new_ext(markdown, crate::markdown::options()) {
        match event {
            Event::Start(Tag::Paragraph) if depth == 0 => {
                paragraphs += 1;
                depth += 1;
            }
            Event::End(TagEnd::Paragraph) => depth -= 1,
            _ if depth == 0 => return false,
            _ => {}
        }
    }
    paragraphs == 1 || markdown.trim().is_empty()
}

/// Whether Markdown between the marks of a link leaves it a link.
fn is_link_text(markdown: &str) -> bool {
    let link = format!("x[{markdown}](x)");
    let mut events = Parser::new_ext(&link, crate::markdown::options()).into_offset_iter();
    events.any(|(event, range)| matches!(event, Event::Start(Tag::Link { .. })) && range == (1..link.len()))
}

/// Whether Markdown is one cell of a table.
fn is_cell(markdown: &str) -> bool {
    let table = format!("|x{markdown}x|\n|-|\n");
    let is_table = matches!(
        Parser::new_ext(&table, crate::markdown::options()).next(),
        Some(Event::Start(Tag::Table(columns))) if columns.len() == 1
    );
    is_table && !markdown.contains(['\n', '\r'])
}

/// Whether two texts are read as one pair when they stand in its tags.
fn is_pair(target: &str, source: &str) -> bool {
    const OPEN: &str = "<span data-ttu-id=\"x-101\">";
    const BETWEEN: &str = "</span><span class=\"sxs-lookup\"><span data-stu-id=\"x-101\">";
    const CLOSE: &str = "</span></span>";
    let page = [OPEN, target, BETWEEN, source, CLOSE].concat();
    let (document, _) = crate::parse(&page);
    let [pair] = document.pairs() else { return false };
    pair.outer().range() == (0..page.len())
        && pair.target.inner.range() == (OPEN.len()..OPEN.len() + target.len())
        && document.raw(pair.source.inner) == source
}

fn has_copies(units: &[Unit]) -> bool {
    let mut seen = HashSet::new();
    units.iter().any(|unit| matches!(unit, Unit::Open(_) | Unit::Placeholder(_)) && !seen.insert(*unit))
}

/// Whether each mark of a code is of one that the source has too.
fn is_named(reader: &PairReader) -> impl Iterator<Item = bool> {
    reader.target.pieces.iter().filter_map(|piece| match piece.role {
        Role::Text => None,
        Role::Open(code) | Role::Close(code) | Role::Placeholder(code) => Some(reader.names[code].is_some()),
    })
}

/// What a segment is read as.
fn marks<'r>(text: &'r str, reading: &'r Reading) -> impl Iterator<Item = Mark> + use<'r> {
    reading.pieces.iter().flat_map(move |piece| {
        let raw = &text[piece.raw.range()];
        let kind = |code: usize| reading.codes[code].kind;
        match piece.role {
            Role::Text => decode(raw).chars().map(Mark::Char).collect(),
            Role::Open(code) => vec![Mark::Open(kind(code), raw.to_owned())],
            Role::Close(code) => vec![Mark::Close(kind(code), raw.to_owned())],
            Role::Placeholder(code) => vec![Mark::Placeholder(kind(code), raw.to_owned())],
        }
    })
}
