//! What each group brings, which is what the build script of a crate makes of the feature.

use std::collections::BTreeSet;

use super::GroupReport;
use super::describe::{counts, type_paths};
use crate::diagnostic::Diagnostics;
use crate::model::{self, Model, Options, Selection};
use crate::spec::Spec;

/// The groups of a product, each with a model of its own.
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
                operations: model.operations.iter().map(|operation| operation.name.clone()).collect(),
                refused: model.refused.iter().map(|refused| refused.operation.clone()).collect(),
                types: type_paths(&model, crate_name),
            })
        })
        .collect()
}
