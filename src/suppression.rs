//! Comments in a page that suppress findings: `<!-- bitext-ignore RULE, RULE: reason -->`.
//!
//! Owns which findings they reach, and what is wrong with the comments themselves. A comment on a line of its own is for the block
//! behind it, one beside text for its line, and `bitext-ignore-file` for the page. In code and inside pairs such a comment is text.

use std::cell::OnceCell;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::bitext::{BlockKind, Blocks, Document};
use crate::config::rule_id;
use crate::diagnostic::RuleId;
use crate::markdown;
use crate::rules;
use crate::source::{Span, line_end, line_start};

/// The suppressions of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suppressions {
    /// Sorted by rule, reach and scope; no two have all of them the same.
    list: Vec<Suppression>,
}

/// One rule of one comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Suppression {
    pub(crate) rule: RuleId,
    pub(crate) reach: Reach,
    /// Where findings start that it is for.
    pub(crate) scope: Span,
    /// The name of the rule in the comment.
    pub(crate) name: Span,
    pub(crate) is_used: bool,
}

/// How far a comment reaches. The nearest is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    Line,
    Block,
    Page,
}

/// What is wrong with a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misuse {
    /// Where, in bytes of the page.
    pub span: Span,
    /// What, in one sentence without a full stop.
    pub message: String,
    /// What to do next.
    pub help: String,
}

impl Suppressions {
    /// Finds the suppressions of a page, and what is wrong with them.
    ///
    /// A page that holds none costs one search for a word.
    #[must_use]
    pub fn find(document: &Document<'_>) -> (Self, Vec<Misuse>) {
        let mut misuses = Vec::new();
        let comments = comments(document, &mut misuses);
        let mut list = Vec::new();
        for (comment, (reach, scope)) in comments.iter().zip(scopes(document, &comments)) {
            let names = comment.names(document.text(), &mut misuses);
            for name in names {
                match rule_id(document.raw(name)) {
                    Ok(rule) => list.push(Suppression { rule, reach, scope, name, is_used: false }),
                    Err(unknown) => {
                        misuses.push(Misuse { span: name, message: unknown.to_string(), help: unknown.help });
                    }
                }
            }
        }
        list.sort_by_key(|one| (one.key(), one.name));
        list.dedup_by(|second, first| {
            let is_same = second.key() == first.key();
            if is_same {
                misuses.push(idle(second));
            }
            is_same
        });
        (Self { list }, misuses)
    }

    /// Suppressions that were found before.
    pub(crate) fn new(mut list: Vec<Suppression>) -> Self {
        list.sort_by_key(|one| (one.key(), one.name));
        list.dedup_by_key(|one| one.key());
        Self { list }
    }

    /// Those of rules that compare all pages of a run.
    pub(crate) fn of_run(&self) -> Self {
        Self { list: self.list.iter().filter(|one| rules::is_of_run(one.rule)).copied().collect() }
    }

    /// Those that are there.
    pub(crate) fn list(&self) -> &[Suppression] {
        &self.list
    }

    /// Whether the page has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether a finding of a rule that starts at `offset` is suppressed; what suppresses it counts as used.
    pub fn suppress(&mut self, rule: RuleId, offset: usize) -> bool {
        for reach in [Reach::Line, Reach::Block, Reach::Page] {
            let behind =
                self.list.partition_point(|one| (one.rule, one.reach, one.scope.start) <= (rule, reach, offset));
            let last = self.list[..behind].last_mut();
            if let Some(one) = last.filter(|one| one.rule == rule && one.reach == reach)
                && (reach == Reach::Page || one.scope.contains(offset))
            {
                one.is_used = true;
                return true;
            }
        }
        false
    }

    /// The suppressions that suppressed nothing, of the rules that were on. Ask when all findings of the run are known.
    pub fn unused(&self, is_on: impl Fn(RuleId) -> bool) -> impl Iterator<Item = Misuse> {
        self.list.iter().filter(move |one| !one.is_used && is_on(one.rule)).map(idle)
    }
}

