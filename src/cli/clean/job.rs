//! The work on one page: read, parse, choose, clean, put.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Args, SideArg};
use crate::bitext::{Document, Side};
use crate::clean::{Cleaned, Options, clean, clean_parts, is_clean};
use crate::cli::Status;
use crate::cli::input::{Input, Unread};
use crate::cli::originals;
use crate::cli::outputs::{Outputs, Put, PutError};
use crate::cli::replace::replace;
use crate::cli::report::{Message, shown};
use crate::cli::selection::Selection;
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::source::{Locator, decode};
use crate::walk::Page;

/// Where the clean pages go.
pub(super) enum Destination {
    Stdout,
    Folder(Outputs),
    InPlace,
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Written, or printed.
    Done,
    /// It was clean already, or the output was there already.
    Unchanged,
    /// `--check` would change it.
    WouldChange,
    /// The selection leaves it out.
    NotSelected,
    /// Not written because of what its messages say.
    Skipped,
    /// It could not be read or written.
    Failed,
    /// Not begun, because the disk is full.
    NotBegun,
}

/// A page's share of the report.
pub(super) struct PageResult {
    pub(super) outcome: Outcome,
    pub(super) pairs: usize,
    pub(super) messages: Vec<Message>,
    /// What goes to standard output.
    pub(super) printed: Vec<u8>,
}

impl PageResult {
    pub(super) fn unread(unread: Unread) -> Self {
        let outcome = if unread.status == Status::Failure { Outcome::Failed } else { Outcome::Skipped };
        Self { outcome, pairs: 0, messages: vec![unread.message], printed: Vec::new() }
    }
}

/// All that the work on one page needs to know of the run.
pub(super) struct Job<'a> {
    pub(super) args: &'a Args,
    pub(super) selection: Selection<'a>,
    pub(super) destination: Destination,
    pub(super) input: &'a Input,
    /// Whether the disk is full.
    is_full: AtomicBool,
}

impl<'a> Job<'a> {
    pub(super) fn new(args: &'a Args, destination: Destination, input: &'a Input) -> Self {
        let selection = args.selection.selection();
        Self { args, selection, destination, input, is_full: AtomicBool::new(false) }
    }

    pub(super) fn page(&self, page: &Page) -> PageResult {
        let mut result = PageResult { outcome: Outcome::Done, pairs: 0, messages: Vec::new(), printed: Vec::new() };
        if self.is_full.load(Ordering::Relaxed) {
            result.outcome = Outcome::NotBegun;
            return result;
        }
        let bytes = match self.input.read(page) {
            Ok(bytes) => bytes,
            Err(error) => return PageResult::unread(Unread::unreadable(page, &error)),
        };
        let text = match decode(&bytes) {
            Ok(text) => text,
            Err(error) => return PageResult::unread(Unread::not_text(page, error)),
        };
        let (document, mut diagnostics) = crate::parse(text);
        let is_broken = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let (is_wanted, values) = self.selection.wants(&document);
        let mistake = values.and_then(|values| values.mistake);
        if !is_wanted {
            result.outcome = Outcome::NotSelected;
            let mut locator = Locator::new(text);
            result.messages.extend(mistake.map(|said| Message::of(&page.path, &mut locator, &said)));
            return result;
        }
        diagnostics.extend(mistake);
        let mut refusal = None;
        result.outcome = if is_broken && self.args.strict {
            let help = "correct the page, or leave out --strict to write all of it that can be cleaned";
            let old = match &self.destination {
                Destination::Folder(outputs) if outputs.is_old(page) => {
                    format!("; {} is still what an earlier run wrote", shown(&outputs.path(page)))
                }
                Destination::Folder(_) | Destination::Stdout | Destination::InPlace => String::new(),
            };
            let text = format!("not written: it holds a broken pair{old}");
            refusal = Some(Message::failure(&page.path, &text, Some(help)));
            Outcome::Skipped
        } else {
            self.clean(page, &document, &mut diagnostics, &mut result)
        };
        if result.outcome == Outcome::NotSelected {
            return result;
        }
        result.pairs = document.pairs().len();
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        diagnostics.dedup();
        let mut locator = Locator::new(text);
        let said = diagnostics.iter().map(|diagnostic| Message::of(&page.path, &mut locator, diagnostic));
        result.messages.splice(0..0, said);
        result.messages.extend(refusal);
        result
    }

    fn clean(
        &self,
        page: &Page,
        document: &Document<'_>,
        diagnostics: &mut Vec<Diagnostic>,
        result: &mut PageResult,
    ) -> Outcome {
        let args = self.args;
        let side = match args.side {
            SideArg::Target => Side::Target,
            SideArg::Source => Side::Source,
        };
        if args.check && matches!(self.destination, Destination::InPlace) && args.source_root.is_none() {
            return if is_clean(document, side) { Outcome::Unchanged } else { Outcome::WouldChange };
        }
        let parts = self.selection.parts(document);
        if parts.as_ref().is_some_and(Vec::is_empty) {
            return Outcome::NotSelected;
        }
        let original = match originals::find(args.source_root.as_deref(), page, document) {
            Ok(original) => original,
            Err(message) => {
                let is_failure = message.is_error();
                result.messages.push(message);
                if is_failure {
                    return Outcome::Failed;
                }
                None
            }
        };
        let options = Options { side, keep_escapes: args.keep_escapes, original: original.as_ref() };
        let Cleaned { bytes, diagnostics: more } = match &parts {
            Some(parts) => clean_parts(document, &options, parts),
            None => clean(document, &options),
        };
        // An extract has no front matter to warn of.
        diagnostics.extend(more.into_iter().filter(|diagnostic| {
            parts.is_none() || !matches!(diagnostic.rule, RuleId::TRANSLATED_FRONT_MATTER | RuleId::FRONT_MATTER)
        }));
        self.put(page, document, bytes, result)
    }

    fn put(&self, page: &Page, document: &Document<'_>, bytes: Vec<u8>, result: &mut PageResult) -> Outcome {
        let is_same = bytes == document.text().as_bytes();
        match &self.destination {
            Destination::Stdout => {
                result.printed = bytes;
                Outcome::Done
            }
            Destination::InPlace if is_same => Outcome::Unchanged,
            Destination::InPlace if self.args.check => Outcome::WouldChange,
            Destination::InPlace => match replace(&page.path, document.text().as_bytes(), &bytes) {
                Ok(()) => Outcome::Done,
                Err(error) => self.failed(&page.path, &PutError::Io(error), result),
            },
            Destination::Folder(outputs) => {
                let put = if self.args.check { outputs.try_put(page, &bytes) } else { outputs.put(page, &bytes) };
                match put {
                    Ok(Put::Unchanged) => Outcome::Unchanged,
                    Ok(Put::Written) if self.args.check => Outcome::WouldChange,
                    Ok(Put::Written) => Outcome::Done,
                    Err(error) => self.failed(&outputs.path(page), &error, result),
                }
            }
        }
    }

    fn failed(&self, path: &Path, error: &PutError, result: &mut PageResult) -> Outcome {
        self.is_full.fetch_or(error.is_full(), Ordering::Relaxed);
        result.messages.push(Message::failure(path, &error.to_string(), error.help()));
        Outcome::Failed
    }
}
