//! IP whitelists.

use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::error::ApiError;
use crate::identifier;
use crate::state::whitelist::{AddressError, DEFAULT_GROUP, Whitelist, addresses};

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour::new("ModifySecurityIps", modify).judges(&["WhitelistNetworkType"]),
    Behaviour::new("DescribeDBInstanceIPArrayList", describe).judges(&["WhitelistNetworkType"]),
];

const MOST_GROUPS: usize = 200;

/// Maximum number of addresses in all groups of an instance together.
const MOST_ADDRESSES: usize = 1000;

fn modify(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let attribute = context.parameters.text("DBInstanceIPArrayAttribute").unwrap_or_default().to_owned();
    if !["", "hidden"].contains(&attribute.as_str()) {
        return Err(context.error("InvalidIPArrayAttribute.Format"));
    }
    if !has_network_type(context) {
        return Err(context.error("InvalidWhitelistNetType.Malformed"));
    }
    if context.parameters.text("FreshWhiteListReadins").is_some() {
        // The parameter is for PostgreSQL only, and no instance of the emulator has a read-only instance.
        let is_postgresql = context.instance()?.seed.engine.name == "PostgreSQL";
        return Err(context.error(if is_postgresql { "Readins.NotFound" } else { "IncorrectDBType" }));
    }
    let given = addresses(context.required("SecurityIps")?).map_err(|error| {
        context.error(match error {
            AddressError::Format => "SecurityIPList.Format",
            AddressError::Duplicate => "InvalidSecurityIPList.Duplicate",
        })
    })?;
    let mode = context.parameters.text("ModifyMode").unwrap_or("Cover");
    if !["Cover", "Append", "Delete"].contains(&mode) {
        return Err(ApiError::invalid("ModifyMode"));
    }
    context.must_run("IncorrectDBInstanceState")?;
    // In the documents, the name of the default group occurs with and without a capital letter.
    let name = context.parameters.text("DBInstanceIPArrayName").unwrap_or(DEFAULT_GROUP);
    let groups = &context.instance()?.whitelists;
    let group = groups.iter().find(|group| group.name.eq_ignore_ascii_case(name));
    if group.is_none() && groups.len() >= MOST_GROUPS {
        return Err(context.error("InvalidSecurityIPListGroup.QuotaExceeded"));
    }
    let before = group.map(|group| group.addresses.clone()).unwrap_or_default();
    let after: Vec<String> = match mode {
        "Append" => {
            let added = given.into_iter().filter(|address| !before.contains(address)).collect::<Vec<_>>();
            before.into_iter().chain(added).collect()
        }
        "Delete" => before.into_iter().filter(|address| !given.contains(address)).collect(),
        _ => given,
    };
    // One entry has to remain. The limit applies to all groups of the instance together.
    let others = groups.iter().filter(|other| group.is_none_or(|group| group.name != other.name));
    let elsewhere: usize = others.map(|other| other.addresses.len()).sum();
    if after.is_empty() || elsewhere + after.len() > MOST_ADDRESSES {
        return Err(context.error("SecurityIPList.Format"));
    }
    let changed = Whitelist { name: group.map_or(name, |group| &group.name).to_owned(), attribute, addresses: after };
    let groups = &mut context.instance_mut()?.whitelists;
    match groups.iter_mut().find(|group| group.name == changed.name) {
        Some(group) => *group = changed,
        None => groups.push(changed),
    }
    Ok(json!({ "TaskId": identifier::digits(9) }))
}

fn describe(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    if !has_network_type(context) {
        return Err(context.error("WhitelistNetType.Format"));
    }
    let groups = context.instance()?.whitelists.iter().map(|group| {
        json!({
            "DBInstanceIPArrayName": group.name,
            "DBInstanceIPArrayAttribute": group.attribute,
            "SecurityIPList": group.addresses.join(","),
            "SecurityIPType": "IPv4",
        })
    });
    Ok(json!({ "Items": { "DBInstanceIPArray": groups.collect::<Vec<_>>() } }))
}

/// Whether the network type is valid, or not in the request.
fn has_network_type(context: &OperationContext<'_>) -> bool {
    matches!(context.parameters.text("WhitelistNetworkType"), None | Some("Classic" | "VPC" | "MIX"))
}
