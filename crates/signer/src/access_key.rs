//! The access key with which requests are signed.

use crate::Secret;

/// An access key: its id, its secret and, for temporary keys, the security token of the session.
///
/// `Debug` shows the id, which is sent in the clear with every request, and hides the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessKey {
    /// The AccessKey ID.
    pub id: String,
    /// The AccessKey secret. It is the key of every signature and is itself never sent.
    pub secret: Secret,
    /// The token that Security Token Service (STS) issued together with a temporary key.
    pub security_token: Option<Secret>,
}

impl AccessKey {
    /// Creates a long-lived access key, without a token.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { id: id.into(), secret: secret.into(), security_token: None }
    }

    /// Returns the same key with the security token that was issued together with it.
    pub fn with_security_token(self, token: impl Into<Secret>) -> Self {
        Self { security_token: Some(token.into()), ..self }
    }

    /// The security token, or `None` if it is absent or empty, because an empty token must not be sent.
    pub(crate) fn token(&self) -> Option<&str> {
        self.security_token.as_ref().filter(|token| !token.is_empty()).map(Secret::expose)
    }
}
