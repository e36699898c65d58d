//! The work on one file: read it, merge each of its pages, check what is new, put.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Args;
use super::root::Root;
use crate::bitext::{Document, Side};
use crate::check::{self, PageContext};
use crate::clean::{Options, clean};
use crate::cli::Status;
use crate::cli::check::Diff;
use crate::cli::configuration::absolute;
use crate::cli::outputs::{Outputs, PutError};
use crate::cli::panics::{self, caught};
use crate::cli::replace::{self, replace};
use crate::cli::report::{Message, printable, shown};
use crate::config::Profiles;
use crate::diagnostic::{Diagnostic, RuleId, Severity};
use crate::exchange::front_matter;
use crate::exchange::merge::{Merged, UnitResult, is_for_another_language, merge};
use crate::exchange::read::{Limits, ReadError, read, written_head};
use crate::exchange::returned::{ReadWarning, ReturnedDocument, ReturnedFile};
use crate::exchange::unedited::is_unedited;
use crate::path_key;
use crate::source::{Locator, Position, Span, decode};
use crate::walk::Page;

/// All that the work on one file needs to know of the run.
pub(super) struct Job<'a> {
    pub(super) args: &'a Args,
    /// The folders that export wrote to.
    pub(super) exports: &'a [Outputs],
    pub(super) root: &'a Root,
    pub(super) profiles: &'a Profiles<'a>,
    pub(super) limits: Limits,
    pub(super) clean_to: Option<&'a Outputs>,
    pub(super) diff: Option<Diff>,
    /// As [`super::files::doubles`] gives them.
    pub(super) doubles: HashSet<PathBuf>,
    /// The pages that some file is for, and that file.
    pub(super) claimed: Mutex<HashMap<PathBuf, PathBuf>>,
    /// Whether the disk is full.
    pub(super) is_full: AtomicBool,
}

/// What came of a file while many are worked on.
pub(super) enum OwnPage {
    Done(FileResult),
    /// It is for [`Job::file`], with its bytes if they can be had but once, as of a pipe.
    Waits(Option<Vec<u8>>),
}

/// What a file came to.
pub(super) struct FileResult {
    pub(super) status: Status,
    /// Whether it still is what export wrote, so that it brings nothing back.
    pub(super) is_untouched: bool,
    pub(super) messages: Vec<Message>,
    pub(super) pages: Vec<PageResult>,
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageOutcome {
    /// Written, or it would be.
    Changed,
    /// Written, but not the clean page that is made of it.
    ChangedOnly,
    /// Nothing in it changes.
    Unchanged,
    /// Not written, since some of its units are refused.
    HeldBack,
    /// It could not be read or written.
    Failed,
}

/// What one page of a file came to.
pub(super) struct PageResult {
    pub(super) outcome: PageOutcome,
    /// Units that came back unchanged.
    pub(super) kept: usize,
    /// What became of the other units.
    pub(super) units: Vec<UnitResult>,
    pub(super) messages: Vec<Message>,
    /// What goes to standard output.
    pub(super) shown: Vec<u8>,
}

impl FileResult {
    fn failed(message: Message) -> Self {
        Self { status: Status::Failure, is_untouched: false, messages: vec![message], pages: Vec::new() }
    }

    fn untouched() -> Self {
        Self { status: Status::Clean, is_untouched: true, messages: Vec::new(), pages: Vec::new() }
    }

    pub(super) fn panicked(file: &Page, said: &str) -> Self {
        let help = panics::help("file", "the other files were done");
        Self::failed(Message::failure(&file.path, &format!("internal error: {said}"), Some(&help)))
    }
}

impl PageResult {
    fn failed(message: Message) -> Self {
        let messages = vec![message];
        Self { outcome: PageOutcome::Failed, kept: 0, units: Vec::new(), messages, shown: Vec::new() }
    }

    fn panicked(file: &Page, page: &ReturnedFile<'_>, said: &str) -> Self {
        let text = format!("internal error in {}: {said}", printable(&page.original));
        let help = panics::help("page and this file", "the other pages were done");
        let place = Position { line: page.line, column: 1 };
        Self::failed(Message::at(&file.path, place, Severity::Error, &text, Some(&help)))
    }

