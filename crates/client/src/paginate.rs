//! Operations that return their results page by page.
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
//! An operation names the fields that lead to the next page ([`Paging`]); the rules are here, once for all operations. The metadata
//! shows four conventions:
//!
//! | convention | the next request | the last page |
//! |---|---|---|
//! | token or marker | carries the token of the response | has no token, an empty one, `null` or `0` |
//! | scroll | carries the one token of the list | the same, or is empty |
//! | page number | carries the next number | is empty, or completes the total |
//! | offset | skips the items that came | is empty, or completes the total |
//!
//! - **Items are counted as they come**, never by the page size that was asked for: a service that allows 50 items per page where 100
//!   were asked for loses nothing. The page size of the request stays the same on all pages, so that they all begin where the service counts them.
//! - **A total** is a number or a string of digits. It ends the list as soon as so many items came. Where it changes
//!   between pages, the newest counts. A total below the number of items on its own page counts something else, and is ignored from there on. Without a total only an empty page ends
//!   the list: a page that is not full can be one that the service has cut.
//! - **An empty page ends the list**, unless the response has nothing of a page: no total either, though an earlier page had announced more
//!   items than came. An error of the service or of a proxy can look like this, and it is one here. A walk that begins in the middle of a
//!   list does not know how many items are before it, and ends.
//! - **A page that came before** is an error, since the list would never end: a request that was already sent, or a page with the items of an
//!   earlier page. Only a response that confirms the position that was asked for (by its page number or offset, or because a token led to it) can
//!   hold the same items once more; it is an error the third time in a row.
//! - **A position can be kept** ([`Paginator::position`], [`Items::position`]), as a string if need be, and a later program goes on from
//!   there ([`Paginator::resume_from`]) as if it had not been interrupted: after a page that failed, after [`Paginator::max_pages`], after a restart.
//!
//! Pages are not a snapshot: what is created or deleted between two requests can move items from one page to another.

mod fingerprint;
mod items;
mod pages;
mod paging;
mod position;
mod walk;

use crate::operation::Operation;

pub use items::Items;
pub use pages::Paginator;
pub use paging::{Counter, Paging, count};
pub use position::{InvalidPosition, Position};

/// An operation whose response is one page of many.
pub trait Paginate: Operation + Clone {
    /// What the pages hold.
    type Item: Send;

    /// The fields of this request and of its response that lead to the next page.
    fn paging<'a>(&'a mut self, page: &'a mut Self::Response) -> Paging<'a>;

    /// Takes the items out of a page.
    fn items(page: Self::Response) -> Vec<Self::Item>;
}
