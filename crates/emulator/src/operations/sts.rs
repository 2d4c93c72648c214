//! STS: issues temporary credentials that the emulator itself accepts.

use std::time::Duration;

use alicloud_signer::{AccessKey, Secret};
use serde_json::{Value, json};

use super::{Behaviour, OperationContext};
use crate::access::{CallerIdentity, Holder, OidcTokens};
use crate::clock::timestamp;
use crate::digest::digest;
use crate::error::ApiError;
use crate::identifier;
use crate::lock::lock;

pub(super) const BEHAVIOURS: &[Behaviour] = &[
    Behaviour::new("AssumeRole", hand_out).judges(JUDGED),
    Behaviour::new("AssumeRoleWithOIDC", assume_role_with_oidc).judges(JUDGED),
    Behaviour::new("GetCallerIdentity", get_caller_identity),
];

const JUDGED: &[&str] = &["DurationSeconds", "OIDCToken", "Policy", "RoleArn", "RoleSessionName"];

/// Assumes a role with an OIDC token. If the user of the emulator listed tokens, it must be one of those.
fn assume_role_with_oidc(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    for name in ["RoleArn", "OIDCProviderArn", "RoleSessionName"] {
        if context.parameters.text(name).is_none() {
            let message = format!("Parameter {name} is required.");
            return Err(ApiError::new(400, format!("MissingParameter.{name}"), message));
        }
    }
    let Some(token) = context.parameters.text("OIDCToken") else {
        return Err(context.error("AuthenticationFail.OIDCToken.Invalid"));
    };
    let refusal = match lock(context.access_keys).oidc_tokens() {
        OidcTokens::Any => None,
        OidcTokens::Listed(tokens) if tokens.is_empty() => Some("AuthenticationFail.NoPermission"),
        OidcTokens::Listed(tokens) if tokens.contains(&Secret::from(token)) => None,
        OidcTokens::Listed(_) => Some("AuthenticationFail.OIDCToken.InvalidSignature"),
    };
    if let Some(code) = refusal {
        return Err(context.error(code));
    }
    let provider = context.required("OIDCProviderArn")?.to_owned();
    let mut response = hand_out(context)?;
    if let Some(fields) = response.as_object_mut() {
        fields.insert("OIDCTokenInfo".to_owned(), json!({ "Issuer": provider, "Subject": "emulator" }));
    }
    Ok(response)
}

fn get_caller_identity(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let caller = context.caller.as_ref().ok_or_else(|| ApiError::missing("AccessKeyId"))?;
    let mut response = json!({
        "AccountId": caller.account,
        "Arn": caller.arn,
        "IdentityType": caller.kind,
        "PrincipalId": caller.principal_id,
    });
    if let Some(fields) = response.as_object_mut() {
        let own_id = caller.principal_id.split(':').next().unwrap_or_default();
        let name = if caller.kind == "AssumedRoleUser" { "RoleId" } else { "UserId" };
        fields.insert(name.to_owned(), json!(own_id));
    }
    Ok(response)
}

/// Checks the role and creates an AccessKey pair for a session.
fn hand_out(context: &mut OperationContext<'_>) -> Result<Value, ApiError> {
    let (account, role) = role(context)?;
    let session = session_name(context)?;
    let lifetime = duration(context)?;
    // If the time cannot be represented, the session expires at once.
    let expires = context.now.checked_add(lifetime).unwrap_or(context.now);
    check_policy(context)?;
    let role_id = role_id(account, role);
    let key = |length| {
        identifier::key(length).map_err(|error| {
            ApiError::new(
                500,
                "InternalError",
                format!("the operating system returned no random numbers for a key: {error}"),
            )
        })
    };
    let access_key = AccessKey::new(format!("STS.{}", key(24)?), key(44)?).with_security_token(key(400)?);
    let identity = CallerIdentity {
        kind: "AssumedRoleUser",
        account: account.to_owned(),
        arn: format!("acs:ram::{account}:assumed-role/{role}/{session}"),
        principal_id: format!("{role_id}:{session}"),
    };
    let response = json!({
        "AssumedRoleUser": {
            "Arn": format!("acs:ram::{account}:role/{role}/{session}"),
            "AssumedRoleId": identity.principal_id,
        },
        "Credentials": {
            "AccessKeyId": access_key.id,
            "AccessKeySecret": access_key.secret.expose(),
            "SecurityToken": access_key.security_token.as_ref().map(|token| token.expose().to_owned()),
            "Expiration": timestamp(expires),
        },
    });
    lock(context.access_keys).add_session(Holder { access_key, identity, expires: Some(expires) }, context.now);
    Ok(response)
}

/// Splits the ARN `acs:ram::ACCOUNT:role/NAME` into account and name. In the emulator, every role of every account
/// exists, and everyone may assume it.
fn role<'a>(context: &OperationContext<'a>) -> Result<(&'a str, &'a str), ApiError> {
    let arn = context.parameters.text("RoleArn").ok_or_else(|| ApiError::missing("RoleArn"))?;
    arn.strip_prefix("acs:ram::")
        .and_then(|rest| rest.split_once(":role/"))
        .filter(|(account, name)| {
            // The samples in the documents hide the last digits of the account as `****`.
            let digit = |character: char| character.is_ascii_digit() || character == '*';
            !account.is_empty() && account.chars().all(digit) && !name.is_empty()
        })
        .ok_or_else(|| context.error("InvalidParameter.RoleArn"))
}

/// Returns the ID of a role: 18 digits that are derived from its ARN, so that it is the same in every call.
fn role_id(account: &str, role: &str) -> String {
    let hash = digest(&[account, role]);
    let number = hash.as_str().get(..15).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default();
    format!("3{:017}", number % 100_000_000_000_000_000)
}

fn session_name<'a>(context: &OperationContext<'a>) -> Result<&'a str, ApiError> {
    let name = context.parameters.text("RoleSessionName").ok_or_else(|| ApiError::missing("RoleSessionName"))?;
    let allowed = |character: char| character.is_ascii_alphanumeric() || ".@-_".contains(character);
    if (2..=64).contains(&name.len()) && name.chars().all(allowed) {
        Ok(name)
    } else {
        Err(context.error("InvalidParameter.RoleSessionName"))
    }
}

/// Returns the lifetime of the session: 900 seconds to 12 hours, which is the longest maximum that a role can have.
fn duration(context: &OperationContext<'_>) -> Result<Duration, ApiError> {
    let seconds = match context.parameters.text("DurationSeconds") {
        None => Some(3600),
        Some(text) => text.parse().ok().filter(|seconds| (900..=43200).contains(seconds)),
    };
    seconds.map(Duration::from_secs).ok_or_else(|| context.error("InvalidParameter.DurationSeconds"))
}

fn check_policy(context: &OperationContext<'_>) -> Result<(), ApiError> {
    let Some(policy) = context.parameters.text("Policy") else { return Ok(()) };
    // The two operations document different limits, each in the message of its error.
    let too_long = context.error("InvalidParameter.PolicySize");
    let limit = too_long.message.split(' ').find_map(|word| word.parse::<usize>().ok());
    if limit.is_some_and(|limit| policy.len() >= limit) {
        return Err(too_long);
    }
    match serde_json::from_str(policy) {
        Ok(Value::Object(_)) => Ok(()),
        _ => Err(context.error("InvalidParameter.PolicyGrammar")),
    }
}
