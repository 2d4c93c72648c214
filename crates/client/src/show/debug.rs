//! `Debug` for all generated types. One writer hides everything that is secret by its type, by its name, or as a part
//! of a URL.

use std::fmt;

use super::walk::walk;
use crate::decode::Decode;
use crate::encode::{Encode, Encoder, Sink};
use crate::redact::{HIDDEN, Redactor};
use crate::scalar::Scalar;
use crate::shown::{LONGEST_MESSAGE, shown};

/// Formats a structure as `Name { Field: value, … }` with the wire names of its fields. Unset fields are omitted,
/// secrets are hidden, and strings are cut after 4 KiB.
///
/// # Errors
///
/// Those of the formatter.
pub fn debug_structure(name: &str, value: &dyn Encode, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_members(name, formatter, |sink| value.encode(&mut Encoder { sink }))
}

/// Like [`debug_structure`], for types that implement only [`Decode`]. It works on a copy; see [`walk`].
///
/// # Errors
///
/// Those of the formatter.
pub fn debug_decoded<T: Decode + Clone>(name: &str, value: &T, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let copy: &mut dyn Decode = &mut value.clone();
    debug_walked(name, copy, formatter)
}

fn debug_walked(name: &str, value: &mut dyn Decode, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    debug_members(name, formatter, |sink| walk(value, sink))
}

fn debug_members(
    name: &str,
    formatter: &mut fmt::Formatter<'_>,
    members: impl FnOnce(&mut DebugSink<'_, '_>),
) -> fmt::Result {
    formatter.write_str(name)?;
    let mut sink = DebugSink::new(formatter, Redactor::new());
    sink.open(" {");
    members(&mut sink);
    sink.close("}");
    sink.result
}

/// A sink that formats a value for `Debug`. The first error of the formatter is kept and ends the output.
pub(crate) struct DebugSink<'a, 'b> {
    formatter: &'a mut fmt::Formatter<'b>,
    redactor: Redactor,
    depth: usize,
    first: bool,
    /// The name by which the redactor judges the current value, and those of the enclosing objects.
    name: String,
    around: Vec<String>,
    pub(crate) result: fmt::Result,
}

impl<'a, 'b> DebugSink<'a, 'b> {
    pub(crate) fn new(formatter: &'a mut fmt::Formatter<'b>, redactor: Redactor) -> Self {
        Self { formatter, redactor, depth: 0, first: true, name: String::new(), around: Vec::new(), result: Ok(()) }
    }

    fn write(&mut self, text: fmt::Arguments<'_>) {
        if self.result.is_ok() {
            self.result = self.formatter.write_fmt(text);
        }
    }

    pub(crate) fn open(&mut self, bracket: &str) {
        self.write(format_args!("{bracket}"));
        self.depth += 1;
        self.first = true;
    }

    pub(crate) fn close(&mut self, bracket: &str) {
        self.depth = self.depth.saturating_sub(1);
        if !self.first {
            if self.formatter.alternate() {
                self.write(format_args!(","));
                self.line();
            } else if bracket == "}" {
                self.write(format_args!(" "));
            }
        }
        self.write(format_args!("{bracket}"));
        self.first = false;
    }

    fn line(&mut self) {
        self.write(format_args!("\n"));
        for _ in 0..self.depth {
            self.write(format_args!("    "));
        }
    }

    fn next(&mut self, spaced: bool) {
        if !self.first {
            self.write(format_args!(","));
        }
        if self.formatter.alternate() {
            self.line();
        } else if !self.first || spaced {
            self.write(format_args!(" "));
        }
        self.first = false;
    }
}

impl Sink for DebugSink<'_, '_> {
    fn begin_object(&mut self) {
        self.around.push(self.name.clone());
        self.open("{");
    }

    fn member(&mut self, name: &str) {
        let around = self.around.last().map(String::as_str).unwrap_or_default();
        self.name = self.redactor.inherited(around, name).into_owned();
        self.next(true);
        self.write(format_args!("{name}: "));
    }

    fn end_object(&mut self) {
        self.name = self.around.pop().unwrap_or_default();
        self.close("}");
    }

    fn begin_list(&mut self) {
        self.open("[");
    }

    fn element(&mut self) {
        self.next(false);
    }

    fn end_list(&mut self) {
        self.close("]");
    }

    fn scalar(&mut self, value: Scalar<'_>) {
        match value {
            Scalar::Null => self.write(format_args!("null")),
            Scalar::Secret(_) | Scalar::SecretLiteral(_) | Scalar::SecretFile(_) => {
                self.write(format_args!("{HIDDEN}"))
            }
            // The type is not secret, but the name suggests a secret.
            Scalar::Text(text) | Scalar::Undocumented(text) if !text.is_empty() && self.redactor.hides(&self.name) => {
                self.write(format_args!("{HIDDEN}"))
            }
            // URLs may contain signatures, and JSON in strings may contain passwords.
            Scalar::Text(text) => {
                let text = self.redactor.text(text);
                self.write(format_args!("{:?}", shown(&text, LONGEST_MESSAGE)));
            }
            Scalar::Undocumented(text) => {
                let text = self.redactor.text(text);
                self.write(format_args!("Unknown({:?})", shown(&text, LONGEST_MESSAGE)));
            }
            Scalar::Bytes(bytes) => self.write(format_args!("{} bytes", bytes.len())),
            Scalar::File(file) => self.write(format_args!("{file:?}")),
            Scalar::Integer(number) => self.write(format_args!("{number}")),
            Scalar::Unsigned(number) => self.write(format_args!("{number}")),
            Scalar::Double(number) => self.write(format_args!("{number:?}")),
            Scalar::Boolean(value) => self.write(format_args!("{value}")),
        }
    }
}
