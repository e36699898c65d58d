//! Time and memory with growing input: more pages, and larger ones.

use std::fmt::Write as _;

use anyhow::Result;

use super::Bench;
use super::measure::Contender;
use super::page::{self, Table};
use super::pages::{Pages, link_all};
use super::task::{Inputs, Task};
use crate::sets;

/// The pages that are copied: one in so many of the set.
const PAGES_SAMPLE: u64 = 4;
/// How many times these pages.
const TIMES: [usize; 4] = [1, 2, 4, 8];
const THREADS: [usize; 2] = [1, 2];
/// Sizes of one page, in millions of bytes.
const SIZES: [usize; 3] = [1, 10, 100];

impl Bench<'_> {
    fn originals(&self, sample: u64) -> Result<Pages> {
        Pages::new(&self.args.dir.join("bilingual"), sets::pages(&self.args.dir, sample)?)
    }

    /// One line for each use and number of threads.
    pub(super) fn with_more_pages(&self) -> Result<Table> {
        println!("measuring: more pages");
        let pages = self.originals(PAGES_SAMPLE * self.args.sample.unwrap_or(1))?;
        let folder = self.scratch.path();
        let copies: Vec<_> = (0..TIMES[TIMES.len() - 1]).map(|number| folder.join(number.to_string())).collect();
        for (number, copy) in copies.iter().enumerate() {
            pages.write_copy(number, copy)?;
        }
        let mut inputs = Vec::new();
        for times in TIMES {
            let folder = self.scratch.path();
            link_all(&copies[..times], &folder)?;
            inputs.push(self.inputs(&folder)?);
        }
        let mut text = "| command | threads |".to_owned();
        TIMES.iter().for_each(|times| {
            let _ = write!(text, " {} pages |", sets::number(times * pages.len()));
        });
        text.push_str(" last to first | memory, first | memory, last |\n| --- | ---: |");
        text.push_str(&" ---: |".repeat(TIMES.len() + 3));
        text.push('\n');
        for task in Task::ALL {
            for threads in THREADS {
                let _ = write!(text, "| {} | {threads} |", task.label());
                self.row(task, threads, &inputs, &mut text, |peaks| vec![peaks[0], peaks[peaks.len() - 1]])?;
            }
        }
        Ok(Table { name: "more-pages", text })
    }

    /// One line for each use.
    pub(super) fn with_larger_pages(&self) -> Result<Table> {
        println!("measuring: larger pages");
        let pages = self.originals(self.args.sample.unwrap_or(1))?;
        let mut inputs = Vec::new();
        for size in SIZES {
            let folder = self.scratch.path();
            pages.write_page(size * 1_000_000, &folder)?;
            inputs.push(self.inputs(&folder)?);
        }
        let mut text = "| command |".to_owned();
        SIZES.iter().for_each(|size| {
            let _ = write!(text, " {size} MB |");
        });
        text.push_str(" last to first |");
        SIZES.iter().for_each(|size| {
            let _ = write!(text, " memory, {size} MB |");
        });
        text.push_str("\n| --- |");
        text.push_str(&" ---: |".repeat(2 * SIZES.len() + 1));
        text.push('\n');
        for task in Task::ALL {
            let _ = write!(text, "| {} |", task.label());
            self.row(task, THREADS[THREADS.len() - 1], &inputs, &mut text, <[u64]>::to_vec)?;
        }
        Ok(Table { name: "larger-pages", text })
    }

    /// The times with each of some inputs, the last by the first, and some of the peaks.
    fn row(
        &self,
        task: Task,
        threads: usize,
        inputs: &[Inputs],
        text: &mut String,
        some: impl Fn(&[u64]) -> Vec<u64>,
    ) -> Result<()> {
        let contenders: Vec<Contender<'_>> = inputs
            .iter()
            .map(|inputs| {
                Contender::new(task.label(), move |out: &std::path::Path| {
                    let mut command = task.command(&self.tool, inputs, out);
                    command.env("RAYON_NUM_THREADS", threads.to_string());
                    command
                })
            })
            .collect();
        let series = self.scratch.side_by_side(&contenders, self.rounds(3))?;
        let medians: Vec<_> = series.iter().map(super::measure::Series::median).collect();
        let peaks: Vec<u64> = series.iter().map(|series| series.peak).collect();
        medians.iter().for_each(|median| {
            let _ = write!(text, " {} |", page::time(*median));
        });
        let _ = write!(text, " {} |", page::ratio(medians[medians.len() - 1], medians[0]));
        some(&peaks).iter().for_each(|peak| {
            let _ = write!(text, " {} |", page::memory(*peak));
        });
        text.push('\n');
        Ok(())
    }
}
