//! Programs of others, installed into a folder below `target/`: from PyPI, npm, crates.io or Debian. Nothing is installed for the machine.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Where a program comes from.
#[derive(Debug)]
pub(crate) enum Source {
    /// A package of PyPI, without those requirements that need compilers and headers.
    PyPi {
        package: &'static str,
        version: &'static str,
        without: &'static [&'static str],
    },
    Npm {
        package: &'static str,
        version: &'static str,
    },
    /// Crates, in these versions.
    Crates(&'static [(&'static str, &'static str)]),
    /// A package of Debian, in the version that this machine's release has.
    Debian(&'static str),
}

/// A program that can be run.
#[derive(Debug)]
pub(crate) struct Installed {
    pub(crate) version: String,
    /// What runs its scripts.
    pub(crate) interpreter: PathBuf,
    /// Where it is.
    pub(crate) folder: PathBuf,
}

/// The file that says what is installed, and that nothing is missing.
const COMPLETE: &str = "complete";

impl Source {
    /// Installs it into a folder, unless it is there in the version that is wanted.
    pub(crate) fn installed(&self, folder: &Path) -> Result<Installed> {
        if let Some(found) = self.found(folder)? {
            return Ok(found);
        }
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        self.install(folder)?;
        fs::write(folder.join(COMPLETE), self.version()?)?;
        self.found(folder)?.context("it is not there although it was installed")
    }

    /// What is installed in a folder, if it is in the version that is wanted.
    pub(crate) fn found(&self, folder: &Path) -> Result<Option<Installed>> {
        let wanted = self.version()?;
        if !fs::read_to_string(folder.join(COMPLETE)).is_ok_and(|version| version == wanted) {
            return Ok(None);
        }
        let version = upstream(&wanted).to_owned();
        Ok(Some(Installed { version, interpreter: self.interpreter(folder), folder: folder.to_path_buf() }))
    }

    fn install(&self, folder: &Path) -> Result<()> {
        match *self {
            Self::PyPi { package, version, without } => {
                output("python3", [OsStr::new("-m"), "venv".as_ref(), folder.as_os_str()])?;
                let pip = folder.join("bin/pip");
                let release = format!("{package}=={version}");
                if without.is_empty() {
                    output(&pip, ["install", "-q", &release])?;
                    return Ok(());
                }
                output(&pip, ["install", "-q", "--no-deps", &release])?;
                let list = format!("import importlib.metadata as m; print('\\n'.join(m.requires({package:?})))");
                let all = output(folder.join("bin/python"), ["-c", &list])?;
                let is_wanted = |line: &&str| {
                    let mut words =
                        line.split(|character: char| !character.is_alphanumeric() && !"-_.".contains(character));
                    !line.contains("extra ==") && words.next().is_some_and(|name| !without.contains(&name))
                };
                let wanted = folder.join("requirements.txt");
                fs::write(&wanted, all.lines().filter(is_wanted).collect::<Vec<_>>().join("\n"))?;
                output(&pip, [OsStr::new("install"), "-q".as_ref(), "-r".as_ref(), wanted.as_os_str()])?;
            }
            Self::Npm { package, version } => {
                let to = [OsStr::new("--prefix"), folder.as_os_str()];
                let release = format!("{package}@{version}");
                let install = ["install", "--no-audit", "--no-fund", &release].map(OsStr::new);
                output("npm", install.into_iter().chain(to))?;
            }
            Self::Crates(crates) => {
                for (name, version) in crates {
                    let release = format!("{name}@{version}");
                    let install = ["install", "--quiet", "--locked", &release, "--root"].map(OsStr::new);
                    output("cargo", install.into_iter().chain([folder.as_os_str()]))?;
                }
            }
            Self::Debian(package) => {
                let simulate = ["install", "--simulate", "--reinstall", "--no-install-recommends", package];
                let plan = output("apt-get", simulate)?;
                let missing = plan.lines().filter_map(|line| line.strip_prefix("Inst ")?.split(' ').next());
                let files = folder.join("packages");
                fs::create_dir(&files)?;
                let missing: Vec<&str> = ["download"].into_iter().chain(missing).collect();
                run(Command::new("apt-get").args(missing).current_dir(&files))?;
                for file in fs::read_dir(&files)? {
                    let (file, root) = (file?.path(), folder.join("root"));
                    output("dpkg-deb", [OsStr::new("--extract"), file.as_os_str(), root.as_os_str()])?;
                }
            }
        }
        Ok(())
    }

    /// The version to install.
    fn version(&self) -> Result<String> {
        match *self {
            Self::PyPi { version, .. } | Self::Npm { version, .. } => Ok(version.to_owned()),
            Self::Crates(crates) => Ok(crates.last().map_or_else(String::new, |(_, version)| (*version).to_owned())),
            Self::Debian(package) => {
                let policy = output("apt-cache", ["policy", package])?;
                let candidate = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "));
                candidate.map(str::to_owned).with_context(|| format!("apt knows no package {package}"))
            }
        }
    }

    /// What runs the script.
    fn interpreter(&self, folder: &Path) -> PathBuf {
        match self {
            Self::PyPi { .. } => folder.join("bin/python"),
            Self::Npm { .. } => PathBuf::from("node"),
            Self::Debian(_) => PathBuf::from("python3"),
            Self::Crates(_) => folder.join("bin"),
        }
    }
}

/// `3.6.0.10` of `4:3.6.0.10+dfsg-3`.
fn upstream(version: &str) -> &str {
    let version = version.split_once(':').map_or(version, |(_, version)| version);
    version.split(['-', '+']).next().unwrap_or(version)
}

/// Those of some programs that are not on the path.
pub(crate) fn missing<'p>(programs: &[&'p str]) -> Vec<&'p str> {
    programs.iter().copied().filter(|program| !is_on_path(program)).collect()
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

pub(crate) fn output<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, args: impl IntoIterator<Item = A>) -> Result<String> {
    run(Command::new(program).args(args))
}

/// Runs a command; what it printed.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("{name} cannot be run"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last: Vec<&str> = said.lines().rev().take(5).collect();
        bail!("{name}: {}\n{}", output.status, last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_program() {
        assert_eq!(["4:22.12.3-1", "3.6.0.10+dfsg-3", "3.2.2-1+b2"].map(upstream), ["22.12.3", "3.6.0.10", "3.2.2"]);
    }
}
