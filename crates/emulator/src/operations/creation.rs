//! Creates instances.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::{Map, Value, json};

use super::{Behaviour, OperationContext, region, tag};
use crate::error::ApiError;
use crate::identifier;
use crate::state::endpoint::{InstanceEndpoint, check_prefix};
use crate::state::engine::Engine;
use crate::state::instance::{InstanceNetwork, InstanceSeed};
use crate::state::transition::Status;
use crate::state::whitelist;

pub(super) const BEHAVIOURS: &[Behaviour] = &[Behaviour::new("CreateDBInstance", create).judges(&[
    "Amount",
    "ConnectionString",
    "CreateStrategy",
    "DBInstanceStorageType",
    "Port",
    "SecurityIPList",
    "Tag",
])];

fn create(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    check_rest(context)?;
    let mut seed = seed(context)?;
    let amount = amount(context, &seed)?;
    if let Some(prefix) = &seed.connection_prefix
        && (amount > 1 || context.world.has_host(&InstanceEndpoint::host(prefix, seed.engine)))
    {
        return Err(context.error("InvalidConnectionString.Duplicate"));
    }
    let mut response = Map::new();
    response.insert("OrderId".to_owned(), json!(identifier::digits(15)));
    if context.parameters.flag("DryRun") {
        response.insert("DryRun".to_owned(), json!(true));
        response.insert("DryRunResult".to_owned(), json!(true));
        return Ok(Value::Object(response));
    }
    if !seed.tags.is_empty() {
        response.insert("TagResult".to_owned(), json!(true));
    }
    let mut ids = Vec::new();
    for _ in 0..amount {
        seed.id = None;
        let id = context.world.create(&seed, context.now);
        let (transitions, now) = (context.world.transitions, context.now);
        if let Some(instance) = context.world.instance_mut(&id) {
            instance.status.pass(Status::Creating, Status::Running, transitions, now);
            if let (1, Some(endpoint)) = (amount, instance.internal()) {
                response.insert("ConnectionString".to_owned(), json!(endpoint.host));
                response.insert("Port".to_owned(), json!(endpoint.port.to_string()));
            }
        }
        ids.push(id);
    }
    if amount > 1 {
        response.insert("Message".to_owned(), json!("Batch Create DBInstance Task Is In Process."));
        response.insert("TaskId".to_owned(), json!(context.request_id.to_ascii_lowercase()));
    }
    response.insert("DBInstanceId".to_owned(), json!(ids.join(",")));
    Ok(Value::Object(response))
}

/// Returns the instance that the parameters describe.
fn seed(context: &OperationContext<'_>) -> Result<InstanceSeed, ApiError> {
    let parameters = context.parameters;
    let region = context.required("RegionId")?;
    region::must_exist(context, region)?;
    let engine = Engine::find(context.required("Engine")?).ok_or_else(|| ApiError::invalid("Engine"))?;
    let version = context.required("EngineVersion")?;
    if !engine.versions.contains(&version) {
        return Err(context.error("InvalidEngineVersion.Malformed"));
    }
    let class = context.required("DBInstanceClass")?;
    // The documents do not list the classes. All classes consist of labels that are separated by dots.
    let in_labels = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
    if !class.chars().all(in_labels) || !class.contains('.') {
        return Err(context.error("InvalidDBInstanceClass.Malformed"));
    }
    let storage_type = storage_type(context)?;
    let default = InstanceSeed::default();
    Ok(InstanceSeed {
        region: region.to_owned(),
        zone: parameters.text("ZoneId").map(str::to_owned),
        engine,
        engine_version: version.to_owned(),
        class: class.to_owned(),
        storage: storage(context, &storage_type)?,
        storage_type,
        category: parameters.text("Category").map_or(default.category, str::to_owned),
        pay_type: pay_type(context)?,
        description: description(context)?,
        network: network(context, default.network)?,
        connection_prefix: connection_prefix(context)?,
        port: port(context, engine)?,
        addresses: addresses(context)?,
        tags: tags(context)?,
        deletion_protection: parameters.flag("DeletionProtection"),
        resource_group: parameters.text("ResourceGroupId").map_or(default.resource_group, str::to_owned),
        id: None,
        public: None,
    })
}

fn amount(context: &OperationContext<'_>, seed: &InstanceSeed) -> Result<u64, ApiError> {
    if !matches!(context.parameters.text("CreateStrategy"), None | Some("Atomicity" | "Partial")) {
        return Err(context.error("InvalidParam.CreateStrategy"));
    }
    let Some(text) = context.parameters.text("Amount") else { return Ok(1) };
    match text.parse::<u64>() {
        Ok(2..=20) if seed.engine.name != "MySQL" => Err(context.error("InvalidParam.Engine")),
        Ok(amount @ 1..=20) => Ok(amount),
        _ => Err(context.error("InvalidParam.Amount")),
    }
}

fn storage_type(context: &OperationContext<'_>) -> Result<String, ApiError> {
    const KNOWN: [&str; 6] = ["local_ssd", "general_essd", "cloud_essd", "cloud_essd2", "cloud_essd3", "cloud_ssd"];
    let kind = context.parameters.text("DBInstanceStorageType").unwrap_or("cloud_essd");
    if KNOWN.contains(&kind) {
        Ok(kind.to_owned())
    } else {
        Err(context.error("InvalidParameter.NotSupportDBInstanceStorageType"))
    }
}

