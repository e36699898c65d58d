//! Atomic writes: a reader sees the old file or the new one, never a part, whenever the process is stopped.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

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
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = temporary(folder)?;
    file.as_file_mut().write_all(bytes)?;
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    if durability == Durability::Disk {
        file.as_file().sync_all()?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// What the system said, without the name of the temporary file, which is gone.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    create_temporary(folder).map_err(|error| {
        let said =
            error.get_ref().and_then(std::error::Error::source).and_then(|cause| cause.downcast_ref::<io::Error>());
        match said.and_then(io::Error::raw_os_error) {
            Some(code) => io::Error::from_raw_os_error(code),
            None => error,
        }
    })
}

#[cfg(unix)]
fn create_temporary(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // As any new file: what the user's umask leaves of it.
    Builder::new().prefix(".bitext-").permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn create_temporary(folder: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(".bitext-").tempfile_in(folder)
}
