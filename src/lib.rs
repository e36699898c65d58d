//! Parse, check, exchange and clean bilingual Markdown documentation.
pub mod bitext;
pub mod clean;
pub mod cli;
pub mod diagnostic;
pub mod front_matter;
pub mod markdown;
pub mod original;
pub mod parse;
mod pattern;
pub mod select;
pub mod slug;
pub mod source;
pub mod walk;
pub mod write;
pub use parse::parse;
