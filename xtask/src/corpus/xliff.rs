//! Real pages to XLIFF and back: every file must be valid, and a file that nobody edited must change no byte.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use bitext::exchange::format::Format;
use bitext::exchange::merge::merge;
use bitext::exchange::read::{Limits, read};
use bitext::{parse, source};
use rayon::prelude::*;

use crate::exported::exported;
use crate::sets::{self, number};

/// The versions that are tried, and what the validator is told of them.
const VERSIONS: [(Format, &str, &[&str]); 2] =
    [(Format::Xliff12, "1.2", &["--strict12"]), (Format::Xliff20, "2.0", &[])];

/// Files that one run of the validator is given: a command line has no room for all.
const FILES_AT_A_TIME: usize = 500;

/// Where the validator is, with its schemas: `validate.py [--strict12] FILE…`, exit code 0 if all are valid.
fn validator() -> Option<PathBuf> {
    let folder = std::env::var_os("BITEXT_XLIFF").map_or_else(|| crate::root().join("../shared/xliff"), PathBuf::from);
    Some(folder.join("validate.py")).filter(|file| file.is_file())
}

/// Exports the pages, validates, imports; says whether all is well.
pub(super) fn run(dir: &Path, sample: u64) -> Result<bool> {
    let scratch = tempfile::tempdir().context("a folder for the files")?;
    let mut is_well = true;
    for (format, version, options) in VERSIONS {
        let mut files = Vec::new();
        let (mut units, mut changed) = (0, Vec::new());
        for folder in sets::folders(dir)? {
            let set = sets::name(&folder);
            let pages = sets::pages(&folder, sample)?;
            let done: Vec<Done> = pages
                .par_iter()
                .enumerate()
                .map(|(index, page)| {
                    let file = scratch.path().join(format!("{version}-{set}-{index}.xlf"));
                    round_trip(&folder.join("bilingual").join(page), &set, format, &file)
                        .with_context(|| format!("{set}/{page}"))
                })
                .collect::<Result<_>>()?;
            for (done, page) in done.iter().zip(&pages) {
                units += done.units;
                files.extend(done.file.clone());
                changed.extend(done.said.as_ref().map(|said| format!("{set}/{page}: {said}")));
            }
        }
        println!("XLIFF {version}: {} files, {} units", number(files.len()), number(units));
        println!("  {} not the same after import", number(changed.len()));
        changed.iter().take(20).for_each(|said| println!("    {said}"));
        is_well &= changed.is_empty() && validate(&files, version, options)?;
    }
    Ok(is_well)
}

/// What a page came to.
struct Done {
    units: usize,
    /// None for a page without pairs.
    file: Option<PathBuf>,
    /// What is wrong.
    said: Option<String>,
}

fn round_trip(page: &Path, set: &str, format: Format, file: &Path) -> Result<Done> {
    let bytes = fs::read(page)?;
    let text = source::decode(&bytes).map_err(|error| anyhow::anyhow!("{error}"))?;
    let (document, _) = parse(text);
    let Some(out) = exported(&document, set, format) else {
        return Ok(Done { units: 0, file: None, said: None });
    };
    let all = document.pairs().len();
    fs::write(file, &out)?;
    let returned = read(out.as_bytes(), &Limits::default())?;
    let said = match returned.files.as_slice() {
        [one] => {
            let merged = merge(&document, one);
            let is_same = merged.text.is_none() && merged.outcomes.is_empty() && merged.kept == all;
            (!is_same).then(|| format!("{} of {all} kept; {:?}", merged.kept, merged.outcomes.first()))
        }
        files => Some(format!("{} files", files.len())),
    };
    Ok(Done { units: all, file: Some(file.to_path_buf()), said })
}

fn validate(files: &[PathBuf], version: &str, options: &[&str]) -> Result<bool> {
    let Some(validator) = validator() else {
        println!("  skipped: no validator; BITEXT_XLIFF names the folder with validate.py");
        return Ok(true);
    };
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let invalid: Vec<String> = files
        .par_chunks(FILES_AT_A_TIME)
        .map(|files| {
            let run = Command::new(&python).arg(&validator).args(options).args(files).output();
            let run = run.with_context(|| format!("{} cannot be run; PYTHON names another", python.display()))?;
            match run.status.code() {
                Some(0) => Ok(String::new()),
                // Python ends so too when a module is missing.
                Some(1) if !run.stdout.is_empty() => Ok(String::from_utf8_lossy(&run.stdout).into_owned()),
                _ => bail!(
                    "the validator failed; it needs `pip install lxml saxonche`\n{}",
                    String::from_utf8_lossy(&run.stderr)
                ),
            }
        })
        .collect::<Result<_>>()?;
    let problems: Vec<&str> = invalid.iter().flat_map(|said| said.lines()).collect();
    println!("  {} problems of validity, as XLIFF {version} {}", number(problems.len()), options.join(" "));
    problems.iter().take(20).for_each(|said| println!("    {said}"));
    Ok(problems.is_empty())
}
