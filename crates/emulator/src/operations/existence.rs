//! Checks, for all operations, that the resources in a request exist.

use serde_json::Value;

use super::OperationContext;
use crate::error::ApiError;
use crate::resource::{ResourceKind, kind};

/// Returns an error if a resource in the request does not exist.
pub(super) fn check(context: &OperationContext<'_>) -> Result<(), ApiError> {
    if !context.product.code().eq_ignore_ascii_case("Rds") || context.operation.info.name == "CheckInstanceExist" {
        return Ok(());
    }
    let operation = context.operation.info.name;
    let named = |wanted: ResourceKind| {
        let parameters = context.operation.parameters.iter().map(|parameter| parameter.name);
        parameters
            .filter(move |name| kind(operation, name) == Some(wanted))
            .flat_map(|name| elements(context.parameters.get(name)))
    };
    for region in named(ResourceKind::Region) {
        super::region::must_exist(context, region)?;
    }
    let mut instances = Vec::new();
    for id in named(ResourceKind::Instance) {
        instances.push(context.world.instance(id).ok_or_else(|| context.unknown_instance())?);
    }
    // Accounts, databases and endpoints belong to an instance, so they can be found only if the request names it.
    let [instance, ..] = instances.as_slice() else { return Ok(()) };
    for name in named(ResourceKind::Account) {
        if !instance.accounts.iter().any(|account| account.name == name) {
            return Err(context.error("InvalidAccountName.NotFound"));
        }
    }
    for name in named(ResourceKind::Database) {
        if !instance.databases.iter().any(|database| database.name == name) {
            return Err(context.error("InvalidDBName.NotFound"));
        }
    }
    for host in named(ResourceKind::Endpoint) {
        if instance.endpoint(host).is_none() {
            return Err(context.error("Endpoint.NotFound"));
        }
    }
    Ok(())
}

/// Returns the names in a parameter. Many operations accept several, separated by commas; IDs and names contain no
/// commas.
fn elements(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect(),
        Some(Value::Array(elements)) => elements.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
