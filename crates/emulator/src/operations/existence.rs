//! Checks that the resources that a request names exist, for all operations.

use serde_json::Value;

use super::Context;
use crate::error::ApiError;

/// A kind of resource that has state here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Region,
    Instance,
    Account,
    Database,
    Endpoint,
}

/// The kind of resource that a parameter of RDS names, if the emulator keeps state of that kind.
///
/// The vendor spells the ID of an instance in many ways. If a name also means something else, or something that is only
/// created, the operations are listed.
pub(crate) fn kind(operation: &str, parameter: &str) -> Option<Kind> {
    const INSTANCE: [&str; 10] = [
        "CentralDBInstanceId",
        "CurrentInstanceId",
        "DBInstanceId",
        "DBInstanceIds",
        "DBInstanceName",
        "GuardDBInstanceId",
        "MemberInstanceName",
        "ReadInstanceId",
        "TargetDBInstanceId",
        "TargetInstanceName",
    ];
    // Elsewhere it is an instance of RDS Custom, which has no state.
    const INSTANCE_ID: [&str; 3] = ["DescribeHistoryEvents", "DescribeHistoryTasks", "DescribeHistoryTasksStat"];
    // New names, an account of the operating system, and a filter.
    const NO_ACCOUNT: [&str; 4] =
        ["CheckAccountNameAvailable", "CreateAccount", "DescribeAccounts", "DescribeHostWebShell"];
    // New names, a filter, and logs and backup files, which may be older than the current databases.
    const NO_DATABASE: [&str; 8] = [
        "CheckDBNameAvailable",
        "CreateDatabase",
        "CreateMigrateTask",
        "CreateOnlineDatabaseTask",
        "DeleteBackupFile",
        "DescribeDatabases",
        "DescribeSlowLogRecords",
        "DescribeSlowLogs",
    ];
    // Elsewhere it is a new name, a filter, or an endpoint of a cluster, which has no state.
    const ENDPOINT: [&str; 3] =
        ["MigrateConnectionToOtherZone", "ModifyDBInstanceNetworkExpireTime", "ModifyDBInstanceSSL"];
    // Elsewhere they are databases of a backup.
    const DATABASES: [&str; 4] =
        ["CreatePostgresExtensions", "CreateSecret", "DeletePostgresExtensions", "UpdatePostgresExtensions"];
    let is = |name: &str| parameter.eq_ignore_ascii_case(name);
    if parameter.ends_with("RegionId") {
        Some(Kind::Region)
    } else if INSTANCE.into_iter().any(is)
        || is("SourceDBInstanceName")
        || (is("InstanceId") && INSTANCE_ID.contains(&operation))
    {
        Some(Kind::Instance)
    } else if is("AccountName") && !NO_ACCOUNT.contains(&operation) {
        Some(Kind::Account)
    } else if (is("DBName") && !NO_DATABASE.contains(&operation))
        || is("SrcDBName")
        || (is("DBNames") && DATABASES.contains(&operation))
    {
        Some(Kind::Database)
    } else if is("ConnectionString") && ENDPOINT.contains(&operation) {
        Some(Kind::Endpoint)
    } else {
        None
    }
}

/// Refuses a request that names a resource that does not exist.
pub(super) fn check(context: &Context<'_>) -> Result<(), ApiError> {
    if !context.product.code().eq_ignore_ascii_case("Rds") || context.operation.info.name == "CheckInstanceExist" {
        return Ok(());
    }
    let operation = context.operation.info.name;
    let named = |wanted: Kind| {
        let parameters = context.operation.parameters.iter().map(|parameter| parameter.name);
        parameters
            .filter(move |name| kind(operation, name) == Some(wanted))
            .flat_map(|name| elements(context.parameters.get(name)))
    };
    for region in named(Kind::Region) {
        super::region::must_exist(context, region)?;
    }
    let mut instances = Vec::new();
    for id in named(Kind::Instance) {
        instances.push(context.world.instance(id).ok_or_else(|| context.unknown_instance())?);
    }
    // Accounts, databases and endpoints belong to an instance, so they can be found only if the request names it.
    let [instance, ..] = instances.as_slice() else { return Ok(()) };
    for name in named(Kind::Account) {
        if !instance.accounts.iter().any(|account| account.name == name) {
            return Err(context.error("InvalidAccountName.NotFound"));
        }
    }
    for name in named(Kind::Database) {
        if !instance.databases.iter().any(|database| database.name == name) {
            return Err(context.error("InvalidDBName.NotFound"));
        }
    }
    for host in named(Kind::Endpoint) {
        if instance.endpoint(host).is_none() {
            return Err(context.error("Endpoint.NotFound"));
        }
    }
    Ok(())
}

/// The names in a parameter: IDs and names contain no commas, and many operations accept several, separated by commas.
fn elements(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect(),
        Some(Value::Array(elements)) => elements.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
