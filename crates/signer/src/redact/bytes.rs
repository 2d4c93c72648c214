//! Byte classes for strings whose format is unknown.

/// Whether a byte can be a part of a name.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80
}

/// The position of the first byte at or after `from` for which `is` returns true.
pub(super) fn position(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    Some(from + bytes.get(from..)?.iter().position(|byte| is(*byte))?)
}
