//! How the caller of an operation authenticates.

use alicloud_api::Auth;

use super::item::Warning;
use crate::spec::entry;

/// Every way that the service accepts; any one of them is enough. An operation that demands something else is signed like any other.
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

/// What a scheme of the vendor means.
fn way(scheme: &str) -> Option<Auth> {
    match scheme {
        "AK" => Some(Auth::Signed),
        // `ARS_OIDC` is a token among the parameters.
        "Anonymous" | "ARS_OIDC" => Some(Auth::Anonymous),
        "BearerToken" => Some(Auth::Bearer),
        _ => None,
    }
}

/// The way that the client uses: a signature is the one that always works.
pub(crate) fn used(accepted: &[Auth]) -> Auth {
    [Auth::Signed, Auth::Anonymous, Auth::Bearer].into_iter().find(|way| accepted.contains(way)).unwrap_or(Auth::Signed)
}
