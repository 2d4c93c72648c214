//! A call that is about to be sent.

mod settings;

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

pub(crate) use settings::call_settings;

use crate::answer::{Answer, Received, Reply};
use crate::client::{Client, Exchange, Settings};
use crate::error::Error;
use crate::operation::Operation;
use crate::transport::{BoxFuture, HttpRequest};

impl Client {
    /// Sends an operation; await the result.
    pub fn send<O: Operation>(&self, operation: O) -> Call<O> {
        Call::new(self, operation)
    }
}

/// An operation with a client to send it through. Await it; before that, settings can be changed for this call alone.
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct Call<O> {
    client: Client,
    operation: O,
    settings: Arc<Settings>,
    invalid: Option<Error>,
}

impl<O: Operation> Call<O> {
    /// Prepares a call; nothing is sent yet.
    pub fn new(client: &Client, operation: O) -> Self {
        Self { client: client.clone(), operation, settings: Arc::clone(&client.shared.settings), invalid: None }
    }

    call_settings!();

    /// Sends, and gives the response with its HTTP status, headers and number of attempts.
    ///
    /// # Errors
    ///
    /// As awaiting the call itself.
    pub async fn reply(self) -> Result<Reply<O::Response>, Error> {
        self.exchange()?.start().await?.into_reply::<O>()
    }

    /// Sends, and gives the answer without decoding its body.
    ///
    /// # Errors
    ///
    /// As awaiting the call itself: [`ErrorKind::Decode`](crate::ErrorKind::Decode) only if the answer is not one of the service.
    pub async fn answer(self) -> Result<Answer, Error> {
        self.exchange()?.undecoded().start().await.map(Received::into_answer)
    }

    /// The request as it would be sent now, signature included; nothing is sent but what credentials and endpoint need. For programs
    /// that show requests, hand them on, or send them in a way of their own. The signature is good for 15 minutes and one use.
    ///
    /// # Errors
    ///
    /// What is missing or not valid, no credentials, no endpoint.
    pub async fn into_request(self) -> Result<HttpRequest, Error> {
        self.exchange()?.preview().await
    }

    /// A call with these settings.
    pub(crate) fn with_settings(client: Client, operation: O, settings: Arc<Settings>, invalid: Option<Error>) -> Self {
        Self { client, operation, settings, invalid }
    }

    pub(crate) fn exchange(self) -> Result<Exchange, Error> {
        match self.invalid {
            Some(error) => Err(error.of(O::INFO, 0)),
            None => Exchange::of(self.client, self.operation, self.settings),
        }
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Response, Error>;
    type IntoFuture = Sending<O>;

    fn into_future(self) -> Self::IntoFuture {
        let received: BoxFuture<'static, Result<Received, Error>> = match self.exchange() {
            Ok(exchange) => exchange.start(),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        };
        Sending { received, operation: PhantomData }
    }
}

/// The future of a [`Call`]. Dropping it ends the exchange.
#[must_use = "futures do nothing unless polled"]
pub struct Sending<O> {
    received: BoxFuture<'static, Result<Received, Error>>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Future for Sending<O> {
    type Output = Result<O::Response, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let received = ready!(self.received.as_mut().poll(context))?;
        Poll::Ready(received.into_response::<O>())
    }
}
