//! Tables, and their places in `docs/performance.md`: between `<!-- bench NAME -->` and `<!-- /bench -->`.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

use super::measure::Series;

/// The end of each table.
const END: &str = "<!-- /bench -->";

/// What is written into a place of the page.
pub(super) struct Table {
    /// The name of its place.
    pub(super) name: &'static str,
    pub(super) text: String,
}

/// Puts tables into the page.
pub(super) fn write(tables: &[Table]) -> Result<()> {
    let path = crate::root().join("docs/performance.md");
    let mut page = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    for table in tables {
        page = with_table(&page, table).with_context(|| path.display().to_string())?;
    }
    fs::write(&path, page).with_context(|| path.display().to_string())
}

fn with_table(page: &str, table: &Table) -> Result<String> {
    let start = format!("<!-- bench {} -->\n", table.name);
    let (before, rest) = page.split_once(&start).with_context(|| format!("`{}` is not there", start.trim_end()))?;
    let at = rest.find(END).with_context(|| format!("no `{END}` behind `{}`", start.trim_end()))?;
    Ok([before, &start, &table.text, &rest[at..]].concat())
}

/// Programs beside the first of them.
pub(super) fn beside_first(series: &[Series]) -> String {
    let mut out = "\
| command | median | min | max | user + system | peak memory | ratio of medians |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"
    .to_owned();
    let first = series.first().map_or(Duration::ZERO, Series::median);
    for one in series {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            one.name,
            time(one.median()),
            time(one.min()),
            time(one.max()),
            time(one.cpu()),
            memory(one.peak),
            ratio(one.median(), first),
        );
    }
    out
}

/// Three figures, or whole milliseconds: more is noise.
pub(super) fn time(duration: Duration) -> String {
    match duration.as_secs_f64() {
        short if short < 0.9995 => format!("{:.0} ms", short * 1000.0),
        some if some < 9.995 => format!("{some:.2} s"),
        long => format!("{long:.1} s"),
    }
}

/// In millions of bytes.
pub(super) fn memory(bytes: u64) -> String {
    match bytes as f64 / 1e6 {
        small if small < 9.95 => format!("{small:.1} MB"),
        large => format!("{large:.0} MB"),
    }
}

/// How many times as long.
pub(super) fn ratio(duration: Duration, first: Duration) -> String {
    let ratio = duration.as_secs_f64() / first.as_secs_f64().max(f64::EPSILON);
    if ratio < 9.95 { format!("{ratio:.2}") } else { format!("{ratio:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_old_one() {
        let table = Table { name: "b", text: "new\n".to_owned() };
        let page = "a\n<!-- bench a -->\n1\n<!-- /bench -->\n<!-- bench b -->\n2\n<!-- /bench -->\nc\n";
        let expected = "a\n<!-- bench a -->\n1\n<!-- /bench -->\n<!-- bench b -->\nnew\n<!-- /bench -->\nc\n";
        assert_eq!(with_table(page, &table).expect("a place"), expected);
        assert!(with_table("a\n", &table).is_err());
    }

    #[test]
    fn figures_are_rounded() {
        let times = [4, 51, 358, 1250, 12_345].map(|millis| time(Duration::from_millis(millis)));
        assert_eq!(times, ["4 ms", "51 ms", "358 ms", "1.25 s", "12.3 s"]);
        assert_eq!([8_240_000, 38_400_000].map(memory), ["8.2 MB", "38 MB"]);
        assert_eq!(ratio(Duration::from_millis(51), Duration::from_millis(32)), "1.59");
    }
}
