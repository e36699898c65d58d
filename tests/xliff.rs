//! The XLIFF files in `BITEXT_XLIFF`, else in `../shared/xliff`: the suites of the standard, and files that clients returned.
//! Each is read or refused with a message; those that the suites call valid are read. Passes where that folder is missing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bitext::exchange::read::{Limits, ReadError, read};
use bitext::exchange::returned::ReturnedDocument;

/// Files of the suites that are no XML, though they are called valid: this one has a stray `<target>` and undeclared prefixes.
const DAMAGED: [&str; 1] = ["2.2/modules/valid/Good-pgs_plural.xlf"];

/// What a client made no XML of: it drops the declarations of namespaces, but not their prefixes.
const WITHOUT_NAMESPACES: [&str; 2] = ["locize/a12.out.xlf", "locize/b12.out.xlf"];

/// The outcome of each XLIFF file in a folder, by its path there. Empty if the folder is missing.
fn outcomes(folder: &str) -> BTreeMap<String, Result<ReturnedDocument<'static>, ReadError>> {
    let given = std::env::var_os("BITEXT_XLIFF").map(PathBuf::from);
    let root = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/xliff")).join(folder);
    if !root.is_dir() {
        eprintln!("skipped: {} is not there; set BITEXT_XLIFF to a folder of XLIFF files", root.display());
        return BTreeMap::new();
    }
    let mut outcomes = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xlf") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                let bytes = fs::read(&path).unwrap();
                outcomes.insert(name, read(&bytes, &Limits::default()).map(ReturnedDocument::into_owned));
            }
        }
    }
    assert!(!outcomes.is_empty(), "{} holds no XLIFF files", root.display());
    outcomes
}

#[test]
fn the_suites_of_the_standard() {
    let mut read_of: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (name, outcome) in outcomes("suites") {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (read, all) = read_of.entry(folder.to_owned()).or_default();
        *all += 1;
        match outcome {
            Ok(document) => {
                *read += 1;
                assert!(!DAMAGED.contains(&name.as_str()), "{name} is read now");
                assert!(folder.ends_with("invalid") || !document.files.is_empty(), "{name}: no file was found in it");
            }
            Err(error) => {
                println!("{name}:{error}");
                assert!(folder.ends_with("invalid") || DAMAGED.contains(&name.as_str()), "{name}:{error}");
            }
        }
    }
    for (folder, (read, all)) in read_of {
        println!("{folder}: {read} of {all} are read");
    }
}

#[test]
fn files_that_clients_returned() {
    for (name, outcome) in outcomes("returned") {
        match outcome {
            Ok(document) => {
                assert_eq!(document.files.len(), 1, "{name}");
                let units = &document.files[0].units;
                assert!((2..=3).contains(&units.len()), "{name}: {} units", units.len());
                assert!(units.iter().all(|unit| unit.problem.is_none()), "{name}: {units:?}");
                assert!(units.iter().all(|unit| !unit.source.is_empty()), "{name}: {units:?}");
                println!("{name}: {:?}", document.warnings);
            }
            Err(error) => {
                assert!(WITHOUT_NAMESPACES.contains(&name.as_str()), "{name}:{error}");
                assert!(error.to_string().contains("the prefix `sxs` is not declared"), "{name}:{error}");
            }
        }
    }
}
