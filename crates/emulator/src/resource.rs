//! Resources that the emulator keeps state of, and the parameters that name them.

/// A kind of resource that has state here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResourceKind {
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
pub(crate) fn kind(operation: &str, parameter: &str) -> Option<ResourceKind> {
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
        Some(ResourceKind::Region)
    } else if INSTANCE.into_iter().any(is)
        || is("SourceDBInstanceName")
        || (is("InstanceId") && INSTANCE_ID.contains(&operation))
    {
        Some(ResourceKind::Instance)
    } else if is("AccountName") && !NO_ACCOUNT.contains(&operation) {
        Some(ResourceKind::Account)
    } else if (is("DBName") && !NO_DATABASE.contains(&operation))
        || is("SrcDBName")
        || (is("DBNames") && DATABASES.contains(&operation))
    {
        Some(ResourceKind::Database)
    } else if is("ConnectionString") && ENDPOINT.contains(&operation) {
        Some(ResourceKind::Endpoint)
    } else {
        None
    }
}
