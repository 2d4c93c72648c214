//! `alicloud product`: descriptions that the user adds to those of the program.

use std::path::Path;

use alicloud_catalog::Catalog;
use alicloud_codegen::fetch::{self, BASE, BASE_VARIABLE, CACHE_VARIABLE, FetchError, FetchOptions, cache_folder};

use crate::failure::CliFailure;
use crate::product_command::ProductCommand;
use crate::product_store::{AddedDescription, Installed, ProductStore};
use crate::unknown_word::{shown, similar};
use crate::{escape, output, streams};

/// Runs a command. `version` is the API version of the command line.
pub(crate) async fn run(command: ProductCommand, version: Option<&str>) -> Result<(), CliFailure> {
    match command {
        ProductCommand::Add { path } => add(&path),
        ProductCommand::Fetch { product, metadata_url, offline } => {
            let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
            let base = metadata_url.or_else(|| variable(BASE_VARIABLE)).unwrap_or_else(|| BASE.to_owned());
            let Some(cache) = cache_folder(|name| std::env::var_os(name)) else {
                let message =
                    "there is no folder for a copy of the metadata: the user has no home folder, so name one in";
                return Err(CliFailure::Call(format!("{message} {CACHE_VARIABLE}")));
            };
            let mut options = FetchOptions::new(base, cache);
            options.offline = offline;
            let fetched = fetch::product(&product, version, &options).await;
            let fetched = fetched.map_err(|error| {
                let text = escape::lines(error.to_string().trim_start_matches("error: ")).into_owned();
                match error {
                    FetchError::Network(_) => CliFailure::Network(text),
                    _ => CliFailure::Call(text),
                }
            })?;
            add(&fetched.file)
        }
        ProductCommand::List => list(),
        ProductCommand::Remove { product } => remove(&product, version),
    }
}

fn add(path: &Path) -> Result<(), CliFailure> {
    let store = ProductStore::to_change()?;
    let added = store.add(path)?;
    let mut lines = String::new();
    for AddedDescription { code, version, operations, refused, folder, is_renewed } in &added {
        let verb = if *is_renewed { "renewed" } else { "added" };
        lines.push_str(&format!("{verb} {code} {version}: {operations} operations, in {}\n", folder.display()));
        if *refused > 0 {
            lines.push_str(&format!("  {refused} others cannot be called; each says why when it is called\n"));
        }
    }
    if let [AddedDescription { code, .. }] = added.as_slice() {
        let code = code.to_lowercase();
        lines.push_str(&format!(
            "next: alicloud list {code}, alicloud {code} OPERATION --help, alicloud {code} OPERATION --emulator\n"
        ));
    }
    output::write(|out| out.write_all(escape::lines(&lines).as_bytes()))?;
    for description in &added {
        if let Some(note) = note(description, &store.installed()) {
            streams::complain(&format!("note: {note}"));
        }
    }
    Ok(())
}

/// What a description changes for calls that do not say their version.
fn note(AddedDescription { code, version, .. }: &AddedDescription, installed: &[Installed]) -> Option<String> {
    let lower = code.to_lowercase();
    if let Some(built_in) = Catalog::embedded().product(code, None) {
        let built_in = built_in.version();
        return Some(if built_in == version {
            format!(
                "it is used in place of the built-in description of {code} {version}; 'alicloud product remove {lower}' brings that back"
            )
        } else {
            format!("{code} {built_in} is built in and is still what is called without --api-version {version}")
        });
    }
    let mut versions = installed.iter().filter(|other| other.code == lower).map(|other| other.version.as_str());
    let newest = versions.clone().max()?;
    versions.nth(1)?;
    Some(format!("without --api-version, the newest version that was added is called: {newest}"))
}

fn list() -> Result<(), CliFailure> {
    let store = ProductStore::of_user();
    let installed = store.map(|store| store.installed()).unwrap_or_default();
    if installed.is_empty() {
        return output::write(|out| {
            writeln!(out, "no description was added; 'alicloud list' shows the products that are built in")
        });
    }
    let width = installed.iter().map(|installed| installed.code.len()).max().unwrap_or_default();
    let mut lines = String::new();
    for Installed { code, version, folder } in installed {
        let count = match Catalog::load(&folder) {
            Ok(catalog) => {
                let operations = catalog.products().iter().map(|product| product.operation_names().count());
                format!("{:>5} operations", operations.sum::<usize>())
            }
            Err(_) => "cannot be used; add it again".to_owned(),
        };
        let replaces = match Catalog::embedded().product(&code, Some(&version)) {
            Some(_) => "  in place of the built-in description",
            None => "",
        };
        lines.push_str(&format!("{code:width$}  {version:<12}  {count}  {}{replaces}\n", folder.display()));
    }
    output::write(|out| out.write_all(escape::lines(&lines).as_bytes()))
}

fn remove(product: &str, version: Option<&str>) -> Result<(), CliFailure> {
    let store = ProductStore::to_change()?;
    let code = product.to_lowercase();
    let installed = store.installed();
    let of_product: Vec<Installed> = installed.iter().filter(|known| known.code == code).cloned().collect();
    let versions = || of_product.iter().map(|known| known.version.as_str()).collect::<Vec<_>>().join(", ");
    let chosen: Vec<Installed> = match version {
        None => of_product.clone(),
        Some(version) => of_product.iter().filter(|known| known.version == version).cloned().collect(),
    };
    let (known, asked) = (versions(), shown(product));
    match (of_product.as_slice(), chosen.as_slice(), version) {
        ([], _, _) => {
            let near = similar(&code, installed.iter().map(|known| known.code.as_str()));
            let near = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
            Err(CliFailure::Call(format!("no description of {asked} was added{near}")))
        }
        (_, [], Some(version)) => {
            Err(CliFailure::Call(format!("no description of {asked} {} was added: there is {known}", shown(version))))
        }
        ([_, _, ..], _, None) => Err(CliFailure::Call(format!(
            "{asked} was added in several versions: name one with --api-version ({known})"
        ))),
        _ => {
            store.remove(&chosen)?;
            let removed = chosen.iter().map(|known| format!("removed {} {}\n", known.code, known.version));
            let lines: String = removed.collect();
            output::write(|out| out.write_all(escape::lines(&lines).as_bytes()))
        }
    }
}
