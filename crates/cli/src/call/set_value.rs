//! The value of a parameter: of any type in JSON, or a file of a form.

use alicloud_client::{FormFile, Value};

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SetValue {
    Json(Value),
    /// A file of a form, which was read where it is known who named it.
    File(FormFile),
}

impl SetValue {
    /// The value, if it is a string.
    pub(super) fn as_str(&self) -> Option<&str> {
        self.as_json()?.as_str()
    }

    /// The value, unless it is a file.
    pub(super) fn as_json(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            Self::File(_) => None,
        }
    }
}

impl<T: Into<Value>> From<T> for SetValue {
    fn from(value: T) -> Self {
        Self::Json(value.into())
    }
}
