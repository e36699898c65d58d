//! Programs of others that make files for translators of Markdown: where they come from, and how each is told to do all pages of a
//! folder in one process.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::measure::{Contender, Scratch};
use crate::install::{Installed, Source, missing, run};

const TOOLKIT: Source = Source::PyPi { package: "translate-toolkit[markdown]", version: "3.20.4", without: &[] };
const MD2XLIFF: Source = Source::Npm { package: "md2xliff", version: "2.0.0" };
const XGETTEXT: Source = Source::Crates(&[("mdbook", "0.5.4"), ("mdbook-i18n-helpers", "0.4.0")]);

/// The programs that are there.
#[derive(Debug)]
pub(super) struct Neighbours {
    toolkit: Option<Installed>,
    md2xliff: Option<Installed>,
    xgettext: Option<Installed>,
    po4a: Option<String>,
}

impl Neighbours {
    /// Those that are installed below a folder; with `install` all are installed there first, but for po4a.
    pub(super) fn find(folder: &Path, install: bool) -> Result<Self> {
        let find = |source: &Source, name: &str| {
            let folder = folder.join(name);
            let found = if install { source.installed(&folder).map(Some) } else { source.found(&folder) };
            found.with_context(|| format!("{name} cannot be installed"))
        };
        let po4a = match missing(&["po4a-updatepo"])[..] {
            [] => Some(version_of_po4a()?),
            _ => None,
        };
        Ok(Self {
            toolkit: find(&TOOLKIT, "translate-toolkit")?,
            md2xliff: find(&MD2XLIFF, "md2xliff")?,
            xgettext: find(&XGETTEXT, "mdbook-i18n-helpers")?,
            po4a,
        })
    }

    /// What is not there, for the person who runs this.
    pub(super) fn absent(&self) -> Vec<&'static str> {
        let all = [
            ("translate-toolkit", self.toolkit.is_some()),
            ("md2xliff", self.md2xliff.is_some()),
            ("mdbook-i18n-helpers", self.xgettext.is_some()),
            ("po4a", self.po4a.is_some()),
        ];
        all.iter().filter(|(_, is_there)| !is_there).map(|(name, _)| *name).collect()
    }

    /// All of them with the pages of a folder, and what each does.
    pub(super) fn contenders<'a>(
        &'a self,
        source: &'a Path,
        pages: &'a [String],
        scratch: &Scratch,
    ) -> Result<Vec<(Contender<'a>, &'static str)>> {
        let mut all = Vec::new();
        if let Some(Installed { version, interpreter, folder }) = &self.md2xliff {
            let script = folder.join("md2xliff.js");
            fs::write(&script, include_str!("md2xliff.js"))?;
            let make = move |out: &Path| {
                let mut command = Command::new(interpreter);
                command.arg(&script).args([source, out]);
                command
            };
            all.push((Contender::new(format!("md2xliff {version}"), make), "Markdown to XLIFF 1.2"));
        }
        if let Some(po4a) = &self.po4a {
            let pages = readable_by_po4a(source, pages)?;
            let make = move |out: &Path| {
                let mut command = Command::new("po4a-updatepo");
                command.args(["--format", "text", "--option", "markdown", "--master-charset", "UTF-8"]);
                pages.iter().for_each(|page| {
                    command.arg("--master").arg(page);
                });
                command.arg("--po").arg(out.with_extension("pot"));
                command
            };
            all.push((Contender::new(format!("po4a {po4a}, `po4a-updatepo`"), make), "Markdown to one POT"));
        }
        if let Some(Installed { version, interpreter: bin, .. }) = &self.xgettext {
            let book = book(scratch.path(), source, pages, bin)?;
            let make = move |out: &Path| {
                let mut command = Command::new(bin.join("mdbook"));
                command.arg("build").arg(&book).arg("--dest-dir").arg(out);
                command
            };
            let name = format!("mdbook-i18n-helpers {version}, `mdbook-xgettext`");
            all.push((Contender::new(name, make), "a book of Markdown to one POT, the work of mdbook included"));
        }
        if let Some(Installed { version, interpreter, folder }) = &self.toolkit {
            let (po, bin) = (scratch.path(), folder.join("bin"));
            let command = move |program: &str, from: &Path, to: &Path| {
                let mut command = Command::new(interpreter);
                command.arg(bin.join(program)).args(["--progress", "none", "-i"]).arg(from).arg("-o").arg(to);
                command
            };
            scratch.prepare(&mut command("md2po", source, &po))?;
            for (program, from, what) in [
                ("md2po", source.to_path_buf(), "Markdown to PO"),
                ("po2xliff", po.clone(), "these PO files to XLIFF 1.2"),
                ("pofilter", po, "checks of these PO files"),
            ] {
                let command = command.clone();
                let make = move |out: &Path| command(program, &from, out);
                all.push((Contender::new(format!("translate-toolkit {version}, `{program}`"), make), what));
            }
        }
        Ok(all)
    }
}

fn version_of_po4a() -> Result<String> {
    let said = run(Command::new("po4a-updatepo").arg("--version"))?;
    let version = said.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    Ok(version.unwrap_or_default().trim_end_matches('.').to_owned())
}

/// Pages without `:::`, at which po4a may stop and then does none.
fn readable_by_po4a(source: &Path, pages: &[String]) -> Result<Vec<PathBuf>> {
    let mut readable = Vec::new();
    for page in pages {
        let path = source.join(page);
        let text = fs::read_to_string(&path).with_context(|| page.clone())?;
        if !text.lines().any(|line| line.trim_start().starts_with(":::")) {
            readable.push(path);
        }
    }
    Ok(readable)
}

/// Makes a book of some pages.
fn book(folder: PathBuf, source: &Path, pages: &[String], bin: &Path) -> Result<PathBuf> {
    super::pages::link(source, &folder.join("src"))?;
    let mut summary = "# Summary\n\n".to_owned();
    for (number, page) in pages.iter().enumerate() {
        let _ = writeln!(summary, "- [Page {number}](<{page}>)");
    }
    fs::write(folder.join("src/SUMMARY.md"), summary)?;
    let command = bin.join("mdbook-xgettext");
    let toml =
        format!("[book]\ntitle = \"Pages\"\n\n[output.xgettext]\ncommand = {:?}\n", command.display().to_string());
    fs::write(folder.join("book.toml"), toml)?;
    Ok(folder)
}
