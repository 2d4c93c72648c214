//! Errors that the gateway returns.

/// The status, `Code` and `Message` of the response to a refused request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// HTTP status.
    pub(crate) status: u16,
    /// Code, as in `Endpoint.NotFound`.
    pub(crate) code: String,
    /// Message.
    pub(crate) message: String,
    /// Further response headers.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), headers: Vec::new() }
    }

    /// A required parameter is missing.
    pub(crate) fn missing(parameter: &str) -> Self {
        Self::new(400, format!("Missing{parameter}"), format!("{parameter} is mandatory for this action."))
    }

    /// A parameter has a value that the spec does not allow.
    pub(crate) fn invalid(parameter: &str) -> Self {
        Self::new(400, format!("Invalid{parameter}"), format!("Specified parameter {parameter} is not valid."))
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}
