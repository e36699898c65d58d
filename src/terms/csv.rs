//! Lists in CSV (RFC 4180) with a header row, their fields parted by commas, semicolons or tabs.
//!
//! The columns are `source` and `target`, or are named by locale (`en-US`, `sv-SE`); `forbidden` and `forbidden:sv-SE` hold
//! translations that must not be used, `do-not-translate` holds names that stay. Alternatives in one field are parted by `|`.
//! Other columns, such as notes, are left alone.

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord};

use super::{Concept, Locale, ReadError, TargetTerm, TermList, TermText, decode};
use crate::source::byte_order_mark_len;

impl TermList {
    /// Reads a list in CSV whose source terms are in `source`.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn from_csv(bytes: &[u8], source: &Locale) -> Result<Self, ReadError> {
        let text = decode(bytes)?;
        let start = byte_order_mark_len(text);
        let body = &text[start..];
        // A record is said to start where the one before it ends.
        let error_at = |position: Option<&Position>, message: String| {
            let offset = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
            let rest = body.get(offset..).unwrap_or_default();
            let skipped = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
            ReadError::new(text, start + offset + skipped, message)
        };
        let csv_error = |error: csv::Error| match error.kind() {
            ErrorKind::UnequalLengths { pos, expected_len, len } => {
                let message = format!(
                    "this row has {len} fields, but the header row has {expected_len}; put quotes around a field that holds the delimiter"
                );
                error_at(pos.as_ref(), message)
            }
            _ => error_at(error.position(), error.to_string()),
        };

        let mut reader = ReaderBuilder::new().delimiter(delimiter(body)).from_reader(body.as_bytes());
        let header = reader.headers().map_err(csv_error)?;
        let columns: Vec<Column> = header.iter().map(|name| Column::of(name, source)).collect();
        check_columns(header, &columns).map_err(|message| error_at(None, message))?;
        let header = header.clone();

        let mut list = Self::default();
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(csv_error)? {
            let mut concept = Concept { sources: Vec::new(), targets: Vec::new() };
            for ((field, column), name) in record.iter().zip(&columns).zip(&header) {
                for alternative in field.split('|').filter(|alternative| !alternative.trim().is_empty()) {
                    let text = || {
                        TermText::new(alternative)
                            .map_err(|message| error_at(record.position(), format!("column `{name}`: {message}")))
                    };
                    match column {
                        Column::Ignored => {}
                        Column::DoNotTranslate => list.do_not_translate.push(text()?),
                        Column::Source => concept.sources.push(text()?),
                        Column::Target { locale, is_forbidden } => concept.targets.push(TargetTerm {
                            locale: locale.clone(),
                            text: text()?,
                            is_forbidden: *is_forbidden,
                        }),
                    }
                }
            }
            if concept.targets.is_empty() {
                continue;
            }
            if concept.sources.is_empty() {
                let message = "this row has a translation but no source term; write it or remove the row";
                return Err(error_at(record.position(), message.into()));
            }
            list.glossary.push(concept);
        }
        Ok(list)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Source,
    Target { locale: Locale, is_forbidden: bool },
    DoNotTranslate,
    Ignored,
}

impl Column {
    fn of(name: &str, source: &Locale) -> Self {
        let name = name.trim().to_lowercase();
        let target = |locale| Self::Target { locale, is_forbidden: false };
        match name.as_str() {
            "source" => Self::Source,
            "target" => target(Locale::ANY),
            "forbidden" => Self::Target { locale: Locale::ANY, is_forbidden: true },
            "do-not-translate" | "do not translate" | "do_not_translate" => Self::DoNotTranslate,
            _ => match (name.strip_prefix("forbidden:"), name.parse::<Locale>()) {
                (Some(locale), _) => {
                    locale.parse().map_or(Self::Ignored, |locale| Self::Target { locale, is_forbidden: true })
                }
                (None, Ok(locale)) if locale.fit(source).is_some() => Self::Source,
                (None, Ok(locale)) => target(locale),
                (None, Err(_)) => Self::Ignored,
            },
        }
    }
}

/// What is wrong with the columns of a list.
fn check_columns(header: &StringRecord, columns: &[Column]) -> Result<(), String> {
    let names = || header.iter().collect::<Vec<_>>().join("`, `");
    let is_target = |column: &Column| matches!(column, Column::Target { .. });
    let has_source = columns.contains(&Column::Source);
    let has_target = columns.iter().any(is_target);
    if has_source == has_target && (has_source || columns.contains(&Column::DoNotTranslate)) {
        return Ok(());
    }
    Err(format!(
        "the header row has `{}`; name the columns `source` and `target`, or by locale as in `en-US` and `sv-SE`, or `do-not-translate`",
        names()
    ))
}

/// The delimiter that the header row uses.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in line.bytes() {
        is_quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte && !is_quoted) {
            *count += 1;
        }
    }
    // Of equal counts the last would win: commas are the rule.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}
