//! Forms in parts (RFC 7578).

/// The boundary of a body with this content type; `None` if it is no form in parts.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let (essence, parameters) = content_type.split_once(';')?;
    if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    })?;
    // The longest that RFC 2046 allows (section 5.1.1).
    (1..=70).contains(&value.len()).then(|| value.to_owned())
}

/// Names and values of the parts, empty if the body has another form; `None` if there are more than `most`.
pub(super) fn parts(body: &[u8], boundary: &str, most: usize) -> Option<Vec<(String, String)>> {
    let delimiter = format!("\r\n--{boundary}");
    // The first one needs no line break before it.
    let Some(mut rest) = body.strip_prefix(delimiter.as_bytes().get(2..).unwrap_or_default()) else {
        return Some(Vec::new());
    };
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let Some((part, after)) = split_once(part, delimiter.as_bytes()) else { return Some(Vec::new()) };
        let Some((head, content)) = split_once(part, b"\r\n\r\n") else { return Some(Vec::new()) };
        let Some(name) = name(&String::from_utf8_lossy(head)) else { return Some(Vec::new()) };
        if parts.len() == most {
            return None;
        }
        parts.push((name, String::from_utf8_lossy(content).into_owned()));
        rest = after;
    }
    Some(if rest.starts_with(b"--") { parts } else { Vec::new() })
}

/// The name in the header `Content-Disposition`.
fn name(head: &str) -> Option<String> {
    let line = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let (_, after) = line.strip_prefix(" form-data").unwrap_or(line).split_once("; name=\"")?;
    let name = after.split('"').next().unwrap_or_default();
    // What browsers escape in names (HTML, section 4.10.21.8).
    Some(name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}

fn split_once<'a>(bytes: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let position = bytes.windows(separator.len()).position(|part| part == separator)?;
    Some((bytes.get(..position)?, bytes.get(position + separator.len()..)?))
}