impl Suppression {
    fn key(&self) -> (RuleId, Reach, Span) {
        (self.rule, self.reach, self.scope)
    }
}

fn idle(one: &Suppression) -> Misuse {
    let rule = one.rule;
    let place = match one.reach {
        Reach::Line => "on this line",
        Reach::Block => "in the block behind the comment",
        Reach::Page => "in this page",
    };
    let message = format!("this suppresses nothing: there is no finding of `{rule}` {place}");
    Misuse { span: one.name, message, help: "take the name out, or the comment if it is the only one".to_owned() }
}

/// A comment that suppresses something.
#[derive(Debug, Clone, Copy)]
struct Comment {
    /// From `<!--` to behind `-->`.
    span: Span,
    /// What stands behind the word that makes it one.
    body: Span,
    is_for_page: bool,
}

const WORD: &str = "bitext-ignore";

fn comments(document: &Document<'_>, misuses: &mut Vec<Misuse>) -> Vec<Comment> {
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(WORD));
    let text = document.text();
    let mut found = Vec::new();
    // No comment stands in a pair, and of what is outside most is shorter than one.
    let raw = |gap: Span| document.raw(gap).as_bytes();
    let may_hold_comment = |gap: &Span| gap.len() > WORD.len() && memchr::memchr(b'<', raw(*gap)).is_some();
    if !document.skeleton().filter(may_hold_comment).any(|gap| FINDER.find(raw(gap)).is_some()) {
        return found;
    }
    let mut at = document.body().start;
    let code = OnceCell::new();
    while let Some(word) = FINDER.find(&text.as_bytes()[at..]).map(|hit| at + hit) {
        let before = text[at..word].trim_end();
        let start = at + before.len().saturating_sub(4);
        at = word + WORD.len();
        let is_text = || {
            let code = code.get_or_init(|| markdown::code(&document.masked(), document.body().start));
            markdown::code_at(code, start).is_some()
        };
        if !before.ends_with("<!--") || !document.pairs_touching(Span::new(start, at)).is_empty() || is_text() {
            continue;
        }
        let Some(end) = memchr::memmem::find(&text.as_bytes()[at..], b"-->").map(|hit| at + hit) else {
            misuses.push(Misuse {
                span: Span::new(start, at),
                message: "this comment is never closed".to_owned(),
                help: "end it with `-->`".to_owned(),
            });
            break;
        };
        let file = &text[at..end];
        let is_for_page = file.starts_with("-file");
        let body = Span::new(if is_for_page { at + "-file".len() } else { at }, end);
        if !text[body.range()].starts_with(|first: char| first.is_whitespace() || first == ':') && !body.is_empty() {
            misuses.push(Misuse {
                span: Span::new(word, body.end),
                message: "this suppresses nothing: its first word is not known".to_owned(),
                help: "write `bitext-ignore` or `bitext-ignore-file`, a blank, the rules, a colon and the reason"
                    .to_owned(),
            });
        } else {
            found.push(Comment { span: Span::new(start, end + 3), body, is_for_page });
        }
        at = end + 3;
    }
    found
}

