//! Parse, check, exchange and clean bilingual Markdown documentation.
pub mod bitext;
pub mod diagnostic;
pub mod front_matter;
pub mod markdown;
pub mod parse;
pub mod source;
pub use parse::parse;
