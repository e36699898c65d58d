//! Defects of pairs, ids and spans.

use bitext::Span;

use super::Kind;
use super::site::{Defect, Site};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        rule: "unpaired-target",
        does: "drop a source half",
        plant: |site| Some(Defect::of(site.pair.source.outer, "")),
    },
    Kind {
        rule: "unpaired-source",
        does: "drop a target half",
        plant: |site| Some(Defect::of(site.pair.target.outer, "")),
    },
    Kind {
        rule: "id-mismatch",
        does: "change the id of a source half",
        plant: |site| with_source_id(site, "abcde-999"),
    },
    Kind {
        rule: "duplicate-id",
        does: "give a pair the id of another",
        plant: |site| with_id(site, site.document.id(neighbour(site)?)),
    },
    Kind {
        rule: "id-out-of-order",
        does: "swap the ids of two pairs",
        plant: |site| {
            let other = neighbour(site)?;
            let mut defect = with_id(site, site.document.id(other))?;
            let own = site.document.id(site.pair);
            let their = Site::new(site.document, site.index + 1);
            defect.edits.extend(with_id(&their, own)?.edits);
            Some(defect)
        },
    },
    Kind {
        rule: "id-out-of-order",
        does: "give a pair a number out of order",
        plant: |site| {
            if site.index < 2 {
                return None;
            }
            let (prefix, _) = site.document.id(site.pair).rsplit_once('-')?;
            with_id(site, &format!("{prefix}-100"))
        },
    },
    Kind {
        rule: "mixed-id-prefix",
        does: "give a pair a foreign prefix",
        plant: |site| {
            let (prefix, number) = site.document.id(site.pair).rsplit_once('-')?;
            if prefix == "fffff" || site.document.pairs().len() < 3 {
                None
            } else {
                with_id(site, &format!("fffff-{number}"))
            }
        },
    },
    Kind {
        rule: "malformed-span",
        does: "delete the closing tags of a source",
        plant: |site| {
            let tail = Span::new(site.pair.source.inner.end, site.pair.source.outer.end);
            Some(Defect::of(tail, ""))
        },
    },
    Kind {
        rule: "malformed-span",
        does: "delete the closing tag of a target",
        plant: |site| {
            let tail = Span::new(site.pair.target.inner.end, site.pair.target.outer.end);
            Some(Defect::of(tail, ""))
        },
    },
    Kind {
        rule: "encoded-marker",
        does: "write the quotes of a pair as `&quot;`",
        plant: |site| {
            let outer = site.pair.outer();
            let raw = site.document.raw(outer);
            let last = raw.rfind('"')?;
            // As the generator does it: from the first quote on, up to the last, which stays.
            let first = raw.find('"')? + 1;
            let middle = raw[first..last].replace('"', "&quot;");
            Some(Defect::of(Span::new(outer.start + first, outer.start + last), middle))
        },
    },
    Kind {
        rule: "pair-in-code",
        does: "open a fence in front of a pair",
        plant: |site| {
            let start = site.pair.outer().start;
            let is_paragraph = site.index > 0 && site.document.text()[..start].ends_with("\n\n");
            is_paragraph.then(|| Defect::of(Span::new(start, start), "```powershell\n"))
        },
    },
    Kind {
        rule: "unbalanced-span",
        does: "put a span into a target that is not closed",
        plant: |site| if site.is_plain() { site.insert_behind(r"^\w+ ", "<span>") } else { None },
    },
    Kind {
        rule: "empty-target",
        does: "empty a target",
        plant: |site| if site.source.trim().is_empty() { None } else { site.retarget("") },
    },
    Kind { rule: "empty-source", does: "empty a source", plant: |site| Some(Defect::of(site.pair.source.inner, "")) },
];

fn neighbour<'a>(site: &Site<'a>) -> Option<&'a bitext::SegmentPair> {
    site.document.pairs().get(site.index + 1)
}

fn with_source_id(site: &Site<'_>, id: &str) -> Option<Defect> {
    let tag = Span::new(site.pair.source.outer.start, site.pair.source.inner.start);
    let raw = site.document.raw(tag);
    let own = site.document.id(site.pair);
    raw.contains(own).then(|| Defect::of(tag, raw.replace(own, id)))
}

fn with_id(site: &Site<'_>, id: &str) -> Option<Defect> {
    let mut defect = with_source_id(site, id)?;
    defect.edits.push((site.pair.id, id.to_owned()));
    Some(defect)
}
