//! The parameters of an operation, read from the locations that the spec defines.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use alicloud_api::{BodyKind, ListStyle, Location};
use alicloud_catalog::{Operation, Product, RequestParameter, Schema};
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::field_schema::field_schema;
use crate::json;
use crate::received_request::ReceivedRequest;
use crate::xml::{InvalidXml, XmlElement};

/// Parameters by name. Scalars from query, form, path and headers are strings; lists and objects have the shape of the
/// spec, regardless of how they were encoded. Parameters that the spec does not have are ignored, as the real gateway
/// does.
#[derive(Debug, Default)]
pub(crate) struct ParameterValues {
    values: BTreeMap<String, Value>,
}

impl ParameterValues {
    /// # Errors
    ///
    /// `Invalid…` for a parameter or body that should be JSON or XML and is not.
    pub(super) fn read(
        product: &Product,
        operation: &Operation,
        received: &ReceivedRequest,
        in_path: &[(String, String)],
    ) -> Result<Self, ApiError> {
        let mut values = BTreeMap::new();
        let body = LazyCell::new(|| body(received));
        let root = LazyCell::new(|| root(received));
        for parameter in &operation.parameters {
            let name = parameter.name;
            let value = match parameter.location {
                Location::Path => in_path
                    .iter()
                    .find(|(candidate, _)| candidate == name)
                    .map(|(_, value)| Value::from(value.as_str())),
                Location::WholePath => Some(Value::from(received.path.as_str())),
                Location::Host => host_label(product, received).map(Value::from),
                Location::Header => received.header(&name.to_ascii_lowercase()).map(Value::from),
                Location::WholeBody | Location::BodyField if is_document(product, operation, parameter) => {
                    let root = root.as_ref().map_err(|_| ApiError::invalid(name))?.as_ref();
                    match parameter.location {
                        Location::WholeBody => root.map(|root| root.as_only_field(product, &parameter.schema)),
                        _ => root.filter(|root| root.name == name).map(|root| root.shaped(product, &parameter.schema)),
                    }
                }
                Location::WholeBody | Location::BodyField => {
                    let body = body.as_ref().map_err(|()| ApiError::invalid(name))?.as_ref();
                    let is_field = parameter.location == Location::BodyField;
                    if is_field { body.and_then(|body| body.get(name)) } else { body }.cloned()
                }
                // The gateway accepts both in both locations.
                Location::Query | Location::Form => written(product, parameter, received)?,
            };
            if let Some(value) = value {
                values.insert(name.to_owned(), value);
            }
        }
        Ok(Self { values })
    }

    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// A scalar as a string; `None` if it is not set or empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// An integer that the spec has already checked.
    pub(crate) fn integer(&self, name: &str) -> Option<u64> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// A boolean that the spec has already checked.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The elements of a list.
    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// All parameters but one, as a string that is only compared.
    pub(crate) fn fingerprint_without(&self, name: &str) -> String {
        let others: BTreeMap<_, _> = self.values.iter().filter(|(candidate, _)| *candidate != name).collect();
        serde_json::to_string(&others).unwrap_or_default()
    }
}

/// The first label of the host that a request names, in front of `localhost` or of a host of the product. Any other name
/// or address is that at which the emulator is reached, and no part of it is a parameter.
fn host_label<'a>(product: &Product, received: &'a ReceivedRequest) -> Option<&'a str> {
    let host = received.host();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let hosts = product.info().endpoints.iter().flat_map(|hosts| [hosts.public, hosts.vpc]).flatten();
    let is_products = |name: &str| hosts.clone().any(|known| known.eq_ignore_ascii_case(name));
    let (label, rest) = name.split_once('.').filter(|(label, _)| !label.is_empty())?;
    let is_in_front = !is_products(name) && (rest.eq_ignore_ascii_case("localhost") || is_products(rest));
    is_in_front.then_some(label)
}

