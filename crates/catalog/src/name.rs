//! Compares names in the spellings that users write.

/// Whether two spellings mean the same operation or parameter. Case, `-` and `_` are ignored.
///
/// ```
/// assert!(alicloud_catalog::same_name("release-instance-connection", "ReleaseInstanceConnection"));
/// assert!(!alicloud_catalog::same_name("DescribeDBInstances", "DescribeDBInstance"));
/// ```
#[must_use]
pub fn same_name(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

/// The name in lower case without `-` and `_`: the same for `DescribeDBInstances` and `describe-db-instances`.
pub(crate) fn letters(name: &str) -> impl Iterator<Item = u8> + Clone + '_ {
    name.bytes().filter(|byte| !matches!(byte, b'-' | b'_')).map(|byte| byte.to_ascii_lowercase())
}

/// The longest string that is compared with names. A comparison takes time with the square of its length.
const LONGEST: usize = 64;

/// Returns at most three of `names` that are similar to `wanted`, the most similar first. There is none for more than 64 bytes.
pub(crate) fn similar<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    if wanted.len() > LONGEST {
        return Vec::new();
    }
    let wanted: Vec<u8> = letters(wanted).collect();
    let mut ranked: Vec<(usize, &str)> = names
        .map(|name| (distance(&wanted, &letters(name).collect::<Vec<u8>>()), name))
        .filter(|(distance, name)| *distance <= name.len() / 3)
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// The Levenshtein distance.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (position, byte_a) in a.iter().enumerate() {
        let mut diagonal = position;
        let mut left = position + 1;
        for (cell, byte_b) in row.iter_mut().skip(1).zip(b) {
            let replaced = diagonal + usize::from(byte_a != byte_b);
            diagonal = *cell;
            left = replaced.min(*cell + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = position + 1;
        }
    }
    row.last().copied().unwrap_or(a.len())
}
