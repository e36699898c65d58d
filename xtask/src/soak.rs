//! `cargo xtask soak`: damages real pages by the thousand and does with each all that the program does.
//!
//! No page may make it panic, hang or write where it was not told to, and no page that is only read may change. Nothing of a page
//! is printed; one that fails is kept below `target/soak`.

mod corrupt;
mod many;
mod page;
mod program;

#[path = "../../tests/fuzz/checking.rs"]
mod checking;
#[path = "../../tests/fuzz/exchanging.rs"]
#[allow(clippy::expect_used)]
mod exchanging;
#[path = "../../tests/fuzz/invariants.rs"]
mod invariants;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use self::corrupt::{DAMAGES, damaged};
use self::page::{STEPS, Survived, survive};
use crate::sets::{self, Random, number};

/// Damage real pages by the thousand and do with each all that the program does
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder of sets, each with bilingual/
    dir: PathBuf,

    /// How many damaged pages the library works on
    #[arg(long, value_name = "N", default_value = "100000")]
    count: usize,

    /// How many of them the program works on too, as files
    #[arg(long, value_name = "N", default_value = "2000")]
    files: usize,

    /// How many small pages are put into one folder for a run of the program
    #[arg(long, value_name = "N", default_value = "100000")]
    many: usize,

    /// What the chance starts from
    #[arg(long, default_value = "1")]
    seed: u64,

    /// How many pages are worked on at a time
    #[arg(long, value_name = "N", default_value = "2")]
    threads: usize,
}

/// A page that takes longer than this by the clock hangs, however busy the machine is.
const HANGING: Duration = Duration::from_secs(600);
/// Faults that are told and kept.
const MOST_FAULTS: usize = 20;

/// Damages, works, and says whether all was survived.
pub(crate) fn run(args: &Args) -> Result<bool> {
    let mut pages = Vec::new();
    for folder in sets::folders(&args.dir)? {
        for page in sets::pages(&folder, 1)? {
            let file = folder.join("bilingual").join(page);
            pages.push(fs::read(&file).with_context(|| file.display().to_string())?);
        }
    }
    println!("{} pages, seed {}", number(pages.len()), args.seed);
    let in_library = in_library(args, &pages)?;
    let make = |index| damaged(&pages, &mut random(args.seed, index)).0;
    let in_program = args.files == 0 || program::run(args.files, args.seed, make)?;
    let in_one_folder = args.many == 0 || many::run(args.many)?;
    Ok(in_library && in_program && in_one_folder)
}

/// The chance of one damaged page, so that it can be made again without the others.
fn random(seed: u64, index: usize) -> Random {
    let mut random = Random(seed);
    Random(random.next() ^ index as u64)
}

/// What all pages came to.
#[derive(Default)]
struct Tally {
    pages: usize,
    bytes: usize,
    not_text: usize,
    pairs: usize,
    damages: [usize; DAMAGES.len()],
    slowest: [Duration; STEPS.len()],
    faults: Vec<String>,
}

impl Tally {
    fn add(&mut self, bytes: usize, damages: &[usize], survived: &Survived) {
        self.pages += 1;
        self.bytes += bytes;
        self.not_text += usize::from(!survived.is_text);
        self.pairs += survived.pairs;
        damages.iter().for_each(|&damage| self.damages[damage] += 1);
        for (slowest, time) in self.slowest.iter_mut().zip(survived.times) {
            *slowest = (*slowest).max(time);
        }
    }

    fn print(&self, elapsed: Duration) {
        println!(
            "{} damaged pages, {} MB, {} pairs, {} not UTF-8; {:.0} s",
            number(self.pages),
            number(self.bytes / 1_000_000),
            number(self.pairs),
            number(self.not_text),
            elapsed.as_secs_f64()
        );
        for (damage, times) in DAMAGES.iter().zip(self.damages) {
            println!("  {}: {}", damage.name, number(times));
        }
        println!("slowest page, time of a processor:");
        for (step, time) in STEPS.iter().zip(self.slowest) {
            println!("  {step}: {:.0} ms", time.as_secs_f64() * 1000.0);
        }
        println!("{} faults", number(self.faults.len()));
    }
}

/// What a worker does now: the page, and since when.
type Now = Mutex<Option<(usize, Instant)>>;

fn in_library(args: &Args, pages: &[Vec<u8>]) -> Result<bool> {
    if pages.is_empty() {
        bail!("{}: no pages", args.dir.display());
    }
    // What panics is kept and told below; its message may hold a whole page.
    std::panic::set_hook(Box::new(|_| {}));
    let started = Instant::now();
    let next = AtomicUsize::new(0);
    let tally = Mutex::new(Tally::default());
    let now: Vec<Now> = (0..args.threads.max(1)).map(|_| Mutex::default()).collect();
    let profile = page::profile();
    let work = |now: &Now| {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= args.count {
                return;
            }
            *lock(now) = Some((index, Instant::now()));
            let (page, damages) = damaged(pages, &mut random(args.seed, index));
            let survived = survive(&page, index, &profile);
            *lock(now) = None;
            let mut tally = lock(&tally);
            match survived {
                Ok(survived) => tally.add(page.len(), &damages, &survived),
                Err(fault) => {
                    if tally.faults.len() < MOST_FAULTS {
                        println!("fault: page {index} of seed {}: {}", args.seed, keep(index, &page, &fault));
                    }
                    tally.faults.push(fault);
                }
            }
        }
    };
    std::thread::scope(|scope| -> Result<()> {
        let mut workers = Vec::new();
        for now in &now {
            // All that a page's work does in parallel stays on the one thread whose time is taken.
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
            workers.push(scope.spawn(move || pool.install(|| work(now))));
        }
        while !workers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            std::thread::sleep(Duration::from_millis(200));
            for now in &now {
                if let Some((index, since)) = *lock(now)
                    && since.elapsed() > HANGING
                {
                    let (page, _) = damaged(pages, &mut random(args.seed, index));
                    eprintln!("page {index} of seed {} hangs: {}", args.seed, keep(index, &page, "it hangs"));
                    // A thread that hangs can be ended in no other way.
                    std::process::exit(1);
                }
            }
        }
        Ok(())
    })?;
    let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.print(started.elapsed());
    Ok(tally.faults.is_empty())
}

/// Keeps a page that fails, and gives its place with the first line of what is wrong.
fn keep(index: usize, page: &[u8], fault: &str) -> String {
    let file = crate::root().join(format!("target/soak/{index}.md"));
    let kept = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, page));
    let place =
        kept.map_or_else(|error| format!("cannot be kept: {error}"), |()| format!("kept as {}", file.display()));
    format!("{} ({place})", fault.lines().next().unwrap_or_default().chars().take(300).collect::<String>())
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
