//! What is wrong with a document, where, and what would be right.
//!
//! Every module that reads a file reports through [`Diagnostics`], so that a person sees all problems of all files at once and
//! in one form, whichever module found them.

#[cfg(feature = "excerpts")]
mod drawn;
mod excerpt;
mod words;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A text file that diagnostics point into.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    path: PathBuf,
    text: String,
    /// Where each line begins, once a line was asked for: a file may have as many problems as lines.
    lines: OnceLock<Vec<usize>>,
}

impl SourceText {
    /// A file that was read. `path` is what is printed; it need not exist (standard input, a value in memory).
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), lines: OnceLock::new() })
    }

    /// The name that diagnostics print.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of the line that has this byte, from one.
    fn line(&self, position: usize) -> usize {
        let starts = self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        starts.partition_point(|start| *start <= position)
    }
}

/// How bad a [`Diagnostic`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Nothing can be made of the document until it is repaired.
    Error,
    /// The document is used all the same; the diagnostic says how.
    Warning,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    severity: Severity,
    message: String,
    place: Option<(Arc<SourceText>, Range<usize>)>,
    file: Option<PathBuf>,
    label: Option<String>,
    rule: Option<String>,
    remedy: Option<String>,
}

impl Diagnostic {
    /// A problem that makes the document unusable. `message` says what is wrong, in one sentence without a full stop.
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message.into())
    }

    /// A problem that the generator can live with. `message` says what is wrong; [`rule`](Self::rule) says what is done about it.
    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message.into())
    }

    /// Points at bytes of a file. A range that does not fit the text is moved to the nearest place that does.
    #[must_use]
    pub fn at(mut self, source: &Arc<SourceText>, range: Range<usize>) -> Self {
        self.place = Some((Arc::clone(source), range));
        self
    }

    /// Names a file or folder, for problems that have no line: it is missing, or cannot be read.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// A few words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// What the generator does about the problem.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    /// What would be right.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The file that is concerned.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Some((source, _)) => Some(source.path()),
            None => self.file.as_deref(),
        }
    }

    fn new(severity: Severity, message: String) -> Self {
        Self { severity, message, place: None, file: None, label: None, rule: None, remedy: None }
    }

    fn start(&self) -> usize {
        self.place.as_ref().map_or(0, |(_, range)| range.start)
    }
}

/// Problems, in the order in which they were found.
///
/// `Display` prints all of them, sorted by file and position: what is wrong, `file:line:column`, the line with a caret under the
/// text that is wrong, what the generator does about it, and what would be right. In the alternate form (`{:#}`), and always without
/// the feature `excerpts`, there is the text that is wrong instead of its line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No problems.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether nothing was found, not even a warning.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many problems make a document unusable.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many problems the generator lives with.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Every problem, in the order in which it was found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// The same, with every error as a warning that says what is done about it.
    #[must_use]
    pub(crate) fn tolerated(self, rule: &str) -> Self {
        let tolerate = |diagnostic: Diagnostic| match diagnostic.severity {
            Severity::Error => Diagnostic { severity: Severity::Warning, ..diagnostic }.rule(rule),
            Severity::Warning => diagnostic,
        };
        Self(self.0.into_iter().map(tolerate).collect())
    }

    /// `Ok` with the warnings if there is no error.
    ///
    /// # Errors
    ///
    /// All problems, warnings too, if one of them is an error.
    pub fn into_result(self) -> Result<Self, Self> {
        if self.errors() == 0 { Ok(self) } else { Err(self) }
    }

    /// The same text as `Display`, with terminal colours.
    #[cfg(feature = "excerpts")]
    #[must_use]
    pub fn to_colored(&self) -> String {
        drawn::all(&self.sorted(), drawn::Colors::Ansi)
    }

    fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by_key(|diagnostic| (diagnostic.path(), diagnostic.start()));
        sorted
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        #[cfg(feature = "excerpts")]
        if !f.alternate() {
            return f.write_str(&drawn::all(&self.sorted(), drawn::Colors::None));
        }
        words::write(&self.sorted(), f)
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.0.extend(diagnostics);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self(diagnostics.into_iter().collect())
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
