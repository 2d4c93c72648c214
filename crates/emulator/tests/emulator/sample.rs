//! Operations without state are checked and return their documented sample.

mod fields;
mod own;

use alicloud_api::{ListStyle, Method, Style};
use alicloud_catalog::{Catalog, Operation, Product, Schema};
use alicloud_emulator::{Emulated, Emulator, InstanceSeed, coverage_of};
use serde_json::Value;

use crate::client::{Answer, Client};

/// Required parameters, each with its example or its first valid value.
fn required(product: &Product, operation: &Operation) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        let value = example(product, &parameter.schema);
        match (parameter.style, value) {
            (ListStyle::Json, value @ (Value::Array(_) | Value::Object(_))) => {
                parameters.push((parameter.name.to_owned(), value.to_string()));
            }
            (ListStyle::Simple, Value::Array(elements)) => {
                let texts: Vec<String> = elements.iter().map(text).collect();
                parameters.push((parameter.name.to_owned(), texts.join(",")));
            }
            (_, value) => flatten(parameter.name, &value, &mut parameters),
        }
    }
    parameters
}

fn example(product: &Product, schema: &Schema) -> Value {
    let schema = product.resolve(schema);
    match (schema.kind.as_deref(), &schema.example) {
        (Some("array"), _) => schema.items.iter().map(|items| example(product, items)).collect(),
        (Some("object"), _) => {
            let members = schema.properties.iter().filter(|(_, member)| member.is_required());
            members.map(|(name, member)| (name.clone(), example(product, member))).collect()
        }
        _ if !schema.valid_strings().is_empty() => schema.valid_strings()[0].as_str().into(),
        (Some("integer" | "number"), Some(Value::String(text))) if text.parse::<i64>().is_ok() => text.as_str().into(),
        (Some("integer" | "number"), _) => schema.lower_limit().unwrap_or(1.0).max(1.0).to_string().into(),
        (Some("boolean"), _) => "true".into(),
        (_, None) if schema.pattern.as_deref().is_some_and(|pattern| pattern.contains(r"\d")) => "1".into(),
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
        // A required structure has to be present, even if none of its fields is required.
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

/// Whether a parameter names an instance of RDS. This goes by its name, independently of the emulator.
fn names_instance(operation: &str, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_id = ["dbinstanceid", "dbinstancename", "dbinstanceids", "readinstanceid", "memberinstancename"]
        .iter()
        .any(|end| lower.ends_with(end));
    is_id || lower == "targetinstancename" || (lower == "instanceid" && operation.starts_with("DescribeHistory"))
}

/// Operations of a product that requests name in a parameter or header, with their required parameters: all of them where the
/// emulator keeps state, and each seventh elsewhere, since what is done for them is the same. With the variable
/// `EVERY_OPERATION`, which `.ci/run` sets, all.
fn operations(product: &Product) -> impl Iterator<Item = (&Operation, Vec<(String, String)>)> {
    let has_state = product.operation_names().any(|name| coverage_of(product, name) == Some(Emulated::Stateful));
    let step = if has_state || std::env::var_os("EVERY_OPERATION").is_some() { 1 } else { 7 };
    let names = product.operation_names().filter(|_| product.info().style == Style::Rpc).step_by(step);
    names.map(|name| {
        let operation = product.operation(name).unwrap();
        (operation, required(product, operation))
    })
}

/// An emulator with every instance that the examples name.
async fn with_examples(strict: bool) -> Emulator {
    let mut ids = std::collections::BTreeSet::from(["rm-asked".to_owned()]);
    for (operation, parameters) in operations(rds()) {
        let named = parameters.into_iter().filter(|(name, _)| names_instance(operation.info.name, name));
        ids.extend(named.flat_map(|(_, value)| value.split(',').map(|id| id.trim().to_owned()).collect::<Vec<_>>()));
    }
    let start = Emulator::builder().strict(strict);
    ids.into_iter().fold(start, |builder, id| builder.instance(InstanceSeed::new(id))).start().await.unwrap()
}

fn rds() -> &'static Product {
    Catalog::embedded().product("rds", None).unwrap()
}

async fn send(
    client: &Client,
    operation: &Operation,
    parameters: &[(String, String)],
    more: &[(&str, &str)],
) -> Answer {
    let mut draft = client.draft(operation.info.name, &[]);
    parameters.iter().for_each(|(name, value)| draft.set(name, value));
    more.iter().for_each(|(name, value)| draft.set(name, value));
    draft.method = if operation.info.methods.contains(&Method::Post) { "POST" } else { "GET" };
    draft.sign().send().await.unwrap()
}

/// The snapshot lists those that refuse what the documents show as examples: accounts, databases and endpoints of the
/// examples do not exist, and some entries contradict their own limits.
#[tokio::test]
async fn every_operation_of_the_catalog_returns_a_response() {
    let emulator = with_examples(false).await;
    let strict = with_examples(true).await;
    let (mut refused, mut refused_elsewhere) = (Vec::new(), Vec::new());
    for product in Catalog::embedded().products() {
        let refused = if matches!(product.code(), "Rds" | "Sts") { &mut refused } else { &mut refused_elsewhere };
        for (operation, parameters) in operations(product) {
            let version: &'static str = product.version();
            let name = operation.info.name;
            // A previous operation may have deleted it.
            for (_, id) in parameters.iter().filter(|(parameter, _)| names_instance(name, parameter)) {
                for emulator in [&emulator, &strict] {
                    drop(emulator.add_instance(&InstanceSeed::new(id)));
                }
            }
            for client in Client::all(&emulator).into_iter().step_by(3) {
                let answer = send(&Client { version, ..client }, operation, &parameters, &[]).await;
                if answer.status != 200 {
                    refused.push(format!("{name}: {} {}", answer.status, answer.code()));
                } else {
                    let request_id = fields::request_id(&answer).unwrap_or_else(|| panic!("{name}: {}", answer.text));
                    assert_eq!(answer.header("x-acs-request-id"), Some(request_id.as_str()), "{name}");
                    let emulated = coverage_of(product, name).unwrap();
                    assert_eq!(answer.header("x-alicloud-emulated"), Some(emulated.as_str()), "{name}");
                }
            }
            // A strict emulator refuses the same requests, and also those for which it has only a sample.
            let before = send(&Client { version, ..Client::new(&emulator) }, operation, &parameters, &[]).await;
            let answer = send(&Client { version, ..Client::new(&strict) }, operation, &parameters, &[]).await;
            let expected = match before.header("x-alicloud-emulated") {
                // The previous calls changed what this one finds.
                _ if coverage_of(product, name) == Some(Emulated::Stateful) => continue,
                Some("sample") => (501, "Emulator.NotStateful".to_owned()),
                _ => (before.status, before.code()),
            };
            assert_eq!((answer.status, answer.code()), expected, "{name}: {}", answer.text);
        }
    }
    assert_eq!(refused_elsewhere, [] as [&str; 0]);
    refused.dedup();
    insta::assert_snapshot!(refused.join("\n"));
}

/// For every operation, with and without state.
#[tokio::test]
async fn nothing_is_believed_that_does_not_exist() {
    let emulator = with_examples(false).await;
    let client = Client::new(&emulator);
    let (mut instances, mut regions) = (0, 0);
    for (operation, parameters) in operations(rds()) {
        for parameter in &operation.parameters {
            let name = parameter.name;
            let (wrong, ending) = if names_instance(operation.info.name, name) {
                instances += 1;
                (&["rm-nowhere", "rm-asked,rm-nowhere"][..], ".NotFound")
            } else if name.ends_with("RegionId") {
                regions += 1;
                (&["cn-nowhere"][..], "InvalidRegionId.NotFound")
            } else {
                continue;
            };
            for wrong in wrong {
                let answer = send(&client, operation, &parameters, &[(name, wrong)]).await;
                match operation.info.name {
                    "CheckInstanceExist" => assert_eq!(answer.member("IsExistInstance").as_deref(), Some("false")),
                    // The example of another parameter is refused first.
                    _ if answer.code().starts_with("InvalidConnectionString")
                        || answer.code().starts_with("InvalidSecurityIPList") => {}
                    _ => assert!(
                        answer.status >= 400 && answer.code().ends_with(ending),
                        "{} {name}: {}",
                        operation.info.name,
                        answer.text
                    ),
                }
            }
        }
    }
    assert!(instances > 270 && regions > 200, "{instances} {regions}");
}

const PAGES: [&str; 4] = ["PageNumber", "PageNumbers", "PageIndex", "CurrentPage"];

#[tokio::test]
async fn samples_have_the_shape_of_the_schema() {
    let emulator = with_examples(false).await;
    let client = Client::new(&emulator);
    let (mut paged, mut tokens) = (0, 0);
    for (operation, parameters) in operations(rds()) {
        let name = operation.info.name;
        // Some of them would change what the next ones find.
        if coverage_of(rds(), name) == Some(Emulated::Stateful) {
            continue;
        }
        let asked: Vec<_> =
            operation.parameters.iter().filter(|parameter| names_instance(name, parameter.name)).collect();
        let asked: Vec<_> = match asked.as_slice() {
            [parameter] if name != "CheckInstanceExist" => vec![(parameter.name, "rm-asked")],
            _ => Vec::new(),
        };
        let answer = send(&client, operation, &parameters, &asked).await;
        if answer.header("x-alicloud-emulated") != Some("sample") {
            continue;
        }
        let body = answer.json();
        if let Some(schema) = operation.response() {
            no_empty_strings(rds(), schema, &body, name);
        }
        for (parameter, value) in &asked {
            if let Some(field) =
                body.as_object().unwrap().iter().find(|(field, _)| field.eq_ignore_ascii_case(parameter))
            {
                assert_eq!(field.1, value, "{name}: {}", answer.text);
            }
        }
        let has = |wanted: &str| operation.parameters.iter().any(|parameter| parameter.name == wanted);
        if let Some(page) = PAGES.into_iter().find(|page| has(page)) {
            paged += 1;
            let (first, second) = (
                send(&client, operation, &parameters, &[(page, "1")]).await,
                send(&client, operation, &parameters, &[(page, "2")]).await,
            );
            assert_eq!(second.status, 200, "{name}: {}", second.text);
            assert_eq!(longest_list(&second.json()), 0, "{name}: {}", second.text);
            let total = ["TotalRecordCount", "TotalCount", "Total", "TotalRecords"]
                .iter()
                .find_map(|total| first.member(total));
            if let Some(total) = total {
                assert_eq!(total, first_list(&first.json()).unwrap_or(0).to_string(), "{name}: {}", first.text);
            }
            if let Some(count) = second.member("PageRecordCount") {
                assert_eq!(count, "0", "{name}: {}", second.text);
            }
        }
        if has("NextToken") {
            tokens += 1;
            let mut token = String::new();
            for page in 0.. {
                assert!(page < 10, "{name}: tokens have no end");
                let answer = send(&client, operation, &parameters, &[("NextToken", &token)]).await;
                match answer.member("NextToken").filter(|next| !next.is_empty()) {
                    Some(next) => token = next,
                    None => break,
                }
            }
        }
    }
    assert!(paged > 40 && tokens > 3, "{paged} {tokens}");
}

/// The length of the first list from the top.
fn first_list(value: &Value) -> Option<usize> {
    let fields = value.as_object()?;
    let lists = fields.values().find_map(|field| field.as_array().map(Vec::len));
    lists.or_else(|| fields.values().find_map(first_list))
}

fn longest_list(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.values().map(longest_list).max().unwrap_or(0),
        _ => 0,
    }
}

