//! Any bytes as `bitext.toml`, as a list of terms and as a baseline: see `settings.rs`.
#![no_main]

#[path = "../settings.rs"]
mod settings;

const PAGE: &str = include_str!("../../../fixtures/docs/bilingual/sv-se/privacy/consent.md");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| settings::check(bytes, PAGE));
