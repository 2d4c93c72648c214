//! Operations that are known only at run time, for tools that work with descriptions.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use alicloud_signer::Secret;

use crate::answer::{Answer, ReceivedResponse};
use crate::boxed::BoxFuture;
use crate::call::{CallSettings, call_settings};
use crate::client::{Client, Invocation, Nonce};
use crate::error::Error;
use crate::nonces::NonceSource;
use crate::operation::OperationInfo;
use crate::parameters::{At, Parameters, debug_parameters};
use crate::redact::{Redactor, RequestSecrets};
use crate::value::{FormFile, Value};

/// An operation with JSON values as parameters. The compiler checks the typed operations of generated crates, but not
/// this one.
///
/// `Debug` has the same format as for typed operations, with secrets hidden.
#[derive(Clone)]
pub struct UntypedOperation {
    info: &'static OperationInfo,
    parameters: Vec<SetParameter>,
    /// The names of secret fields.
    hidden: Vec<String>,
    /// The documented fields of the response; `None` if unknown.
    response_fields: Option<Vec<String>>,
}

/// A parameter and its value.
#[derive(Clone)]
struct SetParameter {
    name: &'static str,
    at: At,
    value: Option<Value>,
    /// A secret string.
    secret: Option<Secret>,
    file: Option<FormFile>,
}

impl UntypedOperation {
    /// Creates an operation without parameters.
    #[must_use]
    pub fn new(info: &'static OperationInfo) -> Self {
        Self { info, parameters: Vec::new(), hidden: Vec::new(), response_fields: None }
    }

    /// Adds a parameter. Pass `None` for a parameter that exists but is not set, so that it is reported as missing if
    /// it is required (a required `RegionId` is set to the region of the client instead).
    #[must_use]
    pub fn parameter(mut self, name: &'static str, at: At, value: Option<Value>) -> Self {
        self.parameters.push(SetParameter { name, at, value, secret: None, file: None });
        self
    }

    /// Adds a string parameter that holds a secret.
    #[must_use]
    pub fn secret(mut self, name: &'static str, at: At, value: Option<Secret>) -> Self {
        self.parameters.push(SetParameter { name, at, value: None, secret: value, file: None });
        self
    }

    /// Adds a file of a form that is sent in parts. Its content is a secret if its name is [hidden](Self::hide).
    #[must_use]
    pub fn file(mut self, name: &'static str, at: At, file: FormFile) -> Self {
        self.parameters.push(SetParameter { name, at, value: None, secret: None, file: Some(file) });
        self
    }

    /// Adds the names of the fields that the response documents. They decide whether a body with a status of success
    /// that has only the keys of an error is an error or data. Without them, it is data if the response has fields
    /// besides the request ID.
    #[must_use]
    pub fn response_fields(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.response_fields.get_or_insert_default().extend(names.into_iter().map(Into::into));
        self
    }

    /// Hides the values of the fields with this name (in any case) wherever a part of the request or response is shown
    /// or recorded. Use it for secret fields within parameters and in the response, which only the description of the
    /// operation knows.
    #[must_use]
    pub fn hide(mut self, name: impl Into<String>) -> Self {
        self.hidden.push(name.into());
        self
    }

    /// Prepares a call with the settings of `client`, which can be changed for this call. It is sent when it is awaited.
    ///
    /// The errors are those of a typed operation, but [`ErrorKind::Decode`](crate::ErrorKind::Decode) only if the response is
    /// not from the service, because the body is not decoded.
    pub fn send(self, client: &Client) -> UntypedCall {
        UntypedCall { client: client.clone(), operation: self, settings: CallSettings::of(client) }
    }

    /// Sends the operation. `streams` is whether its response may be a stream of events.
    async fn received(
        mut self,
        client: Client,
        settings: CallSettings,
        streams: bool,
    ) -> Result<ReceivedResponse, Error> {
        let settings = settings.checked(self.info)?;
        let retries = settings.retry.max_attempts() > 1;
        let token = self.info.idempotency_token.filter(|_| retries);
        let is_unset =
            |given: &&mut SetParameter| Some(given.name) == token && given.value.is_none() && given.secret.is_none();
        if let Some(given) = self.parameters.iter_mut().find(is_unset) {
            let token = Nonce::new().map_err(|error| error.of(self.info, 0))?;
            given.value = Some(Value::String(token.as_str().to_owned()));
        }
        let offer = |parameters: &mut Parameters<'_>| self.offer(parameters);
        let mut invocation =
            Invocation::new(client, self.info, settings, &offer)?.documenting(self.response_fields.clone());
        if !self.hidden.is_empty() {
            self.add_secrets(invocation.secrets());
        }
        let invocation = if streams { invocation.streaming(None) } else { invocation };
        invocation.run().await
    }

