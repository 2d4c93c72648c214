//! Lists and describes instances.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::clock::timestamp;
use crate::error::ApiError;
use crate::state::instance::{Instance, InstanceNetwork};

pub(super) const BEHAVIOURS: &[Behaviour] =
    &[Behaviour::new("DescribeDBInstances", list), Behaviour::new("DescribeDBInstanceAttribute", attributes)];

fn list(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let page = InstancePage::read(context)?;
    let tags = tags(context)?;
    let found: Vec<(String, u64, Value)> = context
        .world
        .instances()
        .filter(|instance| tags.iter().all(|(key, value)| instance.tags.get(key) == Some(value)))
        .map(|instance| (instance, item(instance, context)))
        .filter(|(instance, item)| is_asked_for(instance, item, context))
        .map(|(instance, item)| (instance.id.clone(), instance.serial, item))
        .collect();
    let total = found.len();
    let (start, size) = page.range(&found);
    let shown: Vec<_> = found.into_iter().skip(start).take(size).collect();
    for (id, ..) in &shown {
        if let Some(instance) = context.world.instance_mut(id) {
            instance.status.described();
        }
    }
    let is_last = start + shown.len() >= total;
    let next = shown.last().filter(|_| !is_last).map(|(_, serial, _)| token(*serial));
    let count = shown.len();
    let (number, total) = match page {
        InstancePage::Number { number, .. } => (number, total),
        InstancePage::After { .. } => (1, count),
    };
    let mut response = json!({
        "Items": { "DBInstance": shown.into_iter().map(|(.., item)| item).collect::<Vec<_>>() },
        "PageNumber": number,
        "PageRecordCount": count,
        "TotalRecordCount": total,
    });
    if let (Some(next), Some(fields)) = (next, response.as_object_mut()) {
        fields.insert("NextToken".to_owned(), json!(next));
    }
    Ok(response)
}

/// The part of a list that a request selects.
enum InstancePage {
    Number {
        number: usize,
        size: usize,
    },
    /// The instances after the one with this serial number.
    After {
        serial: u64,
        size: usize,
    },
}

impl InstancePage {
    /// Reads the page. `MaxResults` and `NextToken` take precedence over `PageNumber` and `PageSize`.
    fn read(context: &OperationContext<'_>) -> Result<Self, ApiError> {
        const DEFAULT_SIZE: u64 = 30;
        let parameters = context.parameters;
        let size = |name| usize::try_from(parameters.integer(name).unwrap_or(DEFAULT_SIZE)).unwrap_or(usize::MAX);
        let next = parameters.text("NextToken");
        if next.is_none() && parameters.text("MaxResults").is_none() {
            let number = usize::try_from(parameters.integer("PageNumber").unwrap_or(1)).unwrap_or(usize::MAX);
            return Ok(Self::Number { number: number.max(1), size: size("PageSize") });
        }
        let serial = match next {
            None => 0,
            Some(text) => serial(text).ok_or_else(|| context.error("Invalid.NextToken"))?,
        };
        Ok(Self::After { serial, size: size("MaxResults") })
    }

    /// Returns the first position and the length of the page.
    fn range(&self, found: &[(String, u64, Value)]) -> (usize, usize) {
        match self {
            Self::Number { number, size } => ((number - 1).saturating_mul(*size), *size),
            Self::After { serial, size } => (found.iter().take_while(|(_, other, _)| other <= serial).count(), *size),
        }
    }
}

/// Returns the token for the next page. It contains the last instance of this page instead of a position, so that the
/// next page is not shifted if an instance is deleted meanwhile.
fn token(serial: u64) -> String {
    format!("{TOKEN_START}{serial:016x}")
}

fn serial(token: &str) -> Option<u64> {
    u64::from_str_radix(token.strip_prefix(TOKEN_START)?, 16).ok()
}

const TOKEN_START: &str = "o7PORW5o2TJg";

/// Filters that compare a parameter with a field of the item.
const EQUAL: [(&str, &str); 14] = [
    ("RegionId", "RegionId"),
    ("Engine", "Engine"),
    ("EngineVersion", "EngineVersion"),
    ("DBInstanceStatus", "DBInstanceStatus"),
    ("DBInstanceId", "DBInstanceId"),
    ("DBInstanceType", "DBInstanceType"),
    ("DBInstanceClass", "DBInstanceClass"),
    ("InstanceNetworkType", "InstanceNetworkType"),
    ("ConnectionMode", "ConnectionMode"),
    ("PayType", "PayType"),
    ("ZoneId", "ZoneId"),
    ("VpcId", "VpcId"),
    ("VSwitchId", "VSwitchId"),
    ("ResourceGroupId", "ResourceGroupId"),
];

fn is_asked_for(instance: &Instance, item: &Value, context: &OperationContext<'_>) -> bool {
    let parameters = context.parameters;
    let is_equal = EQUAL.iter().all(|(parameter, member)| {
        // Several ids are separated by commas.
        let mut wanted = parameters.text(parameter).into_iter().flat_map(|text| text.split(',')).peekable();
        wanted.peek().is_none() || wanted.any(|wanted| item.get(member).and_then(Value::as_str) == Some(wanted.trim()))
    });
    let search = parameters.text("SearchKey");
    let host = parameters.text("ConnectionString");
    is_equal
        && search.is_none_or(|part| instance.id.contains(part) || instance.description.contains(part))
        && host.is_none_or(|host| instance.endpoint(host).is_some())
        && parameters.text("Category").is_none_or(|category| instance.seed.category == category)
        // No instance of the emulator ever expires.
        && parameters.text("Expired") != Some("True")
}

