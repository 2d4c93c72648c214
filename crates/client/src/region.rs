//! The region that a program works in: where it is found, and which parameter is filled with it.
//!
//! Nearly every operation that works in a region takes it twice: the endpoint is that of a region, and a parameter `RegionId` names it once
//! more. Where that parameter is required and not set, typed and untyped calls send the region of the call
//! ([`Call::region`](crate::Call::region), else [`Client::region`](crate::Client::region)). One that is optional is sent only if it is set.

use crate::credentials::profile_region;
use crate::environment::Environment;
pub use crate::region_id::{is_id, is_parameter};

/// The variables that name the region, in the order in which the vendor's CLI reads them.
const VARIABLES: [&str; 5] =
    ["ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID", "REGION_ID", "REGION"];

/// The region of the environment: that of the variables `ALIBABA_CLOUD_REGION_ID`, `ALIBABACLOUD_REGION_ID`, `ALICLOUD_REGION_ID`,
/// `REGION_ID` and `REGION`, in this order, else the `region_id` of the profile of the vendor's CLI that is in use.
///
/// `None` if neither is there; a file that cannot be read counts as none, as it does for credentials that come from elsewhere.
#[must_use]
pub fn discover(environment: &Environment) -> Option<String> {
    environment.first_of(&VARIABLES).or_else(|| profile_region(environment))
}
