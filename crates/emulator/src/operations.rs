//! Implements the operations that keep state. All other operations of the catalog return their documented sample.

mod account;
mod connection;
mod creation;
mod database;
mod description;
mod existence;
mod instance;
mod region;
mod sts;
mod tag;
mod undocumented_error;
mod whitelist;

use std::sync::Mutex;
use std::time::SystemTime;

use alicloud_catalog::{Operation, Product};
use serde_json::Value;

use crate::access::{AccessKeys, CallerIdentity};
use crate::digest::digest;
use crate::emulated::Emulated;
use crate::error::ApiError;
use crate::parameters::ParameterValues;
use crate::response::sample;
use crate::state::World;
use crate::state::client_token::Earlier;
use crate::state::instance::Instance;
use crate::state::transition::Status;

/// The input of an operation, and the state that it changes.
pub(crate) struct OperationContext<'a> {
    pub(crate) product: &'a Product,
    pub(crate) operation: &'a Operation,
    pub(crate) parameters: &'a ParameterValues,
    pub(crate) world: &'a mut World,
    pub(crate) access_keys: &'a Mutex<AccessKeys>,
    /// `None` if the operation needs no authentication.
    pub(crate) caller: Option<CallerIdentity>,
    pub(crate) now: SystemTime,
    pub(crate) request_id: &'a str,
    /// Whether an operation without state is refused.
    pub(crate) strict: bool,
}

/// Runs an operation. The caller adds the request ID to the response.
pub(crate) fn run(context: &mut OperationContext<'_>) -> Result<(Emulated, Value), ApiError> {
    existence::check(context)?;
    match behaviour(context.product, context.operation) {
        Some(behaviour) => Ok((Emulated::Stateful, run_once(context, behaviour)?)),
        None if context.strict => Err(not_stateful(context.operation)),
        None => Ok((Emulated::Sample, sample::response(context.product, context.operation, context.parameters))),
    }
}

/// Returns whether an operation keeps state or returns its sample.
pub(crate) fn emulated(product: &Product, operation: &Operation) -> Emulated {
    match behaviour(product, operation) {
        Some(_) => Emulated::Stateful,
        None => Emulated::Sample,
    }
}

/// Returns the error of strict mode for an operation that would otherwise return a sample.
fn not_stateful(operation: &Operation) -> ApiError {
    let message = format!(
        "The emulator keeps no state for {}, and in strict mode it does not return a sample instead. \
         `alicloud emulator coverage` lists the operations with state.",
        operation.info.name
    );
    ApiError::new(501, "Emulator.NotStateful", message)
}

/// Runs an operation. If its idempotency token was used by the same request before, returns the response of that
/// request.
fn run_once(context: &mut OperationContext<'_>, behaviour: &Behaviour) -> Result<Value, ApiError> {
    // A token has an effect only if the operation changes something, which a dry run does not.
    let counts = !context.operation.info.read_only && !context.parameters.flag("DryRun");
    let parameter = context.operation.info.idempotency_token.filter(|_| counts);
    let given = parameter.and_then(|name| Some((name, context.parameters.text(name)?)));
    let Some((parameter, token)) = given else { return (behaviour.run)(context) };
    let caller = context.caller.as_ref().map(|caller| caller.arn.clone()).unwrap_or_default();
    let key = digest(&[&caller, context.operation.info.name, token]);
    let request = digest(&[&context.parameters.fingerprint_without(parameter)]);
    match context.world.client_tokens.find(key, request) {
        Earlier::Same(response) => Ok(response),
        Earlier::Different => Err(context.error("InvalidRequestId")),
        Earlier::None => {
            let response = (behaviour.run)(context)?;
            context.world.client_tokens.remember(key, request, response.clone());
            Ok(response)
        }
    }
}

/// Returns the parameters that the operation validates itself, since it has its own error codes for them.
pub(crate) fn judged_by_operation(product: &Product, operation: &Operation) -> &'static [&'static str] {
    behaviour(product, operation).map(|behaviour| behaviour.judges).unwrap_or_default()
}

