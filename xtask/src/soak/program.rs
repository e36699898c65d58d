//! Damaged pages as files, worked on by the program: what it only reads stays, and it writes nothing but what it is told to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::sets::{Random, number};

/// Pages of one folder.
const FILES_OF_A_FOLDER: usize = 250;

/// The program as it is released, built if need be.
pub(super) fn program() -> Result<PathBuf> {
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--release", "--bin", "bitext"])
        .current_dir(crate::root())
        .status()
        .context("cargo")?;
    if !status.success() {
        bail!("the program cannot be built");
    }
    let here = std::env::current_exe()?;
    let target = here.parent().and_then(Path::parent).context("a folder of what is built")?;
    Ok(target.join("release").join(format!("bitext{}", std::env::consts::EXE_SUFFIX)))
}

/// The files below a folder, with their bytes.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn files(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).with_context(|| next.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.insert(path.strip_prefix(folder)?.to_path_buf(), fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

/// A command line, and the names in the scratch folder that it may write.
struct Step {
    arguments: &'static [&'static str],
    writes: &'static [&'static str],
}

const STEPS: &[Step] = &[
    Step {
        arguments: &["check", "docs", "--output-format", "json=check.json", "--output-format", "sarif=check.sarif"],
        writes: &["check.json", "check.sarif"],
    },
    Step {
        arguments: &["check", "docs", "--output-format", "html=check.html", "--output-format", "junit=check.xml"],
        writes: &["check.html", "check.xml"],
    },
    Step { arguments: &["check", "docs", "--baseline", "known.json", "--update-baseline"], writes: &["known.json"] },
    Step { arguments: &["check", "docs", "--diff", "--unsafe-fixes"], writes: &[] },
    Step { arguments: &["clean", "docs", "-o", "target"], writes: &["target"] },
    Step { arguments: &["clean", "docs", "-o", "source", "--side", "source"], writes: &["source"] },
    Step { arguments: &["stats", "docs"], writes: &[] },
    Step {
        arguments: &["export", "docs", "--to", "xliff", "-o", "xliff", "--target-language", "sv-SE"],
        writes: &["xliff"],
    },
    Step { arguments: &["export", "docs", "--to", "po", "-o", "po", "--target-language", "sv-SE"], writes: &["po"] },
    // What nobody edited changes no page.
    Step { arguments: &["import", "back", "--into", "docs"], writes: &[] },
    Step { arguments: &["import", "damaged", "--into", "docs", "--dry-run"], writes: &[] },
    // These write pages: copies, so that nothing else may change.
    Step { arguments: &["import", "damaged", "--into", "imported", "--partial"], writes: &["imported"] },
    Step { arguments: &["check", "fixed", "--fix", "--unsafe-fixes"], writes: &["fixed"] },
    Step { arguments: &["clean", "cleaned", "--in-place"], writes: &["cleaned"] },
];

/// Has the program work on `count` pages, and says whether all is as it has to be.
pub(super) fn run(count: usize, seed: u64, make: impl Fn(usize) -> Vec<u8>) -> Result<bool> {
    let program = program()?;
    let mut faults = Vec::new();
    for from in (0..count).step_by(FILES_OF_A_FOLDER) {
        let scratch = tempfile::tempdir().context("a folder for the pages")?;
        let folder = scratch.path();
        for index in from..(from + FILES_OF_A_FOLDER).min(count) {
            let page = make(index);
            for copy in ["docs", "imported", "fixed", "cleaned"] {
                let file = folder.join(copy).join(format!("{}/{index}.md", index % 7));
                fs::create_dir_all(file.parent().unwrap_or(folder))?;
                fs::write(file, &page)?;
            }
        }
        for step in STEPS {
            if step.arguments[0] == "import" && !folder.join("back").exists() {
                give_back(folder, &mut Random(seed ^ from as u64))?;
            }
            let before = files(folder)?;
            if let Some(fault) = fault(&program, folder, step, &before)? {
                faults.push(format!("pages from {from}: bitext {}: {fault}", step.arguments.join(" ")));
            }
        }
    }
    println!(
        "{} pages as files, {} runs of the program on each folder of {FILES_OF_A_FOLDER}",
        number(count),
        STEPS.len()
    );
    faults.iter().for_each(|fault| println!("fault: {fault}"));
    println!("{} faults", faults.len());
    Ok(faults.is_empty())
}

/// Copies what was exported, untouched and damaged, without the record that tells that it is untouched.
fn give_back(folder: &Path, random: &mut Random) -> Result<()> {
    for (name, mut bytes) in [files(&folder.join("xliff"))?, files(&folder.join("po"))?].into_iter().flatten() {
        if name.as_os_str() == ".bitext-outputs" {
            continue;
        }
        // Each page once: a page that is in two files is refused.
        let is_po = name.extension().is_some_and(|extension| extension == "po");
        let is_even = name.to_string_lossy().bytes().map(usize::from).sum::<usize>().is_multiple_of(2);
        if is_po == is_even {
            put(&folder.join("back").join(&name), &bytes)?;
            for _ in 0..=random.below(6) {
                let at = random.below(bytes.len());
                match random.below(4) {
                    0 => bytes[at] ^= 1 << random.below(7),
                    1 => bytes.truncate(bytes.len() - bytes.len() / 20 * random.below(2)),
                    2 => drop(bytes.drain(at..(at + random.below(30)).min(bytes.len()))),
                    _ => drop(bytes.splice(at..at, *b"</target>")),
                }
            }
            put(&folder.join("damaged").join(&name), &bytes)?;
        }
    }
    Ok(())
}

fn put(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::create_dir_all(file.parent().unwrap_or(file))?;
    fs::write(file, bytes).with_context(|| file.display().to_string())
}

/// Runs a step; what is wrong, if anything is.
fn fault(program: &Path, folder: &Path, step: &Step, before: &Files) -> Result<Option<String>> {
    let output = Command::new(program)
        .args(step.arguments)
        .current_dir(folder)
        .env("HOME", folder.join("home"))
        .env("TMPDIR", folder.join("tmp"))
        .output()
        .with_context(|| program.display().to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !matches!(output.status.code(), Some(0..=2)) {
        return Ok(Some(format!("{}: {}", output.status, said.lines().next_back().unwrap_or_default())));
    }
    if let Some(line) = said.lines().find(|line| line.contains("internal error") || line.contains("panicked")) {
        return Ok(Some(line.to_owned()));
    }
    let after = files(folder)?;
    let may_change =
        |path: &Path| path.iter().next().is_some_and(|first| step.writes.iter().any(|name| first == *name));
    let names = before.keys().chain(after.keys());
    let mut odd = names.filter(|path| !may_change(path) && before.get(*path) != after.get(*path));
    if let Some(path) = odd.next() {
        return Ok(Some(format!("{} is another than before", path.display())));
    }
    let left = after.keys().find(|path| {
        path.file_name().is_some_and(|name| name != ".bitext-outputs" && name.to_string_lossy().starts_with(".bitext-"))
    });
    Ok(left.map(|path| format!("{} is left", path.display())))
}
