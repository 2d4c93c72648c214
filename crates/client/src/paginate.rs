//! Iterates over operations that return their results in pages.
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
//! An operation names the fields that lead to the next page ([`Paging`]); this module implements the rules for all
//! operations. The services use four conventions:
//!
//! | convention | next request | last page |
//! |---|---|---|
//! | token or marker | sends the token of the response | has no token, or an empty one, `null` or `0` |
//! | scroll | sends the one token of the list again | has no token, as above, or no items |
//! | page number | sends the next number | has no items, or reaches the total |
//! | offset | skips the items received so far | has no items, or reaches the total |
//!
//! - **Items are counted as they are received**, and not by the requested page size, so no items are lost if a service
//!   returns 50 items per page although 100 were requested. The page size of the request is the same for all pages,
//!   because the service computes the start of a page from it.
//! - **A total** is a number or a string of digits. The list ends as soon as that many items were received. If it
//!   changes between pages, the latest value counts. A total that is smaller than the number of items on its own page
//!   must count something else, and is ignored from then on. Without a total, only an empty page ends the list, because
//!   a service may return fewer items than a full page at any time.
//! - **An empty page ends the list**, unless it has no total although an earlier page had announced more items than
//!   were received. An error of the service or of a proxy can look like this, so it is reported as an error. If the
//!   walk began in the middle of a list, the number of items before it is unknown, so the list ends without an error.
//! - **A repeated page** is an error, because the list would never end: a request that was already sent, or a page with
//!   the items of an earlier page. If a response confirms the requested position (by its page number or offset, or
//!   because a token led to it), it may contain the same items as an earlier page; this becomes an error the third time
//!   in a row.
//! - **A position can be stored** ([`Paginator::position`], [`Items::position`]), also as a string. Later, even in
//!   another process, the walk can continue from there ([`Paginator::resume_from`]) as if it had not been interrupted:
//!   after a page that failed, after [`Paginator::max_pages`], or after a restart.
//!
//! Pages are not a snapshot: if resources are created or deleted between two requests, items can move from one page to
//! another.

mod fingerprint;
mod items;
mod page_walk;
mod pages;
mod paging;
mod position;
mod walk;

use crate::operation::Operation;

pub use items::Items;
pub use page_walk::PageWalk;
pub use pages::Paginator;
pub use paging::{Counter, Paging, count};
pub use position::{InvalidPosition, Position};

/// An operation whose response is one page of a list.
pub trait Paginate: Operation + Clone {
    /// The type of the items.
    type Item: Send;

    /// Names the fields of this request and of its response that lead to the next page.
    fn paging<'a>(&'a mut self, page: &'a mut Self::Response) -> Paging<'a>;

    /// Takes the items of a page.
    fn items(page: Self::Response) -> Vec<Self::Item>;
}
