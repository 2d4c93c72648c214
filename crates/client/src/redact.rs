//! The secrets of a call, and the redactor that hides them.
//!
//! One redactor ([`alicloud_signer::redact`]) is used for everything that is shown, logged or recorded. This module
//! gives it the known secrets: those of the request and of the credentials, and the names of the response fields that
//! are marked as secret.

mod body;
mod document;
mod events;
mod response_type;

use std::fmt;
use std::sync::Arc;

use alicloud_api::OperationInfo;
use alicloud_signer::Secret;
pub(crate) use alicloud_signer::redact::{HIDDEN, Redactor};

pub(crate) use body::redact_body;
pub(crate) use document::Rules;
pub(crate) use events::redact_events;
pub(crate) use response_type::ResponseType;

use crate::provider::{Credentials, CredentialsKind};
use crate::value::FormFile;

/// The longest file, in bytes, whose content is looked for in responses and messages. A longer one is hidden in its part only.
pub(crate) const LONGEST_SEARCHED: usize = 64 << 10;

/// The secrets of a request: their values, and the names of the parameters and fields that contain them.
#[derive(Clone, Default)]
pub(crate) struct RequestSecrets {
    pub(crate) values: Vec<Secret>,
    pub(crate) names: Vec<String>,
}

impl RequestSecrets {
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        self.values.push(Secret::from(value));
        self.mark(name);
    }

    /// Adds a file, and its content if that can be a part of a text.
    pub(crate) fn add_file(&mut self, name: &str, file: &FormFile) {
        match std::str::from_utf8(file.content()) {
            Ok(text) if !text.is_empty() && text.len() <= LONGEST_SEARCHED => self.add(name, text),
            _ => self.mark(name),
        }
    }

    /// Adds a name without a value, such as that of a response field.
    pub(crate) fn mark(&mut self, name: &str) {
        if !self.names.iter().any(|known| known == name) {
            self.names.push(name.to_owned());
        }
    }
}

/// Facts about a request that are not sent but are needed to hide its secrets and to recognize it. They are passed along
/// with the request. Cloning is cheap.
#[derive(Clone, Default)]
pub(crate) struct RequestFacts {
    pub(crate) info: Option<&'static OperationInfo>,
    pub(crate) response: Option<ResponseType>,
    /// `None` if the request has no secrets, as is usual.
    pub(crate) secrets: Option<Arc<RequestSecrets>>,
    /// The parameter that is a label in front of the host name.
    pub(crate) host_label: Option<Arc<str>>,
    pub(crate) credentials: Option<Credentials>,
    /// The secrets of the transport; `None` if it has none.
    pub(crate) of_transport: Option<Arc<[Secret]>>,
}

impl fmt::Debug for RequestFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RequestFacts")
    }
}

impl RequestFacts {
    /// A redactor for strings of unknown format, which also hides the values of the response's secret fields by name.
    #[cold]
    pub(crate) fn text_redactor(&self) -> Redactor {
        let mut redactor = self.redactor();
        for name in self.response.map(ResponseType::secret_names).unwrap_or_default() {
            redactor.hide_name(name);
        }
        redactor
    }

    /// A redactor that knows the secrets of the request, of the transport and of the credentials.
    #[cold]
    pub(crate) fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::new();
        if let Some(secrets) = &self.secrets {
            for value in &secrets.values {
                redactor.hide_value(value.expose());
            }
            for name in &secrets.names {
                redactor.hide_name(name.as_str());
            }
        }
        for secret in self.of_transport.iter().flat_map(|secrets| secrets.iter()) {
            redactor.hide_value(secret.expose());
        }
        match self.credentials.as_ref().map(Credentials::kind) {
            Some(CredentialsKind::AccessKey(key)) => {
                redactor.hide_value(key.secret.expose());
                redactor.hide_value(key.security_token.as_ref().map(Secret::expose).unwrap_or_default());
            }
            Some(CredentialsKind::Bearer(token)) => redactor.hide_value(token.expose()),
            Some(CredentialsKind::Anonymous) | None => {}
        }
        redactor
    }
}
