//! Names of regions, and the parameter that holds one.

/// Whether a string has the form of a region ID, as `cn-hangzhou` has: lower-case letters, digits and hyphens. A region becomes part of a
/// host name, so nothing else may get in there. Which regions there are is not known here.
#[must_use]
pub fn is_id(region: &str) -> bool {
    !region.is_empty()
        && region.len() <= 63
        && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether a parameter with this name says in which region the operation works: `RegionId` in all of its spellings, which are `regionId`,
/// `RegionID` and `region_id`. No other name means that in every operation: `TargetRegionId` is another region, and `Region` is sometimes
/// where a backup comes from.
#[must_use]
pub fn is_parameter(name: &str) -> bool {
    let mut rest = "regionid".bytes();
    let same = name.bytes().filter(|byte| *byte != b'_').all(|byte| rest.next() == Some(byte.to_ascii_lowercase()));
    same && rest.next().is_none()
}
