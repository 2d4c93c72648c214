//! Operations that answer page by page.
//!
//! ```no_run
//! # use alicloud_client::{Client, Error, Paginate};
//! # async fn run<O: Paginate>(client: Client, describe_instances: O) -> Result<(), Error> {
//! let mut instances = client.pages(describe_instances).items();
//! while let Some(instance) = instances.next().await {
//!     let instance = instance?;
//! }
//! # Ok(()) }
//! ```
//!
//! The metadata shows four conventions; each is a function here, so that generated code only names the members:
//! page numbers ([`next_number`]), tokens and markers ([`next_token`]), offsets ([`next_offset`]).

mod fingerprint;
mod items;
mod pages;

use crate::operation::Operation;

pub use items::Items;
pub use pages::Paginator;

/// An operation whose response is one page of many.
pub trait Paginate: Operation + Clone {
    /// What the pages hold.
    type Item: Send;

    /// Makes this request the one for the page after `response`; `false` if that was the last one.
    fn advance(&mut self, response: &Self::Response) -> bool;

    /// Takes the items out of a page.
    fn items(response: Self::Response) -> Vec<Self::Item>;
}

/// The number of the next page.
///
/// `number` and `size` are those of the request (from 1; the service assumes page 1), `returned` is how many items came, `total` how
/// many there are in all, if the service says so. Without a total, an empty page or one that is not full is the last.
///
/// A service that is asked for pages larger than it allows returns smaller ones without a word. With a total that is noticed, and the
/// pages are counted by what came; it can cost one request for an empty page, but loses no item.
#[must_use]
pub fn next_number(number: Option<i64>, size: Option<i64>, returned: usize, total: Option<i64>) -> Option<i64> {
    let number = number.unwrap_or(1).max(1);
    let returned = i64::try_from(returned).unwrap_or(i64::MAX);
    if returned == 0 {
        return None;
    }
    let more = match (size.filter(|size| *size > 0), total) {
        (Some(size), Some(total)) => {
            let due = total.saturating_sub(size.saturating_mul(number - 1));
            match due {
                // The pages before this one would have held everything, had they been full.
                ..=0 => number.saturating_mul(returned) < total,
                due => due > size || returned != due,
            }
        }
        (Some(size), None) => returned >= size,
        (None, Some(total)) => number.saturating_mul(returned) < total,
        // Neither is known: only an empty page ends it.
        (None, None) => true,
    };
    more.then(|| number.saturating_add(1))
}

/// The token of the next page: the one that came, unless it is empty or the one that was sent (which would never end).
#[must_use]
pub fn next_token(sent: Option<&str>, received: Option<&str>) -> Option<String> {
    received.filter(|token| !token.is_empty() && sent != Some(token)).map(str::to_owned)
}

/// The offset of the next page: as far as `returned` items lead, unless that is all there are.
#[must_use]
pub fn next_offset(offset: Option<i64>, returned: usize, total: Option<i64>) -> Option<i64> {
    let returned = i64::try_from(returned).unwrap_or(i64::MAX);
    let next = offset.unwrap_or(0).max(0).saturating_add(returned);
    (returned > 0 && total.is_none_or(|total| next < total)).then_some(next)
}
