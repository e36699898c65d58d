//! The file of known findings: read, compared with a run, written anew.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::baseline::{Baseline, Comparison, Finding, Sought};
use crate::check::PackedFindings;
use crate::cli::configuration::{absolute, as_given, relative};
use crate::cli::report::{self, counted, number, printable, shown};
use crate::config::rule_id;
use crate::diagnostic::RuleId;
use crate::path_key;
use crate::report::Report;
use crate::report::shard::BaselineFile;
use crate::rules;
use crate::source::Version;
use crate::write::{self, Durability};

/// The known findings, and the file that holds them.
pub(super) struct KnownFindings {
    file: PathBuf,
    known: Baseline,
    /// The text of the file; `None` if there is none yet.
    text: Option<String>,
}

impl KnownFindings {
    /// Reads the file at an absolute path. Only one that `is_written` need not be there.
    pub(super) fn read(file: PathBuf, is_written: bool) -> Result<Self> {
        let name = as_given(&file);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_written => {
                return Ok(Self { file, known: Baseline::default(), text: None });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                bail!("{}: there is no baseline; --update-baseline writes one", shown(&name))
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                bail!("{}: this is no baseline: it is not UTF-8", shown(&name))
            }
            Err(error) => bail!("{}: {error}", shown(&name)),
        };
        let known = Baseline::parse(&text).map_err(|error| {
            let help = "remove the file, and have --update-baseline write it anew";
            anyhow!("{}:{}\n  help: {help}", shown(&name), printable(&error.to_string()))
        })?;
        Ok(Self { file, known, text: Some(text) })
    }

    /// The file and what it holds; `None` if there is none yet.
    pub(super) fn file(&self) -> Option<BaselineFile> {
        let text = self.text.as_ref()?;
        Some(BaselineFile { path: as_given(&self.file), version: Version::of(text.as_bytes()) })
    }

    /// Takes known findings out of a report. `is_looked_for` tells whether the run looked for a rule in the page with an index,
    /// `is_part` whether it was asked for a part of the pages. Gives how many known findings were looked for and not found.
    pub(super) fn take_out(
        &self,
        report: &mut Report,
        is_looked_for: impl Fn(usize, RuleId) -> bool,
        is_part: bool,
    ) -> Result<usize> {
        let run = Run::new(report, &self.file)?;
        let Comparison { is_known, stale } =
            self.known.compare(&run.findings, self.sought(&run, &is_looked_for, is_part));
        let mut is_known = is_known.into_iter();
        for page in &mut report.pages {
            let before = page.findings.len();
            page.findings = page.findings.iter().filter(|_| !is_known.next().unwrap_or_default()).collect();
            report.in_baseline += before - page.findings.len();
        }
        Ok(stale)
    }

    /// Tells of known findings whether a run would have found them.
    fn sought(
        &self,
        run: &Run<'_>,
        is_looked_for: &impl Fn(usize, RuleId) -> bool,
        is_part: bool,
    ) -> impl Fn(&Finding) -> Sought {
        let is_part = is_part || self.known.pages().any(|path| run.is_left_out(path));
        move |known| {
            // Rules that compare all pages cannot tell from a part of them.
            let is_of_run = || rule_id(&known.rule).is_ok_and(rules::is_of_run);
            match run.pages.get(&known.path) {
                _ if is_part && is_of_run() => Sought::No,
                Some(&page) if rule_id(&known.rule).map_or(true, |rule| is_looked_for(page, rule)) => Sought::Yes,
                Some(_) => Sought::No,
                None if run.is_left_out(&known.path) => Sought::No,
                None if is_part => Sought::Elsewhere,
                None => Sought::Yes,
            }
        }
    }

    /// Says how many known findings are not found any more, if any are.
    pub(super) fn say_stale(&self, stale: usize) {
        if stale > 0 {
            let name = shown(&as_given(&self.file));
            let is = if stale == 1 { "is" } else { "are" };
            report::line(&format!(
                "{name}: {} in it {is} not found any more; --update-baseline takes them out",
                counted(stale, "finding")
            ));
        }
    }

    /// Writes the findings of a report, and takes them out of it; see [`take_out`](Self::take_out).
    pub(super) fn update(
        &self,
        report: &mut Report,
        is_looked_for: impl Fn(usize, RuleId) -> bool,
        is_part: bool,
    ) -> Result<()> {
        let run = Run::new(report, &self.file)?;
        let sought = self.sought(&run, &is_looked_for, is_part);
        let Comparison { is_known, stale } = self.known.compare(&run.findings, &sought);
        let updated = self.known.updated(&run.findings, &sought);
        let text = updated.to_string();
        if self.text.as_ref() != Some(&text) {
            write::write(&self.file, text.as_bytes(), Durability::Process)
                .with_context(|| shown(&as_given(&self.file)))?;
        }
        for page in &mut report.pages {
            report.in_baseline += page.findings.len();
            page.findings = PackedFindings::default();
        }
        let new = is_known.iter().filter(|is_known| !**is_known).count();
        let name = shown(&as_given(&self.file));
        let (all, new, gone) = (counted(updated.len(), "finding"), number(new), number(stale));
        report::line(&format!("{name}: {all}, {new} of them new; {gone} not found any more"));
        Ok(())
    }
}

/// What a run found and where it looked, in the terms of a baseline.
struct Run<'f> {
    folder: &'f Path,
    findings: Vec<Finding>,
    /// The pages that were checked, with their index in the report.
    pages: HashMap<String, usize>,
}

impl<'f> Run<'f> {
    fn new(report: &Report, file: &'f Path) -> Result<Self> {
        let folder = file.parent().unwrap_or(file);
        let mut run = Self { folder, findings: Vec::new(), pages: HashMap::with_capacity(report.pages.len()) };
        for (index, page) in report.pages.iter().enumerate() {
            let path = path_key::key(&relative(&absolute(&page.path)?, folder));
            run.findings.extend(page.findings.iter().map(|finding| Finding {
                path: path.clone(),
                rule: finding.rule.id.as_str().to_owned(),
                fingerprint: finding.fingerprint.0,
            }));
            run.pages.insert(path, index);
        }
        Ok(run)
    }

    /// Whether a page is there, and was not checked.
    fn is_left_out(&self, path: &str) -> bool {
        let is_there = |path: PathBuf| fs::symlink_metadata(self.folder.join(path)).is_ok();
        !self.pages.contains_key(path) && path_key::path(path).is_some_and(is_there)
    }
}
