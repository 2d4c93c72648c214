//! What is generated: what is decided about each operation, with names, types and documentation in Rust.
//!
//! Each question has one module: what everything is called (`name`, where every naming decision is), which generated type a value has
//! (`resolve`), how its operation is paged, and what its documentation says.

mod component;
pub(crate) mod documentation;
mod error_code;
pub mod item;
mod name;
mod operation;
mod paginator;
mod pinned;
#[cfg(feature = "cli")]
pub mod pins;
mod resolve;
mod response;
mod structures;

use std::collections::BTreeSet;

use alicloud_api::DocumentedError;
use indexmap::IndexMap;

use self::documentation::Links;
use self::item::{AbsentOperation, ErrorVariant, Item, OperationItem};
use self::name::Scope;
pub(crate) use self::name::is_keyword;
#[cfg(feature = "cli")]
pub(crate) use self::name::{module, raw};
use self::operation::Surroundings;
pub use crate::decide::select::Selection;
pub(crate) use crate::decide::select::in_environment;
use crate::decide::{Decisions, Group, ProductFacts, RefusedOperation, Warning, error, select};
use crate::diagnostic::{Diagnostic, Diagnostics, counted};
use crate::spec::Spec;

/// Everything that is generated for one API version of a product.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// The product.
    pub product: ProductFacts,
    /// Groups of operations, in the order of the spec.
    pub groups: Vec<Group>,
    /// Selected operations that can be generated, sorted by name.
    pub operations: Vec<OperationItem>,
    /// Shared types that the selected operations use, directly or indirectly.
    pub components: Vec<Item>,
    /// Documented error codes of the product and the selected operations.
    pub error_codes: Vec<ErrorVariant>,
    /// Operations that are not generated because no enabled feature selects them. Empty unless the selection is by
    /// features.
    pub absent: Vec<AbsentOperation>,
    /// Markdown for the first page of the crate's documentation: groups with their operations, operations that are not
    /// generated, and oddities.
    pub overview: String,
    /// Enabled features that do not name a group, as spelled in environment variables of build scripts. Empty unless
    /// the selection is by features.
    pub features_without_group: Vec<String>,
    /// Selected operations that cannot be generated.
    pub refused: Vec<RefusedOperation>,
    /// Oddities of the spec that the generator tolerates. Errors that were fixed in a file of the vendor come first.
    pub warnings: Vec<Warning>,
    /// How many of the first `warnings` are fixed errors.
    pub repairs: usize,
}

impl Model {
    /// The warnings for every build of the crate, one line each. Details are in the overview.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let refused =
            self.refused.iter().map(|RefusedOperation { name, reason }| format!("{name} is not generated: {reason}"));
        let mut notes: Vec<String> = refused.collect();
        if self.operations.is_empty() && !self.absent.is_empty() {
            notes.push("no enabled feature names a group of the description: no operation is generated".to_owned());
        }
        let dead = |feature: &String| format!("the enabled feature `{feature}` names no group of the description");
        notes.extend(self.features_without_group.iter().map(dead));
        if self.repairs > 0 {
            let (errors, product) = (counted(self.repairs, "error"), &self.product.code);
            let were = if self.repairs == 1 { "was" } else { "were" };
            notes.push(format!(
                "the description of {product} had {errors} that {were} corrected: the first page of the generated documentation lists them"
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
    let decisions = Decisions::on(spec);
    let groups = select::groups(spec);
    let selected = select::selected(spec, &groups, &options.selection)?;

    let is_selected = |refused: &&RefusedOperation| selected.contains(refused.name.as_str());
    let refused: Vec<RefusedOperation> = decisions.refused.iter().filter(is_selected).cloned().collect();
    if let Selection::Only { operations, .. } = &options.selection {
        reject_refused(spec, operations, &refused)?;
    }
    let accepted = &decisions.accepted;
    let components = component::components(&decisions, &spec.names, false);
    let warning = |(place, text): &(String, String)| Warning { place: place.clone(), text: text.clone() };
    let is_shown =
        |(place, _): &&(String, String)| !spec.operations.contains_key(place) || selected.contains(place.as_str());
    let mut warnings: Vec<Warning> = spec.repairs.iter().filter(is_shown).map(warning).collect();
    let repairs = warnings.len();
    warnings.extend(components.warnings.iter().cloned());

    let surroundings = Surroundings {
        product: &decisions.product,
        components: &components,
        names: &spec.names,
        crate_name: options.crate_name.as_deref(),
    };
    let names: Vec<&str> = accepted.keys().copied().collect();
    let by_features = matches!(options.selection, Selection::Features(_));
    let mut operations = Vec::with_capacity(selected.len());
    let mut absent = Vec::new();
    for (name, module) in names.iter().zip(modules(&names, &spec.names.operations)) {
        if let Some(entry) = accepted.get(name).filter(|_| selected.contains(name)) {
            let decided = decisions.operation(name, entry);
            let (operation, odd) = operation::operation(module, entry, decided, &surroundings);
            operations.push(operation);
            warnings.extend(odd);
        } else if by_features {
            absent.push(AbsentOperation {
                name: (*name).to_owned(),
                module,
                feature: select::feature_of(name, &groups),
            });
        }
    }
    let needed = component::needed(&components.items, operations.iter().flat_map(operation::types));
    let mut reached: Vec<Item> = components.items.iter().filter(|item| needed.contains(item.name())).cloned().collect();
    let mut error_codes = error_code::error_codes(
        &documented(spec, &decisions),
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
        product: decisions.product,
        groups,
        components: reached,
        error_codes,
        operations,
        absent,
        overview,
        features_without_group,
        refused,
        warnings,
        repairs,
    })
}

/// Returns errors for operations that the selection names explicitly and that cannot be generated.
fn reject_refused(spec: &Spec, named: &BTreeSet<String>, refused: &[RefusedOperation]) -> Result<(), Diagnostics> {
    let problem = |refused: &RefusedOperation| {
        let file = spec.folder.join(format!("{}.json", refused.name));
        Diagnostic::error(format!("`{}` cannot be generated: {}", refused.name, refused.reason)).in_file(file)
    };
    let problems: Diagnostics = refused.iter().filter(|refused| named.contains(&refused.name)).map(problem).collect();
    problems.into_result().map(|_| ())
}

/// Module names of all operations that can be generated. They differ from the names of the modules that every crate
/// has.
fn modules(names: &[&str], pins: &IndexMap<String, String>) -> Vec<String> {
    let scope = Scope::with(&["components", "error_code", "lib", "main", "mod"]);
    name::distinct_from_pinned(scope, names, name::module, pins, "_")
}

/// Documented errors of the product and all its operations.
fn documented(spec: &Spec, decisions: &Decisions<'_>) -> Vec<DocumentedError<String>> {
    let mut errors = error::common(&spec.product);
    errors.extend(decisions.accepted.values().flat_map(|entry| error::errors(entry, &mut |_| {})));
    errors
}

/// Documented errors of the product and the selected operations.
fn documented_by(spec: &Spec, operations: &[OperationItem]) -> Vec<DocumentedError<String>> {
    let mut errors = error::common(&spec.product);
    errors.extend(operations.iter().flat_map(|operation| operation.facts.errors.iter().cloned()));
    errors
}
