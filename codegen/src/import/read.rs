//! Reads objects of the vendor's metadata, in every shape in which they occur, into the types of the entry format.
//!
//! The same functions read the entries that are in `spec/` already: those are in the simplest of these shapes.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::members::{Leftovers, Members};
use crate::spec::effect::vendor_word;
use crate::spec::entry::{
    AdditionalProperties, Change, Components, Directory, DirectoryItem, Endpoint, ErrorCode, Info, Operation,
    Parameter, Product, RamAction, RamResource, Response, ResponseDemo, Schema, Source,
};

/// Everything of a product file but its operations.
pub(super) fn product(value: Value, leftovers: &mut Leftovers) -> Product {
    let mut members = Members::new("product", value, leftovers);
    let version = members.text("version");
    let info = info(members.value("info").unwrap_or_default(), members.leftovers());
    let directories =
        members.list("directories").into_iter().map(|item| directory(item, members.leftovers())).collect();
    let schemas = Members::new("components", members.value("components").unwrap_or_default(), members.leftovers())
        .object("schemas");
    let schemas = schemas.into_iter().map(|(name, value)| (name, schema(value, members.leftovers()))).collect();
    let endpoints = members.list("endpoints").into_iter().map(|item| endpoint(item, members.leftovers())).collect();
    let product = Product {
        version,
        info,
        directories,
        components: Components { schemas },
        endpoints,
        endpoint_rule: members.text("x-endpoint-rule"),
        location_service_code: members.text("x-location-service-code"),
        common_error_codes: error_codes(members.object("x-common-error-codes"), members.leftovers()),
        source: sources(&mut members),
    };
    members.finish();
    product
}

/// One entry of `apis`, or one file of `spec/`.
pub(super) fn operation(value: Value, leftovers: &mut Leftovers) -> Operation {
    let mut members = Members::new("operation", value, leftovers);
    let title = members.wording("title");
    let summary = members.wording("summary");
    let description = description(&mut members);
    let system_type = system_tags(&mut members);
    let flow_limit = flow_limit(&mut members);
    let parameters = members.list("parameters").into_iter().map(|item| parameter(item, members.leftovers())).collect();
    let responses = members.object("responses").into_iter();
    let responses = responses.map(|(status, value)| (status, response(value, members.leftovers()))).collect();
    let security = members.list("security").into_iter();
    let security = security
        .filter_map(|value| if let Value::Object(map) = value { Some(map.into_iter().collect()) } else { None });
    let operation = Operation {
        title,
        summary,
        description,
        path: members.wording("path"),
        methods: members.texts("methods").into_iter().map(|method| method.to_ascii_lowercase()).collect(),
        schemes: members.texts("schemes"),
        security: security.collect(),
        consumes: members.texts("consumes"),
        produces: members.texts("produces"),
        operation_type: vendor_word(system_type.as_deref(), members.wording("operationType")),
        deprecated: members.flag("deprecated"),
        parameters,
        responses,
        error_codes: error_codes(members.object("errorCodes"), members.leftovers()),
        ram_actions: members
            .list("ramActions")
            .into_iter()
            .filter_map(|item| ram_action(item, members.leftovers()))
            .collect(),
        response_demo: response_demo(&mut members),
        change_set: members.list("changeSet").into_iter().map(|item| change(item, members.leftovers())).collect(),
        engines: members.texts("x-engines"),
        rate_limit: members.whole("x-rate-limit").or(flow_limit),
        request_demo: members.wording("x-request-demo"),
        page: members.wording("x-page"),
        items: members.text("x-items"),
        source: sources(&mut members),
        differences: members.texts("x-differences"),
    };
    members.finish();
    operation
}

fn info(value: Value, leftovers: &mut Leftovers) -> Info {
    let mut members = Members::new("info", value, leftovers);
    let info = Info {
        style: members.wording("style"),
        product: members.wording("product"),
        version: members.wording("version"),
        title: members.wording("title"),
    };
    members.finish();
    info
}

fn directory(value: Value, leftovers: &mut Leftovers) -> Directory {
    let mut members = Members::new("directory", value, leftovers);
    let children = members.list("children").into_iter();
    let children = children.map(|child| match child {
        Value::String(name) => DirectoryItem::Operation(name),
        other => DirectoryItem::Directory(directory(other, members.leftovers())),
    });
    let children = children.collect();
    let directory = Directory {
        id: members.whole("id"),
        title: members.wording("title"),
        kind: members.wording("type"),
        feature: members.wording("x-feature"),
        children,
    };
    members.finish();
    directory
}

fn endpoint(value: Value, leftovers: &mut Leftovers) -> Endpoint {
    let mut members = Members::new("endpoint", value, leftovers);
    let endpoint = Endpoint {
        region_id: members.wording("regionId"),
        region_name: members.wording("regionName"),
        endpoint: members.wording("endpoint"),
        public: members.wording("public"),
        vpc: members.wording("vpc"),
    };
    members.finish();
    endpoint
}

