//! A call that has not been sent yet.

mod settings;

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pub(crate) use settings::{CallSettings, call_settings};

use crate::answer::{Answer, ReceivedResponse, Reply};
use crate::client::{Client, Invocation};
use crate::error::Error;
use crate::operation::Operation;
use crate::transport::{BoxFuture, HttpRequest};

impl Client {
    /// Prepares a call, which is sent when it is awaited.
    pub fn send<O: Operation>(&self, operation: O) -> Call<O> {
        Call::new(self, operation)
    }
}

/// An operation and the client that sends it. Awaiting it sends the operation; before that, the settings of this call
/// can be changed.
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct Call<O> {
    client: Client,
    operation: O,
    settings: CallSettings,
}

impl<O: Operation> Call<O> {
    /// Prepares a call; nothing is sent yet.
    pub fn new(client: &Client, operation: O) -> Self {
        Self::with_settings(client.clone(), operation, CallSettings::of(client))
    }

    call_settings!();

    fn change(mut self, change: impl FnOnce(&mut CallSettings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Sends the operation and returns its response with the HTTP status, the headers and the number of attempts.
    ///
    /// # Errors
    ///
    /// Those of awaiting the call itself.
    pub async fn reply(self) -> Result<Reply<O::Response>, Error> {
        self.invocation()?.start().await?.into_reply::<O>()
    }

    /// Sends the operation and returns its response without decoding the body.
    ///
    /// # Errors
    ///
    /// Those of awaiting the call itself, but [`ErrorKind::Decode`](crate::ErrorKind::Decode) only if the response is
    /// not from the service.
    pub async fn answer(self) -> Result<Answer, Error> {
        self.invocation()?.undecoded().start().await.map(ReceivedResponse::into_answer)
    }

    /// Returns the request as it would be sent now, including the signature. Only requests that are needed for
    /// credentials and the endpoint are sent. For programs that show requests, pass them on, or send them in another
    /// way. The signature is valid for 15 minutes and a single use.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if a parameter is missing or not valid; the errors
    /// of finding credentials and the endpoint.
    pub async fn into_request(self) -> Result<HttpRequest, Error> {
        self.invocation()?.preview().await
    }

    /// Creates a call with its own settings.
    pub(crate) fn with_settings(client: Client, operation: O, settings: CallSettings) -> Self {
        Self { client, operation, settings }
    }

    pub(crate) fn invocation(self) -> Result<Invocation, Error> {
        let settings = self.settings.checked(O::INFO)?;
        Invocation::of(self.client, self.operation, settings)
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Response, Error>;
    type IntoFuture = Sending<O>;

    fn into_future(self) -> Self::IntoFuture {
        let received: BoxFuture<'static, Result<ReceivedResponse, Error>> = match self.invocation() {
            Ok(invocation) => invocation.start(),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        };
        Sending { received, operation: PhantomData }
    }
}

/// The future of a [`Call`]. Dropping it cancels the call.
#[must_use = "futures do nothing unless polled"]
pub struct Sending<O> {
    received: BoxFuture<'static, Result<ReceivedResponse, Error>>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Future for Sending<O> {
    type Output = Result<O::Response, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let received = ready!(self.received.as_mut().poll(context))?;
        Poll::Ready(received.into_response::<O>())
    }
}
