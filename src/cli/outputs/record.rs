//! The list of what was written to a folder: its text, and what it holds.
//!
//! Each line is a fingerprint and a path. A path may have several: until the record is put in order, each that the file may have.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path};

use anyhow::{Result, bail};

use crate::cli::report::shown;
use crate::path_key;

/// What a record starts with.
pub(super) const HEAD: &str = "# Files that bitext wrote here. It overwrites these, and no others, without --force.\n";

/// Bytes of a record that are read: some million outputs.
const MOST_BYTES: u64 = 64 << 20;

/// The fingerprints of outputs, by [`path_key::key`].
#[derive(Debug, Default)]
pub(super) struct Record(BTreeMap<String, Vec<u64>>);

impl Record {
    /// Reads a record; an empty one if there is none.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let help = "remove it, and give --force to the next run if it is to overwrite what is there";
        let data = match fs::symlink_metadata(path) {
            Ok(data) => data,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => bail!("{}: {error}", shown(path)),
        };
        if !data.is_file() {
            bail!("{} should be the list of outputs, and is no regular file; {help}", shown(path));
        }
        if data.len() > MOST_BYTES {
            bail!("{} is too large to be the list of outputs; {help}", shown(path));
        }
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                bail!("{} is damaged: it is not UTF-8; {help}", shown(path))
            }
            Err(error) => bail!("{}: {error}", shown(path)),
        }
    }

    fn parse(text: &str) -> Self {
        let mut record = Self::default();
        for line in text.split_inclusive('\n') {
            // A line without an end is one that a killed run did not write to its end.
            let Some((hash, key)) = line.strip_suffix('\n').and_then(|line| line.split_once("  ")) else { continue };
            let is_inside = path_key::path(key)
                .is_some_and(|path| path.components().all(|part| matches!(part, Component::Normal(_))));
            if let (16, Ok(hash), true) = (hash.len(), u64::from_str_radix(hash, 16), is_inside) {
                let hashes = record.0.entry(key.to_owned()).or_default();
                if !hashes.contains(&hash) {
                    hashes.push(hash);
                }
            }
        }
        record
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an output is in the record.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Whether an output may have this fingerprint.
    pub(super) fn has(&self, key: &str, hash: u64) -> bool {
        self.0.get(key).is_some_and(|hashes| hashes.contains(&hash))
    }

    /// Notes the fingerprint that an output has.
    pub(super) fn set(&mut self, key: String, hash: u64) {
        self.0.insert(key, vec![hash]);
    }

    /// Forgets outputs that are not in the folder any more, but for those in `made`, and gives the others that are not in `made`.
    pub(super) fn keep_there(&mut self, folder: &Path, made: &HashSet<String>) -> Vec<String> {
        let is_there =
            |key: &str| path_key::path(key).is_some_and(|path| fs::symlink_metadata(folder.join(path)).is_ok());
        self.0.retain(|key, _| made.contains(key) || is_there(key));
        self.0.keys().filter(|key| !made.contains(*key)).cloned().collect()
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        let mut entries = self.0.iter().flat_map(|(key, hashes)| hashes.iter().map(move |&hash| (key, hash)));
        entries.try_for_each(|(key, hash)| f.write_str(&line(key, hash)))
    }
}

/// A line of the record.
pub(super) fn line(key: &str, hash: u64) -> String {
    format!("{hash:016x}  {key}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_of_paths_inside_are_read() {
        let text = "# note\n0000000000000001  å.md\n0000000000000002  å.md\n\n0000000000000003  ../a.md\n\
                    0000000000000003  /a.md\n0000000000000003  %2e%2e/a.md\n3  b.md\nx\n0000000000000004  c.m";
        let record = Record::parse(text);
        assert_eq!(record.to_string(), format!("{HEAD}0000000000000001  å.md\n0000000000000002  å.md\n"));
    }
}
