//! A folder of outputs: which page goes where, and what may be overwritten there.
//!
//! The record in the folder tells later runs what is theirs. It is also a journal: before a file is put in place, its fingerprint
//! is appended, so that a run that is killed, or that fills the disk, leaves no file that the next run does not know.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Result, bail};
use xxhash_rust::xxh3::xxh3_64;

use self::record::Record;
use super::replace;
use super::report::shown;
use crate::path_key::key;
use crate::walk::{OUTPUT_RECORD, Page, same_relative};
use crate::write::{self, Durability};

mod record;

/// A folder that pages are written to.
#[derive(Debug)]
pub(super) struct Outputs {
    folder: PathBuf,
    force: bool,
    /// What earlier runs wrote, and this one.
    record: Mutex<Record>,
    journal: Mutex<Journal>,
    /// Folders of outputs that are there and inside the folder.
    checked: Mutex<HashSet<PathBuf>>,
}

/// What becomes of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// It is written.
    Written,
    /// It is there already, byte for byte.
    Unchanged,
}

/// Why an output is not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum PutError {
    /// The file there is not from an earlier run, or was changed since.
    #[error("a file is there that bitext did not write, or that was changed since")]
    NotOurs,
    /// Something stands where a folder or a file has to be.
    #[error("{what} is in the way: {}", shown(path))]
    InTheWay { what: &'static str, path: PathBuf },
    /// A folder on the way is elsewhere.
    #[error("{} leads out of {} by a symbolic link", shown(path), shown(root))]
    LeadsOut { path: PathBuf, root: PathBuf },
    /// It could not be noted that the file is ours.
    #[error("cannot note it in {OUTPUT_RECORD}, so it was not written: {0}")]
    NotNoted(io::Error),
    /// The system refused.
    #[error("cannot write it: {0}")]
    Io(#[from] io::Error),
}

impl PutError {
    /// What to do next.
    pub(super) fn help(&self) -> Option<&'static str> {
        match self {
            Self::NotOurs => Some("move it away, or overwrite it with --force"),
            Self::InTheWay { .. } => Some("move it away, or choose another folder"),
            Self::LeadsOut { .. } => Some("remove the link, or choose another folder"),
            Self::NotNoted(error) | Self::Io(error) => replace::help(error),
        }
    }

    /// Whether there is no room, so that others will fail too.
    pub(super) fn is_full(&self) -> bool {
        matches!(self, Self::NotNoted(error) | Self::Io(error) if replace::is_full(error))
    }
}

