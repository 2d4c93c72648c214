//! Host names of a product: what one looks like, and the rule that the listed ones follow.

use super::entry::{Endpoint, Product};

/// Entries of `endpoints` with this region name the host that serves every region that is not listed.
pub(crate) const GLOBAL: &str = "public";

/// Whether this is a host name: no scheme, no port, no path, no blank.
pub(super) fn is_host(host: &str) -> bool {
    host.split('.').all(|label| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

/// The host name in what the vendor wrote: blanks around it, a scheme before it and a slash behind it are left out.
pub(super) fn host_in(text: &str) -> Option<&str> {
    let text = text.trim();
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let host = host.trim_end_matches('/');
    is_host(host).then_some(host)
}

/// The rule of the vendor's libraries that most of the listed public hosts follow: `regional` for `CODE.REGION.aliyuncs.com`, `central` for
/// `CODE.aliyuncs.com`. `None` if the hosts have another name, such as `mongodb` for the product `Dds`: no rule gives that one.
///
/// The vendor's metadata has no such field; in its libraries the rule is a constant of each product.
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
