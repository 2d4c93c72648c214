//! A call that is about to be sent.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::answer::{Answer, Reply};
use crate::client::{Client, Exchange, Settings};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::operation::Operation;
use crate::request;
use crate::retry::RetryPolicy;
use crate::sign::Format;
use crate::transport::{BoxFuture, HttpRequest};

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

    /// Region of this call.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.change().region = Some(region.into());
        self
    }

    /// Endpoint of this call, as [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint) takes it.
    pub fn endpoint(mut self, endpoint: &str) -> Self {
        match Endpoint::parse(endpoint) {
            Ok(endpoint) => self.change().endpoint = Some(endpoint),
            Err(error) => self.invalid = Some(error),
        }
        self
    }

    /// Time for this call, attempts and waits included.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.change().total_timeout = limit;
        self
    }

    /// Time without a byte of the answer.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.change().read_timeout = limit;
        self
    }

    /// Retry policy of this call.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.change().retry = Arc::new(policy);
        self
    }

    /// Format of the answer of this call.
    pub fn format(mut self, format: Format) -> Self {
        self.change().format = format;
        self
    }

    /// Sends, and gives the response with its HTTP status, headers and number of attempts.
    ///
    /// # Errors
    ///
    /// As awaiting the call itself.
    pub async fn reply(self) -> Result<Reply<O::Response>, Error> {
        let answer = self.exchange()?.start().await?;
        let response = answer.decode::<O>()?;
        Ok(Reply::new(response, answer))
    }

    /// Sends, and gives the answer without reading its body.
    ///
    /// # Errors
    ///
    /// As awaiting the call itself, but no decoding errors.
    pub async fn answer(self) -> Result<Answer, Error> {
        self.exchange()?.start().await
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

    /// The settings of this call: a copy of those of the client from the first change on.
    fn change(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.settings)
    }

    fn exchange(mut self) -> Result<Exchange, Error> {
        if let Some(error) = self.invalid {
            return Err(error.of(O::INFO.name, 0));
        }
        let retries = self.settings.retry.max_attempts() > 1;
        let token = O::INFO.idempotency_token.is_some() && retries;
        if token {
            self.operation.fill_idempotency_token(crate::client::Nonce::new().as_str());
        }
        let offer = |parameters: &mut crate::parameters::Parameters<'_>| self.operation.parameters(parameters);
        let request = request::build(O::INFO, self.settings.region.as_deref(), &offer)
            .map_err(|invalid| Error::invalid_input(&invalid).of(O::INFO.name, 0))?;
        Ok(Exchange {
            client: self.client,
            info: O::INFO,
            request,
            repeatable: O::INFO.read_only || token,
            settings: self.settings,
        })
    }
}

impl<O: Operation> IntoFuture for Call<O> {
    type Output = Result<O::Response, Error>;
    type IntoFuture = Sending<O>;

    fn into_future(self) -> Self::IntoFuture {
        let answer: BoxFuture<'static, Result<Answer, Error>> = match self.exchange() {
            Ok(exchange) => exchange.start(),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        };
        Sending { answer, operation: PhantomData }
    }
}

/// The future of a [`Call`]. Dropping it ends the exchange.
#[must_use = "futures do nothing unless polled"]
pub struct Sending<O> {
    answer: BoxFuture<'static, Result<Answer, Error>>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Future for Sending<O> {
    type Output = Result<O::Response, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.answer.as_mut().poll(context))?;
        Poll::Ready(answer.decode::<O>())
    }
}
