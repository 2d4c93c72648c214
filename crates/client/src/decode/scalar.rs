//! Scalars, whatever form the service chose for them.

use alicloud_signer::Secret;
use base64::Engine as _;

use super::ScalarSlot;
use crate::encode::Scalar;
use crate::value::Blob;

/// A scalar as it stood on the wire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RawScalar<'a> {
    /// The text: of a string without quotes and escapes, of a number or truth value letter by letter.
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
    fn set(&mut self, value: &RawScalar<'_>) -> Result<(), &'static str> {
        value.text.clone_into(self);
        Ok(())
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Text(self))
    }
}

impl ScalarSlot for Secret {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<(), &'static str> {
        *self = Self::from(value.text);
        Ok(())
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Secret(self.expose()))
    }
}

impl ScalarSlot for i64 {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<(), &'static str> {
        *self = integer(value.text).ok_or("a whole number of 64 bits")?;
        Ok(())
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Integer(*self))
    }
}

impl ScalarSlot for f64 {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<(), &'static str> {
        *self = value.text.trim().parse().map_err(|_| "a number")?;
        Ok(())
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Double(*self))
    }
}

impl ScalarSlot for bool {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<(), &'static str> {
        let text = value.text.trim();
        *self = if ["true", "1", "yes"].iter().any(|known| text.eq_ignore_ascii_case(known)) {
            true
        } else if ["false", "0", "no"].iter().any(|known| text.eq_ignore_ascii_case(known)) {
            false
        } else {
            return Err("true or false");
        };
        Ok(())
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

    fn set(&mut self, value: &RawScalar<'_>) -> Result<(), &'static str> {
        *self = match base64::engine::general_purpose::STANDARD.decode(value.text) {
            Ok(bytes) => bytes.into(),
            Err(_) => value.text.into(),
        };
        Ok(())
    }

    fn get(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Bytes(self.as_ref()))
    }
}

/// An empty text in place of a number or truth value means "not given".
impl<T: ScalarSlot + Default + Optional> ScalarSlot for Option<T> {
    fn set(&mut self, value: &RawScalar<'_>) -> Result<(), &'static str> {
        if T::EMPTY_IS_ABSENT && value.text.trim().is_empty() {
            *self = None;
            return Ok(());
        }
        let mut inner = T::default();
        inner.set(value)?;
        *self = Some(inner);
        Ok(())
    }

    fn get(&self) -> Option<Scalar<'_>> {
        self.as_ref().and_then(T::get)
    }
}

/// Whether an empty text can be a value of the type.
#[doc(hidden)]
pub trait Optional {
    /// Whether an empty text stands for "not given".
    const EMPTY_IS_ABSENT: bool;
}

macro_rules! optional {
    ($($type:ty => $absent:expr;)*) => {$(
        impl Optional for $type {
            const EMPTY_IS_ABSENT: bool = $absent;
        }
    )*};
}

optional! {
    String => false;
    Secret => false;
    i64 => true;
    f64 => true;
    bool => true;
}

/// A whole number: `30`, `"30"`, `30.0` and `3e1` are the same one. Nothing is rounded.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    if let Some((whole, fraction)) = text.split_once('.')
        && fraction.bytes().all(|digit| digit == b'0')
    {
        return whole.parse().ok();
    }
    /// The largest number up to which a `f64` holds every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number: f64 = text.parse().ok()?;
    #[allow(clippy::cast_possible_truncation, reason = "a whole number within the exact range")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}
