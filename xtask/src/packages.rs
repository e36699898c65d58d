//! `cargo xtask packages`: builds each package, installs it from the local file as a user would, and runs what was installed.
//!
//! Works below `target/packages`. What needs a tool or a registry that is not there is named and skipped.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::{assets, npm};

/// Build the wheel and the npm packages, install them from their files, and run what was installed
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Build as for a release, which takes minutes; else as for tests
    #[arg(long)]
    release: bool,

    /// Build a wheel from the source package of Python too, which compiles everything
    #[arg(long)]
    sdist: bool,
}

/// Builds and tries each package; says whether those that could be tried work.
pub(crate) fn run(args: &Args) -> Result<bool> {
    let scratch = crate::root().join("target/packages");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).with_context(|| scratch.display().to_string())?;
    }
    fs::create_dir_all(&scratch).with_context(|| scratch.display().to_string())?;
    assets::write(&scratch.join("assets"))?;
    let profile = if args.release { "release" } else { "dev" };
    cargo(&["build", "--locked", "--bin", "bitext", "--profile", profile])?;
    let folder = if args.release { "release" } else { "debug" };
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from);
    let program = target.join(folder).join(format!("bitext{}", env::consts::EXE_SUFFIX));
    crate_list()?;
    wheel(&scratch, profile, args.sdist)?;
    npm_packages(&scratch, &program)?;
    Ok(true)
}

/// A crate that is published has all that it is built from, and nothing that only the repository needs.
fn crate_list() -> Result<()> {
    let listed = cargo(&["package", "--list", "--allow-dirty", "--package", "bitext"])?;
    let files: Vec<&str> = listed.lines().collect();
    for file in ["build.rs", "Cargo.toml", "Cargo.lock", "README.md", "LICENSE-MIT", "src/main.rs"] {
        ensure!(files.contains(&file), "the crate lacks {file}");
    }
    let is_surplus =
        |file: &&&str| ["tests/", "fixtures/", "xtask/", "docs/", "."].iter().any(|at| file.starts_with(at));
    let surplus: Vec<&&str> = files.iter().filter(is_surplus).filter(|file| **file != ".cargo_vcs_info.json").collect();
    ensure!(surplus.is_empty(), "the crate has {surplus:?}");
    println!("crate: {} files", files.len());
    Ok(())
}

/// The wheel, with the program of a profile, in a new environment of Python.
fn wheel(scratch: &Path, profile: &str, sdist: bool) -> Result<()> {
    let tools = scratch.join("maturin");
    if let Err(error) = environment(&tools, &["maturin>=1.9,<2"]) {
        println!("skipped: the wheel; maturin cannot be installed: {error:#}");
        return Ok(());
    }
    let maturin = bin(&tools).join("maturin");
    let wheels = scratch.join("wheels");
    let mut build = Command::new(&maturin);
    build.args(["build", "--quiet", "--locked", "--profile", profile, "--out"]).arg(&wheels);
    run_command(build.current_dir(crate::root()))?;
    let wheel = only_file(&wheels, "whl")?;
    try_wheel(scratch, "wheel", &wheel)?;
    let sources = scratch.join("sdist");
    run_command(Command::new(&maturin).args(["sdist", "--out"]).arg(&sources).current_dir(crate::root()))?;
    let archive = only_file(&sources, "gz")?;
    if sdist {
        // As pip builds it for a platform without a wheel: unpacked elsewhere, nothing at hand but Rust.
        let mut build = Command::new(bin(&tools).join("pip"));
        build.args(["wheel", "--quiet", "--no-deps", "--wheel-dir"]).arg(scratch.join("wheels-of-sdist")).arg(&archive);
        run_command(build.current_dir(scratch))?;
        try_wheel(scratch, "wheel-of-sdist", &only_file(&scratch.join("wheels-of-sdist"), "whl")?)?;
    } else {
        println!("sdist: {} (not built; --sdist does)", name(&archive));
    }
    Ok(())
}

fn try_wheel(scratch: &Path, label: &str, wheel: &Path) -> Result<()> {
    let installed = scratch.join(format!("{label}-installed"));
    environment(&installed, &["--no-index", &wheel.to_string_lossy()])?;
    try_program(|| Command::new(bin(&installed).join("bitext")))?;
    println!("{label}: {} is installed and runs", name(wheel));
    Ok(())
}

/// A new environment of Python with something installed.
fn environment(folder: &Path, packages: &[&str]) -> Result<()> {
    let python = if cfg!(windows) { "python" } else { "python3" };
    run_command(Command::new(python).args(["-m", "venv"]).arg(folder))?;
    run_command(
        Command::new(bin(folder).join("pip"))
            .args(["install", "--quiet", "--disable-pip-version-check"])
            .args(packages),
    )?;
    Ok(())
}

