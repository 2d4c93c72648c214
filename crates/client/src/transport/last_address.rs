//! Parses URLs.

use std::sync::{PoisonError, RwLock};

use reqwest::Url;

/// Parses URLs and caches the part before the query, in which the URLs of an endpoint are usually equal. Without the
/// cache, checking the host would take longer than signing.
#[derive(Debug, Default)]
pub(super) struct LastAddress(RwLock<Option<Url>>);

impl LastAddress {
    pub(super) fn parse(&self, address: &str) -> Result<Url, impl std::error::Error + Send + Sync + use<>> {
        let Some((base, query)) = address.split_once('?').filter(|(_, query)| !query.contains('#')) else {
            return Url::parse(address);
        };
        let last = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        // The cache matches only URLs that parsing does not normalize; others are parsed each time.
        let mut url = match last.filter(|last| last.as_str() == base) {
            Some(last) => last,
            None => {
                let url = Url::parse(base)?;
                *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(url.clone());
                url
            }
        };
        url.set_query(Some(query));
        Ok(url)
    }
}
