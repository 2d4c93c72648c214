//! Writes a comparison into the changelog of a generated crate: a section for a version, between two marks.
//!
//! A second run replaces what is between the marks, so that it may be repeated until the release is made. What people write, outside of the
//! marks, stays.

use std::path::Path;

use semver::Version;

use super::Comparison;
use super::markdown;
use super::release::ReleaseStep;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::replace::overwrite;
use crate::spec::encoding;

/// The beginning of a changelog that has no section yet.
pub const CHANGELOG: &str = "# Changelog

What changed in the API, by operation, newest release first. The sections are made by `alicloud-codegen diff --changelog` from the
descriptions of two releases.
";

/// The releases that a section of a changelog is about.
#[derive(Debug, Clone, Copy)]
pub struct ReleasePair<'a> {
    /// The version that was generated from the old description.
    pub since: &'a Version,
    /// The version that is going to be generated from the new one. The default is the smallest that the changes allow.
    pub release: Option<&'a Version>,
}

impl ReleasePair<'_> {
    /// The version to release.
    ///
    /// # Errors
    ///
    /// Returns a problem if the wanted version is smaller than the changes allow.
    fn version(&self, comparison: &Comparison) -> Result<Version, Diagnostics> {
        let step = comparison.release.unwrap_or(ReleaseStep::Patch);
        let smallest = step.after(self.since);
        let Some(wanted) = self.release else { return Ok(smallest) };
        let numbers = |version: &Version| (version.major, version.minor, version.patch);
        if numbers(wanted) >= numbers(&smallest) {
            return Ok(wanted.clone());
        }
        let problem = Diagnostic::error(format!("{wanted} cannot follow {}", self.since));
        let rule = format!("the changes ask for {}: {}", step.words(), comparison.counts);
        Err(problem.rule(rule).remedy(format!("release it as {smallest}")).into())
    }
}

/// Writes the section of a release into a changelog, which is made if there is none: in its place if it is there already, and otherwise
/// above all others.
///
/// # Errors
///
/// Returns a problem if the wanted version is smaller than the changes allow, the section is there and was not made by this function, its
/// marks are incomplete, or the file cannot be read or written. Nothing is written then.
pub fn write_section(file: &Path, pair: ReleasePair<'_>, comparison: &Comparison) -> Result<(), Diagnostics> {
    let version = pair.version(comparison)?;
    let text = encoding::read_if_there(file)?.map_or_else(|| CHANGELOG.to_owned(), |source| source.text().to_owned());
    let text = with_section(&text, &version, comparison)
        .map_err(|problems| problems.into_iter().map(|problem| problem.in_file(file)).collect::<Diagnostics>())?;
    overwrite(file, text.as_bytes())
        .map_err(|error| Diagnostic::error(format!("it cannot be written: {error}")).in_file(file).into())
}

fn with_section(text: &str, version: &Version, comparison: &Comparison) -> Result<String, Diagnostics> {
    let (begin, end) = marks(version);
    let section = format!("{begin}\n{}{end}\n", markdown::section(comparison, &version.to_string()));
    let position = |mark: &str| line_positions(text).find(|(_, line)| *line == mark);
    match (position(&begin), position(&end)) {
        (Some((start, _)), Some((last, line))) if start < last => {
            let (before, after) = (text.get(..start), text.get(last + line.len()..));
            let after = after.map(|after| after.strip_prefix("\r\n").or(after.strip_prefix('\n')).unwrap_or(after));
            Ok([before.unwrap_or_default(), &section, after.unwrap_or_default()].concat())
        }
        (None, None) => {
            let heading = format!("## {version}");
            if let Some((start, _)) = line_positions(text).find(|(_, line)| is_heading_of(line, &heading)) {
                let problem = Diagnostic::error(format!("there is a section {version} already, written by hand"));
                let line = text.get(..start).unwrap_or_default().lines().count() + 1;
                let place = format!("it begins in line {line}");
                let remedy = format!("put a line `{begin}` above its heading and `{end}` below what may be replaced");
                return Err(problem.rule(place).remedy(remedy).into());
            }
            let first = line_positions(text).find(|(_, line)| line.starts_with("## ") || line.starts_with(MARK));
            let start = first.map_or(text.len(), |(start, _)| start);
            let (before, after) = (text.get(..start).unwrap_or_default(), text.get(start..).unwrap_or_default());
            let gap = if before.is_empty() || before.ends_with("\n\n") { "" } else { "\n" };
            let line_break = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
            let below = if after.is_empty() { "" } else { "\n" };
            Ok([before, line_break, gap, &section, below, after].concat())
        }
        _ => {
            let problem = Diagnostic::error(format!("one of the two marks of section {version} is missing"));
            Err(problem.remedy(format!("put `{begin}` above it and `{end}` below it")).into())
        }
    }
}

const MARK: &str = "<!-- alicloud-codegen diff: ";

fn marks(version: &Version) -> (String, String) {
    (format!("{MARK}{version} -->"), format!("{MARK}end of {version} -->"))
}

/// Whether a line is the heading, alone or followed by something else (`## 0.2.0 (2026-01-01)`).
fn is_heading_of(line: &str, heading: &str) -> bool {
    let rest = line.strip_prefix(heading).or_else(|| line.replacen('[', "", 1).strip_prefix(heading).map(|_| "]"));
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || ".-+".contains(next)))
}

/// The lines of a text without their ends, with the position of each.
fn line_positions(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = next;
        next += line.len();
        (start, line.trim_end_matches(['\r', '\n']))
    })
}
