//! What is in the file: markup without text of pages, and the data of the script.

use bitext::Span;
use bitext::bitext::SegmentPair;
use bitext::diagnostic::{Diagnostic, Edit};
use bitext::rules::page_of;
use scraper::{Html, Selector};
use serde_json::Value;

use super::{ATTACK, Run, hostile, many_languages, rule};

fn select<'h>(html: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// The data that the script reads.
fn data(html: &str) -> Value {
    let html = Html::parse_document(html);
    serde_json::from_str(&select(&html, "script#report")[0].text().collect::<String>()).unwrap()
}

#[test]
fn the_page_loads_nothing_and_runs_one_script() {
    for run in [hostile(), many_languages(), Run::new()] {
        let html = Html::parse_document(&run.html());
        let policy = select(&html, "meta[http-equiv=Content-Security-Policy]")[0].attr("content").unwrap();
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
        let scripts: Vec<_> = select(&html, "script").iter().map(|script| script.attr("type")).collect();
        assert_eq!(scripts, [Some("application/json"), None]);
        for element in select(&html, "*") {
            for (name, value) in element.value().attrs() {
                assert!(!name.starts_with("on") && !["src", "style", "action"].contains(&name), "{}", element.html());
                assert!(name != "href" || value.starts_with('#'), "{}", element.html());
            }
        }
        assert!(select(&html, "img, link, iframe, object, embed, base, b").is_empty());
        let ids: Vec<_> = select(&html, "[id]").iter().filter_map(|element| element.attr("id")).collect();
        assert!(ids.iter().enumerate().all(|(at, id)| !ids[..at].contains(id)), "{ids:?}");
        for labelled in select(&html, "[aria-labelledby]") {
            assert!(ids.contains(&labelled.attr("aria-labelledby").unwrap()), "{}", labelled.html());
        }
    }
}

#[test]
fn text_of_pages_is_in_the_data_only_and_as_it_is() {
    let run = hostile();
    let html = run.html();
    let data = data(&html);
    assert_eq!(data["messages"][0], ATTACK);
    assert_eq!(data["failures"][0]["path"], ATTACK);
    assert_eq!(data["pages"][0]["pairs"][0]["source"]["text"], ATTACK);
    assert_eq!(
        data["pages"][0]["pairs"][0]["target"]["text"].as_str().unwrap().chars().take(2).collect::<String>(),
        "\u{202e}\0"
    );
    assert!(data["pages"][0]["lang"].is_null(), "what is no locale is no language");
    let (before, behind) = html.split_once("id=\"report\">").unwrap();
    let (json, behind) = behind.split_once("</script>").unwrap();
    assert!(!json.contains(['<', '>', '&', '\u{2028}', '\0']));
    assert!(!before.contains("owned") && !behind.contains("owned"));
}

#[test]
fn without_a_script_findings_are_counted_by_rule() {
    let mut run = many_languages();
    run.report.pages[0].findings = run.report.pages[0].findings.iter().take(1).collect();
    let html = Html::parse_document(&run.html());
    assert_eq!(select(&html, "noscript").len(), 1);
    let counts: usize = select(&html, "#rules tr")
        .iter()
        .map(|row| row.text().collect::<Vec<_>>())
        .map(|cells| cells.iter().find_map(|cell| cell.parse::<usize>().ok()).unwrap())
        .sum();
    assert_eq!(counts, run.report.len());
    let totals: String = select(&html, ".totals")[0].text().collect::<Vec<_>>().concat();
    assert!(
        totals.contains("not checked1") && totals.contains("suppressed3") && !totals.contains("baseline"),
        "{totals}"
    );
}

#[test]
fn texts_that_findings_share_are_written_once() {
    let run = Run::new().with("ä.md", &page_of("ar-SA", &[("Open", "افتح"), ("Save", "حفظ")]), |document| {
        let [open, save] = document.pairs() else { panic!("two pairs") };
        let at = |pair: &SegmentPair| {
            Diagnostic::error(rule(0), pair.target.inner, "the same message").with_help("the same help")
        };
        vec![at(open), at(open), at(save)]
    });
    let data = data(&run.html());
    assert_eq!(data["messages"], serde_json::json!(["the same message", "the same help"]));
    let page = &data["pages"][0];
    assert_eq!((&page["lang"], &page["dir"]), (&"ar-SA".into(), &"rtl".into()));
    assert_eq!(page["pairs"].as_array().unwrap().len(), 2);
    let pairs: Vec<_> = page["findings"].as_array().unwrap().iter().map(|finding| finding["pair"].as_u64()).collect();
    assert_eq!(pairs, [Some(0), Some(0), Some(1)]);
}

