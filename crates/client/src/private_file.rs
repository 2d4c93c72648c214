//! New files that hold secrets.

use std::fs::OpenOptions;

/// Options that create a file, which must not exist, so that only its owner can read and write it,
/// from the moment in which it exists.
pub(crate) fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
