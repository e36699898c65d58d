//! The XLIFF files in `BITEXT_XLIFF`, else in `../shared/xliff`: the suites of the standard, and files that clients returned.
//! Each is read or refused with a message; those that the suites call valid are read.

use std::fs;
use std::path::{Path, PathBuf};

use bitext::exchange::read::{Limits, ReadError, read};
use bitext::exchange::returned::ReturnedDocument;

fn folder(name: &str) -> Option<PathBuf> {
    let given = std::env::var_os("BITEXT_XLIFF").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/xliff")).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there; set BITEXT_XLIFF to a folder of XLIFF files", folder.display());
    None
}

fn xliff_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xlf") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn read_file(path: &Path) -> Result<ReturnedDocument, ReadError> {
    read(&fs::read(path).unwrap(), &Limits::default())
}

#[test]
fn the_suites_of_the_standard() {
    let Some(folder) = folder("suites") else { return };
    let mut valid = 0;
    for path in xliff_files(&folder) {
        let outcome = read_file(&path);
        if let Err(error) = &outcome {
            println!("{}:{error}", path.display());
        }
        if path.components().any(|part| part.as_os_str() == "invalid") {
            continue;
        }
        valid += 1;
        let document = outcome.unwrap_or_else(|error| panic!("{}:{error}", path.display()));
        assert!(!document.files.is_empty(), "{}: no file element was found", path.display());
        for unit in document.files.iter().flat_map(|file| &file.units) {
            if let Some(problem) = &unit.problem {
                println!("{}:{}: {}: {problem}", path.display(), unit.line, unit.id);
            }
        }
    }
    assert!(valid > 0, "{}: no valid files", folder.display());
}

#[test]
fn files_that_clients_returned() {
    let Some(folder) = folder("returned") else { return };
    for path in xliff_files(&folder) {
        match read_file(&path) {
            Err(error) => println!("{}:{error}", path.display()),
            Ok(document) => {
                println!("{}: {} units; {:?}", path.display(), document.files[0].units.len(), document.warnings);
                for unit in document.files.iter().flat_map(|file| &file.units) {
                    if let Some(problem) = &unit.problem {
                        println!("  {}: {}: {problem}", unit.line, unit.id);
                    }
                }
            }
        }
    }
}
