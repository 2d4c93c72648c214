//! The parameters of a role session, and the choice of the STS host, for both ways to assume a role.

use std::time::Duration;

use super::{CredentialsError, Sources};
use crate::endpoint::Network;
use crate::region_id;

/// The shortest session that the service allows (API reference of AssumeRole, parameter `DurationSeconds`).
const SHORTEST: Duration = Duration::from_secs(900);
const USUAL: Duration = Duration::from_secs(3600);

/// The regions with a public STS host (`spec/sts`). For other regions the central host is used.
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

/// The parameters of a role session.
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
    /// The name of the session. The default is made of the library and the time, as in the official libraries.
    pub(super) fn name(&self, sources: &Sources) -> String {
        let variable = || sources.environment().variable("ALIBABA_CLOUD_ROLE_SESSION_NAME");
        let usual = || format!("credentials-rust-{}", sources.clock().unix_seconds());
        self.name.clone().filter(|name| !name.is_empty()).or_else(variable).unwrap_or_else(usual)
    }

    /// The duration of the session in seconds; one hour by default. Fails if it is shorter than the service allows.
    pub(super) fn duration_seconds(&self, provider: &str) -> Result<i64, CredentialsError> {
        let duration = self.duration.filter(|duration| !duration.is_zero()).unwrap_or(USUAL);
        if duration < SHORTEST {
            let problem = format!(
                "the session duration is {} seconds, but the service requires at least 900",
                duration.as_secs()
            );
            return Err(CredentialsError::failed(provider, problem));
        }
        Ok(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
    }

    /// The STS host, from the first of these that applies: the given endpoint, the given region, the environment, the
    /// region of the client if it has an STS host, the central host. Inside a VPC, fails if there is no region.
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
        // Any value other than `true` disables it.
        let by_variable = || environment.variable(VPC).map(|_| environment.is_on(VPC));
        let vpc = self.vpc.or_else(by_variable).unwrap_or(sources.network() == Network::Vpc);
        let region = region.or_else(|| environment.variable("ALIBABA_CLOUD_STS_REGION"));
        let of_client = sources.region().map(str::to_owned);
        let checked = |region: String| match region_id::check(&region) {
            Ok(()) => Ok(region),
            Err(error) => {
                Err(CredentialsError::failed(provider, format!("the region of the security token service: {error}")))
            }
        };
        if vpc {
            return match region.or(of_client) {
                Some(region) => Ok(format!("sts-vpc.{}.aliyuncs.com", checked(region)?)),
                // The request must not be sent to the public network instead.
                None => Err(CredentialsError::failed(
                    provider,
                    "the security token service has to be called inside the VPC, but no region is set: set ALIBABA_CLOUD_STS_REGION or \
                     ALIBABA_CLOUD_REGION_ID",
                )),
            };
        }
        Ok(match region.or_else(|| of_client.filter(|region| PUBLIC_REGIONS.contains(&region.as_str()))) {
            Some(region) => format!("sts.{}.aliyuncs.com", checked(region)?),
            None => "sts.aliyuncs.com".to_owned(),
        })
    }
}

/// The setters of both providers. The macro avoids repeating their documentation.
macro_rules! session_setters {
    () => {
        /// Sets the name of the session, which the audit log shows: 2 to 64 letters, digits and `.@-_`. The default is
        /// the value of `ALIBABA_CLOUD_ROLE_SESSION_NAME`, else a name that contains the time.
        #[must_use]
        pub fn session_name(mut self, name: impl Into<String>) -> Self {
            self.session.name = Some(name.into());
            self
        }

        /// Sets the duration of the session: at least 15 minutes, at most the limit of the role. The default is one
        /// hour.
        #[must_use]
        pub fn duration(mut self, duration: std::time::Duration) -> Self {
            self.session.duration = Some(duration);
            self
        }

        /// Sets a policy (JSON, at most 2,048 characters) that restricts the permissions of the role.
        #[must_use]
        pub fn policy(mut self, policy: impl Into<String>) -> Self {
            self.session.policy = Some(policy.into());
            self
        }

        /// Sets the host or URL of the security token service, instead of that of the region.
        #[must_use]
        pub fn sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
            self.session.endpoint = Some(endpoint.into());
            self
        }

        /// Sets the region of the security token service. By default `ALIBABA_CLOUD_STS_ENDPOINT` and
        /// `ALIBABA_CLOUD_STS_REGION` decide, else the region of the [`Sources`](super::Sources), else the central
        /// service is used.
        #[must_use]
        pub fn sts_region(mut self, region: impl Into<String>) -> Self {
            self.session.region = Some(region.into());
            self
        }

        /// Sets whether to use the security token service inside the VPC of the region. By default
        /// `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED` decides, else the network of the [`Sources`](super::Sources).
        #[must_use]
        pub fn vpc(mut self, vpc: bool) -> Self {
            self.session.vpc = Some(vpc);
            self
        }
    };
}

pub(super) use session_setters;
