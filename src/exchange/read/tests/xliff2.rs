//! XLIFF 2: its structure, its segments, its inline elements and what clients do to them.

use super::*;

/// The target that stands in the only segment reads as expected, without a problem.
#[track_caller]
fn check(target: &str, expected: &str) {
    check_segments(&format!("<segment><source>a</source><target>{target}</target></segment>"), "a", Some(expected));
}

/// The children of the unit read as expected, without a problem.
#[track_caller]
fn check_segments(children: &str, source: &str, target: Option<&str>) {
    let unit = unit(&xliff2(children));
    assert_eq!(shown(&unit.source), source, "{children}");
    assert_eq!(shown_target(&unit).as_deref(), target, "{children}");
    assert_eq!(unit.problem, None, "{children}");
}

/// The children of the unit have a problem.
#[track_caller]
fn check_problem(children: &str, problem: &str) {
    assert_eq!(unit(&xliff2(children)).problem.as_deref(), Some(problem), "{children}");
}

#[test]
fn inline_elements() {
    check("", "");
    check(
        "<pc id=\"1\" type=\"link\" dataRefStart=\"d1\">Å</pc> b<ph id='2' disp=\"`Get-Help`\"/>.",
        "{1}Å{/1} b{2/}.",
    );
    check("<ph id=\"1\"></ph><ph id=\"2\"> </ph>", "{1/}{2/}");
    check("<sc id=\"1\"/>å<ec startRef=\"1\"/>", "{1}å{/1}");
    check("<sc id=\"1\" isolated=\"yes\"/>å<ec id=\"2\" isolated=\"yes\"/>", "{1/}å{2/}");
    check("a<mrk id=\"m\" type=\"term\">b<sm id=\"n\" type=\"comment\"/>c<em startRef=\"n\"/></mrk>d", "abcd");
    check("x<cp hex=\"00E5\"/>y<cp hex=\"1F600\"/>", "xåy😀");
    check("<its:x xmlns:its=\"u\"/><![CDATA[<å>]]>", "<å>");
}

#[test]
fn characters_that_xml_cannot_hold_are_a_problem_of_the_unit() {
    let segment = |side: &str, code: &str| format!("<segment><source>a</source><{side}>å{code}</{side}></segment>");
    check_problem(&segment("target", "<cp hex=\"0007\"/>"), "it holds the control character U+0007");
    for hex in ["", "D800", "110000", "xyz", "FFFFFFFFF"] {
        check_problem(
            &segment("target", &format!("<cp hex=\"{hex}\"/>")),
            "it holds a `cp` element that names no character",
        );
    }
    check_problem("<segment><source><cp hex=\"0\"/></source></segment>", "it holds the control character U+0000");
}

#[test]
fn segments_are_joined() {
    let segment = |source: &str, target: &str| format!("<segment><source>{source}</source>{target}</segment>");
    check_segments(
        &format!(
            "{}<ignorable><source> </source><target>\u{a0}</target></ignorable>{}",
            segment("A <sc id=\"1\"/>b.", "<target>Å <sc id=\"1\"/>b.</target>"),
            segment("C<ec startRef=\"1\"/>.", "<target>日<ec startRef=\"1\"/>.</target>")
        ),
        "A {1}b. C{/1}.",
        Some("Å {1}b.\u{a0}日{/1}."),
    );
    check_segments(&format!("{}{}", segment("a", ""), segment("å", "")), "aå", None);
    check_segments(
        &format!(
            "{}<ignorable><source>-</source></ignorable>{}{}",
            segment("a", "<target order=\"4\">å</target>"),
            segment("b", "<target>b</target>"),
            segment("c", "<target order=\"1\">c</target>")
        ),
        "a-bc",
        Some("cbå"),
    );
    check_segments("<ignorable><source>å</source><target>b</target></ignorable>", "å", None);
    assert!(unit(&xliff2(&format!("{}{}", segment("a", "<target>å</target>"), segment("b", "")))).is_half);
    assert!(
        unit(&xliff2(&format!("{}{}", segment("a", "<target>å</target>"), segment("b", "<target> </target>")))).is_half
    );
    // Two sentences may have become one.
    check_segments(
        &format!(
            "{}<segment state=\"translated\"><source>b</source><target/></segment>",
            segment("a", "<target>å</target>")
        ),
        "ab",
        Some("å"),
    );
    check_segments(&format!("{}{}", segment("a", "<target>å</target>"), segment(" ", "<target/>")), "a ", Some("å"));
    check_problem(
        &format!("{}{}", segment("a", "<target order=\"2\">å</target>"), segment("b", "<target>b</target>")),
        "two of its targets have the same `order`",
    );
}

