//! Any text as a page that goes out to translators and comes back: see `exchanging.rs`.
//!
//! ```text
//! tests/fuzz/seed                                        # once: the seed corpus, from fixtures/
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz exchange
//! ```
#![no_main]

#[path = "../exchanging.rs"]
mod exchanging;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        exchanging::round_trip(text);
    }
});
