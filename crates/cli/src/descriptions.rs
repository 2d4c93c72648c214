//! The descriptions that the CLI knows: those of the program, and those that the user has added.
//!
//! A description that was added is read when a command needs it: a call reads those of its product only, so what is added costs other
//! calls nothing.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use alicloud_catalog::{Catalog, Product};

use crate::escape;
use crate::failure::CliFailure;
use crate::product_store::{Installed, ProductStore};

/// The descriptions of all products.
pub(crate) fn all() -> Result<&'static Catalog, CliFailure> {
    static ALL: OnceLock<Catalog> = OnceLock::new();
    if let Some(all) = ALL.get() {
        return Ok(all);
    }
    match with_added()? {
        Some(catalog) => Ok(ALL.get_or_init(|| catalog)),
        None => Ok(Catalog::embedded()),
    }
}

/// The descriptions of all products, if the user has added one.
pub(crate) fn with_added() -> Result<Option<Catalog>, CliFailure> {
    let installed = installed();
    if installed.is_empty() {
        return Ok(None);
    }
    load(&installed).map(Some)
}

/// The descriptions of the program, and those that were added of the product with this code.
pub(crate) fn of(code: &str) -> Result<&'static Catalog, CliFailure> {
    static LOADED: Mutex<Option<HashMap<String, &'static Catalog>>> = Mutex::new(None);
    let name = code.to_lowercase();
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    let loaded = loaded.get_or_insert_default();
    if let Some(catalog) = loaded.get(&name) {
        return Ok(catalog);
    }
    let own: Vec<Installed> = installed().into_iter().filter(|installed| installed.code == name).collect();
    let catalog = match own.as_slice() {
        [] => Catalog::embedded(),
        // Requests refer to their descriptions as long as the program runs.
        own => Box::leak(Box::new(load(own)?)),
    };
    let _ = loaded.insert(name, catalog);
    Ok(catalog)
}

/// The product with this code, without a message if there is none.
pub(crate) fn product(code: &str) -> Option<&'static Product> {
    of(code).ok()?.product(code, None)
}

/// The codes of all products in lower case. Nothing is read for them.
pub(crate) fn codes() -> Vec<String> {
    let mut codes: Vec<String> =
        Catalog::embedded().products().iter().map(|known| known.code().to_lowercase()).collect();
    codes.extend(installed().into_iter().map(|installed| installed.code));
    codes.sort();
    codes.dedup();
    codes
}

fn installed() -> Vec<Installed> {
    ProductStore::of_user().map(|store| store.installed()).unwrap_or_default()
}

fn load(installed: &[Installed]) -> Result<Catalog, CliFailure> {
    let mut catalog = Catalog::default();
    for Installed { code, version, folder } in installed {
        let loaded = Catalog::load(folder).map_err(|problems| {
            let problems = escape::lines(&problems.to_string()).into_owned();
            CliFailure::Configuration(format!(
                "the description of {code} {version} that was added cannot be used:\n{problems}\n  add it again, or remove it with \
                 'alicloud product remove {code} --api-version {version}'"
            ))
        })?;
        catalog = catalog.with(loaded);
    }
    Ok(catalog.with_embedded())
}
