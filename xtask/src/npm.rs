//! `cargo xtask npm`: npm packages out of programs that were built: one for each platform, and the one that people install.
//!
//! Nothing is published or downloaded. `npm pack` or `npm publish` takes the folders as they are.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

/// Write npm packages with programs that were built
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The program of a platform, as in `linux-x64=target/x86_64-unknown-linux-musl/release/bitext`
    #[arg(required = true, value_name = "PLATFORM=PROGRAM", value_parser = program)]
    programs: Vec<(String, PathBuf)>,

    /// The folder for the packages [default: target/npm]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Platforms with a package of their own, as node names system and processor. Programs for Linux are linked statically, so one
/// serves every distribution.
const PLATFORMS: [[&str; 2]; 5] =
    [["darwin", "arm64"], ["darwin", "x64"], ["linux", "arm64"], ["linux", "x64"], ["win32", "x64"]];

fn program(text: &str) -> Result<(String, PathBuf), String> {
    let (platform, path) = text.split_once('=').ok_or("write PLATFORM=PROGRAM")?;
    let names = PLATFORMS.map(|platform| platform.join("-"));
    if !names.iter().any(|name| name == platform) {
        return Err(format!("there is no such platform; it is one of {}", names.join(", ")));
    }
    Ok((platform.to_owned(), path.into()))
}

/// Writes the packages.
pub(crate) fn run(args: &Args) -> Result<bool> {
    let out = args.out.clone().unwrap_or_else(|| crate::root().join("target/npm"));
    for folder in write(&out, &args.programs)? {
        println!("wrote {}", folder.display());
    }
    Ok(true)
}

/// The platform that this runs on, if there is a package for it.
pub(crate) fn this_platform() -> Option<String> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        "x86_64" => "x64",
        other => other,
    };
    PLATFORMS.contains(&[system, processor]).then(|| format!("{system}-{processor}"))
}

/// Writes the packages of some programs and the main one into a folder; gives their folders, the main one last.
pub(crate) fn write(out: &Path, programs: &[(String, PathBuf)]) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for (platform, path) in programs {
        let Some((system, processor)) = platform.split_once('-') else { bail!("{platform} is no platform") };
        let file = if system == "win32" { "bitext.exe" } else { "bitext" };
        let mut about = about(&format!("@bitext/{platform}"), &format!("The program bitext for {system} {processor}"));
        about.insert("os".into(), json!([system]));
        about.insert("cpu".into(), json!([processor]));
        about.insert("files".into(), json!([file]));
        // A package manager that keeps packages zipped has to unpack this one.
        about.insert("preferUnplugged".into(), json!(true));
        let folder = new_folder(&out.join(platform), about)?;
        fs::copy(path, folder.join(file)).with_context(|| path.display().to_string())?;
        folders.push(folder);
    }
    let mut about = about("bitext", env!("CARGO_PKG_DESCRIPTION"));
    about.insert("bin".into(), json!({"bitext": "bin/bitext.js"}));
    about.insert("files".into(), json!(["bin"]));
    about.insert("engines".into(), json!({"node": ">=18"}));
    about.insert("keywords".into(), json!(["localization", "translation", "markdown", "xliff", "bilingual"]));
    let versions = PLATFORMS.map(|platform| (format!("@bitext/{}", platform.join("-")), json!(VERSION)));
    about.insert("optionalDependencies".into(), Value::Object(versions.into_iter().collect()));
    let folder = new_folder(&out.join("bitext"), about)?;
    let ours = crate::root().join("npm");
    fs::create_dir_all(folder.join("bin"))?;
    for file in ["README.md", "bin/bitext.js"] {
        fs::copy(ours.join(file), folder.join(file)).with_context(|| file.to_owned())?;
    }
    folders.push(folder);
    Ok(folders)
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn about(name: &str, description: &str) -> Map<String, Value> {
    let about = [("name", name), ("version", VERSION), ("description", description), ("license", "MIT OR Apache-2.0")];
    about.into_iter().map(|(key, value)| (key.to_owned(), json!(value))).collect()
}

/// Makes the folder of a package anew, with what every package has.
fn new_folder(folder: &Path, about: Map<String, Value>) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    fs::write(folder.join("package.json"), format!("{:#}\n", Value::Object(about)))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(crate::root().join(licence), folder.join(licence)).with_context(|| licence.to_owned())?;
    }
    Ok(folder.to_owned())
}
