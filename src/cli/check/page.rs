//! The work on one page: read, parse, find the original, check, mend.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::fixes::{Fixer, Outcome};
use crate::bitext::Document;
use crate::check::{self, Checked, PackedFindings, PageContext, PageFacts, Profile};
use crate::cli::configuration::absolute;
use crate::cli::input::{Input, Unread};
use crate::cli::originals;
use crate::cli::report::Message;
use crate::config::Profiles;
use crate::report::CheckedPage;
use crate::source::{Version, decode, valid_prefix};
use crate::suppression::Suppressions;
use crate::walk::Page;

/// What all pages of a run have in common.
pub(super) struct Work<'r> {
    pub(super) input: &'r Input,
    pub(super) profiles: &'r Profiles<'r>,
    pub(super) source_root: Option<&'r Path>,
    pub(super) fixer: Option<&'r Fixer>,
}

/// A page that was checked, with what is needed to check it among the others. There may be a hundred thousand of them, so what few
/// have is in a box.
pub(super) struct PageResult {
    pub(super) page: CheckedPage,
    /// Which bytes were checked.
    pub(super) version: Version,
    pub(super) profile: Arc<Profile>,
    pub(super) facts: PageFacts,
    pub(super) suppressed: usize,
    pub(super) suppressions: Suppressions,
    /// Why the page could not be compared with its original, if it was to be.
    pub(super) no_original: Option<Box<Message>>,
    /// What was done about it, if fixes were asked for.
    pub(super) outcome: Option<Box<Outcome>>,
}

impl PageResult {
    fn new(page: &Page, bytes: &[u8], document: &Document<'_>, profile: Arc<Profile>, checked: Checked) -> Self {
        let Checked { diagnostics, suppressed, suppressions, facts } = checked;
        let mut findings: PackedFindings = check::findings(document, diagnostics).into_iter().collect();
        findings.put_aside(&profile.memory.spool);
        let page = CheckedPage { path: page.path.clone(), locale: None, pairs: document.pairs().len(), findings };
        let version = Version::of(bytes);
        Self { page, version, profile, facts, suppressed, suppressions, no_original: None, outcome: None }
    }
}

impl Work<'_> {
    pub(super) fn check(&self, page: &Page) -> Result<PageResult, Unread> {
        let bytes = self.input.read(page).map_err(|error| Unread::unreadable(page, &error))?;
        let path = if self.profiles.config().is_same_everywhere() {
            Cow::Borrowed(&*page.path)
        } else {
            Cow::Owned(absolute(&page.path).map_err(|error| Unread::unreadable(page, &error))?)
        };
        let text = match decode(&bytes) {
            Ok(text) => text,
            Err(error) => {
                let (document, _) = crate::parse(valid_prefix(&bytes));
                let profile = self.profiles.of(&path, &document);
                let diagnostics = check::not_text(error, &profile).into_iter().collect();
                let checked = Checked { diagnostics, ..Checked::default() };
                let outcome = self.fixer.map(|fixer| Box::new(fixer.unchanged(&bytes)));
                return Ok(PageResult { outcome, ..PageResult::new(page, &bytes, &document, profile, checked) });
            }
        };
        let check_text = |text: &str| {
            let (document, parsed) = crate::parse(text);
            let profile = self.profiles.of(&path, &document);
            // A page without pairs is in the source language: an include, an index.
            let source_root = self.source_root.filter(|_| !document.pairs().is_empty());
            let (original, no_original) = match originals::find(source_root, page, &document) {
                Ok(original) => (original, None),
                Err(message) => (None, Some(Box::new(message))),
            };
            let context = PageContext::new(&document, &profile, &page.path).with_original(original.as_ref());
            let checked = check::page(&context, parsed);
            let mut result = PageResult::new(page, text.as_bytes(), &document, Arc::clone(&profile), checked);
            result.page.locale = context.locale().map(str::to_owned);
            PageResult { no_original, ..result }
        };
        let result = check_text(text);
        let Some(fixer) = self.fixer else { return Ok(result) };
        let find = |document: &Document<'_>, parsed| {
            check::page(&PageContext::new(document, &result.profile, &page.path), parsed).diagnostics
        };
        let mut outcome = fixer.page(page, text, &result.page.findings.iter().collect::<Vec<_>>(), find);
        let result = outcome.text.as_deref().map_or(result, check_text);
        // Of a page that was written, the text is not kept: there may be many.
        outcome.text = outcome.text.filter(|_| fixer.takes_stdout());
        Ok(PageResult { outcome: Some(Box::new(outcome)), ..result })
    }
}
