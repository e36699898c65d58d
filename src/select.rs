//! x
use crate::source::Span;
/// A part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Bytes of the page.
    Text(Span),
    /// Text to write between two parts.
    Separator(&'static str),
}
impl Part {
    /// The span of a text part.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Text(span) => Some(*span),
            Self::Separator(_) => None,
        }
    }
}
