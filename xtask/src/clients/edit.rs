//! What programs are told to do with a target, and what should have become of it then.

use bitext::bitext::{Document, SegmentPair};
use bitext::exchange::content::{Content, Part};
use bitext::exchange::units::Units;

/// An edit of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    /// [`APPENDED`] behind all that is there.
    Append,
    /// [`REPLACEMENT`] for all that is there, codes included.
    Replace,
    /// The first code that stands in no other goes behind all that is there, with what is in it.
    Move,
}

/// One unit in so many is edited.
pub(super) const EVERY: usize = 5;

/// Text that Markdown would take for markup.
pub(super) const APPENDED: &str = " och å *a* <b> [c](d) 1 < 2 & `e`";
/// Text for a whole target.
pub(super) const REPLACEMENT: &str = "Helt ny: å_b_ *c* & 2 < 3 [d]";

impl Edit {
    /// By the name that scripts print.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "append" => Some(Self::Append),
            "replace" => Some(Self::Replace),
            "move" => Some(Self::Move),
            _ => None,
        }
    }
}

/// A stretch of a target, codes by their Markdown: their ids are nothing that a page holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Text(String),
    Open(String),
    Close(String),
    Placeholder(String),
}

/// The target of a pair.
pub(super) fn target(units: &Units<'_>, pair: &SegmentPair) -> Vec<Shown> {
    let (target, _) = units.contents(pair);
    target.parts.iter().map(|part| shown(part, &target)).collect()
}

fn shown(part: &Part<'_>, content: &Content<'_>) -> Shown {
    let code = |id: &u32| content.codes.iter().find(|code| code.id == *id);
    let start = |id| code(id).map(|code| code.start.to_string()).unwrap_or_default();
    match part {
        Part::Text(text) => Shown::Text(text.to_string()),
        Part::Open(id) => Shown::Open(start(id)),
        Part::Close(id) => Shown::Close(code(id).and_then(|code| code.end.as_deref()).unwrap_or_default().to_owned()),
        Part::Placeholder(id) => Shown::Placeholder(start(id)),
    }
}

/// What an edit makes of a target.
pub(super) fn edited(edit: Edit, mut target: Vec<Shown>) -> Vec<Shown> {
    match edit {
        Edit::Append => target.push(Shown::Text(APPENDED.to_owned())),
        Edit::Replace => target = vec![Shown::Text(REPLACEMENT.to_owned())],
        Edit::Move => {
            let Some(start) = target.iter().position(|part| !matches!(part, Shown::Text(_))) else { return target };
            let mut depth = 0;
            let length = target[start..].iter().position(|part| {
                match part {
                    Shown::Open(_) => depth += 1,
                    Shown::Close(_) => depth -= 1,
                    Shown::Text(_) | Shown::Placeholder(_) => {}
                }
                depth == 0
            });
            target[start..].rotate_left(length.map_or(0, |last| last + 1));
        }
    }
    joined(target)
}

/// Neighbouring texts as one.
fn joined(parts: Vec<Shown>) -> Vec<Shown> {
    let mut out: Vec<Shown> = Vec::with_capacity(parts.len());
    for part in parts {
        match (out.last_mut(), part) {
            (Some(Shown::Text(text)), Shown::Text(more)) => text.push_str(&more),
            (_, part) => out.push(part),
        }
    }
    out
}

/// The bytes of a page that no target holds, in order.
pub(super) fn outside_of_targets<'d>(document: &'d Document<'_>) -> Vec<&'d str> {
    let mut outside = Vec::new();
    let mut at = 0;
    for pair in document.pairs() {
        outside.push(&document.text()[at..pair.target.inner.start]);
        at = pair.target.inner.end;
    }
    outside.push(&document.text()[at..]);
    outside
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext::parse;

    fn check(edit: Edit, target_text: &str, expected: &str) {
        let pair = |target: &str| {
            format!(
                "<span data-ttu-id=\"0a1b2-101\">{target}</span><span class=\"sxs-lookup\">\
                 <span data-stu-id=\"0a1b2-101\">A [b](c.md) `d` *e*</span></span>"
            )
        };
        let of = |text: &str| {
            let page = pair(text);
            let (document, _) = parse(&page);
            target(&Units::of(&document), &document.pairs()[0])
        };
        assert_eq!(edited(edit, of(target_text)), of(expected), "{target_text}");
    }

    #[test]
    fn edits_are_what_a_translator_would_write() {
        check(Edit::Replace, "Å [b](c.md) `d`", "Helt ny: å_b_ \\*c\\* &amp; 2 &lt; 3 [d]");
        check(Edit::Append, "Å", "Å och å \\*a\\* \\<b> \\[c](d) 1 \\< 2 & \\`e\\`");
        check(Edit::Move, "Å [b *e*](c.md) `d` ö", "Å  `d` ö[b *e*](c.md)");
        check(Edit::Move, "`d` ö", " ö`d`");
        check(Edit::Move, "Å", "Å");
    }
}
