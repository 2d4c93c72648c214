//! The model of a generated crate, in which every decision is made: names are chosen, types resolved, documentation
//! rendered.
//!
//! Each question has one module: which operations are selected (`select`), which are out of scope (`refuse`), how
//! everything is named (`name`, the only place for that), which type it has (`resolve`), how it is paged (`paging`),
//! what is secret (`secret`), and how it is documented (`documentation`).

mod auth;
mod component;
pub(crate) mod documentation;
mod dotted;
mod error_code;
pub mod item;
mod name;
mod operation;
pub(crate) mod paging;
mod path;
mod pinned;
#[cfg(feature = "cli")]
pub mod pins;
mod refuse;
mod region;
mod resolve;
mod response;
pub(crate) mod schema;
pub(crate) mod secret;
mod select;
mod slot;
mod structures;

use std::collections::{BTreeMap, BTreeSet};

use alicloud_api::{EndpointRule, Style};
use indexmap::IndexMap;

use self::documentation::Links;
use self::item::{Absent, DocumentedError, Endpoint, ErrorCode, Group, Item, Operation, Product, Refused, Warning};
use self::name::Scope;
#[cfg(feature = "rust")]
pub(crate) use self::name::is_keyword;
#[cfg(feature = "cli")]
pub(crate) use self::name::raw;
use self::operation::Surroundings;
pub use self::select::Selection;
#[cfg(feature = "rust")]
pub(crate) use self::select::in_environment;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::spec::Spec;
use crate::spec::entry;

/// Everything that is generated for one API version of a product.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// The product.
    pub product: Product,
    /// Groups of operations, in the order of the spec.
    pub groups: Vec<Group>,
    /// Selected operations that can be generated, sorted by name.
    pub operations: Vec<Operation>,
    /// Shared types that the selected operations use, directly or indirectly.
    pub components: Vec<Item>,
    /// Documented error codes of the product and the selected operations.
    pub error_codes: Vec<ErrorCode>,
    /// Operations that are not generated because no enabled feature selects them. Empty unless the selection is by
    /// features.
    pub absent: Vec<Absent>,
    /// Markdown for the first page of the crate's documentation: groups with their operations, operations that are not
    /// generated, and oddities.
    pub overview: String,
    /// Enabled features that do not name a group, as spelled in environment variables of build scripts. Empty unless
    /// the selection is by features.
    pub features_without_group: Vec<String>,
    /// Selected operations that cannot be generated.
    pub refused: Vec<Refused>,
    /// Oddities of the spec that the generator tolerates. Errors that were fixed in a file of the vendor come first.
    pub warnings: Vec<Warning>,
    /// How many of the first `warnings` are fixed errors.
    pub mended: usize,
}

impl Model {
    /// The warnings for every build of the crate, one line each. Details are in the overview.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let refused =
            self.refused.iter().map(|Refused { operation, reason }| format!("{operation} is not generated: {reason}"));
        let mut notes: Vec<String> = refused.collect();
        if self.operations.is_empty() && !self.absent.is_empty() {
            notes.push("no enabled feature names a group of the description: no operation is generated".to_owned());
        }
        let dead = |feature: &String| format!("the enabled feature `{feature}` names no group of the description");
        notes.extend(self.features_without_group.iter().map(dead));
        if self.mended > 0 {
            let (count, product) = (self.mended, &self.product.code);
            notes.push(format!(
                "the description of {product} had {count} errors that were corrected: the first page of the generated documentation lists them"
            ));
        }
        notes
    }
}

/// Options of the generator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// The operations to generate.
    pub selection: Selection,
    /// Name of the crate with the generated code, as written in `use`, for examples in the documentation. Without a
    /// name, no examples are written.
    pub crate_name: Option<String>,
}

