//! What the two ways to assume a role have in common: the session, and the service that opens it.

use std::time::Duration;

use super::{CredentialsError, Sources};
use crate::endpoint::Network;

/// Shortest session that the service opens (API reference of AssumeRole, `DurationSeconds`).
const SHORTEST: Duration = Duration::from_secs(900);
const USUAL: Duration = Duration::from_secs(3600);

/// Regions that have a public host of their own (`spec/sts`). In any other the central one is used.
const PUBLIC_REGIONS: [&str; 30] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-7",
    "cn-beijing",
    "cn-beijing-finance-1",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-heyuan",
    "cn-hongkong",
    "cn-huhehaote",
    "cn-nanjing",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shanghai-finance-1",
    "cn-shenzhen",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "eu-central-1",
    "eu-west-1",
    "me-central-1",
    "me-east-1",
    "na-south-1",
    "us-east-1",
    "us-west-1",
];

/// How to open a session of a role, with whom, and for how long.
#[derive(Debug, Clone, Default)]
pub(super) struct RoleSession {
    pub(super) role_arn: String,
    pub(super) name: Option<String>,
    pub(super) duration: Option<Duration>,
    pub(super) policy: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) region: Option<String>,
    pub(super) vpc: Option<bool>,
}

impl RoleSession {
    /// Fills in the name of the session; without one it tells the library and the time, as in the official libraries.
    pub(super) fn name(&self, sources: &Sources) -> String {
        let variable = || sources.environment().variable("ALIBABA_CLOUD_ROLE_SESSION_NAME");
        let usual = || format!("credentials-rust-{}", sources.clock().unix_seconds());
        self.name.clone().filter(|name| !name.is_empty()).or_else(variable).unwrap_or_else(usual)
    }

    /// Length of the session in seconds; one hour if none is given.
    pub(super) fn duration_seconds(&self, provider: &str) -> Result<i64, CredentialsError> {
        let duration = self.duration.filter(|duration| !duration.is_zero()).unwrap_or(USUAL);
        if duration < SHORTEST {
            let problem = format!(
                "the session is to last {} seconds; the service opens none shorter than 900",
                duration.as_secs()
            );
            return Err(CredentialsError::failed(provider, problem));
        }
        Ok(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
    }

    /// Host of the service: the one given, else that of the region given; else what the environment says; else that of the region of
    /// the client where the service is known to be; else the central one.
    pub(super) fn endpoint(&self, sources: &Sources, provider: &str) -> Result<String, CredentialsError> {
        let environment = sources.environment();
        let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        if let Some(endpoint) = given(&self.endpoint) {
            return Ok(endpoint);
        }
        let region = given(&self.region);
        if region.is_none()
            && let Some(endpoint) = environment.variable("ALIBABA_CLOUD_STS_ENDPOINT")
        {
            return Ok(endpoint);
        }
        const VPC: &str = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";
        // A variable that is set to something else than `true` means no.
        let by_variable = || environment.variable(VPC).map(|_| environment.is_on(VPC));
        let vpc = self.vpc.or_else(by_variable).unwrap_or(sources.network() == Network::Vpc);
        let region = region.or_else(|| environment.variable("ALIBABA_CLOUD_STS_REGION"));
        let of_client = sources.region().map(str::to_owned);
        if vpc {
            return match region.or(of_client) {
                Some(region) => Ok(format!("sts-vpc.{region}.aliyuncs.com")),
                // What is sent there must not go to the public network instead.
                None => Err(CredentialsError::failed(
                    provider,
                    "the security token service is to be called inside a VPC, and no region is set: set ALIBABA_CLOUD_STS_REGION or \
                     ALIBABA_CLOUD_REGION_ID",
                )),
            };
        }
        Ok(match region.or_else(|| of_client.filter(|region| PUBLIC_REGIONS.contains(&region.as_str()))) {
            Some(region) => format!("sts.{region}.aliyuncs.com"),
            None => "sts.aliyuncs.com".to_owned(),
        })
    }
}

/// Setters that both providers offer, documented once.
macro_rules! session_setters {
    () => {
        /// Name of the session, as the audit log shows it: 2 to 64 letters, digits and `.@-_`. Unless set, the value of
        /// `ALIBABA_CLOUD_ROLE_SESSION_NAME`, else a name made of the time.
        #[must_use]
        pub fn session_name(mut self, name: impl Into<String>) -> Self {
            self.session.name = Some(name.into());
            self
        }

        /// Length of the session: 15 minutes to the limit of the role; one hour unless set.
        #[must_use]
        pub fn duration(mut self, duration: std::time::Duration) -> Self {
            self.session.duration = Some(duration);
            self
        }

        /// A policy (JSON, 2048 characters at the most) that narrows the permissions of the role.
        #[must_use]
        pub fn policy(mut self, policy: impl Into<String>) -> Self {
            self.session.policy = Some(policy.into());
            self
        }

        /// Host or address of the security token service, instead of the one of the region.
        #[must_use]
        pub fn sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
            self.session.endpoint = Some(endpoint.into());
            self
        }

        /// Region of the security token service. Unless set, `ALIBABA_CLOUD_STS_ENDPOINT` and `ALIBABA_CLOUD_STS_REGION` decide, else
        /// the region of the [`Sources`](super::Sources), else the central service.
        #[must_use]
        pub fn sts_region(mut self, region: impl Into<String>) -> Self {
            self.session.region = Some(region.into());
            self
        }

        /// Whether to use the service inside the private network of the region. Unless set, `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED`, else
        /// the network of the [`Sources`](super::Sources).
        #[must_use]
        pub fn vpc(mut self, vpc: bool) -> Self {
            self.session.vpc = Some(vpc);
            self
        }
    };
}

pub(super) use session_setters;
