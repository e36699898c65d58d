//! PO of GNU gettext: entries whose `msgctxt` is the path of a page, `#` and the id of a unit.
//!
//! Inline codes stand in the strings as elements, `<g id="1">…</g>` and `<x id="2"/>`. Obsolete entries, former sources and comments
//! are left out, but for the fingerprint. How a file is laid out is checked; how an entry is written is a matter of that entry.

use std::collections::HashMap;

use super::characters::is_legal;
use super::encoding::is_unicode;
use super::inlines::Inlines;
use super::xml::XmlReader;
use super::{ReadError, shortened, xliff12};
use crate::exchange::content::Part;
use crate::exchange::format::FINGERPRINT_LABEL;
use crate::exchange::returned::{
    ReadWarning, ReturnedDocument, ReturnedFile, ReturnedFormat, ReturnedParts, ReturnedState, ReturnedUnit,
    owned_parts,
};

/// Reads a text without a byte order mark.
pub(super) fn read(text: &str) -> Result<ReturnedDocument<'static>, ReadError> {
    let mut catalog = Catalog::default();
    let mut entry = Entry::default();
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let indented = line.trim_end_matches(['\r', '\n']);
        let content = indented.trim_start_matches([' ', '\t']);
        let start = offset + (indented.len() - content.len());
        let mistake = |column: usize, message: &str| {
            let at = start + column;
            Err(ReadError::at(text, at, message, "correct it, or let the client export the file again"))
        };
        offset += line.len();
        if content.is_empty() {
            continue;
        }
        if let Some(comment) = content.strip_prefix('#') {
            if entry.is_complete() {
                catalog.take(&mut entry);
            }
            if comment.starts_with('~') && entry.context.is_none() && entry.source.is_none() {
                // The comments above were those of an obsolete entry.
                entry = Entry::default();
            }
            entry.comment(comment);
            continue;
        }
        let keyword_end = content.find(|character: char| !is_of_keyword(character)).unwrap_or(content.len());
        let (keyword, strings) = content.split_at(keyword_end);
        if matches!(keyword, "msgctxt" | "msgid") && entry.is_complete() {
            catalog.take(&mut entry);
        }
        let field = match keyword {
            "" => entry.current,
            "msgctxt" if entry.context.is_none() && entry.source.is_none() => Some(Field::Context),
            "msgid" if entry.source.is_none() => Some(Field::Source),
            "msgid_plural" if entry.source.is_some() => Some(Field::Plural),
            "msgstr" if entry.source.is_some() && entry.target.is_none() => Some(Field::Target),
            _ if keyword.starts_with("msgstr[") && entry.source.is_some() => Some(Field::Plural),
            "msgctxt" | "msgid" => return mistake(0, "the entry above has no `msgstr`"),
            _ if keyword.starts_with("msg") => return mistake(0, "this keyword is out of place"),
            _ => None,
        };
        let Some(field) = field else {
            return mistake(0, "this is neither a keyword of PO nor a string of one");
        };
        if !keyword.is_empty() {
            entry.start(field, index + 1);
        }
        if let Err((at, message)) = entry.strings(field, strings) {
            return mistake(keyword_end + at, message);
        }
    }
    if entry.source.is_some() && !entry.is_complete() {
        let help = "the file was cut off: let the client export it again";
        return Err(ReadError::at(text, text.len(), "the last entry has no `msgstr`", help));
    }
    catalog.take(&mut entry);
    if !text.is_ascii() {
        catalog.warn_of_charset();
    }
    Ok(ReturnedDocument { format: ReturnedFormat::Po, files: catalog.files, warnings: catalog.warnings })
}

fn is_of_keyword(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '[' | ']')
}

#[derive(Clone, Copy)]
enum Field {
    Context,
    Source,
    Target,
    /// `msgid_plural`, `msgstr[…]`.
    Plural,
}

/// An entry as far as it has been read.
#[derive(Default)]
struct Entry {
    line: usize,
    fingerprint: Option<String>,
    is_fuzzy: bool,
    context: Option<String>,
    source: Option<String>,
    target: Option<String>,
    has_plural: bool,
    /// The field that strings without a keyword continue.
    current: Option<Field>,
    problem: Option<String>,
}

