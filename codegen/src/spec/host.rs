//! Host names of a product: their syntax, and the rule by which they are built.

use super::entry::{Endpoint, Product};

/// The region in `endpoints` whose host serves every region that is not listed.
pub(crate) const GLOBAL: &str = "public";

/// Whether the string is a host name, without scheme, port, path or whitespace.
pub(super) fn is_host(host: &str) -> bool {
    host.split('.').all(|label| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

/// Extracts the host name from the vendor's string: removes surrounding whitespace, a scheme and trailing slashes.
pub(super) fn host_in(text: &str) -> Option<&str> {
    let text = text.trim();
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let host = host.trim_end_matches('/');
    is_host(host).then_some(host)
}

/// Finds the rule that most of the listed public hosts follow: `regional` for `CODE.REGION.aliyuncs.com`, `central` for
/// `CODE.aliyuncs.com`. Returns `None` if the hosts follow neither, for example because they begin with `mongodb` for
/// the product `Dds`.
///
/// The vendor's metadata has no field for the rule; in the vendor's libraries it is a constant of each product.
pub(super) fn rule(product: &Product) -> Option<&'static str> {
    let code = product.info.product.as_deref()?.to_ascii_lowercase();
    let (mut regional, mut central) = (0_usize, 0_usize);
    for Endpoint { region_id, public, endpoint, .. } in &product.endpoints {
        let (Some(region), Some(host)) = (region_id, public.as_ref().or(endpoint.as_ref())) else { continue };
        if region == GLOBAL {
            continue;
        }
        regional += usize::from(*host == format!("{code}.{region}.aliyuncs.com"));
        central += usize::from(*host == format!("{code}.aliyuncs.com"));
    }
    match (regional, central) {
        (0, 0) => None,
        _ if regional > central => Some("regional"),
        _ => Some("central"),
    }
}