fn no_empty_strings(product: &Product, schema: &Schema, value: &Value, path: &str) {
    let schema = product.resolve(schema);
    let is_known = schema.example.as_ref().and_then(Value::as_str).is_some_and(|example| !example.trim().is_empty());
    assert!(!(is_known && value.as_str() == Some("")), "{path} is empty");
    match value {
        Value::Array(items) => {
            for item in items {
                let Some(schema) = &schema.items else { continue };
                no_empty_strings(product, schema, item, path);
            }
        }
        Value::Object(fields) => {
            for (name, schema) in &schema.properties {
                let Some(field) = fields.get(name) else { continue };
                no_empty_strings(product, schema, field, &format!("{path}.{name}"));
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn a_documented_sample_is_returned_in_both_formats() {
    let emulator = with_examples(false).await;
    let operation = rds().operation("DescribeDBInstancePerformance").unwrap();
    let parameters = required(rds(), operation);
    for client in Client::all(&emulator).into_iter().take(2) {
        let answer = send(&client, operation, &parameters, &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let request_id = answer.member("RequestId").unwrap();
        insta::assert_snapshot!(client.format, answer.text.replace(&request_id, "[request id]"));
    }
}

/// `docs/emulator-coverage.md` is up to date.
#[test]
fn the_page_of_the_coverage_is_fresh() {
    let page = std::fs::read_to_string("../../docs/emulator-coverage.md").unwrap_or_default();
    let fresh = page == alicloud_emulator::coverage_page();
    assert!(fresh, "make it again: cargo run -- emulator coverage > docs/emulator-coverage.md");
}
