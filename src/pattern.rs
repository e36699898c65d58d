//! Regular expressions that are part of the program.

use std::sync::LazyLock;

use regex::Regex;

/// A regular expression that is compiled when it is first used.
pub(crate) type Pattern = LazyLock<Regex>;

/// Compiles a constant.
#[expect(clippy::expect_used, reason = "the pattern is part of the program: the first test that uses it tells")]
pub(crate) fn compile(pattern: &'static str) -> Regex {
    Regex::new(pattern).expect("a valid regular expression")
}
