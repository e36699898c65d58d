//! What becomes of a panic: it is told as a defect of the program, of the page in which it happened, and ends nothing else.
//!
//! Owns the hook that notes where a panic happened. Panics of threads that do no work of a run are left to the hook before it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};

#[cfg(panic = "abort")]
compile_error!("a panic in one page must not end the run: build bitext with panic = \"unwind\"");

/// What to do about an internal error in some `what`; `and` says what became of the rest.
pub(super) fn help(what: &str, and: &str) -> String {
    let to = match env!("CARGO_PKG_REPOSITORY") {
        "" => "",
        address => &format!(" at {address}/issues"),
    };
    format!(
        "this is a defect of bitext: please report it{to}, with this message, the {what} and what `bitext --version --verbose` \
         prints; {and}"
    )
}

thread_local! {
    /// How many calls of [`caught`] this thread is in.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// Where this thread last panicked.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// How many calls of [`caught`] all threads are in.
static CALLS: AtomicUsize = AtomicUsize::new(0);

/// Where any thread last panicked: a thread that waits for others is handed their panics, without the place.
static LAST_PLACE: Mutex<String> = Mutex::new(String::new());

/// Does some work. A panic in it is its result: what it said, and where. Nothing is printed of it, but for a backtrace where
/// `RUST_BACKTRACE` asks for one.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    note_panics();
    DEPTH.set(DEPTH.get() + 1);
    CALLS.fetch_add(1, Ordering::Relaxed);
    let result = panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| said(payload.as_ref()));
    CALLS.fetch_sub(1, Ordering::Relaxed);
    DEPTH.set(DEPTH.get() - 1);
    result
}

fn note_panics() {
    static NOTING: Once = Once::new();
    NOTING.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_pooled = CALLS.load(Ordering::Relaxed) > 0 && rayon::current_thread_index().is_some();
            if DEPTH.get() == 0 && !is_pooled {
                return before(info);
            }
            note(info);
            if std::env::var_os("RUST_BACKTRACE").is_some_and(|asked| asked != "0") {
                before(info);
            }
        }));
    });
}

fn note(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    LAST_PLACE.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&place);
    PLACE.set(Some(place));
}

fn said(payload: &(dyn Any + Send)) -> String {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    let last = || LAST_PLACE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    format!("{message} ({})", PLACE.take().unwrap_or_else(last))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn a_panic_is_told_with_its_place() {
        let line = line!() + 1;
        let said = caught(|| -> u8 { panic!("{} is odd", "å") }).unwrap_err();
        assert!(said.starts_with("å is odd (") && said.contains(&format!("panics.rs:{line}:")), "{said}");
        assert_eq!(caught(|| 1), Ok(1));
    }

    #[test]
    fn a_panic_of_a_thread_that_helps_is_told_with_its_place() {
        let said = caught(|| {
            let work = |number: usize| assert!(number != 700, "number 700 is odd");
            (0..1_000).into_par_iter().for_each(work);
        });
        let said = said.unwrap_err();
        assert!(said.starts_with("number 700 is odd (") && said.contains("panics.rs:"), "{said}");
    }

    #[test]
    fn work_in_caught_work_is_caught_by_itself() {
        let inner = caught(|| caught(|| -> u8 { panic!("å") }).unwrap_err()).unwrap();
        assert!(inner.starts_with("å ("), "{inner}");
    }
}