impl Entry {
    /// Whether nothing can follow that belongs to it, but more of its strings.
    fn is_complete(&self) -> bool {
        self.target.is_some() || (self.has_plural && self.source.is_some())
    }

    /// `text` is what follows the `#`.
    fn comment(&mut self, text: &str) {
        if let Some(flags) = text.strip_prefix(',') {
            self.is_fuzzy |= flags.split(',').any(|flag| flag.trim() == "fuzzy");
        } else if let Some(comment) = text.strip_prefix('.')
            && let Some(fingerprint) = comment.trim().strip_prefix(FINGERPRINT_LABEL)
        {
            self.fingerprint = Some(fingerprint.trim().to_owned());
        }
    }

    fn start(&mut self, field: Field, line: usize) {
        if self.line == 0 {
            self.line = line;
        }
        self.current = Some(field);
        match field {
            Field::Context => self.context = Some(String::new()),
            Field::Source => self.source = Some(String::new()),
            Field::Target => self.target = Some(String::new()),
            Field::Plural => self.has_plural = true,
        }
    }

    /// Adds the strings of a line to a field; at least one must be there.
    fn strings(&mut self, field: Field, line: &str) -> Result<(), (usize, &'static str)> {
        let mut discarded = String::new();
        let value = match field {
            Field::Context => self.context.get_or_insert_default(),
            Field::Source => self.source.get_or_insert_default(),
            Field::Target => self.target.get_or_insert_default(),
            Field::Plural => &mut discarded,
        };
        let mut rest = line.trim_start();
        loop {
            let at = line.len() - rest.len();
            let Some(string) = rest.strip_prefix('"') else {
                return Err((at, "a string in quotation marks is missing"));
            };
            let mut scanner = Unescape { rest: string, problem: &mut self.problem };
            rest = scanner.string(value).ok_or((at, "the string is not closed on its line"))?.trim_start();
            if rest.is_empty() {
                return Ok(());
            }
        }
    }
}

/// Takes the escapes out of a string.
struct Unescape<'a, 'p> {
    rest: &'a str,
    problem: &'p mut Option<String>,
}

impl<'a> Unescape<'a, '_> {
    /// Goes behind the closing quotation mark and gives what follows; `None` if there is none.
    fn string(&mut self, value: &mut String) -> Option<&'a str> {
        loop {
            let at = memchr::memchr2(b'"', b'\\', self.rest.as_bytes())?;
            let (plain, special) = self.rest.split_at(at);
            value.push_str(plain);
            self.rest = &special[1..];
            if special.starts_with('"') {
                return Some(self.rest);
            }
            let escaped = self.rest.chars().next()?;
            self.rest = &self.rest[escaped.len_utf8()..];
            self.escape(escaped, value);
        }
    }

    /// The escapes of C, as gettext has them.
    fn escape(&mut self, escaped: char, value: &mut String) {
        let character = match escaped {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '"' | '\\' => escaped,
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            _ => {
                self.problem
                    .get_or_insert_with(|| format!("it holds `\\{escaped}`, which is no escape of a character"));
                return;
            }
        };
        value.push(character);
    }
}

/// The files that the entries make up.
#[derive(Default)]
struct Catalog {
    has_entries: bool,
    source_language: Option<String>,
    target_language: Option<String>,
    /// The encoding, with its line.
    charset: Option<(usize, String)>,
    files: Vec<ReturnedFile<'static>>,
    /// Where in `files` a page is.
    indices: HashMap<String, usize>,
    warnings: Vec<ReadWarning>,
}

