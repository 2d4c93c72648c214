//! Splits a stream of bytes into events, by the rules of the WHATWG (HTML, section 9.2.6, "Interpreting an event stream").
//!
//! It differs from a browser where a browser would lose something silently: a field that is not UTF-8 and an event that is
//! too large are errors, and the caller learns of an event that the end of the stream cut off. It also reads the comment
//! `:HTTP_STATUS/400`, in which the vendor's model services give the status of an event.

use std::fmt;
use std::time::Duration;

/// An event as it was received.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RawEvent {
    /// The name of the event; empty if it has none.
    pub(crate) name: String,
    /// The last ID in the stream so far; empty if there is none.
    pub(crate) id: String,
    /// The time after which a client should connect again, if this event sets it.
    pub(crate) retry: Option<Duration>,
    /// The HTTP status of the event, if a comment gives it.
    pub(crate) status: Option<u16>,
    /// The lines of data, joined by `\n`.
    pub(crate) data: String,
}

/// The reason why the rest of a stream cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnreadableEvent {
    /// A field is not UTF-8.
    NotUtf8,
    /// An event, or one of its lines, has more bytes than this limit.
    TooLarge(usize),
}

impl fmt::Display for UnreadableEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => formatter.write_str("an event is not UTF-8"),
            Self::TooLarge(limit) => write!(
                formatter,
                "an event has more than {limit} bytes, which is the limit: raise `event_limit` of the call or of the client"
            ),
        }
    }
}

/// Reads events from chunks of any size.
#[derive(Debug)]
pub(crate) struct EventParser {
    limit: usize,
    /// The beginning of a line whose end has not been received.
    line: Vec<u8>,
    /// Whether the last byte was a carriage return, so that a line feed now belongs to it.
    after_return: bool,
    /// Whether a line was read, so that no byte order mark can follow.
    is_begun: bool,
    event: RawEvent,
    /// Whether the event has a line of data.
    has_data: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl EventParser {
    /// Creates a parser. `limit` is the largest number of bytes of an event, and of a line of any kind.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            after_return: false,
            is_begun: false,
            event: RawEvent::default(),
            has_data: false,
        }
    }

    /// Reads up to the end of the next event, and removes what was read from `chunk`. Returns `None` if the event ends in
    /// a later chunk; `chunk` is then empty.
    pub(crate) fn next(&mut self, chunk: &mut &[u8]) -> Result<Option<RawEvent>, UnreadableEvent> {
        while let Some(first) = chunk.first() {
            if std::mem::take(&mut self.after_return) && *first == b'\n' {
                *chunk = chunk.get(1..).unwrap_or_default();
                continue;
            }
            let Some(end) = chunk.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
                self.keep(chunk)?;
                *chunk = &[];
                return Ok(None);
            };
            let (rest_of_line, rest) = chunk.split_at(end);
            self.after_return = rest.first() == Some(&b'\r');
            *chunk = rest.get(1..).unwrap_or_default();
            let event = if self.line.is_empty() {
                self.check(rest_of_line.len())?;
                self.line(rest_of_line)?
            } else {
                self.keep(rest_of_line)?;
                let line = std::mem::take(&mut self.line);
                self.line(&line)?
            };
            if event.is_some() {
                return Ok(event);
            }
        }
        Ok(None)
    }

    /// The event that the end of the stream cut off. It may lack bytes.
    pub(crate) fn finish(&mut self) -> Result<Option<RawEvent>, UnreadableEvent> {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.line(&line)?;
        }
        Ok(self.take())
    }

    fn keep(&mut self, part: &[u8]) -> Result<(), UnreadableEvent> {
        self.check(self.line.len().saturating_add(part.len()))?;
        self.line.extend_from_slice(part);
        Ok(())
    }

    /// Fails if the event would be too large with a line of this length.
    fn check(&self, line: usize) -> Result<(), UnreadableEvent> {
        let event = self.event.data.len().saturating_add(self.event.name.len());
        if line.saturating_add(event) > self.limit { Err(UnreadableEvent::TooLarge(self.limit)) } else { Ok(()) }
    }

    /// Reads a line without its end. Returns the event that an empty line ends.
    fn line(&mut self, line: &[u8]) -> Result<Option<RawEvent>, UnreadableEvent> {
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| is_first).unwrap_or(line);
        if line.is_empty() {
            return Ok(self.take());
        }
        if let Some(comment) = line.strip_prefix(b":") {
            self.event.status = status(comment).or(self.event.status);
            return Ok(None);
        }
        let (name, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (line.get(..colon).unwrap_or_default(), line.get(colon + 1..).unwrap_or_default()),
            None => (line, &b""[..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || std::str::from_utf8(value).map_err(|_| UnreadableEvent::NotUtf8);
        match name {
            b"data" => {
                let text = text()?;
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(text);
            }
            b"event" => text()?.clone_into(&mut self.event.name),
            b"id" if !value.contains(&0) => text()?.clone_into(&mut self.event.id),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                // A time that no number holds is as good as none.
                if let Ok(milliseconds) = text()?.parse() {
                    self.event.retry = Some(Duration::from_millis(milliseconds));
                }
            }
            // Unknown fields are ignored.
            _ => {}
        }
        Ok(None)
    }

    /// Ends the event. Without a line of data it is none, and only its ID remains.
    fn take(&mut self) -> Option<RawEvent> {
        let next = RawEvent { id: self.event.id.clone(), ..RawEvent::default() };
        let event = std::mem::replace(&mut self.event, next);
        std::mem::take(&mut self.has_data).then_some(event)
    }
}

/// The status of a comment such as `HTTP_STATUS/400`.
fn status(comment: &[u8]) -> Option<u16> {
    let digits = comment.trim_ascii().strip_prefix(b"HTTP_STATUS/")?;
    std::str::from_utf8(digits).ok()?.parse().ok().filter(|status| (100..600).contains(status))
}