#[test]
fn marks_count_as_a_script_counts() {
    let run = Run::new().with("a.md", &page_of("sv-SE", &[("One 😀 two", "Ett 😀 två")]), |document| {
        let pair = document.pairs()[0];
        let at = document.text().find("två").unwrap();
        let two = document.text().find("two").unwrap();
        let end = pair.target.inner.end;
        vec![
            Diagnostic::error(rule(0), Span::new(at, at + 4), "a").with_related(Span::new(two, two + 3), "b"),
            Diagnostic::error(rule(0), Span::new(end, end), "c"),
            Diagnostic::error(rule(0), pair.id, "d"),
        ]
    });
    let data = data(&run.html());
    let marks: Vec<&Value> =
        data["pages"][0]["findings"].as_array().unwrap().iter().map(|finding| &finding["marks"]).collect();
    assert_eq!(marks[0], &serde_json::json!([["target", 7, 10, false], ["source", 7, 10, true]]));
    assert_eq!(marks[1], &serde_json::json!([["target", 10, 10, false]]));
    assert_eq!(marks[2], &serde_json::json!([["id", 0, 9, false]]));
}

#[test]
fn what_is_shown_of_a_page_is_bounded() {
    let long = "å".repeat(500_000);
    let text = page_of("sv-SE", &[(&long, &format!("{long}här{long}"))]);
    let run = Run::new().with("a.md", &text, |document| {
        let pair = document.pairs()[0];
        let at = document.text().find("här").unwrap();
        let place = Span::new(at, at + 4);
        vec![
            Diagnostic::error(rule(0), place, "in it").with_fix(vec![Edit::replace(place, long.as_str())]),
            Diagnostic::error(rule(0), Span::new(0, document.text().len()), "all")
                .with_related(pair.outer(), "all of the pair"),
        ]
    });
    let html = run.html();
    assert!(html.len() < 120_000, "{} bytes", html.len());
    let data = data(&html);
    let (page, finding) = (&data["pages"][0], &data["pages"][0]["findings"][0]);
    let target = &page["pairs"][finding["pair"].as_u64().unwrap() as usize]["target"];
    assert_eq!((&target["more_before"], &target["more_behind"]), (&true.into(), &true.into()));
    let units: Vec<u16> = target["text"].as_str().unwrap().encode_utf16().collect();
    let mark = |index: usize| finding["marks"][0][index].as_u64().unwrap() as usize;
    assert_eq!(String::from_utf16(&units[mark(1)..mark(2)]).unwrap(), "här");
}

#[test]
fn fixes_are_shown_with_what_stays() {
    /// The texts of each change of a fix that puts `+` for each of the words, in a target.
    fn check(target: &str, words: &[&str], expected: &[&[&str]]) {
        let run = Run::new().with("a.md", &page_of("de-DE", &[("x", target)]), |document| {
            let place = |word: &&str| {
                let start = document.text().find(*word).unwrap();
                Span::new(start, start + word.len())
            };
            let edits = words.iter().map(|word| Edit::replace(place(word), "+")).collect();
            vec![Diagnostic::error(rule(0), document.pairs()[0].target.inner, "a").with_fix(edits)]
        });
        let data = data(&run.html());
        let changes = data["pages"][0]["findings"][0]["fix"]["changes"].as_array().unwrap();
        let texts: Vec<&Value> = changes.iter().map(|change| &change["texts"]).collect();
        assert_eq!(serde_json::json!(texts), serde_json::json!(expected), "{target}");
    }
    check("Wählen Sie Ja", &["Wählen"], &[&["", "Wählen", "+", " Sie Ja"]]);
    check("Wählen Sie Ja", &["Wählen", "Ja"], &[&["", "Wählen", "+", " Sie ", "Ja", "+", ""]]);
    let far = "ü".repeat(300);
    let near = "ü".repeat(60);
    check(&format!("eins{far}zwei"), &["eins", "zwei"], &[&["", "eins", "+", &near], &[&near, "zwei", "+", ""]]);
}

#[test]
fn a_page_that_cannot_be_read_again_has_findings_without_text() {
    let mut run = many_languages();
    run.texts[0].clear();
    let data = data(&run.html());
    let page = &data["pages"][0];
    assert_eq!(page["has_text"], false);
    assert_eq!(page["findings"].as_array().unwrap().len(), run.report.pages[0].findings.len());
    assert_eq!(page["pairs"], serde_json::json!([]));
}
