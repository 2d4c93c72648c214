//! The log of the latest requests.

use std::collections::VecDeque;

use crate::recorded_request::RecordedRequest;

/// The latest requests, limited in number and memory: anybody can send requests, even without a signature.
#[derive(Default)]
pub(crate) struct Log {
    /// Oldest first, each with the memory that it takes.
    requests: VecDeque<(usize, RecordedRequest)>,
    bytes: usize,
}

impl Log {
    pub(crate) fn add(&mut self, request: RecordedRequest) {
        let size = request.size();
        self.bytes += size;
        self.requests.push_back((size, request));
        while self.requests.len() > MOST_REQUESTS || (self.bytes > MOST_BYTES && self.requests.len() > 1) {
            let Some((size, _)) = self.requests.pop_front() else { break };
            self.bytes -= size;
        }
    }

    /// Oldest first.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.iter().map(|(_, request)| request.clone()).collect()
    }
}

const MOST_REQUESTS: usize = 10_000;

const MOST_BYTES: usize = 32 << 20;
