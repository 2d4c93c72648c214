//! The list of operations on the first page of a generated crate.

use std::collections::{HashMap, HashSet};

use super::markdown::{code, inline};
use crate::decide::Group;
use crate::rust::model::item::{AbsentOperation, OperationItem};

/// Markdown that lists all operations by group. Generated operations are links; `absent` are the operations whose
/// feature is not enabled. The links are relative to the module that includes the generated `lib.rs`.
pub(crate) fn overview(
    groups: &[Group],
    operations: &[OperationItem],
    absent: &[AbsentOperation],
    by_features: bool,
) -> String {
    let mut shown: HashMap<&str, String> = HashMap::new();
    for operation in operations {
        let OperationItem { facts, module, type_name, .. } = operation;
        let name = &facts.name;
        shown.insert(name, format!("[{}]({module}::{type_name})", code(name)));
    }
    for operation in absent {
        shown.insert(&operation.name, code(&operation.name));
    }
    let generated: HashSet<&str> = operations.iter().map(|operation| operation.name()).collect();

    let mut text = String::from("# Operations\n\n");
    if by_features && !groups.is_empty() {
        text.push_str("Each group is a feature of this crate, `full` is all of them. Operations that are not links need a feature that is not enabled.\n\n");
    }
    let mut grouped = HashSet::new();
    for group in groups {
        grouped.extend(group.operations.iter().map(String::as_str));
        let listed: Vec<&str> =
            group.operations.iter().filter_map(|name| shown.get(name.as_str())).map(String::as_str).collect();
        if listed.is_empty() {
            continue;
        }
        let enabled = group.operations.iter().any(|name| generated.contains(name.as_str()));
        let heading = match (by_features, enabled) {
            (true, true) => format!("**{}**, feature {}", inline(&group.title), code(&group.feature)),
            (true, false) => format!("**{}**, feature {}, not enabled", inline(&group.title), code(&group.feature)),
            (false, _) => format!("**{}**", inline(&group.title)),
        };
        text.push_str(&format!("- {heading}: {}\n", listed.join(", ")));
    }
    let mut others: Vec<&str> = shown.keys().copied().filter(|name| !grouped.contains(name)).collect();
    others.sort_unstable();
    if !others.is_empty() {
        let heading = match (grouped.is_empty(), by_features) {
            (true, _) => "",
            (false, true) => "**In no group**, feature `full`: ",
            (false, false) => "**In no group**: ",
        };
        let listed: Vec<&str> = others.iter().filter_map(|name| shown.get(name)).map(String::as_str).collect();
        text.push_str(&format!("- {heading}{}\n", listed.join(", ")));
    }
    text
}
