//! Any bytes as a page: see `invariants.rs`.
//!
//! ```text
//! tests/fuzz/seed                                    # once: the seed corpus, from fixtures/
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz page
//! ```
#![no_main]

#[path = "../invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        invariants::check(text);
    }
});
