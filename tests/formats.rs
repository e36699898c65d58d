//! What translators are given in each format: its shape, held by snapshots, and its validity, held by the schemas of the standards
//! where those are at hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

#[path = "formats/sample.rs"]
mod sample;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bitext::exchange::content::{Content, Part};
use bitext::exchange::format::Format;
use bitext::exchange::read::{Limits, read};
use bitext::exchange::returned::ReturnedParts;
use bitext::exchange::{FileHead, Unit};

const FORMATS: [(Format, &str); 6] = [
    (Format::Xliff12, "xliff-1.2"),
    (Format::Xliff20, "xliff-2.0"),
    (Format::Xliff21, "xliff-2.1"),
    (Format::Xliff22, "xliff-2.2"),
    (Format::Tmx, "tmx"),
    (Format::Po, "po"),
];

fn document(format: Format, files: &[(FileHead, Vec<Unit<'_>>)]) -> String {
    let mut out = String::new();
    format.start(&files[0].0, &mut out);
    for (index, (head, units)) in files.iter().enumerate() {
        format.file(index + 1, head, units, &mut out);
    }
    format.end(&mut out);
    out
}

#[test]
fn each_format_has_its_shape() {
    for (format, name) in FORMATS {
        let document = document(format, &sample::files());
        insta::assert_snapshot!(name, document.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    }
}

#[test]
fn a_file_without_units_is_left_out() {
    let [first, second] = <[_; 2]>::try_from(sample::files()).unwrap();
    let empty = (FileHead { original: "tom.md".to_owned(), ..first.0.clone() }, Vec::new());
    for (format, _) in FORMATS {
        let document = document(format, &[first.clone(), empty.clone(), second.clone()]);
        assert!(!document.contains("tom.md"), "{document}");
        assert!(document.contains("ångström"), "{document}");
    }
}

/// The parts with the ids as a client would return them.
fn returned(content: &Content<'_>) -> ReturnedParts<'static> {
    let part = |part: &Part<'_>| match part {
        Part::Text(text) => Part::Text(Cow::Owned(text.clone().into_owned())),
        Part::Open(id) => Part::Open(id.to_string().into()),
        Part::Close(id) => Part::Close(id.to_string().into()),
        Part::Placeholder(id) => Part::Placeholder(id.to_string().into()),
    };
    content.parts.iter().map(part).collect()
}

#[test]
fn what_is_written_is_read() {
    let files = sample::files();
    for (format, name) in FORMATS.into_iter().filter(|(format, _)| *format != Format::Tmx) {
        let text = document(format, &files);
        let read = read(text.as_bytes(), &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read.warnings, [], "{name}");
        assert_eq!(read.files.len(), files.len(), "{name}");
        for ((head, units), file) in files.iter().zip(&read.files) {
            assert_eq!(file.original, head.original, "{name}");
            assert_eq!(file.source_language.as_deref(), Some(head.source_language.as_str()), "{name}");
            assert_eq!(file.target_language.as_deref(), Some(head.target_language.as_str()), "{name}");
            assert_eq!(file.fingerprint.as_deref(), Some(head.fingerprint.as_str()), "{name}");
            assert_eq!(file.units.len(), units.len(), "{name}");
            for (unit, read) in units.iter().zip(&file.units) {
                assert_eq!(read.id, unit.id, "{name}");
                assert_eq!(read.problem, None, "{name} {}", unit.id);
                assert_eq!(read.source, returned(&unit.source), "{name} {}", unit.id);
                assert_eq!(read.target, unit.target.as_ref().map(returned), "{name} {}", unit.id);
                let has_name = format != Format::Po;
                assert_eq!(read.name.as_deref(), has_name.then_some(&*unit.name), "{name} {}", unit.id);
                let line = text.lines().nth(read.line - 1).unwrap();
                assert!(line.contains(&*unit.id), "{name} {}: {line}", unit.id);
            }
        }
    }
}

/// Each document in a folder, under a name with the ending of its format.
fn written(folder: &Path) -> Vec<(Format, PathBuf)> {
    let write = |(format, name): (Format, &str)| {
        let path = folder.join(format!("{name}.{}", format.extension()));
        std::fs::write(&path, document(format, &sample::files())).unwrap();
        (format, path)
    };
    FORMATS.into_iter().map(write).collect()
}

fn assert_success(output: &Output) {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn the_schemas_are_satisfied() {
    let given = std::env::var_os("BITEXT_XLIFF").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/xliff"));
    let validator = folder.join("validate.py");
    if !validator.is_file() {
        eprintln!("skipped: {} is not there; set BITEXT_XLIFF to its folder", validator.display());
        return;
    }
    let has_libraries = Command::new("python3").args(["-c", "import lxml, saxonche"]).output();
    if !has_libraries.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: `python3` lacks lxml or saxonche; put one that has them first in PATH");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let documents = written(scratch.path());
    let xml = documents.iter().filter(|(format, _)| *format != Format::Po).map(|(_, path)| path);
    assert_success(&Command::new("python3").arg(&validator).args(xml).output().unwrap());
    let strict = documents.iter().filter(|(format, _)| *format == Format::Xliff12).map(|(_, path)| path);
    assert_success(&Command::new("python3").arg(&validator).arg("--strict12").args(strict).output().unwrap());
}

#[test]
fn gettext_reads_po() {
    if Command::new("msgfmt").arg("--version").output().is_err() {
        eprintln!("skipped: there is no `msgfmt`; install GNU gettext");
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    for (_, path) in written(scratch.path()).iter().filter(|(format, _)| *format == Format::Po) {
        let compiled = scratch.path().join("compiled.mo");
        assert_success(&Command::new("msgfmt").args(["--check", "-o"]).args([&compiled, path]).output().unwrap());
    }
}
