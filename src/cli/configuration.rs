//! Finds and reads the configuration of a run.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use super::input::STDIN;
use super::report::{printable, shown};
use crate::config::{Config, FILE_NAME, Mistake};

/// The options that say which configuration holds.
#[derive(Debug, clap::Args)]
pub(super) struct ConfigArgs {
    /// The configuration [default: the nearest bitext.toml]
    ///
    /// The nearest is in the folder of the first path, or in one above it.
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Configuration",
        hide_short_help = true,
        conflicts_with = "no_config"
    )]
    pub(super) config: Option<PathBuf>,

    /// Read no configuration
    #[arg(long, help_heading = "Configuration", hide_short_help = true)]
    pub(super) no_config: bool,
}

impl ConfigArgs {
    /// The configuration for some paths, as the user gave them.
    pub(super) fn load(&self, paths: &[PathBuf]) -> Result<Config> {
        let first = paths.first().filter(|path| path.as_path() != Path::new(STDIN));
        let start = absolute(first.map_or(Path::new("."), PathBuf::as_path))?;
        let file = match &self.config {
            Some(file) => Some(absolute(file)?),
            None if self.no_config => None,
            None => find(&start),
        };
        match file {
            Some(file) => read(&file),
            None => Ok(Config::none(&std::env::current_dir().context("the current folder")?)),
        }
    }
}

/// The configuration in the folder at or above `start` that is nearest. The folder of a repository is the last that is looked in.
fn find(start: &Path) -> Option<PathBuf> {
    for folder in start.ancestors() {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
            return Some(file);
        }
        if fs::symlink_metadata(folder.join(".git")).is_ok() {
            return None;
        }
    }
    None
}

fn read(file: &Path) -> Result<Config> {
    let name = as_given(file);
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            bail!("{}: it is not UTF-8; save the configuration as UTF-8", shown(&name))
        }
        Err(error) => bail!("{}: {error}", shown(&name)),
    };
    let folder = file.parent().unwrap_or(file);
    Config::parse(&text, folder).map_err(|Mistake { position, message, help }| {
        let help = help.map(|help| format!("\n  help: {}", printable(&help))).unwrap_or_default();
        anyhow!("{}:{position}: {}{help}", shown(&name), printable(&message))
    })
}

/// An absolute path, without `.` and `..`.
///
/// # Errors
/// When there is no current folder any more.
pub(super) fn absolute(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut out = PathBuf::with_capacity(path.as_os_str().len());
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    Ok(out)
}

/// An absolute path as a person in the current folder would name it.
pub(super) fn as_given(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).to_path_buf()
}

/// An absolute path as seen from an absolute folder.
pub(super) fn relative(path: &Path, folder: &Path) -> PathBuf {
    let shared = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(path.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_configuration_inside_the_repository_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("repo/.git")).expect("a folder");
        fs::create_dir_all(root.join("repo/å/b")).expect("a folder");
        fs::create_dir_all(root.join("repo/å/b/bitext.toml")).expect("a folder");
        fs::write(root.join("bitext.toml"), "").expect("a file");
        let page = root.join("repo/å/b/c.md");
        assert_eq!(find(&page), None);
        fs::write(root.join("repo/bitext.toml"), "").expect("a file");
        assert_eq!(find(&page), Some(root.join("repo/bitext.toml")));
        fs::write(root.join("repo/å/bitext.toml"), "").expect("a file");
        assert_eq!(find(&page), Some(root.join("repo/å/bitext.toml")));
        assert_eq!(find(&root.join("repo")), Some(root.join("repo/bitext.toml")));
    }

    #[test]
    fn a_path_is_made_absolute() {
        let here = std::env::current_dir().expect("a folder");
        for (given, expected) in [(".", ""), ("a/./b/../å.md", "a/å.md"), ("./..", "..")] {
            let expected =
                if expected == ".." { here.parent().expect("a folder").to_path_buf() } else { here.join(expected) };
            assert_eq!(
                absolute(Path::new(given)).expect("a path").components().collect::<PathBuf>(),
                expected.components().collect::<PathBuf>()
            );
        }
    }
}
