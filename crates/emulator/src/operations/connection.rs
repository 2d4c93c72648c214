//! Allocates, describes, changes and releases endpoints.

use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::error::ApiError;
use crate::state::endpoint::{InstanceEndpoint, PrefixError, Reach, check_prefix};
use crate::state::instance::{Instance, InstanceNetwork, PUBLIC_ADDRESS};
use crate::state::transition::Status;

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour::new("AllocateInstancePublicConnection", allocate).judges(&["ConnectionStringPrefix", "Port"]),
    Behaviour::new("DescribeDBInstanceNetInfo", describe),
    Behaviour::new("ModifyDBInstanceConnectionString", modify).judges(&["ConnectionStringPrefix", "Port"]),
    Behaviour::new("ReleaseInstanceConnection", release_of_network_type),
    Behaviour::new("ReleaseInstancePublicConnection", release),
];

fn allocate(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let prefix = context.required("ConnectionStringPrefix")?;
    check_prefix(prefix, 5..=40).map_err(|error| {
        context.error(match error {
            PrefixError::Character => "ConnectionStringContainIllegalCharacterFault",
            PrefixError::Length => "InvalidConnectionString.Format",
        })
    })?;
    let port = port(context, 1000..=5999, "InvalidPort.Malformed")?;
    let host = InstanceEndpoint::host(prefix, context.instance()?.seed.engine);
    context.must_run("IncorrectDBInstanceState")?;
    if context.instance()?.public().is_some() {
        return Err(context.error("OtherEndpoint.Exist"));
    }
    if context.world.has_host(&host) {
        return Err(context.error("InvalidConnectionString.Duplicate"));
    }
    let endpoint =
        InstanceEndpoint { host: host.clone(), port, reach: Reach::Public, address: PUBLIC_ADDRESS.to_owned() };
    let id = change_endpoints(context, |instance| instance.endpoints.push(endpoint))?;
    // In the response, the ID is called `DbInstanceName`.
    Ok(json!({ "DbInstanceName": id, "ConnectionString": host }))
}

fn describe(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let instance = context.instance()?;
    let kind = context.parameters.text("DBInstanceNetRWSplitType").unwrap_or("Normal");
    // No instance of the emulator has a read/write splitting endpoint.
    let endpoints = instance.endpoints.iter().filter(|_| kind == "Normal");
    Ok(json!({
        "InstanceNetworkType": instance.seed.network.name(),
        "SecurityIPMode": "normal",
        "DBInstanceNetInfos": { "DBInstanceNetInfo": endpoints.map(|endpoint| net_info(instance, endpoint)).collect::<Vec<_>>() },
    }))
}

fn net_info(instance: &Instance, endpoint: &InstanceEndpoint) -> Value {
    let groups = instance
        .whitelists
        .iter()
        .map(|group| json!({ "SecurityIPGroupName": group.name, "SecurityIPs": group.addresses.join(",") }));
    let mut info = json!({
        "ConnectionString": endpoint.host,
        "ConnectionStringType": "Normal",
        "DBInstanceWeights": { "DBInstanceWeight": [] },
        "IPAddress": endpoint.address,
        "IPType": instance.ip_type(endpoint),
        "Port": endpoint.port.to_string(),
        "SecurityIPGroups": { "securityIPGroup": groups.collect::<Vec<_>>() },
        "Upgradeable": "Disabled",
    });
    if let (InstanceNetwork::Vpc { vpc, switch }, Reach::Internal, Some(members)) =
        (&instance.seed.network, endpoint.reach, info.as_object_mut())
    {
        members.insert("VPCId".to_owned(), json!(vpc));
        members.insert("VSwitchId".to_owned(), json!(switch));
    }
    info
}

fn modify(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let prefix = context.required("ConnectionStringPrefix")?;
    check_prefix(prefix, 8..=64).map_err(|_| context.error("InvalidConnectionString.Malformed"))?;
    // The page of this operation documents no range, so this is the widest one of the other operations.
    let port = port(context, 1000..=65534, "InvalidPort.Format")?;
    let current = context.required("CurrentConnectionString")?.to_owned();
    let instance = context.instance()?;
    let host = InstanceEndpoint::host(prefix, instance.seed.engine);
    // Host names are case-insensitive, so the spelling of the stored endpoint is used from here on.
    let current = match instance.endpoint(&current) {
        Some(endpoint) => endpoint.host.clone(),
        None => return Err(context.error("Endpoint.NotFound")),
    };
    context.must_run("OperationDenied.DBInstanceStatus")?;
    if host != current && context.world.has_host(&host) {
        return Err(context.error("InvalidConnectionString.Duplicate"));
    }
    change_endpoints(context, |instance| {
        if let Some(endpoint) = instance.endpoints.iter_mut().find(|endpoint| endpoint.host == current) {
            endpoint.host = host;
            endpoint.port = port;
        }
    })?;
    Ok(json!({}))
}

/// Releases an endpoint on the network `InstanceNetworkType`, which must be that of the instance. Otherwise the
/// endpoint does not exist, which is the only error that the page of this operation documents.
fn release_of_network_type(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let asked = context.required("InstanceNetworkType")?;
    let actual = match context.instance()?.seed.network {
        InstanceNetwork::Vpc { .. } => "0",
        InstanceNetwork::Classic => "1",
    };
    if asked != actual {
        return Err(context.error("Endpoint.NotFound"));
    }
    release(context)
}

/// Releases the public endpoint. No operation can release an internal one.
fn release(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let current = context.required("CurrentConnectionString")?.to_owned();
    let public = context.instance()?.public();
    // Host names are case-insensitive.
    if !public.is_some_and(|endpoint| endpoint.host.eq_ignore_ascii_case(&current)) {
        return Err(context.error("Endpoint.NotFound"));
    }
    context.must_run("OperationDenied.DBInstanceStatus")?;
    change_endpoints(context, |instance| instance.endpoints.retain(|endpoint| endpoint.reach != Reach::Public))?;
    Ok(json!({}))
}

/// Changes the endpoints and returns the ID of the instance.
fn change_endpoints(
    context: &mut OperationContext<'_>,
    change: impl FnOnce(&mut Instance),
) -> Result<String, ApiError> {
    let (transitions, now) = (context.world.transitions, context.now);
    let instance = context.instance_mut()?;
    change(instance);
    instance.status.pass(Status::NetTypeChanging, Status::Running, transitions, now);
    Ok(instance.id.clone())
}

fn port(context: &OperationContext<'_>, range: std::ops::RangeInclusive<u16>, code: &str) -> Result<u16, ApiError> {
    let port = context.required("Port")?.parse().ok().filter(|port| range.contains(port));
    port.ok_or_else(|| context.error(code))
}
