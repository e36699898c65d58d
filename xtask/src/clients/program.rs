//! Programs of translators: which there are, what they need, and how their scripts are run below the scratch folder.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use bitext::exchange::format::Format;
use tempfile::TempDir;

use super::edit::{APPENDED, EVERY, Edit, REPLACEMENT};
use crate::install::{Installed, Source, missing, run};

/// A program, and the script that opens each file with it, edits, and saves.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) variants: &'static [Variant],
    source: Source,
    /// Programs that have to be on the path, since they do not work from a scratch folder. Debian has them in packages of the same
    /// names in small letters.
    needs: &'static [&'static str],
    /// One page in so many is had by it: some take long.
    pub(super) one_page_in: usize,
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

pub(super) const PROGRAMS: [Program; 6] = [
    Program {
        name: "translate-toolkit",
        variants: &[
            Variant { format: Format::Xliff12, label: "1.2, `rich_target`", interface: "rich" },
            Variant { format: Format::Xliff12, label: "1.2, `target`", interface: "plain" },
            Variant { format: Format::Xliff20, label: "2.0, `rich_target`", interface: "rich" },
            Variant { format: Format::Xliff20, label: "2.0, `target`", interface: "plain" },
        ],
        source: Source::PyPi { package: "translate-toolkit", version: "3.20.4", without: &[] },
        needs: &[],
        one_page_in: 1,
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
        needs: &[],
        one_page_in: 1,
        script: ("weblate_formats.py", include_str!("weblate_formats.py")),
    },
    Program {
        name: "locize xliff",
        variants: &[
            Variant { format: Format::Xliff12, label: "1.2", interface: "" },
            Variant { format: Format::Xliff20, label: "2.0", interface: "" },
        ],
        source: Source::Npm { package: "xliff", version: "6.4.0" },
        needs: &[],
        one_page_in: 1,
        script: ("locize.js", include_str!("locize.js")),
    },
    Program {
        name: "OmegaT",
        variants: &[Variant { format: Format::Xliff12, label: "1.2", interface: "" }],
        source: Source::Debian("omegat"),
        needs: &[],
        one_page_in: 1,
        script: ("omegat.py", include_str!("omegat.py")),
    },
    Program {
        name: "Lokalize",
        variants: &[Variant { format: Format::Xliff12, label: "1.2", interface: "" }],
        source: Source::Debian("lokalize"),
        needs: &[],
        one_page_in: 1,
        script: ("lokalize.py", include_str!("lokalize.py")),
    },
    Program {
        name: "Poedit",
        variants: &[
            Variant { format: Format::Xliff12, label: "1.2", interface: "" },
            Variant { format: Format::Xliff20, label: "2.0", interface: "" },
        ],
        source: Source::Debian("poedit"),
        needs: &["Xvfb", "xdotool", "xclip"],
        one_page_in: 10,
        script: ("poedit.py", include_str!("poedit.py")),
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
        let missing = missing(program.needs);
        if !missing.is_empty() {
            let packages = missing.join(" ").to_lowercase();
            bail!("it needs {}: apt-get install {packages}", missing.join(", "));
        }
        let installed = program.source.installed(&self.0.join(program.name.replace(' ', "-")))?;
        fs::write(installed.folder.join(program.script.0), program.script.1)?;
        Ok(installed)
    }
}

/// Has a program read each file of `in/` in a folder and write it to `out/`.
pub(super) fn exchange(
    installed: &Installed,
    program: &Program,
    variant: &Variant,
    mode: Mode,
    files: &Path,
) -> Result<Log> {
    let mode = if mode == Mode::Save { "save" } else { "edit" };
    let mut command = Command::new(&installed.interpreter);
    command.arg(installed.folder.join(program.script.0)).args([mode, variant.interface]);
    command.args([files.join("in"), files.join("out")]).args([&EVERY.to_string(), APPENDED, REPLACEMENT]);
    Log::parse(&run(command.current_dir(&installed.folder))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_edits_and_problems() {
        let log = Log::parse("0.xlf\t0a1b2-101\tmove\n1.xlf\t\tno\tway\n").expect("a log");
        assert_eq!(log.of("0.xlf"), Ok(HashMap::from([("0a1b2-101", Edit::Move)])));
        assert_eq!(log.of("1.xlf"), Err("no\tway"));
        assert_eq!(log.of("2.xlf"), Ok(HashMap::new()));
        assert!(Log::parse("Traceback").is_err());
    }
}
