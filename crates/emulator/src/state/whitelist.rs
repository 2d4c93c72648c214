//! IP whitelists of instances.

use std::net::Ipv4Addr;

/// A named group of addresses from which clients may connect.
#[derive(Debug, Clone)]
pub(crate) struct Whitelist {
    pub(crate) name: String,
    /// The attribute, which is empty or `hidden`.
    pub(crate) attribute: String,
    pub(crate) addresses: Vec<String>,
}

/// Name of the group for requests that do not name one.
pub(crate) const DEFAULT_GROUP: &str = "default";

/// Why a list of addresses is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AddressError {
    Format,
    Duplicate,
}

/// Parses a comma-separated list of at most 1,000 IPv4 addresses and blocks (`10.0.0.0/8` with a prefix of 1 to 32
/// bits, or `0.0.0.0/0` for all addresses).
pub(crate) fn addresses(list: &str) -> Result<Vec<String>, AddressError> {
    let mut read: Vec<String> = Vec::new();
    for address in list.split(',').map(str::trim) {
        if !is_address(address) {
            return Err(AddressError::Format);
        }
        if read.iter().any(|earlier| earlier == address) {
            return Err(AddressError::Duplicate);
        }
        read.push(address.to_owned());
    }
    if read.len() > 1000 { Err(AddressError::Format) } else { Ok(read) }
}

fn is_address(text: &str) -> bool {
    match text.split_once('/') {
        None => text.parse::<Ipv4Addr>().is_ok(),
        Some(("0.0.0.0", "0")) => true,
        Some((address, prefix)) => {
            address.parse::<Ipv4Addr>().is_ok() && prefix.parse::<u8>().is_ok_and(|prefix| (1..=32).contains(&prefix))
        }
    }
}
