//! Builds the body of a form that is sent in parts (RFC 7578).

use alicloud_api::ListStyle;
use bytes::Bytes;

use super::flatten;
use crate::encode::Sink;
use crate::pairs::{MULTIPART, Pairs};
use crate::parameters::ParameterValue;
use crate::scalar::Scalar;
use crate::value::FormFile;

/// The parts while the parameters are received. The files follow the fields, as in the vendor's library, so that a service knows the
/// fields before it reads a file.
#[derive(Default)]
pub(super) struct FormParts {
    fields: Pairs,
    files: Vec<(String, FormFile)>,
}

impl FormParts {
    pub(super) fn field(&mut self, name: &str, style: ListStyle, value: &ParameterValue<'_>) {
        let mut probe = FileSink { file: None };
        match value {
            ParameterValue::Value(value) => value.encode_value(&mut probe),
            ParameterValue::Scalar(scalar) => probe.scalar(*scalar),
            ParameterValue::Unset | ParameterValue::UnsetString => {}
        }
        match probe.file {
            Some(file) => self.files.push((name.to_owned(), file)),
            None => flatten(name, style, value, &mut self.fields),
        }
    }

    /// The content type and the body.
    ///
    /// # Errors
    ///
    /// A sentence that says which part cannot be sent, or that there are no random numbers.
    pub(super) fn finish(self) -> Result<(String, Bytes), String> {
        let is_within = |boundary: &str| {
            let contains = |content: &[u8]| content.windows(boundary.len()).any(|part| part == boundary.as_bytes());
            self.fields.iter().any(|(name, text)| contains(name.as_bytes()) || contains(text.as_bytes()))
                || self.files.iter().any(|(name, file)| {
                    contains(name.as_bytes()) || contains(file.name().as_bytes()) || contains(file.content())
                })
        };
        let mut boundary = boundary()?;
        // The second one differs, since no content has all boundaries.
        while is_within(&boundary) {
            boundary = self::boundary()?;
        }
        let mut body = Vec::new();
        for (name, text) in self.fields.iter() {
            begin(&mut body, &boundary, name);
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(text.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        for (name, file) in &self.files {
            let media_type = file.content_type();
            if media_type.is_empty() || !media_type.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                return Err(format!("{name} has a media type that cannot be sent in a header: {media_type:?}"));
            }
            begin(&mut body, &boundary, name);
            let name = escaped(file.name());
            body.extend_from_slice(format!("; filename=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n").as_bytes());
            body.extend_from_slice(file.content());
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok((format!("{MULTIPART}; boundary={boundary}"), body.into()))
    }
}

fn begin(body: &mut Vec<u8>, boundary: &str, name: &str) {
    let name = escaped(name);
    body.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"").as_bytes());
}

/// A name within quotes, as browsers write it (HTML, section 4.10.21.8, multipart form data).
fn escaped(name: &str) -> String {
    name.replace('\n', "%0A").replace('\r', "%0D").replace('"', "%22")
}

/// 128 random bits from the operating system, as digits that no proxy has to quote.
fn boundary() -> Result<String, String> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits)
        .map_err(|error| format!("the operating system returned no random numbers for the form: {error}"))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}

/// A sink that keeps a single file. Bytes are a file, too. For any other value it keeps nothing.
struct FileSink {
    file: Option<FormFile>,
}

impl Sink for FileSink {
    fn begin_object(&mut self) {}
    fn member(&mut self, _name: &str) {}
    fn end_object(&mut self) {
        self.file = None;
    }
    fn begin_list(&mut self) {}
    fn element(&mut self) {}
    fn end_list(&mut self) {
        self.file = None;
    }
    fn scalar(&mut self, value: Scalar<'_>) {
        self.file = match value {
            Scalar::File(file) | Scalar::SecretFile(file) => Some(file.clone()),
            Scalar::Bytes(bytes) => Some(FormFile::from(bytes)),
            _ => None,
        };
    }
}
