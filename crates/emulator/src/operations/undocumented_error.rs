//! Errors whose status or message is missing in the entries of the API description.
//!
//! Each row contains the operation whose official page has the error, or `*` if no page of RDS has it. Those rows
//! follow a related product of the vendor or, if the code is known only from other tools, similar errors.

use crate::error::ApiError;

/// Returns the error of an operation.
pub(super) fn find(operation: &str, code: &str) -> Option<ApiError> {
    let row = |of: &str| ROWS.iter().find(|row| row.0 == of && row.1 == code);
    let (_, _, status, message) = row(operation).or_else(|| row("*"))?;
    Some(ApiError::new(*status, code, *message))
}

type UndocumentedError = (&'static str, &'static str, u16, &'static str);

#[rustfmt::skip]
static ROWS: &[UndocumentedError] = &[
    // Official pages.
    ("TagResources", "InvalidResourceId.NotFound", 400, "ResourceId does not refer to an existing DB instance."),

    // The entries list these codes without a message, which is on other pages.
    ("*", "IncorrectDBInstanceState", 403, "Current DB instance state does not support this operation."),
    ("*", "InvalidDBInstance.NotFound", 404, "The database instance does not exist."),
    ("*", "InvalidDBInstanceName.NotFound", 404, "The database instance does not exist."),

    // STS.
    ("*", "InvalidParameter.DurationSeconds", 400, "The Min/Max value of DurationSeconds is 15min/1hr."),
    ("*", "InvalidParameter.PolicyGrammar", 400, "The parameter Policy has not passed grammar check."),
    ("*", "InvalidParameter.PolicySize", 400, "The size of Policy must be smaller than 2048 bytes."),
    ("*", "InvalidParameter.RoleArn", 400, "The parameter RoleArn is wrongly formed."),
    ("*", "InvalidParameter.RoleSessionName", 400, "The parameter RoleSessionName is wrongly formed."),

    // From related products of the vendor (ECS, and products that evolved from RDS).
    ("*", "Endpoint.NotFound", 404, "Specified endpoint is not existed."),
    ("*", "InvalidRegionId.NotFound", 404, "The specified RegionId does not exist."),
    ("*", "OperationDenied.DBInstanceStatus", 403, "The operation is not permitted due to instance status."),
    ("*", "QuotaExceeded.DBName", 400, "The quota of db exceeds."),

    // Only the code is known.
    ("*", "InvalidAccountName.NotFound", 404, "Specified account name does not exist."),
    ("*", "InvalidDBName.NotFound", 404, "Specified DB name does not exist."),
    ("*", "InvalidRequestId", 400, "The request is copy, check your token."),
];

#[cfg(test)]
mod tests {
    use alicloud_catalog::Catalog;

    use super::ROWS;

    /// A row is obsolete if the entries of all operations that it applies to have the code with a message.
    #[test]
    fn every_row_is_needed() {
        for (of, code, ..) in ROWS {
            let mut concerned = Vec::new();
            for product in ["rds", "sts"].map(|code| Catalog::embedded().product(code, None).unwrap()) {
                for operation in product.operation_names().map(|name| product.operation(name).unwrap()) {
                    let has_state = crate::operations::behaviour(product, operation).is_some();
                    let mut documented = product.errors(operation);
                    if has_state && (*of == "*" || operation.info.name == *of) {
                        concerned.push(documented.any(|error| error.code == *code && !error.message.is_empty()));
                    }
                }
            }
            assert!(concerned.contains(&false), "{of} {code}: the entries have it");
        }
    }
}
