//! Decides how requests of an operation are authenticated.

use alicloud_api::Auth;

use crate::spec::entry;

/// Every way that the service accepts; any one of them is enough. An operation that demands something else is signed like any other, which
/// is reported to `warn`.
pub(crate) fn accepted(entry: &entry::Operation, warn: &mut dyn FnMut(String)) -> Vec<Auth> {
    let schemes: Vec<&str> = entry.security.iter().flat_map(|way| way.keys()).map(String::as_str).collect();
    let mut ways: Vec<Auth> = Vec::new();
    for way in schemes.iter().filter_map(|scheme| way(scheme)) {
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if ways.is_empty() {
        if !schemes.is_empty() {
            warn(format!("it demands `{}` and is signed like any other operation", schemes.join("` or `")));
        }
        ways.push(Auth::Signed);
    }
    ways
}

/// The authentication method for a scheme of the vendor.
fn way(scheme: &str) -> Option<Auth> {
    match scheme {
        "AK" => Some(Auth::Signed),
        // With `ARS_OIDC`, the caller passes a token as a parameter, and the request itself is not signed.
        "Anonymous" | "ARS_OIDC" => Some(Auth::Anonymous),
        "BearerToken" => Some(Auth::Bearer),
        _ => None,
    }
}

/// The authentication method that the client uses: a signature if the service accepts it, else no credentials, else a
/// bearer token.
pub(crate) fn used(accepted: &[Auth]) -> Auth {
    [Auth::Signed, Auth::Anonymous, Auth::Bearer].into_iter().find(|way| accepted.contains(way)).unwrap_or(Auth::Signed)
}
