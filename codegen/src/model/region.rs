//! Which parameter is filled with the region of the client.

use super::item::Type;

/// Whether the runtime sets the parameter to the region of the call if the operation requires it and the caller does not set it.
///
/// The rule is that of `alicloud_client::region::is_parameter`, which decides when a call is sent; here it is only documented. It looks at
/// the name, `RegionId` in all of its spellings (`regionId`, `RegionID`, `region_id`), and only a string can be filled.
pub(crate) fn is_region(wire: &str, ty: &Type) -> bool {
    let name: String = wire.chars().filter(|&character| character != '_').collect();
    name.eq_ignore_ascii_case("RegionId") && matches!(ty, Type::Text | Type::Enumeration(_))
}
