//! The pages that a command line names: those below its paths, or the one on standard input.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Result, anyhow, bail};

use super::Status;
use super::panics;
use super::report::{self, Message, printable, shown};
use crate::diagnostic::{RuleId, Severity};
use crate::source::DecodeError;
use crate::walk::{self, Found, LeftOut, Page, WalkError};

/// The path that stands for standard input.
pub(super) const STDIN: &str = "-";

/// The pages of a run, in the order of their paths.
pub(super) struct Input {
    pub(super) pages: Vec<Page>,
    /// Paths and folders that could not be searched.
    pub(super) unreadable: Vec<WalkError>,
    /// What was left out, as messages.
    pub(super) notes: Vec<Message>,
    /// What was read from standard input, if that is the page.
    stdin: Option<Vec<u8>>,
    /// Pages that are pipes, which can be read only once, with what was read.
    pipes: Vec<(PathBuf, OnceLock<Vec<u8>>)>,
}

impl Input {
    /// Finds the pages of some paths; see [`walk::pages`].
    pub(super) fn find(paths: &[PathBuf], without: Option<&Path>) -> Result<Self> {
        if !is_stdin(paths) {
            let Found { pages, mut unreadable, left_out } = walk::pages(paths, without);
            if pages.is_empty() {
                // There is nothing else to do.
                if let Some(last) = unreadable.pop() {
                    unreadable.iter().for_each(|error| report::failure(&unsearched(error)));
                    return Err(unsearched(&last));
                }
                let left_out = left_out.first().map(|what| match what {
                    LeftOut::Outputs(path) => format!("; {} holds outputs: give it by itself to read it", shown(path)),
                    LeftOut::Link(path) => format!("; {} is a symbolic link: give it by itself", shown(path)),
                    LeftOut::Temporary(path) => format!("; {} is no page: delete it", shown(path)),
                });
                bail!(
                    "no pages there; folders are searched for *.md and *.markdown, but for hidden files and folders and what .gitignore excludes{}",
                    left_out.unwrap_or_default()
                );
            }
            let notes = left_out.iter().map(note).collect();
            let is_pipe = |page: &&Page| page.is_given && fs::metadata(&page.path).is_ok_and(|data| !data.is_file());
            let pipes = pages.iter().filter(is_pipe).map(|page| (page.path.clone(), OnceLock::new())).collect();
            return Ok(Self { pages, unreadable, notes, stdin: None, pipes });
        }
        if paths.len() > 1 {
            bail!("- stands for standard input, which is one page; it cannot be given with other paths");
        }
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        let page = Page { path: PathBuf::from(STDIN), relative: PathBuf::from(STDIN), is_given: true };
        Ok(Self { pages: vec![page], unreadable: Vec::new(), notes: Vec::new(), stdin: Some(bytes), pipes: Vec::new() })
    }

    /// Pages that another run has found.
    pub(super) fn of(pages: Vec<Page>) -> Self {
        Self { pages, unreadable: Vec::new(), notes: Vec::new(), stdin: None, pipes: Vec::new() }
    }

    /// Says which paths and folders could not be searched, and what that makes of the run.
    pub(super) fn report_unreadable(&self) -> Status {
        for error in &self.unreadable {
            report::failure(&unsearched(error));
        }
        if self.unreadable.is_empty() { Status::Clean } else { Status::Failure }
    }

    /// Puts `text` in the place of what was read from standard input.
    pub(super) fn replace_stdin(&mut self, text: String) {
        self.stdin = self.stdin.is_some().then(|| text.into_bytes());
    }

    /// The bytes of a page.
    pub(super) fn read(&self, page: &Page) -> io::Result<Cow<'_, [u8]>> {
        if let Some(bytes) = &self.stdin {
            return Ok(Cow::Borrowed(bytes));
        }
        let Some((_, read)) = self.pipes.iter().find(|(path, _)| *path == page.path) else {
            return fs::read(&page.path).map(Cow::Owned);
        };
        match read.get() {
            Some(bytes) => Ok(Cow::Borrowed(bytes)),
            None => {
                let bytes = fs::read(&page.path)?;
                Ok(Cow::Borrowed(read.get_or_init(|| bytes)))
            }
        }
    }

    /// Whether a page is a file, or text from standard input, of so many bytes.
    pub(super) fn has_length(&self, page: &Page, length: usize) -> bool {
        match &self.stdin {
            Some(bytes) => bytes.len() == length,
            None => fs::metadata(&page.path).is_ok_and(|data| data.is_file() && data.len() == length as u64),
        }
    }
}

/// What people are told about a path that could not be searched.
pub(super) fn unsearched(error: &WalkError) -> anyhow::Error {
    anyhow!(printable(&error.to_string()).into_owned())
}

fn note(left_out: &LeftOut) -> Message {
    match left_out {
        LeftOut::Outputs(path) => {
            let help = "give it by itself to read it";
            Message::note(path, "a folder of outputs was left out", Some(help))
        }
        LeftOut::Link(path) => {
            Message::note(path, "a symbolic link was left out", Some("give it by itself to read what it points to"))
        }
        LeftOut::Temporary(path) => {
            let help = "delete it, unless a run goes on there";
            Message::warning(path, "a run was stopped while it wrote this file", Some(help))
        }
    }
}

/// Whether standard input is one of the paths.
pub(super) fn is_stdin(paths: &[PathBuf]) -> bool {
    paths.iter().any(|path| path == Path::new(STDIN))
}

/// Why a page was not worked on, and what the run comes to by it.
pub(super) struct Unread {
    pub(super) status: Status,
    /// Why, without the place.
    pub(super) text: String,
    pub(super) message: Message,
}

impl Unread {
    /// The page could not be read.
    pub(super) fn unreadable(page: &Page, error: &io::Error) -> Self {
        let text = format!("cannot read it: {error}");
        Self { status: Status::Failure, message: Message::failure(&page.path, &text, None), text }
    }

    /// The bytes of the page are not text.
    pub(super) fn not_text(page: &Page, error: DecodeError) -> Self {
        let text = format!("{error}; it was left alone");
        let message = Message::about(&page.path, Severity::Error, RuleId::INVALID_UTF8, &text, None);
        Self { status: Status::Findings, message, text }
    }

    /// The work on a page panicked.
    pub(super) fn panicked(page: &Page, said: &str) -> Self {
        let text = format!("internal error: {said}");
        let help = panics::help("page", "the other pages were done");
        Self { status: Status::Failure, message: Message::failure(&page.path, &text, Some(&help)), text }
    }
}
