//! What makes a request different from every other one.

/// 128 random bits, as 32 hexadecimal digits. They have to be unique, not unpredictable.
pub(crate) struct Nonce([u8; 32]);

impl Nonce {
    pub(crate) fn new() -> Self {
        let digit = |four_bits: u8| four_bits + if four_bits < 10 { b'0' } else { b'a' - 10 };
        let mut digits = [b'0'; 32];
        for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(fastrand::u128(..).to_be_bytes()) {
            *pair = [digit(byte >> 4), digit(byte & 0x0f)];
        }
        Self(digits)
    }

    pub(crate) fn as_str(&self) -> &str {
        // Only hexadecimal digits are ever stored, so the default is never taken.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}
