//! `docs/corpus.md`: the figures of a run, and each page that is not equal with its reason.

use std::fmt::Write;

use super::expected::Expected;
use super::page::{Check, Measured};
use super::{Set, rows};

const INTRODUCTION: &str = "\
# Measured on real pages

<!-- Written by `cargo xtask corpus DIR --write-docs`. Do not edit. -->

Bilingual pages of public documentation, cleaned and compared: the target side with the page as it was published in that
language, the source side with the English page that it was made from. The pages are © Microsoft, CC BY 4.0, and not part of
this project; `cargo xtask corpus DIR` measures a folder of them again and fails if a figure falls.

- *byte for byte*: the whole file. *With the original*: the English page was at hand (`--source-root`).
- *white space folded*: every run of white space, line breaks included, is one space, and at the start of a line that follows
  another line starting with `>`, the `>` marks count as white space. Front matter is left out: its English values are not in
  the page.
- *rendered as HTML*: the bodies as pulldown-cmark renders them, for the source side with white space folded.
- The source side *with the original* counts the pages whose English page has the SHA-1 that their front matter names.
";

const BEHIND_TABLE: &str = "
## Pages that are not equal

Without the English page, what the generator changed can often be told, but not always. Every page where it could not is named
here.
";

/// The page.
pub(super) fn page(sets: &[Set], expected: &Expected) -> String {
    let mut out = INTRODUCTION.to_owned();
    let names: Vec<&str> = sets.iter().map(|set| repository(set, expected)).collect();
    let short = |name: &&str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let heads: Vec<String> = names.iter().map(short).chain(["all".to_owned()]).collect();
    let _ = writeln!(out, "\n| | {} |", heads.join(" | "));
    let _ = writeln!(out, "| --- |{}", " ---: |".repeat(heads.len()));
    for (title, cells) in rows(sets) {
        let _ = writeln!(out, "| {title} | {} |", cells.join(" | "));
    }
    out.push_str(BEHIND_TABLE);
    for (set, name) in sets.iter().zip(names) {
        for check in Check::ALL.into_iter().filter(|check| check.needs_reason()) {
            section(&mut out, set, name, check, expected);
        }
    }
    out
}

fn repository<'a>(set: &'a Set, expected: &'a Expected) -> &'a str {
    expected.sets.get(&set.name).map_or(&*set.name, |set| &*set.repository)
}

fn section(out: &mut String, set: &Set, name: &str, check: Check, expected: &Expected) {
    let mut reasons: Vec<(&str, Vec<&Measured>)> = Vec::new();
    for page in set.different(check) {
        let reason = expected.reason(check, &set.name, &page.path).unwrap_or("not explained");
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, pages)) => pages.push(page),
            None => reasons.push((reason, vec![page])),
        }
    }
    if reasons.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n### {name}: {}", check.title());
    for (reason, pages) in reasons {
        let _ = writeln!(out, "\n{reason}:\n");
        for page in pages {
            let looks = match rendered(check) {
                Some(rendered) if page.difference(rendered).is_none() => " (renders the same)",
                Some(_) | None => "",
            };
            let _ = writeln!(out, "- `{}`{looks}", page.path);
        }
    }
}

/// The check that compares the same texts rendered.
fn rendered(check: Check) -> Option<Check> {
    match check {
        Check::Target => Some(Check::TargetRendered),
        Check::Source => Some(Check::SourceRendered),
        Check::Partition
        | Check::TargetWithOriginal
        | Check::TargetRendered
        | Check::SourceRendered
        | Check::SourceWithOriginal => None,
    }
}
