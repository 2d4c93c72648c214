//! Prints diagnostics with the source line that they point at, by `annotate-snippets` (the renderer of `cargo` and
//! `rustc`).

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::excerpt::excerpt;
use super::{Diagnostic, Severity};

/// Whether to print ANSI colours.
#[derive(Clone, Copy)]
pub(super) enum Colors {
    None,
    Ansi,
}

/// Renders all diagnostics, separated by blank lines.
pub(super) fn all(diagnostics: &[&Diagnostic], colors: Colors) -> String {
    let renderer = match colors {
        Colors::None => Renderer::plain(),
        Colors::Ansi => Renderer::styled(),
    };
    let rendered: Vec<_> = diagnostics.iter().map(|diagnostic| one(diagnostic, &renderer)).collect();
    rendered.join("\n\n")
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut elements: Vec<Element<'_>> = Vec::new();
    if let Some(path) = diagnostic.path() {
        let path = path.to_string_lossy();
        match &diagnostic.place {
            None => elements.push(Origin::path(path).into()),
            Some((source, range)) => {
                let excerpt = excerpt(source, range);
                let annotation =
                    AnnotationKind::Primary.span(excerpt.marked.clone()).label(diagnostic.label.as_deref());
                let snippet = Snippet::source(excerpt.text).line_start(excerpt.line).annotation(annotation);
                if excerpt.begins_within_line() {
                    // The excerpt begins within the line, so the renderer cannot compute the column.
                    elements.push(Origin::path(path).line(excerpt.line).char_column(excerpt.column).into());
                    elements.push(snippet.into());
                } else {
                    elements.push(snippet.path(path).into());
                }
            }
        }
    }
    if let Some(rule) = diagnostic.rule.as_deref() {
        elements.push(Level::NOTE.message(rule).into());
    }
    if let Some(remedy) = diagnostic.remedy.as_deref() {
        elements.push(Level::HELP.message(remedy).into());
    }
    renderer.render(&[level.primary_title(diagnostic.message.as_str()).elements(elements)])
}
