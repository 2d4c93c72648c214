//! Operations with a real effect. Every other operation of the catalog is answered with its sample.

mod account;
mod connection;
mod create;
mod database;
mod describe;
mod instance;
mod region;
mod sts;
mod tag;
mod undocumented;
mod whitelist;

use std::sync::Mutex;
use std::time::SystemTime;

use alicloud_catalog::{Operation, Product};
use serde_json::Value;

use crate::answer::sample;
use crate::digest::digest;
use crate::emulated::Emulated;
use crate::error::ApiError;
use crate::gateway::access::{AccessKeys, Identity};
use crate::gateway::parameters::Parameters;
use crate::state::World;
use crate::state::client_token::Earlier;
use crate::state::instance::Instance;
use crate::state::transition::Status;

/// What an operation works with.
pub(crate) struct Context<'a> {
    pub(crate) product: &'a Product,
    pub(crate) operation: &'a Operation,
    pub(crate) parameters: &'a Parameters,
    pub(crate) world: &'a mut World,
    pub(crate) access_keys: &'a Mutex<AccessKeys>,
    /// `None` where the operation asks for no one.
    pub(crate) caller: Option<Identity>,
    pub(crate) now: SystemTime,
    pub(crate) request_id: &'a str,
}

/// Carries an operation out. The response is without a request id.
pub(crate) fn run(context: &mut Context<'_>) -> Result<(Emulated, Value), ApiError> {
    match behaviour(context.product, context.operation) {
        Some(behaviour) => Ok((Emulated::Stateful, run_once(context, behaviour)?)),
        None => Ok((Emulated::Sample, sample::answer(context.product, context.operation))),
    }
}

/// Carries an operation out, unless its `ClientToken` says that this was done already.
fn run_once(context: &mut Context<'_>, behaviour: &Behaviour) -> Result<Value, ApiError> {
    // A token counts where something changes; a dry run changes nothing.
    let counts = behaviour.changes && !context.parameters.flag("DryRun");
    let token = context.parameters.text("ClientToken").filter(|_| counts);
    let Some(token) = token else { return (behaviour.run)(context) };
    let caller = context.caller.as_ref().map(|caller| caller.arn.clone()).unwrap_or_default();
    let key = digest(&[&caller, &context.operation.name, token]);
    let request = digest(&[&context.parameters.fingerprint_without("ClientToken")]);
    match context.world.client_tokens.find(key, request) {
        Earlier::Same(answer) => Ok(answer),
        Earlier::Different => Err(context.error("InvalidRequestId")),
        Earlier::None => {
            let answer = (behaviour.run)(context)?;
            context.world.client_tokens.remember(key, request, answer.clone());
            Ok(answer)
        }
    }
}

/// The parameters whose values the operation itself judges, with codes of its own.
pub(crate) fn judged_by_operation(product: &Product, operation: &Operation) -> &'static [&'static str] {
    behaviour(product, operation).map(|behaviour| behaviour.judges).unwrap_or_default()
}

/// An operation with a real effect.
struct Behaviour {
    operation: &'static str,
    /// Parameters whose values it judges itself.
    judges: &'static [&'static str],
    /// Whether it changes anything, so that a repeated `ClientToken` counts.
    changes: bool,
    run: fn(&mut Context<'_>) -> Result<Value, ApiError>,
}

impl Behaviour {
    const fn new(operation: &'static str, run: fn(&mut Context<'_>) -> Result<Value, ApiError>) -> Self {
        Self { operation, judges: &[], changes: true, run }
    }

    const fn read_only(self) -> Self {
        Self { changes: false, ..self }
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
            create::BEHAVIOURS,
            database::BEHAVIOURS,
            describe::BEHAVIOURS,
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
    subjects.iter().copied().flatten().find(|behaviour| behaviour.operation == operation.name)
}

impl Context<'_> {
    /// The error with this code, with the status and the message that are documented for *this* operation: the same code
    /// has another status in another operation.
    fn error(&self, code: &str) -> ApiError {
        let name = &self.operation.name;
        self.documented(code).or_else(|| undocumented::find(name, code)).unwrap_or_else(|| {
            let message = format!("The emulator has no status and message for the code {code} of {name}.");
            ApiError::new(500, "InternalError", message)
        })
    }

    fn documented(&self, code: &str) -> Option<ApiError> {
        let error = self.product.errors(self.operation).find(|error| error.code == code)?;
        Some(ApiError::new(error.status, error.code, error.message))
    }

    /// A parameter that the spec requires.
    fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.parameters.text(name).ok_or_else(|| ApiError::missing(name))
    }

    /// The instance of `DBInstanceId`.
    fn instance(&self) -> Result<&Instance, ApiError> {
        let id = self.required("DBInstanceId")?;
        self.world.instance(id).ok_or_else(|| self.unknown_instance())
    }

    /// The instance of `DBInstanceId`, to be changed.
    fn instance_mut(&mut self) -> Result<&mut Instance, ApiError> {
        let unknown = self.unknown_instance();
        let id = self.parameters.text("DBInstanceId").ok_or_else(|| ApiError::missing("DBInstanceId"))?;
        self.world.instance_mut(id).ok_or(unknown)
    }

    /// Refuses an instance that is not `Running`, with the code that this operation has for it.
    fn must_run(&self, code: &str) -> Result<(), ApiError> {
        match self.instance()?.status.shown() {
            Status::Running => Ok(()),
            _ => Err(self.error(code)),
        }
    }

    /// Where the page of an operation has `InvalidDBInstanceName.NotFound` it is that code with that page's status;
    /// everywhere else it is the row that the vendor prints on nearly every page, `InvalidDBInstanceId.NotFound`.
    fn unknown_instance(&self) -> ApiError {
        const OWN: &str = "InvalidDBInstanceName.NotFound";
        self.documented(OWN)
            .or_else(|| undocumented::find_exactly(&self.operation.name, OWN))
            .unwrap_or_else(|| self.error("InvalidDBInstanceId.NotFound"))
    }
}
