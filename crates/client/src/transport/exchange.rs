//! An exchange of a recording: a request and its response, without secrets and without values that differ between two
//! runs (date, nonce, signature, generated tokens).

mod body;
mod form_parts;
mod json;
mod question;
mod recorded;

pub use body::RecordedBody;
pub use question::Question;
pub use recorded::Recorded;

pub(super) use question::Asked;
pub(super) use recorded::BodyEnd;

/// A request and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// The request.
    pub question: Question,
    /// The outcome.
    pub answer: Recorded,
}

impl Exchange {
    /// Creates an exchange, for a recording that a test writes by hand.
    #[must_use]
    pub fn new(question: Question, answer: Recorded) -> Self {
        Self { question, answer }
    }
}
