//! Makes fixes: from the findings of a page to a new text of it.
//!
//! Owns which fixes are made together, and that they leave the pairs of the page as they are. Reads and writes no files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::bitext::Document;
use crate::diagnostic::{Applicability, Diagnostic, Edit, RuleId};
use crate::parse::parse;
use crate::source::Span;

/// Rounds after which a page is given up. Fixes that stand in one another's way need one more each.
const MOST_ROUNDS: usize = 10;

/// Makes the fixes of a page that are at least as safe as `applicability`, until there are none any more. `find` gives what is
/// found in it, from what [`parse`](crate::parse()) said of it.
///
/// A fix is made as a whole. Of two that touch, that of the earlier finding is made and the other waits: it may be there no more
/// in the changed page. So a page that was fixed is not changed by fixing it again.
///
/// # Errors
/// When the fixes would change more than text, or do not come to an end. Both are defects of a rule; the page is to stay as it is.
///
/// ```
/// use std::path::Path;
///
/// use bitext::check::{self, PageContext, Profile};
/// use bitext::diagnostic::Applicability;
/// use bitext::fix::fix;
///
/// let page = "<span data-ttu-id=\"0a1b2-101\">Hej  du</span>\
///             <span class=\"sxs-lookup\"><span data-stu-id=\"0a1b2-101\">Hello you</span></span>\n";
/// let profile = Profile::default();
/// let fixed = fix(page, Applicability::Safe, |document, said| {
///     check::page(&PageContext::new(document, &profile, Path::new("hello.md")), said).diagnostics
/// })
/// .expect("fixes that leave the pairs alone");
/// assert_eq!(fixed.fixes, 1);
/// assert!(fixed.text.starts_with("<span data-ttu-id=\"0a1b2-101\">Hej du</span>"));
/// ```
pub fn fix(
    text: &str,
    applicability: Applicability,
    find: impl Fn(&Document<'_>, Vec<Diagnostic>) -> Vec<Diagnostic>,
) -> Result<Fixed, Unfixable> {
    let mut fixed = Fixed { text: text.to_owned(), fixes: 0 };
    for rounds in 0.. {
        let (document, parsed) = parse(&fixed.text);
        let round = Round::choose(find(&document, parsed), applicability);
        if round.fixes == 0 {
            break;
        }
        if rounds == MOST_ROUNDS {
            return Err(Unfixable { reason: Reason::Endless, rules: round.rules });
        }
        let next = round.applied(&fixed.text).filter(|next| round.keeps_pairs(&document, &parse(next).0));
        let Some(text) = next else {
            return Err(Unfixable { reason: Reason::Pairs, rules: round.rules });
        };
        fixed = Fixed { text, fixes: fixed.fixes + round.fixes };
    }
    Ok(fixed)
}

/// A page after its fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The page.
    pub text: String,
    /// How many fixes were made.
    pub fixes: usize,
}

/// Why the fixes of a page are not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfixable {
    /// What is wrong with them.
    pub reason: Reason,
    /// The rules whose fixes were to be made.
    pub rules: BTreeSet<RuleId>,
}

/// What is wrong with fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The page would not have the same pairs with the same ids at the same places.
    Pairs,
    /// Each round makes new ones.
    Endless,
}

impl fmt::Display for Unfixable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fixes of ")?;
        for (index, rule) in self.rules.iter().enumerate() {
            write!(f, "{}{rule}", if index == 0 { "" } else { ", " })?;
        }
        match self.reason {
            Reason::Pairs => f.write_str(" would not leave the pairs of the page as they are"),
            Reason::Endless => write!(f, " have not come to an end after {MOST_ROUNDS} rounds"),
        }
    }
}

impl std::error::Error for Unfixable {}

/// Fixes that are made together.
#[derive(Debug, Default)]
struct Round {
    fixes: usize,
    rules: BTreeSet<RuleId>,
    /// In the order of the page; those of different fixes do not touch.
    edits: Vec<Edit>,
    /// The bytes that were added up to each edit and by it, those taken out counted off.
    growths: Vec<isize>,
}

