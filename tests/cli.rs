//! Every command line in `tests/cmd` gives the output that stands beside it.

#[test]
fn command_lines() {
    trycmd::TestCases::new().case("tests/cmd/**/*.toml").case("tests/cmd/**/*.md").case("*.md").case("docs/**/*.md");
}
