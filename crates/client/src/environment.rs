//! Environment variables and home directory. Tests can set them without changing the process.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Every variable that this library reads, except those of proxies, which are checked where they are read, and `HOME`
/// and similar variables, whose value may be a path that is not UTF-8.
const READ: [&str; 52] = [
    "ACCESS_KEY_ID",
    "ACCESS_KEY_SECRET",
    "ALIBABACLOUD_ACCESS_KEY_ID",
    "ALIBABACLOUD_ACCESS_KEY_SECRET",
    "ALIBABACLOUD_ENDPOINT",
    "ALIBABACLOUD_ENDPOINT_TYPE",
    "ALIBABACLOUD_EXTERNAL_ID",
    "ALIBABACLOUD_IGNORE_PROFILE",
    "ALIBABACLOUD_OIDC_PROVIDER_ARN",
    "ALIBABACLOUD_OIDC_TOKEN_FILE",
    "ALIBABACLOUD_PROFILE",
    "ALIBABACLOUD_REGION_ID",
    "ALIBABACLOUD_ROLE_ARN",
    "ALIBABACLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_BEARER_TOKEN",
    "ALIBABA_CLOUD_BEARER_TOKEN_HEADER_KEY",
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
    "ALIBABA_CLOUD_CONFIG_FILE",
    "ALIBABA_CLOUD_CREDENTIALS_FILE",
    "ALIBABA_CLOUD_CREDENTIALS_URI",
    "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS",
    "ALIBABA_CLOUD_ECS_METADATA",
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
    "ALIBABA_CLOUD_ENDPOINT",
    "ALIBABA_CLOUD_ENDPOINT_TYPE",
    "ALIBABA_CLOUD_EXTERNAL_ID",
    "ALIBABA_CLOUD_IGNORE_PROFILE",
    "ALIBABA_CLOUD_IMDSV1_DISABLED",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
    "ALIBABA_CLOUD_PROFILE",
    "ALIBABA_CLOUD_PROFILE_MODE",
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABA_CLOUD_ROLE_ARN",
    "ALIBABA_CLOUD_ROLE_SESSION_NAME",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_STS_ENDPOINT",
    "ALIBABA_CLOUD_STS_REGION",
    "ALIBABA_CLOUD_USER_AGENT",
    "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED",
    "ALICLOUD_ACCESS_KEY_ID",
    "ALICLOUD_ACCESS_KEY_SECRET",
    "ALICLOUD_ENDPOINT",
    "ALICLOUD_ENDPOINT_TYPE",
    "ALICLOUD_PROFILE",
    "ALICLOUD_REGION_ID",
    "ALICLOUD_SECURITY_TOKEN",
    "REGION",
    "REGION_ID",
    "SECURITY_TOKEN",
];

/// The environment variables and the home directory from which configuration is read; those of the process by default.
/// Cloning is cheap.
#[derive(Clone, Default)]
pub struct Environment {
    /// `None` for the variables of the process.
    variables: Option<Arc<BTreeMap<String, String>>>,
    home: Option<PathBuf>,
}

impl Environment {
    /// Uses the environment variables and the home directory of the process.
    #[must_use]
    pub fn process() -> Self {
        Self::default()
    }

    /// Uses these variables and no others. The home directory is their `HOME`.
    #[must_use]
    pub fn fixed(variables: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables: Some(Arc::new(variables)), home: None }
    }

    /// Sets the home directory.
    #[must_use]
    pub fn with_home(self, home: impl Into<PathBuf>) -> Self {
        Self { home: Some(home.into()), ..self }
    }

    /// The value of a variable; `None` if it is unset, empty or not valid UTF-8. Line breaks at the end are removed,
    /// since values are often read from files.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<String> {
        let mut value = match &self.variables {
            Some(variables) => variables.get(name).cloned(),
            None => std::env::var(name).ok(),
        }?;
        value.truncate(value.trim_end_matches(['\r', '\n']).len());
        Some(value).filter(|value| !value.is_empty())
    }

    /// Fails with the name of the first variable that this library reads and that is not valid UTF-8. If it were
    /// ignored, the program could act with another identity or in another region.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.check_each(&READ)
    }

    /// Like [`check`](Self::check), for the variables `names`.
    pub(crate) fn check_each(&self, names: &[&str]) -> Result<(), String> {
        if self.variables.is_some() {
            return Ok(());
        }
        let broken = names.iter().find(|name| std::env::var_os(name).is_some_and(|value| value.to_str().is_none()));
        match broken {
            Some(name) => Err(format!("the environment variable {name} is not valid UTF-8; correct or unset it")),
            None => Ok(()),
        }
    }

    /// The value of the first of these variables that is set and not empty.
    #[must_use]
    pub fn first_of(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.variable(name))
    }

    /// Whether the value of a variable is `true`, in any case.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        self.variable(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The home directory, which contains the configuration files. `HOME` has priority on every system, as in the
    /// official libraries.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        let windows = || {
            let folder = self.variable("HOMEPATH")?;
            Some(PathBuf::from(self.variable("HOMEDRIVE").unwrap_or_default() + &folder))
        };
        let of_process = || if self.variables.is_none() { std::env::home_dir() } else { None };
        self.home.clone().or_else(|| self.variable("HOME").map(PathBuf::from)).or_else(windows).or_else(of_process)
    }
}

/// Shows the names of variables that were passed in, never their values.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.variables.as_ref().map(|variables| variables.keys().collect::<Vec<_>>());
        formatter.debug_struct("Environment").field("variables", &names).field("home", &self.home).finish()
    }
}