    /// What it makes of the run. That units are missing or not known is said, and lets no run fail: translators may well give
    /// back a part of a file.
    pub(super) fn status(&self) -> Status {
        let has_refused = self.units.iter().any(|unit| matches!(unit, UnitResult::Refused(_)));
        match self.outcome {
            PageOutcome::Failed | PageOutcome::ChangedOnly => Status::Failure,
            _ if has_refused || self.messages.iter().any(Message::is_finding) => Status::Findings,
            _ => Status::Clean,
        }
    }
}

impl Job<'_> {
    /// The work on a file that brings nothing back, or that is named after the one page it is for, as export names it. No two of
    /// them are for one page, so that many can be worked on at a time.
    pub(super) fn own_page(&self, file: &Page) -> OwnPage {
        let bytes = match self.bytes(file) {
            Ok(bytes) => bytes,
            Err(done) => return OwnPage::Done(done),
        };
        let name = file.relative.with_extension("");
        let is_own = |original: &str| path_key::path(original).as_ref() == Some(&name);
        if name.extension().is_some() && !self.doubles.contains(&file.path) {
            if let Some(done) = self.unedited(file, &bytes, is_own) {
                return OwnPage::Done(done);
            }
            match self.read(file, &bytes) {
                Ok(returned) if matches!(&*returned.files, [page] if is_own(&page.original)) => {
                    return OwnPage::Done(self.merge(file, &returned));
                }
                Ok(_) => {}
                Err(failed) => return OwnPage::Done(failed),
            }
        }
        OwnPage::Waits((!file.path.is_file()).then_some(bytes))
    }

    /// The work on a file that waits. To be done in the order of the files, one at a time, so that it is not left to chance which of
    /// two files for one page is imported.
    pub(super) fn file(&self, file: &Page, bytes: Option<Vec<u8>>) -> FileResult {
        let bytes = bytes.map_or_else(|| self.bytes(file), Ok);
        let done = bytes.and_then(|bytes| match self.unedited(file, &bytes, |_| true) {
            Some(done) => Err(done),
            None => self.read(file, &bytes).map(|returned| self.merge(file, &returned)),
        });
        done.unwrap_or_else(|done| done)
    }

    /// The bytes of a file, or what it came to without a look at them.
    fn bytes(&self, file: &Page) -> Result<Vec<u8>, FileResult> {
        let is_too_large = |size: u64| usize::try_from(size).is_ok_and(|size| size > self.limits.bytes);
        let bytes = match fs::metadata(&file.path) {
            Ok(data) if is_too_large(data.len()) => {
                let text = format!("it is larger than {} MiB and was not read", self.args.max_size);
                return Err(FileResult::failed(Message::failure(
                    &file.path,
                    &text,
                    Some("allow more with --max-size"),
                )));
            }
            Ok(_) => fs::read(&file.path),
            Err(error) => Err(error),
        };
        let cannot =
            |error| FileResult::failed(Message::failure(&file.path, &format!("cannot read it: {error}"), None));
        let bytes = bytes.map_err(cannot)?;
        if self.is_untouched(file, &bytes) { Err(FileResult::untouched()) } else { Ok(bytes) }
    }