/// Builds the model of a spec.
///
/// Names and types do not depend on which operations are selected, so that enabling a Cargo feature only adds items.
/// Documentation does depend on it, since it links to operations that are generated.
///
/// # Errors
///
/// Returns a diagnostic for each name in the selection that the spec does not have, and for each operation named there
/// that cannot be generated.
pub fn build(spec: &Spec, options: &Options) -> Result<Model, Diagnostics> {
    let gateway = spec.product.info.style.as_deref().unwrap_or("RPC");
    let product = product(spec, gateway);
    let groups = select::groups(spec);
    let selected = select::selected(spec, &groups, &options.selection)?;

    let mut refused = Vec::new();
    let mut accepted: BTreeMap<&str, &entry::Operation> = BTreeMap::new();
    for (name, operation) in &spec.operations {
        match refuse::reason(gateway, operation) {
            None => {
                accepted.insert(name, operation);
            }
            Some(reason) if selected.contains(name.as_str()) => {
                refused.push(Refused { operation: name.clone(), reason })
            }
            Some(_) => {}
        }
    }
    if let Selection::Only { operations, .. } = &options.selection {
        reject_refused(spec, operations, &refused)?;
    }
    let entries: Vec<&entry::Operation> = accepted.values().copied().collect();
    let components = component::components(&spec.product.components.schemas, &entries, &spec.names, false);
    let warning = |(place, text): &(String, String)| Warning { place: place.clone(), text: text.clone() };
    let is_shown =
        |(place, _): &&(String, String)| !spec.operations.contains_key(place) || selected.contains(place.as_str());
    let mut warnings: Vec<Warning> = spec.mended.iter().filter(is_shown).map(warning).collect();
    let mended = warnings.len();
    warnings.extend(components.warnings.iter().cloned());

    let surroundings = Surroundings {
        product: &product,
        components: &components,
        names: &spec.names,
        schemas: &spec.product.components.schemas,
        crate_name: options.crate_name.as_deref(),
    };
    let names: Vec<&str> = accepted.keys().copied().collect();
    let by_features = matches!(options.selection, Selection::Features(_));
    let mut operations = Vec::with_capacity(selected.len());
    let mut absent = Vec::new();
    for (name, module) in names.iter().zip(modules(&names, &spec.names.operations)) {
        if let Some(entry) = accepted.get(name).filter(|_| selected.contains(name)) {
            let (operation, odd) = operation::operation(name, module, entry, &surroundings);
            operations.push(operation);
            warnings.extend(odd);
        } else if by_features {
            absent.push(Absent { name: (*name).to_owned(), module, feature: select::feature_of(name, &groups) });
        }
    }
    let needed = component::needed(&components.items, operations.iter().flat_map(operation::types));
    let mut reached: Vec<Item> = components.items.iter().filter(|item| needed.contains(item.name())).cloned().collect();
    let mut error_codes = error_code::error_codes(
        &documented(spec, &entries),
        &documented_by(spec, &operations),
        &spec.names.error_codes,
    );

    let links = Links::to(&operations);
    operations.iter_mut().for_each(|operation| links.add_to_operation(operation));
    reached.iter_mut().for_each(|item| links.add_to_item(item, None));
    error_codes.iter_mut().for_each(|code| links.add_to_error_code(code));
    let overview = documentation::overview(&groups, &operations, &absent, by_features)
        + &documentation::notes(&refused, &warnings);
    let features_without_group = select::without_group(&groups, &options.selection);
    Ok(Model {
        product,
        groups,
        components: reached,
        error_codes,
        operations,
        absent,
        overview,
        features_without_group,
        refused,
        warnings,
        mended,
    })
}

/// Returns errors for operations that the selection names explicitly and that cannot be generated.
fn reject_refused(spec: &Spec, named: &BTreeSet<String>, refused: &[Refused]) -> Result<(), Diagnostics> {
    let problem = |refused: &Refused| {
        let file = spec.folder.join(format!("{}.json", refused.operation));
        Diagnostic::error(format!("`{}` cannot be generated: {}", refused.operation, refused.reason)).in_file(file)
    };
    let problems: Diagnostics =
        refused.iter().filter(|refused| named.contains(&refused.operation)).map(problem).collect();
    problems.into_result().map(|_| ())
}

/// Module names of all operations that can be generated. They differ from the names of the modules that every crate
/// has.
fn modules(names: &[&str], pins: &IndexMap<String, String>) -> Vec<String> {
    let scope = Scope::with(&["components", "error_code", "lib", "main", "mod"]);
    name::distinct_from_pinned(scope, names, name::module, pins, "_")
}

fn product(spec: &Spec, gateway: &str) -> Product {
    let info = &spec.product.info;
    let code = info.product.clone().unwrap_or_default();
    let version = info.version.clone().unwrap_or_default();
    let with_path = |operation: &entry::Operation| operation.path.as_deref().is_some_and(|path| path != "/");
    let is_roa = matches!(gateway, "ROA" | "FC") || (gateway == "V3" && spec.operations.values().any(with_path));
    Product {
        title: info.title.clone().unwrap_or_else(|| code.clone()),
        style: if is_roa { Style::Roa } else { Style::Rpc },
        location_service_code: spec.product.location_service_code.clone(),
        endpoint_rule: spec.product.endpoint_rule.as_deref().and_then(EndpointRule::parse).unwrap_or_default(),
        endpoints: endpoints(&spec.product),
        source: format!("spec/{}/{version}", code.to_lowercase()),
        code,
        version,
    }
}

/// Regions with at least one host, sorted and without duplicates.
fn endpoints(product: &entry::Product) -> Vec<Endpoint> {
    let mut endpoints: BTreeMap<&str, Endpoint> = BTreeMap::new();
    for endpoint in &product.endpoints {
        let Some(region) = endpoint.region_id.as_deref() else { continue };
        let public = endpoint.public.as_ref().or(endpoint.endpoint.as_ref()).filter(|host| !host.is_empty());
        let vpc = endpoint.vpc.as_ref().filter(|host| !host.is_empty());
        if public.is_some() || vpc.is_some() {
            let listed = Endpoint { region: region.to_owned(), public: public.cloned(), vpc: vpc.cloned() };
            endpoints.entry(region).or_insert(listed);
        }
    }
    endpoints.into_values().collect()
}

/// Documented errors of the product and all its operations.
fn documented(spec: &Spec, entries: &[&entry::Operation]) -> Vec<DocumentedError> {
    let mut errors = error_code::common(&spec.product);
    errors.extend(entries.iter().flat_map(|entry| operation::errors(entry).0));
    errors
}

/// Documented errors of the product and the selected operations.
fn documented_by(spec: &Spec, operations: &[Operation]) -> Vec<DocumentedError> {
    let mut errors = error_code::common(&spec.product);
    errors.extend(operations.iter().flat_map(|operation| operation.errors.iter().cloned()));
    errors
}
