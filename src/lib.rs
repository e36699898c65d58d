//! Bilingual Markdown documentation: pages in which every translated sentence is followed by its source in a hidden span.
//!
//! [`parse()`] reads such a page, [`check::page`] compares its sides, held to what [`config`] says,
//! [`fix::fix`] mends what it finds, [`clean::clean`] gives back one of its languages, [`select::select`] chooses parts of it.
//! [`exchange`] writes its pairs for translators and merges what comes back.
//!
//! ```
//! use std::path::Path;
//!
//! use bitext::check::{self, PageContext, Profile};
//! use bitext::source::Locator;
//!
//! let page = "# <span data-ttu-id=\"0a1b2-101\">Hämta filer</span>\
//!             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Get `files`</span></span>\n";
//! let (document, said) = bitext::parse(page);
//! let profile = Profile::default();
//! let checked = check::page(&PageContext::new(&document, &profile, Path::new("get.md")), said);
//!
//! let mut locator = Locator::new(page);
//! let lines: Vec<String> = checked
//!     .diagnostics
//!     .iter()
//!     .map(|found| format!("{} [{}] {}", locator.locate(found.span.start), found.rule, found.message))
//!     .collect();
//! assert_eq!(lines, ["1:33 [code-mismatch] “`files`” of the source is missing"]);
//! ```
//!
//! # Invariants
//!
//! - A document is its bytes. Parsing gives byte spans over them, and every output is made by slicing them: the pieces of a
//!   [`bitext::Document`] in order are the page, byte for byte.
//! - Parsing never fails. A pair that is broken is a [`diagnostic::Diagnostic`] with its place, and its bytes stay in the
//!   skeleton.
//! - Markdown is parsed to find out what something is, never to write it anew.
//! - Only the command line, [`walk`] and [`mod@write`] touch files. Lines and columns are computed where a person reads them.

pub mod baseline;
pub mod bitext;
pub mod chars;
pub mod check;
pub mod clean;
#[doc(hidden)]
pub mod cli;
pub mod compare;
pub mod config;
pub mod diagnostic;
pub mod exchange;
pub mod explain;
pub mod fix;
pub mod front_matter;
mod identifier;
pub mod init;
mod labels;
pub mod language;
pub mod markdown;
pub mod original;
pub mod parse;
mod path_key;
mod pattern;
mod prose;
pub mod report;
pub mod rules;
pub mod select;
pub mod shard;
pub mod slug;
pub mod source;
mod spool;
pub mod stats;
pub mod suppression;
pub mod terms;
pub mod walk;
pub mod write;

pub use bitext::{Document, SegmentPair, Side};
pub use parse::parse;
pub use source::Span;
