//! Operations without state: checked, and answered with what the documents show.

use alicloud_catalog::{Catalog, Operation, Product, Schema, Style};
use alicloud_emulator::Emulator;
use serde_json::Value;

use crate::client::Client;

/// Required parameters, each made of examples or of the first valid value.
fn required(product: &Product, operation: &Operation) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.schema.required) {
        let value = example(product, &parameter.schema);
        match (parameter.style, value) {
            (Style::Json, value @ (Value::Array(_) | Value::Object(_))) => {
                parameters.push((parameter.name.clone(), value.to_string()));
            }
            (Style::Simple, Value::Array(elements)) => {
                let texts: Vec<String> = elements.iter().map(text).collect();
                parameters.push((parameter.name.clone(), texts.join(",")));
            }
            (_, value) => flatten(&parameter.name, &value, &mut parameters),
        }
    }
    parameters
}

fn example(product: &Product, schema: &Schema) -> Value {
    let schema = product.resolve(schema);
    match (schema.kind.as_deref(), &schema.example) {
        (Some("array"), _) => schema.items.iter().map(|items| example(product, items)).collect(),
        (Some("object"), _) => {
            let members = schema.properties.iter().filter(|(_, member)| member.required);
            members.map(|(name, member)| (name.clone(), example(product, member))).collect()
        }
        _ if !schema.valid_values.is_empty() => schema.valid_values[0].as_str().into(),
        (Some("integer" | "number"), Some(Value::String(text))) if text.parse::<i64>().is_ok() => text.as_str().into(),
        (Some("integer" | "number"), _) => schema.minimum.unwrap_or(1.0).max(1.0).to_string().into(),
        (Some("boolean"), _) => "true".into(),
        (_, Some(Value::String(text))) if !text.is_empty() => text.as_str().into(),
        _ => "text".into(),
    }
}

fn flatten(name: &str, value: &Value, parameters: &mut Vec<(String, String)>) {
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                flatten(&format!("{name}.{}", index + 1), element, parameters);
            }
        }
        // A structure without a required member still has to be there.
        Value::Object(members) if members.is_empty() => parameters.push((format!("{name}.Any"), "text".to_owned())),
        Value::Object(members) => {
            members.iter().for_each(|(member, value)| flatten(&format!("{name}.{member}"), value, parameters));
        }
        scalar => parameters.push((name.to_owned(), text(scalar))),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The snapshot lists those that refuse what the documents show as examples: operations with state, because the instance
/// of the examples does not exist, and entries whose examples contradict their own limits.
#[tokio::test]
async fn every_operation_of_the_catalog_answers() {
    let emulator = Emulator::start().await.unwrap();
    let mut refused = Vec::new();
    for product in Catalog::embedded().products() {
        for name in product.operation_names() {
            let operation = product.operation(name).unwrap();
            let parameters = required(product, operation);
            let parameters: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let version: &'static str = product.version();
            for client in Client::all(&emulator).into_iter().step_by(3) {
                let client = Client { version, ..client };
                let mut draft = client.draft(name, &parameters);
                draft.method = if operation.methods.iter().any(|method| method == "post") { "POST" } else { "GET" };
                let answer = draft.sign().send().await.unwrap();
                if answer.status != 200 {
                    refused.push(format!("{name}: {} {}", answer.status, answer.code()));
                } else {
                    let request_id = answer.member("RequestId").or_else(|| answer.member("requestId")).unwrap();
                    assert_eq!(answer.header("x-acs-request-id"), Some(request_id.as_str()), "{name}");
                }
            }
        }
    }
    refused.dedup();
    insta::assert_snapshot!(refused.join("\n"));
}

#[tokio::test]
async fn a_documented_sample_is_answered_in_both_formats() {
    let emulator = Emulator::start().await.unwrap();
    let rds = Catalog::embedded().product("rds", None).unwrap();
    let operation = rds.operation("DescribeDBInstancePerformance").unwrap();
    let parameters = required(rds, operation);
    let parameters: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for client in Client::all(&emulator).into_iter().take(2) {
        let answer = client.ok("DescribeDBInstancePerformance", &parameters).await;
        let request_id = answer.member("RequestId").unwrap();
        insta::assert_snapshot!(client.format, answer.text.replace(&request_id, "[request id]"));
    }
}
