//! Writes and reads facts of `alicloud_api` as their strings.

use std::borrow::Cow;

use alicloud_api::{Auth, ListStyle, Location};
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

/// A fact that has a string for each of its values.
pub(super) trait Word: Copy {
    /// The string for the value.
    fn text(self) -> &'static str;

    /// The value for a string.
    fn of(text: &str) -> Option<Self>;
}

macro_rules! word {
    ($($fact:ty)*) => {$(
        impl Word for $fact {
            fn text(self) -> &'static str {
                self.as_str()
            }

            fn of(text: &str) -> Option<Self> {
                Self::parse(text)
            }
        }
    )*};
}

word! { Auth ListStyle Location }

fn parsed<T: Word, E: Error>(text: &str) -> Result<T, E> {
    T::of(text).ok_or_else(|| E::custom(format_args!("`{text}` is not known")))
}

/// A single fact.
pub(super) mod one {
    use super::{Cow, Deserialize as _, Deserializer, Serializer, Word, parsed};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(in crate::catalog) fn serialize<T: Word, S: Serializer>(fact: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(fact.text())
    }

    pub(in crate::catalog) fn deserialize<'de, T: Word, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        parsed(&Cow::<str>::deserialize(deserializer)?)
    }
}

/// A list of facts.
pub(super) mod list {
    use super::{Cow, Deserialize as _, Deserializer, Serializer, Word, parsed};

    pub(in crate::catalog) fn serialize<T: Word, S: Serializer>(facts: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(facts.iter().map(|fact| fact.text()))
    }

    pub(in crate::catalog) fn deserialize<'de, T: Word, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error> {
        Vec::<Cow<'_, str>>::deserialize(deserializer)?.iter().map(|text| parsed(text)).collect()
    }
}
