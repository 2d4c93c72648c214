//! Splits a stream of bytes into events, by the rules of the WHATWG (HTML, section 9.2.6, "Interpreting an event stream").
//!
//! It differs from a browser where a browser would lose something silently: a field that is not UTF-8 and an event that is
//! too large are errors, an event that reports an error needs no data, and the caller learns of an event that the end of the
//! stream cut off. It also reads the comment `:HTTP_STATUS/400`, in which the vendor's model services give the status of an
//! event.

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

/// The name of an event that reports an error.
const ERROR: &str = "error";

impl RawEvent {
    /// Whether the event reports an error, whatever its data is.
    pub(crate) fn is_error(&self) -> bool {
        self.name.eq_ignore_ascii_case(ERROR) || self.status.is_some_and(|status| status >= 400)
    }
}

/// What the end of the stream cut off.
pub(crate) struct CutOffEvent {
    /// The event. It may lack bytes.
    pub(crate) event: RawEvent,
    /// Whether its last line is whole or one of data, so that nothing but data can be missing.
    pub(crate) ends_with_data: bool,
}

/// The reason why the rest of a stream cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnreadableEvent {
    /// A field is not UTF-8.
    NotUtf8,
    /// An event, or one of its lines, has more bytes than this limit.
    TooLarge(usize),
    /// An ID has more bytes than [`LONGEST_ID`].
    LongId,
}

impl fmt::Display for UnreadableEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => formatter.write_str("an event is not UTF-8"),
            Self::TooLarge(limit) => write!(
                formatter,
                "an event has more than {limit} bytes, which is the limit: raise `event_limit` of the call or of the client"
            ),
            Self::LongId => {
                write!(formatter, "the ID of an event has more than {LONGEST_ID} bytes, which is the limit")
            }
        }
    }
}

/// The longest ID in bytes. It is kept and copied for all later events. Services send numbers and UUIDs, and a browser
/// returns it in a header, for which servers accept 4 to 8 KiB.
const LONGEST_ID: usize = 4096;

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
    /// The last ID in the stream so far.
    id: String,
    /// The event so far, without its ID.
    event: RawEvent,
    /// Whether the event has a line of data.
    has_data: bool,
    /// Whether the event has a field or a status.
    is_pending: bool,
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
            id: String::new(),
            event: RawEvent::default(),
            has_data: false,
            is_pending: false,
        }
    }

    /// Reads up to the end of the next event that has data other than blanks or reports an error, and removes what was read
    /// from `chunk`. Returns `None` if the event ends in a later chunk; `chunk` is then empty.
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

    /// What the end of the stream cut off. `None` if there is neither an unfinished line nor an unfinished event.
    pub(crate) fn finish(&mut self) -> Result<Option<CutOffEvent>, UnreadableEvent> {
        let line = std::mem::take(&mut self.line);
        let data = self.event.data.len();
        if !line.is_empty() {
            self.line(&line)?;
            self.is_pending = true;
        }
        let ends_with_data = line.is_empty() || self.event.data.len() > data;
        let event = RawEvent { id: self.id.clone(), ..std::mem::take(&mut self.event) };
        self.has_data = false;
        Ok(std::mem::take(&mut self.is_pending).then_some(CutOffEvent { event, ends_with_data }))
    }

    fn keep(&mut self, part: &[u8]) -> Result<(), UnreadableEvent> {
        self.check(self.line.len().saturating_add(part.len()))?;
        self.line.extend_from_slice(part);
        Ok(())
    }

    /// Fails if the event would be too large with a line of this length.
    fn check(&self, line: usize) -> Result<(), UnreadableEvent> {
        let event = self.event.data.len().saturating_add(self.event.name.len()).saturating_add(self.id.len());
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
            if let Some(status) = status(comment) {
                self.event.status = Some(status);
                self.is_pending = true;
            }
            return Ok(None);
        }
        self.is_pending = true;
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
            b"id" if value.len() > LONGEST_ID => return Err(UnreadableEvent::LongId),
            b"id" if !value.contains(&0) => text()?.clone_into(&mut self.id),
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

    /// Ends the event. If it has only blank data and reports no error, it has no meaning but that the service is alive, and
    /// only its ID remains. Many such events are cheap: nothing is copied for them.
    fn take(&mut self) -> Option<RawEvent> {
        (self.is_pending, self.has_data) = (false, false);
        if !self.event.data.trim().is_empty() || self.event.is_error() {
            return Some(RawEvent { id: self.id.clone(), ..std::mem::take(&mut self.event) });
        }
        let RawEvent { name, id: _, retry, status, data } = &mut self.event;
        name.clear();
        data.clear();
        (*retry, *status) = (None, None);
        None
    }
}

/// The status of a comment such as `HTTP_STATUS/400`.
fn status(comment: &[u8]) -> Option<u16> {
    let digits = comment.trim_ascii().strip_prefix(b"HTTP_STATUS/")?;
    std::str::from_utf8(digits).ok()?.parse().ok().filter(|status| (100..600).contains(status))
}
