//! What `bitext` is measured at.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::Contender;

/// The program, built for release.
#[derive(Debug)]
pub(super) struct Tool {
    pub(super) program: PathBuf,
    /// The language of pages that do not name theirs.
    pub(super) language: String,
}

/// Pages, and the files that they were exported to.
#[derive(Debug, Clone)]
pub(super) struct Inputs {
    pub(super) pages: PathBuf,
    /// A folder as `export` leaves it.
    pub(super) exported: PathBuf,
    /// The same files without the record of what was written.
    pub(super) returned: PathBuf,
}

/// A use of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Check,
    CleanCheck,
    Clean,
    Export,
    /// Nobody has edited the files, and the record says so.
    ImportRecorded,
    /// Nobody has edited the files, which has to be found out.
    Import,
}

impl Task {
    pub(super) const ALL: [Self; 6] =
        [Self::Check, Self::CleanCheck, Self::Clean, Self::Export, Self::ImportRecorded, Self::Import];

    /// For a table.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Check => "`bitext check`",
            Self::CleanCheck => "`bitext clean --check`",
            Self::Clean => "`bitext clean -o`",
            Self::Export => "`bitext export`",
            Self::ImportRecorded => "`bitext import`, with the record",
            Self::Import => "`bitext import`, without it",
        }
    }

    pub(super) fn contender<'a>(self, tool: &'a Tool, inputs: &Inputs) -> Contender<'a> {
        let inputs = inputs.clone();
        Contender::new(self.label(), move |out: &Path| self.command(tool, &inputs, out))
    }

    /// The command, which writes what it writes to a folder.
    pub(super) fn command(self, tool: &Tool, inputs: &Inputs, out: &Path) -> Command {
        let Inputs { pages, exported, returned } = inputs;
        let mut command = Command::new(&tool.program);
        match self {
            Self::Check => command.args(["check", "--no-config"]).arg(pages),
            Self::CleanCheck => command.args(["clean", "--check"]).arg(pages),
            Self::Clean => command.arg("clean").arg(pages).arg("-o").arg(out),
            Self::Export => {
                command.args(["export", "--to", "xliff", "--target-language", &tool.language]);
                command.arg(pages).arg("-o").arg(out)
            }
            Self::ImportRecorded => command.arg("import").arg(exported).arg("--into").arg(pages),
            Self::Import => command.arg("import").arg(returned).arg("--into").arg(pages),
        };
        command
    }
}
