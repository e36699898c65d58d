//! Where the report of a check goes, and in which forms.
//!
//! Files are known to be writable before the first page is read, and take their places when all of them are whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice, StripStream};
use anyhow::{Result, anyhow, bail};
use clap::builder::PossibleValue;

use crate::cli::names::Offered;
use crate::cli::report::{self as messages, counted, shown};
use crate::cli::width::columns;
use crate::config::closest;
use crate::report::shard::ShardReport;
use crate::report::{Limits, Report, Texts, concise, github, html, human, json, junit, markdown, sarif};
use crate::write::{Durability, Replacement};

/// Findings that the report for people shows unless it is told otherwise.
const MOST_FINDINGS: usize = 100;

/// Columns of a report that no terminal shows.
const DEFAULT_WIDTH: usize = 100;

/// Options for reports.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Reports")]
pub(super) struct Args {
    /// A form of the report [default: human]
    ///
    /// It goes to standard output or to a file, and there can be several. concise has a line a finding, github writes annotations,
    /// markdown a summary.
    #[arg(long = "output-format", value_name = "FORMAT[=FILE]", value_parser = outputs())]
    outputs: Vec<Output>,

    /// The most findings that human, concise and github show on standard output, 0 for all [default: 100 for
    /// human, all for the others]
    #[arg(long, value_name = "N", hide_short_help = true)]
    max_findings: Option<usize>,

    /// Add a table of the findings by rule to human
    #[arg(long, hide_short_help = true)]
    statistics: bool,

    /// Show findings of severity info too
    ///
    /// That is for human, concise, github and markdown. Every warning about files is named as well.
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// A form of the report, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Output {
    format: Format,
    /// Standard output if there is none.
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Human,
    Concise,
    Json,
    Sarif,
    Github,
    Junit,
    Html,
    Markdown,
}

impl Format {
    const ALL: [Self; 8] =
        [Self::Human, Self::Concise, Self::Json, Self::Sarif, Self::Github, Self::Junit, Self::Html, Self::Markdown];

    fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Junit => "junit",
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }
}

fn outputs() -> Offered<Output> {
    let names = || Format::ALL.map(|format| PossibleValue::new(format.as_str())).into();
    Offered::new(str::parse, names)
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        if file == Some("-") {
            return Err(format!("what has no file goes to standard output: write `{name}`"));
        }
        if file == Some("") {
            return Err(format!("there is no file behind `{name}=`"));
        }
        let Some(format) = Format::ALL.into_iter().find(|format| format.as_str() == name) else {
            let names = Format::ALL.map(Format::as_str);
            let meant = closest(name, names.into_iter()).map(|meant| format!("Did you mean `{meant}`? "));
            let meant = meant.unwrap_or_default();
            return Err(format!("there is no such format. {meant}It is one of {}", names.join(", ")));
        };
        Ok(Self { format, file: file.map(PathBuf::from) })
    }
}

impl Args {
    /// Where each form goes. All that can go wrong there and can be known before the run is an error now. No report may take the
    /// place of one of the `inputs`.
    pub(super) fn outputs<'p>(&self, inputs: impl Iterator<Item = &'p Path> + Clone) -> Result<Outputs<'_>> {
        let mut outputs = self.outputs.clone();
        if outputs.is_empty() {
            outputs.push(Output { format: Format::Human, file: None });
        }
        let mut on_stdout = outputs.iter().filter(|output| output.file.is_none()).map(|output| output.format.as_str());
        if let (Some(first), Some(second)) = (on_stdout.next(), on_stdout.next()) {
            bail!("{first} and {second} cannot both go to standard output; give one a file: {second}=FILE");
        }
        if self.statistics && outputs.iter().all(|output| output.format != Format::Human) {
            bail!("--statistics adds a table to the human report; ask for that too: --output-format human=FILE");
        }
        let mut places = Vec::new();
        for path in outputs.iter().filter_map(|output| output.file.as_deref()) {
            let Some(place) = Destination::check(path).map_err(|error| unwritable(path, &error))? else { continue };
            let is_place = |input: &Path| input.file_name() == place.file_name() && resolved(input) == place;
            if inputs.clone().any(is_place) {
                bail!("{} is an input of the run; a report would replace it", shown(path));
            }
            if places.contains(&place) {
                bail!("{} cannot hold two reports; give each a file of its own", shown(path));
            }
            places.push(place);
        }
        Ok(Outputs { args: self, outputs })
    }
}

/// A stream of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    /// Where the page itself goes to standard output.
    Stderr,
}

/// Where each form of a report goes.
#[derive(Debug)]
pub(super) struct Outputs<'a> {
    args: &'a Args,
    outputs: Vec<Output>,
}

