//! What can follow the words of a command line that is being typed: products, operations, parameters, valid values, regions.

use alicloud_catalog::Product;
use alicloud_client::credentials::ProfileFile;

use super::complete_own;
use super::names::{Known, OptionNames, kebab};
use crate::arguments::registry::{self, Flag, FlagId, FlagValue, Listing};
use crate::arguments::{GlobalOptions, Words, command_names, environment, flag_in, is_own, output_formats};
use crate::failure::CliFailure;
use crate::{descriptions, escape, output};

/// The word that a shell sends for an empty one, if it cannot send empty words.
const EMPTY: &str = "--end";

/// `alicloud complete -- WORDS…`: prints a candidate for the last word in each line.
pub(crate) fn run(mut words: Vec<String>) -> Result<(), CliFailure> {
    let last = words.pop().filter(|word| word != EMPTY).unwrap_or_default();
    let mut lines = String::new();
    for candidate in candidates(words, &last) {
        if candidate.starts_with(&last) {
            lines.push_str(&escape::line(&candidate));
            lines.push('\n');
        }
    }
    output::write(|out| out.write_all(lines.as_bytes()))
}

fn candidates(before: Vec<String>, last: &str) -> Vec<String> {
    let previous = before.last().cloned().unwrap_or_default();
    let mut options = GlobalOptions::default();
    // A flag without its value is still in the words, so they are read leniently.
    let positional: Vec<String> = Words::new(before.clone()).without_flags(&mut options).unwrap_or_default();
    let flag = flag_in(&previous).filter(|found| found.value.is_none()).map(|found| found.flag);
    let own = positional.iter().position(|word| !word.starts_with('-'));
    let own = own.and_then(|at| positional.get(at..)).and_then(<[String]>::split_first);
    let own = own.filter(|(word, _)| is_own(word) && !matches!(word.as_str(), "help" | "list"));
    if let Some((command, words)) = own.filter(|_| !flag.is_some_and(takes_value)) {
        return complete_own::candidates(command, words, last, flags());
    }
    let mut positional = positional.into_iter().filter(|word| !word.starts_with('-'));
    let code = match positional.next() {
        Some(word) if word == "help" || word == "list" => positional.next(),
        word => word,
    };
    let product = code.as_deref().and_then(descriptions::product);
    if let Some(flag) = flag.filter(|flag| takes_value(flag)) {
        return values_of(flag, product);
    }
    let Some(product) = product else {
        return if code.is_some() || last.starts_with('-') {
            flags()
        } else {
            descriptions::codes().into_iter().chain(command_names()).collect()
        };
    };
    let Some(operation) = positional.next() else {
        if last.starts_with('-') {
            return flags();
        }
        let is_documented = last.starts_with(|first: char| first.is_ascii_uppercase());
        return product
            .operation_names()
            .map(|name| if is_documented { name.to_owned() } else { kebab(name) })
            .chain(product.details().is_ok_and(|details| !details.waiters.is_empty()).then(|| "wait".to_owned()))
            .collect();
    };
    let Ok(operation) = product.operation(&operation) else {
        let details = product.details().ok().filter(|_| operation == "wait");
        return match details.filter(|_| positional.next().is_none() && !last.starts_with('-')) {
            Some(details) => details.waiters.keys().cloned().collect(),
            None => flags(),
        };
    };
    let names = OptionNames::of(product, operation, false);
    if let Some(Known::Parameter { index, .. }) = previous.strip_prefix("--").and_then(|name| names.find(name)) {
        let Some(parameter) = operation.parameters.get(index) else { return Vec::new() };
        let schema = product.resolve(&parameter.schema);
        let schema = schema.items.as_deref().map_or(schema, |items| product.resolve(items));
        if parameter.name == "RegionId" {
            return regions(product);
        }
        return match schema.kind.as_deref() {
            Some("boolean") => vec!["true".to_owned(), "false".to_owned()],
            _ => schema.valid_strings(),
        };
    }
    let is_documented = last.trim_start_matches('-').starts_with(|first: char| first.is_ascii_uppercase());
    let parameters = (0..operation.parameters.len()).map(|index| {
        let (long, kebab) = names.of_parameter(index);
        format!("--{}", if is_documented { long } else { kebab.unwrap_or(long) })
    });
    parameters.chain(flags()).collect()
}

fn takes_value(flag: &Flag) -> bool {
    matches!(flag.value, FlagValue::One(_) | FlagValue::OneOrFields(..))
}

fn flags() -> Vec<String> {
    let listed = registry::FLAGS.iter().filter(|flag| flag.listed != Listing::Nowhere);
    listed.map(|flag| format!("--{}", flag.name)).chain(["--help".to_owned()]).collect()
}

fn regions(product: &Product) -> Vec<String> {
    product.info().endpoints.iter().map(|hosts| hosts.region.to_owned()).collect()
}

/// The values of a flag, where they are known.
fn values_of(flag: &Flag, product: Option<&Product>) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match flag.id {
        FlagId::Output => output_formats(),
        FlagId::Region => match product {
            Some(product) => regions(product),
            None => descriptions::product("rds").map(regions).unwrap_or_default(),
        },
        FlagId::Signature => words(&["acs3", "v1"]),
        FlagId::LogLevel => words(&["off", "error", "warn", "info", "debug"]),
        FlagId::Method => words(&["GET", "POST", "PUT", "DELETE", "PATCH"]),
        FlagId::ApiVersion => {
            let code = product.map(Product::code);
            let catalog = code.map_or_else(descriptions::all, descriptions::of);
            let products = catalog.map(|catalog| catalog.products()).unwrap_or_default();
            let versions = products.iter().filter(|known| code.is_none_or(|code| known.code() == code));
            versions.map(|product| product.version().to_owned()).collect()
        }
        FlagId::Mode => words(&[
            "AK",
            "StsToken",
            "RamRoleArn",
            "ChainableRamRoleArn",
            "EcsRamRole",
            "OIDC",
            "External",
            "CredentialsURI",
            "BearerToken",
            "Anonymous",
        ]),
        FlagId::Profile | FlagId::SourceProfile => {
            let file = ProfileFile::find(&environment(&GlobalOptions::default()));
            let stored = file.and_then(|file| file.read().ok()).unwrap_or_default();
            stored.profiles.into_iter().map(|profile| profile.name).collect()
        }
        _ => Vec::new(),
    }
}
