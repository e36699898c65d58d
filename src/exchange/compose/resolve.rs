//! The codes of what a client gave back, by the numbers that they were given.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{Refusal, Warning};
use crate::exchange::content::{Content, Part};

/// Parts with the ids of codes, and what had to be guessed.
pub type Resolved<'p> = (Vec<Part<'p>>, Option<Warning>);

/// What a client calls the codes of a unit, as the source that it gave back tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeNames<'p> {
    /// By the ids that they were exported with.
    Own,
    /// By others.
    Renamed(HashMap<&'p str, u32>),
    /// The source has lost some, or has a name for two.
    Unknown,
}

impl<'p> CodeNames<'p> {
    /// Reads them off a source that came back; `source` is what was exported.
    #[must_use]
    pub fn of(returned: &'p [Part<'_, Cow<'_, str>>], source: &Content<'_>) -> Self {
        let own = source.parts.iter().filter_map(|part| match part {
            Part::Open(id) => Some((*id, true)),
            Part::Placeholder(id) => Some((*id, false)),
            Part::Text(_) | Part::Close(_) => None,
        });
        let names: Vec<(&str, bool)> = starts(returned).collect();
        let own: Vec<(u32, bool)> = own.collect();
        if names.len() != own.len() || names.iter().zip(&own).any(|(name, own)| name.1 != own.1) {
            return Self::Unknown;
        }
        if names.iter().zip(&own).all(|((name, _), (id, _))| number(name) == Some(*id)) {
            return Self::Own;
        }
        let renamed: HashMap<&str, u32> = names.iter().zip(&own).map(|((name, _), (id, _))| (*name, *id)).collect();
        if renamed.len() == own.len() { Self::Renamed(renamed) } else { Self::Unknown }
    }

    /// The id of a code.
    fn id(&self, name: &str) -> Option<u32> {
        match self {
            Self::Renamed(ids) => ids.get(name).copied(),
            Self::Own | Self::Unknown => number(name),
        }
    }
}

/// Gives the parts of a unit the ids that their codes were exported with. `target` and `source` are what was exported, `names` what
/// the client calls the codes.
///
/// Clients rename ids (`1` becomes `g1` or `1-s`), and some lose them or use one twice. If not even the source tells one code from
/// another, or if the target has no name that the source has, codes are taken in their order, with a warning, as long as there are as
/// many spanning codes and as many others as there were.
///
/// # Errors
///
/// [`Refusal::UnknownCode`], if an id names no code and the order does not tell which is meant.
///
/// ```
/// use bitext::exchange::compose::{CodeNames, resolve};
/// use bitext::exchange::content::{Part, of_pair};
///
/// let (target, source) = of_pair("**å**", "**a**", |_| false);
/// let returned = [Part::Open("g1".into()), Part::Text("ö".into()), Part::Close("g1".into())];
/// let (parts, warning) = resolve(&returned, &target, &source, &CodeNames::Own).unwrap();
/// assert_eq!((&parts[0], warning), (&Part::Open(1), None));
/// ```
pub fn resolve<'p>(
    parts: &[Part<'p, Cow<'p, str>>],
    target: &Content<'_>,
    source: &Content<'_>,
    names: &CodeNames<'_>,
) -> Result<Resolved<'p>, Refusal> {
    let starts: Vec<(&str, bool)> = starts(parts).collect();
    if starts.is_empty() {
        return Ok((numbered(parts, &[], names)?, None));
    }
    let spanning: HashMap<u32, bool> = source.codes.iter().map(|code| (code.id, code.end.is_some())).collect();
    let by_id: Vec<Option<u32>> = starts
        .iter()
        .map(|&(id, is_spanning)| names.id(id).filter(|id| spanning.get(id) == Some(&is_spanning)))
        .collect();
    let known: HashSet<u32> = by_id.iter().flatten().copied().collect();
    let is_certain = known.len() == starts.len();
    let may_guess = known.is_empty() || *names == CodeNames::Unknown;
    if !is_certain
        && may_guess
        && let Some(in_order) = [target, source].into_iter().find_map(|content| in_order(&starts, content))
    {
        return Ok((numbered(parts, &in_order, names)?, Some(Warning::CodesInOrder)));
    }
    let missing = by_id.iter().position(Option::is_none);
    if let Some(missing) = missing {
        let (id, is_spanning) = starts[missing];
        return Err(match names.id(id).filter(|id| spanning.contains_key(id)) {
            Some(id) if is_spanning => Refusal::Spanning(id),
            Some(id) => Refusal::NotSpanning(id),
            None => Refusal::UnknownCode(id.to_owned()),
        });
    }
    let ids: Vec<u32> = by_id.into_iter().flatten().collect();
    Ok((numbered(parts, &ids, names)?, None))
}

/// Each code where it starts, and whether it encloses text.
fn starts<'p>(parts: &'p [Part<'_, Cow<'_, str>>]) -> impl Iterator<Item = (&'p str, bool)> {
    parts.iter().filter_map(|part| match part {
        Part::Open(id) => Some((&**id, true)),
        Part::Placeholder(id) => Some((&**id, false)),
        Part::Text(_) | Part::Close(_) => None,
    })
}

/// The number in an id: it is all of it, or what a client put letters and marks around.
fn number(id: &str) -> Option<u32> {
    let digits = id.trim_matches(|character: char| !character.is_ascii_digit());
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The ids of `content` in its order, spanning and other codes each by themselves, if it has as many of both.
fn in_order(starts: &[(&str, bool)], content: &Content<'_>) -> Option<Vec<u32>> {
    let ids = |wanted: bool| {
        content.parts.iter().filter_map(move |part| match part {
            Part::Open(id) if wanted => Some(*id),
            Part::Placeholder(id) if !wanted => Some(*id),
            _ => None,
        })
    };
    let (mut spanning, mut others) = (ids(true), ids(false));
    let mut next = |is_spanning: bool| if is_spanning { spanning.next() } else { others.next() };
    let found: Option<Vec<u32>> = starts.iter().map(|&(_, is_spanning)| next(is_spanning)).collect();
    found.filter(|_| next(true).is_none() && next(false).is_none())
}

/// The parts with `ids` for their codes, in the order of their starts. A code ends where the client closes what it opened last
/// under the same id.
fn numbered<'p>(
    parts: &[Part<'p, Cow<'p, str>>],
    ids: &[u32],
    names: &CodeNames<'_>,
) -> Result<Vec<Part<'p>>, Refusal> {
    let mut ids = ids.iter().copied();
    let mut open: Vec<(&str, u32)> = Vec::new();
    let mut out = Vec::with_capacity(parts.len());
    for part in parts {
        out.push(match part {
            Part::Text(text) => Part::Text(text.clone()),
            Part::Open(id) => {
                let number = ids.next().ok_or_else(|| Refusal::UnknownCode(id.to_string()))?;
                open.push((id, number));
                Part::Open(number)
            }
            Part::Placeholder(id) => Part::Placeholder(ids.next().ok_or_else(|| Refusal::UnknownCode(id.to_string()))?),
            Part::Close(id) => match open.iter().rposition(|(opened, _)| opened == id) {
                Some(at) => Part::Close(open.remove(at).1),
                None => Part::Close(names.id(id).ok_or_else(|| Refusal::UnknownCode(id.to_string()))?),
            },
        });
    }
    Ok(out)
}
