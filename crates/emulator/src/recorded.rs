//! What tests can ask about the requests so far.

use crate::received::Received;

/// A request that the emulator answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// HTTP method.
    pub method: String,
    /// Path, percent-encoded.
    pub path: String,
    /// Name of the operation, if there is such an operation.
    pub operation: Option<String>,
    /// Headers with names in lower case; credentials and signatures are `***`.
    pub headers: Vec<(String, String)>,
    /// Parameters of query and form, decoded; secret values are `***`.
    pub parameters: Vec<(String, String)>,
    /// Status of the answer; `None` if the connection was reset instead.
    pub status: Option<u16>,
    /// `Code` of the answer, if it is an error of the gateway or of the operation.
    pub error_code: Option<String>,
}

impl RecordedRequest {
    /// `secret` says which parameters the spec marks as secret.
    pub(crate) fn new(received: &Received, operation: Option<String>, secret: impl Fn(&str) -> bool) -> Self {
        let hide = |name: &str, value: &str, hidden: bool| {
            (name.to_owned(), if hidden { "***".to_owned() } else { value.to_owned() })
        };
        Self {
            method: received.method.clone(),
            path: received.path.clone(),
            operation,
            headers: received.headers.iter().map(|(name, value)| hide(name, value, is_credential(name))).collect(),
            parameters: received
                .parameters()
                .map(|(name, value)| hide(name, value, is_credential(name) || secret(name)))
                .collect(),
            status: None,
            error_code: None,
        }
    }

    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }

    /// The value of a header, its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }
}

/// Headers and parameters that carry credentials whatever the operation, and names that speak of secrets.
fn is_credential(name: &str) -> bool {
    const NAMES: [&str; 4] = ["authorization", "signature", "oidctoken", "samlassertion"];
    const PARTS: [&str; 4] = ["password", "secret", "security-token", "securitytoken"];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || PARTS.iter().any(|part| name.contains(part)) || name.contains("bearer")
}
