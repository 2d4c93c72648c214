//! Restarts, changes and deletes instances.

use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::error::ApiError;
use crate::state::transition::Status;

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour::new("CheckInstanceExist", exists),
    Behaviour::new("DeleteDBInstance", delete).judges(&["ReleasedKeepPolicy"]),
    Behaviour::new("ModifyDBInstanceDeletionProtection", protect),
    Behaviour::new("ModifyDBInstanceDescription", describe_anew).judges(&["DBInstanceDescription"]),
    Behaviour::new("RestartDBInstance", restart),
];

fn delete(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    if !matches!(context.parameters.text("ReleasedKeepPolicy"), None | Some("None" | "Lastest" | "All")) {
        return Err(context.error("InvalidReleasedKeepPolicy.Format"));
    }
    if context.instance()?.deletion_protection {
        return Err(context.error("OperationDenied.DeletionProtection"));
    }
    context.must_run("IncorrectDBInstanceState")?;
    let (transitions, now) = (context.world.transitions, context.now);
    let instance = context.instance_mut()?;
    instance.status.pass(Status::Deleting, Status::Released, transitions, now);
    let region = instance.seed.region.clone();
    context.world.settle(now);
    Ok(json!({ "RegionId": region }))
}

/// Reports whether an instance exists. For this operation alone, an unknown instance is not an error.
fn exists(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let id = context.required("DBInstanceId")?;
    Ok(json!({ "IsExistInstance": context.world.instance(id).is_some() }))
}

fn restart(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    context.must_run("IncorrectDBInstanceState")?;
    let (transitions, now) = (context.world.transitions, context.now);
    context.instance_mut()?.status.pass(Status::Rebooting, Status::Running, transitions, now);
    Ok(json!({}))
}

fn protect(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let protection = context.parameters.flag("DeletionProtection");
    context.instance_mut()?.deletion_protection = protection;
    Ok(json!({}))
}

fn describe_anew(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let description = context.required("DBInstanceDescription")?.to_owned();
    let is_address = description.starts_with("http://") || description.starts_with("https://");
    // The limit of 64 is from the page of this operation. The page of CreateDBInstance says 255.
    if is_address || !(2..=64).contains(&description.chars().count()) {
        return Err(context.error("InvalidDBInstanceDescription.Format"));
    }
    context.instance_mut()?.description = description;
    Ok(json!({}))
}
