//! XLIFF 1.2: `file`, `body`, `group`, `trans-unit`, and its inline elements.
//!
//! Proposals (`alt-trans`) are the client's own: the target counts, and nothing beside it. Segmentation (`seg-source`, `mrk`) only tells
//! whether all of the target is there.

use super::ReadError;
use super::inlines::{Dialect, Inlines};
use super::xml::{Tag, XmlEvent, XmlReader};
use std::borrow::Cow;

use crate::exchange::content::Part;
use crate::exchange::returned::{ReadWarning, ReturnedFile, ReturnedState, ReturnedUnit};

/// Reads from behind the start tag of the root element to the end.
pub(super) fn read(xml: XmlReader<'_>) -> Result<(Vec<ReturnedFile<'_>>, Vec<ReadWarning>), ReadError> {
    let mut reader = Xliff12 { xml, warnings: Vec::new() };
    let mut files = Vec::new();
    while let Some(tag) = reader.xml.child()? {
        match tag.name {
            "file" => files.push(reader.file(&tag)?),
            _ => reader.xml.skip()?,
        }
    }
    reader.xml.finish()?;
    Ok((files, reader.warnings))
}

/// The inline elements (XLIFF 1.2, section 2.4). A pair of codes is known by its `rid`, else by its `id`.
pub(super) const INLINE: Dialect = |inlines, xml, tag| {
    let id = || tag.taken("id").unwrap_or_default();
    let pair = || tag.taken("rid").unwrap_or_else(id);
    match tag.name {
        "g" => inlines.spanning(xml, id(), INLINE),
        "mrk" if tag.attribute("mtype") == Some("seg") => {
            inlines.segment(xml, tag.taken("mid").unwrap_or_default(), INLINE)
        }
        "mrk" => inlines.read(xml, INLINE),
        "x" => inlines.code(xml, tag, Part::Placeholder(id())),
        "bx" => inlines.code(xml, tag, Part::Open(pair())),
        "ex" => inlines.code(xml, tag, Part::Close(pair())),
        "ph" | "it" => native_code(inlines, xml, Part::Placeholder(id())),
        "bpt" => native_code(inlines, xml, Part::Open(pair())),
        "ept" => native_code(inlines, xml, Part::Close(pair())),
        _ => inlines.leave_out(xml, tag),
    }
};

/// A code that holds its native form, which is not needed: the page has it.
fn native_code<'a>(
    inlines: &mut Inlines<'a>,
    xml: &mut XmlReader<'a>,
    code: Part<'a, Cow<'a, str>>,
) -> Result<(), ReadError> {
    inlines.parts.push(code);
    xml.each_inside(|event| {
        if let XmlEvent::Start(Tag { name: "sub", offset, .. }) = event {
            inlines.subflow.get_or_insert(*offset);
        }
    })
}

struct Xliff12<'a> {
    xml: XmlReader<'a>,
    warnings: Vec<ReadWarning>,
}

impl<'a> Xliff12<'a> {
    fn file(&mut self, tag: &Tag<'a>) -> Result<ReturnedFile<'a>, ReadError> {
        let mut file = ReturnedFile {
            original: tag.owned("original").unwrap_or_default(),
            source_language: tag.owned("source-language"),
            target_language: tag.owned("target-language"),
            fingerprint: None,
            units: Vec::new(),
            line: self.xml.line(tag.offset),
        };
        self.units_in(&mut file, false)?;
        Ok(file)
    }

    /// Reads what stands in a file, its body or a group.
    fn units_in(&mut self, file: &mut ReturnedFile<'a>, is_locked: bool) -> Result<(), ReadError> {
        while let Some(tag) = self.xml.child()? {
            match tag.name {
                "trans-unit" => {
                    let unit = self.unit(&tag, is_locked)?;
                    file.units.push(unit);
                }
                "body" | "group" => {
                    let is_locked = super::is_locked(&tag).unwrap_or(is_locked);
                    self.units_in(file, is_locked)?;
                }
                "header" => super::fingerprint_in(&mut self.xml, &mut file.fingerprint)?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn unit(&mut self, tag: &Tag<'a>, is_locked: bool) -> Result<ReturnedUnit<'a>, ReadError> {
        let mut unit = ReturnedUnit {
            id: tag.taken("id").unwrap_or_default(),
            name: tag.taken("resname"),
            state: ReturnedState {
                is_approved: tag.attribute("approved").map(|approved| approved == "yes"),
                is_locked: super::is_locked(tag).unwrap_or(is_locked),
                ..ReturnedState::default()
            },
            line: self.xml.line(tag.offset),
            ..ReturnedUnit::default()
        };
        let mut source = None;
        let (mut segments, mut translated) = (Vec::new(), Vec::new());
        while let Some(tag) = self.xml.child()? {
            let side = match tag.name {
                "source" => &mut source,
                "seg-source" => {
                    segments = Inlines::of(&mut self.xml, INLINE)?.segments;
                    continue;
                }
                "target" => {
                    unit.state.state = tag.taken("state");
                    unit.state.qualifier = tag.taken("state-qualifier");
                    &mut unit.target
                }
                _ => {
                    self.xml.skip()?;
                    continue;
                }
            };
            let inlines = Inlines::of(&mut self.xml, INLINE)?;
            if let Some(offset) = inlines.subflow {
                let message = "text in `sub` elements is left out: it belongs to the codes around it".to_owned();
                self.warnings.push(ReadWarning { line: self.xml.line(offset), message });
            }
            let second = side.is_some().then(|| format!("it has two `{}` elements", tag.name));
            *side = Some(inlines.parts);
            unit.problem = unit.problem.or(inlines.problem).or(second);
            if tag.name == "target" {
                translated = inlines.segments;
            }
        }
        let is_translated = |(name, has_text): &(Cow<'_, str>, bool)| {
            !has_text || translated.iter().any(|(other, has_text)| other == name && *has_text)
        };
        let has_any = translated.iter().any(|(_, has_text)| *has_text);
        unit.is_half = has_any && !segments.iter().all(is_translated);
        unit.complete(source);
        Ok(unit)
    }
}