impl Outputs {
    /// The folder as earlier runs left it. Nothing is created yet.
    pub(super) fn open(folder: &Path, force: bool) -> Result<Self> {
        for part in folder.ancestors().filter(|part| !part.as_os_str().is_empty()) {
            match fs::metadata(part) {
                Ok(data) if data.is_dir() => break,
                Ok(_) => bail!("{} is a file; name a folder to write to", shown(part)),
                Err(_) if part.is_symlink() => {
                    bail!("{} is a symbolic link to nothing; remove it, or create what it points to", shown(part))
                }
                Err(_) => {}
            }
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            force,
            record: Mutex::new(Record::read(&folder.join(OUTPUT_RECORD))?),
            journal: Mutex::default(),
            checked: Mutex::default(),
        })
    }

    /// Checks that every page has an output of its own that is not an input.
    pub(super) fn plan(&self, pages: &[Page]) -> Result<()> {
        // In an empty folder no output can be an input.
        let is_empty = fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.next().is_none());
        let folder = self.folder.canonicalize().ok().filter(|_| !is_empty);
        if let Some([one, other]) = same_relative(pages) {
            bail!(
                "{} and {} would both be written to {}; give the folder above them, or run them apart",
                shown(&one.path),
                shown(&other.path),
                shown(&self.path(one))
            );
        }
        for page in pages {
            if page.relative == Path::new(OUTPUT_RECORD) {
                bail!(
                    "{} would be written over the list of outputs; leave it out, or give the folder above it",
                    shown(&page.path)
                );
            }
            let may_be_itself = folder.as_ref().is_some_and(|folder| folder.join(&page.relative).exists());
            if may_be_itself && is_same_file(&self.path(page), &page.path) {
                bail!("{} would be written over itself; choose another folder, or --in-place", shown(&page.path));
            }
        }
        Ok(())
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a page goes.
    pub(super) fn path(&self, page: &Page) -> PathBuf {
        self.folder.join(&page.relative)
    }

    /// Whether an earlier run wrote this page, and it is still there.
    pub(super) fn is_old(&self, page: &Page) -> bool {
        lock(&self.record).knows(&key(&page.relative)) && fs::symlink_metadata(self.path(page)).is_ok()
    }

    /// Whether an earlier run wrote these very bytes to a path in the folder.
    pub(super) fn wrote(&self, relative: &Path, bytes: &[u8]) -> bool {
        lock(&self.record).has(&key(relative), xxh3_64(bytes))
    }

    /// Outputs of earlier runs that are still there and that none of these pages makes, sorted. What is not there any more is
    /// forgotten.
    pub(super) fn orphans(&self, pages: &[Page]) -> Vec<String> {
        let made: HashSet<String> = pages.iter().map(|page| key(&page.relative)).collect();
        lock(&self.record).keep_there(&self.folder, &made)
    }

    /// Tells what [`Outputs::put`] would do, and does nothing.
    pub(super) fn try_put(&self, page: &Page, bytes: &[u8]) -> Result<Put, PutError> {
        self.check_parent(page, false)?;
        self.decide(page, bytes)
    }

    /// Writes a page, unless something is there that is not ours.
    pub(super) fn put(&self, page: &Page, bytes: &[u8]) -> Result<Put, PutError> {
        self.check_parent(page, true)?;
        let put = self.decide(page, bytes)?;
        let (key, hash) = (key(&page.relative), xxh3_64(bytes));
        if put == Put::Written {
            // Before the file: until it is in place, the old fingerprint counts as well.
            let line = record::line(&key, hash);
            lock(&self.journal).append(&self.record_path(), &line).map_err(PutError::NotNoted)?;
            write::write(&self.path(page), bytes, Durability::Process)?;
        }
        lock(&self.record).set(key, hash);
        Ok(put)
    }

    fn decide(&self, page: &Page, bytes: &[u8]) -> Result<Put, PutError> {
        let path = self.path(page);
        let is_ours = match fs::symlink_metadata(&path) {
            Err(error) if is_missing(&error) => return Ok(Put::Written),
            Err(error) => return Err(error.into()),
            Ok(data) if data.is_dir() => return Err(PutError::InTheWay { what: "a folder", path }),
            // What a link points to may lie anywhere: the link itself is what would be replaced.
            Ok(data) if data.is_symlink() => false,
            Ok(_) => {
                let old = fs::read(&path)?;
                if old == bytes {
                    return Ok(Put::Unchanged);
                }
                lock(&self.record).has(&key(&page.relative), xxh3_64(&old))
            }
        };
        if is_ours || self.force { Ok(Put::Written) } else { Err(PutError::NotOurs) }
    }

    /// Checks that the folder of an output is inside the folder of all, and creates it if that is asked for.
    fn check_parent(&self, page: &Page, create: bool) -> Result<(), PutError> {
        let path = self.path(page);
        let parent = path.parent().unwrap_or(&self.folder);
        if lock(&self.checked).contains(parent) {
            return Ok(());
        }
        if create {
            fs::create_dir_all(&self.folder)?;
        }
        let there = parent.ancestors().find(|folder| fs::symlink_metadata(folder).is_ok());
        if let Some(there) = there
            && there.starts_with(&self.folder)
        {
            let root = self.folder.canonicalize()?;
            match there.canonicalize() {
                Ok(real) if !real.starts_with(&root) => {
                    return Err(PutError::LeadsOut { path: there.to_path_buf(), root: self.folder.clone() });
                }
                Ok(real) if !real.is_dir() => {
                    return Err(PutError::InTheWay { what: "a file", path: there.to_path_buf() });
                }
                Err(error) if is_missing(&error) => {
                    return Err(PutError::InTheWay { what: "a symbolic link to nothing", path: there.to_path_buf() });
                }
                real => real?,
            };
        }
        if create {
            fs::create_dir_all(parent)?;
        }
        lock(&self.checked).insert(parent.to_path_buf());
        Ok(())
    }

    /// Puts the record in order, for the next run.
    pub(super) fn finish(&self) -> io::Result<()> {
        let record = lock(&self.record);
        let text = record.to_string();
        let path = self.record_path();
        if !path.exists() && record.is_empty() || fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        write::write(&path, text.as_bytes(), Durability::Process)
    }

    /// Where the record is.
    pub(super) fn record_path(&self) -> PathBuf {
        self.folder.join(OUTPUT_RECORD)
    }
}

/// The record as it is appended to.
#[derive(Debug, Default)]
struct Journal {
    file: Option<File>,
    /// Whether its last line may not be whole.
    is_torn: bool,
}

impl Journal {
    fn append(&mut self, path: &Path, line: &str) -> io::Result<()> {
        let mut text = String::new();
        let file = if let Some(file) = &mut self.file {
            file
        } else {
            let file = OpenOptions::new().append(true).create(true).open(path)?;
            if file.metadata()?.len() == 0 {
                text.push_str(record::HEAD);
            }
            // A run that was killed may have left half a line.
            self.is_torn = text.is_empty();
            self.file.insert(file)
        };
        if self.is_torn {
            text.push('\n');
        }
        text.push_str(line);
        self.is_torn = true;
        file.write_all(text.as_bytes())?;
        self.is_torn = false;
        Ok(())
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    // A page that panicked has left nothing half changed.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
