//! Any bytes as a page: see `invariants.rs` and `checking.rs`.
#![no_main]

#[path = "../checking.rs"]
mod checking;
#[path = "../invariants.rs"]
mod invariants;

use std::sync::LazyLock;

use bitext::check::Profile;

static RULES: LazyLock<Profile> = LazyLock::new(checking::all_rules);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        invariants::check(text);
        checking::check(text, &RULES);
        let fault = checking::fault(text, &RULES);
        assert!(fault.is_none(), "{fault:?}");
    }
});