fn parameter(value: Value, leftovers: &mut Leftovers) -> Parameter {
    let mut members = Members::new("parameter", value, leftovers);
    // Some files keep the text beside the schema.
    let (title, description) = (members.wording("title"), members.wording("description"));
    let (required, example) = (members.flag("required"), members.value("example"));
    let schema = members.value("schema").map(|value| {
        let mut schema = schema(value, members.leftovers());
        schema.title = schema.title.or(title);
        schema.description = schema.description.or(description);
        schema.required = schema.required.or(required);
        schema.example = schema.example.or(example);
        schema
    });
    let parameter = Parameter {
        name: members.text("name"),
        location: members.wording("in"),
        style: members.wording("style"),
        schema,
    };
    members.finish();
    parameter
}

fn schema(value: Value, leftovers: &mut Leftovers) -> Schema {
    let mut members = Members::new("schema", value, leftovers);
    let mut properties: IndexMap<String, Schema> = members
        .object("properties")
        .into_iter()
        .map(|(name, value)| (name, schema(value, members.leftovers())))
        .collect();
    let required = match members.value("required") {
        // The form of JSON Schema: the object lists its required members.
        Some(Value::Array(names)) => {
            for name in names.iter().filter_map(Value::as_str) {
                if let Some(property) = properties.get_mut(name) {
                    property.required = Some(true);
                }
            }
            None
        }
        Some(Value::Bool(flag)) => Some(flag),
        Some(Value::String(text)) => Some(text.eq_ignore_ascii_case("true")),
        _ => None,
    };
    let items = members.value("items").filter(|value| value.as_object().is_some_and(|map| !map.is_empty()));
    let additional = match members.value("additionalProperties") {
        Some(Value::Bool(allowed)) => Some(AdditionalProperties::Allowed(allowed)),
        Some(value @ Value::Object(_)) => Some(AdditionalProperties::Schema(schema(value, members.leftovers()))),
        _ => None,
    };
    let schema = Schema {
        title: members.wording("title"),
        description: members.wording("description"),
        kind: members.wording("type"),
        format: members.wording("format"),
        reference: members.wording("$ref"),
        required,
        doc_required: members.flag("docRequired"),
        deprecated: members.flag("deprecated"),
        nullable: members.flag("nullable"),
        valid_values: members.list("enum"),
        enum_value_titles: texts_by_name(members.object("enumValueTitles")),
        default: members.value("default"),
        example: members.value("example"),
        minimum: members.value("minimum"),
        maximum: members.value("maximum"),
        exclusive_minimum: members.flag("exclusiveMinimum"),
        exclusive_maximum: members.flag("exclusiveMaximum"),
        min_length: members.whole("minLength"),
        max_length: members.whole("maxLength"),
        pattern: members.wording("pattern"),
        min_items: members.whole("minItems"),
        max_items: members.whole("maxItems"),
        items: items.map(|value| Box::new(schema(value, members.leftovers()))),
        properties,
        additional_properties: additional.map(Box::new),
        secret: members.flag("x-secret"),
    };
    members.finish();
    schema
}

fn response(value: Value, leftovers: &mut Leftovers) -> Response {
    let mut members = Members::new("response", value, leftovers);
    let response = Response {
        schema: members.value("schema").filter(Value::is_object).map(|value| schema(value, members.leftovers())),
        description: members.wording("description"),
        headers: members.object("headers").into_iter().collect(),
    };
    members.finish();
    response
}

fn error_codes(map: Map<String, Value>, leftovers: &mut Leftovers) -> IndexMap<String, Vec<ErrorCode>> {
    let read = |(status, value): (String, Value)| {
        let rows = if let Value::Array(rows) = value { rows } else { vec![value] };
        (status, rows.into_iter().map(|row| error_code(row, leftovers)).collect())
    };
    map.into_iter().map(read).collect()
}

fn error_code(value: Value, leftovers: &mut Leftovers) -> ErrorCode {
    let mut members = Members::new("error", value, leftovers);
    let error = ErrorCode {
        error_code: members.wording("errorCode"),
        error_message: members.wording("errorMessage"),
        description: members.wording("description"),
    };
    members.finish();
    error
}

/// A row of the authorization table: as in `spec/`, or the vendor's `{operationType, ramAction: {action, …}}`.
fn ram_action(value: Value, leftovers: &mut Leftovers) -> Option<RamAction> {
    let mut members = Members::new("ramAction", value, leftovers);
    let operation_type = members.wording("operationType");
    let action = if let Some(inner) = members.value("ramAction") {
        members.finish();
        let mut inner = Members::new("ramAction", inner, leftovers);
        let action = ram_action_members(&mut inner, operation_type);
        inner.finish();
        action
    } else {
        let action = ram_action_members(&mut members, operation_type);
        members.finish();
        action
    };
    action.action.is_some().then_some(action)
}

