//! Puts new targets into a page, and refuses what would change more than these.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::bitext::Document;
use crate::parse;
use crate::source::Span;

/// The page with new targets, in the order of its pairs; `None` if that would change more than these.
pub(super) fn spliced(document: &Document<'_>, edits: &[(usize, String)]) -> Option<String> {
    let text = document.text();
    let mut out = String::with_capacity(text.len() + edits.len() * 16);
    let mut at = 0;
    let mut targets: HashMap<usize, Span> = HashMap::with_capacity(edits.len());
    for (pair, markdown) in edits {
        let old = document.pairs()[*pair].target.inner;
        out.push_str(&text[at..old.start]);
        let start = out.len();
        let is_encoded = document.encoded().iter().any(|region| region.overlaps(old));
        // The generator wrote `&quot;` for every quote of such a region.
        out.push_str(&if is_encoded { Cow::Owned(markdown.replace('"', "&quot;")) } else { Cow::Borrowed(markdown) });
        targets.insert(*pair, Span::new(start, out.len()));
        at = old.end;
    }
    out.push_str(&text[at..]);
    let (after, _) = parse(&out);
    let is_kept = after.pairs().len() == document.pairs().len()
        && document.pairs().iter().zip(after.pairs()).enumerate().all(|(index, (old, new))| {
            let target = targets.get(&index);
            document.id(old) == after.id(new)
                && document.raw(old.source.inner) == after.raw(new.source.inner)
                && target.map_or_else(
                    || document.raw(old.target.inner) == after.raw(new.target.inner),
                    |target| new.target.inner == *target,
                )
        });
    is_kept.then_some(out)
}
