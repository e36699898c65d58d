//! `cargo xtask assets`: what packages bring beside the program: manual pages and completions, made from its command line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Command, ValueEnum};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

/// Write the manual pages and the completions that packages bring along
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder for `man/` and `completions/` [default: target/assets]
    folder: Option<PathBuf>,
}

/// Writes the files.
pub(crate) fn run(args: &Args) -> Result<bool> {
    let folder = args.folder.clone().unwrap_or_else(|| crate::root().join("target/assets"));
    write(&folder)?;
    println!("wrote {}", folder.display());
    Ok(true)
}

/// Writes the files into a folder, which is made new.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let (man, completions) = (folder.join("man"), folder.join("completions"));
    for folder in [&man, &completions] {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    for (name, text) in pages()? {
        fs::write(man.join(&name), text).context(name)?;
    }
    for shell in Shell::value_variants() {
        clap_complete::generate_to(*shell, &mut bitext::cli::command(), "bitext", &completions)?;
    }
    Ok(())
}

/// The manual pages with their names: `bitext.1`, and one for each command.
fn pages() -> Result<Vec<(String, Vec<u8>)>> {
    let mut root = bitext::cli::command().disable_help_subcommand(true);
    root.build();
    let date = date();
    let commands: Vec<Command> = root.get_subcommands().cloned().collect();
    let named = commands.into_iter().map(|command| (format!("bitext-{}", command.get_name()), command));
    let all = std::iter::once(("bitext".to_owned(), root.clone())).chain(named);
    all.map(|(name, command)| Ok((format!("{name}.1"), page(&name, &date, command)?))).collect()
}

/// The day of the last commit; outside of a checkout the first day of Unix. So what is built twice is the same twice.
fn date() -> String {
    let mut git = std::process::Command::new("git");
    let output = git.args(["log", "-1", "--format=%cs"]).current_dir(crate::root()).output();
    match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        _ => "1970-01-01".to_owned(),
    }
}

fn page(name: &str, date: &str, command: Command) -> Result<Vec<u8>> {
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let has_commands = command.has_subcommands();
    // The section with the text behind the options fills its lines; examples are lines of their own.
    let command = command.display_name(name.to_owned()).after_help(None).version(env!("CARGO_PKG_VERSION"));
    // A manual has room for what the short help leaves out.
    let command = command.mut_args(|argument| argument.hide_short_help(false));
    let man =
        Man::new(command).date(date).manual("bitext manual").source(concat!("bitext ", env!("CARGO_PKG_VERSION")));
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if has_commands {
        man.render_subcommands_section(&mut out)?;
    }
    let mut end = Roff::new();
    if !after.is_empty() {
        end.control("SH", ["EXAMPLES AND NOTES"]).control("nf", []);
        for line in after.lines() {
            end.text([roman(line)]);
        }
        end.control("fi", []);
    }
    end.control("SH", ["EXIT STATUS"]);
    end.text([roman("0 clean, 1 findings, 2 something could not be done.")]);
    end.to_writer(&mut out)?;
    // A blank line ends a line already.
    Ok(String::from_utf8(out)?.replace("\n.br\n\n.br\n", "\n\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manual_pages_say_what_the_commands_say_and_are_well_formed() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path()).expect("files");
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
        let check = read("man/bitext-check.1");
        assert!(check.contains("\\-\\-changed\\-since") && check.contains("Folder of the original pages"));
        assert!(read("man/bitext.1").contains("bitext\\-export(1)"));
        assert!(read("completions/_bitext").starts_with("#compdef bitext"));
        let pages = fs::read_dir(folder.path().join("man")).expect("pages").map(|page| page.expect("a page").path());
        for page in pages {
            let checked =
                std::process::Command::new("mandoc").args(["-T", "lint", "-W", "warning"]).arg(&page).output();
            let Ok(checked) = checked else {
                println!("skipped: there is no mandoc");
                return;
            };
            let said = String::from_utf8_lossy(&checked.stdout);
            assert!(checked.status.success(), "{said}");
        }
    }
}
