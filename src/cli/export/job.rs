//! The work on one page: read, parse, choose, write as units, put.

use std::collections::HashMap;
use std::ffi::OsString;
use std::sync::atomic::{AtomicBool, Ordering};

use super::bundle::Bundle;
use super::only::Only;
use super::{Args, StateArg};
use crate::bitext::Document;
use crate::check::{self, PageContext};
use crate::cli::Status;
use crate::cli::configuration::absolute;
use crate::cli::input::{Input, Unread};
use crate::cli::originals;
use crate::cli::outputs::{Outputs, Put};
use crate::cli::report::Message;
use crate::cli::selection::Selection;
use crate::config::Profiles;
use crate::diagnostic::Diagnostic;
use crate::exchange::format::Format;
use crate::exchange::units::{ExportedTargets, HeadingPaths, Units};
use crate::exchange::{FileHead, Note, NoteKind, State, Unit, front_matter};
use crate::language::Language;
use crate::path_key::key;
use crate::select::Part;
use crate::source::{Locator, decode};
use crate::walk::Page;

/// Where the files go.
pub(super) enum Destination {
    Stdout,
    Folder(Outputs),
    Bundle(Bundle),
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Written, or printed.
    Written,
    /// The file was there already.
    Unchanged,
    /// It has nothing to translate.
    Nothing,
    /// The selection leaves it out.
    NotSelected,
    /// Not written because of what its messages say.
    Failed(Status),
}

/// A page's share of the run.
pub(super) struct PageResult {
    pub(super) outcome: Outcome,
    pub(super) units: usize,
    pub(super) messages: Vec<Message>,
    /// What goes to standard output or into a bundle, and its head.
    pub(super) text: String,
    pub(super) head: Option<FileHead>,
}

impl PageResult {
    fn of(outcome: Outcome) -> Self {
        Self { outcome, units: 0, messages: Vec::new(), text: String::new(), head: None }
    }

    pub(super) fn unread(unread: Unread) -> Self {
        Self { messages: vec![unread.message], ..Self::of(Outcome::Failed(unread.status)) }
    }

    pub(super) fn failed(message: Message) -> Self {
        Self { messages: vec![message], ..Self::of(Outcome::Failed(Status::Failure)) }
    }
}

/// The file that a page is written to, as a page of the output folder.
pub(super) fn output_of(page: &Page, format: Format) -> Page {
    let mut name: OsString = page.relative.clone().into_os_string();
    name.push(".");
    name.push(format.extension());
    Page { relative: name.into(), ..page.clone() }
}

/// All that the work on one page needs to know of the run.
pub(super) struct Job<'a> {
    pub(super) args: &'a Args,
    pub(super) format: Format,
    pub(super) source_language: &'a str,
    pub(super) selection: Selection<'a>,
    pub(super) destination: Destination,
    pub(super) input: &'a Input,
    pub(super) profiles: &'a Profiles<'a>,
    /// Whether the disk is full.
    pub(super) is_full: AtomicBool,
}

