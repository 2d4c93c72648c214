//! The syntax of the credentials file.

use crate::credentials::Secret;

/// The keys (in lower case) and values of the section `name`, in the order of the file; `None` if there is no such
/// section.
///
/// A line is `name = value` or `name: value`, or a comment that begins with `#` or `;`. After a value, a `#` begins a
/// comment only if white space comes before it. The official libraries cut a value at every `#`, which truncates a
/// secret that contains one.
pub(super) fn section(text: &str, name: &str) -> Option<Vec<(String, Secret)>> {
    let mut found: Option<Vec<(String, Secret)>> = None;
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            inside = header.trim() == name;
            if inside {
                found.get_or_insert_default();
            }
        } else if inside
            && !line.starts_with(['#', ';'])
            && let Some((member, value)) = line.split_once(['=', ':'])
        {
            let value = Secret::from(without_comment(value).trim());
            found.get_or_insert_default().push((member.trim().to_ascii_lowercase(), value));
        }
    }
    found
}

/// The names of the sections in the order of the file, without duplicates.
pub(super) fn names(text: &str) -> Vec<String> {
    let headers = text.lines().filter_map(|line| line.trim().strip_prefix('[')?.split(']').next());
    let mut names: Vec<String> = Vec::new();
    for name in headers.map(str::trim) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn without_comment(value: &str) -> &str {
    let begins_comment = |(index, _): &(usize, &str)| {
        let before = value.get(..*index).unwrap_or_default();
        before.is_empty() || before.ends_with(char::is_whitespace)
    };
    match value.match_indices('#').find(begins_comment) {
        Some((index, _)) => value.get(..index).unwrap_or(value),
        None => value,
    }
}
