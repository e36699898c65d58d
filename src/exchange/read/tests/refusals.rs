//! What is refused as a whole: documents that are not XML, or not XLIFF, or that cost too much.

use super::*;

/// The refusal of a document, without its advice, is what is expected.
#[track_caller]
fn check(text: &str, expected: &str) {
    let said = refusal(text.as_bytes());
    assert_eq!(said.split("; ").next().unwrap(), expected, "{text:.200}");
    assert!(said.contains("; "), "no advice: {said}");
}

#[test]
fn what_is_not_xml() {
    check("", "1:1: the file is empty");
    check(" \r\n\t", "1:1: the file is empty");
    check("<?xml version=\"1.0\"?>\n<!-- å -->", "2:11: the file holds no element");
    check("<xliff><file>", "1:8: the element `file` is not closed");
    check("<xliff><file></xliff>", "1:14: `</xliff>` closes the element `file`");
    check("</xliff>", "1:1: `</xliff>` closes no element");
    check("<xliff/>\n<xliff/>", "2:1: a second root element starts here");
    check("<xliff/>\n å", "2:2: text stands outside the root element");
    check("<xliff/>&#32;", "1:9: text stands outside the root element");
    check("<xliff/><![CDATA[ ]]>", "1:9: text stands outside the root element");
    check("<!-- --><?xml version=\"1.0\"?><xliff/>", "1:9: an XML declaration stands elsewhere than at the very start");
    check("<?xml version=\"2.0\"?><xliff/>", "1:1: the declaration does not name XML 1.0");
    check("<xliff", "1:1: tag not closed: `>` not found before end of input");
    check("<xliff><file>å</ file></xliff>", "1:15: `</ file>` closes the element `file`");
    check("<xliff>\n<1/></xliff>", "2:1: `1` is not a name");
    check("<xliff><a:b:c/></xliff>", "1:8: `a:b:c` is not a name");
    check("<xliff><></></xliff>", "1:8: `` is not a name");
}

#[test]
fn attributes() {
    check("<xliff å=\"1\" å='2'/>", "1:14: the attribute `å` is given twice");
    check("<xliff xmlns:a=\"u\" xmlns:b=\"u\" a:c=\"1\" b:c=\"1\"/>", "1:40: the attribute `c` is given twice");
    check("<xliff xmlns:a=\"u\" xmlns:a=\"u\"/>", "1:20: the attribute `xmlns:a` is given twice");
    check("<xliff xmlns:a=\"u\" a:b=\"\" a:b=\"\"/>", "1:27: the attribute `a:b` is given twice");
    check("<xliff xml:space=\"a\" xml:space=\"b\"/>", "1:22: the attribute `xml:space` is given twice");
    check("<xliff equiv-text=\"\" equiv-text=\"\"/>", "1:22: the attribute `equiv-text` is given twice");
    check("<xliff a/>", "1:9: an attribute has no value");
    check("<xliff a=1/>", "1:10: the value of an attribute is not in quotes");
    check("<xliff a='1'b='2'/>", "1:13: white space is missing in front of `b`");
    check("<xliff a=\"<file>\"/>", "1:8: a `<` stands in the value of `a`");
    check("<xliff a=\"&b;\"/>", "1:8: the entity `&b;` is not one of XML's own five");
    check("<xliff a=\"R&D\"/>", "1:8: an `&` starts no reference");
    check("<xliff a=\"&#1;\"/>", "1:8: the character U+0001 is not allowed in XML");
    check("<xliff a=\"&#xD800;\"/>", "1:8: a character reference is wrong");
    let many: String = (0..257).map(|number| format!(" a{number}=\"\"")).collect();
    check(&format!("<xliff{many}/>"), "1:1946: the element has more than 256 attributes");
}

