//! The registry of global flags: one native form and the official aliases of each, what its value is, and its help.
//!
//! Reading, help, completion and the manual page all come from this table. A lower-case word that is in it always means the flag, never a
//! parameter of an operation: see [`crate::call`].

/// What a flag sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FlagId {
    Accept,
    AccessKeyId,
    AccessKeySecret,
    All,
    ApiVersion,
    AutoPluginInstall,
    AutoPluginInstallPre,
    BearerToken,
    BearerTokenHeaderKey,
    Body,
    BodyFile,
    CloudSsoAccessConfig,
    CloudSsoAccountId,
    CloudSsoSignInUrl,
    ConfigPath,
    ConnectTimeout,
    CredentialsUri,
    DryRun,
    DryRunJson,
    Emulator,
    Endpoint,
    EndpointType,
    EstimateCost,
    ExpiredSeconds,
    ExternalAccountType,
    ExternalId,
    Force,
    Header,
    Input,
    Insecure,
    Interval,
    KeyPairName,
    Language,
    LogLevel,
    MaxItems,
    Method,
    Mode,
    NoAiMode,
    OauthSiteType,
    OidcProviderArn,
    OidcTokenFile,
    Output,
    PrivateKey,
    ProcessCommand,
    Profile,
    Query,
    Quiet,
    RamRoleArn,
    RamRoleName,
    ReadTimeout,
    Region,
    RetryCount,
    RetryLongest,
    Roa,
    RoleSessionName,
    Secure,
    Signature,
    Skeleton,
    SkipSecureVerify,
    SourceProfile,
    StsEndpoint,
    StsRegion,
    StsToken,
    Timeout,
    UserAgent,
    Vpc,
    Wait,
    WaitTimeout,
    Yes,
}

/// What follows the name of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FlagValue {
    /// Nothing.
    Nothing,
    /// One value, named so in the help: `--name VALUE` or `--name=VALUE`.
    One(&'static str),
    /// Nothing, or a value after `=`.
    Inline(&'static str),
    /// One value, or words of the form `KEY=VALUE` with these keys.
    OneOrFields(&'static str, &'static [&'static str]),
    /// Any number of words of the form `KEY=VALUE` with these keys.
    Fields(&'static [&'static str]),
}

/// The heading under which the help lists a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FlagGroup {
    Output,
    Request,
    Connection,
    Identity,
}

impl FlagGroup {
    /// All groups, in the order of the help.
    pub(crate) const ALL: [Self; 4] = [Self::Output, Self::Request, Self::Connection, Self::Identity];

    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Output => "Output, pages and waits",
            Self::Request => "Request",
            Self::Connection => "Connection",
            Self::Identity => "Identity",
        }
    }
}

/// Where the help lists a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listing {
    /// In the help of the program and of each operation.
    Everywhere,
    /// In the help of the program.
    Program,
    /// Nowhere: scripts for the official CLI have it, and it means the same as another flag or nothing.
    Nowhere,
}

/// A global flag.
#[derive(Debug)]
pub(crate) struct Flag {
    pub(crate) id: FlagId,
    /// The native form, without its dashes.
    pub(crate) name: &'static str,
    pub(crate) short: Option<char>,
    /// The forms of the official CLI that mean the same.
    pub(crate) aliases: &'static [&'static str],
    pub(crate) value: FlagValue,
    pub(crate) group: FlagGroup,
    pub(crate) listed: Listing,
    /// What it does, without its default.
    pub(crate) help: &'static str,
}

/// The flag with this name or alias, without dashes.
pub(crate) fn find(name: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.name == name || flag.aliases.contains(&name))
}

/// The flag with this short form.
pub(crate) fn find_short(short: char) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.short == Some(short))
}

const fn flag(id: FlagId, name: &'static str, value: FlagValue, group: FlagGroup, help: &'static str) -> Flag {
    Flag { id, name, short: None, aliases: &[], value, group, listed: Listing::Program, help }
}

impl Flag {
    const fn short(self, short: char) -> Self {
        Self { short: Some(short), ..self }
    }

    const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    const fn everywhere(self) -> Self {
        Self { listed: Listing::Everywhere, ..self }
    }

    const fn nowhere(self) -> Self {
        Self { listed: Listing::Nowhere, ..self }
    }
}

use FlagGroup::{Connection, Identity, Output, Request};
use FlagId as Id;
use FlagValue::{Fields, Inline, Nothing, One, OneOrFields};

