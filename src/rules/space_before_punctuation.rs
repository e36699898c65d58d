//! A space in front of a mark that wants none.

use super::{Category, Check, Example, Rule, When};
use crate::chars::Chars;
use crate::check::{Findings, PairContext};
use crate::diagnostic::{Applicability, Edit, RuleId};
use crate::language::Mark;
use crate::markdown::text_runs;

pub(super) static RULE: Rule = Rule {
    id: RuleId::new("space-before-punctuation"),
    category: Category::Content,
    severity: None,
    finds: "a space in front of a mark that the language sets without one",
    why: "Machine translation puts it behind code, links and emphasis. French wants a space before `:`, `;`, `!`, `?` and `»` (in Canada before \
          `:` and `»` only), so there these are left alone. A mark that something else follows (` .NET`, ` ...`, ` :::`) is no punctuation. \
          The fix takes the space out.",
    example: Example::pair("sv-SE", "Run `Get-Item`.", "Kör `Get-Item` ."),
    fix: Some(Applicability::Safe),
    check: Check::Pair(When::target(Chars::SPACE.or(Chars::LEAD_C2)), check),
};

fn check(pair: &PairContext<'_>, findings: &mut Findings) {
    let Some(language) = pair.language() else { return };
    let target = &pair.target;
    let text = target.text;
    let is_space = |character: char| matches!(character, ' ' | '\u{a0}' | '\u{202f}');
    let mut before = None;
    let mut found = Vec::new();
    for (at, character) in text.char_indices() {
        let space = before.replace((at, character)).filter(|(_, before)| is_space(*before));
        let Some((space, _)) = space else { continue };
        let follows = text[at + character.len_utf8()..].chars().next();
        let ends = follows.is_none_or(|next| next.is_whitespace() || matches!(next, ')' | '"' | '”' | '*'));
        let is_mark = language.mark(character).is_some_and(|mark| mark != Mark::Ellipsis);
        if is_mark && ends && !language.wants_space_before(character) && text[..space].ends_with(|end| !is_space(end)) {
            found.push((space, at, character));
        }
    }
    found.retain(|(space, at, mark)| {
        let is_text = text_runs(text, target.inlines()).any(|run| run.contains(*space) && run.contains(*at));
        is_text && !pair.source.text.contains(&text[*space..at + mark.len_utf8()])
    });
    for (space, at, mark) in found {
        let span = target.span(space..at);
        let found = RULE.at(span, format!("a space stands before `{mark}`")).with_help("take it out");
        findings.push(if target.is_verbatim() { found.with_fix(vec![Edit::delete(span)]) } else { found });
    }
}