#[test]
fn prefixes_that_nobody_declared() {
    check("<x:xliff/>", "1:1: the prefix `x` is not declared");
    check("<xliff>\n<å:b/></xliff>", "2:1: the prefix `å` is not declared");
    check("<xliff>\n<b å:c=\"1\"/></xliff>", "2:4: the prefix `å` is not declared");
    check("<xliff><a xmlns:p=\"u\"/><p:b/></xliff>", "1:24: the prefix `p` is not declared");
    check("<xliff><a xmlns:p=\"u\"><p:b xmlns:p=\"\"/></a></xliff>", "1:23: the prefix `p` is not declared");
    let bindings: String = (0..200).map(|number| format!(" xmlns:p{number}=\"u{number}\"")).collect();
    assert!(refusal(format!("<xliff{bindings}/>").as_bytes()).contains("128"));
}

#[test]
fn document_types_and_entities() {
    let said = "a document type declaration (DOCTYPE) is refused";
    check("<!DOCTYPE xliff><xliff/>", &format!("1:1: {said}"));
    check("<?xml version=\"1.0\"?>\n<!doctype xliff SYSTEM \"file:///å\"><xliff/>", &format!("2:1: {said}"));
    check("<!DOCTYPE xliff [<!ENTITY a \"aaaa\"", &format!("1:1: {said}"));
    let mut bomb = "<!DOCTYPE xliff [<!ENTITY e0 \"å\">".to_owned();
    for level in 1..30 {
        bomb.push_str(&format!("<!ENTITY e{level} \"&e{0};&e{0};&e{0};\">", level - 1));
    }
    bomb.push_str("]><xliff>&e29;</xliff>");
    check(&bomb, &format!("1:1: {said}"));
    check("<xliff>\n&nbsp;</xliff>", "2:1: the entity `&nbsp;` is not one of XML's own five");
    check("<xliff>a & b</xliff>", "1:10: an `&` starts no reference");
    check("<xliff>&#0;</xliff>", "1:8: a character reference is wrong");
    check("<xliff>&#xFFFE;</xliff>", "1:8: the character U+FFFE is not allowed in XML");
    check("<xliff>&#99999999999;</xliff>", "1:8: a character reference is wrong");
    check("<xliff>&#-1;</xliff>", "1:8: a character reference is wrong");
    let long = "e".repeat(1000);
    check(
        &format!("<xliff>&{long};</xliff>"),
        &format!("1:8: the entity `&{}…;` is not one of XML's own five", &long[..60]),
    );
}

#[test]
fn characters_that_xml_cannot_hold() {
    check("<xliff>å\n \0</xliff>", "2:2: the character U+0000 is not allowed here");
    check("<xliff a=\"\u{1b}\"/>", "1:11: the character U+001B is not allowed here");
    check("<xliff><!-- \u{fffe} --></xliff>", "1:13: the character U+FFFE is not allowed here");
    check("<xliff/>\u{ffff}", "1:9: the character U+FFFF is not allowed here");
}

#[test]
fn what_costs_too_much() {
    let nested = |depth: usize| format!("<xliff>{}{}</xliff>", "<a>".repeat(depth - 1), "</a>".repeat(depth - 1));
    assert!(document(&nested(64)).files.is_empty());
    check(&nested(65), "1:197: elements are nested more than 64 deep");
    assert!(refusal(nested(1_000_000).as_bytes()).contains("64 deep"));

    let error = read(b"<xliff/>", &Limits { bytes: 7 }).unwrap_err();
    assert_eq!(error.to_string(), "the file is larger than 7 bytes; set a higher limit with `--max-size`");
    assert!(read(b"<xliff/>", &Limits { bytes: 8 }).is_ok());
}

#[test]
fn a_long_attribute_costs_its_length() {
    for (id, expected) in [("å&amp;".repeat(200_000), 600_000), (format!("{}&amp;", "å".repeat(500_000)), 1_000_001)]
    {
        let text = xliff12_file(&format!("<body><trans-unit id=\"{id}\"><source>a</source></trans-unit></body>"));
        assert_eq!(unit(&text).id.len(), expected);
    }
}

#[test]
fn other_formats() {
    check("Hej å", "1:1: this is neither XLIFF nor PO");
    check("<html/>", "1:1: the root element is `html`, but that of XLIFF is `xliff`");
    check("<!-- å -->\n<tmx/>", "2:1: the root element is `tmx`, but that of XLIFF is `xliff`");
    check("<xliff xmlns=\"http://example.com/å\"/>", "1:1: the namespace `http://example.com/å` is not one of XLIFF");
}
