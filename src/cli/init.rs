//! `bitext init`: a first configuration for a folder of pages.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use super::Status;
use super::input::{Input, Unread};
use super::pages::process;
use super::report::{self, counted, shown};
use crate::config::FILE_NAME;
use crate::init::Seen;
use crate::source::decode;
use crate::walk::Page;
use crate::write::{self, Durability};

/// Write a commented bitext.toml from what is seen in a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  bitext init docs      look at the pages below docs and write docs/bitext.toml")]
pub(super) struct Args {
    /// The folder
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,

    /// Replace the configuration that is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args) -> Result<Status> {
    let file = args.folder.join(FILE_NAME);
    if !fs::metadata(&args.folder).with_context(|| shown(&args.folder))?.is_dir() {
        bail!("{} is a file; name the folder that the configuration is for", shown(&args.folder));
    }
    let exists = || format!("{} is there already; --force replaces it", shown(&file));
    if !args.force && fs::symlink_metadata(&file).is_ok() {
        bail!(exists());
    }
    let input = Input::find(std::slice::from_ref(&args.folder), None)?;
    let seen = Mutex::new(Seen::default());
    let results = process(&input.pages, |page| look_at(&input, page, &seen));
    let mut status = input.report_unreadable();
    let mut messages = Vec::new();
    for (result, page) in results.zip(&input.pages) {
        if let Err(unread) = result.unwrap_or_else(|panic| Err(Unread::panicked(page, &panic))) {
            status = status.max(unread.status);
            messages.push(unread.message);
        }
    }
    report::print(input.notes.iter().chain(&messages), false);
    let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let text = seen.configuration();
    let written = if args.force {
        write::write(&file, text.as_bytes(), Durability::Disk)
    } else {
        write::create(&file, text.as_bytes())
    };
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!(exists()),
        written => written.with_context(|| shown(&file))?,
    }
    report::line(&format!("wrote {} from {}", shown(&file), counted(seen.pages(), "page")));
    Ok(status)
}

fn look_at(input: &Input, page: &Page, seen: &Mutex<Seen>) -> Result<(), Unread> {
    let bytes = input.read(page).map_err(|error| Unread::unreadable(page, &error))?;
    let text = decode(&bytes).map_err(|error| Unread::not_text(page, error))?;
    let mut of_page = Seen::default();
    of_page.note(&page.relative, &crate::parse(text).0);
    seen.lock().unwrap_or_else(PoisonError::into_inner).add(of_page);
    Ok(())
}
