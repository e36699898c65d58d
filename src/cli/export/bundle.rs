//! One file for all pages. It is written a few pages at a time, so that it need not be held in memory, and takes its place when it
//! is whole.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::job::{Job, Outcome, PageResult};
use crate::cli::report::{Message, shown};
use crate::exchange::FileHead;
use crate::walk::{Page, same_relative};
use crate::write::{Durability, Replacement};

/// Pages that are held in memory at a time.
const PAGES_AT_A_TIME: usize = 64;

/// The file of a bundle.
#[derive(Debug)]
pub(super) struct Bundle {
    file: PathBuf,
}

impl Bundle {
    /// Refuses to write over what is there: it may be the work of a translator. Refuses pages that would have one name in it.
    pub(super) fn open(file: &Path, force: bool, pages: &[Page]) -> Result<Self> {
        if let Some([one, other]) = same_relative(pages) {
            bail!(
                "{} and {} would both be {} in the bundle; give the folder above them, or run them apart",
                shown(&one.path),
                shown(&other.path),
                shown(&one.relative)
            );
        }
        match fs::symlink_metadata(file) {
            Ok(data) if data.is_dir() => bail!("{} is a folder; with --bundle, --output names a file", shown(file)),
            Ok(_) if !force => {
                bail!("{} is there already; move it away, or overwrite it with --force", shown(file))
            }
            _ => Ok(Self { file: file.to_path_buf() }),
        }
    }

    /// Where it is.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Writes all pages. One that has another language than the first is left out, as formats name languages once.
    pub(super) fn write(&self, job: &Job<'_>) -> Result<Vec<PageResult>> {
        let cannot = || format!("cannot write {}", shown(&self.file));
        let mut file = Replacement::beside(&self.file).with_context(cannot)?;
        let mut first: Option<FileHead> = None;
        let mut results = Vec::with_capacity(job.input.pages.len());
        let mut out = String::new();
        for from in (0..job.input.pages.len()).step_by(PAGES_AT_A_TIME) {
            let some = super::pages(job, from..(from + PAGES_AT_A_TIME).min(job.input.pages.len()));
            for (mut result, page) in some.into_iter().zip(&job.input.pages[from..]) {
                let Some(head) = result.head.take() else {
                    results.push(result);
                    continue;
                };
                let languages = |head: &FileHead| (head.source_language.clone(), head.target_language.clone());
                match &first {
                    None => {
                        job.format.start(&head, &mut out);
                        first = Some(head);
                    }
                    Some(first) if languages(first) != languages(&head) => {
                        let text = format!(
                            "it is in {}, and the pages before it in {}: a bundle has one language",
                            head.target_language, first.target_language
                        );
                        result = PageResult::failed(Message::failure(
                            &page.path,
                            &text,
                            Some("give it a bundle of its own"),
                        ));
                    }
                    Some(_) => {}
                }
                out.push_str(&std::mem::take(&mut result.text));
                results.push(result);
            }
            file.write_all(out.as_bytes()).with_context(cannot)?;
            out.clear();
        }
        if first.is_none() || results.iter().any(|result| matches!(result.outcome, Outcome::Failed(_))) {
            // Of a bundle that is not whole, nobody would know it later.
            return Ok(results);
        }
        job.format.end(&mut out);
        file.write_all(out.as_bytes()).with_context(cannot)?;
        file.commit(Durability::Process).with_context(cannot)?;
        Ok(results)
    }
}
