//! `bitext export`: bilingual pages as files for translators.

use std::io::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Error, Result, anyhow, bail};
use clap::ValueEnum;

use self::bundle::Bundle;
use self::job::{Destination, Job, Outcome, PageResult};
use self::only::Only;
use super::configuration::ConfigArgs;
use super::input::{Input, Unread, is_stdin};
use super::outputs::Outputs;
use super::pages::process;
use super::report::{self, Message, counted, number};
use super::selection::SelectionArgs;
use super::{Status, glossaries, originals};
use crate::config::Profiles;
use crate::exchange::State;
use crate::exchange::format::Format;
use crate::language::Language;
use crate::walk::Page;

mod bundle;
mod job;
mod only;

/// Write the pairs of pages as XLIFF, TMX or PO for translators
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  bitext export docs --to xliff -o out   an XLIFF 1.2 file for each page
  bitext export docs --to xliff-2.0 --bundle -o docs.xlf
                                         one file for all pages
  bitext export docs --to xliff --only untranslated,code-mismatch -o out
                                         only what needs work, with the findings
  bitext export page.md --to po          one page, to standard output
The way back is bitext import.")]
pub(super) struct Args {
    /// Pages, folders of pages, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The format
    ///
    /// xliff is XLIFF 1.2, which every tool reads.
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: FormatArg,

    /// The folder for the files, or the file
    ///
    /// A file stands under the path that its page has below the folder given. With --bundle, this is the file itself.
    #[arg(short, long, value_name = "DIR|FILE")]
    output: Option<PathBuf>,

    /// Write one file for all pages
    #[arg(long)]
    bundle: bool,

    /// Overwrite files that bitext did not write
    ///
    /// Files that were changed since it wrote them are overwritten too.
    #[arg(long, requires = "output")]
    force: bool,

    /// Only pairs that need work: machine, rules, categories
    ///
    /// machine is what a machine translated; rules and categories are those of the checker, untranslated one of them.
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = only::values(), hide_possible_values = true)]
    only: Vec<Only>,

    /// The language of the sources [default: en-US]
    ///
    /// source-language in bitext.toml counts over the default.
    #[arg(long, value_name = "TAG", value_parser = language_tag, help_heading = "Content")]
    source_language: Option<String>,

    /// The language of translations without a locale
    ///
    /// That is, of pages whose front matter has no ms.contentlocale.
    #[arg(long, value_name = "TAG", value_parser = language_tag, help_heading = "Content")]
    target_language: Option<String>,

    /// How far the translations are [default: by ms.translationtype, MT or HT]
    #[arg(long, value_enum, value_name = "STATE", help_heading = "Content", hide_short_help = true)]
    state: Option<StateArg>,

    /// Where the pages are published; their addresses below it stand in the notes
    #[arg(long, value_name = "URL", help_heading = "Content", hide_short_help = true)]
    base_url: Option<String>,

    /// Folder of the original pages, under the same paths: titles and descriptions are exported too
    #[arg(long, value_name = "DIR", help_heading = "Content", hide_short_help = true)]
    source_root: Option<PathBuf>,

    #[command(flatten)]
    selection: SelectionArgs,

    #[command(flatten)]
    config: ConfigArgs,

    /// Name every warning, not only the first of each kind
    #[arg(short, long)]
    verbose: bool,
}

/// The formats, as options name them.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    Xliff,
    #[value(name = "xliff-1.2")]
    Xliff12,
    #[value(name = "xliff-2.0")]
    Xliff20,
    #[value(name = "xliff-2.1")]
    Xliff21,
    #[value(name = "xliff-2.2")]
    Xliff22,
    Tmx,
    Po,
}

