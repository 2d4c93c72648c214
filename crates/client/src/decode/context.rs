//! What decoding one body may cost, and what was found out on the way.

use crate::evidence::Evidence;

/// How deep values may nest in a body, JSON within strings included; the deepest documented response nests 28 levels. Decoding, `Debug`
/// and dropping all recurse, so this bounds the stack that they need.
const DEEPEST: usize = 128;

/// The least memory that decoding may use, whatever the limit of the response is.
const LEAST_MEMORY: usize = 16 << 20;

/// One body that is decoded: both drivers account for it here.
#[derive(Debug)]
pub(crate) struct Context {
    memory_limit: usize,
    memory_left: usize,
    depth: usize,
    pub(super) tolerant: bool,
    /// What proves that the body is a response of the service.
    pub(crate) evidence: Evidence,
    left_out: Option<LeftOut>,
}

/// Numbers that their fields cannot hold.
#[derive(Debug)]
struct LeftOut {
    first: String,
    count: usize,
}

/// Why a body could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// Path of the value, as in `Items.DBInstance[3].Port`; empty for the body itself.
    pub(crate) path: String,
    /// What was found and what was expected.
    pub(crate) problem: String,
    /// Whether the body itself is broken, so that nothing after this place can be read.
    pub(crate) is_fatal: bool,
}

impl Mismatch {
    pub(crate) fn into_message(self) -> String {
        if self.path.is_empty() { self.problem } else { format!("{}: {}", self.path, self.problem) }
    }
}

/// In a box: it is returned through every level.
pub(crate) type Failed = Box<Mismatch>;

impl Context {
    /// `response_limit` is how many bytes a response may have; what is made of it may take twice as much memory.
    pub(crate) fn new(response_limit: usize, evidence: Evidence) -> Self {
        let memory_limit = response_limit.saturating_mul(2).max(LEAST_MEMORY);
        Self { memory_limit, memory_left: memory_limit, depth: 0, tolerant: false, evidence, left_out: None }
    }

    /// One in which a field that cannot be read is left out instead of failing the body.
    pub(crate) fn tolerant(response_limit: usize, evidence: Evidence) -> Self {
        Self { tolerant: true, ..Self::new(response_limit, evidence) }
    }

    /// Accounts for memory that is about to be used.
    pub(super) fn charge(&mut self, bytes: usize, path: &Path<'_>) -> Result<(), Failed> {
        match self.memory_left.checked_sub(bytes) {
            Some(left) => {
                self.memory_left = left;
                Ok(())
            }
            None => Err(self.too_large(path)),
        }
    }

    #[cold]
    fn too_large(&self, path: &Path<'_>) -> Failed {
        path.fatal(format!(
            "its values would take more than {} MiB of memory, which is the limit: ask for smaller pages, or raise \
             `ClientBuilder::response_limit` (the memory is twice that)",
            self.memory_limit >> 20
        ))
    }

    /// Accounts for one more level.
    pub(super) fn descend(&mut self, path: &Path<'_>) -> Result<(), Failed> {
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

    /// Goes back to the level of a structure in which a field failed.
    pub(super) fn ascend_to(&mut self, depth: usize) {
        self.depth = depth;
    }

    /// Remembers a number that its field cannot hold.
    #[cold]
    pub(super) fn leave_out(&mut self, path: &Path<'_>) {
        match &mut self.left_out {
            Some(left_out) => left_out.count += 1,
            None => self.left_out = Some(LeftOut { first: path.to_string(), count: 1 }),
        }
    }

    /// Emits one event for all numbers that were left out.
    pub(super) fn report(&self) {
        if let Some(LeftOut { first, count }) = &self.left_out {
            tracing::warn!(path = %first, count, "numbers of a response do not fit their fields, which stay unset");
        }
    }
}

/// Where in a body a value is: a list on the stack that becomes text only if something is wrong.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
}

#[derive(Clone, Copy)]
enum Segment<'a> {
    Body,
    Field(&'a str),
    Element(usize),
}

impl<'a> Path<'a> {
    pub(super) const BODY: Path<'static> = Path { parent: None, segment: Segment::Body };

    pub(super) fn field(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), segment: Segment::Field(name) }
    }

    pub(super) fn element(&'a self, index: usize) -> Self {
        Self { parent: Some(self), segment: Segment::Element(index) }
    }

    pub(super) fn is_body(&self) -> bool {
        self.parent.is_none()
    }

    /// A value that is not what its field documents.
    #[cold]
    pub(super) fn mismatch(&self, problem: impl Into<String>) -> Failed {
        Box::new(Mismatch { path: self.to_string(), problem: problem.into(), is_fatal: false })
    }

    /// A body that cannot be read further.
    #[cold]
    pub(super) fn fatal(&self, problem: impl Into<String>) -> Failed {
        Box::new(Mismatch { path: self.to_string(), problem: problem.into(), is_fatal: true })
    }
}

impl std::fmt::Display for Path<'_> {
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
                // A name is the server's: it is shown on one line, and not without end.
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

/// Characters of a name that a path shows; the longest documented one has 58.
const LONGEST_NAME: usize = 100;
