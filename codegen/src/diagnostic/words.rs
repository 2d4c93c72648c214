//! Prints diagnostics without source lines, for programs that do not compile a renderer.

use std::fmt::{Formatter, Result};

use super::excerpt::excerpt;
use super::{Diagnostic, Severity};

/// Writes all diagnostics, separated by blank lines.
pub(super) fn write(diagnostics: &[&Diagnostic], f: &mut Formatter<'_>) -> Result {
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        if index > 0 {
            f.write_str("\n\n")?;
        }
        one(diagnostic, f)?;
    }
    Ok(())
}

fn one(diagnostic: &Diagnostic, f: &mut Formatter<'_>) -> Result {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    write!(f, "{level}: {}", diagnostic.message)?;
    if let Some(path) = diagnostic.path() {
        write!(f, "\n --> {}", path.display())?;
    }
    if let Some((source, range)) = &diagnostic.place {
        let excerpt = excerpt(source, range);
        let marked = excerpt.text.get(excerpt.marked).unwrap_or_default();
        write!(f, ":{}:{}: {marked}", excerpt.line, excerpt.column)?;
        if let Some(label) = &diagnostic.label {
            write!(f, " ({label})")?;
        }
    }
    for (what, text) in [("note", &diagnostic.rule), ("help", &diagnostic.remedy)] {
        if let Some(text) = text {
            write!(f, "\n  = {what}: {text}")?;
        }
    }
    Ok(())
}
