//! `alicloud whoami`: whose credentials these are, where they come from, and when they expire.

use std::time::SystemTime;

use alicloud_client::credentials::Environment;
use alicloud_client::{Client, Credentials};

use crate::arguments::{GlobalOptions, client, program};
use crate::call::{self, RowOperation, RowValues};
use crate::failure::CliFailure;
use crate::json::JsonValue;
use crate::output::{self, ResponseFacts};
use crate::policy;
use crate::sent_requests::SentRequests;
use crate::signals::Signals;

/// Asks the service, and shows its response with the facts of the credentials.
pub(crate) async fn run(mut global: GlobalOptions) -> Result<(), CliFailure> {
    let settings = call::output_settings(&global)?;
    let emulator = crate::emulator::start_for_call(&mut global, &mut program()).await?;
    let client = client(&global, None, &SentRequests::default(), &mut program())?;
    output::check()?;
    let mut signals = Signals::listen().map_err(|error| CliFailure::call(&error))?;
    let result = tokio::select! {
        identity = identity(&client, &global) => identity,
        signal = signals.next() => Err(CliFailure::Interrupted(signal, "interrupted".to_owned())),
    };
    call::settle(&client, &mut signals).await;
    if let Some(emulator) = emulator {
        emulator.stop().await;
    }
    output::show_value(result?, &settings, &ResponseFacts::default())
}

async fn identity(client: &Client, global: &GlobalOptions) -> Result<JsonValue, CliFailure> {
    let operation = RowOperation::find("sts", "GetCallerIdentity", global)?;
    let call = operation
        .call(&RowValues::Fields(Vec::new()), None, client, global)
        .map_err(|problems| CliFailure::Incomplete(problems.join("; ")))?;
    policy::check(operation.info(), &[], &Environment::process(), global.yes, &[])?;
    let response = match call.request.clone().send(&call.client).await {
        Ok(response) => response,
        Err(error) => return Err(operation.failure(&call, error)),
    };
    // After the call: it may have renewed them.
    let credentials = client.credentials().await?;
    let mut fields = match output::value(response.body()) {
        Some(JsonValue::Object(fields)) => fields,
        _ => return Err(CliFailure::Query("the response is not an object in JSON".to_owned())),
    };
    let text = |text: &str| JsonValue::String(text.to_owned());
    fields.push(("CredentialsProvider".to_owned(), text(credentials.provider())));
    fields.push((
        "CredentialsExpiration".to_owned(),
        expiration(&credentials).map_or(JsonValue::Null, JsonValue::String),
    ));
    if let Some(region) = client.region() {
        fields.push(("RegionId".to_owned(), text(region)));
    }
    Ok(JsonValue::Object(fields))
}

/// When credentials expire; `None` if they do not, or if that is not known.
fn expiration(credentials: &Credentials) -> Option<String> {
    // The first second of the year 10000, which has no form here.
    const LATEST: u64 = 253_402_300_800;
    let expires = credentials.expires()?;
    let since = expires.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    (since.as_secs() < LATEST).then(|| humantime::format_rfc3339_seconds(expires).to_string())
}
