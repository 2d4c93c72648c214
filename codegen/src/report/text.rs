//! Prints a report for people.

use std::fmt::{Display, Formatter, Result};

use alicloud_api::Streaming;

use super::{Counts, GroupReport, OperationReport, ProductReport, Report};
use crate::diagnostic::counted;

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (position, product) in self.products.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{product}")?;
        }
        Ok(())
    }
}

impl Display for ProductReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "{} ({} {}), crate {}", self.title, self.product, self.version, self.crate_name)?;
        writeln!(f, "{}", self.counts)?;
        section(f, "Groups", &self.groups, |group| &group.feature, group)?;
        section(f, "Operations", &self.operations, |operation| &operation.name, operation)?;
        let without: Vec<(String, String)> = self
            .operations
            .iter()
            .filter_map(|operation| Some((operation.name.clone(), operation.without_pages.clone()?)))
            .collect();
        section(f, "In pages, without a paginator", &without, |(name, _)| name, |(_, reason)| reason.clone())?;
        section(f, "Not generated", &self.refused, |refused| &refused.operation, |refused| refused.reason.clone())?;
        section(f, "Oddities", &self.warnings, |warning| &warning.place, |warning| warning.text.clone())
    }
}

impl Display for Counts {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let text = [
            counted(self.operations, "operation"),
            counted(self.parameters, "parameter"),
            counted(self.members, "member"),
            counted(self.structures, "structure"),
            counted(self.enumerations, "enumeration"),
            counted(self.values, "value"),
            counted(self.error_codes, "error code"),
            format!("{} not generated", self.refused),
            format!(
                "{} in pages ({} without a paginator)",
                self.paginated + self.without_paginator,
                self.without_paginator
            ),
            format!("{} with streams of events", self.streaming),
            format!("{} that read ({} of them return secrets)", self.reads, self.secret_reads),
            format!("{} that change", self.changes),
            counted(self.secrets, "secret"),
        ];
        f.write_str(&text.join(", "))
    }
}

/// Prints a title and one aligned line per element with its name and description.
fn section<T>(
    f: &mut Formatter<'_>,
    title: &str,
    elements: &[T],
    name: fn(&T) -> &String,
    says: fn(&T) -> String,
) -> Result {
    if elements.is_empty() {
        return Ok(());
    }
    let width = elements.iter().map(|element| name(element).chars().count()).max().unwrap_or(0);
    writeln!(f, "\n{title}")?;
    for element in elements {
        writeln!(f, "  {:<width$}  {}", name(element), says(element))?;
    }
    Ok(())
}

fn group(group: &GroupReport) -> String {
    let Counts { operations, structures, enumerations, refused, .. } = group.counts;
    let mut counts =
        vec![counted(operations, "operation"), counted(structures, "structure"), counted(enumerations, "enumeration")];
    counts.extend((refused > 0).then(|| format!("{refused} not generated")));
    format!("{}: {}", counts.join(", "), group.title)
}

fn operation(operation: &OperationReport) -> String {
    // Fields within a parameter have a path longer than their name and are not counted.
    let own = operation.parameters.iter().filter(|parameter| parameter.member.path == parameter.member.name).count();
    let mut notes = vec![counted(own, "parameter"), counted(operation.members.len(), "member")];
    notes.extend((!operation.types.is_empty()).then(|| counted(operation.types.len(), "type")));
    notes.push(if operation.read_only { "reads" } else { "changes" }.to_owned());
    notes.extend(operation.returns_secrets.then(|| "returns secrets".to_owned()));
    notes.extend((operation.streaming != Streaming::Never.as_str()).then(|| "streams events".to_owned()));
    notes.extend(operation.paginated.then(|| "paginated".to_owned()));
    notes.extend(operation.deprecated.then(|| "deprecated".to_owned()));
    let place =
        if operation.path == "/" { String::new() } else { format!("{} {}: ", operation.method, operation.path) };
    format!("{}  {place}{}", operation.rust, notes.join(", "))
}