/// The implementation of an operation that keeps state.
struct Behaviour {
    operation: &'static str,
    /// Parameters that it validates itself.
    judges: &'static [&'static str],
    run: fn(&mut OperationContext<'_>) -> Result<Value, ApiError>,
}

impl Behaviour {
    const fn new(operation: &'static str, run: fn(&mut OperationContext<'_>) -> Result<Value, ApiError>) -> Self {
        Self { operation, judges: &[], run }
    }

    const fn judges(self, judges: &'static [&'static str]) -> Self {
        Self { judges, ..self }
    }
}

static BEHAVIOURS: &[(&str, &[&[Behaviour]])] = &[
    (
        "Rds",
        &[
            account::BEHAVIOURS,
            connection::BEHAVIOURS,
            creation::BEHAVIOURS,
            database::BEHAVIOURS,
            description::BEHAVIOURS,
            instance::BEHAVIOURS,
            region::BEHAVIOURS,
            tag::BEHAVIOURS,
            whitelist::BEHAVIOURS,
        ],
    ),
    ("Sts", &[sts::BEHAVIOURS]),
];

fn behaviour(product: &Product, operation: &Operation) -> Option<&'static Behaviour> {
    let (_, subjects) = BEHAVIOURS.iter().find(|(code, _)| code.eq_ignore_ascii_case(product.code()))?;
    subjects.iter().copied().flatten().find(|behaviour| behaviour.operation == operation.info.name)
}

impl OperationContext<'_> {
    /// Returns the error with this code, and with the status and message that are documented for *this* operation:
    /// other operations may have another status for the same code.
    fn error(&self, code: &str) -> ApiError {
        let name = self.operation.info.name;
        self.documented(code).or_else(|| undocumented_error::find(name, code)).unwrap_or_else(|| {
            let message = format!("The emulator has no status and message for the code {code} of {name}.");
            ApiError::new(500, "InternalError", message)
        })
    }

    fn documented(&self, code: &str) -> Option<ApiError> {
        let error = self.product.errors(self.operation).find(|error| error.code == code)?;
        if !error.message.is_empty() {
            return Some(ApiError::new(error.status, error.code, error.message));
        }
        // Some pages list a code without its message.
        let message = undocumented_error::find(self.operation.info.name, code).map(|error| error.message);
        Some(ApiError::new(error.status, error.code, message.unwrap_or_else(|| format!("{code}."))))
    }

    /// Returns a required parameter.
    fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.parameters.text(name).ok_or_else(|| ApiError::missing(name))
    }

    /// Returns the instance in `DBInstanceId`.
    fn instance(&self) -> Result<&Instance, ApiError> {
        let id = self.required("DBInstanceId")?;
        self.world.instance(id).ok_or_else(|| self.unknown_instance())
    }

    /// Returns the instance in `DBInstanceId` for a change.
    fn instance_mut(&mut self) -> Result<&mut Instance, ApiError> {
        let unknown = self.unknown_instance();
        let id = self.parameters.text("DBInstanceId").ok_or_else(|| ApiError::missing("DBInstanceId"))?;
        self.world.instance_mut(id).ok_or(unknown)
    }

    /// Returns an error with this code if the instance is not `Running`.
    fn must_run(&self, code: &str) -> Result<(), ApiError> {
        match self.instance()?.status.shown() {
            Status::Running => Ok(()),
            _ => Err(self.error(code)),
        }
    }

    /// Returns the error for an unknown instance. Its code is the one that the page of the operation has, or the one on
    /// nearly every page, `InvalidDBInstanceId.NotFound`.
    fn unknown_instance(&self) -> ApiError {
        const OWN: [&str; 2] = ["InvalidDBInstanceName.NotFound", "InvalidDBInstance.NotFound"];
        let own = OWN.into_iter().find(|code| self.documented(code).is_some());
        self.error(own.unwrap_or("InvalidDBInstanceId.NotFound"))
    }
}
