//! All that the library does with a page, and what has to hold of it whatever the page is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bitext::bitext::Side;
use bitext::check::{self, Profile, RuleSet};
use bitext::clean::{Options, clean};
use bitext::parse;
use bitext::source::{decode, valid_prefix};
use cpu_time::ThreadTime;

use super::{checking, exchanging, invariants};

/// What is done with a page, and may take [`LONGEST`] of a processor's time each.
pub(super) const STEPS: [&str; 4] = ["check", "clean, both sides", "export, import", "fix, fix again"];

/// How long a step may take.
pub(super) const LONGEST: Duration = Duration::from_secs(1);

/// What a page came to.
pub(super) struct Survived {
    /// Whether it is UTF-8, so that anything is done with it.
    pub(super) is_text: bool,
    pub(super) pairs: usize,
    /// How much of a processor's time each step took.
    pub(super) times: [Duration; STEPS.len()],
}

/// The rules that are on by default.
pub(super) fn profile() -> Profile {
    Profile::new(RuleSet::new(|rule| rule.severity))
}

/// Does all of it; the error says what did not hold.
pub(super) fn survive(bytes: &[u8], number: usize, profile: &Profile) -> Result<Survived, String> {
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(error) => {
            let of_prefix = || {
                let _ = parse(valid_prefix(bytes));
                let _ = check::not_text(error, profile);
            };
            timed("a page that is not UTF-8", of_prefix)?;
            return Ok(Survived { is_text: false, pairs: 0, times: Default::default() });
        }
    };
    let format = exchanging::FORMATS[number % exchanging::FORMATS.len()];
    let clean_both = || {
        let (document, _) = parse(text);
        for side in [Side::Target, Side::Source] {
            let _ = clean(&document, &Options { side, keep_escapes: false, original: None });
        }
    };
    let fix = || {
        let fault = checking::fault(text, profile);
        assert!(fault.is_none(), "{fault:?}");
    };
    let steps: [&dyn Fn(); STEPS.len()] =
        [&|| checking::check(text, profile), &clean_both, &|| exchanging::round_trip_in(text, format), &fix];
    let mut times = [Duration::ZERO; STEPS.len()];
    for ((time, step), name) in times.iter_mut().zip(steps).zip(STEPS) {
        *time = timed(name, step)?;
        if *time > LONGEST {
            return Err(format!("{name}: took {time:.2?} of {} bytes", bytes.len()));
        }
    }
    timed("what holds of every page", || invariants::check(text))?;
    Ok(Survived { is_text: true, pairs: parse(text).0.pairs().len(), times })
}

/// The time of this thread that some work takes.
fn timed(name: &str, work: impl Fn()) -> Result<Duration, String> {
    let started = ThreadTime::now();
    catch_unwind(AssertUnwindSafe(&work)).map_err(|payload| {
        let said = payload.downcast_ref::<String>().map(String::as_str);
        format!("{name}: {}", said.or(payload.downcast_ref::<&str>().copied()).unwrap_or("it panicked"))
    })?;
    Ok(started.elapsed())
}
