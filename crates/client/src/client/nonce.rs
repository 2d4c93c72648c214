//! What makes a request different from every other one.

use crate::error::{Error, ErrorKind};

/// 128 random bits of the operating system, as 32 hexadecimal digits.
///
/// They are neither generated nor kept in this process: machines that were cloned from one image, or a process that forked, would
/// otherwise make the same ones, and a service returns another caller's resource for an idempotency token that it has seen before.
pub(crate) struct Nonce([u8; 32]);

impl Nonce {
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if the operating system has no random numbers. There is no other source that would do.
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
        // Only hexadecimal digits are ever stored, so the default is never taken.
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
