//! The items that generated code uses. They are public and documented for that purpose, but they change with the
//! generator.

pub use alicloud_signer::Secret;

pub use crate::acknowledgement::Acknowledgement;
pub use crate::call::Call;
pub use crate::client::Client;
pub use crate::decode::{Decode, Decoder, ListSlot, MapSlot, Slot};
pub use crate::encode::{Encode, Encoder, Sink};
pub use crate::error::Error;
pub use crate::open_enum;
pub use crate::operation::{
    Auth, BodyKind, DocumentedError, EndpointRule, GatewaySignature, ListStyle, Location, Method, Operation,
    OperationInfo, ProductInfo, RamAction, RamResource, RegionHosts, ResponseKind, Streaming, Style, debug_operation,
    same_parameters,
};
pub use crate::paginate::{Paginate, Paging, count};
pub use crate::parameters::{At, Parameters};
pub use crate::scalar::{RawScalar, Scalar, ScalarSlot, Taken};
pub use crate::serde_structure;
pub use crate::show::{debug_decoded, debug_structure, same_decoded, same_structure, walk};
#[cfg(feature = "serde")]
pub use crate::stored::{deserialize, serialize};
pub use crate::stream::StreamCall;
pub use crate::unknown_value::{UnknownValue, unknown, unknown_str};
pub use crate::value::{Blob, FormFile, SecretValue, Value};
#[cfg(feature = "serde")]
pub use serde_core as serde;

/// The version of this module's interface for generated code. It is increased whenever something is added or changed,
/// and the generator writes the version for which it generates code.
pub const VERSION: u32 = 3;

/// The oldest version for which this module still supports generated code.
const OLDEST: u32 = 2;

/// Checks at compile time that this module supports generated code of `version`. If not, compilation stops with one
/// error that says what to update, instead of one error for each call.
///
/// ```
/// const _: () = alicloud_client::runtime::check_version(alicloud_client::runtime::VERSION);
/// ```
///
/// ```compile_fail,E0080
/// const _: () = alicloud_client::runtime::check_version(alicloud_client::runtime::VERSION + 1);
/// ```
///
/// # Panics
///
/// If the version is not supported. Generated code calls this in a constant, so it panics at compile time.
pub const fn check_version(version: u32) {
    assert!(version <= VERSION, "this code was generated for a newer alicloud-client: update alicloud-client");
    assert!(version >= OLDEST, "this code was generated for an older alicloud-client: update alicloud-codegen");
}

/// Implements `serde::Serialize` and `Deserialize` for a type with `Decode`, `Clone` and `Default` if the feature
/// `serde` of this crate is enabled, and nothing otherwise. Generated code therefore needs no `#[cfg]`.
#[cfg(feature = "serde")]
#[macro_export]
#[doc(hidden)]
macro_rules! serde_structure {
    ($name:ident) => {
        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::serialize(self, serializer)
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::deserialize(deserializer)
            }
        }
    };
}

/// Implements nothing, because the feature `serde` of this crate is not enabled.
#[cfg(not(feature = "serde"))]
#[macro_export]
#[doc(hidden)]
macro_rules! serde_structure {
    ($name:ident) => {};
}

/// Implements the traits of an enumeration that preserves unknown values, for a type with `as_str`, `From<&str>`,
/// `From<String>` and a variant `Unknown(UnknownValue)`.
#[macro_export]
#[doc(hidden)]
macro_rules! open_enum {
    ($name:ident) => {
        // Not derived: `derive(Eq)` would emit a useless assertion function per type.
        impl ::std::cmp::Eq for $name {}

        impl ::std::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::Unknown($crate::runtime::UnknownValue::default())
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    Self::Unknown(value) => formatter.debug_tuple("Unknown").field(value).finish(),
                    known => ::std::fmt::Debug::fmt(known.as_str(), formatter),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl $crate::runtime::Encode for $name {
            #[inline]
            fn encode_value(&self, sink: &mut dyn $crate::runtime::Sink) {
                sink.scalar($crate::runtime::ScalarSlot::get(self).unwrap_or($crate::runtime::Scalar::Null));
            }
        }

        impl $crate::runtime::Decode for $name {
            #[inline]
            fn slot(&mut self) -> $crate::runtime::Slot<'_> {
                $crate::runtime::Slot::Scalar(self)
            }
        }

        impl $crate::runtime::ScalarSlot for $name {
            #[inline]
            fn set(
                &mut self,
                value: &$crate::runtime::RawScalar<'_>,
            ) -> ::std::result::Result<$crate::runtime::Taken, &'static str> {
                *self = Self::from(value.text());
                Ok($crate::runtime::Taken::Value)
            }

            #[inline]
            fn get(&self) -> ::std::option::Option<$crate::runtime::Scalar<'_>> {
                ::std::option::Option::Some(match self {
                    Self::Unknown(value) => $crate::runtime::Scalar::Undocumented($crate::runtime::unknown_str(value)),
                    known => $crate::runtime::Scalar::Text(known.as_str()),
                })
            }
        }

        $crate::serde_structure!($name);
    };
}
