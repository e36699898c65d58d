//! Any text as a page that goes out to translators, is edited and comes back: see `exchanging.rs` and `editing.rs`. What stands in
//! front of a byte FF, which no text has, is the script of edits; the rest is the page.
#![no_main]

#[path = "../editing.rs"]
mod editing;
#[path = "../exchanging.rs"]
mod exchanging;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (script, page) = match bytes.iter().position(|&byte| byte == 0xff) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (&[][..], bytes),
    };
    if let Ok(text) = std::str::from_utf8(page) {
        exchanging::round_trip(text);
        editing::edited_round_trip(text, script);
    }
});