impl FormatArg {
    fn format(self) -> Format {
        match self {
            Self::Xliff | Self::Xliff12 => Format::Xliff12,
            Self::Xliff20 => Format::Xliff20,
            Self::Xliff21 => Format::Xliff21,
            Self::Xliff22 => Format::Xliff22,
            Self::Tmx => Format::Tmx,
            Self::Po => Format::Po,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StateArg {
    MachineTranslated,
    Translated,
    Reviewed,
    Final,
}

impl StateArg {
    fn state(self) -> State {
        match self {
            Self::MachineTranslated => State::MachineTranslated,
            Self::Translated => State::Translated,
            Self::Reviewed => State::Reviewed,
            Self::Final => State::Final,
        }
    }
}

fn language_tag(tag: &str) -> Result<String, String> {
    match Language::of(tag) {
        Some(_) => Ok(tag.to_owned()),
        None => Err("it is no language tag; write one like `sv-SE`".to_owned()),
    }
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let started = Instant::now();
    if is_stdin(&args.paths) && args.source_root.is_some() {
        bail!("--source-root needs the path of the page; standard input has none");
    }
    if let Some(root) = &args.source_root {
        originals::check_root(root)?;
    }
    let config = args.config.load(&args.paths)?;
    let input = Input::find(&args.paths, args.output.as_deref().filter(|_| !args.bundle))?;
    let destination = destination(args, &input)?;
    let glossaries = if args.only.is_empty() { Default::default() } else { glossaries::read(&config)? };
    let profiles = Profiles::new(&config, only::layer(&args.only), &glossaries).map_err(Error::msg)?;
    let job = Job {
        args,
        format: args.to.format(),
        source_language: args.source_language.as_deref().unwrap_or(&config.source_language),
        selection: args.selection.selection(),
        destination,
        input: &input,
        profiles: &profiles,
        is_full: Default::default(),
    };
    let results = match &job.destination {
        Destination::Bundle(bundle) => bundle.write(&job)?,
        Destination::Stdout | Destination::Folder(_) => pages(&job, 0..input.pages.len()),
    };
    if results.iter().all(|result| result.outcome == Outcome::NotSelected) && !results.is_empty() {
        input.report_unreadable();
        report::print(results.iter().flat_map(|result| &result.messages), args.verbose);
        return Err(job.selection.nothing(&input));
    }
    finish(&job, &results, started)
}

/// Works on the pages with these indexes.
fn pages(job: &Job<'_>, range: Range<usize>) -> Vec<PageResult> {
    let pages: Vec<(usize, &Page)> = range.clone().zip(&job.input.pages[range]).collect();
    process(&pages, |(index, page)| job.page(page, index + 1))
        .zip(&pages)
        .map(|(result, (_, page))| result.unwrap_or_else(|panic| PageResult::unread(Unread::panicked(page, &panic))))
        .collect()
}

fn destination(args: &Args, input: &Input) -> Result<Destination> {
    match (&args.output, args.bundle) {
        (Some(file), true) => Ok(Destination::Bundle(Bundle::open(file, args.force, &input.pages)?)),
        (None, true) => bail!("--bundle needs --output FILE"),
        (Some(folder), false) => {
            let outputs = Outputs::open(folder, args.force)?;
            let format = args.to.format();
            outputs.plan(&input.pages.iter().map(|page| job::output_of(page, format)).collect::<Vec<_>>())?;
            Ok(Destination::Folder(outputs))
        }
        (None, false) => match args.paths.as_slice() {
            [path] if !path.is_dir() => Ok(Destination::Stdout),
            _ => bail!("say where the files go: --output DIR, or --bundle --output FILE"),
        },
    }
}

/// Prints what the run has to say, and gives its status.
fn finish(job: &Job<'_>, results: &[PageResult], started: Instant) -> Result<Status> {
    let mut status = job.input.report_unreadable();
    let mut messages: Vec<&Message> = job.input.notes.iter().collect();
    let (mut written, mut unchanged, mut empty, mut failed, mut units) = (0, 0, 0, 0, 0);
    for result in results {
        units += result.units;
        match result.outcome {
            Outcome::Written => written += 1,
            Outcome::Unchanged => unchanged += 1,
            Outcome::Nothing => empty += 1,
            Outcome::NotSelected => {}
            Outcome::Failed(of_page) => {
                failed += 1;
                status = status.max(of_page);
            }
        }
        if result.messages.iter().any(Message::is_error) {
            status = status.max(Status::Findings);
        }
        messages.extend(&result.messages);
    }
    if let Destination::Stdout = job.destination {
        let mut stdout = std::io::stdout().lock();
        results.iter().try_for_each(|result| stdout.write_all(result.text.as_bytes()))?;
        stdout.flush()?;
    }
    report::print(messages, job.args.verbose);
    if let Destination::Bundle(bundle) = &job.destination
        && failed > 0
    {
        written = 0;
        let file = report::shown(bundle.file());
        report::failure(&anyhow!(
            "{file} is not written, as it would not be whole; mend the pages that failed, or leave them out"
        ));
    }
    if !matches!(job.destination, Destination::Stdout) || job.args.verbose {
        report::line(&format!(
            "{}, {}: {} written, {} unchanged, {} with nothing to export, {} failed; {:.2} s",
            counted(written + unchanged + empty + failed, "page"),
            counted(units, "unit"),
            number(written),
            number(unchanged),
            number(empty),
            number(failed),
            started.elapsed().as_secs_f64(),
        ));
    }
    let missing: Vec<_> = if units > 0 { job.selection.missing().collect() } else { Vec::new() };
    for missing in missing {
        report::failure(&anyhow!("no page has `{missing}`; only the rest of the selection is there"));
        status = Status::Failure;
    }
    if let Destination::Folder(outputs) = &job.destination
        && let Err(error) = outputs.finish()
    {
        report::failure(&anyhow!("cannot put the list of outputs in order: {error}"));
        status = Status::Failure;
    }
    Ok(status)
}
