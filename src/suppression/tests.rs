//! What comments suppress, and what is said about them.

use proptest::prelude::*;

use super::*;

/// A page in which each `{å}` is a pair with that text, and each of them has a finding of `duplicate-id`.
fn page(template: &str) -> String {
    let mut number = 100;
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (text, behind) = behind.split_once('}').expect("a closing brace");
        number += 1;
        out.push_str(before);
        out.push_str(&format!(
            "<span data-ttu-id=\"0a1b2-{number}\">{text}</span><span class=\"sxs-lookup\">\
             <span data-stu-id=\"0a1b2-{number}\">{text}</span></span>"
        ));
        rest = behind;
    }
    out + rest
}

/// The texts of the pairs whose findings stay, and what is said about the comments.
fn run(page: &str, rule: &'static str) -> (String, Vec<String>) {
    let (document, _) = crate::parse(page);
    let (mut suppressions, mut misuses) = Suppressions::find(&document);
    let pairs = document.pairs().iter();
    let left = pairs.filter(|pair| !suppressions.suppress(RuleId::new(rule), pair.outer().start));
    let left: Vec<&str> = left.map(|pair| document.raw(pair.target.inner)).collect();
    misuses.extend(suppressions.unused(|_| true));
    misuses.sort_by_key(|misuse| misuse.span);
    (left.join(" "), misuses.into_iter().map(|misuse| misuse.message).collect())
}

#[track_caller]
fn check(template: &str, left: &str, said: &[&str]) {
    let (found, messages) = run(&page(template), "duplicate-id");
    assert_eq!(found, left, "{template}");
    assert_eq!(messages.len(), said.len(), "{template}: {messages:?}");
    for (message, said) in messages.iter().zip(said) {
        assert!(message.contains(said), "{said:?} is not in {message:?}");
    }
}

const C: &str = "<!-- bitext-ignore duplicate-id: å -->";

#[test]
fn a_comment_on_its_own_line_is_for_the_block_behind_it() {
    check(&format!("{{a}}\n\n{C}\n{{b}} {{c}}\n{{d}}\n\n{{e}}\n"), "a e", &[]);
    check(&format!("{{a}}\n{C}\n\n\n# {{b}}\n{{c}}\n"), "a c", &[]);
    check(&format!("- {{a}}\n  {C}\n- {{b}}\n- {{c}}\n"), "a c", &[]);
    check(&format!("> {{a}}\n>\n> {C}\n> {{b}}\n> {{c}}\n\n{{d}}\n"), "a d", &[]);
    check(&format!("{C}\n\n| {{a}} | {{b}} |\n|--|--|\n| {{c}} | {{d}} |\n\n{{e}}\n"), "e", &[]);
    check(&format!("{C}\n<table>\n<td>{{a}}\n<td>{{b}}\n</table>\n\n{{c}}\n"), "c", &[]);
    check(&format!("{{a}}\r\n\r\n{C}\r\n{{b}}\r\n\r\n{{c}}\r\n"), "a c", &[]);
}

#[test]
fn comments_may_stand_one_above_the_other() {
    let other = "<!-- bitext-ignore empty-target: ö -->";
    let idle = "no finding of `empty-target` in the block";
    check(&format!("{C}\n{other}\n{{a}}\n\n{{b}}\n"), "b", &[idle]);
    check(&format!("{other}\n\n<!-- å -->\n\n{C}\n\n{{a}}\n\n{{b}}\n"), "b", &[idle]);
    check(&format!("{other} {C}\n{{a}}\n\n{{b}}\n"), "b", &[idle]);
}

#[test]
fn a_comment_beside_text_is_for_its_line() {
    check(&format!("{{a}}\n{{b}} {C}\n{{c}}\n"), "a c", &[]);
    check(&format!("{{a}}\n{C} {{b}}\n{{c}}\n"), "a c", &[]);
    check(&format!("{{a\nb}} {C}\n{{c}}\n"), "c", &[]);
    check(&format!("| {{a}} |\n|--|\n| {{b}} {C} |\n| {{c}} |\n"), "a c", &[]);
    check(&format!("<table>\n<td>{{a}}\n{C}\n<td>{{b}}\n<td>{{c}}\n</table>\n"), "a c", &[]);
}

