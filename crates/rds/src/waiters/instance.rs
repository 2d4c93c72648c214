//! The status of an instance.

use alicloud_client::waiter::{Progress, Waiter};
use alicloud_client::{Client, Error};

use crate::describe_db_instance_attribute::{
    DbInstanceAttribute, DescribeDbInstanceAttribute, DescribeDbInstanceAttributeResponse,
};

/// What a poll of an instance answers.
type Answer = Result<DescribeDbInstanceAttributeResponse, Error>;

/// From these no instance comes back.
const LAST: [&str; 2] = ["Deleting", "Released"];

/// Polls an instance with `DescribeDBInstanceAttribute`.
pub fn instance(client: &Client, id: impl Into<String>) -> Waiter<DescribeDbInstanceAttribute> {
    Waiter::new(client, DescribeDbInstanceAttribute::new().db_instance_id(id))
}

/// Done when the instance has this status, as in `Running`; gives the instance. Failed when the instance is deleted, unless that is
/// what is waited for.
pub fn has_status(status: impl Into<String>) -> impl FnMut(Answer) -> Progress<DbInstanceAttribute> {
    let wanted = status.into();
    move |answer| {
        let response = match answer {
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

/// Done when the instance does not exist any more.
pub fn is_gone() -> impl FnMut(Answer) -> Progress<()> {
    |answer| match answer {
        Ok(response) if response.items.db_instance_attribute.is_empty() => Progress::Done(()),
        Ok(_) => Progress::Pending,
        Err(error) if error.is_not_found() => Progress::Done(()),
        Err(error) => Progress::from_error(error),
    }
}
