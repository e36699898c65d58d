//! Whether content that came back is that of the page. Nothing is changed here.

use std::borrow::Cow;

use super::Refusal;
use super::spacing::restored;
use crate::exchange::compose::{CodeNames, resolve};
use crate::exchange::content::{Content, Part};
use crate::exchange::returned::ReturnedUnit;

/// What became of the white space of a source.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    Same,
    /// A program indented it, which can be taken back.
    Indented,
    Other,
}

/// Compares a source that did not come back [the same](is_same) with that of the page. `names` is what it calls the codes.
pub(super) fn spacing_of(
    unit: &ReturnedUnit<'_>,
    source: &Content<'_>,
    names: &CodeNames<'_>,
) -> Result<Spacing, Refusal> {
    let (parts, _) = resolve(&unit.source, source, source, names).map_err(|_| Refusal::OtherSource)?;
    if parts == source.parts {
        Ok(Spacing::Same)
    } else if restored(&parts, &source.parts) == source.parts {
        Ok(Spacing::Indented)
    } else if folded(&parts) == folded(&source.parts) {
        Ok(Spacing::Other)
    } else {
        Err(Refusal::OtherSource)
    }
}

/// Whether what came back is what was exported, code ids as they were.
pub(super) fn is_same(returned: &[Part<'_, Cow<'_, str>>], own: &[Part<'_>]) -> bool {
    let is_id = |returned: &str, own: u32| returned.parse() == Ok(own);
    returned.len() == own.len()
        && returned.iter().zip(own).all(|(returned, own)| match (returned, own) {
            (Part::Text(returned), Part::Text(own)) => returned == own || has_line_feeds(returned, own),
            (Part::Open(returned), Part::Open(own))
            | (Part::Close(returned), Part::Close(own))
            | (Part::Placeholder(returned), Part::Placeholder(own)) => is_id(returned, *own),
            _ => false,
        })
}

/// Whether a text came back with line feeds for its CR LF, as XML has it (XML 1.0, section 2.11).
fn has_line_feeds(returned: &str, own: &str) -> bool {
    own.contains('\r') && own.replace("\r\n", "\n").replace('\r', "\n") == returned
}

/// Content without its white space.
pub(super) fn folded<'p>(parts: &'p [Part<'_>]) -> Vec<Part<'p>> {
    let fold = |part: &'p Part<'_>| match part {
        Part::Text(text) => Part::Text(text.split_whitespace().collect::<String>().into()),
        Part::Open(id) => Part::Open(*id),
        Part::Close(id) => Part::Close(*id),
        Part::Placeholder(id) => Part::Placeholder(*id),
    };
    parts.iter().map(fold).filter(|part| !matches!(part, Part::Text(text) if text.is_empty())).collect()
}
