//! `bitext diff`: two versions of a bilingual page, segment by segment.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use anyhow::{Result, anyhow, bail};
use clap::ValueEnum;
use serde::Serialize;

use super::Status;
use super::panics::{self, caught};
use super::report::{self, counted, printable, shown};
use crate::bitext::Document;
use crate::compare::{Change, Row, Stretch, compare, words};
use crate::exchange::content::Part;
use crate::exchange::front_matter;
use crate::exchange::read::{EXTENSIONS, Limits, read};
use crate::exchange::units::Units;
use crate::source::{Locator, Position, decode};
use crate::walk::has_extension;

/// Compare two versions of a page, or a page and its XLIFF, by segment
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext diff old.md new.md                 what a translator or a new source changed
  bitext diff docs/page.md out/page.md.xlf  what an import would change
Exit code 0: no pair differs; 1: some do.")]
pub(super) struct Args {
    /// The first version: a page, or an XLIFF or PO file with one
    #[arg(value_name = "A")]
    old: PathBuf,

    /// The second version
    #[arg(value_name = "B")]
    new: PathBuf,

    /// For people, or an object for programs
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let (old, new) = (read_file(&args.old)?, read_file(&args.new)?);
    // Markdown is compared with Markdown only: a file of exchange has text and codes.
    let as_units = is_exchange(&args.old) || is_exchange(&args.new);
    let version = |path: &Path, bytes: &[u8]| {
        caught(|| Version::of(path, bytes, as_units)).unwrap_or_else(|said| {
            let help = panics::help("page", "nothing was compared");
            bail!("{}: internal error: {said}\n  help: {help}", shown(path))
        })
    };
    let (mut old, mut new) = (version(&args.old, &old)?, version(&args.new, &new)?);
    match (is_exchange(&args.old), is_exchange(&args.new)) {
        (false, true) => old.take_shape_of(&new),
        (true, false) => new.take_shape_of(&old),
        (true, true) | (false, false) => {}
    }
    let changes = compare(&old.rows, &new.rows);
    let is_changed_outside = old.outside.zip(new.outside).is_some_and(|(old, new)| old != new);
    let mut stdout = anstream::stdout().lock();
    match args.format {
        Format::Human => {
            for change in &changes {
                stdout.write_all(human(args, change).as_bytes())?;
            }
        }
        Format::Json => {
            let report = Json { version: 1, changes: changes.iter().map(JsonChange::of).collect(), is_changed_outside };
            serde_json::to_writer_pretty(&mut stdout, &report)?;
            writeln!(stdout)?;
        }
    }
    stdout.flush()?;
    if is_changed_outside {
        report::line("the text outside the pairs differs too; `git diff --no-index` shows it");
    }
    let of = counted(new.rows.len(), "pair");
    report::line(&match changes.len() {
        0 => format!("{of}: none differs"),
        1 => format!("{of}: 1 difference"),
        many => format!("{of}: {} differences", report::number(many)),
    });
    Ok(if changes.is_empty() { Status::Clean } else { Status::Findings })
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| anyhow!("{}: {error}", shown(path)))
}

fn is_exchange(path: &Path) -> bool {
    has_extension(path, EXTENSIONS)
}

/// One of the two versions.
struct Version {
    rows: Vec<Row>,
    /// The front matter of a page as a file of exchange has it, but for the sources, which the page does not have.
    front_matter: Vec<Row>,
    /// The text outside the pairs, if it is known.
    outside: Option<String>,
}

impl Version {
    fn of(path: &Path, bytes: &[u8], as_units: bool) -> Result<Self> {
        if is_exchange(path) {
            return Self::of_exchange(path, bytes);
        }
        let text = decode(bytes).map_err(|error| anyhow!("{}: {error}", shown(path)))?;
        let (document, _) = crate::parse(text);
        if document.pairs().is_empty() {
            bail!("{} has no pairs; give bilingual pages", shown(path));
        }
        if as_units {
            return Ok(Self { rows: unit_rows(&document), front_matter: front_matter_rows(&document), outside: None });
        }
        let outside = document.skeleton().map(|span| document.raw(span)).collect();
        Ok(Self { rows: rows(&document), front_matter: Vec::new(), outside: Some(outside) })
    }

    /// Compares a page with a file of exchange only in what that holds: it may be a part of the page, and what it has not is not
    /// removed.
    fn take_shape_of(&mut self, exchange: &Self) {
        let ids: HashSet<&str> = exchange.rows.iter().map(|row| row.id.as_str()).collect();
        self.rows.retain(|row| ids.contains(row.id.as_str()));
        let known = |row: &Row| {
            let mut known = self.front_matter.iter().find(|known| known.id == row.id)?.clone();
            known.source.clone_from(&row.source);
            Some(known)
        };
        self.rows.splice(..0, exchange.rows.iter().filter_map(known).collect::<Vec<_>>());
    }

    fn of_exchange(path: &Path, bytes: &[u8]) -> Result<Self> {
        let returned = read(bytes, &Limits::default()).map_err(|error| anyhow!("{}: {error}", shown(path)))?;
        let [file] = returned.files.as_slice() else {
            bail!("{} holds {}; give a file of one page", shown(path), counted(returned.files.len(), "page"));
        };
        let row = |unit: &crate::exchange::returned::ReturnedUnit<'_>| {
            let mut codes = CodeNumbers::default();
            Row {
                id: unit.id.to_string(),
                place: Position { line: unit.line, column: 1 },
                source: codes.shown(&unit.source),
                target: unit.target.as_deref().map_or_else(String::new, |target| codes.shown(target)),
            }
        };
        Ok(Self { rows: file.units.iter().map(row).collect(), front_matter: Vec::new(), outside: None })
    }
}

