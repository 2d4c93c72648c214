//! Operations for which the rules give the wrong effect, each with a reason.

use super::Effect::{self, Changes, Reads};

/// Product, operation, effect, and the reason for the exception.
const EXCEPTIONS: &[(&str, &str, Effect, &str)] = &[
    ("Sts", "AssumeRole", Reads, "it issues credentials, and no resource changes"),
    ("Sts", "AssumeRoleWithOIDC", Reads, "it issues credentials, and no resource changes"),
    ("Sts", "AssumeRoleWithSAML", Reads, "it issues credentials, and no resource changes"),
    ("Rds", "ValidateImportTask", Changes, "it starts a validation, whose result another operation returns"),
    ("Dm", "ValidateEmail", Changes, "each call is charged"),
    ("Dm", "CheckReplyToMailAddress", Changes, "it sends a message to the address"),
    ("Alidns", "ValidatePdnsUdpIpSegment", Changes, "it proves to the service who owns the addresses"),
    ("cams", "GetPermissionByCode", Changes, "it redeems a code that is valid once"),
    ("Ess", "DescribeInstanceCreateAndDeleteStatistics", Reads, "it counts what was created and deleted"),
    ("elasticsearch", "UpgradeInfo", Reads, "it describes an upgrade"),
];

/// The effect of an operation that is an exception.
pub(super) fn effect(product: &str, name: &str) -> Option<Effect> {
    let exception =
        EXCEPTIONS.iter().find(|(of, exception, ..)| of.eq_ignore_ascii_case(product) && *exception == name);
    exception.map(|(_, _, effect, _)| *effect)
}
