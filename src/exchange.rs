//! Bilingual pages as files for translators, and the way back.
//!
//! A page becomes a [`FileHead`] and its [`Unit`]s, one a pair; a format writes them and reads them again as [`returned`] units.
//! What stands in a unit is [`content`]: text as its reader sees it, and inline codes for the markup. Nothing here touches files:
//! that is the command line's.
//!
//! ```
//! use bitext::exchange::format::Format;
//! use bitext::exchange::merge::merge;
//! use bitext::exchange::read::{Limits, read};
//! use bitext::exchange::units::{Fingerprint, Units};
//! use bitext::exchange::{FileHead, State, Unit};
//!
//! let page = "<span data-ttu-id=\"0a1b2-101\">Se *guiden*</span>\
//!             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">See the *guide*.</span></span>\n";
//! let (document, _) = bitext::parse(page);
//!
//! // Out: the units of the page as XLIFF.
//! let of_page = Units::of(&document);
//! let units: Vec<Unit<'_>> =
//!     (0..document.pairs().len()).map(|index| of_page.unit(index, State::MachineTranslated)).collect();
//! let head = FileHead {
//!     original: "guide.md".to_owned(),
//!     source_language: "en-US".to_owned(),
//!     target_language: "sv-SE".to_owned(),
//!     fingerprint: Fingerprint::of(&units).encode(),
//! };
//! let mut xliff = String::new();
//! Format::Xliff12.start(&head, &mut xliff);
//! Format::Xliff12.file(1, &head, &units, &mut xliff);
//! Format::Xliff12.end(&mut xliff);
//! assert!(xliff.contains("Se <g id=\"1\" ctype=\"italic\">guiden</g></target>"));
//!
//! // Back: a translator has put the full stop where the source has it.
//! let edited = xliff.replace("guiden</g></target>", "guiden</g>.</target>");
//! let returned = read(edited.as_bytes(), &Limits::default()).expect("well-formed XLIFF");
//! let merged = merge(&document, &returned.files[0]);
//! assert_eq!(merged.text, Some(page.replace("*guiden*<", "*guiden*.<")));
//! ```

pub mod compose;
pub mod content;
pub mod format;
pub mod front_matter;
pub mod merge;
pub mod read;
pub mod returned;
pub mod unedited;
pub mod units;

use std::borrow::Cow;

use content::Content;

/// What a page is called and which languages it holds: `<file>` of XLIFF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHead {
    /// The path of the page below the folder that is exported, with `/` between its parts.
    pub original: String,
    /// The language tag of the sources (BCP 47), such as `en-US`.
    pub source_language: String,
    /// The language tag of the translations (BCP 47), such as `sv-SE`.
    pub target_language: String,
    /// What tells later whether the page's targets are still those that were exported: see [`returned`].
    pub fingerprint: String,
}

/// A pair, or a value of the front matter, as it is given to translators: `<trans-unit>` of XLIFF 1.2, `<unit>` of XLIFF 2.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit<'a> {
    /// Unique in its file, and an XML `NMTOKEN`: the id of the pair wherever that is both.
    pub id: Cow<'a, str>,
    /// What the page calls it: the id of the pair, or the key of the front matter.
    pub name: Cow<'a, str>,
    /// The text to translate.
    pub source: Content<'a>,
    /// Its translation. A code in it that the source has too has the same id there; it has no code that the source lacks.
    pub target: Option<Content<'a>>,
    /// How far the translation is.
    pub state: State,
    /// What translators are told about it.
    pub notes: Vec<Note<'a>>,
}

/// How far a translation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum State {
    /// There is none.
    #[default]
    Initial,
    /// A machine made it: `ms.translationtype: MT`.
    MachineTranslated,
    /// A person made it: `ms.translationtype: HT`.
    Translated,
    /// A second person read it.
    Reviewed,
    /// Nothing is left to do.
    Final,
}

/// What a translator is told about a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    /// What it is about.
    pub kind: NoteKind,
    /// In plain text.
    pub text: Cow<'a, str>,
}

/// What a note is about: `category` of XLIFF 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// The headings above the unit, and the published page.
    Place,
    /// Where a link leads, with the id of its code.
    Address,
    /// What the checker found in it.
    Finding,
}
