//! Addresses, parsed.

use std::sync::{PoisonError, RwLock};

use reqwest::Url;

/// Parses addresses. Those of an endpoint differ in the query only, so the part before it is kept parsed from one to the next: checking
/// a host takes longer than signing.
#[derive(Debug, Default)]
pub(super) struct LastAddress(RwLock<Option<Url>>);

impl LastAddress {
    pub(super) fn parse(&self, address: &str) -> Result<Url, impl std::error::Error + Send + Sync + use<>> {
        let Some((base, query)) = address.split_once('?').filter(|(_, query)| !query.contains('#')) else {
            return Url::parse(address);
        };
        let last = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        // What is kept is as it was written: an address that parsing changes is parsed each time.
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
