//! Prints a comparison for people.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result};

use super::change::{ApiChange, Kind, Part, Subject};
use super::{ChangeCounts, Comparison, ProductComparison};

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for product in self.products.iter().filter(|product| !product.subjects.is_empty()) {
            writeln!(f, "{product}")?;
        }
        let mut kinds: BTreeMap<Kind, &str> = BTreeMap::new();
        for change in self.changes() {
            kinds.insert(change.kind, change.effect);
        }
        if !kinds.is_empty() {
            writeln!(f, "Effects on programs:")?;
            let mut effects: Vec<(Kind, &str)> = kinds.into_iter().collect();
            effects.sort_by_key(|(kind, _)| (kind.class(), *kind));
            let width = effects.iter().map(|(kind, _)| kind.name().len()).max().unwrap_or(0);
            for (kind, effect) in effects {
                writeln!(f, "  {:<13}  {:<width$}  {effect}", kind.class().name(), kind.name())?;
            }
            writeln!(f)?;
        }
        write!(f, "{}", self.counts)
    }
}

impl Display for ChangeCounts {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if *self == Self::default() {
            return f.write_str("no change");
        }
        let additions = if self.addition == 1 { "addition" } else { "additions" };
        write!(f, "{} breaking, {} {additions}, {} documentation", self.breaking, self.addition, self.documentation)?;
        self.release().map_or(Ok(()), |step| write!(f, ": {}", step.words()))
    }
}

impl Display for ProductComparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "{} {}: {}", self.product, self.version, self.counts)?;
        for subject in &self.subjects {
            match &subject.subject {
                Subject::Product => writeln!(f, "\nproduct")?,
                Subject::ErrorCodes => writeln!(f, "\nerror codes")?,
                Subject::Component(name) => writeln!(f, "\ncomponent {name}")?,
                Subject::Operation(name) => writeln!(f, "\n{name}")?,
            }
            for change in &subject.changes {
                write_change(f, change)?;
            }
        }
        Ok(())
    }
}

fn write_change(f: &mut Formatter<'_>, change: &ApiChange) -> Result {
    write!(f, "  {:<13}  ", change.class.name())?;
    if change.kind != Kind::Documentation {
        write!(f, "{}: ", change.kind.name())?;
    }
    match change.part {
        Some(Part::Request) => f.write_str("request ")?,
        Some(Part::Response) => f.write_str("response ")?,
        None => {}
    }
    if !change.path.is_empty() {
        write!(f, "{} ", change.path)?;
    }
    f.write_str(&change.what)?;
    if let Some(rust) = &change.rust {
        write!(f, " [{rust}]")?;
    }
    writeln!(f)
}
