//! The pages of an operation, one after the other.

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
use crate::call::Sending;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::shown::{LONGEST_NAME, shown};

impl Client {
    /// The pages of an operation that answers in pages; nothing is sent yet.
    pub fn pages<O: Paginate>(&self, operation: O) -> Paginator<O> {
        Paginator::new(self, operation)
    }
}

/// The pages of an operation. Nothing is sent before the first page is asked for, and no page before it is; dropping it ends a request
/// that is under way.
///
/// A page that fails ends the pages; [`position`](Self::position) is then the page that failed, and
/// [`resume_from`](Self::resume_from) asks for it again. A service that returns the same page or names the same position again ends the
/// pages with an error: they never go round in a circle. When a page counts as returned before is said [in the module](crate::paginate).
#[must_use = "pages are only asked for by `next`"]
pub struct Paginator<O: Paginate> {
    client: Client,
    /// The request that is sent next, or that is under way, or that failed.
    request: O,
    walk: Walk,
    state: State<O>,
    /// What was sent, as fingerprints.
    sent: HashSet<u64>,
    pages_left: u64,
    /// Items of the next page that were given before this walk was resumed.
    pub(super) given: u64,
}

enum State<O: Paginate> {
    Ready,
    Sent(Sending<O>),
    /// The error is still to be given.
    Failed(Error),
    /// Whether by the last page, rather than by an error or a limit.
    Ended {
        complete: bool,
    },
}

impl<O: Paginate> Paginator<O> {
    /// The pages from the one that `operation` asks for on.
    pub fn new(client: &Client, operation: O) -> Self {
        Self {
            client: client.clone(),
            request: operation,
            walk: Walk::default(),
            state: State::Ready,
            sent: HashSet::new(),
            pages_left: u64::MAX,
            given: 0,
        }
    }

    /// Asks for this many pages at the most; [`position`](Self::position) is then where the rest begins.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.pages_left = pages;
        self
    }

    /// Begins at a position that was kept, instead of at the page that the operation asks for. The operation has to have the
    /// parameters of the walk that the position is from.
    ///
    /// The first page is that of the position, as a whole; [`items`](Self::items) leave out those that were already given.
    ///
    /// A position of another operation is an error of kind [`ErrorKind::InvalidInput`] in place of the first page.
    pub fn resume_from(mut self, position: &Position) -> Self {
        let mut page = O::Response::default();
        match self.walk.resume(position, O::INFO.name, self.request.paging(&mut page)) {
            Ok(()) => {
                self.given = position.given;
                self.state = State::Ready;
            }
            Err(problem) => {
                self.state = State::Failed(Error::new(ErrorKind::InvalidInput, problem).of(O::INFO, 0));
            }
        }
        self.sent.clear();
        self
    }

    /// Where the walk is: the page that comes next, is under way, or failed. `None` after the last page.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match self.state {
            State::Ended { complete: true } => None,
            _ => Some(self.bookmark().position(self.given)),
        }
    }

    /// The next page; `None` after the last one. If this future is dropped, nothing is lost: the next one goes on with the same page.
    pub async fn next(&mut self) -> Option<Result<O::Response, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// The page that comes next, to be made a position when somebody asks for it.
    pub(super) fn bookmark(&self) -> Bookmark<O> {
        Bookmark { request: self.request.clone(), seen: self.walk.seen(), total: self.walk.announced() }
    }

    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Response, Error>>> {
        let sending = match &mut self.state {
            State::Ready => {
                if self.pages_left == 0 {
                    self.state = State::Ended { complete: false };
                    return Poll::Ready(None);
                }
                if !self.sent.insert(fingerprint(&self.request)) {
                    return Poll::Ready(Some(Err(self.fail(REPEATED_POSITION))));
                }
                self.pages_left -= 1;
                self.state = State::Sent(self.client.send(self.request.clone()).into_future());
                return self.poll_page(context);
            }
            State::Sent(sending) => sending,
            State::Failed(error) => {
                let error = error.clone();
                self.state = State::Ended { complete: false };
                return Poll::Ready(Some(Err(error)));
            }
            State::Ended { .. } => return Poll::Ready(None),
        };
        let mut page = match ready!(Pin::new(sending).poll(context)) {
            Ok(page) => page,
            Err(error) => {
                self.state = State::Ended { complete: false };
                return Poll::Ready(Some(Err(error)));
            }
        };
        self.state = match self.walk.step(self.request.paging(&mut page)) {
            Ok(Then::Page) => State::Ready,
            Ok(Then::SameRequest) => {
                self.sent.clear();
                State::Ready
            }
            Ok(Then::End) => State::Ended { complete: true },
            Ok(Then::Fails(problem)) => State::Failed(Error::unreachable_state(problem).of(O::INFO, 0)),
            Err(problem) => return Poll::Ready(Some(Err(self.fail(&problem)))),
        };
        self.given = 0;
        Poll::Ready(Some(Ok(page)))
    }

    /// Ends the pages at this position.
    #[cold]
    fn fail(&mut self, problem: &str) -> Error {
        self.state = State::Ended { complete: false };
        // A token is the service's, of any length; the whole is in `position`.
        let position = self.bookmark().position(self.given).to_string();
        Error::unreachable_state(format!("{problem}; position {}", shown(&position, LONGEST_NAME))).of(O::INFO, 0)
    }
}

const REPEATED_POSITION: &str = "the service names a page that it has returned before; the list would never end";

/// A page of a walk, without the cost of a [`Position`].
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

// No field is pinned in place: the future of a page is boxed.
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
