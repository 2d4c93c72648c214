//! Names of devices on Windows. No file or folder can have such a name there, whatever its extension is.

/// The names, in lower case.
const NAMES: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Whether a file with this name, in any case and with any extension, would be a device on Windows.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    NAMES.iter().any(|device| device.eq_ignore_ascii_case(stem))
}
