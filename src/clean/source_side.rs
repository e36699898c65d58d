//! x
use super::Edit;
use crate::bitext::Document;
use crate::diagnostic::Diagnostic;
pub(super) fn edits(_d: &Document<'_>, _e: &mut Vec<Edit>, _x: &mut Vec<Diagnostic>) {}
