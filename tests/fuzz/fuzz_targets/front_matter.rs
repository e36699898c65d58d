//! Any text as a page with front matter: see `front.rs`.
#![no_main]

#[path = "../front.rs"]
mod front;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        front::check(text);
    }
});
