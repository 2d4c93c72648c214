//! The region that a program works in.

use crate::credentials::{Environment, profile_region};

/// The variables that name the region, in the order in which the official command line reads them.
const VARIABLES: [&str; 5] =
    ["ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID", "REGION_ID", "REGION"];

/// The region of the environment: that of the variables `ALIBABA_CLOUD_REGION_ID`, `ALIBABACLOUD_REGION_ID`, `ALICLOUD_REGION_ID`,
/// `REGION_ID` and `REGION`, in this order, else the `region_id` of the profile of the official command line that is in use.
///
/// `None` if neither is there; a file that cannot be read counts as none, as it does for credentials that come from elsewhere.
#[must_use]
pub fn discover(environment: &Environment) -> Option<String> {
    environment.first_of(&VARIABLES).or_else(|| profile_region(environment))
}
