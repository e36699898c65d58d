//! Any bytes as a file that comes back, into a page: see `exchanging.rs`.
#![no_main]

#[path = "../exchanging.rs"]
mod exchanging;

const PAGE: &str = include_str!("../../../fixtures/docs/bilingual/sv-se/privacy/consent.md");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| exchanging::import(PAGE, bytes));
