//! Errors whose status and message the spec entries do not have (yet).
//!
//! A row names the operation whose official page has it, or `*` where no page of RDS does: then the row follows a related
//! product of the vendor, or, for the codes that only other tools are known to handle, the habit of the rest.

use crate::error::ApiError;

/// The error of an operation.
pub(super) fn find(operation: &str, code: &str) -> Option<ApiError> {
    find_exactly(operation, code).or_else(|| find_exactly("*", code))
}

/// The error that only this operation has.
pub(super) fn find_exactly(operation: &str, code: &str) -> Option<ApiError> {
    let (_, _, status, message) = ROWS.iter().find(|row| row.0 == operation && row.1 == code)?;
    Some(ApiError::new(*status, code, *message))
}

type Row = (&'static str, &'static str, u16, &'static str);

#[rustfmt::skip]
static ROWS: &[Row] = &[
    // Official pages.
    ("CreateAccount", "AccountLimitExceeded", 403, "AccountQuotaExceeded: Exceeding the allowed amount of account"),
    ("CreateAccount", "IncorrectDBInstanceState", 403, "Current DB instance state does not support this operation."),
    ("CreateAccount", "InvalidAccountDescription.Format", 400, "Specified account description is not valid."),
    ("CreateAccount", "InvalidAccountName.Duplicate", 400, "Specified account name already exists in this instance."),
    ("CreateAccount", "InvalidAccountPassword.Format", 400, "Specified account password is not valid."),
    ("CreateAccount", "InvalidDBInstanceName.NotFound", 404, "The database instance does not exist."),
    ("DescribeAccounts", "InvalidDBInstanceName.NotFound", 404, "The database instance does not exist."),
    ("DescribeDBInstanceAttribute", "InvalidDBInstanceName.NotFound", 400, "The specified DB instance name does not exist."),
    ("ModifyDBInstanceConnectionString", "Endpoint.NotFound", 400, "Specified endpoint is not found."),
    ("ModifyDBInstanceConnectionString", "InvalidConnectionString.Duplicate", 404, "Specified connection string already exists in the Aliyun RDS."),
    ("ModifyDBInstanceConnectionString", "InvalidConnectionString.Malformed", 400, "The specified parameter ConnectionStringPrefix is not valid."),
    ("ModifyDBInstanceConnectionString", "InvalidPort.Format", 400, "Specified Port is not valid."),
    ("ModifyDBInstanceConnectionString", "OperationDenied.DBInstanceStatus", 400, "The operation is not permitted due to status of instance."),
    ("ModifyDBInstanceDescription", "InvalidDBInstanceDescription.Format", 400, "Specified DB instance description is not valid."),
    ("ModifyDBInstanceDescription", "InvalidDBInstanceName.NotFound", 404, "The database instance does not exist."),
    ("ModifySecurityIps", "IncorrectDBInstanceState", 403, "Current DB instance state does not support this operation."),
    ("ModifySecurityIps", "InvalidDBInstanceName.NotFound", 404, "The database instance does not exist."),
    ("ModifySecurityIps", "InvalidSecurityIPList.Duplicate", 400, "Specified security IP list is not valid: Duplicate IP address in the list."),
    ("ModifySecurityIps", "InvalidSecurityIPListGroup.QuotaExceeded", 400, "Specified security IP list group is not valid: Exceeding the allowed amount of group."),
    ("ModifySecurityIps", "SecurityIPList.Format", 400, "Specified SecurityIPList is not valid."),
    ("RestartDBInstance", "IncorrectDBInstanceState", 403, "Current DB instance state does not support this operation."),
    ("RestartDBInstance", "InvalidDBInstanceName.NotFound", 404, "The database instance does not exist."),
    ("TagResources", "InvalidResourceId.NotFound", 400, "ResourceId does not refer to an existing DB instance."),
    ("TagResources", "InvalidTagKey.Malformed", 400, "The Tag.N.Key parameter is blank"),
    ("TagResources", "NumberExceed.Tags", 400, "The maximum number of Tags is exceeded. The maximum value is 20."),
    ("UntagResources", "InvalidResourceId.NotFound", 400, "ResourceId does not refer to an existing DB instance."),

    // STS.
    ("*", "AuthenticationFail.OIDCToken.Invalid", 401, "The OIDCToken can not empty."),
    ("*", "InvalidParameter.DurationSeconds", 400, "The Min/Max value of DurationSeconds is 15min/1hr."),
    ("*", "InvalidParameter.PolicyGrammar", 400, "The parameter Policy has not passed grammar check."),
    ("*", "InvalidParameter.PolicySize", 400, "The size of Policy must be smaller than 2048 bytes."),
    ("*", "InvalidParameter.RoleArn", 400, "The parameter RoleArn is wrongly formed."),
    ("*", "InvalidParameter.RoleSessionName", 400, "The parameter RoleSessionName is wrongly formed."),
    ("*", "NoPermission", 403, "You are not authorized to do this action. You should be authorized by RAM."),

    // Related products of the vendor (ECS, and those that grew out of RDS).
    ("*", "InvalidDBName.Duplicate", 400, "The specified DB name is invalid or already exists."),
    ("*", "InvalidRegionId.NotFound", 404, "The specified RegionId does not exist."),
    ("*", "OperationDenied.DBInstanceStatus", 403, "The operation is not permitted due to instance status."),
    ("*", "QuotaExceeded.DBName", 400, "The quota of db exceeds."),

    // Known by code only.
    ("*", "InvalidAccountName.NotFound", 404, "Specified account name does not exist."),
    ("*", "InvalidDBName.NotFound", 404, "Specified DB name does not exist."),
    ("*", "InvalidRequestId", 400, "The request is copy, check your token."),
];
