//! The region of a program: how it is found, and which parameter is set to it.
//!
//! Nearly every regional operation needs the region twice: for the endpoint, and as the parameter `RegionId`. If that
//! parameter is required but not set, typed and untyped calls send the region of the call
//! ([`Call::region`](crate::Call::region), else [`Client::region`](crate::Client::region)). If it is optional, it is
//! sent only if it is set.

use crate::credentials::profile_region;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind};
pub use crate::region_id::{InvalidRegion, check, is_id, is_parameter};

/// The environment variables that name the region, in the order in which the vendor's CLI reads them.
const VARIABLES: [&str; 5] =
    ["ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID", "REGION_ID", "REGION"];

/// Finds the region of the environment: the first of the variables `ALIBABA_CLOUD_REGION_ID`, `ALIBABACLOUD_REGION_ID`,
/// `ALICLOUD_REGION_ID`, `REGION_ID` and `REGION` that is set, else the `region_id` of the current profile of the
/// vendor's CLI.
///
/// `None` if neither is there.
///
/// # Errors
///
/// [`ErrorKind::Configuration`] if the value is not the ID of a region (see [`check`]), or if the profile cannot be read or is not there.
pub fn discover(environment: &Environment) -> Result<Option<String>, Error> {
    find(environment).map_err(|problem| match problem {
        NoRegion::Invalid(error) | NoRegion::Unreadable(error) => error,
    })
}

/// Why no region was found.
pub(crate) enum NoRegion {
    /// The value is not the ID of a region.
    Invalid(Error),
    /// The profile cannot be read. Calls that need no region are possible all the same, if their credentials come from elsewhere.
    Unreadable(Error),
}

/// As [`discover`].
pub(crate) fn find(environment: &Environment) -> Result<Option<String>, NoRegion> {
    let variable =
        VARIABLES.into_iter().find_map(|name| Some((format!("the variable {name}"), environment.variable(name)?)));
    let found = match variable {
        Some(found) => Some(found),
        None => profile_region(environment)
            .map_err(|error| NoRegion::Unreadable(Error::caused(ErrorKind::Configuration, error.to_string(), error)))?,
    };
    let Some((source, region)) = found else { return Ok(None) };
    match check(&region) {
        Ok(()) => Ok(Some(region)),
        Err(problem) => Err(NoRegion::Invalid(Error::configuration(format!("{source}: {problem}")))),
    }
}
