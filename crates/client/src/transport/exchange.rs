//! An exchange as a recording keeps it: what was asked and what came back, without anything secret and without what differs between
//! two runs (date, nonce, signature, made-up tokens).

mod body;
mod json;
mod question;
mod recorded;

pub use body::RecordedBody;
pub use question::Question;
pub use recorded::Recorded;

pub(super) use question::Asked;

/// One request with what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// What was asked.
    pub question: Question,
    /// What came back.
    pub answer: Recorded,
}

impl Exchange {
    /// An exchange, for a recording that a test writes itself.
    #[must_use]
    pub fn new(question: Question, answer: Recorded) -> Self {
        Self { question, answer }
    }
}
