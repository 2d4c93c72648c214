//! The parts of a form (RFC 7578), to hide secrets in them and to leave out what differs between two calls.

use std::borrow::Cow;

use crate::pairs::MULTIPART;

/// The boundary in a recording, since each call has one of its own.
const BOUNDARY: &str = "boundary";

/// A part of a form.
pub(super) struct FormPart<'a> {
    /// The name in its header, not escaped.
    pub(super) name: String,
    /// The headers, without the empty line after them.
    head: &'a [u8],
    pub(super) content: &'a [u8],
}

/// The parts of a body with this content type; `None` if it is not a whole form in parts.
pub(super) fn parts<'a>(body: &'a [u8], content_type: &str) -> Option<Vec<FormPart<'a>>> {
    let boundary = content_type.strip_prefix(MULTIPART)?.strip_prefix("; boundary=")?;
    let delimiter = format!("\r\n--{boundary}");
    // The first one needs no line break before it.
    let mut rest = body.strip_prefix(delimiter.as_bytes().get(2..).filter(|_| !boundary.is_empty())?)?;
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let (part, after) = split_once(part, delimiter.as_bytes())?;
        let (head, content) = split_once(part, b"\r\n\r\n")?;
        parts.push(FormPart { name: name(head)?, head, content });
        rest = after;
    }
    rest.starts_with(b"--").then_some(parts)
}

/// A body with the shown contents of parts.
pub(super) fn body<'a>(shown: impl Iterator<Item = (&'a FormPart<'a>, Cow<'a, [u8]>)>) -> Vec<u8> {
    let mut body = Vec::new();
    for (part, content) in shown {
        body.extend_from_slice(format!("--{BOUNDARY}\r\n").as_bytes());
        body.extend_from_slice(part.head);
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(&content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// The name in the headers of a part, as this client writes them.
fn name(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let (_, after) = head.split_once("; name=\"")?;
    let (name, _) = after.split_once('"')?;
    Some(name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}

fn split_once<'a>(bytes: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let position = bytes.windows(separator.len()).position(|part| part == separator)?;
    Some((bytes.get(..position)?, bytes.get(position + separator.len()..)?))
}
