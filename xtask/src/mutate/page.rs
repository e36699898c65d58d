//! Defects of the page around the pairs.

use bitext::bitext::Document;
use bitext::clean::{Options, clean};
use bitext::original::{Original, open_loc_file_hash};
use bitext::{Side, Span};

use super::Kind;
use super::site::{Defect, Site};

pub(super) const KINDS: &[Kind] = &[
    Kind { rule: "front-matter", does: "put a colon into a value", plant: |site| in_entry(site, "title", ": å: b") },
    Kind {
        rule: "front-matter",
        does: "give a key twice",
        plant: |site| in_entry(site, "ms.contentlocale", ": sv-SE\nms.contentlocale: x"),
    },
    Kind {
        rule: "front-matter",
        does: "leave the front matter open",
        plant: |site| {
            let found = site.document.front_matter()?;
            let is_last = !site.document.raw(site.document.body()).contains("\n---");
            is_last.then(|| Defect::of(Span::new(found.yaml.end, found.outer.end), ""))
        },
    },
    Kind {
        rule: "localization-keys",
        does: "remove a key",
        plant: |site| {
            let (line, _) = entry(site, "ms.sourcegitcommit")?;
            Some(Defect::of(line, ""))
        },
    },
    Kind {
        rule: "localization-keys",
        does: "cut a hash",
        plant: |site| in_entry(site, "ms.openlocfilehash", ": 0a1b2c"),
    },
    Kind {
        rule: "localization-keys",
        does: "write the day in another order",
        plant: |site| in_entry(site, "ms.lasthandoff", ": 2021-01-31"),
    },
    Kind {
        rule: "locale-mismatch",
        does: "put the page under another locale",
        plant: |site| {
            let front_matter = site.document.front_matter()?.yaml;
            Some(Defect {
                // The page stays as it is; the key is what is marked.
                edits: vec![(Span::new(front_matter.end, front_matter.end), String::new())],
                path: Some("docs/fr-fr/page.md"),
                ..Defect::default()
            })
        },
    },
    Kind {
        rule: "machine-translated",
        does: "say that only a machine translated the page",
        plant: |site| in_entry(site, "ms.translationtype", ": MT"),
    },
    Kind { rule: "stale-source", does: "change the original after it was translated", plant: change_original },
    Kind {
        rule: "heading-anchor",
        does: "translate the anchor of a heading",
        plant: |site| {
            let before = &site.document.text()[..site.pair.outer().start];
            let name_end = before.strip_suffix("\"></a>")?.len();
            let start = before[..name_end].rfind("<a name=\"")? + "<a name=\"".len();
            let line = before[..start].rfind('\n').map_or(0, |at| at + 1);
            before[line..].starts_with('#').then(|| Defect::of(Span::new(start, name_end), "oversatt-namn"))
        },
    },
    Kind {
        rule: "text-outside-pair",
        does: "put a sentence behind a pair",
        plant: |site| {
            let end = site.pair.outer().end;
            let rest = &site.document.text()[end..];
            let line = site.document.text()[..end].rfind('\n').map_or(0, |at| at + 1);
            let is_text = site.document.text()[line..].starts_with("<span data-t") && rest.starts_with('\n');
            is_text.then(|| Defect::of(Span::new(end, end), " Den här meningen har inget par."))
        },
    },
    Kind {
        rule: "suppression",
        does: "suppress what is not there",
        plant: |site| {
            let start = site.pair.outer().start;
            let line = site.document.text()[..start].ends_with("\n\n");
            let comment = "<!-- bitext-ignore duplicate-id: known -->\n";
            line.then(|| Defect::of(Span::new(start, start), comment))
        },
    },
];

/// The page names the hash of its source side, and the original has another sentence in the place of the pair's.
fn change_original(site: &Site<'_>) -> Option<Defect> {
    let source_side = |document: &Document<'_>| {
        let options = Options { side: Side::Source, keep_escapes: true, original: None };
        clean(document, &options).bytes
    };
    let translated = open_loc_file_hash(&source_side(site.document));
    let hashed = in_entry(site, "ms.openlocfilehash", &format!(": {translated}"))?;
    let inner = site.pair.source.inner;
    let text = site.document.text();
    let changed = format!("{}Den här meningen är ny.{}", &text[..inner.start], &text[inner.end..]);
    let original = Original { path: "original.md".into(), bytes: source_side(&bitext::parse(&changed).0) };
    Some(Defect { original: Some(original), ..hashed })
}

/// The line of an entry of the front matter, and where what follows the key stands in it.
fn entry(site: &Site<'_>, key: &str) -> Option<(Span, Span)> {
    let yaml = site.document.front_matter()?.yaml;
    let raw = site.document.raw(yaml);
    let start = if raw.starts_with(&format!("{key}:")) { 0 } else { raw.find(&format!("\n{key}:"))? + 1 };
    let length = raw[start..].find('\n')?;
    let line = Span::new(yaml.start + start, yaml.start + start + length + 1);
    Some((line, Span::new(line.start + key.len(), line.end - 1)))
}

fn in_entry(site: &Site<'_>, key: &str, text: &str) -> Option<Defect> {
    let (_, value) = entry(site, key)?;
    // A value that goes on below would make another defect.
    let rest = &site.document.text()[value.end + 1..];
    if rest.starts_with([' ', '-', '\n']) && !rest.starts_with("---") { None } else { Some(Defect::of(value, text)) }
}
