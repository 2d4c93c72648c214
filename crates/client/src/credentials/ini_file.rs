//! Credentials from the credentials file of the official libraries, `~/.alibabacloud/credentials`.

mod syntax;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::cli_profile::{describe_lack_of, has_only, profile_variable};
use super::input::{FILE_LIMIT, is_absent, read_file, without_mark};
use super::key::{PartNames, Parts, access_key_of};
use super::named_file::{FILE, PROVIDER, unreadable};
use super::role_session::RoleSession;
use super::{
    AssumeRole, AssumeRoleWithOidc, Credentials, CredentialsError, CredentialsProvider, EcsRamRole, Environment,
    Secret, Sources, Static,
};
use crate::boxed::BoxFuture;

const NAMES: PartNames = PartNames { id: "access_key_id", secret: "access_key_secret", token: "security_token" };

/// Credentials from a section of the credentials file of the official libraries.
///
/// The file is the one that `ALIBABA_CLOUD_CREDENTIALS_FILE` names, else `~/.alibabacloud/credentials.ini` (Python and
/// Java), else `~/.alibabacloud/credentials` (Go and Node.js). The section is the one that `ALIBABA_CLOUD_PROFILE`,
/// `ALIBABACLOUD_PROFILE` or `ALICLOUD_PROFILE` names, else `default`. The file (at most 1 MiB) is read on every call.
/// If a variable or the program names a file or section, it is an error if it does not exist.
#[derive(Debug)]
pub struct CredentialsFile {
    sources: Sources,
    section: Option<String>,
    /// Whether the profile of the vendor's CLI was tried before this provider.
    is_after_cli_profile: bool,
    /// The provider of the latest credentials, which is notified if the service refuses them.
    last: Mutex<Option<Arc<dyn CredentialsProvider>>>,
}

impl CredentialsFile {
    /// Uses the section that `ALIBABA_CLOUD_PROFILE` names, else `default`.
    #[must_use]
    pub fn new(sources: &Sources) -> Self {
        Self { sources: sources.clone(), section: None, is_after_cli_profile: false, last: Mutex::default() }
    }

    /// Creates a provider for a chain in which the profile of the vendor's CLI comes before.
    pub(super) fn after_cli_profile(sources: &Sources) -> Self {
        Self { is_after_cli_profile: true, ..Self::new(sources) }
    }

    /// Uses the section `name`.
    #[must_use]
    pub fn section(self, name: impl Into<String>) -> Self {
        Self { section: Some(name.into()), ..self }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let provider: Arc<dyn CredentialsProvider> = self.provider()?.into();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&provider));
        match provider.credentials().await {
            Ok(credentials) => Ok(credentials.within(PROVIDER)),
            // The section selects this provider, so it is an error if it is not configured.
            Err(error) => Err(error.within(PROVIDER).into_failure()),
        }
    }

    fn provider(&self) -> Result<Box<dyn CredentialsProvider>, CredentialsError> {
        let environment = self.sources.environment();
        environment.check().map_err(|problem| CredentialsError::failed(PROVIDER, problem))?;
        let variable = profile_variable(environment);
        let named = self.section.clone().or_else(|| variable.as_ref().map(|(_, name)| name.clone()));
        let is_named = named.is_some() || environment.variable(FILE).is_some();
        let name = named.unwrap_or_else(|| "default".to_owned());
        let mut reasons = Vec::new();
        for path in paths(environment) {
            let text = match read_file(&path, FILE_LIMIT) {
                Ok(text) => text,
                Err(error) if is_absent(&path, &error) => {
                    reasons.push(format!("{} does not exist", path.display()));
                    continue;
                }
                Err(error) => return Err(unreadable(&path, error)),
            };
            match syntax::section(without_mark(text.expose()), &name) {
                Some(members) => return Section { members, name, path }.provider(&self.sources),
                None => {
                    let only = has_only(&syntax::names(without_mark(text.expose())));
                    reasons.push(format!("{} has no section {name} ({only})", path.display()));
                }
            }
        }
        if reasons.is_empty() {
            reasons.push("there is no home directory; set HOME".to_owned());
        }
        // A name in a variable may refer to either file, so the error mentions both.
        let in_cli_profile = variable.as_ref().filter(|_| self.section.is_none() && self.is_after_cli_profile);
        if let Some(reason) = in_cli_profile.and_then(|(_, name)| describe_lack_of(name, environment)) {
            reasons.insert(0, reason);
        }
        let mut problem = reasons.join(", ");
        if let (None, Some((variable, name))) = (&self.section, &variable) {
            problem.push_str(&format!(" ({variable} names {name})"));
        }
        let error = CredentialsError::not_configured(PROVIDER, problem);
        Err(if is_named { error.into_failure() } else { error })
    }
}

