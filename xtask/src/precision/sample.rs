//! Draws findings by chance and prints them to be read by hand.

use bitext::check::Finding;
use bitext::rules::Rule;
use bitext::source::Span;

use crate::check::{CheckedPage, CheckedSet};
use crate::sets::Random;

/// Prints at most `most` findings of a rule. The same pages, rule and seed give the same findings.
pub(crate) fn print(sets: &[CheckedSet], rule: &Rule, most: usize, seed: u64) {
    let mut all: Vec<(&str, &CheckedPage, &Finding)> = sets
        .iter()
        .flat_map(|set| set.findings(rule).map(move |(page, finding)| (&*set.name, page, finding)))
        .collect();
    let total = all.len();
    Random(seed).shuffle(&mut all);
    all.truncate(most);
    println!("## {}: {} of {total}, seed {seed}\n", rule.id, all.len());
    for (number, (set, page, finding)) in all.iter().enumerate() {
        println!("{}. {set}/bilingual/{}:{}", number + 1, page.path, finding.start);
        println!("   {}", finding.message);
        let related = |span: Span| finding.related.iter().any(|other| other.page.is_none() && other.span == span);
        match finding.pair {
            Some(pair) => {
                println!("   source {}", marked(page, pair.source, finding));
                println!("   target {}", marked(page, pair.target, finding));
                if !overlaps(pair.source, finding.span) && !overlaps(pair.target, finding.span) {
                    println!("   marked {:?}", &page.text[finding.span.range()]);
                }
            }
            None => println!("   {}", marked(page, around(&page.text, finding.span), finding)),
        }
        for other in finding.related.iter().filter(|other| other.page.is_none() && related(other.span)) {
            println!("   {}: {:?}", other.message, &page.text[other.span.range()]);
        }
        println!();
    }
}

fn overlaps(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// A part of the page on one line, with what the finding marks in brackets.
fn marked(page: &CheckedPage, part: Span, finding: &Finding) -> String {
    let mut marks: Vec<Span> = std::iter::once(finding.span)
        .chain(finding.related.iter().filter(|related| related.page.is_none()).map(|related| related.span))
        .filter(|span| part.start <= span.start && span.end <= part.end)
        .collect();
    marks.sort();
    let mut out = String::new();
    let mut at = part.start;
    for mark in marks {
        if mark.start >= at {
            out.push_str(&page.text[at..mark.start]);
            out.push_str(&format!("⟦{}⟧", &page.text[mark.range()]));
            at = mark.end;
        }
    }
    out.push_str(&page.text[at..part.end]);
    out.replace(['\n', '\r'], "⏎")
}

/// The lines of a span, cut where they are long.
fn around(text: &str, span: Span) -> Span {
    const REACH: usize = 200;
    let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[span.end..].find('\n').map_or(text.len(), |length| span.end + length);
    let near = text[..span.start].char_indices().map(|(at, _)| at).rev().take(REACH).last().unwrap_or(span.start);
    let far = text[span.end..].char_indices().nth(REACH).map_or(text.len(), |(length, _)| span.end + length);
    Span::new(line_start.max(near), line_end.min(far))
}
