//! Iterates over the items of all pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::pages::Bookmark;
use super::position::Position;
use super::{Paginate, Paginator};
use crate::error::Error;

impl<O: Paginate> Paginator<O> {
    /// Iterates over the items of the pages.
    pub fn items(self) -> Items<O> {
        let given = self.given;
        Items::new(self, given)
    }
}

/// The items of all pages. The next page is requested when all items of the current one have been returned, so only one
/// page is in memory.
#[must_use = "items are requested only by `next`"]
pub struct Items<O: Paginate> {
    pages: Paginator<O>,
    page: vec::IntoIter<O::Item>,
    /// The page whose items are being returned.
    bookmark: Option<Bookmark<O>>,
    /// The number of items of that page that have been returned. Before the first page: those that were returned before
    /// the walk was resumed.
    given: u64,
    items_left: u64,
}

impl<O: Paginate> Items<O> {
    pub(super) fn new(pages: Paginator<O>, given: u64) -> Self {
        Self { pages, page: Vec::new().into_iter(), bookmark: None, given, items_left: u64::MAX }
    }

    /// Limits the number of items. No page beyond them is requested, and [`position`](Self::position) then is where the
    /// rest begins.
    pub fn max_items(mut self, items: u64) -> Self {
        self.items_left = items;
        self
    }

    /// The position of the item that comes next; `None` after the last one.
    ///
    /// [`Paginator::resume_from`] requests the page of that item again, and its [`items`](Paginator::items) skip those
    /// that were already returned. If resources on that page are created or deleted meanwhile, items move, as between
    /// any two pages.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match &self.bookmark {
            Some(bookmark) if self.page.len() > 0 => Some(bookmark.position(self.given)),
            _ => self.pages.position(),
        }
    }

    /// Waits for the next item; `None` after the last one. Dropping this future loses nothing.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Collects all items.
    ///
    /// # Errors
    ///
    /// The error of the first page that fails; the items before it are dropped.
    pub async fn collect(mut self) -> Result<Vec<O::Item>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item, Error>>> {
        while self.items_left > 0 {
            if let Some(item) = self.page.next() {
                self.given = self.given.saturating_add(1);
                self.items_left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            if self.bookmark.take().is_some() {
                self.given = 0;
            }
            // Taken before the page is received, because the request is then changed to the following page.
            let bookmark = self.pages.bookmark();
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => {
                    self.page = O::items(page).into_iter();
                    self.bookmark = Some(bookmark);
                    skip(&mut self.page, self.given);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => break,
            }
        }
        Poll::Ready(None)
    }
}

/// Skips the first `count` items.
fn skip<T>(items: &mut vec::IntoIter<T>, count: u64) {
    if let Some(last) = count.checked_sub(1) {
        drop(items.nth(usize::try_from(last).unwrap_or(usize::MAX)));
    }
}

impl<O: Paginate> Unpin for Items<O> {}

impl<O: Paginate> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<O: Paginate> fmt::Debug for Items<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
