//! Pages and items without async.

use std::fmt;

use super::Client;
use crate::call::{CallSettings, call_settings};
use crate::error::Error;
use crate::paginate::{self, Paginate, Paginator, Position};

/// The pages of an operation; see [`Paginator`]. Nothing is sent before the first page is requested.
#[must_use = "pages are requested only by `next`"]
pub struct Pages<O: Paginate> {
    client: Client,
    /// `None` while the thread of the calls uses it, and after that thread has failed.
    pages: Option<Paginator<O>>,
    /// The position at which the thread failed to return the paginator.
    lost_at: Option<Position>,
}

impl<O: Paginate> Pages<O> {
    pub(super) fn new(client: Client, pages: Paginator<O>) -> Self {
        Self { client, pages: Some(pages), lost_at: None }
    }

    /// Like [`Paginator::max_pages`].
    pub fn max_pages(self, pages: u64) -> Self {
        Self { pages: self.pages.map(|walk| walk.max_pages(pages)), ..self }
    }

    call_settings!();

    fn change(self, change: impl FnOnce(&mut CallSettings)) -> Self {
        Self { pages: self.pages.map(|walk| walk.change(change)), ..self }
    }

    /// Like [`Paginator::resume_from`].
    pub fn resume_from(self, position: &Position) -> Self {
        Self { pages: self.pages.map(|walk| walk.resume_from(position)), ..self }
    }

    /// Like [`Paginator::position`]. The name differs because [`Iterator::position`] exists.
    #[must_use]
    pub fn resume_position(&self) -> Option<Position> {
        self.pages.as_ref().map_or_else(|| self.lost_at.clone(), Paginator::position)
    }

    /// Iterates over the items of the pages.
    pub fn items(self) -> Items<O> {
        Items { client: self.client, items: self.pages.map(Paginator::items), lost_at: self.lost_at }
    }
}

impl<O: Paginate + 'static> Iterator for Pages<O> {
    type Item = Result<O::Response, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.resume_position();
        let page = self.client.step(&mut self.pages, next_page);
        self.lost_at = before.filter(|_| self.pages.is_none());
        page
    }
}

impl<O: Paginate> fmt::Debug for Pages<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// The items of all pages; see [`paginate::Items`].
#[must_use = "items are requested only by `next`"]
pub struct Items<O: Paginate> {
    client: Client,
    /// `None` while the thread of the calls uses it, and after that thread has failed.
    items: Option<paginate::Items<O>>,
    /// The position at which the thread failed to return the items.
    lost_at: Option<Position>,
}

impl<O: Paginate> Items<O> {
    /// Like [`paginate::Items::max_items`].
    pub fn max_items(self, items: u64) -> Self {
        Self { items: self.items.map(|walk| walk.max_items(items)), ..self }
    }

    /// Like [`paginate::Items::position`]. The name differs because [`Iterator::position`] exists.
    #[must_use]
    pub fn resume_position(&self) -> Option<Position> {
        self.items.as_ref().map_or_else(|| self.lost_at.clone(), paginate::Items::position)
    }
}

impl<O> Iterator for Items<O>
where
    O: Paginate + 'static,
    O::Item: 'static,
{
    type Item = Result<O::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.resume_position();
        let item = self.client.step(&mut self.items, next_item);
        self.lost_at = before.filter(|_| self.items.is_none());
        item
    }
}

impl<O: Paginate> fmt::Debug for Items<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("items", &self.items).finish_non_exhaustive()
    }
}

async fn next_page<O: Paginate>(mut pages: Paginator<O>) -> (Paginator<O>, Option<Result<O::Response, Error>>) {
    let page = pages.next().await;
    (pages, page)
}

async fn next_item<O: Paginate>(mut items: paginate::Items<O>) -> (paginate::Items<O>, Option<Result<O::Item, Error>>) {
    let item = items.next().await;
    (items, item)
}
