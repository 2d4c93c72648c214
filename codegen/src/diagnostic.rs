//! Problems of input documents: what is wrong, at which position, and how to fix it.
//!
//! Every module that reads files reports through [`Diagnostics`], so that the user sees all problems of all files in
//! one run and in one format.

#[cfg(feature = "excerpts")]
mod drawn;
mod excerpt;
mod words;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The path and content of a text file that diagnostics point into.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    path: PathBuf,
    text: String,
    /// Byte offset of the beginning of each line. Computed on first use and cached, since a file can have as many
    /// problems as lines.
    lines: OnceLock<Vec<usize>>,
}

impl SourceText {
    /// Wraps a file that was read. `path` is only printed and need not exist (standard input, a value in memory).
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), lines: OnceLock::new() })
    }

    /// The path that diagnostics print.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The complete content of the file.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line, counted from one, that contains this byte offset.
    fn line(&self, position: usize) -> usize {
        let starts = self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        starts.partition_point(|start| *start <= position)
    }
}

/// Whether a [`Diagnostic`] makes its document unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The document cannot be used until the problem is fixed.
    Error,
    /// The document is used nevertheless; the diagnostic says how.
    Warning,
}

/// Returns a number with what it counts, in the singular or in the plural: `1 warning`, `2 warnings`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// One problem of a document.
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
    /// Creates a problem that makes the document unusable. `message` says what is wrong, in one sentence without a full
    /// stop.
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message.into())
    }

    /// Creates a problem that does not stop the generator. `message` says what is wrong; [`rule`](Self::rule) says how
    /// the generator handles it.
    #[must_use]
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message.into())
    }

    /// Sets the position: a byte range of a file. A range outside the file is clipped when it is printed.
    #[must_use]
    pub fn at(mut self, source: &Arc<SourceText>, range: Range<usize>) -> Self {
        self.place = Some((Arc::clone(source), range));
        self
    }

    /// Sets the file or folder of a problem without a position: for example, one that is missing or cannot be read.
    /// [`at`](Self::at) takes precedence.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Sets a short label that is printed beside the marked part of the line.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets the note that says how the generator handles the problem.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    /// Sets the help that says how to fix the problem.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Whether the problem is an error or a warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, without the position.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The file or folder that has the problem, if one was set.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Some((source, _)) => Some(source.path()),
            None => self.file.as_deref(),
        }
    }

    /// Whether the problem has a position in a file.
    #[cfg(feature = "cli")]
    pub(crate) fn is_located(&self) -> bool {
        self.place.is_some()
    }

    /// Replaces the beginning of the path, where a file has another place for the user.
    #[cfg(feature = "cli")]
    pub(crate) fn moved(mut self, from: &Path, to: &Path) -> Self {
        let moved = |path: &Path| path.strip_prefix(from).ok().map(|below| to.join(below));
        if let Some(path) = self.file.as_deref().and_then(moved) {
            self.file = Some(path);
        }
        if let Some((source, _)) = &mut self.place
            && let Some(path) = moved(source.path())
        {
            *source = SourceText::new(path, source.text());
        }
        self
    }

    fn new(severity: Severity, message: String) -> Self {
        Self { severity, message, place: None, file: None, label: None, rule: None, remedy: None }
    }

    fn start(&self) -> usize {
        self.place.as_ref().map_or(0, |(_, range)| range.start)
    }
}

/// A list of problems, in the order in which they were found.
///
/// `Display` prints all of them, sorted by file and position. For each it prints the message, `file:line:column`, the
/// line with the wrong part marked, how the generator handles the problem, and how to fix it. The alternate form
/// (`{:#}`), and every form without the feature `excerpts`, prints only the wrong part instead of its line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Creates an empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether there are neither errors nor warnings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// Number of warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Iterates over all problems in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Turns every error into a warning with `rule` as the note on how the generator handles it.
    #[must_use]
    pub(crate) fn tolerated(self, rule: &str) -> Self {
        let tolerate = |diagnostic: Diagnostic| match diagnostic.severity {
            Severity::Error => Diagnostic { severity: Severity::Warning, ..diagnostic }.rule(rule),
            Severity::Warning => diagnostic,
        };
        Self(self.0.into_iter().map(tolerate).collect())
    }

    /// Returns the warnings if there are no errors.
    ///
    /// # Errors
    ///
    /// Returns all problems, including the warnings, if at least one is an error.
    pub fn into_result(self) -> Result<Self, Self> {
        if self.errors() == 0 { Ok(self) } else { Err(self) }
    }

    /// The output of `Display` with ANSI colours for a terminal.
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