impl Outputs<'_> {
    /// Writes the report in all forms that are asked for, `elapsed` after the run began; what goes to no file, to `stream`. Files
    /// come first, and take their places together. Of a shard, JSON holds what the others need.
    pub(super) fn write(
        &self,
        report: &Report,
        shard: Option<&ShardReport>,
        texts: &dyn Texts,
        stream: Stream,
        elapsed: Duration,
    ) -> Result<()> {
        let mut written = Vec::new();
        for output in &self.outputs {
            let Some(path) = &output.file else { continue };
            let limits = self.limits(None);
            let form = Form { report, shard, texts, limits, width: DEFAULT_WIDTH, args: self.args, elapsed };
            let destination = form.write_file(output.format, path).map_err(|error| unwritable(path, &error))?;
            written.push((path, destination));
        }
        for (path, destination) in written {
            destination.commit().map_err(|error| unwritable(path, &error))?;
        }
        if let Some(output) = self.outputs.iter().find(|output| output.file.is_none()) {
            let default = (output.format == Format::Human).then_some(MOST_FINDINGS);
            let most = self.args.max_findings.or(default).filter(|&most| most > 0);
            let form = Form {
                report,
                shard,
                texts,
                limits: self.limits(most),
                width: columns().unwrap_or(DEFAULT_WIDTH),
                args: self.args,
                elapsed,
            };
            let mut out: Box<dyn Write> = match (stream, output.format) {
                (Stream::Stdout, Format::Human) => in_color_if_shown(anstream::stdout().lock()),
                (Stream::Stdout, _) => Box::new(BufWriter::new(io::stdout().lock())),
                (Stream::Stderr, Format::Human) => in_color_if_shown(anstream::stderr().lock()),
                (Stream::Stderr, _) => Box::new(BufWriter::new(io::stderr().lock())),
            };
            form.write(output.format, &mut *out)?;
            out.flush()?;
            drop(out);
            let left_out = report.left_out(form.limits);
            if left_out > 0 && matches!(output.format, Format::Concise | Format::Github) {
                messages::line(&format!("{} more; --max-findings 0 shows all", counted(left_out, "finding")));
            }
        }
        Ok(())
    }

    fn limits(&self, findings: Option<usize>) -> Limits {
        Limits { info: self.args.verbose, findings }
    }
}

/// A stream that shows colors if its terminal does. What strips them writes in small pieces, so the buffer is behind it.
fn in_color_if_shown<S: RawStream + AsLockedWrite + 'static>(stream: AutoStream<S>) -> Box<dyn Write> {
    match stream.current_choice() {
        ColorChoice::Never => {
            Box::new(StripStream::new(Box::new(BufWriter::new(stream.into_inner())) as Box<dyn Write>))
        }
        _ => Box::new(BufWriter::new(stream)),
    }
}

/// A report, and all that a form of it depends on.
struct Form<'a> {
    report: &'a Report,
    shard: Option<&'a ShardReport>,
    texts: &'a dyn Texts,
    limits: Limits,
    width: usize,
    args: &'a Args,
    elapsed: Duration,
}

impl Form<'_> {
    fn write(&self, format: Format, mut out: &mut dyn Write) -> io::Result<()> {
        let Self { report, texts, limits, width, elapsed, .. } = *self;
        match format {
            Format::Human => {
                let options = human::Options { limits, width, statistics: self.args.statistics, elapsed };
                human::write(report, texts, &options, out)
            }
            Format::Concise => concise::write(report, limits, out),
            Format::Json => match self.shard {
                Some(part) => json::write_shard(part, texts, out),
                None => json::write(report, texts, out),
            },
            Format::Sarif => sarif::write(report, texts, out),
            Format::Github => github::write(report, limits, out),
            Format::Junit => junit::write(report, texts, out),
            Format::Html => html::write(report, texts, &mut out),
            Format::Markdown => markdown::write(report, limits, out),
        }
    }

    /// Writes a file that does not take its place yet.
    fn write_file(&self, format: Format, path: &Path) -> io::Result<Destination> {
        let mut out = BufWriter::new(Destination::open(path)?);
        match format {
            Format::Human => self.write(format, &mut StripStream::new(&mut out as &mut dyn Write))?,
            _ => self.write(format, &mut out)?,
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// What a report that does not go to standard output is written to.
#[derive(Debug)]
enum Destination {
    /// A file, which takes its place when it is whole.
    File(Replacement),
    /// A device or a pipe.
    Device(File),
}

impl Destination {
    /// Whether a report can be written to a path, and the file that it would be; `None` for a device or a pipe, whose reader would
    /// notice.
    fn check(path: &Path) -> io::Result<Option<PathBuf>> {
        if is_device(path)? {
            return Ok(None);
        }
        let place = resolved(path);
        Replacement::beside(&place)?;
        Ok(Some(place))
    }

    fn open(path: &Path) -> io::Result<Self> {
        if is_device(path)? {
            return OpenOptions::new().write(true).open(path).map(Self::Device);
        }
        Replacement::beside(&resolved(path)).map(Self::File)
    }

    fn commit(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.commit(Durability::Process),
            Self::Device(_) => Ok(()),
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Device(file) => file.flush(),
        }
    }
}

/// Whether something stands at a path that is no regular file but can be written to.
fn is_device(path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(data) => Ok(!data.is_file()),
        Err(_) if path.is_symlink() => Err(io::Error::other("it is a symbolic link to nothing; remove it")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// The file that a path leads to, by whatever links, whether it is there or not.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> anyhow::Error {
    let help = match error.kind() {
        io::ErrorKind::NotFound => "; create its folder first",
        io::ErrorKind::IsADirectory => "; name a file in it",
        _ => "",
    };
    anyhow!("cannot write the report {}: {error}{help}", shown(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_a_format_and_perhaps_a_file() {
        let check = |text: &str, format, file: Option<&str>| {
            assert_eq!(text.parse(), Ok(Output { format, file: file.map(PathBuf::from) }));
        };
        check("human", Format::Human, None);
        check("sarif=å b.sarif", Format::Sarif, Some("å b.sarif"));
        check("json=a=b.json", Format::Json, Some("a=b.json"));
        for text in ["", "xml", "json=", "json=-", "=a"] {
            assert!(text.parse::<Output>().is_err(), "{text:?}");
        }
    }
}
