//! The region of a program: how it is found, and which parameter is set to it.
//!
//! Nearly every regional operation needs the region twice: for the endpoint, and as the parameter `RegionId`. If that
//! parameter is required but not set, typed and untyped calls send the region of the call
//! ([`Call::region`](crate::Call::region), else [`Client::region`](crate::Client::region)). If it is optional, it is
//! sent only if it is set.

use crate::credentials::profile_region;
use crate::environment::Environment;
pub use crate::region_id::{is_id, is_parameter};

/// The environment variables that name the region, in the order in which the vendor's CLI reads them.
const VARIABLES: [&str; 5] =
    ["ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID", "REGION_ID", "REGION"];

/// Finds the region of the environment: the first of the variables `ALIBABA_CLOUD_REGION_ID`, `ALIBABACLOUD_REGION_ID`,
/// `ALICLOUD_REGION_ID`, `REGION_ID` and `REGION` that is set, else the `region_id` of the current profile of the
/// vendor's CLI.
///
/// Returns `None` if there is neither. A configuration file that cannot be read is ignored here; credentials that need
/// it report the error.
#[must_use]
pub fn discover(environment: &Environment) -> Option<String> {
    environment.first_of(&VARIABLES).or_else(|| profile_region(environment))
}
