//! `cargo xtask clients`: real pages through real programs of translators, and what comes back of each unit.
//!
//! Programs are installed into a folder below `target/` and run there by small scripts, which tell what they edited. What should
//! have become of a unit is worked out here from the page alone, so a program and the import cannot agree on a wrong result.

mod edit;
mod outcome;
mod program;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bitext::exchange::format::Format;
use bitext::{parse, source};
use rayon::prelude::*;

use self::outcome::Tally;
use self::program::{Log, Mode, PROGRAMS, Scratch, exchange};
use crate::exported::exported;
use crate::sets;

/// Send real pages through real programs of translators, and write what came of it into docs/xliff.md
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder of sets of pages, each with its pages in `bilingual/`
    dir: PathBuf,

    /// Only this program, and only its rows of the table; may be repeated
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
}

/// Pages of each set.
const PAGES: usize = 60;

/// A page of the sample.
#[derive(Debug)]
struct Page {
    /// The set that it is of, and its path there.
    name: String,
    /// What the file that it is exported to is called, without its extension.
    stem: String,
    set: String,
    text: String,
}

/// Runs every program that can be installed; says whether no unit was damaged.
pub(crate) fn run(args: &Args) -> Result<bool> {
    if let Some(name) = args.only.iter().find(|name| PROGRAMS.iter().all(|program| program.name != name.as_str())) {
        bail!("no program is called {name}; there are {}", PROGRAMS.map(|program| program.name).join(", "));
    }
    let pages = sample(&args.dir)?;
    let scratch = Scratch::new(&crate::root().join("target/clients"))?;
    let (mut tables, mut is_well) = (Vec::new(), true);
    for program in &PROGRAMS {
        if !args.only.is_empty() && args.only.iter().all(|name| name != program.name) {
            continue;
        }
        let installed = match scratch.install(program) {
            Ok(installed) => installed,
            Err(error) => {
                println!("skipped: {} cannot be installed: {error:#}", program.name);
                continue;
            }
        };
        let pages: Vec<&Page> = pages.iter().step_by(program.one_page_in).collect();
        let mut rows = String::new();
        for variant in program.variants {
            let mut tally = Tally::default();
            for mode in [Mode::Save, Mode::Edit] {
                let folder = scratch.files()?;
                let files = folder.path();
                export(&pages, variant.format, files)?;
                let log = exchange(&installed, program, variant, mode, files)?;
                let came_back = |page: &&Page| page.came_back(variant.format, files, &log);
                for came in pages.par_iter().map(came_back).collect::<Vec<_>>() {
                    tally.add(came);
                }
            }
            println!("{} {}, {}: {tally}", program.name, installed.version, variant.label);
            is_well &= tally.damaged.is_empty();
            rows.push_str(&tally.row(program.name, &installed.version, variant.label, pages.len()));
        }
        tables.push((program.name, rows));
    }
    write_table(&tables)?;
    Ok(is_well)
}

/// Pages of each set that have pairs, spread over its folders.
fn sample(dir: &Path) -> Result<Vec<Page>> {
    let mut sample = Vec::new();
    for folder in sets::folders(dir)? {
        let set = sets::name(&folder);
        let paths = sets::pages(&folder, 1)?;
        let mut found = 0;
        for path in paths.iter().step_by((paths.len() / PAGES).max(1)) {
            let bytes = fs::read(folder.join("bilingual").join(path)).with_context(|| path.clone())?;
            let Ok(text) = source::decode(&bytes) else { continue };
            if found < PAGES && !parse(text).0.pairs().is_empty() {
                found += 1;
                let stem = format!("{set}-{found}");
                sample.push(Page { name: format!("{set}/{path}"), stem, set: set.clone(), text: text.to_owned() });
            }
        }
    }
    Ok(sample)
}

fn export(pages: &[&Page], format: Format, files: &Path) -> Result<()> {
    pages.par_iter().try_for_each(|page| {
        let (document, _) = parse(&page.text);
        let text = exported(&document, &page.set, format).with_context(|| page.name.clone())?;
        let file = page.file(format);
        fs::write(files.join("in").join(&file), text).with_context(|| file)
    })
}

impl Page {
    /// The file that it is exported to.
    fn file(&self, format: Format) -> String {
        format!("{}.{}", self.stem, format.extension())
    }

    fn came_back(&self, format: Format, files: &Path, log: &Log) -> Tally {
        let file = self.file(format);
        let bytes = fs::read(files.join("out").join(&file));
        let (returned, edits) = match (log.of(&file), &bytes) {
            (Err(problem), _) => (Err(problem), HashMap::new()),
            (Ok(edits), Ok(bytes)) => (Ok(bytes.as_slice()), edits),
            (Ok(edits), Err(_)) => (Err("the program wrote no file"), edits),
        };
        outcome::of_page(&self.name, &self.text, returned, &edits)
    }
}

/// Where the table stands in the document.
const MARKS: [&str; 2] = ["<!-- clients -->\n", "<!-- /clients -->"];

const HEAD: &str = "\
| client | version | format | pages | units | unchanged | as edited | refused | damaged |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
";

/// Puts the rows of some programs in the place of those that they had. The other programs keep theirs.
fn write_table(tables: &[(&str, String)]) -> Result<()> {
    let path = crate::root().join("docs/xliff.md");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let place = MARKS.map(|mark| text.find(mark));
    let [Some(start), Some(end)] = place else { bail!("{}: {} is not there", path.display(), MARKS.join(" … ")) };
    let start = start + MARKS[0].len();
    let rows: String = PROGRAMS.iter().map(|program| rows_of(program.name, &text[start..end], tables)).collect();
    fs::write(&path, [&text[..start], HEAD, &rows, &text[end..]].concat()).with_context(|| path.display().to_string())
}

fn rows_of(program: &str, old: &str, tables: &[(&str, String)]) -> String {
    match tables.iter().find(|(name, _)| *name == program) {
        Some((_, rows)) => rows.clone(),
        None => old.split_inclusive('\n').filter(|row| row.starts_with(&format!("| {program} |"))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_did_not_run_keeps_its_rows() {
        let old = "| client |\n| --- |\n| OmegaT | 1 |\n| Poedit | 1 |\n| Poedit | 2 |\n";
        let tables = [("OmegaT", "| OmegaT | 3 |\n".to_owned())];
        assert_eq!(rows_of("OmegaT", old, &tables), "| OmegaT | 3 |\n");
        assert_eq!(rows_of("Poedit", old, &tables), "| Poedit | 1 |\n| Poedit | 2 |\n");
        assert_eq!(rows_of("Lokalize", old, &tables), "");
    }
}
