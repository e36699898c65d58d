//! Programs of translators: where they come from, how they are installed below the scratch folder, and how their scripts are run.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use bitext::exchange::format::Format;
use tempfile::TempDir;

use super::edit::{APPENDED, EVERY, Edit, REPLACEMENT};

/// A program, and the script that opens each file with it, edits, and saves.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) variants: &'static [Variant],
    source: Source,
    /// The name of the script and its text.
    script: (&'static str, &'static str),
}

/// A way to use a program.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) format: Format,
    /// For the table.
    pub(super) label: &'static str,
    /// What the script is told to use.
    interface: &'static str,
}

/// Where a program comes from.
#[derive(Debug)]
enum Source {
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
    /// A package of Debian, in the version that this machine's release has.
    Debian(&'static str),
}

pub(super) const PROGRAMS: [Program; 5] = [
    Program {
        name: "translate-toolkit",
        variants: &[
            Variant { format: Format::Xliff12, label: "1.2, `rich_target`", interface: "rich" },
            Variant { format: Format::Xliff12, label: "1.2, `target`", interface: "plain" },
            Variant { format: Format::Xliff20, label: "2.0, `rich_target`", interface: "rich" },
            Variant { format: Format::Xliff20, label: "2.0, `target`", interface: "plain" },
        ],
        source: Source::PyPi { package: "translate-toolkit", version: "3.20.4", without: &[] },
        script: ("toolkit.py", include_str!("toolkit.py")),
    },
    Program {
        name: "Weblate",
        variants: &[
            Variant { format: Format::Xliff12, label: "1.2, with placeables", interface: "RichXliffFormat" },
            Variant { format: Format::Xliff12, label: "1.2", interface: "XliffFormat" },
        ],
        source: Source::PyPi {
            package: "weblate",
            version: "5.14.3",
            without: &["borgbackup", "pycairo", "PyGObject", "tesserocr", "aeidon"],
        },
        script: ("weblate_formats.py", include_str!("weblate_formats.py")),
    },
    Program {
        name: "locize xliff",
        variants: &[
            Variant { format: Format::Xliff12, label: "1.2", interface: "" },
            Variant { format: Format::Xliff20, label: "2.0", interface: "" },
        ],
        source: Source::Npm { package: "xliff", version: "6.4.0" },
        script: ("locize.js", include_str!("locize.js")),
    },
    Program {
        name: "OmegaT",
        variants: &[Variant { format: Format::Xliff12, label: "1.2", interface: "" }],
        source: Source::Debian("omegat"),
        script: ("omegat.py", include_str!("omegat.py")),
    },
    Program {
        name: "Lokalize",
        variants: &[Variant { format: Format::Xliff12, label: "1.2", interface: "" }],
        source: Source::Debian("lokalize"),
        script: ("lokalize.py", include_str!("lokalize.py")),
    },
];

/// What a script does with each file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Save,
    Edit,
}

/// What a script says that it did.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// By file, then by the id of the unit.
    edits: HashMap<String, HashMap<String, Edit>>,
    /// Files that the program cannot read, and why.
    problems: HashMap<String, String>,
}

impl Log {
    /// What is said of a file: its edits, or why there is none.
    pub(super) fn of(&self, file: &str) -> Result<HashMap<&str, Edit>, &str> {
        if let Some(problem) = self.problems.get(file) {
            return Err(problem);
        }
        let edits = self.edits.get(file).into_iter().flatten();
        Ok(edits.map(|(unit, edit)| (unit.as_str(), *edit)).collect())
    }

    /// Lines of `FILE TAB UNIT TAB EDIT`, or of `FILE TAB TAB PROBLEM`.
    fn parse(text: &str) -> Result<Self> {
        let mut log = Self::default();
        for line in text.lines() {
            match line.splitn(3, '\t').collect::<Vec<_>>()[..] {
                [file, "", problem] => {
                    log.problems.insert(file.to_owned(), problem.to_owned());
                }
                [file, unit, edit] => {
                    let edit = Edit::named(edit).with_context(|| format!("an edit is called {edit}"))?;
                    log.edits.entry(file.to_owned()).or_default().insert(unit.to_owned(), edit);
                }
                _ => bail!("the script says {line:?}"),
            }
        }
        Ok(log)
    }
}

/// The folder that all is done in. Programs stay there for the next run.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

/// A program that can be run.
#[derive(Debug)]
pub(super) struct Installed {
    pub(super) version: String,
    interpreter: PathBuf,
    folder: PathBuf,
}

impl Scratch {
    pub(super) fn new(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        Ok(Self(folder.to_path_buf()))
    }

    /// A folder with `in/` and `out/` for files, which lives as long as the result.
    pub(super) fn files(&self) -> Result<TempDir> {
        let files = tempfile::tempdir_in(&self.0)?;
        for name in ["in", "out"] {
            fs::create_dir(files.path().join(name))?;
        }
        Ok(files)
    }

    /// Installs a program unless it is there.
    pub(super) fn install(&self, program: &Program) -> Result<Installed> {
        let folder = self.0.join(program.name.replace(' ', "-"));
        let complete = folder.join("complete");
        let wanted = program.source.version()?;
        if !fs::read_to_string(&complete).is_ok_and(|version| version == wanted) {
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            fs::create_dir_all(&folder)?;
            program.source.install(&folder)?;
            fs::write(complete, &wanted)?;
        }
        fs::write(folder.join(program.script.0), program.script.1)?;
        Ok(Installed {
            version: upstream(&wanted).to_owned(),
            interpreter: program.source.interpreter(&folder),
            folder,
        })
    }
}

impl Source {
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
            Self::Debian(package) => {
                let plan = output("apt-get", ["install", "--simulate", "--no-install-recommends", package])?;
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
        }
    }
}

/// `3.6.0.10` of `4:3.6.0.10+dfsg-3`.
fn upstream(version: &str) -> &str {
    let version = version.split_once(':').map_or(version, |(_, version)| version);
    version.split(['-', '+']).next().unwrap_or(version)
}

impl Installed {
    /// Has the program read each file of `in/` in a folder and write it to `out/`.
    pub(super) fn run(&self, program: &Program, variant: &Variant, mode: Mode, files: &Path) -> Result<Log> {
        let mode = if mode == Mode::Save { "save" } else { "edit" };
        let mut command = Command::new(&self.interpreter);
        command.arg(self.folder.join(program.script.0)).args([mode, variant.interface]);
        command.args([files.join("in"), files.join("out")]).args([&EVERY.to_string(), APPENDED, REPLACEMENT]);
        Log::parse(&run(command.current_dir(&self.folder))?)
    }
}

fn output<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, args: impl IntoIterator<Item = A>) -> Result<String> {
    run(Command::new(program).args(args))
}

/// Runs a command; what it printed.
fn run(command: &mut Command) -> Result<String> {
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

    #[test]
    fn a_log_tells_edits_and_problems() {
        let log = Log::parse("0.xlf\t0a1b2-101\tmove\n1.xlf\t\tno\tway\n").expect("a log");
        assert_eq!(log.of("0.xlf"), Ok(HashMap::from([("0a1b2-101", Edit::Move)])));
        assert_eq!(log.of("1.xlf"), Err("no\tway"));
        assert_eq!(log.of("2.xlf"), Ok(HashMap::new()));
        assert!(Log::parse("Traceback").is_err());
    }
}
