//! Databases.

use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::error::ApiError;
use crate::state::database::{Database, is_character_set, is_database_name};

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour::new("CreateDatabase", create),
    Behaviour::new("DeleteDatabase", delete),
    Behaviour::new("DescribeDatabases", describe),
];

pub(super) const MOST_DATABASES: usize = 500;

fn create(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let name = context.required("DBName")?;
    if !is_database_name(name) {
        return Err(ApiError::invalid("DBName"));
    }
    let character_set = context.required("CharacterSetName")?;
    let instance = context.instance()?;
    if !is_character_set(instance.seed.engine.name, character_set) {
        return Err(ApiError::invalid("CharacterSetName"));
    }
    context.must_run("OperationDenied.DBInstanceStatus")?;
    if instance.databases.iter().any(|database| database.name == name) {
        return Err(context.error("InvalidDBName.Duplicate"));
    }
    if instance.databases.len() >= MOST_DATABASES {
        return Err(context.error("QuotaExceeded.DBName"));
    }
    let database = Database {
        name: name.to_owned(),
        character_set: character_set.to_owned(),
        description: context.parameters.text("DBDescription").unwrap_or_default().to_owned(),
    };
    context.instance_mut()?.databases.push(database);
    Ok(json!({}))
}

fn delete(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let name = context.required("DBName")?.to_owned();
    context.must_run("IncorrectDBInstanceState")?;
    let unknown = context.error("InvalidDBName.NotFound");
    let databases = &mut context.instance_mut()?.databases;
    let position = databases.iter().position(|database| database.name == name).ok_or(unknown)?;
    databases.remove(position);
    Ok(json!({}))
}

/// Lists databases. As documented, `PageNumber`, `PageSize` and `TotalCount` are in every item, not next to the list.
fn describe(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let wanted = context.parameters.text("DBName");
    let is_running = matches!(context.parameters.text("DBStatus"), None | Some("Running"));
    let instance = context.instance()?;
    let found: Vec<_> = instance
        .databases
        .iter()
        .filter(|database| is_running && wanted.is_none_or(|name| database.name == name))
        .collect();
    let number = context.parameters.integer("PageNumber").unwrap_or(1).max(1);
    let size = context.parameters.integer("PageSize").unwrap_or(30).max(1);
    let start = usize::try_from((number - 1).saturating_mul(size)).unwrap_or(usize::MAX);
    let shown = found.iter().skip(start).take(usize::try_from(size).unwrap_or(usize::MAX)).map(|database| {
        json!({
            "Accounts": { "AccountPrivilegeInfo": [] },
            "CharacterSetName": database.character_set,
            "DBDescription": database.description,
            "DBInstanceId": instance.id,
            "DBName": database.name,
            "DBStatus": "Running",
            "Engine": instance.seed.engine.name,
            "PageNumber": number,
            "PageSize": size,
            "TotalCount": found.len(),
        })
    });
    Ok(json!({ "Databases": { "Database": shown.collect::<Vec<_>>() } }))
}