fn bin(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// The npm packages, installed into a new folder from their archives.
fn npm_packages(scratch: &Path, program: &Path) -> Result<()> {
    let Some(platform) = npm::this_platform() else {
        println!("skipped: npm; there is no package for this platform");
        return Ok(());
    };
    if let Err(error) = run_command(&mut npm_command(scratch, &["--version"])) {
        println!("skipped: npm; it cannot be run: {error:#}");
        return Ok(());
    }
    let packages = scratch.join("npm");
    let folders = npm::write(&packages, &[(platform.clone(), program.to_owned())])?;
    let mut archives = Vec::new();
    for folder in &folders {
        let packed = run_command(&mut npm_command(folder, &["pack", "--silent", "--pack-destination", ".."]))?;
        archives.push(format!("../npm/{}", packed.trim()));
    }
    let installed = scratch.join("npm-installed");
    fs::create_dir(&installed)?;
    fs::write(installed.join("package.json"), "{\"private\": true}\n")?;
    let install = ["install", "--no-audit", "--no-fund", "--silent"];
    run_command(npm_command(&installed, &install).args(&archives))?;
    let link = installed.join("node_modules/.bin").join(if cfg!(windows) { "bitext.cmd" } else { "bitext" });
    try_program(|| Command::new(&link))?;
    signal_is_passed_on(&link)?;
    let package = installed.join("node_modules/@bitext").join(&platform);
    fs::remove_dir_all(&package).with_context(|| package.display().to_string())?;
    let output = Command::new(&link).arg("--version").output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.code() == Some(2) && said.contains("is not installed; install again"), "npm: {said}");
    println!("npm: {} are installed and run", archives.join(" and ").replace("../npm/", ""));
    Ok(())
}

fn npm_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments).current_dir(folder);
    command
}

/// A program that was installed says its version, passes results and exit codes on, and reads what is piped into it.
fn try_program(program: impl Fn() -> Command) -> Result<()> {
    let root = crate::root();
    let version = run_command(program().arg("--version"))?;
    ensure!(version.trim() == concat!("bitext ", env!("CARGO_PKG_VERSION")), "--version gives {version:?}");
    for (arguments, code) in [
        (&["check", "fixtures/docs/bilingual", "--fail-on", "never"][..], 0),
        (&["check", "fixtures/docs/bilingual"], 1),
        (&["check", "no-such-folder"], 2),
    ] {
        let output = program().args(arguments).current_dir(&root).output()?;
        ensure!(output.status.code() == Some(code), "{arguments:?} ends with {:?}, not {code}", output.status);
    }
    let page = fs::File::open(root.join("fixtures/docs/bilingual/sv-se/privacy/consent.md"))?;
    let cleaned = run_command(program().args(["clean", "-"]).stdin(page))?;
    ensure!(cleaned.contains("Återkalla ditt samtycke"), "clean of a piped page gives {cleaned:?}");
    Ok(())
}

/// The program dies of the signal that its starter gets, and the starter of the same.
#[cfg(unix)]
fn signal_is_passed_on(starter: &Path) -> Result<()> {
    use std::os::unix::process::ExitStatusExt;

    const SIGTERM: i32 = 15;
    let mut child = Command::new(starter).args(["check", "-"]).stdin(Stdio::piped()).spawn()?;
    let started = std::time::Instant::now();
    let is_program_there = || {
        let children = Command::new("pgrep").args(["-P", &child.id().to_string(), "bitext"]).output();
        children.is_ok_and(|output| output.status.success())
    };
    while !is_program_there() && started.elapsed().as_secs() < 30 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    run_command(Command::new("kill").args(["-TERM", &child.id().to_string()]))?;
    // Standard input stays open, so only the signal can end it.
    let input = child.stdin.take();
    let status = child.wait()?;
    drop(input);
    ensure!(status.signal() == Some(SIGTERM), "npm: SIGTERM ends the starter with {status:?}");
    Ok(())
}

#[cfg(not(unix))]
fn signal_is_passed_on(_: &Path) -> Result<()> {
    Ok(())
}

fn only_file(folder: &Path, extension: &str) -> Result<PathBuf> {
    let files = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files = files.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    match files.as_slice() {
        [file] => Ok(file.clone()),
        files => bail!("{}: {} files end in {extension}, not one", folder.display(), files.len()),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn cargo(arguments: &[&str]) -> Result<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run_command(Command::new(cargo).args(arguments).current_dir(crate::root()))
}

/// What a command prints; an error with what it says if it fails.
fn run_command(command: &mut Command) -> Result<String> {
    let shown = format!("{command:?}");
    let output = command.output().with_context(|| shown.clone())?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{shown}: {}: {}", output.status, said.trim());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
