//! Value types that are not plain scalars.

use std::fmt;

use alicloud_signer::Secret;
use bytes::Bytes;
pub use serde_json::Value;

/// Bytes in the body of a request or response. Cloning is cheap, because clones share the bytes.
///
/// `Debug` shows only the length.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Blob(Bytes);

impl Blob {
    /// Returns the bytes without copying them.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl AsRef<[u8]> for Blob {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Blob({} bytes)", self.0.len())
    }
}

impl From<Bytes> for Blob {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<&[u8]> for Blob {
    fn from(bytes: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(bytes))
    }
}

impl From<String> for Blob {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Blob {
    fn from(text: &str) -> Self {
        Self(Bytes::copy_from_slice(text.as_bytes()))
    }
}

/// A file in a form that is sent in parts (`multipart/form-data`): bytes with a file name and a media type. Cloning is cheap, because
/// clones share the bytes.
///
/// `Debug` shows only the names and the length.
///
/// ```
/// use alicloud_client::FormFile;
///
/// let file = FormFile::new("logo.png", vec![0x89, 0x50]).media_type("image/png");
/// assert_eq!(format!("{file:?}"), r#"FormFile("logo.png", "image/png", 2 bytes)"#);
/// // Bytes alone have the name `file`.
/// assert_eq!(FormFile::from(vec![1, 2]).name(), "file");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FormFile {
    name: String,
    media_type: String,
    content: Bytes,
}

impl FormFile {
    /// Creates a file with the media type `application/octet-stream`. A service sees `name`, so a path is sent as a whole.
    #[must_use]
    pub fn new(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self { name: name.into(), media_type: "application/octet-stream".to_owned(), content: content.into() }
    }

    /// Sets the media type, such as `text/csv`. A call fails if it has line breaks.
    #[must_use]
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self { media_type: media_type.into(), ..self }
    }

    /// The file name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes.
    #[must_use]
    pub fn content(&self) -> &Bytes {
        &self.content
    }

    pub(crate) fn content_type(&self) -> &str {
        &self.media_type
    }
}

impl Default for FormFile {
    fn default() -> Self {
        Self::new("file", Bytes::new())
    }
}

impl fmt::Debug for FormFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FormFile({:?}, {:?}, {} bytes)", self.name, self.media_type, self.content.len())
    }
}

impl<T: Into<Blob>> From<T> for FormFile {
    fn from(content: T) -> Self {
        Self::new("file", content.into().into_bytes())
    }
}

/// A secret of any JSON type: a number, a boolean, an object, and so on. It is never printed, is compared in constant
/// time, and is wiped from memory on drop.
///
/// ```
/// use alicloud_client::SecretValue;
///
/// let pin = SecretValue::from(1234);
/// assert_eq!(format!("{pin:?}"), "***");
/// assert_eq!(pin.expose(), "1234");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretValue(Secret);

impl SecretValue {
    /// Returns the value as JSON. A string has no quotes, unless it would then be the JSON of another value.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the value is a number or a boolean.
    pub(crate) fn is_literal(&self) -> bool {
        matches!(serde_json::from_str(self.expose()), Ok(Value::Number(_) | Value::Bool(_)))
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Takes the JSON of the value. Anything that is not valid JSON is a string.
impl From<&str> for SecretValue {
    fn from(json: &str) -> Self {
        Self(json.into())
    }
}

/// Takes the JSON of the value. Anything that is not valid JSON is a string.
impl From<String> for SecretValue {
    fn from(json: String) -> Self {
        Self(json.into())
    }
}

impl From<Secret> for SecretValue {
    fn from(json: Secret) -> Self {
        Self(json)
    }
}

impl From<i64> for SecretValue {
    fn from(number: i64) -> Self {
        Self(number.to_string().into())
    }
}

impl From<f64> for SecretValue {
    fn from(number: f64) -> Self {
        Value::from(number).into()
    }
}

impl From<bool> for SecretValue {
    fn from(value: bool) -> Self {
        Self(value.to_string().into())
    }
}

impl From<Value> for SecretValue {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) if serde_json::from_str::<&serde_json::value::RawValue>(&text).is_err() => text.into(),
            value => value.to_string().into(),
        }
    }
}
