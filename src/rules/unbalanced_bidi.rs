//! Bidirectional controls that are not closed, or close nothing.

use super::{Category, Check, Example, Rule};
use crate::bitext::SegmentPair;
use crate::check::{Findings, PageContext};
use crate::diagnostic::{Applicability, Edit, RuleId, Severity};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("unbalanced-bidi"),
    category: Category::Content,
    severity: Some(Severity::Warning),
    finds: "bidirectional controls that are not closed in their block, or close nothing",
    why: "An embedding or isolate that stays open turns the rest of the paragraph around; a mark that closes nothing is left over from \
          one that was lost (UAX #9, sections 2.2 to 2.4). Only right-to-left languages are \
          looked at, and a block has one finding at most, because a paragraph ends every embedding. The fix takes out marks that close nothing; they have no \
          effect. What is open a person has to close.",
    example: Example::pair("ar-SA", "Full-time equivalent (FTE)", "مكافئ الدوام الكامل (FTE)\u{202c}"),
    fix: Some(Applicability::Safe),
    check: Check::Page(check),
};

fn check(page: &PageContext<'_>, findings: &mut Findings) {
    if !page.language().is_some_and(|language| language.is_right_to_left()) {
        return;
    }
    let document = page.document;
    let has_controls = |pair: &&SegmentPair| document.raw(pair.target.inner).contains(is_control);
    let mut pairs = document.pairs().iter().filter(has_controls).peekable();
    while let Some(first) = pairs.next() {
        let block = page.blocks().of(first).map_or(first.outer(), |block| block.lines);
        let mut open = Open::default();
        open.read(document.raw(first.target.inner), first.target.inner.start);
        while let Some(next) = pairs.next_if(|next| next.target.outer.start < block.end) {
            open.read(document.raw(next.target.inner), next.target.inner.start);
        }
        report(open, findings);
    }
}

fn report(open: Open, findings: &mut Findings) {
    let (still_open, closing) = (open.embeddings.iter().chain(&open.isolates).min(), &open.closes_nothing);
    let (Some(first), count) = (closing.iter().chain(still_open).min(), closing.len()) else { return };
    let span = |start: &usize| Span::new(*start, start + '\u{202c}'.len_utf8());
    let message = match still_open {
        Some(_) if count == 0 => "a bidirectional control stays open to the end of the block".to_owned(),
        Some(_) => "bidirectional controls stay open, others close nothing".to_owned(),
        None if count == 1 => "a bidirectional control closes nothing".to_owned(),
        None => format!("{count} bidirectional controls in this block close nothing"),
    };
    let found = RULE.at(span(first), message);
    findings.push(if still_open.is_some() {
        found.with_help("close it, or take it out if the text reads right without it")
    } else {
        found.with_help("take it out").with_fix(closing.iter().map(|start| Edit::delete(span(start))).collect())
    });
}

/// Where controls stand that nothing has closed yet, and those that close nothing.
#[derive(Default)]
struct Open {
    embeddings: Vec<usize>,
    isolates: Vec<usize>,
    closes_nothing: Vec<usize>,
}

impl Open {
    fn read(&mut self, text: &str, start: usize) {
        for (at, character) in text.match_indices(is_control) {
            let at = start + at;
            match character {
                "\u{202a}" | "\u{202b}" | "\u{202d}" | "\u{202e}" => self.embeddings.push(at),
                "\u{202c}" if self.embeddings.pop().is_none() => self.closes_nothing.push(at),
                "\u{2066}" | "\u{2067}" | "\u{2068}" => self.isolates.push(at),
                "\u{2069}" if self.isolates.pop().is_none() => self.closes_nothing.push(at),
                _ => {}
            }
        }
    }
}

/// Embeddings, overrides and isolates, and what closes them. Marks such as U+200F stand alone.
fn is_control(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
