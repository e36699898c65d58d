//! `cargo xtask bench`: what `bitext` takes beside other programs and with growing input, written into docs/performance.md.
//!
//! Whole processes are measured, each in turn with those that it stands beside. No figure of that page is written by hand.

mod growth;
mod machine;
mod measure;
mod neighbours;
mod page;
mod pages;
mod task;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use self::measure::{Contender, Rounds, Scratch};
use self::neighbours::Neighbours;
use self::page::Table;
use self::task::{Inputs, Task, Tool};
use crate::install::{missing, output};
use crate::sets;

/// Measure the program beside others, and write the figures into docs/performance.md
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A set of pages: a folder with `bilingual/` and, for the programs of others, `source/`
    dir: PathBuf,

    /// Install the programs of others below `target/bench` first
    #[arg(long)]
    install: bool,

    /// Only one page in so many, few rounds, and print the tables: to try the chore
    #[arg(long, value_name = "N")]
    sample: Option<u64>,
}

/// Pages that other programs get: one in so many, as they take long.
const NEIGHBOURS_SAMPLE: u64 = 10;

/// All that the tables are made with.
struct Bench<'a> {
    args: &'a Args,
    scratch: Scratch,
    tool: Tool,
}

/// Measures all and writes the page.
pub(crate) fn run(args: &Args) -> Result<bool> {
    if let [first, ..] = missing(&["rg", "cp", "time"])[..] {
        bail!("{first} is not there to measure with; install it");
    }
    let folder = crate::root().join("target/bench");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let neighbours = Neighbours::find(&folder, args.install)?;
    for name in neighbours.absent() {
        println!("{name} is left out, since it is not installed");
    }
    let scratch = Scratch::new()?;
    let language = locale(&args.dir)?.with_context(|| format!("{}: no page names its locale", args.dir.display()))?;
    let tool = Tool { program: build()?, language };
    let bench = Bench { args, scratch, tool };
    let inputs = bench.inputs(&bench.pages(args.sample.unwrap_or(1), "bilingual")?)?;
    let mut tables = vec![Table { name: "machine", text: machine::described(&bench.tool, &inputs.pages)? }];
    for step in [Bench::checks, Bench::clean_checks, Bench::cleans, Bench::exchanges] {
        tables.push(step(&bench, &inputs)?);
    }
    tables.push(bench.beside_neighbours(&neighbours)?);
    tables.push(bench.with_more_pages()?);
    tables.push(bench.with_larger_pages()?);
    if args.sample.is_some() {
        for table in &tables {
            println!("{}\n\n{}", table.name, table.text);
        }
        return Ok(true);
    }
    page::write(&tables)?;
    page::write(&[Table { name: "parser", text: machine::parser(&args.dir)? }])?;
    Ok(true)
}

/// The locale of the first page of a set that names one, for those that do not.
fn locale(set: &Path) -> Result<Option<String>> {
    for page in sets::pages(set, 1)? {
        let text = fs::read_to_string(set.join("bilingual").join(&page)).with_context(|| page)?;
        if let Some(locale) = bitext::exchange::front_matter::locale(&bitext::parse(&text).0) {
            return Ok(Some(locale));
        }
    }
    Ok(None)
}

/// Builds the program for release; where it is.
fn build() -> Result<PathBuf> {
    output("cargo", ["build", "--quiet", "--release", "--package", "bitext"])?;
    let here = std::env::current_exe()?;
    let target = here.parent().and_then(Path::parent).context("the folder of this program has no parent")?;
    Ok(target.join("release/bitext"))
}

