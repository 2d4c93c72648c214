//! Scalars: how they are written, how they are read in the various forms that services use, and the types that hold
//! them.

mod number;

use alicloud_signer::Secret;
use base64::Engine as _;

pub(crate) use number::json_number;
use number::{Reading, double, integer};

use crate::value::{Blob, FormFile, SecretValue};

/// A scalar value.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Scalar<'a> {
    Null,
    Text(&'a str),
    /// A string that is not among the documented values of an enumeration; `Debug` marks it as `Unknown`.
    Undocumented(&'a str),
    Secret(&'a str),
    /// The JSON text of a secret number or boolean.
    SecretLiteral(&'a str),
    Bytes(&'a [u8]),
    /// A file of a form.
    File(&'a FormFile),
    /// A file of a form whose content is secret.
    SecretFile(&'a FormFile),
    Integer(i64),
    Unsigned(u64),
    Double(f64),
    Boolean(bool),
}

impl Scalar<'_> {
    /// Appends the value as it is written in a query, a form or a header: `true`, `8`, `1.5`. Numbers are written
    /// without an exponent and without a trailing `.0`, as in the official Go and Node libraries.
    pub(crate) fn push_to(self, text: &mut String) {
        use std::fmt::Write as _;
        let written = match self {
            Self::Null => Ok(()),
            Self::Text(value) | Self::Undocumented(value) | Self::Secret(value) | Self::SecretLiteral(value) => {
                text.push_str(value);
                Ok(())
            }
            Self::Bytes(bytes) => {
                text.push_str(&String::from_utf8_lossy(bytes));
                Ok(())
            }
            Self::File(file) | Self::SecretFile(file) => {
                text.push_str(&String::from_utf8_lossy(file.content()));
                Ok(())
            }
            Self::Integer(value) => write!(text, "{value}"),
            Self::Unsigned(value) => write!(text, "{value}"),
            Self::Double(value) => write!(text, "{value}"),
            Self::Boolean(value) => write!(text, "{value}"),
        };
        debug_assert!(written.is_ok(), "writing to a String does not fail");
    }
}

/// The result of setting a scalar.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The scalar has the value.
    Value,
    /// There was no value: an empty string in place of a number.
    Nothing,
    /// A number that the type cannot represent.
    DoesNotFit,
}

/// A type that holds a scalar.
#[doc(hidden)]
pub trait ScalarSlot {
    /// Sets the value. The error is a description of what was expected.
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str>;

    /// Sets the value to a whole body, if the type is bytes. Returns whether it is.
    fn set_bytes(&mut self, bytes: &[u8]) -> bool {
        let _ = bytes;
        false
    }

    /// The value, if it is set.
    fn get(&self) -> Option<Scalar<'_>>;
}

/// A scalar as received.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawScalar<'a> {
    /// The text: of a string without quotes and escapes, of a number or boolean unchanged.
    pub(crate) text: &'a str,
}

impl RawScalar<'_> {
    /// The text: of a string without quotes and escapes, of a number or boolean unchanged.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text
    }
}

impl ScalarSlot for String {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str> {
        value.text.clone_into(self);
        Ok(Taken::Value)
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Text(self))
    }
}

impl ScalarSlot for Secret {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str> {
        *self = Self::from(value.text);
        Ok(Taken::Value)
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Secret(self.expose()))
    }
}

impl ScalarSlot for SecretValue {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str> {
        *self = Self::from(value.text);
        Ok(Taken::Value)
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(if self.is_literal() { Scalar::SecretLiteral(self.expose()) } else { Scalar::Secret(self.expose()) })
    }
}

impl ScalarSlot for i64 {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str> {
        take(self, value.text, integer, "an integer")
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Integer(*self))
    }
}

impl ScalarSlot for f64 {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str> {
        take(self, value.text, double, "a number")
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Double(*self))
    }
}

impl ScalarSlot for bool {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str> {
        let text = value.text.trim();
        if text.is_empty() {
            return Ok(Taken::Nothing);
        }
        *self = if ["true", "1", "yes"].iter().any(|known| text.eq_ignore_ascii_case(known)) {
            true
        } else if ["false", "0", "no"].iter().any(|known| text.eq_ignore_ascii_case(known)) {
            false
        } else {
            return Err("true or false");
        };
        Ok(Taken::Value)
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Boolean(*self))
    }
}

/// Bytes in JSON are base64 (OpenAPI 3.0, data types). Text that is not base64 is taken unchanged, because the vendor's
/// format `binary` is plain text in a JSON body.
impl ScalarSlot for Blob {
    fn set_bytes(&mut self, bytes: &[u8]) -> bool {
        *self = bytes.into();
        true
    }

    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str> {
        *self = match base64::engine::general_purpose::STANDARD.decode(value.text) {
            Ok(bytes) => bytes.into(),
            Err(_) => value.text.into(),
        };
        Ok(Taken::Value)
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Bytes(self.as_ref()))
    }
}

impl<T: ScalarSlot + Default> ScalarSlot for Option<T> {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str> {
        let mut inner = T::default();
        let taken = inner.set(value)?;
        *self = (taken == Taken::Value).then_some(inner);
        Ok(taken)
    }

    fn get(&self) -> Option<Scalar<'_>> {
        self.as_ref().and_then(T::get)
    }
}

/// An empty string in place of a number counts as absent.
fn take<T>(
    slot: &mut T,
    text: &str,
    read: fn(&str) -> Reading<T>,
    expected: &'static str,
) -> Result<Taken, &'static str> {
    if text.trim().is_empty() {
        return Ok(Taken::Nothing);
    }
    match read(text) {
        Reading::Number(number) => {
            *slot = number;
            Ok(Taken::Value)
        }
        Reading::DoesNotFit => Ok(Taken::DoesNotFit),
        Reading::NoNumber => Err(expected),
    }
}