fn storage(context: &OperationContext<'_>, storage_type: &str) -> Result<u64, ApiError> {
    match context.parameters.integer("DBInstanceStorage") {
        Some(size) if size >= 5 && size.is_multiple_of(5) => Ok(size),
        _ if storage_type.contains("essd") => Err(context.error("InvalidEssdStorageSize")),
        _ => Err(ApiError::invalid("DBInstanceStorage")),
    }
}

/// Returns the payment type. A prepaid instance is bought for 1 to 5 years or 1 to 11 months.
fn pay_type(context: &OperationContext<'_>) -> Result<String, ApiError> {
    let pay_type = context.required("PayType")?;
    if pay_type == "Prepaid" {
        let most = match context.required("Period")? {
            "Year" => 5,
            _ => 11,
        };
        if !context.required("UsedTime")?.parse().is_ok_and(|time: u32| (1..=most).contains(&time)) {
            return Err(context.error("InvalidUsedTime"));
        }
    }
    Ok(pay_type.to_owned())
}

fn description(context: &OperationContext<'_>) -> Result<String, ApiError> {
    let description = context.parameters.text("DBInstanceDescription").unwrap_or_default();
    if description.starts_with("http://") || description.starts_with("https://") {
        return Err(ApiError::invalid("DBInstanceDescription"));
    }
    Ok(description.to_owned())
}

fn network(context: &OperationContext<'_>, made_up: InstanceNetwork) -> Result<InstanceNetwork, ApiError> {
    if context.parameters.text("InstanceNetworkType") == Some("Classic") {
        return Err(context.error("InvalidParam.InstanceNetworkType"));
    }
    let switch = context.parameters.text("VSwitchId");
    if switch.is_some_and(|switch| !switch.split(',').all(|id| id.starts_with("vsw-"))) {
        return Err(context.error("InvalidVSwitchId.Format"));
    }
    Ok(match made_up {
        // IDs in the request are kept; the others are generated.
        InstanceNetwork::Vpc { vpc, switch: made_up } => InstanceNetwork::Vpc {
            vpc: context.parameters.text("VPCId").map_or(vpc, str::to_owned),
            switch: switch.map_or(made_up, str::to_owned),
        },
        InstanceNetwork::Classic => InstanceNetwork::Classic,
    })
}

/// Validates parameters that have documented errors, but no effect on the state.
fn check_rest(context: &OperationContext<'_>) -> Result<(), ApiError> {
    const MOST_TEMPLATES: usize = 10;
    let parameters = context.parameters;
    if parameters.text("PrivateIpAddress").is_some_and(|address| address.parse::<Ipv4Addr>().is_err()) {
        return Err(context.error("InvalidPrivateIpAddress.Format"));
    }
    if parameters.text("WhitelistTemplateList").is_some_and(|list| list.split(',').count() > MOST_TEMPLATES) {
        return Err(context.error("TooManyWhitelistTemplateIds"));
    }
    // The name of a zone begins with that of its region, as in cn-hangzhou-h.
    let (region, zone) = (parameters.text("RegionId").unwrap_or_default(), parameters.text("ZoneId"));
    if zone.is_some_and(|zone| !zone.starts_with(region)) {
        return Err(context.error("InvalidZoneId.NotSupported"));
    }
    Ok(())
}

/// Returns the prefix of the host name. Despite its name, the parameter `ConnectionString` is only a prefix; a whole
/// host name is accepted as well.
fn connection_prefix(context: &OperationContext<'_>) -> Result<Option<String>, ApiError> {
    let Some(text) = context.parameters.text("ConnectionString") else { return Ok(None) };
    let prefix = text.split('.').next().unwrap_or(text);
    check_prefix(prefix, 5..=64).map_err(|_| ApiError::invalid("ConnectionString"))?;
    Ok(Some(prefix.to_owned()))
}

fn port(context: &OperationContext<'_>, engine: &Engine) -> Result<Option<u16>, ApiError> {
    let Some(text) = context.parameters.text("Port") else { return Ok(None) };
    let port = text.parse().ok().filter(|port| (1000..=engine.highest_port).contains(port));
    port.map(Some).ok_or_else(|| context.error("InvalidPort.Malformed"))
}

fn addresses(context: &OperationContext<'_>) -> Result<Vec<String>, ApiError> {
    let list = context.required("SecurityIPList")?;
    whitelist::addresses(list).map_err(|_| context.error("InvalidSecurityIPList.Format"))
}

fn tags(context: &OperationContext<'_>) -> Result<BTreeMap<String, String>, ApiError> {
    let mut tags = BTreeMap::new();
    for (key, value) in tag::tags(context)? {
        if tags.insert(key, value).is_some() {
            return Err(context.error("Duplicate.TagKey"));
        }
    }
    if tags.len() > tag::MOST_TAGS { Err(context.error("NumberExceed.Tags")) } else { Ok(tags) }
}
