//! Runs some work over many pages: in parallel, with a progress bar on a terminal, one page's panic kept to that page.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::panics::caught;

/// How long a run may take before it shows a progress bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// Works on every page, and gives the results in the order of the pages. A panic is the result of its page: what it said.
pub(super) fn process<P: Sync, T: Send>(pages: &[P], work: impl Fn(&P) -> T + Sync) -> Vec<Result<T, String>> {
    let progress = Progress::new(pages.len());
    let results = pages
        .par_iter()
        .map(|page| {
            let result = caught(|| work(page));
            progress.advance();
            result
        })
        .collect();
    progress.bar.finish_and_clear();
    results
}

struct Progress {
    bar: ProgressBar,
    started: Instant,
    is_terminal: bool,
}

impl Progress {
    fn new(pages: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(pages as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} pages, {eta} left") {
            bar.set_style(style);
        }
        Self { bar, started: Instant::now(), is_terminal: std::io::stderr().is_terminal() }
    }

    fn advance(&self) {
        if !self.is_terminal {
            return;
        }
        if self.bar.is_hidden() && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        self.bar.inc(1);
    }
}
