//! A call that has not been sent yet.

use std::future::IntoFuture;
use std::time::Duration;

use super::EventStream;
use crate::answer::{Answer, Decoded};
use crate::boxed::BoxFuture;
use crate::call::{CallSettings, call_settings};
use crate::client::{Client, Invocation};
use crate::error::Error;
use crate::operation::Operation;
use crate::transport::HttpRequest;
use crate::untyped::UntypedCall;

impl Client {
    /// Prepares a call whose response is a stream of events, which is sent when it is awaited.
    pub fn stream<O: Operation>(&self, operation: O) -> StreamCall<O> {
        StreamCall::new(self, operation)
    }
}

/// An operation whose response is a stream of events, and the client that sends it. Awaiting it sends the operation and
/// returns the stream once its first event was received; before that, the settings of this call can be changed.
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct StreamCall<O> {
    client: Client,
    operation: O,
    settings: CallSettings,
}

impl<O: Operation> StreamCall<O> {
    /// Prepares a call; nothing is sent yet.
    pub fn new(client: &Client, operation: O) -> Self {
        Self { client: client.clone(), operation, settings: CallSettings::of(client) }
    }

    call_settings!();

    /// Sets the longest time without an event, which is also the longest time without a byte, in place of the read
    /// timeout. A service that is alive but has nothing to say, as a model that thinks, needs a longer one.
    pub fn event_timeout(self, limit: Duration) -> Self {
        self.change(|settings| settings.set_event_timeout(limit))
    }

    /// Sets the largest event in bytes.
    pub fn event_limit(self, bytes: usize) -> Self {
        self.change(|settings| settings.set_event_limit(bytes))
    }

    /// Returns the request as it would be sent now; see [`Call::into_request`](crate::Call::into_request).
    ///
    /// # Errors
    ///
    /// Those of [`Call::into_request`](crate::Call::into_request).
    pub async fn into_request(self) -> Result<HttpRequest, Error> {
        self.invocation()?.preview().await
    }

    fn change(mut self, change: impl FnOnce(&mut CallSettings)) -> Self {
        change(&mut self.settings);
        self
    }

    fn invocation(self) -> Result<Invocation, Error> {
        let settings = self.settings.checked(O::INFO)?;
        let invocation = Invocation::of(self.client, self.operation, settings)?;
        Ok(invocation.streaming(Some(Answer::decode_event::<O>)))
    }
}

impl<O: Operation> IntoFuture for StreamCall<O> {
    type Output = Result<EventStream<O::Response>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let invocation = self.invocation().map(Invocation::start);
        Box::pin(async move { invocation?.await.map(|received| EventStream::new(received, typed::<O::Response>)) })
    }
}

fn typed<R: 'static>(decoded: Option<Decoded>) -> Option<R> {
    decoded?.downcast().ok().map(|data| *data)
}

impl UntypedCall {
    /// Sends the operation and returns the events of its response once the first one was received. Their data is checked
    /// and not decoded: it is in [`StreamEvent::text`](super::StreamEvent::text).
    ///
    /// # Errors
    ///
    /// Those of awaiting the call itself.
    pub async fn events(self) -> Result<EventStream<()>, Error> {
        let received = self.streamed().await?;
        Ok(EventStream::new(received, |_| Some(())))
    }
}