/// Parses `Tags`, which is a string with a JSON object.
fn tags(context: &OperationContext<'_>) -> Result<BTreeMap<String, String>, ApiError> {
    let Some(text) = context.parameters.text("Tags") else { return Ok(BTreeMap::new()) };
    serde_json::from_str(text).map_err(|_| ApiError::invalid("Tags"))
}

fn item(instance: &Instance, context: &OperationContext<'_>) -> Value {
    let seed = &instance.seed;
    let mut item = json!({
        "ConnectionMode": "Standard",
        "ConnectionString": instance.internal().map(|endpoint| endpoint.host.as_str()).unwrap_or_default(),
        "CreateTime": timestamp(instance.created),
        "DBInstanceClass": seed.class,
        "DBInstanceDescription": instance.description,
        "DBInstanceId": instance.id,
        "DBInstanceNetType": net_type(instance),
        "DBInstanceStatus": instance.status.shown().name(),
        "DBInstanceStorageType": seed.storage_type,
        "DBInstanceType": "Primary",
        "DeletionProtection": instance.deletion_protection,
        "Engine": seed.engine.name,
        "EngineVersion": seed.engine_version,
        "ExpireTime": "",
        "InsId": instance.serial,
        "InstanceNetworkType": seed.network.name(),
        "LockMode": "Unlock",
        "LockReason": "",
        "MutriORsignle": false,
        "PayType": seed.pay_type,
        "ReadOnlyDBInstanceIds": { "ReadOnlyDBInstanceId": [] },
        "RegionId": seed.region,
        "ResourceGroupId": seed.resource_group,
        "ZoneId": instance.zone,
    });
    let Some(fields) = item.as_object_mut() else { return item };
    if let InstanceNetwork::Vpc { vpc, switch } = &seed.network {
        fields.insert("VpcId".to_owned(), json!(vpc));
        fields.insert("VSwitchId".to_owned(), json!(switch));
        fields.insert("VpcCloudInstanceId".to_owned(), json!(instance.id));
    }
    if context.parameters.text("InstanceLevel") == Some("1") {
        fields.insert("Category".to_owned(), json!(seed.category));
        fields.insert("DBInstanceCPU".to_owned(), json!(CPU_CORES));
        fields.insert("DBInstanceMemory".to_owned(), json!(MEMORY_MB));
    }
    item
}

fn attributes(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let instance = context.instance_mut()?;
    instance.status.described();
    let seed = &instance.seed;
    let internal = instance.internal();
    let mut attributes = json!({
        "AccountMaxQuantity": 500,
        "AvailabilityValue": "100.0%",
        "Category": seed.category,
        "ConnectionMode": "Standard",
        "ConnectionString": internal.map(|endpoint| endpoint.host.as_str()).unwrap_or_default(),
        "CreationTime": timestamp(instance.created),
        "DBInstanceCPU": CPU_CORES,
        "DBInstanceClass": seed.class,
        "DBInstanceDescription": instance.description,
        "DBInstanceId": instance.id,
        "DBInstanceMemory": MEMORY_MB,
        "DBInstanceNetType": net_type(instance),
        "DBInstanceStatus": instance.status.shown().name(),
        "DBInstanceStorage": seed.storage,
        "DBInstanceStorageType": seed.storage_type,
        "DBInstanceType": "Primary",
        "DBMaxQuantity": super::database::MOST_DATABASES,
        "DeletionProtection": instance.deletion_protection,
        "Engine": seed.engine.name,
        "EngineVersion": seed.engine_version,
        "IPType": "IPv4",
        "InstanceNetworkType": seed.network.name(),
        "LockMode": "Unlock",
        "MaintainTime": "00:00Z-02:00Z",
        "PayType": seed.pay_type,
        "Port": internal.map(|endpoint| endpoint.port.to_string()).unwrap_or_default(),
        "ReadOnlyDBInstanceIds": { "ReadOnlyDBInstanceId": [] },
        "RegionId": seed.region,
        "ResourceGroupId": seed.resource_group,
        "SecurityIPList": instance.whitelists.iter().flat_map(|group| &group.addresses).cloned().collect::<Vec<_>>().join(","),
        "SecurityIPMode": "normal",
        "ZoneId": instance.zone,
    });
    if let (InstanceNetwork::Vpc { vpc, switch }, Some(fields)) = (&seed.network, attributes.as_object_mut()) {
        fields.insert("VpcId".to_owned(), json!(vpc));
        fields.insert("VSwitchId".to_owned(), json!(switch));
        fields.insert("VpcCloudInstanceId".to_owned(), json!(instance.id));
    }
    Ok(json!({ "Items": { "DBInstanceAttribute": [attributes] } }))
}

/// Returns `Internet` for an instance with a public endpoint.
fn net_type(instance: &Instance) -> &'static str {
    if instance.public().is_some() { "Internet" } else { "Intranet" }
}

/// All instances have these values, which are those of the documented samples: they do not depend on the class.
const CPU_CORES: &str = "2";
const MEMORY_MB: u32 = 4096;
