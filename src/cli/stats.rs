//! `bitext stats`: how much text there is, by folder, locale and translation type.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;

use super::Status;
use super::input::{Input, Unread};
use super::pages::process;
use super::report::{self, Message};
use crate::source::{Locator, decode};
use crate::stats::{Counts, PageCounts, Translation, count};
use crate::walk::Page;

mod json;
mod table;

/// Count pages, pairs, words and characters by folder and locale
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Pages count as translated by machine, human or unknown by ms.translationtype of their front matter.
Words (Unicode word boundaries) and characters (without white space) are those that a reader sees:
Markdown marks, tags and link addresses do not count, code and the texts of images do. Text outside
pairs does not count.

Examples:
  bitext stats docs                                  a table with a row for each folder and locale
  bitext stats docs --format json | jq .total.pairs  a number for a pipeline
  bitext stats docs/page.md                          one page")]
pub(super) struct Args {
    /// Pages, folders of pages, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// A table for people, or an object for programs
    #[arg(long, value_enum, default_value = "table")]
    format: Format,

    /// Name every warning, not only the first of each kind
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let input = Input::find(&args.paths, None)?;
    let results: Vec<Result<Counted, Unread>> = process(&input.pages, |page| count_page(&input, page))
        .zip(&input.pages)
        .map(|(result, page)| result.unwrap_or_else(|panic| Err(Unread::panicked(page, &panic))))
        .collect();
    let mut sums = Sums::default();
    let mut messages: Vec<&Message> = input.notes.iter().collect();
    let mut status = Status::Clean;
    for (result, folder) in results.iter().zip(folders(&input.pages)) {
        match result {
            Ok(counted) => {
                sums.add(folder, &counted.counts);
                messages.extend(&counted.messages);
                if counted.messages.iter().any(Message::is_error) {
                    status = status.max(Status::Findings);
                }
            }
            Err(unread) => {
                sums.skipped += 1;
                messages.push(&unread.message);
                status = status.max(unread.status);
            }
        }
    }
    let report = match args.format {
        Format::Table => table::render(&sums),
        Format::Json => json::render(&sums)?,
    };
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(report.as_bytes())?;
    stdout.flush()?;
    status = status.max(input.report_unreadable());
    report::print(messages, args.verbose);
    Ok(status)
}

/// A page that was counted, and what there is to say about it.
struct Counted {
    counts: PageCounts,
    messages: Vec<Message>,
}

fn count_page(input: &Input, page: &Page) -> Result<Counted, Unread> {
    let bytes = input.read(page).map_err(|error| Unread::unreadable(page, &error))?;
    let text = decode(&bytes).map_err(|error| Unread::not_text(page, error))?;
    let (document, mut diagnostics) = crate::parse(text);
    let (counts, more) = count(&document);
    diagnostics.extend(more);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    let mut locator = Locator::new(text);
    let messages = diagnostics.iter().map(|diagnostic| Message::of(&page.path, &mut locator, diagnostic)).collect();
    Ok(Counted { counts, messages })
}

/// The sums of a run, each in the order of its keys.
#[derive(Debug, Default)]
struct Sums {
    total: Counts,
    rows: BTreeMap<(String, Option<String>), Counts>,
    folders: BTreeMap<String, Counts>,
    locales: BTreeMap<Option<String>, Counts>,
    translations: BTreeMap<Translation, Counts>,
    /// Pages that were not counted.
    skipped: usize,
}

impl Sums {
    fn add(&mut self, folder: String, page: &PageCounts) {
        self.total += page;
        *self.folders.entry(folder.clone()).or_default() += page;
        *self.locales.entry(page.locale.clone()).or_default() += page;
        *self.translations.entry(page.translation).or_default() += page;
        *self.rows.entry((folder, page.locale.clone())).or_default() += page;
    }
}

/// The folder of each page: the first level below the path that was given, `.` for a page directly in it. If pages come from
/// below several paths, the path stands in front.
fn folders(pages: &[Page]) -> Vec<String> {
    let roots: BTreeSet<&Path> = pages.iter().map(root).collect();
    let folder = |page: &Page| {
        let mut parts = page.relative.iter();
        let first = parts.next().filter(|_| parts.next().is_some());
        let path = match first {
            Some(first) if roots.len() > 1 => root(page).join(first),
            Some(first) => PathBuf::from(first),
            None if roots.len() > 1 => root(page).to_path_buf(),
            None => PathBuf::new(),
        };
        if path.as_os_str().is_empty() { ".".to_owned() } else { path.display().to_string() }
    };
    pages.iter().map(folder).collect()
}

/// The folder that the relative path of a page starts from.
fn root(page: &Page) -> &Path {
    page.path.ancestors().nth(page.relative.iter().count()).unwrap_or(Path::new(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pages: &[(&str, &str)], expected: &[&str]) {
        let pages: Vec<Page> = pages
            .iter()
            .map(|(path, relative)| Page { path: path.into(), relative: relative.into(), is_given: false })
            .collect();
        assert_eq!(folders(&pages), expected);
    }

    #[test]
    fn one_path_is_not_named() {
        check(&[("docs/å/b/c.md", "å/b/c.md"), ("docs/a.md", "a.md")], &["å", "."]);
        check(&[("./å/c.md", "å/c.md"), ("./a.md", "a.md")], &["å", "."]);
        check(&[("a.md", "a.md")], &["."]);
        check(&[("-", "-")], &["."]);
    }

    #[test]
    fn several_paths_are() {
        check(
            &[("docs/å/b/c.md", "å/b/c.md"), ("more/å/a.md", "å/a.md"), ("more/b.md", "b.md"), ("c.md", "c.md")],
            &["docs/å", "more/å", "more", "."],
        );
    }
}
