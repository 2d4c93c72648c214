//! Values without parts: as they are written, as they are read, whatever form the service chose for them, and the slots that hold them.

mod number;

use alicloud_signer::Secret;
use base64::Engine as _;

pub(crate) use number::json_number;
use number::{Reading, double, integer};

use crate::value::{Blob, SecretValue};

/// A value without parts.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Scalar<'a> {
    Null,
    Text(&'a str),
    /// Text in place of a valid value that is not among the documented ones; `Debug` shows the difference.
    Undocumented(&'a str),
    Secret(&'a str),
    /// A secret number or boolean, as JSON has it.
    SecretLiteral(&'a str),
    Bytes(&'a [u8]),
    Integer(i64),
    Unsigned(u64),
    Double(f64),
    Boolean(bool),
}

impl Scalar<'_> {
    /// The value as it stands in a query string, a form or a header: `true`, `8`, `1.5`. Numbers are written without an
    /// exponent and without a superfluous `.0`, as the official Go and Node libraries do.
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
            Self::Integer(value) => write!(text, "{value}"),
            Self::Unsigned(value) => write!(text, "{value}"),
            Self::Double(value) => write!(text, "{value}"),
            Self::Boolean(value) => write!(text, "{value}"),
        };
        debug_assert!(written.is_ok(), "writing to a String does not fail");
    }
}

/// What a scalar made of a value.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is the value now.
    Value,
    /// There was none: an empty string in place of a number.
    Nothing,
    /// A number that the type cannot hold.
    DoesNotFit,
}

/// A value without parts.
#[doc(hidden)]
pub trait ScalarSlot {
    /// Takes the value; what is expected instead is the error.
    fn set(&mut self, value: &RawScalar<'_>) -> Result<Taken, &'static str>;

    /// Takes a whole body as bytes, if the value is bytes.
    fn set_bytes(&mut self, bytes: &[u8]) -> bool {
        let _ = bytes;
        false
    }

    /// The value that it has, if any.
    fn get(&self) -> Option<Scalar<'_>>;
}

/// A scalar as it was on the wire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawScalar<'a> {
    /// The text: of a string without quotes and escapes, of a number or boolean letter by letter.
    pub(crate) text: &'a str,
}

impl RawScalar<'_> {
    /// The text.
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

/// Bytes inside JSON are base64 (OpenAPI 3.0, data types); text that is not is taken as it is, since the vendor's `binary`
/// format in a JSON body is plain text.
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

/// An empty string in place of a number means "not given".
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
