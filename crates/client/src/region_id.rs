//! Region IDs, and the parameter that contains one.

use std::fmt;

use crate::shown::{LONGEST_NAME, shown};

/// Whether a string has the form of a region ID, such as `cn-hangzhou`: at most 63 lower-case letters, digits and
/// hyphens. A region ID becomes a part of a host name, so no other characters are safe. Whether the region exists is
/// not checked.
#[must_use]
pub fn is_id(region: &str) -> bool {
    !region.is_empty()
        && region.len() <= 63
        && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A string that is not the ID of a region. `Display` shows it, shortened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRegion(String);

impl fmt::Display for InvalidRegion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is not the ID of a region, such as cn-hangzhou", shown(&self.0, LONGEST_NAME))
    }
}

impl std::error::Error for InvalidRegion {}

/// Checks that a string has the form of a region ID, as [`is_id`] describes it. Every region that is set in a program,
/// a variable or a profile is checked by this function.
///
/// # Errors
///
/// The string has another form.
pub fn check(region: &str) -> Result<(), InvalidRegion> {
    if is_id(region) { Ok(()) } else { Err(InvalidRegion(region.to_owned())) }
}

/// Whether a parameter with this name holds the region in which the operation works: `RegionId` in any spelling, such
/// as `regionId`, `RegionID` and `region_id`. No other name has that meaning in every operation: `TargetRegionId` is
/// another region, and `Region` is sometimes the source of a backup.
#[must_use]
pub fn is_parameter(name: &str) -> bool {
    let mut rest = "regionid".bytes();
    let same = name.bytes().filter(|byte| *byte != b'_').all(|byte| rest.next() == Some(byte.to_ascii_lowercase()));
    same && rest.next().is_none()
}