/// A parameter of query or form.
fn written(
    product: &Product,
    parameter: &RequestParameter,
    received: &ReceivedRequest,
) -> Result<Option<Value>, ApiError> {
    let name = parameter.name;
    let schema = product.resolve(&parameter.schema);
    let is_composite = matches!(schema.kind.as_deref(), Some("array" | "object"));
    let exact = received.parameter(name);
    match (parameter.style, exact) {
        _ if !is_composite => Ok(exact.map(Value::from)),
        (ListStyle::Simple, Some(text)) => {
            Ok(Some(text.split(',').filter(|part| !part.is_empty()).map(Value::from).collect()))
        }
        (_, Some("")) => Ok(None),
        (_, Some(text)) => json::parse(text.as_bytes()).map(Some).map_err(|_| ApiError::invalid(name)),
        (_, None) => Ok(flattened(received, name).map(|node| node.shaped(product, schema))),
    }
}

/// Whether a parameter is in a body that has to be XML. A body that is a string can be anything.
fn is_document(product: &Product, operation: &Operation, parameter: &RequestParameter) -> bool {
    operation.info.body == BodyKind::Xml
        && (parameter.location == Location::BodyField
            || product.resolve(&parameter.schema).kind.as_deref() != Some("string"))
}

/// The root element of the body, if there is a body.
fn root(received: &ReceivedRequest) -> Result<Option<XmlElement>, InvalidXml> {
    if received.body.is_empty() { Ok(None) } else { XmlElement::parse(&received.body).map(Some) }
}

/// The body, if there is one. What is not JSON is passed on as a string.
fn body(received: &ReceivedRequest) -> Result<Option<Value>, ()> {
    if received.body.is_empty() {
        return Ok(None);
    }
    let is_json = received.header("content-type").is_some_and(|kind| kind.contains("json"));
    if is_json {
        json::parse(&received.body).map(Some).map_err(drop)
    } else {
        Ok(Some(Value::from(String::from_utf8_lossy(&received.body))))
    }
}

/// The value of `Name`, from parameters such as `Name.1.Key=…`.
fn flattened(received: &ReceivedRequest, name: &str) -> Option<FlattenedValue> {
    let mut root = FlattenedValue::Members(BTreeMap::new());
    let mut found = false;
    for (key, value) in received.parameters() {
        let Some(path) = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')) else { continue };
        // Deeper than in any operation: the rest remains one key.
        root.insert(path.splitn(MOST_LEVELS, '.'), value);
        found = true;
    }
    found.then_some(root)
}

const MOST_LEVELS: usize = 16;

/// Flattened parameters, before it is known which levels are lists.
enum FlattenedValue {
    Text(String),
    Members(BTreeMap<String, FlattenedValue>),
}

impl FlattenedValue {
    fn insert<'a>(&mut self, mut path: impl Iterator<Item = &'a str>, value: &str) {
        let Some(key) = path.next() else {
            *self = Self::Text(value.to_owned());
            return;
        };
        if let Self::Text(_) = self {
            *self = Self::Members(BTreeMap::new());
        }
        if let Self::Members(members) = self {
            // Boxed iterator: the type would otherwise contain itself.
            let rest: Box<dyn Iterator<Item = &'a str> + '_> = Box::new(path);
            members.entry(key.to_owned()).or_insert_with(|| Self::Members(BTreeMap::new())).insert(rest, value);
        }
    }

    fn shaped(self, product: &Product, schema: &Schema) -> Value {
        let schema = product.resolve(schema);
        match self {
            Self::Text(text) => Value::from(text),
            Self::Members(members) if schema.kind.as_deref() == Some("array") => {
                let mut elements: Vec<(u64, Self)> =
                    members.into_iter().filter_map(|(key, node)| Some((key.parse().ok()?, node))).collect();
                elements.sort_by_key(|(position, _)| *position);
                let items = schema.items.as_deref().cloned().unwrap_or_default();
                elements.into_iter().map(|(_, node)| node.shaped(product, &items)).collect()
            }
            Self::Members(members) => {
                let members = members.into_iter().map(|(key, node)| {
                    let shape = field_schema(schema, &key).cloned().unwrap_or_default();
                    let value = node.shaped(product, &shape);
                    (key, value)
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }
}
