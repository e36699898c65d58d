//! Atomic writes: a reader sees the old file or the new one, never a part, whenever the process is stopped.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// How the names of files start that do not have their places yet.
pub(crate) const TEMPORARY_PREFIX: &str = ".bitext-";

/// How much a write has to withstand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The process may be killed. Enough for what can be made again.
    Process,
    /// The machine may lose power: the bytes are on the disk before the old file goes. For a user's only copy.
    Disk,
}

/// Writes a file by way of a temporary one beside it. A file that is replaced keeps its permissions.
///
/// # Errors
/// When the folder cannot be written to, or the disk is full; what was there before is then still there.
pub fn write(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let mut file = Replacement::beside(path)?;
    file.write_all(bytes)?;
    file.commit(durability)
}

/// A file that is being written, beside the one whose place it will take. Dropped before that, it is gone.
#[derive(Debug)]
pub struct Replacement {
    path: PathBuf,
    file: NamedTempFile,
}

impl Replacement {
    /// A new file for this path.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn beside(path: &Path) -> io::Result<Self> {
        Ok(Self { file: temporary(folder_of(path))?, path: path.to_path_buf() })
    }

    /// Puts the file in its place. A file that is replaced keeps its permissions.
    ///
    /// # Errors
    /// When the place cannot be taken; what was there before is then still there.
    pub fn commit(self, durability: Durability) -> io::Result<()> {
        if let Ok(old) = fs::metadata(&self.path) {
            self.file.as_file().set_permissions(old.permissions())?;
        }
        if durability == Durability::Disk {
            self.file.as_file().sync_all()?;
        }
        self.file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// Writes a file that is not there yet, by way of a temporary one beside it.
///
/// # Errors
/// When something is there, of kind [`io::ErrorKind::AlreadyExists`]; when the folder cannot be written to, or the disk is full.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = temporary(folder_of(path))?;
    file.as_file_mut().write_all(bytes)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new file with the permissions of any new file. An error is what the system said, without the file's name: it is gone.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut said = None;
    let open = |path: &Path| {
        fs::OpenOptions::new().write(true).create_new(true).open(path).inspect_err(|error| said = error.raw_os_error())
    };
    let made = Builder::new().prefix(TEMPORARY_PREFIX).make_in(folder, open);
    made.map_err(|error| said.map_or(error, io::Error::from_raw_os_error))
}
