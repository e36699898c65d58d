//! Runs some work over many pages: in parallel, with a progress bar on a terminal, one page's panic kept to that page.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::panics::caught;

/// How long a run may take before it shows a progress bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// How many pages are worked on until their results are taken, so that not all results are in memory twice.
const PAGES_AT_ONCE: usize = 2048;

/// Works on every page, and gives the results in the order of the pages, as they are asked for. A panic is the result of its page:
/// what it said.
pub(super) fn process<'p, P: Sync, T: Send>(
    pages: &'p [P],
    work: impl Fn(&P) -> T + Sync + 'p,
) -> impl Iterator<Item = Result<T, String>> {
    let progress = Progress::new(pages.len());
    pages.chunks(PAGES_AT_ONCE).flat_map(move |pages| {
        let one = |page| {
            let result = caught(|| work(page));
            progress.advance();
            result
        };
        pages.par_iter().map(one).collect::<Vec<_>>()
    })
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

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::{PAGES_AT_ONCE, process};

    #[test]
    fn results_are_in_the_order_of_the_pages() {
        let pages: Vec<usize> = (0..PAGES_AT_ONCE * 2 + 3).collect();
        let results: Result<Vec<usize>, String> = process(&pages, |page| page * 2).collect();
        assert_eq!(results, Ok(pages.iter().map(|page| page * 2).collect()));
    }

    #[test]
    fn a_panic_is_the_result_of_its_page() {
        let results: Vec<_> =
            process(&["a", "å", "c"], |page| if page.is_ascii() { page.len() } else { panic!("no {page}") }).collect();
        assert_eq!((&results[0], &results[2]), (&Ok(1), &Ok(1)));
        assert!(results[1].as_ref().is_err_and(|said| said.starts_with("no å (src") && said.contains("pages.rs:")));
    }
}
