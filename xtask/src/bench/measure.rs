//! Runs of whole processes, one program after the other in each round: what they take in time, on all cores, and in memory.

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use wait4::Wait4;

/// A program that is measured.
pub(super) struct Contender<'a> {
    /// For the table.
    pub(super) name: String,
    /// Makes its command, given a folder for its output that is not there yet.
    make: Box<dyn Fn(&Path) -> Command + 'a>,
}

impl<'a> Contender<'a> {
    pub(super) fn new(name: impl Into<String>, make: impl Fn(&Path) -> Command + 'a) -> Self {
        Self { name: name.into(), make: Box::new(make) }
    }
}

/// How often all programs are run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rounds {
    /// Rounds that are not counted.
    pub(super) first: usize,
    pub(super) counted: usize,
}

/// What a run took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: Duration,
    /// User and system, of all threads.
    cpu: Duration,
}

/// The counted runs of a program.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) name: String,
    costs: Vec<Cost>,
    /// The largest resident set of one more run, in bytes.
    pub(super) peak: u64,
}

impl Series {
    pub(super) fn median(&self) -> Duration {
        middle(self.costs.iter().map(|cost| cost.wall).collect())
    }

    pub(super) fn min(&self) -> Duration {
        self.costs.iter().map(|cost| cost.wall).min().unwrap_or_default()
    }

    pub(super) fn max(&self) -> Duration {
        self.costs.iter().map(|cost| cost.wall).max().unwrap_or_default()
    }

    /// The median of user and system time.
    pub(super) fn cpu(&self) -> Duration {
        middle(self.costs.iter().map(|cost| cost.cpu).collect())
    }
}

fn middle(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    let half = durations.len() / 2;
    match (durations.get(half.wrapping_sub(1)), durations.get(half)) {
        (Some(below), Some(above)) if durations.len().is_multiple_of(2) => (*below + *above) / 2,
        (_, above) => above.copied().unwrap_or_default(),
    }
}

/// A folder for all that is written. It is removed at the end only: file systems are slow for seconds after files were removed.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: TempDir,
    number: Cell<usize>,
}

impl Scratch {
    pub(super) fn new() -> Result<Self> {
        Ok(Self { folder: tempfile::tempdir()?, number: Cell::new(0) })
    }

    /// A path in it that nothing has.
    pub(super) fn path(&self) -> PathBuf {
        self.number.set(self.number.get() + 1);
        self.folder.path().join(self.number.get().to_string())
    }

    /// Runs all programs in turn, round after round.
    pub(super) fn side_by_side(&self, contenders: &[Contender<'_>], rounds: Rounds) -> Result<Vec<Series>> {
        let mut all: Vec<Series> =
            contenders.iter().map(|one| Series { name: one.name.clone(), costs: Vec::new(), peak: 0 }).collect();
        // What earlier runs wrote is not to be written to the disk during these.
        self.once(&mut Command::new("sync"))?;
        for round in 0..rounds.first + rounds.counted {
            for (contender, series) in contenders.iter().zip(&mut all) {
                let cost = self.once(&mut (contender.make)(&self.path())).with_context(|| contender.name.clone())?;
                if round >= rounds.first {
                    series.costs.push(cost);
                }
            }
        }
        for (contender, series) in contenders.iter().zip(&mut all) {
            series.peak = self.peak(&(contender.make)(&self.path())).with_context(|| contender.name.clone())?;
        }
        Ok(all)
    }

    /// Runs a command that is not measured.
    pub(super) fn prepare(&self, command: &mut Command) -> Result<()> {
        self.once(command).map(|_| ())
    }

    /// The largest resident set of a command, in bytes. A process starts out with the peak of the one that started it, so that has to
    /// be a small one, and not this.
    fn peak(&self, command: &Command) -> Result<u64> {
        let kilobytes = self.folder.path().join("peak");
        let mut time = Command::new("time");
        time.args(["--format", "%M", "--output"]).arg(&kilobytes);
        time.arg(command.get_program()).args(command.get_args());
        time.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        self.once(&mut time)?;
        let said = fs::read_to_string(&kilobytes)?;
        let last = said.lines().last().unwrap_or_default();
        let kilobytes: u64 = last.parse().with_context(|| format!("`time` says {last:?} of the memory"))?;
        Ok(kilobytes * 1024)
    }

    fn once(&self, command: &mut Command) -> Result<Cost> {
        let errors = self.folder.path().join("stderr");
        let name = command.get_program().to_string_lossy().into_owned();
        let started = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&errors)?)
            .spawn()
            .with_context(|| format!("{name} cannot be run"))?;
        let used = child.wait4().with_context(|| name.clone())?;
        let wall = started.elapsed();
        // 1 says that something was found.
        if !matches!(used.status.code(), Some(0 | 1)) {
            let said = fs::read(&errors).unwrap_or_default();
            let said = String::from_utf8_lossy(&said);
            let last: Vec<&str> = said.lines().rev().take(5).collect();
            bail!("{name}: {}\n{}", used.status, last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
        Ok(Cost { wall, cpu: used.rusage.utime + used.rusage.stime })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::HashSet;

    use super::*;
    use crate::install::missing;

    #[test]
    fn the_median_is_in_the_middle() {
        let of = |millis: &[u64]| middle(millis.iter().map(|millis| Duration::from_millis(*millis)).collect());
        assert_eq!(of(&[3, 1, 2]), Duration::from_millis(2));
        assert_eq!(of(&[4, 1, 2, 8]), Duration::from_millis(3));
        assert_eq!(of(&[]), Duration::ZERO);
    }

    #[test]
    fn programs_take_turns_and_get_a_new_folder_each_time() {
        if !missing(&["time", "true"]).is_empty() {
            println!("skipped: `time` is not there");
            return;
        }
        let scratch = Scratch::new().expect("a folder");
        let seen = RefCell::new(Vec::new());
        let contender = |name: &'static str| {
            let seen = &seen;
            Contender::new(name, move |folder: &Path| {
                seen.borrow_mut().push((name, folder.to_path_buf()));
                Command::new("true")
            })
        };
        let series =
            scratch.side_by_side(&[contender("a"), contender("b")], Rounds { first: 1, counted: 2 }).expect("runs");
        let names: Vec<&str> = seen.borrow().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["a", "b", "a", "b", "a", "b", "a", "b"]);
        let folders: HashSet<PathBuf> = seen.borrow().iter().map(|(_, folder)| folder.clone()).collect();
        assert_eq!(folders.len(), 8);
        assert_eq!(series.iter().map(|series| series.costs.len()).collect::<Vec<_>>(), [2, 2]);
        assert!(series.iter().all(|series| (1..100_000_000).contains(&series.peak)), "{series:?}");
        let absent = [Contender::new("no", |_: &Path| Command::new("no such program"))];
        assert!(scratch.side_by_side(&absent, Rounds { first: 0, counted: 1 }).is_err());
    }
}
