//! Strings that `serde_json` reads for providers, without a copy where possible.

use std::borrow::Cow;
use std::fmt;

use serde_core::Deserialize;
use serde_core::de::{Deserializer, Visitor};

/// A string that borrows from the input unless it has escapes. (`Cow<str>` itself is always deserialized as an owned
/// string.)
pub(crate) struct UnescapedText<'a>(pub(crate) Cow<'a, str>);

impl<'de> Deserialize<'de> for UnescapedText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = UnescapedText<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(UnescapedText(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(UnescapedText(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}
