//! The rules of paging for operations without generated code.

use super::paging::Paging;
use super::walk::{Then, Walk};
use crate::error::Error;

/// A walk over the pages of an operation that is known only at run time. The caller sends the requests, and the walk decides whether
/// another page follows, by the rules of the [module](crate::paginate).
///
/// ```
/// use alicloud_client::Value;
/// use alicloud_client::paginate::{PageWalk, Paging};
///
/// let mut walk = PageWalk::new();
/// // The request had no page number. The page has two of three items.
/// let (mut number, mut items) = (None::<i64>, vec![Value::from("a"), Value::from("b")]);
/// let follows = walk.step(Paging::of(&mut items).number(&mut number).total(&Some(3_i64)))?;
/// assert_eq!((follows, number), (true, Some(2)));
/// let mut items = vec![Value::from("c")];
/// assert!(!walk.step(Paging::of(&mut items).number(&mut number).total(&Some(3_i64)))?);
/// # Ok::<(), alicloud_client::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct PageWalk(Walk);

impl PageWalk {
    /// Creates a walk that has seen no page.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Inspects a page, and sets the fields of the request to those of the next page. Returns whether there is one.
    ///
    /// # Errors
    ///
    /// An error of the kind [`ErrorKind::UnreachableState`](crate::ErrorKind::UnreachableState) if the page was there before, if it is not a
    /// page, or if the next page cannot be requested. The list would otherwise never end, or would lack items.
    pub fn step(&mut self, paging: Paging<'_>) -> Result<bool, Error> {
        match self.0.step(paging) {
            Ok(Then::Page | Then::SameRequest) => Ok(true),
            Ok(Then::End) => Ok(false),
            Ok(Then::Fails(problem)) | Err(problem) => Err(Error::unreachable_state(problem)),
        }
    }
}
