//! Makes the fixes that findings offer, in the pages themselves or as a diff.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::diff::Diff;
use crate::bitext::Document;
use crate::check::Finding;
use crate::cli::Status;
use crate::cli::input::is_stdin;
use crate::cli::panics;
use crate::cli::replace::{self, replace};
use crate::cli::report::{self, Message, counted, number};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::fix::{Fixed, fix};
use crate::report::Report;
use crate::walk::Page;

/// Options for fixes.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Fixes")]
pub(super) struct Args {
    /// Make the fixes that are safe, and report what is left
    #[arg(long, group = "fixes")]
    fix: bool,

    /// Write nothing; print what --fix would change, and no report
    ///
    /// The exit code is 1 if it would change anything, unless --fail-on is never.
    #[arg(long, group = "fixes", conflicts_with_all = ["outputs", "statistics"])]
    diff: bool,

    /// With --fix or --diff: make the fixes too that someone should look at afterwards
    #[arg(long, requires = "fixes", hide_short_help = true)]
    unsafe_fixes: bool,
}

impl Args {
    /// What makes the fixes of the pages of `paths`; `None` if nobody asks for fixes.
    pub(super) fn fixer(&self, paths: &[PathBuf]) -> Option<Fixer> {
        let destination = match (self.fix, self.diff) {
            (_, true) => Destination::Diff(Diff::for_stdout()),
            (true, _) if is_stdin(paths) => Destination::Stdout,
            (true, _) => Destination::InPlace,
            (false, false) => return None,
        };
        let applicability = if self.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
        Some(Fixer { applicability, destination, is_full: AtomicBool::new(false) })
    }
}

/// Makes fixes.
pub(super) struct Fixer {
    applicability: Applicability,
    destination: Destination,
    /// Whether the disk is full.
    is_full: AtomicBool,
}

enum Destination {
    InPlace,
    /// The page on standard input goes to standard output.
    Stdout,
    Diff(Diff),
}

/// What was done about a page.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// How many fixes were made, or would be.
    pub(super) fixes: usize,
    /// What goes to standard output.
    pub(super) shown: Vec<u8>,
    /// Why fixes that there are were not made.
    pub(super) failure: Option<Message>,
    /// The page as it is now, if that is not what was read.
    pub(super) text: Option<String>,
}

impl Fixer {
    /// Makes the fixes of a page. `find` finds again in the page what `findings` says of it.
    pub(super) fn page(
        &self,
        page: &Page,
        text: &str,
        findings: &[Finding],
        find: impl Fn(&Document<'_>, Vec<Diagnostic>) -> Vec<Diagnostic>,
    ) -> Outcome {
        if !findings.iter().any(|finding| self.fixes(finding)) || self.is_full.load(Ordering::Relaxed) {
            return self.unchanged(text.as_bytes());
        }
        let fixed = match fix(text, self.applicability, find) {
            Ok(fixed) => fixed,
            Err(unfixable) => {
                let help = panics::help("page", "the page was left as it is");
                let failure = Message::failure(&page.path, &format!("internal error: {unfixable}"), Some(&help));
                return Outcome { failure: Some(failure), ..self.unchanged(text.as_bytes()) };
            }
        };
        self.put(page, text, fixed)
    }

    /// What is done about a page without fixes.
    pub(super) fn unchanged(&self, bytes: &[u8]) -> Outcome {
        let shown = match self.destination {
            Destination::Stdout => bytes.to_vec(),
            Destination::InPlace | Destination::Diff(_) => Vec::new(),
        };
        Outcome { shown, ..Outcome::default() }
    }

    fn put(&self, page: &Page, old: &str, Fixed { text, fixes }: Fixed) -> Outcome {
        match &self.destination {
            Destination::Diff(diff) => Outcome { fixes, shown: diff.of(&page.path, old, &text), ..Outcome::default() },
            Destination::Stdout => Outcome { fixes, shown: text.clone().into_bytes(), text: Some(text), failure: None },
            Destination::InPlace => match replace(&page.path, old.as_bytes(), text.as_bytes()) {
                Ok(()) => Outcome { fixes, text: Some(text), ..Outcome::default() },
                Err(error) => {
                    if replace::is_full(&error) {
                        self.is_full.store(true, Ordering::Relaxed);
                    }
                    let failure =
                        Message::failure(&page.path, &format!("cannot write it: {error}"), replace::help(&error));
                    Outcome { failure: Some(failure), ..Outcome::default() }
                }
            },
        }
    }

    fn fixes(&self, finding: &Finding) -> bool {
        finding.fix.as_ref().is_some_and(|fix| fix.applicability <= self.applicability)
    }

    /// Whether only what would change is shown, and nothing reported.
    pub(super) fn only_shows(&self) -> bool {
        matches!(self.destination, Destination::Diff(_))
    }

    /// Whether standard output is taken, so that reports go to standard error.
    pub(super) fn takes_stdout(&self) -> bool {
        matches!(self.destination, Destination::Stdout)
    }

    /// Prints what goes to standard output.
    pub(super) fn print(&self, outcomes: &[Outcome]) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        for outcome in outcomes {
            out.write_all(&outcome.shown)?;
        }
        out.flush()
    }

    /// How many findings have a fix that is not asked for.
    pub(super) fn held_back(&self, report: &Report) -> usize {
        match self.applicability {
            Applicability::Safe => report.fixes(Applicability::Unsafe),
            Applicability::Unsafe => 0,
        }
    }

    /// Says what was done, and what that makes of the run. `held_back` is how many fixes are not asked for.
    pub(super) fn finish(&self, outcomes: &[Outcome], held_back: usize) -> Status {
        report::print(outcomes.iter().filter_map(|outcome| outcome.failure.as_ref()), true);
        let fixes: usize = outcomes.iter().map(|outcome| outcome.fixes).sum();
        let pages = outcomes.iter().filter(|outcome| outcome.fixes > 0).count();
        let verb = if self.only_shows() { "would be fixed" } else { "fixed" };
        let more = match held_back {
            0 => String::new(),
            more => format!("; {} more with --unsafe-fixes", number(more)),
        };
        let pages = if pages == 0 { String::new() } else { format!(" in {}", counted(pages, "page")) };
        report::line(&format!("{} {verb}{pages}{more}", number(fixes)));
        if outcomes.iter().any(|outcome| outcome.failure.is_some()) {
            Status::Failure
        } else if self.only_shows() && fixes > 0 {
            Status::Findings
        } else {
            Status::Clean
        }
    }
}
