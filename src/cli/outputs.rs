//! A folder of outputs: which page goes where, and what may be overwritten there.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result, bail};
use xxhash_rust::xxh3::xxh3_64;

use crate::walk::Page;
use crate::write::{self, Durability};

/// The file in an output folder that lists what was written there, with a fingerprint of each file.
const RECORD: &str = ".bitext-outputs";
const RECORD_HEAD: &str = "# Files that bitext wrote here. It overwrites these, and no others, without --force.\n";

/// A folder that pages are written to.
#[derive(Debug)]
pub(super) struct Outputs {
    folder: PathBuf,
    force: bool,
    /// What earlier runs wrote, and this one: fingerprints by path.
    record: Mutex<BTreeMap<String, u64>>,
}

/// What became of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// It was written.
    Written,
    /// It was there already, byte for byte.
    Unchanged,
}

/// Why an output was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum PutError {
    /// The file there is not from an earlier run, or was changed since.
    #[error("a file is there that bitext did not write, or that was changed since")]
    NotOurs,
    /// The system refused.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Outputs {
    /// The folder as earlier runs left it. Nothing is created yet.
    pub(super) fn open(folder: &Path, force: bool) -> Result<Self> {
        if fs::metadata(folder).is_ok_and(|data| !data.is_dir()) {
            bail!("{} is a file; --output takes a folder", folder.display());
        }
        let record = match fs::read_to_string(folder.join(RECORD)) {
            Ok(text) => text
                .lines()
                .filter_map(|line| line.split_once("  "))
                .filter_map(|(hash, path)| Some((path.to_owned(), u64::from_str_radix(hash, 16).ok()?)))
                .collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => bail!("{}: {error}", folder.join(RECORD).display()),
        };
        Ok(Self { folder: folder.to_path_buf(), force, record: Mutex::new(record) })
    }

    /// Checks that every page has an output of its own that is not an input.
    pub(super) fn plan(&self, pages: &[Page]) -> Result<()> {
        let folder = self.folder.canonicalize().ok();
        let mut seen: HashMap<&Path, &Path> = HashMap::new();
        for page in pages {
            if let Some(other) = seen.insert(&page.relative, &page.path) {
                bail!(
                    "{} and {} would both be written to {}; give the folder above them, or run them apart",
                    other.display(),
                    page.path.display(),
                    self.path(page).display()
                );
            }
            let may_be_itself = folder.as_ref().is_some_and(|folder| folder.join(&page.relative).exists());
            if may_be_itself && is_same_file(&self.path(page), &page.path) {
                bail!("{} would be written over itself; choose another folder, or --in-place", page.path.display());
            }
        }
        Ok(())
    }

    /// Creates the folders that the outputs go to.
    pub(super) fn create_folders(&self, pages: &[Page]) -> Result<()> {
        let create = |folder: &Path| {
            fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))
        };
        create(&self.folder)?;
        let root = self.folder.canonicalize().with_context(|| self.folder.display().to_string())?;
        let mut created = None;
        for page in pages {
            let path = self.path(page);
            let parent = path.parent().map(Path::to_path_buf);
            if parent != created {
                if let Some(parent) = &parent {
                    let there = parent.ancestors().find(|ancestor| ancestor.exists()).unwrap_or(parent);
                    if !there.canonicalize().is_ok_and(|there| there.starts_with(&root)) {
                        bail!(
                            "{} leads out of {} by a symbolic link; remove it",
                            parent.display(),
                            self.folder.display()
                        );
                    }
                    create(parent)?;
                }
                created = parent;
            }
        }
        Ok(())
    }

    /// Where a page goes.
    pub(super) fn path(&self, page: &Page) -> PathBuf {
        self.folder.join(&page.relative)
    }

    /// Whether [`Outputs::put`] would change what is there.
    pub(super) fn differs(&self, page: &Page, bytes: &[u8]) -> io::Result<bool> {
        match fs::read(self.path(page)) {
            Ok(old) => Ok(old != bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Writes a page, unless something is there that is not ours.
    pub(super) fn put(&self, page: &Page, bytes: &[u8]) -> Result<Put, PutError> {
        let path = self.path(page);
        let key = key(&page.relative);
        let known = key.as_ref().and_then(|key| self.lock().get(key).copied());
        let old = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
            // What a link points to may lie anywhere: the link itself is what would be replaced.
            Ok(data) if data.is_symlink() => Some(None),
            Ok(_) => Some(Some(fs::read(&path)?)),
        };
        let result = match old {
            Some(Some(old)) if old == bytes => Put::Unchanged,
            Some(old) => {
                let is_ours = old.as_ref().is_some_and(|old| known == Some(xxh3_64(old)));
                if !is_ours && !self.force {
                    return Err(PutError::NotOurs);
                }
                write::write(&path, bytes, Durability::Process)?;
                Put::Written
            }
            None => {
                write::write(&path, bytes, Durability::Process)?;
                Put::Written
            }
        };
        if let Some(key) = key {
            self.lock().insert(key, xxh3_64(bytes));
        }
        Ok(result)
    }

    /// Notes what was written, for the next run.
    pub(super) fn finish(&self) -> Result<()> {
        let record = self.lock();
        let lines = record.iter().map(|(path, hash)| format!("{hash:016x}  {path}\n"));
        let text: String = std::iter::once(RECORD_HEAD.to_owned()).chain(lines).collect();
        let path = self.folder.join(RECORD);
        if record.is_empty() || fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        write::write(&path, text.as_bytes(), Durability::Process).with_context(|| path.display().to_string())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, u64>> {
        // A page that panicked has not left the map half changed.
        self.record.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A path as the record names it; `None` if a line cannot hold it.
fn key(relative: &Path) -> Option<String> {
    let path = relative.to_str()?.replace('\\', "/");
    (!path.contains(['\n', '\r'])).then_some(path)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
