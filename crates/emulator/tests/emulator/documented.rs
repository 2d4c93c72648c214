//! Compares operations with state with their entries: every documented error code is caused here, or has a reason why no
//! request can cause it; every limit and every list of valid values is enforced.

use alicloud_catalog::{Catalog, Operation, Schema};
use alicloud_emulator::{Emulated, Emulator, InstanceSeed, Transitions, coverage_of};

use crate::client::{Client, Parameters};

const ID: (&str, &str) = ("DBInstanceId", "rm-a");
const BUSY: (&str, &str) = ("DBInstanceId", "rm-busy");
const NONE: (&str, &str) = ("DBInstanceId", "rm-none");
const REGION: (&str, &str) = ("RegionId", "cn-hangzhou");
const PUBLIC: &str = "taken.mysql.rds.aliyuncs.com";
const ROLE: (&str, &str) = ("RoleArn", "acs:ram::1234567890123456:role/a");
const SESSION: (&str, &str) = ("RoleSessionName", "alice");

/// A valid call of every operation with state.
#[rustfmt::skip]
const VALID: &[(&str, Parameters<'_>)] = &[
    ("AllocateInstancePublicConnection", &[ID, ("ConnectionStringPrefix", "fresh"), ("Port", "3306")]),
    ("AssumeRole", &[ROLE, SESSION]),
    ("AssumeRoleWithOIDC", &[ROLE, SESSION, ("OIDCProviderArn", "acs:ram::1:oidc-provider/a"), ("OIDCToken", "token")]),
    ("CheckInstanceExist", &[ID]),
    ("CreateAccount", &[ID, ("AccountName", "fresh"), ("AccountPassword", "Passw0rd!")]),
    ("CreateDatabase", &[ID, ("DBName", "fresh"), ("CharacterSetName", "utf8mb4")]),
    ("CreateDBInstance", &[REGION, ("Engine", "MySQL"), ("EngineVersion", "8.0"), ("DBInstanceClass", "mysql.n2.medium.1"), ("DBInstanceStorage", "20"), ("DBInstanceNetType", "Intranet"), ("SecurityIPList", "10.0.0.0/8"), ("PayType", "Postpaid")]),
    ("DeleteAccount", &[ID, ("AccountName", "there")]),
    ("DeleteDatabase", &[ID, ("DBName", "there")]),
    ("DeleteDBInstance", &[ID]),
    ("DescribeAccounts", &[ID]),
    ("DescribeDatabases", &[ID]),
    ("DescribeDBInstanceAttribute", &[ID]),
    ("DescribeDBInstanceIPArrayList", &[ID]),
    ("DescribeDBInstanceNetInfo", &[ID]),
    ("DescribeDBInstances", &[REGION]),
    ("DescribeRegions", &[]),
    ("GetCallerIdentity", &[]),
    ("ListTagResources", &[REGION, ("ResourceType", "INSTANCE"), ("ResourceId.1", "rm-a")]),
    ("ModifyDBInstanceConnectionString", &[ID, ("CurrentConnectionString", "rm-a.mysql.rds.aliyuncs.com"), ("ConnectionStringPrefix", "new-prefix"), ("Port", "3306")]),
    ("ModifyDBInstanceDeletionProtection", &[ID, ("DeletionProtection", "false")]),
    ("ModifyDBInstanceDescription", &[ID, ("DBInstanceDescription", "new name")]),
    ("ModifySecurityIps", &[ID, ("SecurityIps", "10.0.0.1")]),
    ("ReleaseInstanceConnection", &[("DBInstanceId", "rm-public"), ("CurrentConnectionString", PUBLIC), ("InstanceNetworkType", "0")]),
    ("ReleaseInstancePublicConnection", &[("DBInstanceId", "rm-public"), ("CurrentConnectionString", PUBLIC)]),
    ("RestartDBInstance", &[ID]),
    ("TagResources", &[REGION, ("ResourceType", "INSTANCE"), ("ResourceId.1", "rm-a"), ("Tag.1.Key", "k"), ("Tag.1.Value", "v")]),
    ("UntagResources", &[REGION, ("ResourceType", "INSTANCE"), ("ResourceId.1", "rm-a"), ("TagKey.1", "k")]),
];

/// An error code, and the change of a valid call that causes it.
#[rustfmt::skip]
const CAUSED: &[(&str, &str, Parameters<'_>)] = &[
    ("AllocateInstancePublicConnection", "OtherEndpoint.Exist", &[("DBInstanceId", "rm-public")]),
    ("AllocateInstancePublicConnection", "IncorrectDBInstanceState", &[BUSY]),
    ("AllocateInstancePublicConnection", "ConnectionStringContainIllegalCharacterFault", &[("ConnectionStringPrefix", "under_score")]),
    ("AllocateInstancePublicConnection", "InvalidConnectionString.Format", &[("ConnectionStringPrefix", "four")]),
    ("AllocateInstancePublicConnection", "InvalidPort.Malformed", &[("Port", "6000")]),
    ("AllocateInstancePublicConnection", "InvalidConnectionString.Duplicate", &[("ConnectionStringPrefix", "TAKEN")]),
    ("AssumeRole", "InvalidParameter.RoleArn", &[("RoleArn", "adminrole")]),
    ("AssumeRole", "InvalidParameter.RoleSessionName", &[("RoleSessionName", "a")]),
    ("AssumeRole", "InvalidParameter.DurationSeconds", &[("DurationSeconds", "899")]),
    ("AssumeRole", "InvalidParameter.PolicyGrammar", &[("Policy", "everything")]),
    ("AssumeRole", "InvalidParameter.PolicySize", &[("Policy", LONG)]),
    ("AssumeRoleWithOIDC", "AuthenticationFail.OIDCToken.Invalid", &[("OIDCToken", "")]),
    ("CreateAccount", "InvalidAccountPassword.Format", &[("AccountPassword", "password")]),
    ("CreateAccount", "InvalidAccountDescription.Format", &[("AccountDescription", "x")]),
    ("CreateAccount", "InvalidAccountName.Duplicate", &[("AccountName", "THERE")]),
    ("CreateAccount", "InvalidAccountType.Format", &[("AccountType", "God")]),
    ("CreateAccount", "IncorrectDBInstanceState", &[BUSY]),
    ("CreateAccount", "AccountLimitExceeded", &[("DBInstanceId", "rm-full")]),
    ("CreateAccount", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("CreateDatabase", "InvalidDBName.Duplicate", &[("DBName", "there")]),
    ("CreateDatabase", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("CreateDBInstance", "InvalidZoneId.NotSupported", &[("ZoneId", "cn-beijing-h")]),
    ("CreateDBInstance", "InvalidEssdStorageSize", &[("DBInstanceStorage", "21")]),
    ("CreateDBInstance", "InvalidSecurityIPList.Format", &[("SecurityIPList", "10.0.0.256")]),
    ("CreateDBInstance", "InvalidDBInstanceClass.Malformed", &[("DBInstanceClass", "tiny")]),
    ("CreateDBInstance", "InvalidEngineVersion.Malformed", &[("EngineVersion", "9.9")]),
    ("CreateDBInstance", "InvalidTagKey.Malformed", &[("Tag.1.Key", ""), ("Tag.1.Value", "v")]),
    ("CreateDBInstance", "Duplicate.TagKey", &[("Tag.1.Key", "k"), ("Tag.2.Key", "k")]),
    ("CreateDBInstance", "NumberExceed.Tags", &[("Tag", TAGS)]),
    ("CreateDBInstance", "InvalidParam.Amount", &[("Amount", "21")]),
    ("CreateDBInstance", "InvalidParam.CreateStrategy", &[("CreateStrategy", "Some")]),
    ("CreateDBInstance", "InvalidParam.Engine", &[("Engine", "MariaDB"), ("EngineVersion", "10.6"), ("Amount", "2")]),
    ("CreateDBInstance", "InvalidConnectionString.Duplicate", &[("ConnectionString", "Taken")]),
    ("CreateDBInstance", "InvalidPort.Malformed", &[("Port", "99")]),
    ("CreateDBInstance", "InvalidUsedTime", &[("PayType", "Prepaid"), ("Period", "Month"), ("UsedTime", "12")]),
    ("CreateDBInstance", "InvalidPrivateIpAddress.Format", &[("PrivateIpAddress", "10.0.0")]),
    ("CreateDBInstance", "TooManyWhitelistTemplateIds", &[("WhitelistTemplateList", "1,2,3,4,5,6,7,8,9,10,11")]),
    ("CreateDBInstance", "InvalidRequestId", &[("ClientToken", "used")]),
    ("CreateDBInstance", "InvalidParameter.NotSupportDBInstanceStorageType", &[("DBInstanceStorageType", "tape")]),
    ("CreateDBInstance", "InvalidParam.InstanceNetworkType", &[("InstanceNetworkType", "Classic")]),
    ("CreateDBInstance", "InvalidVSwitchId.Format", &[("VSwitchId", "switch")]),
    ("DeleteAccount", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("DeleteAccount", "InvalidAccountName.NotFound", &[("AccountName", "absent")]),
    ("DeleteDatabase", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("DeleteDatabase", "InvalidDBName.NotFound", &[("DBName", "absent")]),
    ("DeleteDBInstance", "IncorrectDBInstanceState", &[BUSY]),
    ("DeleteDBInstance", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("DeleteDBInstance", "OperationDenied.DeletionProtection", &[("DBInstanceId", "rm-protected")]),
    ("DeleteDBInstance", "InvalidReleasedKeepPolicy.Format", &[("ReleasedKeepPolicy", "Some")]),
    ("DescribeAccounts", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("DescribeDBInstanceAttribute", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("DescribeDBInstanceIPArrayList", "WhitelistNetType.Format", &[("WhitelistNetworkType", "LAN")]),
    ("DescribeDBInstanceIPArrayList", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("DescribeDBInstanceNetInfo", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("DescribeDBInstances", "Invalid.NextToken", &[("NextToken", "wrong")]),
    ("DescribeDBInstances", "InvalidDBInstanceType.ValueNotSupport", &[("DBInstanceType", "Secondary")]),
    ("DescribeDBInstances", "InvalidExpired.Format", &[("Expired", "perhaps")]),
    ("DescribeRegions", "InvalidAcceptLanguage.NotFound", &[("AcceptLanguage", "de")]),
    ("ListTagResources", "BothEmpty.TagsAndResources", &[("ResourceId.1", DROP)]),
    ("ListTagResources", "InvalidParameter.ResourceType", &[("ResourceType", "CUSTOM")]),
    ("ModifyDBInstanceConnectionString", "InvalidConnectionString.Malformed", &[("ConnectionStringPrefix", "short")]),
    ("ModifyDBInstanceConnectionString", "OperationDenied.DBInstanceStatus", &[BUSY, ("CurrentConnectionString", "rm-busy.mysql.rds.aliyuncs.com")]),
    ("ModifyDBInstanceConnectionString", "Endpoint.NotFound", &[("CurrentConnectionString", PUBLIC)]),
    ("ModifyDBInstanceConnectionString", "InvalidPort.Format", &[("Port", "1")]),
    ("ModifyDBInstanceConnectionString", "InvalidConnectionString.Duplicate", &[("ConnectionStringPrefix", "rm-public")]),
    ("ModifyDBInstanceDescription", "InvalidDBInstanceDescription.Format", &[("DBInstanceDescription", "http://a")]),
    ("ModifyDBInstanceDescription", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("ModifySecurityIps", "InvalidWhitelistNetType.Malformed", &[("WhitelistNetworkType", "LAN")]),
    ("ModifySecurityIps", "InvalidIPArrayAttribute.Format", &[("DBInstanceIPArrayAttribute", "shown")]),
    ("ModifySecurityIps", "InvalidSecurityIPList.Duplicate", &[("SecurityIps", "1.1.1.1,1.1.1.1")]),
    ("ModifySecurityIps", "SecurityIPList.Format", &[("SecurityIps", "1.1.1.1/33")]),
    ("ModifySecurityIps", "InvalidSecurityIPListGroup.QuotaExceeded", &[("DBInstanceId", "rm-full"), ("DBInstanceIPArrayName", "one_more")]),
    ("ModifySecurityIps", "IncorrectDBType", &[("FreshWhiteListReadins", "pgr-a")]),
    ("ModifySecurityIps", "IncorrectDBInstanceState", &[BUSY]),
    ("ModifySecurityIps", "Readins.NotFound", &[("DBInstanceId", "pgm-a"), ("FreshWhiteListReadins", "pgr-a")]),
    ("ModifySecurityIps", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("ReleaseInstanceConnection", "Endpoint.NotFound", &[("InstanceNetworkType", "1")]),
    ("ReleaseInstancePublicConnection", "Endpoint.NotFound", &[("CurrentConnectionString", "no.mysql.rds.aliyuncs.com")]),
    ("RestartDBInstance", "IncorrectDBInstanceState", &[BUSY]),
    ("RestartDBInstance", "InvalidDBInstanceName.NotFound", &[NONE]),
    ("TagResources", "NumberExceed.Tags", &[("Tag", TAGS)]),
    ("TagResources", "MissingParameter", &[("Tag.1.Key", DROP), ("Tag.1.Value", DROP)]),
    ("TagResources", "InvalidTagKey.Malformed", &[("Tag.1.Key", "")]),
    ("TagResources", "Duplicate.TagKey", &[("Tag.2.Key", "k")]),
    ("UntagResources", "InvalidTagKey.Malformed", &[("TagKey.1", "")]),
    ("UntagResources", "InvalidResourceId.NotFound", &[("ResourceId.1", "rm-none")]),
];

/// In place of a value: the parameter is not sent.
const DROP: &str = "\u{0}";

const LONG: &str = concat!(
    "{\"Version\": \"1\", \"Statement\": [],          \"Padding\": \"",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"}"
);

const TAGS: &str = r#"[{"Key":"1"},{"Key":"2"},{"Key":"3"},{"Key":"4"},{"Key":"5"},{"Key":"6"},{"Key":"7"},{"Key":"8"},{"Key":"9"},{"Key":"10"},{"Key":"11"},{"Key":"12"},{"Key":"13"},{"Key":"14"},{"Key":"15"},{"Key":"16"},{"Key":"17"},{"Key":"18"},{"Key":"19"},{"Key":"20"},{"Key":"21"}]"#;

/// Codes of one operation that no request to the emulator can cause, with the reason.
const REASONS_OF_ONE: &[(&str, &str, &str)] = &[
    ("CheckInstanceExist", "InvalidDBInstanceName.NotFound", "The answer says whether there is one."),
    ("DeleteDatabase", "IncorrectDBType", "Every engine of the emulator has databases."),
    ("DeleteDBInstance", "OperationDenied.PrePayTypeNotSupported", "An instance may be released however it is paid."),
    (
        "ModifyDBInstanceDeletionProtection",
        "OperationDenied.PayType",
        "An instance may be protected however it is paid.",
    ),
    ("ListTagResources", "NumberExceed.Tags", "The limit of the list refuses it, as of any other."),
    ("ListTagResources", "NumberExceed.ResourceIds", "The limit of the list refuses it, as of any other."),
    ("TagResources", "NumberExceed.ResourceIds", "The limit of the list refuses it, as of any other."),
    ("TagResources", "OperationDenied.QuotaExceed", "NumberExceed.Tags says the same."),
    ("TagResources", "Request.NotFound", "The code of the tag that is missing or wrong says more."),
    ("UntagResources", "NumberExceed.Tags", "The limit of the list refuses it, as of any other."),
    ("UntagResources", "NumberExceed.ResourceIds", "The limit of the list refuses it, as of any other."),
    ("UntagResources", "MissingParameter", "The code of a missing parameter names it."),
];

/// Codes that no request to the emulator can cause, by their prefix, with the reason.
const REASONS: &[(&str, &str)] = &[
    ("%s", "A placeholder or a number of the service's own: the page names no cause."),
    ("RR309", "A placeholder or a number of the service's own: the page names no cause."),
    ("Account.AddError", "A failure within the service; `Fault` injects such."),
    ("Account.DelError", "A failure within the service; `Fault` injects such."),
    ("Account.DeleteError", "A failure within the service; `Fault` injects such."),
    ("Account.QueryError", "A failure within the service; `Fault` injects such."),
    ("Abs.ImageNotFound", "A failure within the service; `Fault` injects such."),
    ("ConcurrentLimit", "A failure within the service; `Fault` injects such."),
    ("ConnectTimeoutRetryLater", "A failure within the service; `Fault` injects such."),
    ("DataNotExist", "A failure within the service; `Fault` injects such."),
    ("Database.", "A failure within the service; `Fault` injects such."),
    ("DbossGeneralError", "A failure within the service; `Fault` injects such."),
    ("DnsConflict", "A failure within the service; `Fault` injects such."),
    ("IO.Exception", "A failure within the service; `Fault` injects such."),
    ("InternalError", "A failure within the service; `Fault` injects such."),
    ("InvalidConcurrentOperate", "A failure within the service; `Fault` injects such."),
    ("NetworkOrSqlTimeoutError", "A failure within the service; `Fault` injects such."),
    ("SqlExcutionFailed", "A failure within the service; `Fault` injects such."),
    ("TimeoutRetryLater", "A failure within the service; `Fault` injects such."),
    ("AliCroup2", "Accounts have money and orders enough here."),
    ("CreditPay", "Accounts have money and orders enough here."),
    ("IncompleteAccountInfo", "Accounts have money and orders enough here."),
    ("IncompleteTaxInfo", "Accounts have money and orders enough here."),
    ("InsuffcientBalance", "Accounts have money and orders enough here."),
    ("InsufficientResourceCapacity", "Accounts have money and orders enough here."),
    ("InvalidOrder.NotFound", "Accounts have money and orders enough here."),
    ("InvalidPaymentMethod", "Accounts have money and orders enough here."),
    ("NoAvailablePaymentMethod", "Accounts have money and orders enough here."),
    ("Pay.", "Accounts have money and orders enough here."),
    ("PurchaseDurationInsufficient", "Accounts have money and orders enough here."),
    ("RISK.", "Accounts have money and orders enough here."),
    ("AuthenticationFail.NoPermission", "Every caller may do everything here."),
    ("Kms.Unauthorized", "Every caller may do everything here."),
    ("NoPermission", "Every caller may do everything here."),
    ("ServiceLinkedRole.NotExist", "Every caller may do everything here."),
    ("InvalidParameter.OwnerAccount", "Every caller may do everything here."),
    (
        "AuthenticationFail.OIDCToken.",
        "The emulator verifies no OpenID tokens; the tests of `limits` cause what its settings refuse.",
    ),
    ("EntityNotExist.Role", "Every role exists here."),
    (
        "EngineMigration",
        "The group of general instances, guard instances, migrations and global networks are not modelled.",
    ),
    ("GdnRole", "The group of general instances, guard instances, migrations and global networks are not modelled."),
    ("GeneralIns", "The group of general instances, guard instances, migrations and global networks are not modelled."),
    (
        "GuardInstance",
        "The group of general instances, guard instances, migrations and global networks are not modelled.",
    ),
    (
        "InvalidGeneralGroupName",
        "The group of general instances, guard instances, migrations and global networks are not modelled.",
    ),
    (
        "MasterInstanceNotExist",
        "The group of general instances, guard instances, migrations and global networks are not modelled.",
    ),
    (
        "MGRMasterNode",
        "The group of general instances, guard instances, migrations and global networks are not modelled.",
    ),
    (
        "GroupReplication",
        "The group of general instances, guard instances, migrations and global networks are not modelled.",
    ),
    (
        "IncorrectMasterDBInstanceState",
        "The group of general instances, guard instances, migrations and global networks are not modelled.",
    ),
    (
        "BasicCategory",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "CannotDecrease",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "CloudDiskEncryption",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "IncorrectCharacterType",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "IncorrectDBInstanceCharacterType",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "IncorrectDBInstanceServiceType",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "IncorrectDBInstanceType",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "IncorrectTargetCategory",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "Invalid.ParamGroup",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidDBInstanceClass.Offline",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidDBParamGroupId",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidDedicatedHost",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidEcsImage",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidEngineVersion.NotSupported",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "IncorrectEngineVersion",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidKms",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidMinorVersion",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidMultiZone",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidParameter.MinCapacity",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidTargetMinorVersion",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "SystemParamGroup",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "UnsupportExtendDisk",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "ZoneId.NotMatch",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidZone.",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    (
        "InvalidDBInstanceType.Format",
        "Disk encryption, parameter groups, minor versions, dedicated hosts, images and families of instances are not modelled.",
    ),
    ("Invalid.DbInstanceNetType", "Networks, their switches and private addresses are not modelled."),
    ("InvalidInstanceNetworkType", "Networks, their switches and private addresses are not modelled."),
    ("InvalidNetworkTypeClassic", "Networks, their switches and private addresses are not modelled."),
    ("InvalidPrivateIpAddress.AlreadyUsed", "Networks, their switches and private addresses are not modelled."),
    ("InvalidPrivateIpAddress.Mismatch", "Networks, their switches and private addresses are not modelled."),
    ("InvalidVpcIdRegion", "Networks, their switches and private addresses are not modelled."),
    ("OperationDenied.SwitchToVPC", "Networks, their switches and private addresses are not modelled."),
    ("VswitchIpExhausted", "Networks, their switches and private addresses are not modelled."),
    ("InvalidBizType", "Networks, their switches and private addresses are not modelled."),
    ("EndpointNum", "Networks, their switches and private addresses are not modelled."),
    ("InvalidGroupName.Duplicated", "Whitelist templates are not modelled."),
    ("InvalidWhitelistTemplateId", "Whitelist templates are not modelled."),
    ("MissingRWSplistParam", "Read/write splitting and read-only instances are not modelled: the list is empty."),
    ("Readins.NotFound", "Read/write splitting and read-only instances are not modelled: the list is empty."),
    ("IllegalParameter", "Read/write splitting and read-only instances are not modelled: the list is empty."),
    ("IncorrectDBInstanceLockMode", "Instances are never locked."),
    (
        "AccountActionForbidden",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "IncorrectDBState",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "OperationDenied.AccountMode",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "IncorrectAccountStatus",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "IncorrectAccountType",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "InvalidAccountName.Forbid",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "InvalidAccountPrivilege",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "InvalidDBName.Forbid",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "ColdDBHasSameName",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    (
        "InvalidCharacter.DbOrAccount",
        "Accounts and databases have no states, privileges or reserved names here: the page does not list the names.",
    ),
    ("IncorrectDBInstanceState", "Accounts are listed in every state of an instance."),
    ("InvalidDBInstanceStatus.NotSupport", "Accounts are listed in every state of an instance."),
    ("InvalidEngine.Malformed", "Accounts are listed in every state of an instance."),
    ("IncorrectEffectiveTime", "Nothing of the request: the parameter that the code speaks of is not documented."),
    ("IncorrectRestartMethod", "Nothing of the request: the parameter that the code speaks of is not documented."),
    ("InvalidDBDescription.Format", "Nothing of the request: the parameter that the code speaks of is not documented."),
    (
        "InvalidDBInstanceName.Format",
        "Nothing of the request: the parameter that the code speaks of is not documented.",
    ),
    (
        "InvalidDBInstanceName.Duplicate",
        "Nothing of the request: the parameter that the code speaks of is not documented.",
    ),
    ("InvalidDescription.Format", "Nothing of the request: the parameter that the code speaks of is not documented."),
    ("InvalidEndpointType.Format", "Nothing of the request: the parameter that the code speaks of is not documented."),
    ("InvalidEffectiveTime", "Nothing of the request: the parameter that the code speaks of is not documented."),
    ("InvalidRestartPolicy", "Nothing of the request: the parameter that the code speaks of is not documented."),
    (
        "MissingParameter.ResourceIds",
        "Nothing of the request: the parameter that the code speaks of is not documented.",
    ),
    ("InvalidParameter.Tag", "Nothing of the request: the parameter that the code speaks of is not documented."),
    ("InvalidTagValue.Malformed", "Nothing of the request: the parameter that the code speaks of is not documented."),
    ("InvalidConnectionString.NotFound", "Another documented code of the same operation says the same."),
    ("InvalidDBInstance.NotFound", "Another documented code of the same operation says the same."),
    ("InvalidParameter", "Another documented code of the same operation says the same."),
    ("MissingConnectionString", "Another documented code of the same operation says the same."),
    ("OtherEndpoint.Exist", "Another documented code of the same operation says the same."),
];

async fn start() -> Emulator {
    let emulator = Emulator::builder()
        .transitions(Transitions::AfterDescribes(1_000_000))
        .instance(InstanceSeed::new("rm-a").tag("k", "v"))
        .instance(InstanceSeed::new("rm-busy"))
        .instance(InstanceSeed::new("rm-public").public_endpoint("taken", 3306))
        .instance(InstanceSeed::new("rm-protected").protected())
        .instance(InstanceSeed::new("pgm-a").engine("PostgreSQL", "16.0"))
        .instance(InstanceSeed::new("rm-full"))
        .start()
        .await
        .unwrap();
    let client = Client::new(&emulator);
    client.ok("RestartDBInstance", &[BUSY]).await;
    client.ok("CreateAccount", &[ID, ("AccountName", "there"), ("AccountPassword", "Passw0rd!")]).await;
    client.ok("CreateDatabase", &[ID, ("DBName", "there"), ("CharacterSetName", "utf8mb4")]).await;
    let valid = VALID.iter().find(|(name, _)| *name == "CreateDBInstance").unwrap().1;
    client.ok("CreateDBInstance", &[valid, &[("ClientToken", "used"), ("Amount", "2")]].concat()).await;
    emulator
}

/// 500 accounts and databases and 200 whitelists, which are as many as an instance can have.
async fn fill(client: &Client) {
    let full = ("DBInstanceId", "rm-full");
    for number in 0..500 {
        let name = format!("account_{number}");
        client.ok("CreateAccount", &[full, ("AccountName", &name), ("AccountPassword", "Passw0rd!")]).await;
        client.ok("CreateDatabase", &[full, ("DBName", &name), ("CharacterSetName", "utf8mb4")]).await;
    }
    for number in 1..200 {
        let name = format!("group_{number}");
        let group = [full, ("SecurityIps", "10.0.0.1"), ("DBInstanceIPArrayName", &name)];
        client.ok("ModifySecurityIps", &group).await;
    }
}

fn operations() -> Vec<(&'static str, &'static Operation)> {
    let mut found = Vec::new();
    for product in Catalog::embedded().products() {
        for name in product.operation_names() {
            if coverage_of(product, name) == Some(Emulated::Stateful) {
                found.push((product.version(), product.operation(name).unwrap()));
            }
        }
    }
    found
}

fn valid(operation: &str) -> Vec<(&'static str, &'static str)> {
    let case = VALID.iter().find(|(name, _)| *name == operation);
    case.unwrap_or_else(|| panic!("a valid call of {operation} is missing in this table")).1.to_vec()
}

fn changed<'a>(base: &[(&'a str, &'a str)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    // A list as a whole replaces its elements.
    let is_changed =
        |name: &str| changes.iter().any(|(other, _)| *other == name || name.starts_with(&format!("{other}.")));
    let kept = base.iter().filter(|(name, _)| !is_changed(name));
    kept.chain(changes).filter(|(_, value)| *value != DROP).copied().collect()
}

#[tokio::test]
async fn every_documented_code_is_caused_or_has_its_reason() {
    let emulator = start().await;
    let client = Client::new(&emulator);
    fill(&client).await;
    let mut wrong = Vec::new();
    for (version, operation) in operations() {
        let client = Client { version, ..client.clone() };
        let name = operation.info.name;
        for error in operation.errors() {
            let (status, code) = (error.status, error.code);
            let causes: Vec<_> = CAUSED.iter().filter(|(of, caused, _)| *of == name && *caused == code).collect();
            let has_reason = REASONS_OF_ONE.iter().any(|(of, known, _)| *of == name && *known == code)
                || REASONS
                    .iter()
                    .any(|(start, _)| code == *start || (*start != "InvalidParameter" && code.starts_with(start)));
            if causes.is_empty() && !has_reason {
                wrong.push(format!("{name}: {code} is neither caused nor has it a reason"));
            }
            for (_, _, changes) in causes {
                let answer = client.call(name, &changed(&valid(name), changes)).await;
                if (answer.status, answer.code().as_str()) != (status, code) {
                    wrong.push(format!("{name} {changes:?}: {status} {code} expected: {}", answer.text));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // No page has this one, which a related product documents.
    let one_more = changed(&valid("CreateDatabase"), &[("DBInstanceId", "rm-full")]);
    client.refused("CreateDatabase", &one_more, 400, "QuotaExceeded.DBName").await;
    for (of, code, _) in CAUSED {
        let operation = operations().into_iter().find(|(_, operation)| operation.info.name == *of).unwrap().1;
        assert!(operation.errors().any(|error| error.code == *code), "{of} does not document {code}");
    }
}

/// Values that the schema does not allow.
fn violations(schema: &Schema) -> Vec<String> {
    let mut values = Vec::new();
    let is_number = matches!(schema.kind.as_deref(), Some("integer" | "number"));
    if !schema.valid_strings().is_empty() {
        values.push(if is_number { "987654".to_owned() } else { "NotAmongThem".to_owned() });
    }
    let count = |limit: u64| usize::try_from(limit).unwrap();
    values.extend(schema.lower_limit().map(|least| (least - 1.0).to_string()));
    values.extend(schema.upper_limit().map(|most| (most + 1.0).to_string()));
    values.extend(schema.max_length.map(|most| "a".repeat(count(most) + 1)));
    values.extend(schema.min_length.filter(|least| *least > 1).map(|least| "a".repeat(count(least) - 1)));
    values.extend(schema.pattern.as_ref().map(|_| "\u{4e2d} !".to_owned()));
    match schema.kind.as_deref() {
        Some("integer") => values.push("many".to_owned()),
        Some("boolean") => values.push("perhaps".to_owned()),
        Some("array") => values.extend(schema.max_items.map(|most| format!("[{}\"x\"]", "\"x\",".repeat(count(most))))),
        _ => {}
    }
    values
}

#[tokio::test]
async fn every_documented_limit_and_valid_value_is_enforced() {
    let emulator = start().await;
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (version, operation) in operations() {
        let client = Client { version, ..Client::new(&emulator) };
        let name = operation.info.name;
        let base = valid(name);
        for parameter in &operation.parameters {
            for value in violations(&parameter.schema) {
                tried += 1;
                let answer = client.call(name, &changed(&base, &[(parameter.name, value.as_str())])).await;
                if answer.status < 400
                    || answer.status >= 500
                    || answer.code().ends_with(".NotFound") && !answer.code().contains(parameter.name)
                {
                    wrong.push(format!("{name} {}={value}: {} {}", parameter.name, answer.status, answer.code()));
                }
            }
            if parameter.required {
                tried += 1;
                let missing = changed(&base, &[(parameter.name, DROP)]);
                let missing: Vec<_> = missing
                    .into_iter()
                    .filter(|(other, _)| !other.starts_with(&format!("{}.", parameter.name)))
                    .collect();
                let answer = client.call(name, &missing).await;
                if !answer.code().contains(parameter.name) || !answer.code().starts_with("Missing") {
                    wrong.push(format!("{name} without {}: {} {}", parameter.name, answer.status, answer.code()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 150, "{tried}");
}

/// The calls of the table are valid, so what the other tests change is the reason of each refusal.
#[tokio::test]
async fn every_valid_call_succeeds() {
    for (version, operation) in operations() {
        let emulator = start().await;
        let client = Client { version, ..Client::new(&emulator) };
        let answer = client.ok(operation.info.name, &valid(operation.info.name)).await;
        assert_eq!(answer.header("x-alicloud-emulated"), Some("stateful"), "{}", operation.info.name);
    }
}
