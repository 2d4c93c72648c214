//! Shows the messages of the libraries on standard error, such as a configuration file that cannot be written; with `--log-level debug`, also
//! each attempt of a call.

use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};

use crate::streams::{self, LogLevel, is_shown};

/// Shows warnings from now on.
pub(crate) fn show() {
    // It fails only if warnings are shown already.
    let _ = tracing::subscriber::set_global_default(Warnings);
}

struct Warnings;

impl Subscriber for Warnings {
    /// The level is known only once the command line is read, so nothing is decided once and for all.
    fn register_callsite(&self, _metadata: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    /// Only those of our own crates: others warn about details of connections.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with("alicloud") && is_shown(kind(metadata).0)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = EventText::default();
        event.record(&mut text);
        let EventText { message, fields } = text;
        let fields = if fields.is_empty() { fields } else { format!(" ({fields})") };
        let (_, word) = kind(event.metadata());
        streams::complain(&format!("{word}: {message}{fields}"));
    }

    // Spans are not enabled, so the rest is never called.
    fn new_span(&self, _attributes: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

/// The level of an event, and the word before its message.
fn kind(metadata: &Metadata<'_>) -> (LogLevel, &'static str) {
    match *metadata.level() {
        Level::ERROR => (LogLevel::Error, "error"),
        Level::WARN => (LogLevel::Warn, "warning"),
        Level::INFO => (LogLevel::Info, "info"),
        Level::DEBUG | Level::TRACE => (LogLevel::Debug, "debug"),
    }
}

/// The message and the fields of an event.
#[derive(Default)]
struct EventText {
    message: String,
    fields: String,
}

impl Visit for EventText {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string cannot fail.
        let _ = if field.name() == "message" {
            write!(self.message, "{value:?}")
        } else {
            let separator = if self.fields.is_empty() { "" } else { ", " };
            write!(self.fields, "{separator}{}: {value:?}", field.name())
        };
    }
}