impl CredentialsProvider for CredentialsFile {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }

    fn refused(&self, credentials: &Credentials) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last {
            last.refused(credentials);
        }
    }
}

fn paths(environment: &Environment) -> Vec<PathBuf> {
    if let Some(path) = environment.variable(FILE) {
        return vec![path.into()];
    }
    let folder = environment.home().map(|home| home.join(".alibabacloud"));
    folder.map(|folder| vec![folder.join("credentials.ini"), folder.join("credentials")]).unwrap_or_default()
}

struct Section {
    members: Vec<(String, Secret)>,
    name: String,
    path: PathBuf,
}

impl Section {
    fn provider(&self, sources: &Sources) -> Result<Box<dyn CredentialsProvider>, CredentialsError> {
        let kind = self.required("type")?;
        Ok(match kind.expose() {
            "access_key" => Box::new(self.access_key()?),
            "ram_role_arn" => {
                Box::new(AssumeRole::from_session(sources, Arc::new(self.access_key()?), self.session()?))
            }
            "oidc_role_arn" => {
                let provider_arn = self.required("oidc_provider_arn")?.expose().to_owned();
                let token_file = Path::new(self.required("oidc_token_file_path")?.expose()).to_owned();
                Box::new(AssumeRoleWithOidc::from_session(sources, self.session()?, provider_arn, token_file))
            }
            "ecs_ram_role" => {
                let provider = EcsRamRole::new(sources);
                match self.text("role_name") {
                    Some(role) => Box::new(provider.role_name(role)),
                    None => Box::new(provider),
                }
            }
            "rsa_key_pair" => {
                return Err(self.failed(
                    "the type rsa_key_pair, which the vendor has deprecated; use access_key or oidc_role_arn",
                ));
            }
            _ => return Err(self.failed("a type other than access_key, ram_role_arn, oidc_role_arn and ecs_ram_role")),
        })
    }

    fn access_key(&self) -> Result<Static, CredentialsError> {
        let what = format!("the section {} of {}", self.name, self.path.display());
        let (id, secret) = (self.required(NAMES.id)?, self.required(NAMES.secret)?);
        let parts = Parts { id: Some(id.expose()), secret: Some(secret), token: None };
        access_key_of(PROVIDER, &what, &parts, NAMES).map(Static::from)
    }

    fn session(&self) -> Result<RoleSession, CredentialsError> {
        Ok(RoleSession {
            role_arn: self.required("role_arn")?.expose().to_owned(),
            name: self.text("role_session_name"),
            policy: self.text("policy"),
            ..RoleSession::default()
        })
    }

    fn text(&self, member: &str) -> Option<String> {
        self.member(member).map(|value| value.expose().to_owned())
    }

    fn required(&self, member: &str) -> Result<&Secret, CredentialsError> {
        self.member(member).ok_or_else(|| self.failed(&format!("no {member}")))
    }

    /// The value of a key, the last one if it is repeated. An empty value counts as absent.
    fn member(&self, member: &str) -> Option<&Secret> {
        let (_, value) = self.members.iter().rfind(|(name, _)| name == member)?;
        Some(value).filter(|value| !value.is_empty())
    }

    fn failed(&self, what: &str) -> CredentialsError {
        CredentialsError::failed(PROVIDER, format!("the section {} of {} has {what}", self.name, self.path.display()))
    }
}
