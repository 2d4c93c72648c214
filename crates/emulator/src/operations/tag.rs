//! Tags.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::error::ApiError;

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour::new("TagResources", tag).judges(&["Tag"]),
    Behaviour::new("UntagResources", untag),
    Behaviour::new("ListTagResources", list),
];

/// Maximum number of tags of one instance.
pub(super) const MOST_TAGS: usize = 20;

fn tag(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let ids = existing(context)?;
    let tags = tags(context)?;
    if tags.is_empty() {
        return Err(ApiError::new(400, "MissingParameter", "The parameter - Tags should not be null"));
    }
    let mut keys = HashSet::new();
    if !tags.iter().all(|(key, _)| keys.insert(key)) {
        return Err(context.error("Duplicate.TagKey"));
    }
    for id in &ids {
        let mut all = context.world.instance(id).map(|instance| instance.tags.clone()).unwrap_or_default();
        all.extend(tags.iter().cloned());
        if all.len() > MOST_TAGS {
            return Err(context.error("NumberExceed.Tags"));
        }
    }
    for id in &ids {
        if let Some(instance) = context.world.instance_mut(id) {
            instance.tags.extend(tags.iter().cloned());
        }
    }
    Ok(json!({}))
}

fn untag(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let ids = existing(context)?;
    let keys = texts(context, "TagKey");
    if keys.iter().any(String::is_empty) {
        return Err(context.error("InvalidTagKey.Malformed"));
    }
    // `All` has an effect only if the request contains no keys.
    let all = keys.is_empty() && context.parameters.flag("All");
    for id in &ids {
        if let Some(instance) = context.world.instance_mut(id) {
            instance.tags.retain(|key, _| !all && !keys.contains(key));
        }
    }
    Ok(json!({}))
}

fn list(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    check_type(context)?;
    let ids = texts(context, "ResourceId");
    let wanted = context.parameters.list("Tag");
    if ids.is_empty() && wanted.is_empty() {
        return Err(context.error("BothEmpty.TagsAndResources"));
    }
    let matches = |key: &str, value: &str| {
        wanted.is_empty()
            || wanted.iter().any(|tag| {
                tag.get("Key").and_then(Value::as_str) == Some(key)
                    && tag.get("Value").and_then(Value::as_str).is_none_or(|wanted| wanted == value)
            })
    };
    let mut rows = Vec::new();
    let region = context.required("RegionId")?;
    let in_region = context.world.instances().filter(|instance| instance.seed.region == region);
    for instance in in_region.filter(|instance| ids.is_empty() || ids.contains(&instance.id)) {
        for (key, value) in instance.tags.iter().filter(|(key, value)| matches(key, value)) {
            // In requests, the type is INSTANCE.
            rows.push(json!({
                "ResourceType": "ALIYUN::RDS::INSTANCE",
                "ResourceId": instance.id,
                "TagKey": key,
                "TagValue": value,
            }));
        }
    }
    Ok(json!({ "TagResources": { "TagResource": rows } }))
}

/// Returns the keys and values of `Tag.N`.
pub(super) fn tags(context: &OperationContext<'_>) -> Result<Vec<(String, String)>, ApiError> {
    let mut tags = Vec::new();
    for tag in context.parameters.list("Tag") {
        let member = |name| tag.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let key = member("Key");
        if key.is_empty() {
            return Err(context.error("InvalidTagKey.Malformed"));
        }
        tags.push((key, member("Value")));
    }
    Ok(tags)
}

/// Returns `ResourceId.N`, which must all be instances in the region of the request.
fn existing(context: &OperationContext<'_>) -> Result<Vec<String>, ApiError> {
    check_type(context)?;
    let ids = texts(context, "ResourceId");
    let region = context.required("RegionId")?;
    let is_there = |id: &String| context.world.instance(id).is_some_and(|instance| instance.seed.region == region);
    if !ids.iter().all(is_there) {
        return Err(context.error("InvalidResourceId.NotFound"));
    }
    Ok(ids)
}

/// Returns an error if the type is not that of instances. The emulator has no tags for other resources.
fn check_type(context: &OperationContext<'_>) -> Result<(), ApiError> {
    if context.required("ResourceType")?.eq_ignore_ascii_case("INSTANCE") {
        Ok(())
    } else {
        let documented = context.documented("InvalidParameter.ResourceType");
        Err(documented.unwrap_or_else(|| ApiError::invalid("ResourceType")))
    }
}

fn texts(context: &OperationContext<'_>, name: &str) -> Vec<String> {
    context.parameters.list(name).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
