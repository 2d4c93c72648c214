//! Hides secrets in a stream of server-sent events.

use super::body::redact_body;
use super::document::Rules;
use super::response_type::ResponseType;

/// Hides secrets in the data of each event as in a body, and in the other lines as in a string. The lines of an event whose
/// data has no secret are kept unchanged; otherwise its data begins where the first line of data was.
pub(crate) fn redact_events(body: &[u8], response: Option<ResponseType>, rules: &Rules<'_>) -> Vec<u8> {
    let mut shown = Vec::with_capacity(body.len());
    let mut event: Vec<&[u8]> = Vec::new();
    for line in lines(body) {
        event.push(line);
        if matches!(line, b"\n" | b"\r" | b"\r\n") {
            redact_event(&std::mem::take(&mut event), response, rules, &mut shown);
        }
    }
    redact_event(&event, response, rules, &mut shown);
    shown
}

/// The lines, each with its end: a line feed, a carriage return, or both.
fn lines(mut body: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let length = match body.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            Some(end) if body.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n")) => end + 2,
            Some(end) => end + 1,
            None => body.len(),
        };
        let (line, rest) = body.split_at_checked(length)?;
        body = rest;
        (!line.is_empty()).then_some(line)
    })
}

fn redact_event(lines: &[&[u8]], response: Option<ResponseType>, rules: &Rules<'_>, shown: &mut Vec<u8>) {
    let data: Vec<&[u8]> = lines.iter().filter_map(|line| data_of(line)).collect();
    let data = data.join(&b'\n');
    let redacted = redact_body(&data, response, rules);
    let is_changed = *redacted != *data;
    let mut is_written = false;
    for line in lines {
        match data_of(line) {
            None => match std::str::from_utf8(line) {
                Ok(text) => shown.extend_from_slice(rules.for_text.text(text).as_bytes()),
                Err(_) => shown.extend_from_slice(line),
            },
            Some(_) if !is_changed => shown.extend_from_slice(line),
            Some(_) if std::mem::replace(&mut is_written, true) => {}
            Some(_) => {
                for part in redacted.split(|byte| *byte == b'\n') {
                    shown.extend_from_slice(b"data: ");
                    shown.extend_from_slice(part);
                    shown.push(b'\n');
                }
            }
        }
    }
}

/// The value of a line of data.
fn data_of(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let value = line.strip_prefix(b"data")?;
    match value.strip_prefix(b":") {
        Some(value) => Some(value.strip_prefix(b" ").unwrap_or(value)),
        None => value.is_empty().then_some(value),
    }
}
