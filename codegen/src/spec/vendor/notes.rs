//! Records what was changed or left out of the vendor's documents: one note for each kind, with the number of
//! occurrences.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::tree::{SourceFiles, Span};

/// The reason why a value in the entry differs from the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The vendor's format has the key, but the entry format does not.
    Meaningless,
    /// Neither format has the key. The similar key is a suggestion.
    Unknown(Option<&'static str>),
    /// The value has a type that cannot be converted to the expected one.
    Unusable,
    /// The value was converted from the first type to the second.
    ReadAs(&'static str, &'static str),
    /// Another change, as the predicate of a sentence.
    Changed(&'static str),
}

/// The notes so far, grouped by kind.
#[derive(Debug, Default)]
pub(crate) struct VendorNotes {
    place: String,
    kinds: Vec<Note>,
}

/// One kind of note.
#[derive(Debug)]
struct Note {
    what: &'static str,
    key: String,
    cause: Cause,
    count: usize,
    /// The operation or other location of the first occurrence.
    first: String,
    span: Span,
}

impl VendorNotes {
    /// Sets the location of all following notes.
    pub(crate) fn enter(&mut self, place: &str) {
        place.clone_into(&mut self.place);
    }

    /// Records one occurrence.
    pub(crate) fn add(&mut self, what: &'static str, key: &str, cause: Cause, span: Span) {
        let same = |note: &&mut Note| note.cause == cause && note.what == what && note.key == key;
        match self.kinds.iter_mut().find(same) {
            Some(note) => note.count += 1,
            None => {
                self.kinds.push(Note { what, key: key.to_owned(), cause, count: 1, first: self.place.clone(), span })
            }
        }
    }

    /// A warning for each kind at its first occurrence.
    #[cfg(feature = "cli")]
    pub(crate) fn warnings(&self, sources: &SourceFiles) -> Diagnostics {
        let sentence = |note: &Note| format!("{} ({})", note.sentence(), note.occurrences());
        self.kinds.iter().map(|note| sources.point(Diagnostic::warning(sentence(note)), note.span)).collect()
    }

    /// Reports a warning for each kind at its first occurrence, except for keys of the vendor that the generator does
    /// not use.
    pub(crate) fn report(&self, sources: &SourceFiles, problems: &mut Diagnostics) {
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
            Cause::Meaningless | Cause::Unknown(_) => {
                format!("{subject} is not part of the entry format: it is left out")
            }
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
