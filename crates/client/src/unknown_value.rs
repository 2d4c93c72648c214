//! The value of an open enumeration that its crate does not know.

use std::fmt;

use crate::shown::{LONGEST_MESSAGE, shown};

/// What the variant `Unknown` of a generated enumeration holds: a string that was not among the documented values when the crate was
/// generated. `Display` writes it, and `as_str` of the enumeration returns it.
///
/// A later version of the crate may know the value, and then `From<&str>` returns its variant in place of `Unknown`. A program that compares
/// the content of `Unknown` would stop recognizing the value without an error of the compiler, so it cannot be compared with a string:
///
/// ```compile_fail,E0308
/// # use alicloud_client::UnknownValue;
/// # enum Status { Running, Unknown(UnknownValue) }
/// fn is_paused(status: Status) -> bool {
///     matches!(status, Status::Unknown(value) if value == "Paused")
/// }
/// ```
///
/// Nor can a program make it, since what it makes would differ from the variant:
///
/// ```compile_fail,E0308
/// # use alicloud_client::UnknownValue;
/// # enum Status { Running, Unknown(UnknownValue) }
/// let paused = Status::Unknown("Paused".to_owned());
/// ```
///
/// What works with every version is the string of the enumeration itself:
///
/// ```
/// # use alicloud_client::runtime;
/// # #[derive(Clone, PartialEq)]
/// # enum Status { Running, Unknown(runtime::UnknownValue) }
/// # impl Status {
/// #     fn as_str(&self) -> &str {
/// #         match self { Self::Running => "Running", Self::Unknown(value) => runtime::unknown_str(value) }
/// #     }
/// # }
/// # impl From<&str> for Status {
/// #     fn from(value: &str) -> Self {
/// #         match value { "Running" => Self::Running, other => Self::Unknown(runtime::unknown(other.to_owned())) }
/// #     }
/// # }
/// # runtime::open_enum!(Status);
/// let status = Status::from("Paused");
/// assert_eq!(status.as_str(), "Paused");
/// assert_eq!(status, Status::from("Paused"));
/// match status {
///     Status::Running => {}
///     Status::Unknown(value) => println!("a state that this program does not know: {value}"),
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct UnknownValue(String);

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// The beginning of the string, in quotes: it may be the server's, of any length and with any characters.
impl fmt::Debug for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&shown(&self.0, LONGEST_MESSAGE), formatter)
    }
}

/// The content of `Unknown`, for a string that generated code found to be none of its values.
#[must_use]
pub fn unknown(value: String) -> UnknownValue {
    UnknownValue(value)
}

/// The string of `Unknown`, for `as_str` of generated code.
#[must_use]
pub fn unknown_str(value: &UnknownValue) -> &str {
    &value.0
}
