//! What was measured, and on what kind of machine: in general terms, never by its name. And the parser alone, by `cargo bench`.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::task::Tool;
use crate::install::{output, run};
use crate::sets;

/// The machine, the programs beside which `bitext` is measured, and the pages.
pub(super) fn described(tool: &Tool, pages: &Path) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let system = output("stat", ["--file-system", "--format", "%T", &std::env::temp_dir().to_string_lossy()])?;
    let version = |program: &str| -> Result<String> {
        let said = output(program, ["--version"])?;
        let first = said.lines().next().unwrap_or_default();
        Ok(first.split_whitespace().find(|word| word.contains('.')).unwrap_or_default().to_owned())
    };
    Ok(format!(
        "{cores} cores of {} ({ARCH}, {OS}, files on {}), ripgrep {}, cp {}. {}\n",
        processor(&fs::read_to_string("/proc/cpuinfo").unwrap_or_default()),
        system.trim(),
        version("rg")?,
        version("cp")?,
        counted(tool, pages)?,
    ))
}

/// The family of a processor, from what Linux says of it.
fn processor(said: &str) -> String {
    let line = said.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let name = line.map_or("an unknown processor", |(_, name)| name);
    let name = name.split('@').next().unwrap_or(name).replace("(R)", "").replace("(TM)", "");
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many pages, bytes and pairs there are.
fn counted(tool: &Tool, pages: &Path) -> Result<String> {
    let found = bitext::walk::pages(&[pages.to_path_buf()], None).whole()?;
    let bytes: u64 = found.iter().filter_map(|page| Some(fs::metadata(&page.path).ok()?.len())).sum();
    let said = Command::new(&tool.program).args(["clean", "--check"]).arg(pages).output()?;
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    // `2 pages, 7 pairs: …`
    let line = said.lines().find(|line| line.contains(" pairs: ")).context("`bitext clean --check` counts no pairs")?;
    let pairs = line.split(':').next().and_then(|counts| counts.split(", ").nth(1)).unwrap_or_default();
    let megabytes = usize::try_from(bytes / 1_000_000)?;
    Ok(format!("The pages are {} files, {} MB, {pairs}.", sets::number(found.len()), sets::number(megabytes)))
}

/// The parser alone over all pages, on one core.
pub(super) fn parser(set: &Path) -> Result<String> {
    let corpus = set.canonicalize()?;
    let corpus = corpus.parent().context("the set is in no folder")?;
    let mut command = Command::new("cargo");
    command.args(["bench", "--quiet", "--bench", "parse", "--", "corpus"]).env("BITEXT_CORPUS", corpus);
    let said = run(command.current_dir(crate::root()))?;
    let Some((median, rate)) = median(&said) else { bail!("`cargo bench` says no median:\n{said}") };
    Ok(format!("{median}, {rate}\n"))
}

/// The median of the pages in the table of `cargo bench`, and the bytes in a second: the third of each four.
fn median(said: &str) -> Option<(String, String)> {
    let mut lines = said.lines().skip_while(|line| !line.contains("corpus"));
    let times: Vec<&str> = lines.next()?.split('│').map(str::trim).collect();
    let median = times.get(times.len().checked_sub(4)?)?;
    let rate = lines.next()?.split('│').map(str::trim).filter(|cell| cell.contains("B/s")).nth(2)?;
    Some(((*median).to_owned(), rate.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_is_named_by_its_family() {
        let said = "processor\t: 0\nmodel name\t: Some(R) Chip(TM) 12  @ 2.60GHz\n";
        assert_eq!(processor(said), "Some Chip 12");
        assert_eq!(processor(""), "an unknown processor");
    }

    #[test]
    fn the_median_is_the_third_of_four() {
        let said = "\
parse        fastest       │ slowest       │ median        │ mean          │ samples │ iters
╰─ corpus    94.1 ms       │ 110 ms        │ 95.2 ms       │ 96 ms         │ 20      │ 20
             760 MB/s      │ 640 MB/s      │ 755 MB/s      │ 750 MB/s      │         │
";
        assert_eq!(median(said), Some(("95.2 ms".to_owned(), "755 MB/s".to_owned())));
        assert_eq!(median("parse"), None);
    }
}
