//! Why a translation cannot be taken over, and what was not taken over as it was given.

use std::fmt;

/// Why a translation is refused. The message says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The translation holds no text and no code.
    #[error("the translation is empty; translate it, or remove its target")]
    Empty,
    /// A code that the source lacks.
    #[error("code `{0}` is not in the source; remove it, or insert the code of the source that is meant")]
    UnknownCode(String),
    /// A code that stands by itself is put around text.
    #[error("code {0} stands by itself and cannot enclose text; remove it, and insert it from the source again")]
    Spanning(u32),
    /// A code that encloses text is given as standing by itself.
    #[error(
        "code {0} encloses text and has lost one of its ends; remove it, and insert both ends from the source again"
    )]
    NotSpanning(u32),
    /// A code is closed where it is not open.
    #[error("code {0} closes where it is not open; insert its start in front of its end")]
    NotOpened(u32),
    /// A code is never closed.
    #[error("code {0} is never closed; insert its end behind its text")]
    NotClosed(u32),
    /// One code closes while another that was opened inside it is open.
    #[error("code {inner} closes outside of code {outer}; put both of its ends inside")]
    Crossed {
        /// The one that was opened last.
        inner: u32,
        /// The one that it was opened in.
        outer: u32,
    },
    /// A code that may not be empty has no text in it.
    #[error("code {0} encloses no text; put its text between its ends, or remove it")]
    EmptyCode(u32),
    /// A code inside another that cannot hold it, such as a link in a link.
    #[error("code {inner} cannot stand inside code {outer}; put it in front of or behind it")]
    Nested {
        /// The one inside.
        inner: u32,
        /// The one around it.
        outer: u32,
    },
    /// Two codes without text between them run together.
    #[error("codes {first} and {second} touch and would run together; put a space or a word between them")]
    Touching {
        /// The first.
        first: u32,
        /// The one directly behind it.
        second: u32,
    },
    /// A code is used more than once, which Markdown cannot express here.
    #[error("code {0} is used more than once and cannot be here; remove the copy")]
    Repeated(u32),
    /// A character that XML cannot hold (XML 1.0, section 2.2).
    #[error("the translation holds U+{:04X}, which no XML file may hold; remove it", u32::from(*.0))]
    IllegalCharacter(char),
    /// No reason is known.
    #[error(
        "no Markdown would be read as this text with these codes; put the codes where the source has them, and take out white space that starts a line"
    )]
    Unwritable,
}

/// What was not taken over as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Warning {
    /// A code of the old target is not in the new one.
    DroppedCode(u32),
    /// A line break would have ended the block, or neither text had one: it is a space now.
    LineBreak,
    /// Ids were lost or used twice; the codes were taken in their order.
    CodesInOrder,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DroppedCode(id) => write!(f, "code {id} of the former translation is gone"),
            Self::LineBreak => f.write_str("a line break became a space"),
            Self::CodesInOrder => f.write_str("the client changed the ids of codes; they were taken in their order"),
        }
    }
}
