//! The files that came back: those below some paths.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cli::input::unsearched;
use crate::cli::outputs::Outputs;
use crate::exchange::read;
use crate::walk::{self, Page};

/// The files below some paths.
///
/// # Errors
/// When a path cannot be read or searched, and when there are none.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<Page>> {
    let files = walk::files(paths, None, read::EXTENSIONS).whole().map_err(|error| unsearched(&error))?;
    if files.is_empty() {
        bail!("no files there; folders are searched for *.xlf, *.xliff and *.po");
    }
    Ok(files)
}

/// Those of some folders that export wrote to, with the record of what it wrote there.
///
/// # Errors
/// When a record is damaged.
pub(super) fn exports(paths: &[PathBuf]) -> Result<Vec<Outputs>> {
    paths.iter().filter(|path| path.is_dir()).map(|path| Outputs::open(path, false)).collect()
}

/// The files that have the name of one before them, but for what they end in or the folder that was given: they may be for
/// the same page.
pub(super) fn doubles(files: &[Page]) -> HashSet<PathBuf> {
    let mut names = HashSet::new();
    let is_double = |file: &&Page| !names.insert(file.relative.with_extension(""));
    files.iter().filter(is_double).map(|file| file.path.clone()).collect()
}
