//! The credentials file of the official libraries, `~/.alibabacloud/credentials`.

mod syntax;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::role_session::RoleSession;
use super::{
    AssumeRole, AssumeRoleWithOidc, Credentials, CredentialsError, CredentialsProvider, EcsRamRole, Environment,
    Secret, Sources, Static,
};
use crate::transport::BoxFuture;

const PROVIDER: &str = "profile";

/// A section of the credentials file of the official libraries.
///
/// The file is the one that `ALIBABA_CLOUD_CREDENTIALS_FILE` names, else `~/.alibabacloud/credentials.ini` (Python and Java), else
/// `~/.alibabacloud/credentials` (Go and Node.js). The section is the one that `ALIBABA_CLOUD_PROFILE` names, else `default`. The file
/// is read anew each time.
#[derive(Debug)]
pub struct CredentialsFile {
    sources: Sources,
    section: Option<String>,
}

impl CredentialsFile {
    /// The section that `ALIBABA_CLOUD_PROFILE` names, else `default`.
    #[must_use]
    pub fn new(sources: &Sources) -> Self {
        Self { sources: sources.clone(), section: None }
    }

    /// The section with this name.
    #[must_use]
    pub fn section(self, name: impl Into<String>) -> Self {
        Self { section: Some(name.into()), ..self }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let provider = self.provider()?;
        match provider.credentials().await {
            Ok(credentials) => Ok(credentials.within(PROVIDER)),
            Err(error) => Err(error.within(PROVIDER)),
        }
    }

    fn provider(&self) -> Result<Box<dyn CredentialsProvider>, CredentialsError> {
        let environment = self.sources.environment();
        let name = self.section.clone().or_else(|| environment.variable("ALIBABA_CLOUD_PROFILE"));
        let name = name.unwrap_or_else(|| "default".to_owned());
        let mut reasons = Vec::new();
        for path in paths(environment) {
            let text = match std::fs::read_to_string(&path) {
                Ok(text) => Secret::from(text),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    reasons.push(format!("{} does not exist", path.display()));
                    continue;
                }
                Err(error) => {
                    return Err(CredentialsError::failed(PROVIDER, format!("{} cannot be read", path.display()))
                        .with_source(error));
                }
            };
            match syntax::section(text.expose(), &name) {
                Some(members) => return Section { members, name, path }.provider(&self.sources),
                None => reasons.push(format!("{} has no section {name}", path.display())),
            }
        }
        if reasons.is_empty() {
            reasons.push("there is no home folder; set HOME".to_owned());
        }
        Err(CredentialsError::not_configured(PROVIDER, reasons.join(", ")))
    }
}

impl CredentialsProvider for CredentialsFile {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}

fn paths(environment: &Environment) -> Vec<PathBuf> {
    if let Some(path) = environment.variable("ALIBABA_CLOUD_CREDENTIALS_FILE") {
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
                Box::new(AssumeRole::from_session(sources, Box::new(self.access_key()?), self.session()?))
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
                return Err(self
                    .failed("the type rsa_key_pair, which the vendor has given up; use access_key or oidc_role_arn"));
            }
            _ => return Err(self.failed("a type other than access_key, ram_role_arn, oidc_role_arn and ecs_ram_role")),
        })
    }

    fn access_key(&self) -> Result<Static, CredentialsError> {
        let id = self.required("access_key_id")?.expose().to_owned();
        Ok(Static::new(id, self.required("access_key_secret")?.clone()))
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

    /// The value with this name, the last one if there are several; an empty one counts as absent.
    fn member(&self, member: &str) -> Option<&Secret> {
        let (_, value) = self.members.iter().rfind(|(name, _)| name == member)?;
        Some(value).filter(|value| !value.is_empty())
    }

    fn failed(&self, what: &str) -> CredentialsError {
        CredentialsError::failed(PROVIDER, format!("the section {} of {} has {what}", self.name, self.path.display()))
    }
}