    fn read<'b>(&self, file: &Page, bytes: &'b [u8]) -> Result<ReturnedDocument<'b>, FileResult> {
        read(bytes, &self.limits).map_err(|error| match error {
            ReadError::Refused { position, message, help } => {
                FileResult::failed(Message::at(&file.path, position, Severity::Error, &message, Some(&help)))
            }
            ReadError::TooLarge { .. } => FileResult::failed(Message::failure(&file.path, &error.to_string(), None)),
        })
    }

    /// Merges each page of a file.
    fn merge(&self, file: &Page, returned: &ReturnedDocument<'_>) -> FileResult {
        let warning =
            |warning: &ReadWarning| Message::at_line(&file.path, warning.line, Severity::Warning, &warning.message);
        let messages = returned.warnings.iter().map(warning).collect();
        // Of two parts for one page it is the first that is imported.
        let claimed: Vec<_> = returned.files.iter().map(|page| (page, self.page_for(&file.path, page))).collect();
        let page = |(page, claimed): (&ReturnedFile<'_>, Result<(PathBuf, PathBuf), PageResult>)| match claimed {
            Ok((path, relative)) => caught(|| self.page(&file.path, page, &path, &relative))
                .unwrap_or_else(|said| PageResult::panicked(file, page, &said)),
            Err(refused) => refused,
        };
        let pages = claimed.into_par_iter().map(page).collect();
        FileResult { status: Status::Clean, is_untouched: false, messages, pages }
    }

    /// Whether nobody has changed a file since it was exported. Its page may be wanted all the same.
    fn is_untouched(&self, file: &Page, bytes: &[u8]) -> bool {
        let is_from = |outputs: &&Outputs| !file.is_given && outputs.path(file) == file.path;
        self.clean_to.is_none()
            && self.exports.iter().filter(is_from).any(|outputs| outputs.wrote(&file.relative, bytes))
    }

    /// The page of a file that is what export writes of that page. Where that is not so, or something is wrong, all is left to the
    /// way of other files.
    fn unedited(&self, file: &Page, bytes: &[u8], is_wanted: impl Fn(&str) -> bool) -> Option<FileResult> {
        // What goes wrong here goes wrong there too, and is told of the page.
        let page = caught(|| self.unedited_page(&file.path, bytes, is_wanted)).ok()??;
        Some(FileResult { status: Status::Clean, is_untouched: false, messages: Vec::new(), pages: vec![page] })
    }

    fn unedited_page(&self, file: &Path, bytes: &[u8], is_wanted: impl Fn(&str) -> bool) -> Option<PageResult> {
        let head = written_head(bytes).filter(|head| is_wanted(&head.file.original))?;
        let (path, relative) = self.root.page(&head.file.original).ok()?;
        let page = fs::read(&path).ok()?;
        let (document, _) = crate::parse(decode(&page).ok()?);
        let is_of_its_language =
            !is_for_another_language(Some(&head.file.target_language), front_matter::locale(&document).as_deref());
        if !(is_of_its_language && is_unedited(&document, &head, bytes)) {
            return None;
        }
        self.claim(&path, file).ok()?;
        let merged = Merged { kept: document.pairs().len(), ..Merged::default() };
        let mut result = PageResult {
            outcome: PageOutcome::Unchanged,
            kept: merged.kept,
            units: Vec::new(),
            messages: Vec::new(),
            shown: Vec::new(),
        };
        self.put(&path, &relative, &document, merged, &mut result);
        Some(result)
    }

    /// Notes that a page is worked on for a file.
    ///
    /// # Errors
    /// The other file, if there is one for the page.
    fn claim(&self, page: &Path, file: &Path) -> Result<(), PathBuf> {
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        match claimed.entry(page.to_path_buf()) {
            Entry::Occupied(other) => Err(other.get().clone()),
            Entry::Vacant(free) => {
                free.insert(file.to_path_buf());
                Ok(())
            }
        }
    }

    /// The page that a part of a file is for, as [`Root::page`] gives it, if none has been for it before.
    fn page_for(&self, file: &Path, returned: &ReturnedFile<'_>) -> Result<(PathBuf, PathBuf), PageResult> {
        let found = self.root.page(&returned.original).map_err(|error| refused(file, returned, &error.to_string()))?;
        self.claim(&found.0, file).map_err(|other| {
            let text = match other == file {
                true => format!(
                    "{} is in this file twice; give --into the folder if it is for two pages, else put their units together",
                    shown(&found.0)
                ),
                false => format!("{} is in {} too; import one after the other", shown(&found.0), shown(&other)),
            };
            refused(file, returned, &text)
        })?;
        Ok(found)
    }

    fn page(&self, file: &Path, returned: &ReturnedFile<'_>, path: &Path, relative: &Path) -> PageResult {
        let refuse = |text: &str| refused(file, returned, text);
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return PageResult::failed(Message::failure(path, &format!("cannot read it: {error}"), None));
            }
        };
        let text = match decode(&bytes) {
            Ok(text) => text,
            Err(error) => return refuse(&format!("{} was left alone: {error}", shown(path))),
        };
        let (document, _) = crate::parse(text);
        let locale = front_matter::locale(&document);
        if is_for_another_language(returned.target_language.as_deref(), locale.as_deref()) {
            let theirs = returned.target_language.as_deref().unwrap_or_default();
            return refuse(&format!(
                "its translations are in {theirs}, and {} is in {}; import it into the pages of its own language",
                shown(path),
                locale.unwrap_or_default()
            ));
        }
        let merged = merge(&document, returned);
        let mut result = PageResult {
            outcome: PageOutcome::Unchanged,
            kept: merged.kept,
            units: merged.outcomes.iter().map(|outcome| outcome.result.clone()).collect(),
            messages: super::said::messages(file, path, text, returned, &merged, self.args.verbose),
            shown: Vec::new(),
        };
        self.put(path, relative, &document, merged, &mut result);
        result
    }

    fn put(&self, path: &Path, relative: &Path, document: &Document<'_>, merged: Merged, result: &mut PageResult) {
        let has_refused = result.units.iter().any(|unit| matches!(unit, UnitResult::Refused(_)));
        if has_refused && !self.args.partial {
            if merged.text.is_some() {
                result.outcome = PageOutcome::HeldBack;
                let text = "not written, since some of its units are refused";
                let help = "correct them and import again, or write the others with --partial";
                result.messages.push(Message::failure(path, text, Some(help)));
            }
            return;
        }
        let new = merged.text.as_deref().unwrap_or(document.text());
        if let Some(text) = &merged.text {
            result.outcome = PageOutcome::Changed;
            match self.new_findings(path, document, text) {
                Ok(messages) => result.messages.extend(messages),
                Err(message) => result.messages.push(message),
            }
            if let Some(diff) = &self.diff {
                result.shown = diff.of(path, document.text(), text);
            } else if !self.args.dry_run
                && let Err(message) = self.write(path, document.text(), text)
            {
                result.messages.extend(message);
                result.outcome = PageOutcome::Failed;
                return;
            }
        }
        if let Some(outputs) = self.clean_to {
            let (document, _) = crate::parse(new);
            let bytes = clean(&document, &Options { side: Side::Target, keep_escapes: false, original: None }).bytes;
            let page = Page { path: path.to_path_buf(), relative: relative.to_path_buf(), is_given: false };
            if let Err(error) = outputs.put(&page, &bytes) {
                let help = match error {
                    PutError::NotOurs => Some("move it away, or give --clean-to another folder"),
                    _ => error.help(),
                };
                result.messages.push(Message::failure(&outputs.path(&page), &error.to_string(), help));
                let is_changed = result.outcome == PageOutcome::Changed;
                result.outcome = if is_changed { PageOutcome::ChangedOnly } else { PageOutcome::Failed };
            }
        }
    }

    /// Puts the new page in the place of the old one. Once the disk is full, nothing more is tried, nor said.
    fn write(&self, path: &Path, old: &str, new: &str) -> Result<(), Option<Message>> {
        if self.is_full.load(Ordering::Relaxed) {
            return Err(None);
        }
        replace(path, old.as_bytes(), new.as_bytes()).map_err(|error| {
            self.is_full.fetch_or(replace::is_full(&error), Ordering::Relaxed);
            Some(Message::failure(path, &format!("cannot write it: {error}"), replace::help(&error)))
        })
    }

    /// What the checker finds in the new page and not in the old one.
    fn new_findings(&self, path: &Path, old: &Document<'_>, new: &str) -> Result<Vec<Message>, Message> {
        let absolute = absolute(path).map_err(|error| Message::failure(path, &error.to_string(), None))?;
        let profile = self.profiles.of(&absolute, old);
        // The same defect is one of the same rule in the same pair, whatever the texts are now.
        let find = |text: &str| -> Vec<((RuleId, Option<String>), Diagnostic)> {
            let (document, parsed) = crate::parse(text);
            let id = |Span { start, end }: Span| {
                let pairs = document.pairs_touching(Span::new(start, end.max(start + 1)));
                pairs.first().map(|pair| document.id(pair).to_owned())
            };
            let checked = check::page(&PageContext::new(&document, &profile, path), parsed);
            checked.diagnostics.into_iter().map(|found| ((found.rule, id(found.span)), found)).collect()
        };
        let mut known: HashMap<_, usize> = HashMap::new();
        for (defect, _) in find(old.text()) {
            *known.entry(defect).or_default() += 1;
        }
        let mut locator = Locator::new(new);
        let mut is_new = |defect| match known.get_mut(defect) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let found = find(new);
        let said = found.iter().filter(|(defect, found)| is_new(defect) && found.severity > Severity::Info);
        Ok(said.map(|(_, found)| Message::of(path, &mut locator, found)).collect())
    }
}

/// A part of a file that is not imported.
fn refused(file: &Path, returned: &ReturnedFile<'_>, text: &str) -> PageResult {
    PageResult::failed(Message::at_line(file, returned.line, Severity::Error, text))
}
