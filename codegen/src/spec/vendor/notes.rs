//! What was changed or left out of documents of the vendor: one note for each kind, however often it occurred.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::tree::{Sources, Span};

/// Why a value is not in the entry as it is in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The vendor's format has the key, and ours does not.
    Meaningless,
    /// Nobody's format has it; perhaps this one was meant.
    Unknown(Option<&'static str>),
    /// The value is of a type that cannot be read as the one it should have.
    Unusable,
    /// It was of the first type, and is of the second now.
    ReadAs(&'static str, &'static str),
    /// Another change, in words.
    Changed(&'static str),
}

/// Notes by kind.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    place: String,
    kinds: Vec<Note>,
}

/// One kind.
#[derive(Debug)]
struct Note {
    what: &'static str,
    key: String,
    cause: Cause,
    count: usize,
    /// Where it occurred first.
    first: String,
    span: Span,
}

impl Notes {
    /// Names what is being read from now on.
    pub(crate) fn enter(&mut self, place: &str) {
        place.clone_into(&mut self.place);
    }

    /// Notes one occurrence.
    pub(crate) fn add(&mut self, what: &'static str, key: &str, cause: Cause, span: Span) {
        let same = |note: &&mut Note| note.cause == cause && note.what == what && note.key == key;
        match self.kinds.iter_mut().find(same) {
            Some(note) => note.count += 1,
            None => {
                self.kinds.push(Note { what, key: key.to_owned(), cause, count: 1, first: self.place.clone(), span })
            }
        }
    }

    /// A sentence for each kind, sorted.
    #[cfg(feature = "cli")]
    pub(crate) fn sentences(&self) -> Vec<String> {
        let sentence = |note: &Note| format!("{} ({})", note.sentence(), note.occurrences());
        let mut sentences: Vec<String> = self.kinds.iter().map(sentence).collect();
        sentences.sort();
        sentences
    }

    /// Reports each kind where it occurred first, but for keys of the vendor that mean nothing here.
    pub(crate) fn report(&self, sources: &Sources, problems: &mut Diagnostics) {
        for note in self.kinds.iter().filter(|note| note.cause != Cause::Meaningless) {
            let mut diagnostic = Diagnostic::warning(note.sentence());
            if note.count > 1 {
                diagnostic = diagnostic.rule(note.occurrences());
            }
            if let Cause::Unknown(Some(meant)) = note.cause {
                diagnostic = diagnostic.label(format!("did you mean `{meant}`?"));
            }
            problems.push(sources.point(diagnostic, note.span));
        }
    }
}

impl Note {
    fn sentence(&self) -> String {
        let Self { what, key, .. } = self;
        let subject = if key.is_empty() { (*what).to_owned() } else { format!("`{key}` of {what}") };
        match self.cause {
            Cause::Meaningless | Cause::Unknown(_) => format!("{subject} has no place in an entry: it is left out"),
            Cause::Unusable => format!("{subject} has a value of another type: it is left out"),
            Cause::ReadAs(was, is) => format!("{subject} is {was}: it is read as {is}"),
            Cause::Changed(how) => format!("{subject} {how}"),
        }
    }

    fn occurrences(&self) -> String {
        match self.count {
            1 => format!("once, in {}", self.first),
            count => format!("{count} times, first in {}", self.first),
        }
    }
}
