//! Calls whose parameters come from the rows of a file instead of the words of a command line.

use alicloud_client::{Client, ErrorKind, OperationInfo, UntypedOperation};

use super::names::{OptionNames, ValueSource};
use super::set_value::SetValue;
use super::target::{DescribedOperation, Target};
use super::words::Occurrence;
use super::{dry_run, input, is_region, request, values};
use crate::arguments::GlobalOptions;
use crate::failure::{CliFailure, with_causes};
use crate::json::JsonValue;
use crate::known_error::FailedCall;
use crate::{descriptions, lookup};

/// The parameters of a row.
#[derive(Debug, Clone)]
pub(crate) enum RowValues {
    /// The fields of an object in JSON.
    Fields(Vec<(String, JsonValue)>),
    /// The cells of a table, each as it would be typed.
    Cells(Vec<(String, String)>),
}

/// An operation that rows call, with the names of its parameters.
pub(crate) struct RowOperation {
    target: Target,
    described: DescribedOperation,
    names: OptionNames,
}

/// The call of a row.
pub(crate) struct RowCall {
    pub(crate) info: &'static OperationInfo,
    pub(crate) request: UntypedOperation,
    /// The client of the region that the row names, else of the whole batch.
    pub(crate) client: Client,
    /// The parameters that may be shown.
    shown: Vec<(&'static str, String)>,
}

impl RowOperation {
    /// The operation with this name, in any spelling.
    ///
    /// # Errors
    ///
    /// That there is none, with similar names.
    pub(crate) fn find(code: &str, name: &str, options: &GlobalOptions) -> Result<Self, CliFailure> {
        let version = options.api_version.as_deref();
        let product = match descriptions::of(code)?.product(code, version) {
            Some(product) => product,
            None => return Err(super::target::unknown_product(code, version)),
        };
        let described = DescribedOperation { product, operation: lookup::operation(product, name)? };
        if described.operation.info.may_stream() {
            let problem =
                "its response is a stream of events, and a batch keeps one result for each row: call it by itself";
            return Err(CliFailure::Incomplete(format!("{}: {problem}", described.operation.info.name)));
        }
        let names = OptionNames::of(product, described.operation, false);
        Ok(Self { target: Target::described(described, Vec::new()), described, names })
    }

    /// The facts of the operation.
    pub(crate) fn info(&self) -> &'static OperationInfo {
        self.described.operation.info
    }

    /// The parameter for an idempotency token, unless the row sets it itself.
    fn token_parameter(&self) -> Option<&'static str> {
        self.info().idempotency_token
    }

    /// Prepares the call of a row. `token` is the idempotency token of the row, if it has none of its own.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the row.
    pub(crate) fn call(
        &self,
        row: &RowValues,
        token: Option<&str>,
        client: &Client,
        options: &GlobalOptions,
    ) -> Result<RowCall, Vec<String>> {
        let DescribedOperation { product, operation } = self.described;
        let (occurrences, preset) = match row {
            RowValues::Fields(fields) => (Vec::new(), input::values(fields.iter().cloned(), operation, &self.names)?),
            RowValues::Cells(cells) => (self.occurrences(cells)?, Vec::new()),
        };
        let found = values::of(product, operation, &self.names, &occurrences, preset, options.force)?;
        let mut parameters: Vec<request::Documented<'_>> = operation.parameters.iter().zip(found).collect();
        let mut client = client.clone();
        if options.region.is_none()
            && let Some(region) = parameters.iter().find_map(|(parameter, value)| {
                value.as_ref()?.as_str().filter(|region| is_region(parameter) && !region.is_empty())
            })
        {
            client = client.with_region(region).map_err(|error| vec![with_causes(&error)])?;
        }
        for (parameter, value) in &mut parameters {
            if value.is_none() && is_region(parameter) {
                *value = client.region().map(SetValue::from);
            }
            if value.is_none() && Some(parameter.name) == self.token_parameter() {
                *value = token.map(SetValue::from);
            }
        }
        let shown = parameters.iter().filter(|(parameter, _)| !self.target.is_secret(parameter));
        let shown = shown.filter_map(|(parameter, value)| Some((parameter.name, value.as_ref()?.as_str()?.to_owned())));
        let shown = shown.collect();
        let (info, request) =
            request::build(&self.target, parameters, Vec::new(), None, options).map_err(|problem| vec![problem])?;
        Ok(RowCall { info, request, client, shown })
    }

    /// What the description knows about the failure of a call.
    pub(crate) fn failure(&self, call: &RowCall, error: alicloud_client::Error) -> CliFailure {
        let DescribedOperation { product, operation } = self.described;
        let (parameters, region) = (call.shown.clone(), call.client.region());
        CliFailure::of_call(error, &FailedCall { product, operation, parameters, region })
    }

    /// The cells as if they were typed; an empty cell is no value.
    fn occurrences(&self, cells: &[(String, String)]) -> Result<Vec<Occurrence>, Vec<String>> {
        let mut occurrences = Vec::new();
        let mut problems = Vec::new();
        for (name, value) in cells {
            match self.names.of_field(name) {
                Some(_) if value.is_empty() => {}
                Some((index, path)) => occurrences.push(Occurrence {
                    spelling: name.clone(),
                    index,
                    path,
                    value: value.clone(),
                    source: ValueSource::Value,
                }),
                None => problems.push(input::unknown(name, self.described.operation, &self.names)),
            }
        }
        if problems.is_empty() { Ok(occurrences) } else { Err(problems) }
    }
}

impl RowCall {
    /// Checks the request as far as that is possible without sending it. Returns its path with the values in it, of an operation that is
    /// found by its path.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) async fn check(&self) -> Result<Option<String>, String> {
        match dry_run::request(&self.client, self.info, self.request.clone()).await {
            Err(error) if error.kind() == ErrorKind::InvalidInput => return Err(with_causes(&error)),
            // Another reason concerns all rows, and is reported when they are sent.
            _ => {}
        }
        dry_run::path(&self.client, self.info, self.request.clone()).await.map_err(|error| with_causes(&error))
    }
}
