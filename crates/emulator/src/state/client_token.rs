//! Idempotency tokens.

use std::collections::{HashMap, VecDeque};

use alicloud_signer::HexDigest;
use serde_json::Value;

/// Responses of operations that were called with a `ClientToken`.
///
/// Requests are stored as hashes, since they are only compared, and a request can be megabytes long.
#[derive(Default)]
pub(crate) struct ClientTokens {
    responses: HashMap<HexDigest, (HexDigest, Value)>,
    /// Keys of `responses`, oldest first.
    order: VecDeque<HexDigest>,
}

/// The result of looking up a token.
pub(crate) enum Earlier {
    /// The token is new.
    None,
    /// The token was used by the same request, which had this response.
    Same(Value),
    /// The token was used by a different request.
    Different,
}

impl ClientTokens {
    /// Looks up a token. `key` is the hash of caller, operation and token, and `request` that of the other parameters.
    pub(crate) fn find(&self, key: HexDigest, request: HexDigest) -> Earlier {
        match self.responses.get(&key) {
            None => Earlier::None,
            Some((earlier, response)) if *earlier == request => Earlier::Same(response.clone()),
            Some(_) => Earlier::Different,
        }
    }

    /// Stores the response of a request.
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

/// Maximum number of stored tokens. The oldest is dropped when there are more, so that a load test cannot exhaust the
/// memory.
const MOST_TOKENS: usize = 10_000;
