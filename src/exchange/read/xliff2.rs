//! XLIFF 2.0, 2.1, 2.2: `file`, `group`, `unit`, `segment` and `ignorable`, and the inline elements.
//!
//! The segments of a unit are joined. Modules and original data are left out: the page has the native codes.

use std::borrow::Cow;

use super::ReadError;
use super::inlines::{Dialect, Inlines, append};
use super::xml::{Tag, XmlReader};
use crate::exchange::content::Part;
use crate::exchange::returned::{ReadWarning, ReturnedFile, ReturnedParts, ReturnedState, ReturnedUnit, is_blank};

/// Reads from behind `root`, the start tag of the root element, to the end.
pub(super) fn read<'a>(
    mut xml: XmlReader<'a>,
    root: &Tag<'a>,
) -> Result<(Vec<ReturnedFile<'a>>, Vec<ReadWarning>), ReadError> {
    let mut files = Vec::new();
    while let Some(tag) = xml.child()? {
        if tag.name != "file" {
            xml.skip()?;
            continue;
        }
        let mut file = ReturnedFile {
            original: tag.owned("original").unwrap_or_default(),
            source_language: root.owned("srcLang"),
            target_language: root.owned("trgLang"),
            fingerprint: None,
            units: Vec::new(),
            line: xml.line(tag.offset),
        };
        units_in(&mut xml, &mut file, super::is_locked(&tag).unwrap_or(false), true)?;
        files.push(file);
    }
    xml.finish()?;
    Ok((files, Vec::new()))
}

/// The inline elements (XLIFF 2.1, section 4.2.3).
const INLINE: Dialect = |inlines, xml, tag| {
    let id = || tag.taken("id").unwrap_or_default();
    let is_isolated = tag.attribute("isolated") == Some("yes");
    match tag.name {
        "pc" => inlines.spanning(xml, id(), INLINE),
        "mrk" => inlines.read(xml, INLINE),
        "sm" | "em" => inlines.leave_out(xml, tag),
        "ph" => inlines.code(xml, tag, Part::Placeholder(id())),
        "sc" | "ec" if is_isolated => inlines.code(xml, tag, Part::Placeholder(id())),
        "sc" => inlines.code(xml, tag, Part::Open(id())),
        "ec" => inlines.code(xml, tag, Part::Close(tag.taken("startRef").unwrap_or_else(id))),
        "cp" => {
            inlines.character(tag.attribute("hex").and_then(|hex| u32::from_str_radix(hex, 16).ok()));
            inlines.leave_out(xml, tag)
        }
        _ => inlines.leave_out(xml, tag),
    }
};