impl Comment {
    /// The names of rules in it.
    fn names(&self, text: &str, misuses: &mut Vec<Misuse>) -> Vec<Span> {
        let body = &text[self.body.range()];
        let (list, reason) = body.split_once(':').map_or((body, None), |(list, reason)| (list, Some(reason)));
        let mut names = Vec::new();
        let mut at = self.body.start;
        for piece in list.split(',') {
            let name = piece.trim();
            let start = at + (piece.len() - piece.trim_start().len());
            at += piece.len() + 1;
            // Without a colon, what follows the first word is more likely the reason.
            let name = if reason.is_none() { name.split_whitespace().next().unwrap_or_default() } else { name };
            if !name.is_empty() {
                names.push(Span::new(start, start + name.len()));
            }
        }
        if names.is_empty() {
            misuses.push(Misuse {
                span: self.span,
                message: "this suppresses nothing: it names no rule".to_owned(),
                help: "name the rule: `<!-- bitext-ignore RULE: reason -->`".to_owned(),
            });
        } else if reason.is_none_or(|reason| reason.trim().is_empty()) {
            misuses.push(Misuse {
                span: self.span,
                message: "this suppression gives no reason".to_owned(),
                help: "write one behind a colon: `<!-- bitext-ignore RULE: reason -->`".to_owned(),
            });
        }
        names
    }
}

/// The lines that one or several comments stand on.
struct Lines {
    span: Span,
    /// Whether nothing but comments stands there.
    is_bare: bool,
}

/// What each comment is for; comments are in order. Each line is looked at once, however many comments there are.
fn scopes(document: &Document<'_>, comments: &[Comment]) -> Vec<(Reach, Span)> {
    if comments.is_empty() {
        return Vec::new();
    }
    // Pairs are letters there: one that spans lines is on one.
    let masked = document.masked();
    let mut groups: Vec<Lines> = Vec::new();
    let mut group_of = Vec::with_capacity(comments.len());
    for comment in comments {
        if groups.last().is_none_or(|group| group.span.end <= comment.span.start) {
            let span = Span::new(line_start(&masked, comment.span.start), line_end(&masked, comment.span.end));
            groups.push(Lines { span, is_bare: is_bare(&masked[span.range()]) });
        }
        group_of.push(groups.len() - 1);
    }
    let blocks = document.blocks();
    let mut scopes = vec![(Reach::Line, Span::new(0, 0)); groups.len()];
    for (index, group) in groups.iter().enumerate().rev() {
        scopes[index] = if group.is_bare {
            behind(&masked, &blocks, group.span.end, groups.get(index + 1), scopes.get(index + 1).copied())
        } else {
            (Reach::Line, group.span)
        };
    }
    let page = (Reach::Page, Span::new(0, masked.len()));
    comments
        .iter()
        .zip(group_of)
        .map(|(comment, group)| if comment.is_for_page { page } else { scopes[group] })
        .collect()
}

/// The block behind the line that ends at `at`, or its next line if it goes on there. What `next` is for is known.
fn behind(
    masked: &str,
    blocks: &Blocks,
    mut at: usize,
    next: Option<&Lines>,
    scope_of_next: Option<(Reach, Span)>,
) -> (Reach, Span) {
    while at < masked.len() {
        if let (Some(next), Some(scope)) = (next, scope_of_next)
            && next.is_bare
            && next.span.start == at
        {
            return scope;
        }
        let line = Span::new(at, line_end(masked, at));
        if !is_bare(&masked[line.range()]) {
            let index = blocks.partition_point(|block| block.lines.start < line.start);
            return match blocks.get(index).filter(|block| block.lines.start == line.start) {
                Some(block) => {
                    // A table is meant as a whole.
                    let is_same = |kind| matches!(kind, BlockKind::TableRow { .. }) && kind == block.kind;
                    let last = blocks[index..].iter().take_while(|next| is_same(next.kind)).last().unwrap_or(block);
                    (Reach::Block, Span::new(block.lines.start, last.lines.end))
                }
                None => (Reach::Line, line),
            };
        }
        at = line.end;
    }
    (Reach::Block, Span::new(masked.len(), masked.len()))
}

/// Whether a line holds nothing but comments and the marks of the quotes and lists that it is in.
fn is_bare(line: &str) -> bool {
    let mut rest =
        line.trim_start_matches(|mark: char| mark.is_ascii() && markdown::is_container_mark(mark as u8)).trim();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some(end) = comment.find("-->") else { return false };
        rest = comment[end + 3..].trim_start();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests;
