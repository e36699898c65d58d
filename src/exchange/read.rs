//! Reads files that come back from translators: XLIFF 1.2, 2.0, 2.1, 2.2 and PO, told apart by what stands in them.
//!
//! The files are not trusted: what is not well-formed, too large or too deep is refused with its place, in time and memory that
//! are linear in the length. What one unit has wrong is kept with that unit. Nothing here knows the pages, so nothing is merged.

mod characters;
mod encoding;
mod head;
mod inlines;
mod po;
mod xliff12;
mod xliff2;
mod xml;

#[cfg(test)]
mod tests;

pub use head::{WrittenHead, written_head};

use std::borrow::Cow;

use crate::exchange::format::FINGERPRINT_LABEL;
use crate::exchange::returned::{ReadWarning, ReturnedDocument, ReturnedFormat, ReturnedParts, ReturnedUnit};
use crate::source::{Locator, Position};
use xml::{Tag, XmlReader};

/// Reads a file that came back.
///
/// # Errors
/// When it is no XLIFF and no PO, is damaged, or exceeds a limit.
pub fn read<'b>(bytes: &'b [u8], limits: &Limits) -> Result<ReturnedDocument<'b>, ReadError> {
    if bytes.len() > limits.bytes {
        return Err(ReadError::TooLarge { limit: limits.bytes });
    }
    match encoding::decode(bytes)? {
        Cow::Borrowed(text) => read_text(text),
        Cow::Owned(text) => read_text(&text).map(ReturnedDocument::into_owned),
    }
}

fn read_text(text: &str) -> Result<ReturnedDocument<'_>, ReadError> {
    let mut document = match text.trim_start_matches(characters::is_xml_space).chars().next() {
        Some('<') => xliff(text)?,
        Some('#' | 'm' | '"') => po::read(text)?,
        Some(_) => return Err(ReadError::at(text, 0, "this is neither XLIFF nor PO", "name a file that was exported")),
        None => {
            return Err(ReadError::at(text, 0, "the file is empty", "let the client export it again"));
        }
    };
    document.warnings.sort_by_key(|warning| warning.line);
    Ok(document)
}

/// How the names of files end that can be read, without the dot.
pub const EXTENSIONS: &[&str] = &["xlf", "xliff", "po"];

/// What a file that is read may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20 }
    }
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is larger than [`Limits::bytes`].
    #[error("the file is larger than {limit} bytes; set a higher limit with `--max-size`")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// It is damaged, or of another format.
    #[error("{position}: {message}; {help}")]
    Refused {
        /// Where.
        position: Position,
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: String,
    },
}

impl ReadError {
    fn at(text: &str, offset: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused { position: Locator::new(text).locate(offset), message: message.into(), help: help.into() }
    }
}

/// The start of a name or value for a message: no message grows with a hostile file.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 60;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The namespaces of XLIFF start so; the version follows.
const XLIFF_NAMESPACE: &str = "urn:oasis:names:tc:xliff:document:";

fn xliff(text: &str) -> Result<ReturnedDocument<'_>, ReadError> {
    characters::refuse_illegal_characters(text)?;
    let mut xml = XmlReader::new(text);
    let root = xml.root()?;
    if root.name != "xliff" {
        let message = format!("the root element is `{}`, but that of XLIFF is `xliff`", shortened(root.name));
        return Err(xml.error(root.offset, message, "name an XLIFF file"));
    }
    let namespace = xml.root_namespace();
    let Some(labelled) = namespace.strip_prefix(XLIFF_NAMESPACE).or(namespace.is_empty().then_some("")) else {
        let message = format!("the namespace `{}` is not one of XLIFF", shortened(namespace));
        return Err(xml.error(root.offset, message, "name an XLIFF file"));
    };
    let labels = [labelled, root.attribute("version").unwrap_or_default()].map(str::to_owned);
    let format = format_of_elements(text)?.unwrap_or_else(|| {
        let is_first = labels.iter().find(|label| !label.is_empty()).is_some_and(|label| label.starts_with("1."));
        if is_first { ReturnedFormat::Xliff12 } else { ReturnedFormat::Xliff2 }
    });
    let mut warnings = Vec::new();
    let mut warn = |xml: &mut XmlReader<'_>, message: String| {
        warnings.push(ReadWarning { line: xml.line(root.offset), message });
    };
    if labels[0].is_empty() {
        warn(&mut xml, "the root element has no namespace; its elements are taken for those of XLIFF".to_owned());
    }
    let major = if format == ReturnedFormat::Xliff12 { "1." } else { "2." };
    for label in labels.iter().filter(|label| !label.is_empty() && !label.starts_with(major)) {
        let label = shortened(label);
        warn(&mut xml, format!("labelled XLIFF {label}, but its elements are those of XLIFF {major}x"));
    }
    if let Some(declared) = xml.misleading_encoding() {
        let declared = shortened(declared);
        warn(&mut xml, format!("declared to be in the encoding {declared}, but read as Unicode, which it is"));
    }
    let (files, more) = match format {
        ReturnedFormat::Xliff12 => xliff12::read(xml)?,
        _ => xliff2::read(xml, &root)?,
    };
    warnings.extend(more);
    Ok(ReturnedDocument { format, files, warnings })
}

/// The format by the first element that only one of the two has.
fn format_of_elements(text: &str) -> Result<Option<ReturnedFormat>, ReadError> {
    let mut xml = XmlReader::new(text);
    xml.root()?;
    while let Some(Tag { name, .. }) = xml.next_start()? {
        match name {
            "body" | "trans-unit" | "bin-unit" => return Ok(Some(ReturnedFormat::Xliff12)),
            "unit" | "segment" => return Ok(Some(ReturnedFormat::Xliff2)),
            _ => {}
        }
    }
    Ok(None)
}

/// What `translate` says of an element; `None` if the elements around it say it.
fn is_locked(tag: &Tag<'_>) -> Option<bool> {
    tag.attribute("translate").map(|translate| translate == "no")
}

/// Reads the notes in the open element, and keeps the one that is the fingerprint of the exported targets.
fn fingerprint_in(xml: &mut XmlReader<'_>, fingerprint: &mut Option<String>) -> Result<(), ReadError> {
    while let Some(tag) = xml.child()? {
        if tag.name != "note" {
            xml.skip()?;
        } else if let Some(found) = xml.text()?.trim().strip_prefix(FINGERPRINT_LABEL) {
            *fingerprint = Some(found.trim().to_owned());
        }
    }
    Ok(())
}

impl<'t> ReturnedUnit<'t> {
    /// Gives the unit its source, when all of it is read.
    fn complete(&mut self, source: Option<ReturnedParts<'t>>) {
        let problem = self.problem.take();
        let nameless = self.id.is_empty().then(|| "it has no `id`".to_owned());
        self.problem = problem.or(nameless).or(source.is_none().then(|| "it has no source".to_owned()));
        self.source = source.unwrap_or_default();
    }
}
