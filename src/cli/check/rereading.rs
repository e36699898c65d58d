//! The texts of the pages that were checked, read again where a report needs them.
//!
//! Owns that places are only ever looked up in the very bytes that were checked: a page may be edited, cut short or deleted while
//! the run goes on.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::cli::input::Input;
use crate::cli::report::Message;
use crate::report::Texts;
use crate::source::{Version, decode};

/// The texts of the pages that were checked.
pub(super) struct Rereading<'i> {
    input: &'i Input,
    pages: Vec<Reread>,
}

struct Reread {
    /// Its index in the input.
    index: usize,
    version: Version,
    has_changed: AtomicBool,
}

impl<'i> Rereading<'i> {
    /// `pages` has the index in the input and the checked version of each page.
    pub(super) fn new(input: &'i Input, pages: Vec<(usize, Version)>) -> Self {
        let of = |(index, version)| Reread { index, version, has_changed: AtomicBool::new(false) };
        Self { input, pages: pages.into_iter().map(of).collect() }
    }

    /// Notes that a page is not as it was when it was checked.
    pub(super) fn mark_changed(&self, page: usize) {
        if let Some(page) = self.pages.get(page) {
            page.has_changed.store(true, Ordering::Relaxed);
        }
    }

    /// The indexes of the pages that are of another length now, or are gone.
    pub(super) fn of_other_length(&self) -> Vec<usize> {
        let is_other = |page: &Reread| !self.input.has_length(&self.input.pages[page.index], page.version.length);
        let pages = self.pages.par_iter().enumerate();
        pages.filter(|(_, page)| is_other(page)).map(|(index, _)| index).collect()
    }

    /// Names the pages that were other ones when they were read again.
    pub(super) fn changed(&self) -> Vec<Message> {
        let changed = self.pages.iter().filter(|page| page.has_changed.load(Ordering::Relaxed));
        let message = |page: &Reread| {
            let text = "the page changed since it was checked: what was found in it is not shown in full";
            Message::failure(&self.input.pages[page.index].path, text, Some("check it again when it is at rest"))
        };
        changed.map(message).collect()
    }
}

impl Texts for Rereading<'_> {
    fn text(&self, page: usize) -> Option<Cow<'_, str>> {
        let page = self.pages.get(page)?;
        let place = &self.input.pages[page.index];
        // What is no file any more, such as a pipe, might be read for ever.
        let bytes = self.input.has_length(place, page.version.length).then(|| self.input.read(place).ok()).flatten();
        let Some(bytes) = bytes.filter(|bytes| Version::of(bytes) == page.version) else {
            page.has_changed.store(true, Ordering::Relaxed);
            return None;
        };
        match bytes {
            Cow::Borrowed(bytes) => decode(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        }
    }
}