impl Bench<'_> {
    /// Enough rounds for a median, or few for a trial.
    fn rounds(&self, counted: usize) -> Rounds {
        if self.args.sample.is_some() { Rounds { first: 0, counted: 2 } } else { Rounds { first: 1, counted } }
    }

    /// A folder with one page in `sample` of the set.
    fn pages(&self, sample: u64, side: &str) -> Result<PathBuf> {
        let folder = self.args.dir.join(side);
        if sample == 1 {
            return Ok(folder);
        }
        let some = self.scratch.path();
        fs::create_dir(&some)?;
        for page in sets::pages(&self.args.dir, sample)? {
            let (from, to) = (folder.join(&page), some.join(&page));
            if from.is_file() {
                fs::create_dir_all(to.parent().unwrap_or(&some))?;
                fs::copy(from, to).with_context(|| page)?;
            }
        }
        if fs::read_dir(&some)?.next().is_none() {
            bail!("{} has no page in a sample of one in {sample}; take a smaller --sample", folder.display());
        }
        Ok(some)
    }

    /// Exports pages, for the imports.
    fn inputs(&self, pages: &Path) -> Result<Inputs> {
        let (exported, returned) = (self.scratch.path(), self.scratch.path());
        let inputs = Inputs { pages: pages.to_path_buf(), exported, returned };
        self.scratch.prepare(&mut Task::Export.command(&self.tool, &inputs, &inputs.exported))?;
        pages::link(&inputs.exported, &inputs.returned)?;
        Ok(inputs)
    }

    fn beside(&self, name: &'static str, contenders: &[Contender<'_>], counted: usize) -> Result<Table> {
        println!("measuring: {name}");
        let series = self.scratch.side_by_side(contenders, self.rounds(counted))?;
        Ok(Table { name, text: page::beside_first(&series) })
    }

    fn checks(&self, inputs: &Inputs) -> Result<Table> {
        self.beside("check", &[ripgrep(inputs), Task::Check.contender(&self.tool, inputs)], 20)
    }

    fn clean_checks(&self, inputs: &Inputs) -> Result<Table> {
        self.beside("clean-check", &[ripgrep(inputs), Task::CleanCheck.contender(&self.tool, inputs)], 20)
    }

    fn cleans(&self, inputs: &Inputs) -> Result<Table> {
        let originals = self.args.dir.join("source");
        let source = |out: &Path| {
            let mut command = Task::Clean.command(&self.tool, inputs, out);
            command.args(["--side", "source", "--source-root"]).arg(&originals);
            command
        };
        let contenders = [
            copy(inputs),
            Task::Clean.contender(&self.tool, inputs),
            Contender::new("`bitext clean -o --side source --source-root`", source),
        ];
        self.beside("clean", &contenders, 10)
    }

    fn exchanges(&self, inputs: &Inputs) -> Result<Table> {
        let bundle = self.scratch.path().with_extension("xlf");
        let export = |to: &Path| {
            let mut command = Task::Export.command(&self.tool, inputs, to);
            command.arg("--bundle");
            command
        };
        self.scratch.prepare(&mut export(&bundle))?;
        let import = |_: &Path| {
            let mut command = Command::new(&self.tool.program);
            command.arg("import").arg(&bundle).arg("--into").arg(&inputs.pages);
            command
        };
        let contenders = [
            copy(inputs),
            Task::Export.contender(&self.tool, inputs),
            Task::ImportRecorded.contender(&self.tool, inputs),
            Task::Import.contender(&self.tool, inputs),
            Contender::new("`bitext export --bundle`", |out: &Path| export(&out.with_extension("xlf"))),
            Contender::new("`bitext import` of that file", import),
        ];
        self.beside("exchange", &contenders, 10)
    }

    fn beside_neighbours(&self, neighbours: &Neighbours) -> Result<Table> {
        println!("measuring: neighbours");
        let sample = NEIGHBOURS_SAMPLE * self.args.sample.unwrap_or(1);
        let source = self.pages(sample, "source")?;
        let inputs = self.inputs(&self.pages(sample, "bilingual")?)?;
        let mut pages = sets::pages(&self.args.dir, sample)?;
        pages.retain(|page| source.join(page).is_file());
        let (mut contenders, mut does) =
            (vec![Task::Export.contender(&self.tool, &inputs)], vec!["bilingual pages to XLIFF 1.2 with inline codes"]);
        for (contender, what) in neighbours.contenders(&source, &pages, &self.scratch)? {
            contenders.push(contender);
            does.push(what);
        }
        let series = self.scratch.side_by_side(&contenders, Rounds { first: 0, counted: 3 })?;
        let mut text = format!("{} pages:\n\n", sets::number(pages.len()));
        text.push_str(
            "| program | what it does | median | user + system | peak memory |\n| --- | --- | ---: | ---: | ---: |\n",
        );
        for (one, what) in series.iter().zip(does) {
            let [median, cpu] = [one.median(), one.cpu()].map(page::time);
            text.push_str(&format!("| {} | {what} | {median} | {cpu} | {} |\n", one.name, page::memory(one.peak)));
        }
        Ok(Table { name: "neighbours", text })
    }
}

fn ripgrep<'a>(inputs: &Inputs) -> Contender<'a> {
    let pages = inputs.pages.clone();
    Contender::new("`rg -c`", move |_: &Path| {
        let mut command = Command::new("rg");
        command.args(["-c", "data-ttu-id"]).arg(&pages);
        command
    })
}

fn copy<'a>(inputs: &Inputs) -> Contender<'a> {
    let pages = inputs.pages.clone();
    Contender::new("`cp -r`", move |out: &Path| {
        let mut command = Command::new("cp");
        command.arg("-r").arg(&pages).arg(out);
        command
    })
}
