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
    ("Alidns", "GetTxtRecordForVerify", Changes, "it issues the value of a verification"),
    ("CS", "DescribeClusterAttachScripts", Changes, "it issues a token with which a machine joins the cluster"),
    ("CS", "DescribeClusterUserKubeconfig", Changes, "it issues a certificate with which the cluster is managed"),
    ("CS", "DescribeClusterV2UserKubeconfig", Changes, "it issues a certificate with which the cluster is managed"),
    (
        "CS",
        "DescribeSubaccountK8sClusterUserConfig",
        Changes,
        "it issues a certificate with which the cluster is managed",
    ),
    ("Cms", "BatchExport", Reads, "it returns metrics"),
    ("Cms", "Cursor", Reads, "it returns the position from which metrics are exported"),
    ("Dm", "CheckDomain", Changes, "it verifies the domain, whose status then changes"),
    ("Dm", "ConfigSetDetail", Reads, "it returns a configuration set"),
    ("Dm", "ConfigSetList", Reads, "it lists configuration sets"),
    ("Dm", "DedicatedIpList", Reads, "it lists IP addresses"),
    ("Dm", "DedicatedIpNonePoolList", Reads, "it lists IP addresses"),
    ("Dm", "DedicatedIpPoolList", Reads, "it lists pools"),
    ("Dm", "GetSendifyAutoLoginURL", Changes, "it issues a login"),
    ("Dm", "SenderStatisticsByTagNameAndBatchID", Reads, "it counts messages"),
    ("Dm", "SenderStatisticsDetailByParam", Reads, "it returns sent messages"),
    ("Dts", "PreCheckCreateGadOrder", Changes, "it starts a task, whose result another operation returns"),
    ("Dts", "WhiteIpList", Reads, "it lists IP addresses"),
    ("Dysmsapi", "GetCardSmsLink", Changes, "it creates a link"),
    ("Dysmsapi", "GetMediaResourceId", Changes, "it creates a resource from a file"),
    ("Dysmsapi", "VerifyLogisticsSmsMailNo", Reads, "it checks a number"),
    ("Ess", "VerifyAuthentication", Reads, "it checks a permission"),
    ("Ess", "VerifyUser", Reads, "it checks an account"),
    ("Kms", "AsymmetricDecrypt", Reads, "it computes, and no resource changes"),
    ("Kms", "AsymmetricEncrypt", Reads, "it computes, and no resource changes"),
    ("Kms", "AsymmetricVerify", Reads, "it computes, and no resource changes"),
    ("Kms", "CertificatePrivateKeyDecrypt", Reads, "it computes, and no resource changes"),
    ("Kms", "CertificatePublicKeyEncrypt", Reads, "it computes, and no resource changes"),
    ("Kms", "CertificatePublicKeyVerify", Reads, "it computes, and no resource changes"),
    ("Kms", "ExportDataKey", Reads, "it encrypts a key anew, and no resource changes"),
    ("Kms", "GenerateAndExportDataKey", Reads, "it returns a random key that is stored nowhere"),
    ("Kms", "GenerateDataKey", Reads, "it returns a random key that is stored nowhere"),
    ("Kms", "GenerateDataKeyWithoutPlaintext", Reads, "it returns a random key that is stored nowhere"),
    ("Kms", "ReEncrypt", Reads, "it computes, and no resource changes"),
    ("Kms", "VerifyMac", Reads, "it computes, and no resource changes"),
    ("ROS", "GenerateTemplateByScratch", Reads, "it returns a template that is stored nowhere"),
    ("ROS", "GenerateTemplatePolicy", Reads, "it returns a policy that is stored nowhere"),
    ("ResourceManager", "CheckAccountDelete", Changes, "it starts a check, whose result another operation returns"),
    ("Vpc", "DiagnoseVpnConnections", Reads, "it returns a diagnosis"),
    ("Vpc", "VpcDescribeVpcNatGatewayNetworkInterfaceQuota", Reads, "it returns a quota"),
    ("cas", "Verify", Reads, "it checks a signature"),
    ("elasticsearch", "CapacityPlan", Reads, "it recommends a size"),
    ("oos", "GenerateExecutionPolicy", Reads, "it returns a policy that is stored nowhere"),
    ("polardb", "CheckPolarFsQuotaConsistency", Changes, "it can repair what it finds"),
    ("polardb", "GetLakebaseTenantToken", Changes, "it issues a token"),
    ("polardb", "GetPolarAgent", Changes, "it sends a question"),
    ("polardb", "VerifyAgenticDBTenantApiKey", Reads, "it checks a key"),
    ("sae", "GetWebshellToken", Changes, "it issues a token that opens a shell"),
];

/// The effect of an operation that is an exception.
pub(super) fn effect(product: &str, name: &str) -> Option<Effect> {
    let exception =
        EXCEPTIONS.iter().find(|(of, exception, ..)| of.eq_ignore_ascii_case(product) && *exception == name);
    exception.map(|(_, _, effect, _)| *effect)
}