    /// Adds the secret values of the parameters, and the names of the secret fields.
    fn add_secrets(&self, secrets: &mut RequestSecrets) {
        for name in &self.hidden {
            secrets.mark(name);
        }
        for SetParameter { name, value, file, .. } in &self.parameters {
            if let Some(value) = value {
                self.add_secrets_in(name, value, secrets);
            }
            if let Some(file) = file.as_ref().filter(|_| self.is_hidden(name)) {
                secrets.add_file(name, file);
            }
        }
    }

    fn is_hidden(&self, name: &str) -> bool {
        self.hidden.iter().any(|hidden| hidden.eq_ignore_ascii_case(name))
    }

    fn add_secrets_in(&self, name: &str, value: &Value, secrets: &mut RequestSecrets) {
        match value {
            Value::String(text) if self.is_hidden(name) => {
                secrets.add(name, text);
            }
            Value::Array(elements) => elements.iter().for_each(|element| self.add_secrets_in(name, element, secrets)),
            Value::Object(members) => {
                members.iter().for_each(|(name, member)| self.add_secrets_in(name, member, secrets));
            }
            _ => {}
        }
    }

    fn offer(&self, parameters: &mut Parameters<'_>) {
        for SetParameter { name, at, value, secret, file } in &self.parameters {
            match file {
                Some(_) if self.is_hidden(name) => parameters.secret_file(name, *at, file),
                Some(_) => parameters.value(name, *at, file),
                None => {}
            }
            if file.is_some() {
                continue;
            }
            match (secret, value) {
                (Some(_), _) => parameters.secret(name, *at, secret),
                (None, Some(Value::String(text))) => parameters.text(name, *at, Some(text)),
                // The type of the parameter is unknown. It is treated as a string, because only strings can be filled
                // in automatically.
                (None, None) => parameters.text(name, *at, None),
                (None, value) => parameters.value(name, *at, value),
            }
        }
    }
}

impl fmt::Debug for UntypedOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut redactor = Redactor::new();
        self.hidden.iter().for_each(|name| redactor.hide_name(name.as_str()));
        debug_parameters(self.info.name, &|parameters| self.offer(parameters), redactor, formatter)
    }
}

/// A call of an untyped operation; see [`UntypedOperation::send`]. Dropping its future cancels the call.
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct UntypedCall {
    client: Client,
    operation: UntypedOperation,
    settings: CallSettings,
}

impl UntypedCall {
    call_settings!();

    /// Takes the nonce of each attempt from `source`, instead of the operating system; see [`NonceSource`].
    pub fn nonces(self, source: impl NonceSource + 'static) -> Self {
        self.change(|settings| settings.set_nonces(Arc::new(source)))
    }

    /// Sets the longest time without an event, for [`events`](Self::events).
    pub fn event_timeout(self, limit: Duration) -> Self {
        self.change(|settings| settings.set_event_timeout(limit))
    }

    /// Sets the largest event in bytes, for [`events`](Self::events).
    pub fn event_limit(self, bytes: usize) -> Self {
        self.change(|settings| settings.set_event_limit(bytes))
    }

    /// Sends the operation, whose response may be a stream of events.
    pub(crate) async fn streamed(self) -> Result<ReceivedResponse, Error> {
        self.operation.received(self.client, self.settings, true).await
    }

    fn change(mut self, change: impl FnOnce(&mut CallSettings)) -> Self {
        change(&mut self.settings);
        self
    }
}

impl IntoFuture for UntypedCall {
    type Output = Result<Answer, Error>;
    type IntoFuture = BoxFuture<'static, Result<Answer, Error>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let received = self.operation.received(self.client, self.settings, false).await;
            received.map(ReceivedResponse::into_answer)
        })
    }
}
