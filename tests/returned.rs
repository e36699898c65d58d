//! Files that real clients returned, in `returned` of `BITEXT_XLIFF`, else of `../shared/xliff`, imported into pages with what
//! the clients were given (`returned/in`). Each unit is as it was, or as the file has it, or refused. Passes where the folder is
//! missing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bitext::exchange::content::Part;
use bitext::exchange::merge::{UnitResult, merge};
use bitext::exchange::read::{Limits, read};
use bitext::exchange::returned::{ReturnedFile, ReturnedUnit};
use bitext::exchange::units::Units;
use bitext::parse;

/// The folder, if it is there.
fn folder() -> Option<PathBuf> {
    let given = std::env::var_os("BITEXT_XLIFF").map(PathBuf::from);
    let root = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/xliff")).join("returned");
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("skipped: {} is not there; set BITEXT_XLIFF to its folder", root.display());
    None
}

/// The files of a folder by their names.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

fn only_file(bytes: &[u8]) -> Result<ReturnedFile<'_>, String> {
    let mut document = read(bytes, &Limits::default()).map_err(|error| error.to_string())?;
    assert_eq!(document.files.len(), 1);
    Ok(document.files.remove(0))
}

/// Content as Markdown: a link for each code that encloses text, a code span for each other.
fn markdown(parts: &[Part<'_, Cow<'_, str>>]) -> String {
    let write = |part: &Part<'_, Cow<'_, str>>| match part {
        Part::Text(text) => text.to_string(),
        Part::Open(_) => "[".to_owned(),
        Part::Close(id) => format!("](å{id}.md)"),
        Part::Placeholder(id) => format!("`å{id}`"),
    };
    parts.iter().map(write).collect()
}

/// A page with what a file holds.
fn page(file: &ReturnedFile<'_>) -> String {
    let mut page = String::new();
    for ReturnedUnit { id, source, target, .. } in &file.units {
        let (target, source) = (target.as_deref().map(markdown).unwrap_or_default(), markdown(source));
        writeln!(
            page,
            "<span data-ttu-id=\"{id}\">{target}</span>\
             <span class=\"sxs-lookup\"><span data-stu-id=\"{id}\">{source}</span></span>\n"
        )
        .unwrap();
    }
    page
}

/// What a translator sees: text without white space, and where codes are.
fn seen<Id>(parts: &[Part<'_, Id>]) -> String {
    let see = |part: &Part<'_, Id>| match part {
        Part::Text(text) => text.split_whitespace().collect(),
        Part::Open(_) => "⟨".to_owned(),
        Part::Close(_) => "⟩".to_owned(),
        Part::Placeholder(_) => "◆".to_owned(),
    };
    parts.iter().map(see).collect()
}

/// Imports a file; a line for each unit of the page. Panics if a unit was damaged.
fn outcomes(name: &str, page: &str, file: &ReturnedFile) -> String {
    let (document, _) = parse(page);
    let units = Units::of(&document);
    let merged = merge(&document, file);
    let text = merged.text.as_deref().unwrap_or(page);
    let (after, _) = parse(text);
    let new_units = Units::of(&after);
    assert_eq!(document.pairs().len(), after.pairs().len(), "{name}");
    let mut lines = String::new();
    for (index, (old, new)) in document.pairs().iter().zip(after.pairs()).enumerate() {
        assert_eq!(document.raw(old.source.inner), after.raw(new.source.inner), "{name}");
        let id = &units.ids()[index];
        let result =
            merged.outcomes.iter().find(|outcome| outcome.target == Some(old.target.inner)).map(|found| &found.result);
        let (is, was) = (seen(&new_units.contents(new).0.parts), seen(&units.contents(old).0.parts));
        if let Some(UnitResult::Changed(_)) = result {
            let unit = file.units.iter().find(|unit| unit.id == **id || unit.name.as_deref() == Some(&**id)).unwrap();
            assert_eq!(is, seen(unit.target.as_deref().unwrap()), "{name}, {id}");
        } else {
            assert_eq!(document.raw(old.target.inner), after.raw(new.target.inner), "{name}, {id}");
            assert_eq!(is, was, "{name}, {id}");
        }
        let result = result.map_or_else(|| "Unchanged".to_owned(), |result| format!("{result:?}"));
        writeln!(lines, "  {id}: {result}").unwrap();
    }
    let extra = merged.outcomes.iter().filter(|outcome| outcome.result == UnitResult::Extra).count();
    if extra > 0 {
        writeln!(lines, "  {extra} extra").unwrap();
    }
    lines
}

#[test]
fn what_clients_returned() {
    let Some(root) = folder() else { return };
    let pages: HashMap<String, String> = files(&root.join("in"))
        .into_iter()
        .map(|(name, bytes)| (name.trim_end_matches(".xlf").to_owned(), page(&only_file(&bytes).unwrap())))
        .collect();
    let mut all = String::new();
    for client in ["in", "locize", "lokalize", "omegat36", "openxliff", "poedit", "tt", "weblate"] {
        for (name, bytes) in files(&root.join(client)) {
            // What one program made of Markdown of its own.
            let Some(page) = pages.get(name.split('.').next().unwrap()) else { continue };
            let name = format!("{client}/{name}");
            match only_file(&bytes) {
                Ok(file) => write!(all, "{name}\n{}", outcomes(&name, page, &file)).unwrap(),
                Err(error) => writeln!(all, "{name}\n  {error}").unwrap(),
            }
        }
    }
    insta::assert_snapshot!(all);
}
