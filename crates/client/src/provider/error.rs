//! Why there are no credentials.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// Why a provider gave no credentials. It never holds a secret. Cloning shares it.
///
/// A provider that is not set up at all ([`is_not_configured`](Self::is_not_configured)) is different from one that is set up and does
/// not work: a [`Chain`](crate::credentials::Chain) goes on after the first and ends with the second, whose place nobody else may take.
#[derive(Clone)]
pub struct CredentialsError(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    provider: String,
    problem: String,
    configured: bool,
    /// Whether somebody chose the provider, so that nobody else may stand in for it.
    chosen: bool,
    /// Whether a chain ended with it.
    ended_search: bool,
    tried: Vec<CredentialsError>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialsError {
    /// The provider is not set up here: a variable or file is absent. `problem` says which.
    pub fn not_configured(provider: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::from_inner(provider, problem, false)
    }

    /// The provider is set up, and failed. `problem` says how and what to do; it must not hold a secret.
    pub fn failed(provider: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::from_inner(provider, problem, true)
    }

    /// None of several providers gave credentials. Not configured if none of them was.
    pub(crate) fn none_of(provider: impl Into<String>, tried: Vec<Self>) -> Self {
        let configured = tried.iter().any(|error| !error.is_not_configured());
        let problem = "no provider has credentials; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or make a \
                       profile with the vendor's CLI (`aliyun configure`)";
        Self(Arc::new(Inner {
            provider: provider.into(),
            problem: problem.to_owned(),
            configured,
            chosen: configured,
            ended_search: false,
            tried,
            source: None,
        }))
    }

    /// The same, with what caused it. The cause is part of what [`Display`](fmt::Display) shows, so it must not hold a secret either.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.change(|inner| inner.source = Some(source.into().into()))
    }

    /// The same, seen from an outer provider: `outer/inner`.
    pub(crate) fn within(self, outer: &str) -> Self {
        self.change(|inner| inner.provider = format!("{outer}/{}", inner.provider))
    }

    /// The same, where something that is set up depends on the provider: that it is not set up is then a failure.
    pub(crate) fn into_failure(self) -> Self {
        self.change(|inner| (inner.configured, inner.chosen) = (true, true))
    }

    /// The same, for a provider that is asked although nobody chose it: a chain goes on after it.
    pub(crate) fn not_chosen(self) -> Self {
        self.change(|inner| inner.chosen = false)
    }

    /// The same, where a chain ends because of it.
    pub(crate) fn ending_search(self) -> Self {
        self.change(|inner| inner.ended_search = true)
    }

    /// Whether a chain must not go on to other providers, which would give the credentials of somebody else.
    pub(crate) fn ends_search(&self) -> bool {
        self.0.chosen
    }

    fn change(self, change: impl FnOnce(&mut Inner)) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        change(&mut inner);
        Self(Arc::new(inner))
    }

    fn from_inner(provider: impl Into<String>, problem: impl Into<String>, configured: bool) -> Self {
        Self(Arc::new(Inner {
            provider: provider.into(),
            problem: problem.into(),
            configured,
            chosen: configured,
            ended_search: false,
            tried: Vec::new(),
            source: None,
        }))
    }

    /// The provider that has none, named as in [`Credentials::provider`](super::Credentials::provider).
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.0.provider
    }

    /// Whether the provider is simply not set up here, as opposed to set up and failing.
    #[must_use]
    pub fn is_not_configured(&self) -> bool {
        !self.0.configured
    }

    /// The providers of a chain that were tried, in order, and why each declined; empty for a single provider.
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
            // Many errors repeat the text of their cause.
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
            formatter.write_str(" (this is set up here, so credentials from elsewhere are not used in its place)")?;
        }
        Ok(())
    }
}

/// The cause is already part of what [`Display`](fmt::Display) shows, so there is none to follow.
impl StdError for CredentialsError {}
