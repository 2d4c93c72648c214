//! The error of a provider that has no credentials.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// The reason why a provider has no credentials. It never contains a secret. Cloning is cheap.
///
/// A provider that is not configured ([`is_not_configured`](Self::is_not_configured)) differs from one that is
/// configured but fails. A [`Chain`](crate::credentials::Chain) continues after the former and stops at the latter,
/// because the credentials of another provider could belong to a different identity.
#[derive(Clone)]
pub struct CredentialsError(Arc<Reasons>);

#[derive(Clone)]
struct Reasons {
    provider: String,
    problem: String,
    configured: bool,
    /// Whether the provider was selected, so that no other provider may be used instead.
    chosen: bool,
    /// Whether a chain stopped because of this error.
    ended_search: bool,
    tried: Vec<CredentialsError>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialsError {
    /// Creates an error for a provider that is not configured, because a variable or file is absent. `problem` says
    /// which one.
    pub fn not_configured(provider: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::from_inner(provider, problem, false)
    }

    /// Creates an error for a provider that is configured but failed. `problem` says what happened and what to do; it
    /// must not contain a secret.
    pub fn failed(provider: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::from_inner(provider, problem, true)
    }

    /// Creates an error for several providers, none of which has credentials. It counts as not configured if none of
    /// them is configured.
    pub(crate) fn none_of(provider: impl Into<String>, tried: Vec<Self>) -> Self {
        let configured = tried.iter().any(|error| !error.is_not_configured());
        let problem = "no provider has credentials; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or create a \
                       profile (`alicloud configure`)";
        Self(Arc::new(Reasons {
            provider: provider.into(),
            problem: problem.to_owned(),
            configured,
            chosen: configured,
            ended_search: false,
            tried,
            source: None,
        }))
    }

    /// Adds the cause. [`Display`](fmt::Display) shows it, so it must not contain a secret either.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.change(|inner| inner.source = Some(source.into().into()))
    }

    /// Adds the name of an outer provider: `outer/inner`.
    pub(crate) fn within(self, outer: &str) -> Self {
        self.change(|inner| inner.provider = format!("{outer}/{}", inner.provider))
    }

    /// Makes it a failure, for a provider that other configuration requires: it is then an error if the provider is not
    /// configured.
    pub(crate) fn into_failure(self) -> Self {
        self.change(|inner| (inner.configured, inner.chosen) = (true, true))
    }

    /// Marks a provider that nothing selected. A chain continues after its error.
    pub(crate) fn not_chosen(self) -> Self {
        self.change(|inner| inner.chosen = false)
    }

    /// Marks the error at which a chain stopped.
    pub(crate) fn ending_search(self) -> Self {
        self.change(|inner| inner.ended_search = true)
    }

    /// Whether a chain must stop, because another provider could return the credentials of a different identity.
    pub(crate) fn ends_search(&self) -> bool {
        self.0.chosen
    }

    fn change(self, change: impl FnOnce(&mut Reasons)) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        change(&mut inner);
        Self(Arc::new(inner))
    }

    fn from_inner(provider: impl Into<String>, problem: impl Into<String>, configured: bool) -> Self {
        Self(Arc::new(Reasons {
            provider: provider.into(),
            problem: problem.into(),
            configured,
            chosen: configured,
            ended_search: false,
            tried: Vec::new(),
            source: None,
        }))
    }

    /// The provider without credentials, named as in [`Credentials::provider`](super::Credentials::provider).
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.0.provider
    }

    /// Whether the provider is not configured, as opposed to configured but failing.
    #[must_use]
    pub fn is_not_configured(&self) -> bool {
        !self.0.configured
    }

    /// The errors of the providers of a chain, in the order in which they were tried; empty for a single provider.
    #[must_use]
    pub fn tried(&self) -> &[Self] {
        &self.0.tried
    }
}

impl fmt::Debug for CredentialsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CredentialsError")
            .field("provider", &self.0.provider)
            .field("problem", &self.0.problem)
            .field("configured", &self.0.configured)
            .field("tried", &self.0.tried)
            .field("source", &self.0.source.as_ref().map(ToString::to_string))
            .finish()
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.0.provider, self.0.problem)?;
        let mut shown = String::new();
        let mut source = self.0.source.as_deref().map(|source| source as &dyn StdError);
        while let Some(cause) = source {
            // Many errors repeat the message of their cause, so a message that is already contained is skipped.
            let text = cause.to_string();
            if !shown.contains(&text) {
                write!(formatter, ": {text}")?;
            }
            shown = text;
            source = cause.source();
        }
        for (index, error) in self.0.tried.iter().enumerate() {
            write!(formatter, "{}{error}", if index == 0 { " (tried " } else { "; " })?;
        }
        if !self.0.tried.is_empty() {
            formatter.write_str(")")?;
        }
        if self.0.ended_search {
            formatter.write_str(" (this provider is configured, so no other provider is tried)")?;
        }
        Ok(())
    }
}

/// [`Display`](fmt::Display) already shows the cause, so `source` returns none.
impl StdError for CredentialsError {}
