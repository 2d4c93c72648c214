//! The pages of an operation, one after the other.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::fingerprint::fingerprint;
use super::{Items, Paginate};
use crate::call::Sending;
use crate::client::Client;
use crate::error::Error;

/// The pages of an operation. Nothing is sent before the first page is asked for, and no page before it is; dropping it ends a request
/// that is under way.
///
/// A page that fails ends the pages. A service that sends the same position again, so that a request would be sent a second time, ends
/// them with an error: they never go round in a circle.
#[must_use = "pages are only asked for by `next`"]
pub struct Paginator<O: Paginate> {
    client: Client,
    state: State<O>,
    /// What was sent, as fingerprints.
    sent: HashSet<u64>,
    pages_left: u64,
}

enum State<O: Paginate> {
    Ready(O),
    Sent { request: O, answer: Sending<O> },
    Ended,
}

impl<O: Paginate> Paginator<O> {
    /// The pages from the one that `operation` asks for on.
    pub fn new(client: &Client, operation: O) -> Self {
        Self { client: client.clone(), state: State::Ready(operation), sent: HashSet::new(), pages_left: u64::MAX }
    }

    /// Asks for this many pages at the most.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.pages_left = pages;
        self
    }

    /// The items of the pages, one after the other.
    pub fn items(self) -> Items<O> {
        Items::new(self)
    }

    /// The next page; `None` after the last one. If this future is dropped, nothing is lost: the next one goes on with the same page.
    pub async fn next(&mut self) -> Option<Result<O::Response, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Response, Error>>> {
        if let State::Ready(request) = &self.state {
            if self.pages_left == 0 {
                self.state = State::Ended;
                return Poll::Ready(None);
            }
            if !self.sent.insert(fingerprint(request)) {
                self.state = State::Ended;
                return Poll::Ready(Some(Err(repeated().of(O::INFO.name, 0))));
            }
            self.pages_left -= 1;
            let request = request.clone();
            let answer = self.client.send(request.clone()).into_future();
            self.state = State::Sent { request, answer };
        }
        let State::Sent { answer, .. } = &mut self.state else { return Poll::Ready(None) };
        let result = ready!(Pin::new(answer).poll(context));
        let State::Sent { mut request, .. } = std::mem::replace(&mut self.state, State::Ended) else {
            return Poll::Ready(None);
        };
        if let Ok(response) = &result
            && request.advance(response)
        {
            self.state = State::Ready(request);
        }
        Poll::Ready(Some(result))
    }
}

#[cold]
fn repeated() -> Error {
    Error::unreachable_state("the service names a page that it has sent before; the list would never end")
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
