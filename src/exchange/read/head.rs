//! The head of a file as export writes it: enough to write the file again and see whether it is the same.

use memchr::memmem;

use super::xml::XmlReader;
use crate::exchange::FileHead;
use crate::exchange::format::{FINGERPRINT_LABEL, Format};
use crate::source::valid_prefix;

/// What stands in front of the units of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenHead {
    /// The format that its root element names.
    pub format: Format,
    /// The number of the page in its run, as XLIFF 2 has it; 1 in other formats.
    pub number: usize,
    /// What its first page is called, the languages and the fingerprint.
    pub file: FileHead,
}

/// Bytes in which a head is looked for, but for its fingerprint.
const LONGEST: usize = 4096;

/// Reads the head of an XLIFF file; `None` if it is not one that export could have written. Nothing is known of what stands
/// behind it, nor that the head is well-formed to its end.
#[must_use]
pub fn written_head(bytes: &[u8]) -> Option<WrittenHead> {
    let text = valid_prefix(&bytes[..bytes.len().min(LONGEST)]);
    let mut xml = XmlReader::new(text);
    let root = xml.root().ok().filter(|root| root.name == "xliff")?;
    let format = match root.attribute("version")? {
        "1.2" => Format::Xliff12,
        "2.0" => Format::Xliff20,
        "2.1" => Format::Xliff21,
        "2.2" => Format::Xliff22,
        _ => return None,
    };
    let file = xml.next_start().ok().flatten().filter(|file| file.name == "file")?;
    let (number, source_language, target_language) = if format == Format::Xliff12 {
        (1, file.owned("source-language")?, file.owned("target-language")?)
    } else {
        let number = file.attribute("id")?.strip_prefix('f')?.parse().ok()?;
        (number, root.owned("srcLang")?, root.owned("trgLang")?)
    };
    let label = memmem::find(text.as_bytes(), FINGERPRINT_LABEL.as_bytes())?;
    let fingerprint = &bytes[label + FINGERPRINT_LABEL.len()..];
    let length = memchr::memchr(b'<', fingerprint)?;
    let fingerprint = std::str::from_utf8(&fingerprint[..length]).ok()?.to_owned();
    let original = file.owned("original")?;
    Some(WrittenHead { format, number, file: FileHead { original, source_language, target_language, fingerprint } })
}