fn ram_action_members(members: &mut Members<'_>, operation_type: Option<String>) -> RamAction {
    // `authLevel` says whether single resources can be granted, which the resources say too.
    members.value("authLevel");
    let conditions = members.list("actionConditions").into_iter();
    let conditions = conditions.filter_map(|value| value.get("key").and_then(Value::as_str).map(str::to_owned));
    let conditions: Vec<String> = conditions.collect();
    let resources = members.list("resources").into_iter().map(|item| ram_resource(item, members.leftovers())).collect();
    RamAction {
        action: members.wording("action"),
        access_level: members.wording("accessLevel").or(operation_type),
        resources,
        condition_keys: members.texts("conditionKeys").into_iter().chain(conditions).collect(),
        dependent_actions: members.texts("dependentActions"),
    }
}

fn ram_resource(value: Value, leftovers: &mut Leftovers) -> RamResource {
    let mut members = Members::new("ramResource", value, leftovers);
    // The product is a part of the ARN.
    members.value("product");
    let always = members.wording("validationType").map(|validation| validation == "always");
    let resource = RamResource {
        kind: members.wording("type").or_else(|| members.wording("resourceType")),
        arn: members.wording("arn"),
        required: members.flag("required").or(always),
    };
    members.finish();
    resource
}

/// Samples: a list in `spec/`, the JSON text of that list in the vendor's files.
fn response_demo(members: &mut Members<'_>) -> Vec<ResponseDemo> {
    let list = match members.value("responseDemo") {
        None => return Vec::new(),
        Some(Value::Array(list)) => list,
        Some(Value::String(text)) => match serde_json::from_str(&text) {
            Ok(Value::Array(list)) => list,
            _ if text.trim().is_empty() => Vec::new(),
            _ => {
                members.leftovers().note("`operation.responseDemo` that is no list of samples".to_owned());
                Vec::new()
            }
        },
        Some(_) => {
            members.leftovers().note("`operation.responseDemo` that is no list of samples".to_owned());
            Vec::new()
        }
    };
    let read = |value: Value| {
        let mut sample = Members::new("responseDemo", value, members.leftovers());
        // The vendor's editor keeps the error sample beside the sample; it is empty nearly always.
        let demo = ResponseDemo { kind: sample.wording("type"), example: sample.wording("example") };
        sample.finish();
        demo
    };
    list.into_iter().map(read).filter(|demo| demo.example.is_some()).collect()
}

fn change(value: Value, leftovers: &mut Leftovers) -> Change {
    let mut members = Members::new("change", value, leftovers);
    let change = Change { created_at: members.wording("createdAt"), description: members.wording("description") };
    members.finish();
    change
}

fn sources(members: &mut Members<'_>) -> Vec<Source> {
    let list = members.list("x-source").into_iter();
    let read = |value: Value| {
        let mut source = Members::new("source", value, members.leftovers());
        let read = Source {
            document: source.wording("document"),
            updated: source.wording("updated"),
            facts: source.wording("facts"),
        };
        source.finish();
        read
    };
    list.map(read).collect()
}

/// The description, with the texts that the vendor keeps in members of their own.
fn description(members: &mut Members<'_>) -> Option<String> {
    let parts = ["description", "requestParamsDescription", "responseParamsDescription", "extraInfo"];
    let parts: Vec<String> = parts.iter().filter_map(|part| members.wording(part)).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// `systemTags`: the vendor's classification. What it says of reading and writing has a place.
fn system_tags(members: &mut Members<'_>) -> Option<String> {
    let tags = members.value("systemTags")?;
    let mut tags = Members::new("systemTags", tags, members.leftovers());
    let operation_type = tags.wording("operationType");
    tags.finish();
    operation_type
}

/// `flowControl`: calls per window. Only a limit per second that holds in every region has a place.
fn flow_limit(members: &mut Members<'_>) -> Option<u32> {
    let flow = members.value("flowControl")?;
    let mut flow = Members::new("flowControl", flow, members.leftovers());
    let mut limit = None;
    for row in flow.list("flowControlList") {
        let mut row = Members::new("flowControl", row, flow.leftovers());
        let (window, region) = (row.whole::<u32>("countWindow"), row.wording("regionId"));
        let threshold = row.whole::<u32>("threshold");
        row.value("api");
        row.finish();
        if window == Some(1) && region.is_none_or(|region| region == "*") {
            limit = limit.or(threshold);
        } else {
            flow.leftovers().note("`flowControl` of another window or of one region".to_owned());
        }
    }
    flow.finish();
    limit
}

fn texts_by_name(map: Map<String, Value>) -> IndexMap<String, String> {
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => (name, text),
        other => (name, other.to_string()),
    };
    map.into_iter().map(text).collect()
}