impl Catalog {
    /// Takes the entry, and leaves an empty one.
    fn take(&mut self, entry: &mut Entry) {
        let entry = std::mem::take(entry);
        let Some(source) = entry.source else {
            return;
        };
        let is_first = !std::mem::replace(&mut self.has_entries, true);
        let Some(context) = entry.context else {
            if is_first && source.is_empty() {
                self.header(entry.line, &entry.target.unwrap_or_default());
            } else {
                self.warn(entry.line, "the entry has no `msgctxt`, so no page is known for it; it is left out");
            }
            return;
        };
        let Some((original, id)) = context.rsplit_once('#') else {
            self.warn(entry.line, "the `msgctxt` is not the path of a page, `#` and an id; the entry is left out");
            return;
        };
        let mut unit = ReturnedUnit {
            id: id.to_owned().into(),
            state: ReturnedState { state: entry.is_fuzzy.then_some("fuzzy".into()), ..ReturnedState::default() },
            problem: entry.problem,
            line: entry.line,
            ..ReturnedUnit::default()
        };
        let source = content(source, &mut unit.problem);
        // To gettext, an empty string is no translation.
        unit.target = entry.target.filter(|target| !target.is_empty()).map(|target| content(target, &mut unit.problem));
        if entry.has_plural {
            unit.problem.get_or_insert("it has plural forms, which no unit has".to_owned());
        }
        unit.complete(Some(source));
        let file = self.file(original, entry.line);
        file.fingerprint = file.fingerprint.take().or(entry.fingerprint);
        file.units.push(unit);
    }

    fn file(&mut self, original: &str, line: usize) -> &mut ReturnedFile<'static> {
        let index = match self.indices.get(original) {
            Some(&index) => index,
            None => {
                let index = self.files.len();
                self.indices.insert(original.to_owned(), index);
                self.files.push(ReturnedFile {
                    original: original.to_owned(),
                    source_language: self.source_language.clone(),
                    target_language: self.target_language.clone(),
                    fingerprint: None,
                    units: Vec::new(),
                    line,
                });
                index
            }
        };
        &mut self.files[index]
    }

    fn header(&mut self, line: usize, fields: &str) {
        for (name, value) in fields.lines().filter_map(|field| field.split_once(':')) {
            let value = value.trim();
            let language = || (!value.is_empty()).then(|| value.replace('_', "-"));
            match name.trim() {
                "Language" => self.target_language = language(),
                "X-Source-Language" => self.source_language = language(),
                "Content-Type" => {
                    self.charset = value.split_once("charset=").map(|(_, charset)| (line, charset.trim().to_owned()));
                }
                _ => {}
            }
        }
    }

    fn warn_of_charset(&mut self) {
        if let Some((line, charset)) = self.charset.take().filter(|(_, charset)| !is_unicode(charset)) {
            let charset = shortened(&charset);
            self.warn(line, &format!("declared to be in the encoding {charset}, but read as Unicode, which it is"));
        }
    }

    fn warn(&mut self, line: usize, message: &str) {
        self.warnings.push(ReadWarning { line, message: message.to_owned() });
    }
}

/// The text and codes of a string.
fn content(string: String, problem: &mut Option<String>) -> ReturnedParts<'static> {
    if let Some(character) = string.chars().find(|&character| !is_legal(character)) {
        problem.get_or_insert_with(|| format!("it holds the control character U+{:04X}", u32::from(character)));
        return ReturnedParts::new();
    }
    if memchr::memchr2(b'<', b'&', string.as_bytes()).is_none() {
        return if string.is_empty() { ReturnedParts::new() } else { vec![Part::Text(string.into())] };
    }
    // A carriage return that is a character of its own would be read as the end of a line.
    let document = format!("<string>{}</string>", string.replace('\r', "&#13;"));
    match elements(&document) {
        Ok(inlines) => {
            *problem = problem.take().or(inlines.problem);
            owned_parts(inlines.parts)
        }
        Err(error) => {
            let reason = match error {
                ReadError::Refused { message, .. } => message,
                ReadError::TooLarge { .. } => error.to_string(),
            };
            // The string is in an element that the translator never sees.
            let reason = match reason.strip_prefix("`</string>` closes the element ") {
                Some(element) => format!("{element} is not closed"),
                None => reason,
            };
            problem.get_or_insert_with(|| {
                format!(
                    "its codes cannot be read: {reason}; `<` and `&` that are no code are written `&lt;` and `&amp;`"
                )
            });
            ReturnedParts::new()
        }
    }
}

fn elements(document: &str) -> Result<Inlines<'_>, ReadError> {
    let mut xml = XmlReader::new(document);
    xml.root()?;
    let inlines = Inlines::of(&mut xml, xliff12::INLINE)?;
    xml.finish()?;
    Ok(inlines)
}
