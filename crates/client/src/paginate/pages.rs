//! Iterates over the pages of an operation.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::Paginate;
use super::fingerprint::fingerprint;
use super::position::Position;
use super::walk::{Then, Walk};
use crate::call::{Call, CallSettings, Sending, call_settings};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::shown::{LONGEST_NAME, shown};

impl Client {
    /// Prepares iterating over the pages of an operation; nothing is sent yet.
    pub fn pages<O: Paginate>(&self, operation: O) -> Paginator<O> {
        Paginator::new(self, operation)
    }
}

/// The pages of an operation. A page is requested only when the caller asks for it. Dropping the paginator cancels a
/// request in progress.
///
/// A page that fails ends the iteration; [`position`](Self::position) then is the page that failed, and
/// [`resume_from`](Self::resume_from) requests it again. A service that returns the same page or the same position
/// again ends it with an error, so iteration never loops forever. The [module](crate::paginate) describes when a page
/// counts as repeated.
#[must_use = "pages are requested only by `next`"]
pub struct Paginator<O: Paginate> {
    client: Client,
    settings: CallSettings,
    /// The request that is sent next, is in progress, or failed.
    request: O,
    walk: Walk,
    state: PageState<O>,
    /// The hashes of the requests that were sent.
    sent: HashSet<u64>,
    pages_left: u64,
    /// The number of items of the next page that were returned before the walk was resumed.
    pub(super) given: u64,
}

enum PageState<O: Paginate> {
    Ready,
    Sent(Sending<O>),
    /// An error that has not been returned yet.
    Failed(Error),
    /// The iteration has ended. `complete` is true after the last page, and false after an error or limit.
    Ended {
        complete: bool,
    },
}

impl<O: Paginate> Paginator<O> {
    /// Begins at the page that `operation` requests.
    pub fn new(client: &Client, operation: O) -> Self {
        Self {
            client: client.clone(),
            settings: CallSettings::of(client),
            request: operation,
            walk: Walk::default(),
            state: PageState::Ready,
            sent: HashSet::new(),
            pages_left: u64::MAX,
            given: 0,
        }
    }

    /// Limits the number of pages; [`position`](Self::position) then is where the rest begins.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.pages_left = pages;
        self
    }

    call_settings!();

    pub(crate) fn change(mut self, change: impl FnOnce(&mut CallSettings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Begins at a stored position instead of the page that the operation requests. The other parameters of the
    /// operation must be those of the walk from which the position is.
    ///
    /// The first page is the whole page of the position; [`items`](Self::items) skip those that were already returned.
    ///
    /// A position of another operation, or one that the operation cannot use, gives an error of the kind
    /// [`ErrorKind::InvalidInput`] instead of the first page.
    pub fn resume_from(mut self, position: &Position) -> Self {
        let mut page = O::Response::default();
        match self.walk.resume(position, O::INFO.name, self.request.paging(&mut page)) {
            Ok(()) => {
                self.given = position.given;
                self.state = PageState::Ready;
            }
            Err(problem) => {
                self.state = PageState::Failed(Error::new(ErrorKind::InvalidInput, problem).of(O::INFO, 0));
            }
        }
        self.sent.clear();
        self
    }

    /// The position of the page that comes next, is in progress, or failed; `None` after the last page.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match self.state {
            PageState::Ended { complete: true } => None,
            _ => Some(self.bookmark().position(self.given)),
        }
    }

    /// Waits for the next page; `None` after the last one. Dropping this future loses nothing: the next call continues
    /// with the same page.
    pub async fn next(&mut self) -> Option<Result<O::Response, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// The page that comes next, from which a position can be created on demand.
    pub(super) fn bookmark(&self) -> Bookmark<O> {
        Bookmark { request: self.request.clone(), seen: self.walk.seen(), total: self.walk.announced() }
    }

    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Response, Error>>> {
        let sending = match &mut self.state {
            PageState::Ready => {
                if self.pages_left == 0 {
                    self.state = PageState::Ended { complete: false };
                    return Poll::Ready(None);
                }
                if !self.sent.insert(fingerprint(&self.request)) {
                    return Poll::Ready(Some(Err(self.fail(REPEATED_POSITION))));
                }
                self.pages_left -= 1;
                let call = Call::with_settings(self.client.clone(), self.request.clone(), self.settings.clone());
                self.state = PageState::Sent(call.into_future());
                return self.poll_page(context);
            }
            PageState::Sent(sending) => sending,
            PageState::Failed(error) => {
                let error = error.clone();
                self.state = PageState::Ended { complete: false };
                return Poll::Ready(Some(Err(error)));
            }
            PageState::Ended { .. } => return Poll::Ready(None),
        };
        let mut page = match ready!(Pin::new(sending).poll(context)) {
            Ok(page) => page,
            Err(error) => {
                self.state = PageState::Ended { complete: false };
                return Poll::Ready(Some(Err(error)));
            }
        };
        self.state = match self.walk.step(self.request.paging(&mut page)) {
            Ok(Then::Page) => PageState::Ready,
            Ok(Then::SameRequest) => {
                self.sent.clear();
                PageState::Ready
            }
            Ok(Then::End) => PageState::Ended { complete: true },
            Ok(Then::Fails(problem)) => PageState::Failed(Error::unreachable_state(problem).of(O::INFO, 0)),
            Err(problem) => return Poll::Ready(Some(Err(self.fail(&problem)))),
        };
        self.given = 0;
        Poll::Ready(Some(Ok(page)))
    }

    /// Ends the iteration with an error at the current position.
    #[cold]
    fn fail(&mut self, problem: &str) -> Error {
        self.state = PageState::Ended { complete: false };
        // The position is shortened, because a token comes from the service and may be of any length. `position`
        // returns all of it.
        let position = self.bookmark().position(self.given).to_string();
        Error::unreachable_state(format!("{problem}; position {}", shown(&position, LONGEST_NAME))).of(O::INFO, 0)
    }
}

const REPEATED_POSITION: &str =
    "the service returned the position of a page that it has returned before; the list would never end";

/// A page of a walk. Creating it is cheaper than creating a [`Position`].
pub(super) struct Bookmark<O> {
    request: O,
    seen: Option<u64>,
    total: Option<u64>,
}

impl<O: Paginate> Bookmark<O> {
    pub(super) fn position(&self, given: u64) -> Position {
        let mut page = O::Response::default();
        Position::of(O::INFO.name, self.seen, self.total, &self.request.clone().paging(&mut page), given)
    }
}

// No field is structurally pinned: the future of a page is boxed.
impl<O: Paginate> Unpin for Paginator<O> {}

impl<O: Paginate> Stream for Paginator<O> {
    type Item = Result<O::Response, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

impl<O: Paginate> fmt::Debug for Paginator<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Paginator")
            .field("operation", &O::INFO.name)
            .field("pages_sent", &self.sent.len())
            .finish_non_exhaustive()
    }
}