fn rows(document: &Document<'_>) -> Vec<Row> {
    let mut locator = Locator::new(document.text());
    let row = |pair: &crate::SegmentPair| Row {
        id: document.id(pair).to_owned(),
        place: locator.locate(pair.target.inner.start),
        source: document.decoded(pair.source.inner).into_owned(),
        target: document.decoded(pair.target.inner).into_owned(),
    };
    document.pairs().iter().map(row).collect()
}

/// A page as a file of exchange has it.
fn unit_rows(document: &Document<'_>) -> Vec<Row> {
    let units = Units::of(document);
    let mut rows = rows(document);
    for ((row, pair), id) in rows.iter_mut().zip(document.pairs()).zip(units.ids()) {
        let (target, source) = units.contents(pair);
        row.id = id.to_string();
        let mut codes = CodeNumbers::default();
        row.source = codes.shown(&source.parts);
        row.target = codes.shown(&target.parts);
    }
    rows
}

fn front_matter_rows(document: &Document<'_>) -> Vec<Row> {
    let Some(front_matter) = document.front_matter() else { return Vec::new() };
    let mut locator = Locator::new(document.text());
    let row = |entry: crate::front_matter::Entry<'_>| {
        let target = front_matter::target(document, &entry.key)?;
        Some(Row {
            id: front_matter::unit_id(&entry.key)?,
            place: locator.locate(entry.value.start),
            source: String::new(),
            target: CodeNumbers::default().shown(&target.parts),
        })
    };
    front_matter.entries(document.text()).into_iter().filter_map(row).collect()
}

/// The numbers of the codes of a unit, in the order in which it first has them: programs give codes other ids.
#[derive(Debug, Default)]
struct CodeNumbers(HashMap<String, usize>);

impl CodeNumbers {
    /// Text with its codes by their numbers: `See <1>the guide</1>`.
    fn shown<Id: std::fmt::Display>(&mut self, parts: &[Part<'_, Id>]) -> String {
        let part = |part: &Part<'_, Id>| match part {
            Part::Text(text) => text.to_string(),
            Part::Open(id) => format!("<{}>", self.of(id)),
            Part::Close(id) => format!("</{}>", self.of(id)),
            Part::Placeholder(id) => format!("<{}/>", self.of(id)),
        };
        parts.iter().map(part).collect()
    }

    fn of(&mut self, id: &impl std::fmt::Display) -> usize {
        let next = self.0.len() + 1;
        *self.0.entry(id.to_string()).or_insert(next)
    }
}

fn human(args: &Args, change: &Change<'_>) -> String {
    let (place, old, new) = match change {
        Change::Added(row) => (format!("{}:{}", shown(&args.new), row.place), None, Some(*row)),
        Change::Removed(row) => (format!("{}:{}", shown(&args.old), row.place), Some(*row), None),
        Change::Changed(old, new) => (format!("{}:{}", shown(&args.new), new.place), Some(*old), Some(*new)),
    };
    let id = new.or(old).map_or("", |row| row.id.as_str());
    let bold = Style::new().bold();
    let mut out = format!("{place}: {bold}{}{bold:#} {}\n", change.name(), printable(id));
    let text = |row: Option<&Row>, of: fn(&Row) -> &str| row.map_or(String::new(), |row| of(row).to_owned());
    for (name, of) in [("source", (|row: &Row| row.source.as_str()) as fn(&Row) -> &str), ("target", |row| &row.target)]
    {
        out.push_str(&format!("  {name}: {}\n", inline(&text(old, of), &text(new, of))));
    }
    out
}

/// A text with what was taken out and put in, marked as `git diff --word-diff` marks it.
fn inline(old: &str, new: &str) -> String {
    let (removed, added) = (AnsiColor::Red.on_default(), AnsiColor::Green.on_default());
    let stretch = |stretch| match stretch {
        Stretch::Same(text) => printable(text).into_owned(),
        Stretch::Removed(text) => format!("{removed}[-{}-]{removed:#}", printable(text)),
        Stretch::Added(text) => format!("{added}{{+{}+}}{added:#}", printable(text)),
    };
    words(old, new).into_iter().map(stretch).collect()
}

/// The report for programs.
#[derive(Debug, Serialize)]
struct Json<'r> {
    version: u32,
    changes: Vec<JsonChange<'r>>,
    /// Whether the text outside the pairs differs.
    #[serde(rename = "changed_outside_pairs")]
    is_changed_outside: bool,
}

#[derive(Debug, Serialize)]
struct JsonChange<'r> {
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<JsonRow<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<JsonRow<'r>>,
}

#[derive(Debug, Serialize)]
struct JsonRow<'r> {
    id: &'r str,
    line: usize,
    column: usize,
    source: &'r str,
    target: &'r str,
}

impl<'r> JsonChange<'r> {
    fn of(change: &Change<'r>) -> Self {
        let (old, new) = match change {
            Change::Added(row) => (None, Some(*row)),
            Change::Removed(row) => (Some(*row), None),
            Change::Changed(old, new) => (Some(*old), Some(*new)),
        };
        let row = |row: &'r Row| JsonRow {
            id: &row.id,
            line: row.place.line,
            column: row.place.column,
            source: &row.source,
            target: &row.target,
        };
        Self { change: change.name(), old: old.map(row), new: new.map(row) }
    }
}
