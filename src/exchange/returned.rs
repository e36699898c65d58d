//! Units as a file that came back has them, before anything is believed of them.

use std::borrow::Cow;

use crate::exchange::content::Part;

/// Content as it comes back. Codes are called what the client calls them, and need neither close nor nest.
pub type ReturnedParts<'t> = Vec<Part<'t, Cow<'t, str>>>;

/// Whether content has nothing that a reader would see.
pub(crate) fn is_blank(parts: &[Part<'_, Cow<'_, str>>]) -> bool {
    parts.iter().all(|part| matches!(part, Part::Text(text) if text.trim().is_empty()))
}

/// All that a file that came back says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedDocument<'t> {
    /// What its elements make it, whatever it is labelled.
    pub format: ReturnedFormat,
    /// Its pages, in the order of the document.
    pub files: Vec<ReturnedFile<'t>>,
    /// What is odd about it, but does not stop it from being read; by line.
    pub warnings: Vec<ReadWarning>,
}

impl ReturnedDocument<'_> {
    /// The same, without the bytes that it was read from.
    #[must_use]
    pub fn into_owned(self) -> ReturnedDocument<'static> {
        let file = |file: ReturnedFile<'_>| ReturnedFile {
            units: file.units.into_iter().map(ReturnedUnit::into_owned).collect(),
            original: file.original,
            source_language: file.source_language,
            target_language: file.target_language,
            fingerprint: file.fingerprint,
            line: file.line,
        };
        ReturnedDocument {
            format: self.format,
            files: self.files.into_iter().map(file).collect(),
            warnings: self.warnings,
        }
    }
}

/// The formats that come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReturnedFormat {
    /// XLIFF 1.2 and its forerunners.
    Xliff12,
    /// XLIFF 2.0, 2.1, 2.2.
    Xliff2,
    /// PO of GNU gettext.
    Po,
}

/// What is odd about a file that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadWarning {
    /// The line of the file, from 1.
    pub line: usize,
    /// What, and what becomes of it.
    pub message: String,
}

/// A page in a file that came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnedFile<'t> {
    /// What the file says the page is called. Not to be trusted as a path.
    pub original: String,
    /// The language tag of the sources, if there is one.
    pub source_language: Option<String>,
    /// The language tag of the translations, if there is one.
    pub target_language: Option<String>,
    /// The [`FileHead::fingerprint`](crate::exchange::FileHead::fingerprint), if the client kept it.
    pub fingerprint: Option<String>,
    /// In the order of the file.
    pub units: Vec<ReturnedUnit<'t>>,
    /// The line of the file that it starts in, from 1.
    pub line: usize,
}

/// A unit in a file that came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnedUnit<'t> {
    /// Its id; unique only if the client left it so.
    pub id: Cow<'t, str>,
    /// `resname` or `name`.
    pub name: Option<Cow<'t, str>>,
    /// The source: a witness that nothing else was changed.
    pub source: ReturnedParts<'t>,
    /// The target, if there is one.
    pub target: Option<ReturnedParts<'t>>,
    /// What the client says of the translation, in its own words.
    pub state: ReturnedState<'t>,
    /// Whether a segment of it has no translation, while others have one: the target is a part of what it is to be.
    pub is_half: bool,
    /// Why its texts are not to be used, if they are not.
    pub problem: Option<String>,
    /// The line of the file that it starts in, from 1.
    pub line: usize,
}

impl ReturnedUnit<'_> {
    fn into_owned(self) -> ReturnedUnit<'static> {
        ReturnedUnit {
            id: owned(self.id),
            name: self.name.map(owned),
            source: owned_parts(self.source),
            target: self.target.map(owned_parts),
            state: ReturnedState {
                state: self.state.state.map(owned),
                qualifier: self.state.qualifier.map(owned),
                is_approved: self.state.is_approved,
                is_locked: self.state.is_locked,
            },
            is_half: self.is_half,
            problem: self.problem,
            line: self.line,
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

pub(super) fn owned_parts(parts: ReturnedParts<'_>) -> ReturnedParts<'static> {
    let part = |part| match part {
        Part::Text(text) => Part::Text(owned(text)),
        Part::Open(id) => Part::Open(owned(id)),
        Part::Close(id) => Part::Close(owned(id)),
        Part::Placeholder(id) => Part::Placeholder(owned(id)),
    };
    parts.into_iter().map(part).collect()
}

/// What a client says of a translation. Clients leave stale values, so none of them overrules the texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnedState<'t> {
    /// `state` of XLIFF; `fuzzy` of PO.
    pub state: Option<Cow<'t, str>>,
    /// `state-qualifier` of XLIFF 1.2, `subState` of XLIFF 2.
    pub qualifier: Option<Cow<'t, str>>,
    /// `approved` of XLIFF 1.2.
    pub is_approved: Option<bool>,
    /// `translate="no"`.
    pub is_locked: bool,
}

impl ReturnedState<'_> {
    /// Whether a second person has accepted the translation. What contradicts itself is not accepted.
    #[must_use]
    pub fn is_reviewed(&self) -> bool {
        let state = self.state.as_deref().unwrap_or_default();
        let is_accepted = matches!(state, "signed-off" | "reviewed" | "final");
        match self.is_approved {
            Some(is_approved) => is_approved && (is_accepted || !state.starts_with("needs-")),
            None => is_accepted,
        }
    }
}