impl Job<'_> {
    pub(super) fn page(&self, page: &Page, number: usize) -> PageResult {
        let mut result = PageResult::of(Outcome::Failed(Status::Failure));
        if self.is_full.load(Ordering::Relaxed) {
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
        let (is_wanted, values) = self.selection.wants(&document);
        diagnostics.extend(values.and_then(|values| values.mistake));
        let parts = if is_wanted { self.selection.parts(&document) } else { Some(Vec::new()) };
        if parts.as_ref().is_some_and(Vec::is_empty) {
            return PageResult::of(Outcome::NotSelected);
        }
        let headings = HeadingPaths::of(&document);
        let exported = self.export((page, number), &document, &headings, parts.as_deref(), &diagnostics, &mut result);
        let mut locator = Locator::new(text);
        let said = diagnostics.iter().map(|diagnostic| Message::of(&page.path, &mut locator, diagnostic));
        result.messages.splice(0..0, said);
        match exported {
            Ok(None) => result.outcome = Outcome::Nothing,
            Ok(Some((head, text))) => self.put(page, head, text, &mut result),
            Err(message) => result.messages.push(message),
        }
        result
    }

    /// The units of a page that are asked for, as a file; `None` if there are none.
    fn export<'d>(
        &self,
        (page, number): (&Page, usize),
        document: &'d Document<'d>,
        headings: &'d HeadingPaths,
        parts: Option<&[Part]>,
        diagnostics: &[Diagnostic],
        result: &mut PageResult,
    ) -> Result<Option<(FileHead, String)>, Message> {
        let is_selected = |index: usize| {
            let outer = document.pairs()[index].outer();
            parts.is_none_or(|parts| {
                parts.iter().filter_map(Part::span).any(|part| part.start <= outer.start && outer.end <= part.end)
            })
        };
        let by_page = front_matter::state(document);
        let state = self.args.state.map_or(by_page, StateArg::state);
        let findings = self.findings(page, document, diagnostics)?;
        let has_all =
            self.args.only.is_empty() || by_page == State::MachineTranslated && self.args.only.contains(&Only::Machine);
        let mut values = Vec::new();
        if has_all && parts.is_none() {
            let original = originals::find(self.args.source_root.as_deref(), page, document);
            match original {
                Ok(Some(original)) => values = front_matter::units(document, &original, state),
                Ok(None) => {}
                Err(message) if message.is_error() => return Err(message),
                Err(message) => result.messages.push(message),
            }
        }
        let is_wanted = |index: &usize| is_selected(*index) && (has_all || findings.contains_key(index));
        let mut wanted = (0..document.pairs().len()).filter(is_wanted).peekable();
        if values.is_empty() && wanted.peek().is_none() {
            return Ok(None);
        }
        let mut head = self.head(page, document)?;
        let mut targets = ExportedTargets::default();
        let mut out = String::with_capacity(document.text().len() * 2);
        let mut write = |unit: &Unit<'_>| {
            targets.add(unit);
            self.format.unit(&head, unit, &mut out);
            result.units += 1;
        };
        values.iter().for_each(&mut write);
        let units = Units::of(document);
        let address = self.args.base_url.as_ref().map(|base| published(base, page));
        let mut unit = Unit::default();
        for index in wanted {
            units.read_unit(index, state, &mut unit);
            unit.notes.extend(headings.note(index, address.as_deref()));
            unit.notes.extend(findings.get(&index).into_iter().flatten().cloned());
            write(&unit);
        }
        head.fingerprint = targets.fingerprint().encode();
        let mut start = String::new();
        let is_whole = !matches!(self.destination, Destination::Bundle(_));
        if is_whole {
            self.format.start(&head, &mut start);
        }
        self.format.file_start(number, &head, &mut start);
        // What stands in front depends on all units.
        out.insert_str(0, &start);
        self.format.file_end(&mut out);
        if is_whole {
            self.format.end(&mut out);
        }
        Ok(Some((head, out)))
    }

    /// The head of the file of a page, without its fingerprint.
    fn head(&self, page: &Page, document: &Document<'_>) -> Result<FileHead, Message> {
        let locale = front_matter::locale(document).or_else(|| self.args.target_language.clone());
        let Some(target_language) = locale.filter(|locale| Language::of(locale).is_some()) else {
            let help = "give its front matter ms.contentlocale, or name the language with --target-language";
            let text = "not exported: its front matter does not say which language it is in";
            return Err(Message::failure(&page.path, text, Some(help)));
        };
        Ok(FileHead {
            original: key(&page.relative),
            source_language: self.source_language.to_owned(),
            target_language,
            fingerprint: String::new(),
        })
    }

    /// What the checker finds, by the index of the pair.
    fn findings(
        &self,
        page: &Page,
        document: &Document<'_>,
        diagnostics: &[Diagnostic],
    ) -> Result<HashMap<usize, Vec<Note<'static>>>, Message> {
        let mut notes: HashMap<usize, Vec<Note<'static>>> = HashMap::new();
        if !self.args.only.iter().any(|only| matches!(only, Only::Findings(_))) {
            return Ok(notes);
        }
        let path = absolute(&page.path).map_err(|error| Unread::unreadable(page, &error).message)?;
        let profile = self.profiles.of(&path, document);
        let context = PageContext::new(document, &profile, &page.path);
        for diagnostic in check::page(&context, diagnostics.to_vec()).diagnostics {
            let index = document.pairs().partition_point(|pair| pair.source.outer.end <= diagnostic.span.start);
            let is_inside = |pair: &crate::SegmentPair| pair.target.outer.start <= diagnostic.span.start;
            if document.pairs().get(index).is_some_and(is_inside) {
                let text = format!("{}: {}", diagnostic.rule, diagnostic.message);
                notes.entry(index).or_default().push(Note { kind: NoteKind::Finding, text: text.into() });
            }
        }
        Ok(notes)
    }

    fn put(&self, page: &Page, head: FileHead, text: String, result: &mut PageResult) {
        result.outcome = Outcome::Written;
        match &self.destination {
            Destination::Stdout | Destination::Bundle(_) => {
                result.text = text;
                result.head = Some(head);
            }
            Destination::Folder(outputs) => {
                let output = output_of(page, self.format);
                match outputs.put(&output, text.as_bytes()) {
                    Ok(Put::Written) => {}
                    Ok(Put::Unchanged) => result.outcome = Outcome::Unchanged,
                    Err(error) => {
                        self.is_full.fetch_or(error.is_full(), Ordering::Relaxed);
                        let path = outputs.path(&output);
                        result.messages.push(Message::failure(&path, &error.to_string(), error.help()));
                        result.outcome = Outcome::Failed(Status::Failure);
                    }
                }
            }
        }
    }
}

/// Where a page is published.
fn published(base: &str, page: &Page) -> String {
    let path = key(&page.relative);
    let path = path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown")).unwrap_or(&path);
    format!("{}/{path}", base.trim_end_matches('/'))
}
