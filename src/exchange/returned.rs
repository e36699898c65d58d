//! Units as a file that came back has them, before anything is believed of them.

use crate::exchange::content::Part;

/// All that a file that came back says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedDocument {
    /// What its elements make it, whatever it is labelled.
    pub format: ReturnedFormat,
    /// Its pages, in the order of the document.
    pub files: Vec<ReturnedFile>,
    /// What is odd about it, but does not stop it from being read; by line.
    pub warnings: Vec<ReadWarning>,
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
pub struct ReturnedFile {
    /// What the file says the page is called. Not to be trusted as a path.
    pub original: String,
    /// The language tag of the sources, if there is one.
    pub source_language: Option<String>,
    /// The language tag of the translations, if there is one.
    pub target_language: Option<String>,
    /// The [`FileHead::fingerprint`](crate::exchange::FileHead::fingerprint), if the client kept it.
    pub fingerprint: Option<String>,
    /// In the order of the file.
    pub units: Vec<ReturnedUnit>,
    /// The line of the file that it starts in, from 1.
    pub line: usize,
}

/// A unit in a file that came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnedUnit {
    /// Its id; unique only if the client left it so.
    pub id: String,
    /// `resname` or `name`.
    pub name: Option<String>,
    /// The source: a witness that nothing else was changed.
    pub source: Vec<Part<'static, String>>,
    /// The target, if there is one. Its codes are those of the client: they need neither close nor nest.
    pub target: Option<Vec<Part<'static, String>>>,
    /// What the client says of the translation, in its own words.
    pub state: ReturnedState,
    /// Why its texts are not to be used, if they are not.
    pub problem: Option<String>,
    /// The line of the file that it starts in, from 1.
    pub line: usize,
}

/// What a client says of a translation. Clients leave stale values, so none of them overrules the texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnedState {
    /// `state` of XLIFF; `fuzzy` of PO.
    pub state: Option<String>,
    /// `state-qualifier` of XLIFF 1.2, `subState` of XLIFF 2.
    pub qualifier: Option<String>,
    /// `approved` of XLIFF 1.2.
    pub is_approved: Option<bool>,
    /// `translate="no"`.
    pub is_locked: bool,
}

impl ReturnedState {
    /// Whether a second person has accepted the translation. What contradicts itself is not accepted.
    #[must_use]
    pub fn is_reviewed(&self) -> bool {
        let state = self.state.as_deref().unwrap_or_default();
        matches!(state, "signed-off" | "reviewed" | "final")
            || self.is_approved == Some(true) && !state.starts_with("needs-")
    }
}
