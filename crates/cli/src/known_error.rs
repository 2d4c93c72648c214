//! What the description of an operation says about an error, and what can be done about it.

use alicloud_catalog::{ErrorCode, Operation, Product, RamAction, same_name};
use alicloud_client::Error;

use crate::json::JsonValue;

/// A call that failed.
pub(crate) struct FailedCall<'a> {
    pub(crate) product: &'a Product,
    pub(crate) operation: &'a Operation,
    /// The values of the parameters that may be shown, as strings.
    pub(crate) parameters: Vec<(&'a str, String)>,
    pub(crate) region: Option<&'a str>,
}

/// What is known about an error.
#[derive(Debug, Default)]
pub(crate) struct KnownError {
    /// Sentences, each of which is one line.
    pub(crate) sentences: Vec<String>,
    /// The RAM actions that are needed.
    pub(crate) actions: Vec<String>,
    /// Whether a permission is missing, and neither the service nor a document names the action.
    pub(crate) actions_unknown: bool,
    /// The statement of a RAM policy that allows the call.
    pub(crate) statement: Option<JsonValue>,
}

impl FailedCall<'_> {
    /// What the description knows about an error of this call.
    pub(crate) fn known(&self, error: &Error) -> KnownError {
        let mut known = KnownError::default();
        let Some(service) = error.service() else { return known };
        let mut has_help = false;
        if let Some(code) = service.code() {
            let shown = service.message().unwrap_or_default().trim();
            for (_, documented) in documented(self.product, self.operation) {
                if documented.error_code.as_deref() != Some(code) {
                    continue;
                }
                let message = documented.error_message.as_deref().map(str::trim).unwrap_or_default();
                if !message.is_empty() && message != shown {
                    known.add(format!("documented for this operation: {message}"));
                }
                if let Some(help) = &documented.description {
                    has_help = true;
                    known.add(format!("what to do: {help}"));
                }
            }
        }
        if error.is_access_denied() {
            self.add_permission(error, &mut known);
        } else if let Some(help) = common_help(error).filter(|_| !has_help) {
            known.add(format!("what to do: {help}"));
        }
        known
    }

    /// Adds the RAM actions that the call needs, and the statement that allows them.
    fn add_permission(&self, error: &Error, known: &mut KnownError) {
        let denied = error.service().and_then(alicloud_client::ServiceError::access_denied);
        let explicit = denied.and_then(|denied| denied.no_permission_type.as_deref()) == Some("ExplicitDeny");
        let reported = denied.and_then(|denied| denied.action.as_deref());
        let account = denied.and_then(|denied| denied.principal_owner_id.as_deref());
        let rows: Vec<&RamAction> =
            self.operation.details.ram_actions.iter().filter(|row| row.action.is_some()).collect();
        let documented =
            rows.iter().flat_map(|row| row.action.iter().chain(&row.dependent_actions)).map(String::as_str);
        let mut actions: Vec<String> = reported.into_iter().chain(documented).map(str::to_owned).collect();
        known.actions_unknown = actions.is_empty();
        let mut seen = Vec::new();
        actions.retain(|action| {
            let is_new = !seen.contains(action);
            seen.push(action.clone());
            is_new
        });
        if explicit {
            known.add("what to do: a policy forbids it, so allowing it elsewhere is not enough: change the policy with \"Effect\": \"Deny\"".to_owned());
        }
        if known.actions_unknown {
            // None is made up of the names: the code of a product in policies need not be its own (`bssapi`, `hdm`, `kvstore`),
            // and an action need not have the name of the operation.
            known.add("the RAM action of this operation is unknown: neither the service nor the vendor's documentation states it, so no statement of a policy is shown; the editor of policies in the RAM console lists the actions of each product".to_owned());
            return;
        }
        let arns = rows.iter().flat_map(|row| &row.resources).filter_map(|resource| resource.arn.as_deref());
        let mut resources: Vec<String> = arns.map(|arn| self.filled(arn, account)).collect();
        resources.sort();
        resources.dedup();
        // Other actions than the first one may be about other resources.
        if resources.is_empty() || actions.len() > 1 {
            resources = vec!["*".to_owned()];
        }
        let strings = |texts: &[String]| JsonValue::List(texts.iter().cloned().map(JsonValue::String).collect());
        let field = |name: &str, value| (name.to_owned(), value);
        let statement = JsonValue::Object(vec![
            field("Effect", JsonValue::String("Allow".to_owned())),
            field("Action", strings(&actions)),
            field("Resource", strings(&resources)),
        ]);
        known.add(format!("the call needs {}: add this statement to a RAM policy of the caller:", actions.join(", ")));
        known.sentences.push(statement.compact());
        known.actions = actions;
        known.statement = Some(statement);
    }

    /// The name of a resource (ARN), with the values of this call in it; what is not known is `*`.
    fn filled(&self, pattern: &str, account: Option<&str>) -> String {
        let mut filled = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                rest = after;
                break;
            };
            let name = name.trim_matches(['#', '$']);
            let value = match name.to_ascii_lowercase().as_str() {
                "regionid" => self.region.map(str::to_owned),
                "accountid" => account.map(str::to_owned),
                _ => {
                    let mut known = self.parameters.iter();
                    known.find(|(known, _)| same_name(known, name)).map(|(_, value)| value.clone())
                }
            };
            // A value with `*` in it would allow more than this resource.
            let value = value.filter(|value| !value.is_empty() && !value.contains(['*', '?']));
            filled.push_str(value.as_deref().unwrap_or("*"));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

impl KnownError {
    fn add(&mut self, sentence: String) {
        // Documents have line ends in their texts.
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        if !self.sentences.contains(&sentence) {
            self.sentences.push(sentence);
        }
    }
}

/// The documented errors of an operation with their HTTP status: its own, then those that every operation of the product can return.
pub(crate) fn documented<'a>(
    product: &'a Product,
    operation: &'a Operation,
) -> impl Iterator<Item = (u16, &'a ErrorCode)> {
    let common = product.details().ok().map(|details| &details.common_error_codes);
    operation.details.error_codes.iter().chain(common.into_iter().flatten()).flat_map(|(status, codes)| {
        let status = status.parse().unwrap_or_default();
        codes.iter().map(move |code| (status, code))
    })
}

/// What can be done about an error that any operation can return.
pub(crate) fn common_help(error: &Error) -> Option<&'static str> {
    if error.is_throttled() {
        Some("the service gets too many requests of this account: call again later, or call less often")
    } else if error.is_access_denied() {
        Some(
            "the caller needs a permission: the administrator of the account adds the RAM action of the operation to a policy of the caller",
        )
    } else if error.is_unauthenticated() {
        Some(
            "check the access key: that it exists and is enabled, that ID and secret belong together, and that a security token has not expired",
        )
    } else if error.is_not_found() {
        Some("check the ID, and that the resource is in this region and account")
    } else if error.is_server_fault() {
        Some(
            "the service has a problem of its own: call again later, and send the request ID to the support of the vendor if it lasts",
        )
    } else {
        None
    }
}
