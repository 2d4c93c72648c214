//! Reports what each group generates, by building a model for the group alone, as a build script does for the feature.

use std::collections::BTreeSet;

use super::GroupReport;
use super::counts::counts;
use crate::diagnostic::Diagnostics;
use crate::rust::model::item::Item;
use crate::rust::model::{self, Model, Options, Selection};
use crate::rust::notation::{COMPONENTS, Notation};
use crate::spec::Spec;

/// Reports the groups of a product.
pub(super) fn groups(spec: &Spec, whole: &Model, crate_name: &str) -> Result<Vec<GroupReport>, Diagnostics> {
    whole
        .groups
        .iter()
        .map(|group| {
            let selection =
                Selection::Only { operations: BTreeSet::new(), groups: BTreeSet::from([group.feature.clone()]) };
            let model = model::build(spec, &Options { selection, crate_name: None })?;
            Ok(GroupReport {
                feature: group.feature.clone(),
                title: group.title.clone(),
                counts: counts(&model),
                operations: model.operations.iter().map(|operation| operation.name().to_owned()).collect(),
                refused: model.refused.iter().map(|refused| refused.name.clone()).collect(),
                types: type_paths(&model, crate_name),
            })
        })
        .collect()
}

/// Rust paths of all types of a model, except requests and responses.
fn type_paths(model: &Model, crate_name: &str) -> Vec<String> {
    let own = model.operations.iter().map(|operation| (operation.module.as_str(), operation.types.as_slice()));
    let modules = own.chain([(COMPONENTS, model.components.as_slice())]);
    let paths = |(module, items): (&str, &[Item])| {
        let notation = Notation::absolute(crate_name, module);
        items.iter().map(|item| notation.item(item.name())).collect::<Vec<_>>()
    };
    modules.flat_map(paths).collect()
}