#[test]
fn broken_units() {
    check_problem("", "it has no source");
    check_problem("<segment><target>å</target></segment>", "it has no source");
    check_problem(
        "<segment><source>å</source><target/><target/></segment>",
        "a segment of it has two `target` elements",
    );
    check_problem(
        "<segment><source>a</source><target><g id=\"1\">å</g></target></segment>",
        "it holds text in the element `g`, where no text may stand",
    );
}

/// The state of a unit with these segments: `state` and `subState`.
#[track_caller]
fn check_state(segments: &str, state: Option<&str>, sub_state: Option<&str>) {
    let unit = unit(&xliff2(segments));
    assert_eq!((unit.state.state.as_deref(), unit.state.qualifier.as_deref()), (state, sub_state), "{segments}");
}

#[test]
fn states() {
    let segment = |attributes: &str, target: &str| {
        format!("<segment {attributes}><source>å</source><target {target}>b</target></segment>")
    };
    check_state(&segment("", ""), None, None);
    check_state(&segment("state=\"translated\" subState=\"bitext:mt\"", ""), Some("translated"), Some("bitext:mt"));
    check_state(&segment("state=\"å\"", ""), Some("å"), None);
    check_state(&segment("state=\"initial\"", "state=\"final\""), Some("final"), None);
    check_state(
        &format!("{}{}", segment("state=\"final\"", ""), segment("state=\"reviewed\" subState=\"å:1\"", "")),
        Some("reviewed"),
        Some("å:1"),
    );
    check_state(&format!("{}{}", segment("state=\"final\"", ""), segment("", "")), None, None);
}

#[test]
fn structure() {
    let text = "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" xmlns:m=\"urn:oasis:names:tc:xliff:matches:2.0\" \
        version=\"2.0\" srcLang=\"en-US\" trgLang=\"sv-SE\">\n\
        <file id=\"f1\" original=\"å.md\"><skeleton href=\"/etc/passwd\">no<m:x/></skeleton>\n\
        <notes><note id=\"1\">no</note><note id=\"2\" category=\"x\"> bitext-targets: 0a1b\n</note></notes>\n\
        <group id=\"g\" translate=\"no\"><notes><note>bitext-targets: no</note></notes>\n\
        <unit id=\"1\" name=\"å\"><m:matches><m:match ref=\"#1\"><source>no</source><target>no</target></m:match></m:matches>\n\
        <notes><note>no</note></notes><originalData><data id=\"d1\">no<cp hex=\"0007\"/></data></originalData>\n\
        <segment><source>a</source></segment></unit>\n\
        <group id=\"h\"><unit id=\"2\" translate=\"yes\"><segment><source>b</source></segment></unit></group></group>\n\
        <unit id=\"3\"><segment><source>c</source></segment></unit></file>\n\
        <file id=\"f2\" translate=\"no\"><unit id=\"4\"><segment><source>d</source></segment></unit></file></xliff>";
    let document = document(text);
    assert_eq!((document.format, document.warnings.len()), (ReturnedFormat::Xliff2, 0));
    let [first, second] = document.files.as_slice() else { panic!("{document:?}") };
    assert_eq!((ids(first), ids(second)), (vec!["1", "2", "3"], vec!["4"]));
    let units = || first.units.iter().chain(&second.units);
    assert_eq!(units().map(|unit| unit.line).collect::<Vec<_>>(), [6, 9, 10, 11]);
    assert_eq!(units().map(|unit| unit.state.is_locked).collect::<Vec<_>>(), [true, false, false, true]);
    assert_eq!(units().map(|unit| shown(&unit.source)).collect::<String>(), "abcd");
    assert!(units().all(|unit| unit.problem.is_none()));
    assert_eq!(first.units[0].name.as_deref(), Some("å"));
    for file in &document.files {
        assert_eq!(file.source_language.as_deref(), Some("en-US"));
        assert_eq!(file.target_language.as_deref(), Some("sv-SE"));
    }
    assert_eq!((first.original.as_str(), first.fingerprint.as_deref()), ("å.md", Some("0a1b")));
    assert_eq!((second.original.as_str(), second.fingerprint.as_deref()), ("", None));
}
