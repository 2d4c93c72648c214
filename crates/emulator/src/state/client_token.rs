//! Idempotency tokens.

use std::collections::{HashMap, VecDeque};

use alicloud_signer::HexDigest;
use serde_json::Value;

/// Responses of operations that were called with a `ClientToken`.
///
/// Requests are kept as hashes: they are only compared, and one can be megabytes long.
#[derive(Default)]
pub(crate) struct ClientTokens {
    responses: HashMap<HexDigest, (HexDigest, Value)>,
    /// Oldest first.
    order: VecDeque<HexDigest>,
}

/// The result of looking up a token.
pub(crate) enum Earlier {
    /// It is new.
    None,
    /// The same request: its response.
    Same(Value),
    /// Another request.
    Different,
}

impl ClientTokens {
    /// `key` is the hash of caller, operation and token, `request` that of the other parameters.
    pub(crate) fn find(&self, key: HexDigest, request: HexDigest) -> Earlier {
        match self.responses.get(&key) {
            None => Earlier::None,
            Some((earlier, response)) if *earlier == request => Earlier::Same(response.clone()),
            Some(_) => Earlier::Different,
        }
    }

    /// Keeps the response of a request.
    pub(crate) fn remember(&mut self, key: HexDigest, request: HexDigest, response: Value) {
        if self.order.len() >= MOST_TOKENS
            && let Some(oldest) = self.order.pop_front()
        {
            self.responses.remove(&oldest);
        }
        self.order.push_back(key);
        self.responses.insert(key, (request, response));
    }
}

/// If there are more, the oldest are forgotten: a load test must not fill the memory.
const MOST_TOKENS: usize = 10_000;
