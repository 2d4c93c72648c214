//! Recognizes the parameter for the region.

use super::value::Type;

/// Whether the runtime fills the parameter with the region of the client if it is required and not set.
///
/// This mirrors `alicloud_client::region::is_parameter`, which decides when a call is sent; here it is only needed for
/// documentation. The name has to be `RegionId` in any spelling (`regionId`, `RegionID`, `region_id`), and the type a
/// string.
pub(super) fn is_region<N>(wire: &str, ty: &Type<N>) -> bool {
    let name: String = wire.chars().filter(|&character| character != '_').collect();
    name.eq_ignore_ascii_case("RegionId") && matches!(ty, Type::Text | Type::Enumeration(_))
}
