//! Which names of tags are elements of HTML. Any other is a placeholder that only looks like a tag.

/// The elements of the HTML standard (section 4, "The elements of HTML") and those that it lists as obsolete (section 16.2), in
/// order.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big",
    "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data",
    "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "label", "legend", "li",
    "link", "main", "map", "mark", "math", "menu", "meta", "meter", "nav", "nobr", "noframes", "noscript", "object",
    "ol", "optgroup", "option", "output", "p", "param", "picture", "pre", "progress", "q", "rb", "rp", "rt", "ruby",
    "s", "samp", "script", "search", "section", "select", "slot", "small", "source", "span", "strike", "strong",
    "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead",
    "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr",
];

/// Whether `name`, in lower case, is an element of HTML.
#[must_use]
pub fn is_html_element(name: &str) -> bool {
    ELEMENTS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{ELEMENTS, is_html_element};

    #[test]
    fn elements_are_found() {
        assert!(ELEMENTS.is_sorted());
        for (name, expected) in
            [("a", true), ("wbr", true), ("h6", true), ("servername", false), ("", false), ("å", false)]
        {
            assert_eq!(is_html_element(name), expected, "{name}");
        }
    }
}
