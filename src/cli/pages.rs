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

/// Whether a person watches standard error on a terminal that can redraw a line. Pipelines give programs terminals too.
fn is_watched() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_pipeline = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    std::io::stderr().is_terminal() && !is_dumb && !is_pipeline
}

struct Progress {
    bar: ProgressBar,
    started: Instant,
    is_watched: bool,
}

impl Progress {
    fn new(pages: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(pages as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} pages, {eta} left") {
            bar.set_style(style);
        }
        Self { bar, started: Instant::now(), is_watched: is_watched() }
    }

    fn advance(&self) {
        if !self.is_watched {
            return;
        }
        if self.bar.is_hidden() && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        self.bar.inc(1);
    }
}

#[cfg(test)]
mod tests {
    use super::process;

    #[test]
    fn a_panic_is_the_result_of_its_page() {
        let results = process(&["a", "å", "c"], |page| if page.is_ascii() { page.len() } else { panic!("no {page}") });
        assert_eq!((&results[0], &results[2]), (&Ok(1), &Ok(1)));
        assert!(results[1].as_ref().is_err_and(|said| said.starts_with("no å (src") && said.contains("pages.rs:")));
    }
}
