//! The endpoints of an instance.

use alicloud_client::waiter::{Progress, Waiter};
use alicloud_client::{Client, Error};

use crate::describe_db_instance_net_info::{
    DbInstanceNetInfo, DescribeDbInstanceNetInfo, DescribeDbInstanceNetInfoResponse,
};

/// Result of a poll of the endpoints.
type Polled = Result<DescribeDbInstanceNetInfoResponse, Error>;

/// Polls the endpoints of an instance with `DescribeDBInstanceNetInfo`.
pub fn endpoints(client: &Client, id: impl Into<String>) -> Waiter<DescribeDbInstanceNetInfo> {
    Waiter::new(client, DescribeDbInstanceNetInfo::new().db_instance_id(id))
}

/// Done when the instance no longer has an endpoint with this host name.
///
/// The instance can still be in a temporary state, and refuses most changes until it is `Running` again: before the next
/// change, wait with `waiters::has_status("Running")`, too.
pub fn is_released(address: impl Into<String>) -> impl FnMut(Polled) -> Progress<()> {
    let address = address.into();
    move |polled| match polled {
        Ok(response) => match find(response, |endpoint| has_address(endpoint, &address)) {
            None => Progress::Done(()),
            Some(_) => Progress::Pending,
        },
        Err(error) => Progress::from_error(error),
    }
}

/// Done when the instance has an endpoint with this host name; returns the endpoint.
///
/// The endpoint can be listed before the instance is `Running` again: until then it may refuse connections, and the instance refuses most
/// changes. Wait with `waiters::has_status("Running")`, too.
pub fn is_allocated(address: impl Into<String>) -> impl FnMut(Polled) -> Progress<DbInstanceNetInfo> {
    let address = address.into();
    found(move |endpoint| has_address(endpoint, &address))
}

/// Done when the instance has a public endpoint; returns the endpoint.
///
/// As with [`is_allocated`], the endpoint can be listed before the instance is `Running` again.
pub fn has_public_endpoint() -> impl FnMut(Polled) -> Progress<DbInstanceNetInfo> {
    found(|endpoint| endpoint.ip_type.as_ref().is_some_and(|kind| kind.as_str() == "Public"))
}

fn found(wanted: impl Fn(&DbInstanceNetInfo) -> bool) -> impl FnMut(Polled) -> Progress<DbInstanceNetInfo> {
    move |polled| match polled {
        Ok(response) => find(response, &wanted).map_or(Progress::Pending, Progress::Done),
        Err(error) => Progress::from_error(error),
    }
}

fn find(
    response: DescribeDbInstanceNetInfoResponse,
    wanted: impl Fn(&DbInstanceNetInfo) -> bool,
) -> Option<DbInstanceNetInfo> {
    response.db_instance_net_infos.db_instance_net_info.into_iter().find(wanted)
}

/// Host names are case-insensitive (RFC 4343).
fn has_address(endpoint: &DbInstanceNetInfo, address: &str) -> bool {
    endpoint.connection_string.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(address))
}
