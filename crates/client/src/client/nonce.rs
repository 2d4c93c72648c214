//! Random values that make a request unique.

use crate::error::{Error, ErrorKind};

/// 128 random bits from the operating system, as 32 hexadecimal digits.
///
/// They are not generated or buffered in this process, because machines cloned from one image and forked processes
/// would then produce the same values. For an idempotency token that it has seen before, a service returns the resource
/// of another caller.
pub(crate) struct Nonce([u8; 32]);

impl Nonce {
    /// Generates a nonce.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the operating system returns no random numbers. There is no other acceptable
    /// source.
    pub(crate) fn new() -> Result<Self, Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits).map_err(no_random_numbers)?;
        let digit = |four_bits: u8| four_bits + if four_bits < 10 { b'0' } else { b'a' - 10 };
        let mut digits = [b'0'; 32];
        for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(bits) {
            *pair = [digit(byte >> 4), digit(byte & 0x0f)];
        }
        Ok(Self(digits))
    }

    pub(crate) fn as_str(&self) -> &str {
        // Only hexadecimal digits are ever stored, so the default is never used.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cold]
fn no_random_numbers(error: getrandom::Error) -> Error {
    Error::caused(
        ErrorKind::Configuration,
        format!("the operating system returned no random numbers for the request: {error}"),
        error,
    )
}
