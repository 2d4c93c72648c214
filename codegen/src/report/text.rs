//! The report as text for people: what there is, and under which name.

use std::fmt::{Display, Formatter, Result};

use super::{Counts, GroupReport, OperationReport, ProductReport, Report};

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
        section(f, "Not generated", &self.refused, |refused| &refused.operation, |refused| refused.reason.clone())?;
        section(f, "Oddities", &self.warnings, |warning| &warning.place, |warning| warning.text.clone())
    }
}

impl Display for Counts {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let counts = [
            (self.operations, "operations"),
            (self.parameters, "parameters"),
            (self.members, "members"),
            (self.structures, "structures"),
            (self.enumerations, "enumerations"),
            (self.values, "values"),
            (self.error_codes, "error codes"),
            (self.refused, "not generated"),
        ];
        let text: Vec<String> = counts.iter().map(|(count, noun)| format!("{count} {noun}")).collect();
        f.write_str(&text.join(", "))
    }
}

/// A title, and a line for each element: its name, and what there is to say, one below the other.
fn section<T>(f: &mut Formatter<'_>, title: &str, elements: &[T], name: fn(&T) -> &String, says: fn(&T) -> String) -> Result {
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
    let Counts { operations, structures, enumerations, .. } = group.counts;
    let refused = if group.refused.is_empty() { String::new() } else { format!(", {} not generated", group.refused.len()) };
    format!("{operations} operations, {structures} structures, {enumerations} enumerations{refused}: {}", group.title)
}

fn operation(operation: &OperationReport) -> String {
    let own = operation.parameters.iter().filter(|parameter| parameter.member.path == parameter.member.name).count();
    let mut notes = vec![format!("{own} parameters"), format!("{} members", operation.members.len())];
    notes.extend((!operation.types.is_empty()).then(|| format!("{} types", operation.types.len())));
    notes.extend(operation.paginated.then(|| "paginated".to_owned()));
    notes.extend(operation.deprecated.then(|| "deprecated".to_owned()));
    let place = if operation.path == "/" { String::new() } else { format!("{} {}: ", operation.method, operation.path) };
    format!("{}  {place}{}", operation.rust, notes.join(", "))
}
