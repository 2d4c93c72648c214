//! The status of an instance.

use alicloud_client::waiter::{Progress, Waiter};
use alicloud_client::{Client, Error};

use crate::describe_db_instance_attribute::{
    DbInstanceAttribute, DescribeDbInstanceAttribute, DescribeDbInstanceAttributeResponse,
};

/// Result of a poll of an instance.
type Polled = Result<DescribeDbInstanceAttributeResponse, Error>;

/// Final states: an instance never leaves them.
const LAST: [&str; 2] = ["Deleting", "Released"];

/// Polls an instance with `DescribeDBInstanceAttribute`.
pub fn instance(client: &Client, id: impl Into<String>) -> Waiter<DescribeDbInstanceAttribute> {
    Waiter::new(client, DescribeDbInstanceAttribute::new().db_instance_id(id))
}

/// Done when the instance has this status, such as `Running`; returns the instance. Fails when the instance is deleted, unless that is
/// the awaited status.
pub fn has_status(status: impl Into<String>) -> impl FnMut(Polled) -> Progress<DbInstanceAttribute> {
    let wanted = status.into();
    move |polled| {
        let response = match polled {
            Ok(response) => response,
            Err(error) => return Progress::from_error(error),
        };
        // A new instance may not be listed yet.
        let Some(instance) = response.items.db_instance_attribute.into_iter().next() else { return Progress::Pending };
        let status = instance.db_instance_status.as_ref().map(|status| status.as_str().to_owned()).unwrap_or_default();
        if status == wanted {
            Progress::Done(instance)
        } else if LAST.contains(&status.as_str()) {
            Progress::Failed(Error::unreachable_state(format!("the instance is {status} and will not become {wanted}")))
        } else {
            Progress::Pending
        }
    }
}

/// Done when the instance no longer exists.
pub fn is_gone() -> impl FnMut(Polled) -> Progress<()> {
    |polled| match polled {
        Ok(response) if response.items.db_instance_attribute.is_empty() => Progress::Done(()),
        Ok(_) => Progress::Pending,
        Err(error) if error.is_not_found() => Progress::Done(()),
        Err(error) => Progress::from_error(error),
    }
}
