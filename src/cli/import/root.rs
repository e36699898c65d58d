//! The folder that is imported into. A file names its page, and may name anything: no name leads out of the folder.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, anyhow};

use crate::cli::report::shown;
use crate::path_key;

/// Where the pages are.
#[derive(Debug)]
pub(super) enum Root {
    /// A folder.
    Folder {
        /// As the user named it.
        named: PathBuf,
        /// As it is without symbolic links.
        real: PathBuf,
        /// The folders in it that pages were in so far, each as it is without symbolic links.
        known: Mutex<HashMap<PathBuf, PathBuf>>,
    },
    /// The page itself.
    Page(PathBuf),
}

/// Why a name is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum RootError {
    #[error("it names no page, so there is nothing to import it into; give the page with --into PAGE")]
    Unnamed,
    #[error("it is for `{0}`, which leads out of the folder; nothing is read or written there")]
    LeadsOut(String),
    #[error("it is for {}, which is not there; give the folder that was exported with --into DIR", shown(.0))]
    Missing(PathBuf),
    #[error("it is for {}, which cannot be read: {error}", shown(path))]
    Unreadable { path: PathBuf, error: io::Error },
}

impl Root {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let data =
            fs::metadata(path).map_err(|error| anyhow!("{}: {error}; --into takes a folder or a page", shown(path)))?;
        if data.is_dir() {
            Ok(Self::Folder { named: path.to_path_buf(), real: path.canonicalize()?, known: Mutex::default() })
        } else {
            Ok(Self::Page(path.to_path_buf()))
        }
    }

    /// The path of a page as the user would name it, and below the folder.
    pub(super) fn page(&self, original: &str) -> Result<(PathBuf, PathBuf), RootError> {
        let (folder, real, known) = match self {
            Self::Folder { named, real, known } => (named, real, known),
            Self::Page(page) => return Ok((page.clone(), page.file_name().unwrap_or_default().into())),
        };
        if original.is_empty() || original == super::super::input::STDIN {
            return Err(RootError::Unnamed);
        }
        let leads_out = || RootError::LeadsOut(original.to_owned());
        let relative = path_key::path(original.strip_prefix("./").unwrap_or(original)).ok_or_else(leads_out)?;
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(leads_out());
        }
        // A folder that is the current one needs no `./` in messages.
        let path = if folder == Path::new(".") { relative.clone() } else { folder.join(&relative) };
        match without_links(&path, known) {
            Ok(page) if !page.starts_with(real) => Err(leads_out()),
            Ok(page) if !page.is_file() => Err(RootError::Missing(path)),
            Ok(_) => Ok((path, relative)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(RootError::Missing(path)),
            Err(error) => Err(RootError::Unreadable { path, error }),
        }
    }
}

/// A path as it is without symbolic links. Each folder is looked up once.
fn without_links(path: &Path, known: &Mutex<HashMap<PathBuf, PathBuf>>) -> io::Result<PathBuf> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return path.canonicalize() };
    if fs::symlink_metadata(path)?.is_symlink() {
        return path.canonicalize();
    }
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(real) = known.get(folder) {
        return Ok(real.join(name));
    }
    let real = if folder == Path::new("") { Path::new(".") } else { folder }.canonicalize()?;
    let page = real.join(name);
    known.insert(folder.to_path_buf(), real);
    Ok(page)
}