#[test]
fn a_comment_may_be_for_the_page() {
    let comment = "<!-- bitext-ignore-file duplicate-id: å -->";
    check(&format!("{{a}}\n\n{{b}}\n\n{comment}\n"), "", &[]);
    check(&format!("{{a}} {comment}\n\n{{b}}\n"), "", &[]);
}

#[test]
fn one_comment_may_name_several_rules() {
    let (left, said) = run(&page("<!--bitext-ignore unpaired-target,duplicate-id: å-->\n{a}\n"), "duplicate-id");
    assert_eq!((left.as_str(), said.len()), ("", 1));
    let (left, said) =
        run(&page("<!--\nbitext-ignore\n  unpaired-target,\n  duplicate-id: å\n-->\n{a}\n"), "unpaired-target");
    assert_eq!((left.as_str(), said.len()), ("", 1));
}

#[test]
fn what_suppresses_nothing_is_said() {
    check(&format!("{{a}}\n\n{C}\n"), "a", &["no finding of `duplicate-id` in the block"]);
    check(&format!("{{a}}\n\n{C}\nå\n\n{{b}}\n"), "a b", &["no finding"]);
    check(&format!("{{a}} {C} {C}\n"), "", &["this suppresses nothing"]);
    check("{a}\n\n<!-- bitext-ignore-file empty-target: å -->\n", "a", &["in this page"]);
}

#[test]
fn what_is_not_whole_is_said() {
    check("<!-- bitext-ignore -->\n{a}\n", "a", &["names no rule"]);
    check("<!-- bitext-ignore: å -->\n{a}\n", "a", &["names no rule"]);
    check("<!-- bitext-ignore duplicate-id -->\n{a}\n", "", &["gives no reason"]);
    check("<!-- bitext-ignore duplicate-id: -->\n{a}\n", "", &["gives no reason"]);
    check("<!-- bitext-ignore duplicate-id it is so -->\n{a}\n", "", &["gives no reason"]);
    check("<!-- bitext-ignore duplicat-id: å -->\n{a}\n", "a", &["there is no rule `duplicat-id`"]);
    check("<!-- bitext-ignore structure: å -->\n{a}\n", "a", &["there is no rule `structure`"]);
    check("<!-- bitext-ignore-line duplicate-id: å -->\n{a}\n", "a", &["first word is not known"]);
    check("<!-- bitext-ignore duplicate-id: å\n\n{a}\n", "a", &["never closed"]);
}

#[test]
fn in_code_and_in_pairs_a_comment_is_text() {
    check(&format!("```html\n{C}\n```\n{{a}}\n"), "a", &[]);
    check(&format!("`{C}` {{a}}\n"), "a", &[]);
    check(&format!("    {C}\n\n{{a}}\n"), "a", &[]);
    check(&format!("{{a {C}}}\n"), &format!("a {C}"), &[]);
    check("bitext-ignore duplicate-id: å\n{a}\n", "a", &[]);
    check(&format!("---\ntitle: {C}\n---\n{{a}}\n"), "a", &[]);
}

#[test]
fn many_comments_take_linear_time() {
    for line in [format!("{C} "), format!("{C}\n"), format!("{C} å "), "<!-- bitext-ignore ".to_owned()] {
        let text = line.repeat(40_000) + &page("\n{a}\n");
        run(&text, "duplicate-id");
        run(&format!("<div>\n{text}"), "duplicate-id");
    }
}

proptest! {
    #[test]
    fn no_page_is_too_odd(pieces in prop::collection::vec(prop::sample::select(vec![
        "{å}", "\n", "\n\n", "- ", "> ", "| ", "|--|\n", "<!--", "-->", "bitext-ignore", "-file", " duplicate-id", ", ", ": å ", "`",
        "```\n", "\r", "    ", "<div>", "ü",
    ]), 0..24)) {
        let text = page(&pieces.concat());
        let (document, _) = crate::parse(&text);
        let (suppressions, misuses) = Suppressions::find(&document);
        for span in misuses.iter().map(|misuse| misuse.span).chain(suppressions.list.iter().map(|one| one.scope)) {
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        }
        for one in &suppressions.list {
            prop_assert_eq!(document.raw(one.name), "duplicate-id");
        }
    }
}
