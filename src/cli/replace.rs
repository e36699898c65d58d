//! Replaces pages where they lie. Each is its user's only copy, so nothing is lost by it: it is written as a whole or not at all, and
//! only over what was read.

use std::fs;
use std::io;
use std::path::Path;

use crate::write::{self, Durability};

/// Puts `new` in the place of the page that was read as `old`. A page behind a symbolic link is replaced where it lies.
pub(super) fn replace(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    let path = path.canonicalize()?;
    if !fs::metadata(&path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file, but a pipe or a device"));
    }
    if is_read_only(&path) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    if fs::read(&path)? != old {
        return Err(io::Error::other("it was changed since it was read"));
    }
    write::write(&path, new, Durability::Disk)
}

/// Whether a write failed for want of room, so that others will too.
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// What to do about a write that failed.
pub(super) fn help(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        _ if is_full(error) => Some("make room and run again; pages that are written already are left alone"),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some("check the permissions of the file and its folder")
        }
        _ => None,
    }
}

/// Whether the owner of a file has taken away the permission to write it. Replacing it would need no permission but the folder's.
#[cfg(unix)]
fn is_read_only(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o200 == 0)
}

#[cfg(not(unix))]
fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|data| data.permissions().readonly())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_since_it_was_read_stays() {
        let folder = tempfile::TempDir::new().unwrap();
        let page = folder.path().join("å.md");
        fs::write(&page, "ny").unwrap();
        let error = replace(&page, b"gammal", b"fix").unwrap_err();
        assert_eq!(error.to_string(), "it was changed since it was read");
        assert_eq!(fs::read_to_string(&page).unwrap(), "ny");
        replace(&page, b"ny", b"fix").unwrap();
        assert_eq!(fs::read_to_string(&page).unwrap(), "fix");
    }
}