/// Reads what stands in a file or a group.
fn units_in<'a>(
    xml: &mut XmlReader<'a>,
    file: &mut ReturnedFile<'a>,
    is_locked: bool,
    is_file: bool,
) -> Result<(), ReadError> {
    while let Some(tag) = xml.child()? {
        match tag.name {
            "unit" => file.units.push(unit(xml, &tag, is_locked)?),
            "group" => units_in(xml, file, super::is_locked(&tag).unwrap_or(is_locked), false)?,
            "notes" if is_file => super::fingerprint_in(xml, &mut file.fingerprint)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// A `segment`, or an `ignorable`.
#[derive(Default)]
struct Segment<'a> {
    is_ignorable: bool,
    source: Option<ReturnedParts<'a>>,
    target: Option<ReturnedParts<'a>>,
    /// The place of the target among those of the unit, from 1.
    order: Option<usize>,
    state: Option<Cow<'a, str>>,
    sub_state: Option<Cow<'a, str>>,
    problem: Option<String>,
}

fn unit<'a>(xml: &mut XmlReader<'a>, tag: &Tag<'a>, is_locked: bool) -> Result<ReturnedUnit<'a>, ReadError> {
    let mut unit = ReturnedUnit {
        id: tag.taken("id").unwrap_or_default(),
        name: tag.taken("name"),
        line: xml.line(tag.offset),
        ..ReturnedUnit::default()
    };
    let mut segments = Vec::new();
    while let Some(tag) = xml.child()? {
        match tag.name {
            "segment" | "ignorable" => segments.push(segment(xml, &tag)?),
            _ => xml.skip()?,
        }
    }
    unit.problem = segments.iter_mut().find_map(|segment| segment.problem.take());
    unit.state = state_of(&segments);
    unit.state.is_locked = super::is_locked(tag).unwrap_or(is_locked);
    unit.is_half = is_half(&segments);
    let target = joined_target(&mut segments);
    let mut source: Option<ReturnedParts<'_>> = None;
    for more in segments.into_iter().filter_map(|segment| segment.source) {
        append(source.get_or_insert_default(), more);
    }
    match target {
        Ok(target) => unit.target = target,
        Err(problem) => unit.problem = unit.problem.or(Some(problem)),
    }
    unit.complete(source);
    Ok(unit)
}

fn segment<'a>(xml: &mut XmlReader<'a>, tag: &Tag<'a>) -> Result<Segment<'a>, ReadError> {
    let mut segment = Segment {
        is_ignorable: tag.name == "ignorable",
        state: tag.taken("state"),
        sub_state: tag.taken("subState"),
        ..Segment::default()
    };
    while let Some(tag) = xml.child()? {
        let side = match tag.name {
            "source" => &mut segment.source,
            "target" => {
                segment.order = tag.attribute("order").and_then(|order| order.parse().ok());
                // The standard has it on the segment only; a client that writes it here means it more.
                segment.state = tag.taken("state").or(segment.state);
                &mut segment.target
            }
            _ => {
                xml.skip()?;
                continue;
            }
        };
        let inlines = Inlines::of(xml, INLINE)?;
        let second = side.is_some().then(|| format!("a segment of it has two `{}` elements", tag.name));
        *side = Some(inlines.parts);
        segment.problem = segment.problem.or(inlines.problem).or(second);
    }
    Ok(segment)
}

/// The state of the segment that is the least far.
fn state_of<'a>(segments: &[Segment<'a>]) -> ReturnedState<'a> {
    let rank = |segment: &&Segment<'_>| match segment.state.as_deref() {
        None | Some("initial") => 0,
        Some("reviewed") => 2,
        Some("final") => 3,
        Some(_) => 1,
    };
    match segments.iter().filter(|segment| !segment.is_ignorable).min_by_key(rank) {
        Some(Segment { state, sub_state, .. }) => {
            ReturnedState { state: state.clone(), qualifier: sub_state.clone(), ..ReturnedState::default() }
        }
        None => ReturnedState::default(),
    }
}

/// The targets in their order (XLIFF 2.1, section 4.7.2.4), or why there is no telling. As in the standard's own examples, an
/// ignorable without a target adds nothing.
fn joined_target<'a>(segments: &mut [Segment<'a>]) -> Result<Option<ReturnedParts<'a>>, String> {
    if segments.iter().all(|segment| segment.is_ignorable || segment.target.is_none()) {
        return Ok(None);
    }
    let places = segments.iter_mut().enumerate();
    let mut targets: Vec<(usize, ReturnedParts<'_>)> = places
        .filter_map(|(index, segment)| Some((segment.order.unwrap_or(index + 1), segment.target.take()?)))
        .collect();
    targets.sort_by_key(|&(place, _)| place);
    if targets.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err("two of its targets have the same `order`".to_owned());
    }
    let mut joined = ReturnedParts::new();
    for (_, target) in targets {
        append(&mut joined, target);
    }
    Ok(Some(joined))
}

/// Whether some segments have a translation and others, whose sources are no white space, have none. An empty target is one if the
/// client says so by its state.
fn is_half(segments: &[Segment<'_>]) -> bool {
    let has_text = |parts: &Option<ReturnedParts<'_>>| parts.as_deref().is_some_and(|parts| !is_blank(parts));
    let is_left_out = |segment: &Segment<'_>| {
        let is_initial = matches!(segment.state.as_deref(), None | Some("initial"));
        !segment.is_ignorable
            && !has_text(&segment.target)
            && (segment.target.is_none() || is_initial && has_text(&segment.source))
    };
    segments.iter().any(|segment| has_text(&segment.target)) && segments.iter().any(is_left_out)
}
