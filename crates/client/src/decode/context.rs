//! The limits of decoding one body, and what is found while it is decoded.

use crate::evidence::Evidence;

/// The deepest nesting of values in a body, including JSON within strings; the deepest documented response has 28
/// levels. Decoding, `Debug` and dropping are recursive, so this limits their stack.
const DEEPEST: usize = 128;

/// The smallest memory limit, however low the response limit is.
const LEAST_MEMORY: usize = 16 << 20;

/// The state of decoding one body, for both formats (JSON and XML).
#[derive(Debug)]
pub(crate) struct DecodeContext {
    memory_limit: usize,
    memory_left: usize,
    depth: usize,
    pub(super) tolerant: bool,
    /// Evidence that the body is a response of the service.
    pub(crate) evidence: Evidence,
    left_out: Option<LeftOut>,
}

/// Numbers that do not fit into their fields.
#[derive(Debug)]
struct LeftOut {
    first: String,
    count: usize,
}

/// The reason why a body could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DecodeError {
    /// The path of the value, such as `Items.DBInstance[3].Port`; empty for the body itself.
    pub(crate) path: String,
    /// What was found and what was expected.
    pub(crate) problem: String,
    /// Whether the syntax of the body is invalid or a limit is exceeded, so that the rest cannot be read.
    pub(crate) is_fatal: bool,
}

impl DecodeError {
    pub(crate) fn into_message(self) -> String {
        if self.path.is_empty() { self.problem } else { format!("{}: {}", self.path, self.problem) }
    }
}

/// Boxed to keep the `Result` small, because every level of recursion returns it.
pub(crate) type Failed = Box<DecodeError>;

impl DecodeContext {
    /// `response_limit` is the largest response in bytes. The decoded values may take twice as much memory.
    pub(crate) fn new(response_limit: usize, evidence: Evidence) -> Self {
        let memory_limit = response_limit.saturating_mul(2).max(LEAST_MEMORY);
        Self { memory_limit, memory_left: memory_limit, depth: 0, tolerant: false, evidence, left_out: None }
    }

    /// Creates a context in which a field that cannot be decoded is skipped instead of failing the body.
    pub(crate) fn tolerant(response_limit: usize, evidence: Evidence) -> Self {
        Self { tolerant: true, ..Self::new(response_limit, evidence) }
    }

    /// Subtracts memory that is about to be used from the budget. Fails if the budget is exceeded.
    pub(super) fn charge(&mut self, bytes: usize, path: &ValuePath<'_>) -> Result<(), Failed> {
        match self.memory_left.checked_sub(bytes) {
            Some(left) => {
                self.memory_left = left;
                Ok(())
            }
            None => Err(self.too_large(path)),
        }
    }

    #[cold]
    fn too_large(&self, path: &ValuePath<'_>) -> Failed {
        path.fatal(format!(
            "its values would take more than {} MiB of memory, which is the limit: request smaller pages, or raise \
             `ClientBuilder::response_limit` (the memory is twice that)",
            self.memory_limit >> 20
        ))
    }

    /// Enters a level of nesting. Fails if there are too many.
    pub(super) fn descend(&mut self, path: &ValuePath<'_>) -> Result<(), Failed> {
        if self.depth >= DEEPEST {
            return Err(path.fatal(format!("values nest deeper than {DEEPEST} levels")));
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Returns to the depth of a structure after one of its fields failed.
    pub(super) fn ascend_to(&mut self, depth: usize) {
        self.depth = depth;
    }

    /// Records a number that does not fit into its field.
    #[cold]
    pub(super) fn leave_out(&mut self, path: &ValuePath<'_>) {
        match &mut self.left_out {
            Some(left_out) => left_out.count += 1,
            None => self.left_out = Some(LeftOut { first: path.to_string(), count: 1 }),
        }
    }

    /// Emits one event for all numbers that do not fit into their fields.
    pub(super) fn report(&self) {
        if let Some(LeftOut { first, count }) = &self.left_out {
            tracing::warn!(path = %first, count, "numbers of a response do not fit into their fields, which stay unset");
        }
    }
}

/// The path of a value in a body: a linked list on the stack, which is formatted only for an error or warning.
#[derive(Clone, Copy)]
pub(super) struct ValuePath<'a> {
    parent: Option<&'a ValuePath<'a>>,
    segment: Segment<'a>,
}

#[derive(Clone, Copy)]
enum Segment<'a> {
    Body,
    Field(&'a str),
    Element(usize),
}

impl<'a> ValuePath<'a> {
    pub(super) const BODY: ValuePath<'static> = ValuePath { parent: None, segment: Segment::Body };

    pub(super) fn field(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), segment: Segment::Field(name) }
    }

    pub(super) fn element(&'a self, index: usize) -> Self {
        Self { parent: Some(self), segment: Segment::Element(index) }
    }

    pub(super) fn is_body(&self) -> bool {
        self.parent.is_none()
    }

    /// The error for a value that does not have the documented type.
    #[cold]
    pub(super) fn mismatch(&self, problem: impl Into<String>) -> Failed {
        Box::new(DecodeError { path: self.to_string(), problem: problem.into(), is_fatal: false })
    }

    /// The error for a body of which the rest cannot be read.
    #[cold]
    pub(super) fn fatal(&self, problem: impl Into<String>) -> Failed {
        Box::new(DecodeError { path: self.to_string(), problem: problem.into(), is_fatal: true })
    }
}

impl std::fmt::Display for ValuePath<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(formatter)?;
        }
        match self.segment {
            Segment::Body => Ok(()),
            Segment::Field(name) => {
                if self.parent.is_some_and(|parent| !parent.is_body()) {
                    formatter.write_str(".")?;
                }
                // The name comes from the server, so its length is limited and control characters are replaced.
                let shown = name.chars().take(LONGEST_NAME);
                shown.map(|character| if character.is_control() { '\u{fffd}' } else { character }).try_for_each(
                    |character| {
                        use std::fmt::Write as _;
                        formatter.write_char(character)
                    },
                )
            }
            Segment::Element(index) => write!(formatter, "[{index}]"),
        }
    }
}

/// The largest number of characters of a name in a path; the longest documented one has 58.
const LONGEST_NAME: usize = 100;