/// All global flags, in the order of the help.
pub(crate) static FLAGS: &[Flag] = &[
    flag(
        Id::Output,
        "output",
        OneOrFields("FORMAT", &["cols", "rows", "num"]),
        Output,
        "Format in which the response is shown",
    )
    .short('o')
    .everywhere(),
    flag(Id::Query, "query", One("JMESPATH"), Output, "Shows only what this JMESPath expression selects")
        .aliases(&["cli-query"])
        .everywhere(),
    flag(
        Id::All,
        "all",
        Fields(&["path", "PageNumber", "PageSize", "TotalCount", "NextToken"]),
        Output,
        "Fetches all pages; path=PATH names the list, if the description of the operation does not",
    )
    .aliases(&["pager", "all-pages"])
    .everywhere(),
    flag(Id::MaxItems, "max-items", One("COUNT"), Output, "Ends after so many items of all pages").everywhere(),
    flag(
        Id::Wait,
        "wait",
        OneOrFields("PATH==VALUE", &["expr", "to", "timeout", "interval"]),
        Output,
        "Repeats the call until the response has this value at a JMESPath; or expr=PATH to=VALUE [timeout=SECONDS] [interval=SECONDS]",
    )
    .aliases(&["waiter"])
    .everywhere(),
    flag(Id::WaitTimeout, "wait-timeout", One("DURATION"), Output, "How long --wait waits at most, as in 90m").everywhere(),
    flag(Id::Interval, "interval", One("DURATION"), Output, "Pause between two calls of --wait, as in 10s").everywhere(),
    flag(Id::Quiet, "quiet", Nothing, Output, "Does not show the response").short('q').everywhere(),
    flag(Id::LogLevel, "log-level", One("LEVEL"), Output, "Messages on standard error: off, error, warn, info or debug")
        .everywhere(),
    flag(
        Id::DryRun,
        "dry-run",
        Inline("curl"),
        Request,
        "Shows the request instead of sending it, without credentials; --dry-run=curl shows it as a command of curl. The parameter DryRun of an \
         operation is --DryRun or --biz-dry-run",
    )
    .aliases(&["dryrun", "cli-dry-run"])
    .everywhere(),
    flag(Id::DryRunJson, "cli-dry-run-json", Nothing, Request, "Shows the request as JSON instead of sending it").nowhere(),
    flag(Id::Input, "input", One("FILE"), Request, "Reads parameters from a JSON file (comments are allowed), or from standard input with -")
        .everywhere(),
    flag(Id::Skeleton, "skeleton", Nothing, Request, "Shows a file for --input with all parameters instead of sending anything")
        .everywhere(),
    flag(Id::Header, "header", One("NAME=VALUE"), Request, "Adds a header; can be given several times").everywhere(),
    flag(Id::Body, "body", One("TEXT"), Request, "The body of the request, in place of the parameters that make it up").everywhere(),
    flag(Id::BodyFile, "body-file", One("FILE"), Request, "Reads the body of the request from a file, or from standard input with -")
        .everywhere(),
    flag(Id::Method, "method", One("METHOD"), Request, "HTTP method, such as GET or POST").everywhere(),
    flag(Id::Roa, "roa", One("METHOD"), Request, "HTTP method of a call by path").nowhere(),
    flag(
        Id::Force,
        "force",
        Nothing,
        Request,
        "Sends operations, parameters and values that the description does not have; a product without a description also needs \
         --api-version and --endpoint",
    )
    .everywhere(),
    flag(Id::ApiVersion, "api-version", One("DATE"), Request, "API version of the product, as in 2014-08-15")
        .aliases(&["version"])
        .everywhere(),
    flag(Id::Yes, "yes", Nothing, Request, "Answers yes where the safety policy asks for a confirmation").short('y').everywhere(),
    flag(Id::Accept, "accept", One("FORMAT"), Request, "Format of the response of the service: json or xml").nowhere(),
    flag(
        Id::Emulator,
        "emulator",
        Nothing,
        Connection,
        "Calls a local emulator that is started for this call and has no instances, without an account",
    ),
    flag(Id::Endpoint, "endpoint", One("HOST"), Connection, "Host, or a URL such as http://127.0.0.1:8080").short('e').everywhere(),
    flag(
        Id::Region,
        "region",
        One("REGION"),
        Connection,
        "Region, as in cn-hangzhou. It is also sent as the parameter RegionId [default: that of the environment or the profile]",
    )
    .everywhere(),
    flag(Id::Vpc, "vpc", Nothing, Connection, "Uses the endpoint inside a virtual private cloud").everywhere(),
    flag(Id::EndpointType, "endpoint-type", One("TYPE"), Connection, "vpc or public").nowhere(),
    flag(Id::Secure, "secure", Nothing, Connection, "Sends the request by HTTPS, even if the endpoint is written with http://"),
    flag(Id::Insecure, "insecure", Nothing, Connection, "Sends the request by plain HTTP"),
    flag(Id::SkipSecureVerify, "skip-secure-verify", Nothing, Connection, "Refused: certificates are always checked").nowhere(),
    flag(Id::Signature, "signature", One("SCHEME"), Connection, "Signature of the requests").everywhere(),
    flag(Id::Timeout, "timeout", One("DURATION"), Connection, "Limit of a whole call, as in 90s or 2m (a plain number is seconds), including retries")
        .everywhere(),
    flag(Id::ReadTimeout, "read-timeout", One("DURATION"), Connection, "Longest time without a byte of the response")
        .aliases(&["retry-timeout"])
        .everywhere(),
    flag(Id::ConnectTimeout, "connect-timeout", One("DURATION"), Connection, "Limit for making a connection").everywhere(),
    flag(Id::RetryCount, "retry-count", One("COUNT"), Connection, "How often a request is retried at most").everywhere(),
    flag(Id::RetryLongest, "retry-longest", One("SECONDS"), Connection, "Seconds of the longest pause before a retry").everywhere(),
    flag(Id::UserAgent, "user-agent", One("NAME"), Connection, "Name and version of a program, which are added to the user agent")
        .everywhere(),
    flag(Id::Profile, "profile", One("NAME"), Identity, "Profile of the configuration file, in place of its current one")
        .short('p')
        .everywhere(),
    flag(Id::ConfigPath, "config-path", One("FILE"), Identity, "Configuration file [default: ~/.aliyun/config.json]").everywhere(),
    flag(Id::Mode, "mode", One("MODE"), Identity, "How credentials are obtained, as in AK, StsToken, RamRoleArn or EcsRamRole"),
    flag(Id::AccessKeyId, "access-key-id", One("ID"), Identity, "ID of an access key"),
    flag(
        Id::AccessKeySecret,
        "access-key-secret",
        One("SECRET"),
        Identity,
        "Secret of the access key. Other users of the machine can see it in the list of processes: prefer a profile or the environment",
    ),
    flag(Id::StsToken, "sts-token", One("TOKEN"), Identity, "Security token of a temporary access key"),
    flag(Id::BearerToken, "bearer-token", One("TOKEN"), Identity, "Bearer token"),
    flag(Id::BearerTokenHeaderKey, "bearer-token-header-key", One("NAME"), Identity, "Header of the bearer token").nowhere(),
    flag(Id::RamRoleName, "ram-role-name", One("NAME"), Identity, "Name of the role of an ECS instance"),
    flag(Id::RamRoleArn, "ram-role-arn", One("ARN"), Identity, "ARN of the role to assume"),
    flag(Id::RoleSessionName, "role-session-name", One("NAME"), Identity, "Name of the session of the role"),
    flag(Id::ExternalId, "external-id", One("ID"), Identity, "External ID that the role requires"),
    flag(Id::ExpiredSeconds, "expired-seconds", One("SECONDS"), Identity, "Lifetime of the session of the role"),
    flag(Id::SourceProfile, "source-profile", One("NAME"), Identity, "Profile whose credentials assume the role"),
    flag(Id::StsRegion, "sts-region", One("REGION"), Identity, "Region of the token service"),
    flag(Id::StsEndpoint, "sts-endpoint", One("HOST"), Identity, "Host of the token service"),
    flag(Id::ProcessCommand, "process-command", One("COMMAND"), Identity, "Command that prints credentials as JSON"),
    flag(Id::CredentialsUri, "credentials-uri", One("URL"), Identity, "URL that returns credentials as JSON"),
    flag(Id::OidcProviderArn, "oidc-provider-arn", One("ARN"), Identity, "ARN of the identity provider"),
    flag(Id::OidcTokenFile, "oidc-token-file", One("FILE"), Identity, "File with the token of the identity provider"),
    flag(Id::CloudSsoSignInUrl, "cloud-sso-sign-in-url", One("URL"), Identity, "URL of the sign-in of CloudSSO"),
    flag(Id::CloudSsoAccessConfig, "cloud-sso-access-config", One("ID"), Identity, "Access configuration of CloudSSO"),
    flag(Id::CloudSsoAccountId, "cloud-sso-account-id", One("ID"), Identity, "Account of CloudSSO"),
    flag(Id::OauthSiteType, "oauth-site-type", One("SITE"), Identity, "Site of the sign-in, CN or INTL"),
    flag(Id::Language, "language", One("LANGUAGE"), Identity, "Language that the profile keeps, en or zh").nowhere(),
    flag(Id::PrivateKey, "private-key", One("FILE"), Identity, "Key of the mode RsaKeyPair, which the vendor has deprecated").nowhere(),
    flag(Id::KeyPairName, "key-pair-name", One("NAME"), Identity, "Key pair of the mode RsaKeyPair, which the vendor has deprecated").nowhere(),
    flag(Id::ExternalAccountType, "external-account-type", One("TYPE"), Identity, "Type of an external account").nowhere(),
    flag(
        Id::AutoPluginInstall,
        "auto-plugin-install",
        One("BOOLEAN"),
        Identity,
        "Nothing: a product needs no plugin here, only a description",
    )
    .nowhere(),
    flag(Id::AutoPluginInstallPre, "auto-plugin-install-enable-pre", One("BOOLEAN"), Identity, "Nothing").nowhere(),
    flag(Id::EstimateCost, "estimate-cost", Nothing, Request, "Refused: no cost is estimated").nowhere(),
    flag(Id::EstimateCost, "estimate-cost-context", One("KEY=VALUE"), Request, "Refused: no cost is estimated").nowhere(),
    flag(Id::NoAiMode, "no-cli-ai-mode", Nothing, Request, "Nothing").aliases(&["cli-ai-mode"]).nowhere(),
];
