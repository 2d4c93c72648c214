//! Identifiers in the vendor's formats.

/// Upper-case UUID, as in `65BDA532-28AF-4122-AA39-B382721EEE64`.
pub(crate) fn request_id() -> String {
    // Version 4, variant 1: some clients parse it.
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032X}");
    let (mut text, mut rest) = (String::with_capacity(36), hex.as_str());
    for length in [8, 4, 4, 4, 12] {
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if !text.is_empty() {
            text.push('-');
        }
        text.push_str(part);
        rest = after;
    }
    text
}

/// `length` lower-case letters and digits.
pub(crate) fn lowercase(length: usize) -> String {
    std::iter::repeat_with(fastrand::lowercase)
        .zip(std::iter::repeat_with(|| fastrand::digit(10)))
        .map(|(letter, digit)| if fastrand::bool() { letter } else { digit })
        .take(length)
        .collect()
}

/// `length` letters and digits that nobody can guess, for keys and tokens: bits of the operating system, not of a generator that is
/// seeded by the time.
pub(crate) fn key(length: usize) -> Result<String, getrandom::Error> {
    const CHARACTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut key = String::with_capacity(length);
    let mut bytes = [0; 64];
    while key.len() < length {
        getrandom::fill(&mut bytes)?;
        // Six bits are up to 63: the two that name no character are left out, so that all are equally likely.
        let characters = bytes.iter().filter_map(|byte| CHARACTERS.get(usize::from(byte & 0x3f)));
        key.extend(characters.map(|character| char::from(*character)).take(length - key.len()));
    }
    Ok(key)
}

/// `length` digits, the first of them not 0.
pub(crate) fn digits(length: usize) -> String {
    let first = fastrand::char('1'..='9');
    std::iter::once(first).chain(std::iter::repeat_with(|| fastrand::digit(10))).take(length).collect()
}
