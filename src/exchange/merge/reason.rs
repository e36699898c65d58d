//! What is said of units: why one is refused, and what someone should look at.

use std::fmt;

use crate::exchange::compose;

/// What someone should look at.
#[derive(Debug, Clone, PartialEq)]
pub enum Caution {
    /// The source came back with other white space.
    SourceSpacing,
    /// Its source is not that of the page, and its target is.
    OtherSource,
    /// It came back without a target.
    NoTarget,
    /// The page was changed since the export and the unit was not.
    NewerInPage,
    /// The new target ends with the whole of the old one, or with all of it from its first code on.
    EndsWithOld,
    /// Its target was not taken over as it was given.
    Composed(compose::Warning),
}

/// Why a unit is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The file is at fault.
    Problem(String),
    /// Another unit of the file is for the same pair.
    Double,
    /// Its source is not that of the page.
    OtherSource,
    /// The page's target is not the one that was exported, and the unit changes it too.
    Conflict,
    /// It came back empty.
    Empty,
    /// A segment of it has no translation.
    Half,
    /// A code is gone that readers need.
    LostCode(String),
    /// It cannot be written as Markdown.
    Composed(compose::Refusal),
    /// A program dropped white space between codes, and these were moved.
    LostSpace,
    /// The text behind its first code stands in front of that code too.
    InFrontOfOld,
    /// A value of the front matter is text only.
    CodesInValue,
    /// The front matter cannot hold it.
    Value,
    /// The page would not have the same pairs any more.
    Pairs,
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SourceSpacing => {
                f.write_str("its source came back with other white space; look whether the target did too")
            }
            Self::OtherSource => f.write_str(
                "its source is not that of the page: the page was changed since the export, or a program changed the source; \
                 the target is the same in both",
            ),
            Self::NoTarget => f.write_str("it came back without a target; the page keeps its own"),
            Self::NewerInPage => {
                f.write_str("the page has a newer target, which it keeps; the file has the old one, unchanged")
            }
            Self::EndsWithOld => {
                f.write_str("the new target still ends with the old one or much of it; look whether that is meant")
            }
            Self::Composed(warning) => warning.fmt(f),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem) => f.write_str(problem),
            Self::Double => f.write_str("the file has this unit twice; take out the one that is not wanted"),
            Self::OtherSource => f.write_str(
                "its source is not that of the page: the page was changed since the export, or a program changed the source; \
                 export the page anew",
            ),
            Self::Conflict => f.write_str(
                "the page has another target than the one that was exported, and the file changes it too; \
                 compare the two and correct the page by hand, or export it anew",
            ),
            Self::Empty => f.write_str("its target is empty; translate it, or take the target out"),
            Self::Half => f.write_str("only some of its segments have a target; translate them all, and import again"),
            Self::LostCode(code) => {
                write!(f, "its target has lost the code `{code}`; put it back where it belongs, and import again")
            }
            Self::LostSpace => f.write_str(
                "a program dropped the white space between two codes of it, which do not stand there any more; \
                 change the target in the page by hand",
            ),
            Self::InFrontOfOld => f.write_str(
                "its target has the new text in front of its first code and the old text from there on, as programs leave it that \
                 know no codes; take out what is there twice, and import again",
            ),
            Self::Composed(refusal) => refusal.fmt(f),
            Self::CodesInValue => f.write_str("its target has codes, and a value of the front matter is only text; take them out"),
            Self::Value => f.write_str("the front matter of the page cannot be read or cannot hold it; change it there by hand"),
            Self::Pairs => f.write_str(
                "internal error: the page would not have the same pairs any more; please report this with the page and the file",
            ),
        }
    }
}
