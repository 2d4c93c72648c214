//! Decides how requests of an operation are authenticated.

use alicloud_api::Auth;

use super::item::Warning;
use crate::spec::entry;

/// All authentication methods that the service accepts. If it accepts none that is supported, the operation is signed,
/// with a warning.
pub(crate) fn accepted(operation: &str, entry: &entry::Operation, warnings: &mut Vec<Warning>) -> Vec<Auth> {
    let schemes: Vec<&str> = entry.security.iter().flat_map(|way| way.keys()).map(String::as_str).collect();
    let mut ways: Vec<Auth> = Vec::new();
    for way in schemes.iter().filter_map(|scheme| way(scheme)) {
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if ways.is_empty() {
        if !schemes.is_empty() {
            let text = format!("it demands `{}` and is signed like any other operation", schemes.join("` or `"));
            warnings.push(Warning { place: operation.to_owned(), text });
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
/// for it.
pub(crate) fn used(accepted: &[Auth]) -> Auth {
    [Auth::Signed, Auth::Anonymous, Auth::Bearer].into_iter().find(|way| accepted.contains(way)).unwrap_or(Auth::Signed)
}
