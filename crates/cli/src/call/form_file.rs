//! Files of forms: a value that begins with `@` is a path, as it is for other long values.

use std::path::Path;

use alicloud_catalog::RequestParameter;
use alicloud_client::runtime::{BodyKind, Location};
use alicloud_client::{FormFile, OperationInfo};

use crate::regular_file;

/// The largest file of a form, which is in memory as a whole.
const MOST_BYTES: u64 = 100 << 20;

/// Whether a parameter is a file. The format `byte` is base64, which is a string in a form.
pub(super) fn is_file(info: &OperationInfo, parameter: &RequestParameter) -> bool {
    info.body == BodyKind::Multipart
        && parameter.location == Location::Form
        && parameter.schema.format.as_deref() == Some("binary")
}

/// The file that a value names or is: `@` and a path, whose last part is the name that the service sees, or the content itself, which
/// begins with `@@` if it begins with `@`.
///
/// # Errors
///
/// Why the file cannot be read.
pub(super) fn of_value(parameter: &str, value: &str) -> Result<FormFile, String> {
    match value.strip_prefix('@') {
        Some(path) if !path.starts_with('@') => {
            let path = Path::new(path);
            let content = regular_file::read(path, MOST_BYTES)
                .map_err(|error| format!("--{parameter}: the file {path:?} cannot be read: {error}"))?;
            Ok(FormFile::new(path.file_name().unwrap_or_default().to_string_lossy(), content))
        }
        Some(content) => Ok(FormFile::from(content)),
        None => Ok(FormFile::from(value)),
    }
}
