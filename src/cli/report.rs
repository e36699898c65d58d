//! Messages for people on standard error: what, where, and what to do next.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anstyle::{AnsiColor, Style};

use crate::diagnostic::{Diagnostic, RuleId, Severity};
pub(super) use crate::report::{counted, number, printable};
use crate::source::{Locator, Position};

/// Warnings of one kind that are printed before the rest is only counted.
const MOST_WARNINGS: usize = 10;

const BOLD: Style = Style::new().bold();

/// An error or a warning, ready to print.
#[derive(Debug)]
pub(super) struct Message {
    severity: Severity,
    rule: Option<RuleId>,
    text: String,
    help: Option<String>,
}

impl Message {
    /// What a diagnostic says, with its place.
    pub(super) fn of(path: &Path, locator: &mut Locator<'_>, diagnostic: &Diagnostic) -> Self {
        let place = locator.locate(diagnostic.span.start);
        Self {
            severity: diagnostic.severity,
            rule: Some(diagnostic.rule),
            text: format!(
                "{}:{place}: {}{}",
                shown(path),
                styled(diagnostic.severity, Some(diagnostic.rule)),
                printable(&diagnostic.message)
            ),
            help: diagnostic.help.clone(),
        }
    }

    /// A finding about a file as a whole.
    pub(super) fn about(path: &Path, severity: Severity, rule: RuleId, text: &str, help: Option<&str>) -> Self {
        Self {
            severity,
            rule: Some(rule),
            text: format!("{}: {}{text}", shown(path), styled(severity, Some(rule))),
            help: help.map(str::to_owned),
        }
    }

    /// Something that could not be done with a file.
    pub(super) fn failure(path: &Path, text: &str, help: Option<&str>) -> Self {
        Self::plain(path, Severity::Error, text, help)
    }

    /// Something about a file that someone should look at.
    pub(super) fn warning(path: &Path, text: &str, help: Option<&str>) -> Self {
        Self::plain(path, Severity::Warning, text, help)
    }

    /// Something about a file that is only worth knowing.
    pub(super) fn note(path: &Path, text: &str, help: Option<&str>) -> Self {
        Self::plain(path, Severity::Info, text, help)
    }

    /// Something about a place in a file.
    pub(super) fn at(path: &Path, place: Position, severity: Severity, text: &str, help: Option<&str>) -> Self {
        let text = format!("{}:{place}: {}{}", shown(path), styled(severity, None), printable(text));
        Self { severity, rule: None, text, help: help.map(str::to_owned) }
    }

    /// Whether someone has to look at it for the sake of the page.
    pub(super) fn is_finding(&self) -> bool {
        self.rule.is_some() && self.severity > Severity::Info
    }

    /// Something about a line of a file.
    pub(super) fn at_line(path: &Path, line: usize, severity: Severity, text: &str) -> Self {
        let text = format!("{}:{line}: {}{}", shown(path), styled(severity, None), printable(text));
        Self { severity, rule: None, text, help: None }
    }

    fn plain(path: &Path, severity: Severity, text: &str, help: Option<&str>) -> Self {
        Self {
            severity,
            rule: None,
            text: format!("{}: {}{text}", shown(path), styled(severity, None)),
            help: help.map(str::to_owned),
        }
    }

    pub(super) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

fn styled(severity: Severity, rule: Option<RuleId>) -> String {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    let style = colour.on_default().bold();
    let mut out = format!("{style}{severity}{style:#}");
    match rule {
        Some(rule) => {
            let _ = write!(out, "{BOLD}[{rule}]{BOLD:#} ");
        }
        None => out.push_str(": "),
    }
    out
}

/// Prints messages in their order. Unless all are asked for, of warnings of one kind only the first, and nothing that is only
/// worth knowing.
pub(super) fn print<'m>(messages: impl IntoIterator<Item = &'m Message>, all: bool) {
    let mut out = anstream::stderr().lock();
    let mut counts: BTreeMap<RuleId, usize> = BTreeMap::new();
    for message in messages {
        if message.severity == Severity::Info && !all {
            continue;
        }
        if let (Some(rule), false) = (message.rule, message.is_error()) {
            let count = counts.entry(rule).or_default();
            *count += 1;
            if *count > MOST_WARNINGS && !all {
                continue;
            }
        }
        let _ = writeln!(out, "{}", message.text);
        if let Some(help) = &message.help {
            let _ = writeln!(out, "  {BOLD}help:{BOLD:#} {help}");
        }
    }
    for (rule, count) in counts.into_iter().filter(|&(_, count)| count > MOST_WARNINGS && !all) {
        let more = number(count - MOST_WARNINGS);
        let _ = writeln!(out, "… and {more} more of {BOLD}{rule}{BOLD:#}; --verbose shows all");
    }
}

/// Prints a line for people.
pub(super) fn line(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Prints why a run could not be done.
pub(super) fn failure(error: &anyhow::Error) {
    line(&format!("{}{error:#}", styled(Severity::Error, None)));
}

/// A path in a message.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.display().to_string()).into_owned()
}
