//! A repository of very many pages: each is worked on once, rightly, and memory stays bounded.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::program::program;
use crate::sets::number;

/// Pages of one folder.
const PAGES_OF_A_FOLDER: usize = 1_000;

/// A small page in Swedish, with its number in it.
fn page(index: usize) -> String {
    format!(
        "---\ntitle: Sida {index}\nms.contentlocale: sv-SE\n---\n\
         # <span data-ttu-id=\"0a1b2-101\">Sida {index}</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Page {index}</span></span>\n\n\
         <span data-ttu-id=\"0a1b2-102\">Läs **valv {index}** igen.</span>\
         <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-102\">Read **vault {index}** again.</span></span>\n"
    )
}

fn name(index: usize) -> String {
    format!("{}/{index}.md", index / PAGES_OF_A_FOLDER)
}

/// Makes the pages, has the program work on them, and says whether every output is right.
pub(super) fn run(count: usize) -> Result<bool> {
    let program = program()?;
    let scratch = tempfile::tempdir().context("a folder for the pages")?;
    let folder = scratch.path();
    for index in 0..count {
        let file = folder.join("docs").join(name(index));
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(file, page(index))?;
    }
    let all = number(count);
    let pairs = number(2 * count);
    println!("{all} pages in one folder:");
    let work = |arguments: &[&str], said: &[&str]| work(&program, folder, arguments, said);
    let mut is_well = work(&["check", "docs"], &[&format!("{all} pages, {pairs} pairs: 0 errors")])?;
    is_well &= work(&["stats", "docs"], &[&all, &pairs])?;
    is_well &= work(&["clean", "docs", "-o", "clean"], &[&format!("{all} written")])?;
    is_well &= work(&["clean", "docs", "-o", "clean"], &[&format!("0 written, {all} unchanged")])?;
    is_well &= work(&["export", "docs", "--to", "xliff", "-o", "out"], &[&format!("{all} written")])?;
    let edited = (0..count).step_by(PAGES_OF_A_FOLDER / 10);
    for index in edited.clone() {
        let file = folder.join("out").join(format!("{}.xlf", name(index)));
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        fs::write(&file, text.replace("Läs ", "Läs om "))?;
    }
    is_well &= work(&["import", "out", "--into", "docs"], &[&format!("{} written", number(edited.count()))])?;
    for index in 0..count {
        let is_edited = index.is_multiple_of(PAGES_OF_A_FOLDER / 10);
        let expected = if is_edited { page(index).replace("Läs ", "Läs om ") } else { page(index) };
        let cleaned = format!(
            "---\ntitle: Sida {index}\nms.contentlocale: sv-SE\n---\n# Sida {index}\n\nLäs **valv {index}** igen.\n"
        );
        for (folder_of, expected) in [("docs", expected), ("clean", cleaned)] {
            if fs::read_to_string(folder.join(folder_of).join(name(index)))? != expected {
                println!("  fault: {folder_of}/{} is not as it should be", name(index));
                is_well = false;
            }
        }
    }
    Ok(is_well)
}

/// Runs the program, prints its time and its largest memory, and says whether it says what it should.
fn work(program: &Path, folder: &Path, arguments: &[&str], expected: &[&str]) -> Result<bool> {
    let started = Instant::now();
    let (out, err) = (folder.join("stdout"), folder.join("stderr"));
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(fs::File::create(&out)?)
        .stderr(fs::File::create(&err)?)
        .spawn()
        .with_context(|| program.display().to_string())?;
    let mut memory = None;
    let status = loop {
        memory = peak(child.id()).or(memory);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let line = arguments.join(" ");
    let memory = memory.map(|megabytes| format!(", {megabytes} MB")).unwrap_or_default();
    println!("  bitext {line}: {:.1} s{memory}", started.elapsed().as_secs_f64());
    let said = fs::read_to_string(&out)? + &fs::read_to_string(&err)?;
    if status.code() == Some(2) {
        bail!("bitext {line}: {}", said.lines().next().unwrap_or_default());
    }
    let missing = expected.iter().find(|part| !said.contains(**part));
    if let Some(part) = missing {
        println!("  fault: bitext {line} does not say {part:?} but {:?}", said.lines().next_back().unwrap_or_default());
    }
    Ok(missing.is_none())
}

/// The largest memory of a process so far, in MB, where the system tells it.
fn peak(process: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? / 1_000)
}