impl Round {
    fn choose(mut found: Vec<Diagnostic>, applicability: Applicability) -> Self {
        found.sort_by_key(|diagnostic| diagnostic.span);
        let mut round = Self::default();
        // The end of each edit by its start.
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for diagnostic in found {
            let Some(fix) = diagnostic.fix.filter(|fix| fix.applicability <= applicability) else { continue };
            let is_free =
                |edit: &Edit| taken.range(..=edit.span.end).next_back().is_none_or(|(_, &end)| end < edit.span.start);
            if fix.edits.is_empty() || !fix.edits.iter().all(is_free) {
                continue;
            }
            for edit in &fix.edits {
                let end = taken.entry(edit.span.start).or_default();
                *end = edit.span.end.max(*end);
            }
            round.fixes += 1;
            round.rules.insert(diagnostic.rule);
            round.edits.extend(fix.edits);
        }
        round.edits.sort();
        let mut growth = 0;
        round.growths = round
            .edits
            .iter()
            .map(|edit| {
                growth += edit.text.len().cast_signed() - edit.span.len().cast_signed();
                growth
            })
            .collect();
        round
    }

    /// The text after the edits; `None` if they are no edits of it.
    fn applied(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for edit in &self.edits {
            out.push_str(text.get(at..edit.span.start)?);
            out.push_str(&edit.text);
            at = edit.span.end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }

    /// Whether the edited page has the pairs of the page, each where the edits move it, and the same front matter. Where tags are
    /// mended, it may have more.
    fn keeps_pairs(&self, before: &Document<'_>, after: &Document<'_>) -> bool {
        let may_add = self.rules.contains(&RuleId::MALFORMED_SPAN) || self.rules.contains(&RuleId::ENCODED_MARKER);
        let mut found = after.pairs().iter();
        let keeps = before.pairs().iter().all(|pair| {
            let Some(outer) = self.moved(pair.outer()) else { return false };
            let is_new = |other: Span| may_add && other.end <= outer.start;
            found
                .by_ref()
                .find(|other| !is_new(other.outer()))
                .is_some_and(|other| other.outer() == outer && after.id(other) == before.id(pair))
        });
        keeps && (may_add || found.next().is_none()) && self.moved_end(before.body().start) == Some(after.body().start)
    }

    /// Where the edits move a span; `None` if one of them reaches over an end of it. What is put in at an end is outside.
    fn moved(&self, span: Span) -> Option<Span> {
        let count = self.edits.partition_point(|edit| edit.span.end <= span.start);
        let start = self.shifted(span.start, count)?;
        Some(Span::new(start, self.moved_end(span.end)?))
    }

    fn moved_end(&self, end: usize) -> Option<usize> {
        let count = self.edits.partition_point(|edit| edit.span.end <= end && edit.span.start < end);
        self.shifted(end, count)
    }

    /// An offset behind the first `count` edits; `None` if the next reaches over it.
    fn shifted(&self, offset: usize, count: usize) -> Option<usize> {
        if self.edits.get(count).is_some_and(|edit| edit.span.start < offset) {
            return None;
        }
        let growth = count.checked_sub(1).map_or(0, |last| self.growths[last]);
        offset.checked_add_signed(growth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    /// A page with one pair, whose target stands for the texts below.
    fn page(target: &str) -> String {
        format!(
            "# å\n\n<span data-ttu-id=\"a-1\">{target}</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">x</span></span>\n"
        )
    }

    /// Finds each of some texts, with the edits that `mend` makes of its place; the first is of rule `r0` and so on.
    fn finder<'f>(
        wanted: &'f [&'static str],
        mend: impl Fn(usize, Span) -> Vec<Edit> + 'f,
    ) -> impl Fn(&Document<'_>, Vec<Diagnostic>) -> Vec<Diagnostic> + 'f {
        const RULES: [RuleId; 3] = [RuleId::new("r0"), RuleId::new("r1"), RuleId::new("r2")];
        move |document, _| {
            let place = |text: &str| document.text().find(text).map(|at| Span::new(at, at + text.len()));
            let found = |(index, text): (usize, &&'static str)| {
                place(text).map(|span| Diagnostic::error(RULES[index], span, "å").with_fix(mend(index, span)))
            };
            wanted.iter().enumerate().filter_map(found).collect()
        }
    }

    fn check(
        target: &str,
        expected: &str,
        fixes: usize,
        wanted: &[&'static str],
        mend: impl Fn(usize, Span) -> Vec<Edit>,
    ) {
        let fixed =
            fix(&page(target), Applicability::Safe, finder(wanted, mend)).map(|fixed| (fixed.text, fixed.fixes));
        assert_eq!(fixed, Ok((page(expected), fixes)));
    }

    fn check_refused(reason: Reason, wanted: &[&'static str], mend: impl Fn(usize, Span) -> Vec<Edit>) {
        let refused = fix(&page("Välj å"), Applicability::Safe, finder(wanted, mend));
        assert_eq!(refused.map_err(|refused| refused.reason), Err(reason));
    }

    #[test]
    fn fixes_apart_are_made_together_and_those_that_touch_one_after_the_other() {
        let upper = |_, span: Span| vec![Edit::replace(span, "X")];
        check("å b ö", "X b X", 2, &["å b", "ö"], |_, span| {
            vec![Edit::replace(Span::new(span.start, span.start + 2), "X")]
        });
        check("aåb", "XX", 2, &["aå", "b"], upper);
        // The first in the page wins, whatever was found first; the other is gone then.
        check("aåb", "Xb", 1, &["åb", "aå"], upper);
    }

    #[test]
    fn a_fix_is_made_as_a_whole() {
        // The second fix has an edit that is free and one that is not, and is gone when the first is made.
        check("1å2", "X2", 1, &["1å", "å2"], |index, span| match index {
            0 => vec![Edit::replace(span, "X")],
            _ => vec![Edit::replace(Span::new(span.start, span.start + 2), "Y"), Edit::insert(span.end, "Z")],
        });
    }

    #[test]
    fn what_may_be_wrong_is_made_only_if_it_is_asked_for() {
        let find = |document: &Document<'_>, _| {
            let at = document.text().find('ö').map(|at| Span::new(at, at + 2));
            at.map(|span| Diagnostic::error(RuleId::new("r"), span, "å").with_unsafe_fix(vec![Edit::delete(span)]))
                .into_iter()
                .collect()
        };
        let fixed = |applicability| fix(&page("ö"), applicability, find).map(|fixed| fixed.text);
        assert_eq!(fixed(Applicability::Safe), Ok(page("ö")));
        assert_eq!(fixed(Applicability::Unsafe), Ok(page("")));
    }

    #[test]
    fn fixes_that_would_change_the_pairs_are_refused() {
        check_refused(Reason::Pairs, &["x</span></span>"], |_, span| vec![Edit::delete(span)]);
        check_refused(Reason::Pairs, &["Välj"], |_, span| vec![Edit::replace(span, page("x"))]);
        check_refused(Reason::Pairs, &["a-1"], |_, span| vec![Edit::replace(span, "a-2")]);
        check_refused(Reason::Pairs, &["\n\n<span"], |_, span| vec![Edit::delete(span)]);
        check_refused(Reason::Pairs, &["Välj"], |_, span| vec![Edit::insert(span.start, page("ny"))]);
        check_refused(Reason::Pairs, &["# å"], |_, span| vec![Edit::replace(span, "---\na: b\n---\n")]);
        // These are no edits of the page at all.
        check_refused(Reason::Pairs, &["Välj"], |_, span| vec![Edit::delete(Span::new(span.start, 9_999))]);
        check_refused(Reason::Pairs, &["Välj"], |_, span| vec![Edit::delete(Span::new(span.start, span.start + 2))]);
    }

    #[test]
    fn fixes_around_a_pair_move_it() {
        check("å", "å", 0, &[], |_, _| Vec::new());
        let text = page("å");
        let find = |document: &Document<'_>, _| {
            let outer = document.pairs()[0].outer();
            if document.text().contains('*') {
                return Vec::new();
            }
            let fix = vec![Edit::insert(0, "*"), Edit::insert(outer.start, "*"), Edit::insert(outer.end, "*")];
            vec![Diagnostic {
                severity: Severity::Info,
                ..Diagnostic::error(RuleId::new("r"), outer, "å").with_fix(fix)
            }]
        };
        let fixed = fix(&text, Applicability::Safe, find).map(|fixed| fixed.text);
        assert_eq!(
            fixed,
            Ok(format!("*{}", text.replace("\n\n<", "\n\n*<").replace("</span></span>", "</span></span>*")))
        );
    }

    #[test]
    fn fixes_without_an_end_are_given_up() {
        check_refused(Reason::Endless, &["å"], |_, span| vec![Edit::insert(span.end, "å")]);
    }
}
