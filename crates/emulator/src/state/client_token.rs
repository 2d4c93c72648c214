//! Idempotency tokens.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

/// Answers of operations that were called with a `ClientToken`.
#[derive(Default)]
pub(crate) struct ClientTokens {
    answers: HashMap<Key, (String, Value)>,
    /// Oldest first.
    order: VecDeque<Key>,
}

/// Caller, operation and token.
pub(crate) type Key = (String, String, String);

/// What is known about a token.
pub(crate) enum Earlier {
    /// It is new.
    None,
    /// The same request: its answer.
    Same(Value),
    /// Another request.
    Different,
}

impl ClientTokens {
    pub(crate) fn find(&self, key: &Key, request: &str) -> Earlier {
        match self.answers.get(key) {
            None => Earlier::None,
            Some((earlier, answer)) if earlier == request => Earlier::Same(answer.clone()),
            Some(_) => Earlier::Different,
        }
    }

    pub(crate) fn remember(&mut self, key: Key, request: String, answer: Value) {
        if self.order.len() >= MOST_TOKENS
            && let Some(oldest) = self.order.pop_front()
        {
            self.answers.remove(&oldest);
        }
        self.order.push_back(key.clone());
        self.answers.insert(key, (request, answer));
    }
}

/// Beyond it the oldest are forgotten: a load test must not fill the memory.
const MOST_TOKENS: usize = 10_000;
