//! Attributes of tags.

use crate::pattern::{Pattern, compile};

/// An attribute with a value (HTML Living Standard, section 13.1.2.3): its name, and the value in either sort of quotes or in none.
static ATTRIBUTE: Pattern =
    Pattern::new(|| compile(r#"([^\s"'<>/=]+)\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'=<>`]+))"#));

/// The value of an attribute of a tag, as it is written; `tag` is without its angle brackets. `None` if it has none.
pub(super) fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let found = ATTRIBUTE.captures_iter(tag).find(|found| found[1].eq_ignore_ascii_case(name))?;
    let value = ["double", "single", "bare"].iter().find_map(|quotes| found.name(quotes))?;
    Some(value.as_str().trim())
}

#[cfg(test)]
mod tests {
    use super::attribute;

    #[test]
    fn attributes_of_tags() {
        for (tag, expected) in [
            ("a href=\"å.md\"", Some("å.md")),
            ("a\n title='href=\"b.md\"' HREF = ' å.md ' /", Some("å.md")),
            ("a href=å/b.md", Some("å/b.md")),
            ("a data-href=\"å.md\"", None),
            ("a href", None),
            ("/a", None),
        ] {
            assert_eq!(attribute(tag, "href"), expected, "{tag}");
        }
    }
}
