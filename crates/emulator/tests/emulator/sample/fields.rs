//! Every documented field is in the response, with its value in the sample or, without a sample, with its example; and a response in XML
//! has the fields of the one in JSON.

use alicloud_catalog::{Catalog, Product, Schema};
use alicloud_emulator::Emulated;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use super::{operations, send, with_examples};
use crate::client::{Answer, Client};

/// Fields that the emulator sets itself: the page that was asked for, and how many items there are.
const COUNTED: [&str; 24] = [
    "CurrPageNumbers",
    "CurrentPage",
    "HasNext",
    "HasPrev",
    "ItemCount",
    "ItemsCount",
    "MaxRecordsPerPage",
    "MaxResults",
    "NextToken",
    "PageIndex",
    "PageNo",
    "PageNumber",
    "PageNumbers",
    "PageRecordCount",
    "PageSize",
    "RequestId",
    "Total",
    "TotalCount",
    "TotalItemsCount",
    "TotalPageCount",
    "TotalPageNumbers",
    "TotalRecordCount",
    "TotalRecords",
    "TotalRecordsCount",
];

/// Types that contain themselves end somewhere below.
const DEEPEST: usize = 8;

/// What was compared, and where the response has something else than the sample.
#[derive(Default)]
struct Comparison {
    fields: usize,
    differences: Vec<String>,
}

/// One operation: its types, and the parameters that it was called with, whose values take the place of those of the sample.
struct Case<'a> {
    product: &'a Product,
    sent: &'a [(String, String)],
}

impl Case<'_> {
    /// Compares a value of this type with the sample or, where that has none, with the example of the type.
    fn compare(&self, schema: &Schema, path: &str, sample: Option<&Value>, found: Option<&Value>, to: &mut Comparison) {
        let schema = self.product.resolve(schema);
        let name = path.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
        if COUNTED.iter().any(|counted| counted.eq_ignore_ascii_case(name)) || path.matches('.').count() > DEEPEST {
            return;
        }
        let Some(found) = found else {
            to.differences.push(format!("{path} is not there"));
            return;
        };
        match schema.kind.as_deref() {
            Some("array") => {
                let Some(items) = &schema.items else { return };
                let expected: &[Value] = sample.and_then(Value::as_array).map_or(&[], Vec::as_slice);
                let Some(found) = found.as_array().filter(|found| !found.is_empty()) else {
                    to.differences.push(format!("{path} has no items: {found}"));
                    return;
                };
                to.fields += 1;
                // A parameter that identifies an item selects it.
                let offset = if found.len() >= expected.len() { 0 } else { self.selected(items, expected, &found[0]) };
                if found.len() != expected.len().max(1) && found.len() != 1 {
                    to.differences.push(format!("{path}: {} items, not {}", found.len(), expected.len()));
                }
                for (index, element) in found.iter().enumerate() {
                    self.compare(items, &format!("{path}[]"), expected.get(offset + index), Some(element), to);
                }
            }
            Some("object") => {
                for (name, field) in &schema.properties {
                    let same = |(other, _): &(&String, _)| other.eq_ignore_ascii_case(name);
                    let fields = sample.and_then(Value::as_object);
                    let in_sample =
                        fields.and_then(|fields| fields.get(name).or_else(|| fields.iter().find(same).map(|it| it.1)));
                    self.compare(field, &format!("{path}.{name}"), in_sample, found.get(name), to);
                }
            }
            kind => {
                let known = [sample, schema.example.as_ref()].into_iter().flatten();
                let Some(expected) = known.map(text).find(|text| fits(kind, text)) else { return };
                let found = text(found);
                to.fields += 1;
                if expected != found && !self.sent.iter().any(|(_, value)| value.trim() == found) {
                    to.differences.push(format!("{path}: {found}, not {expected}"));
                }
            }
        }
    }

    /// The item of the sample that is most like the only one of the response.
    fn selected(&self, items: &Schema, expected: &[Value], found: &Value) -> usize {
        let distance = |index: &usize| {
            let mut comparison = Comparison::default();
            self.compare(items, "", expected.get(*index), Some(found), &mut comparison);
            comparison.differences.len()
        };
        (0..expected.len()).min_by_key(distance).unwrap_or(0)
    }
}

/// Whether this is a value of a type: many examples of the vendor are none of theirs.
fn fits(kind: Option<&str>, text: &str) -> bool {
    match kind {
        Some("integer") => text.parse::<i64>().is_ok(),
        Some("number") => text.parse::<f64>().is_ok_and(f64::is_finite),
        Some("boolean") => ["true", "false"].contains(&text),
        Some("string") => !text.is_empty(),
        _ => false,
    }
}

/// A scalar without what is only notation: blanks around it, the case of a boolean, the zeros of a number.
fn text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    match (text.to_ascii_lowercase().as_str(), text.parse::<f64>()) {
        (boolean @ ("true" | "false"), _) => boolean.to_owned(),
        (_, Ok(number)) if (text.contains('.') || text.starts_with('0')) && number.is_finite() => number.to_string(),
        _ => text,
    }
}

/// Names and values of everything that is no object and no list, in order, with the names around them.
fn leaves(path: &str, value: &Value, to: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Array(elements) => elements.iter().for_each(|element| leaves(path, element, to)),
        Value::Object(fields) => {
            let before = to.len();
            fields.iter().for_each(|(name, value)| leaves(&format!("{path}/{}", element_name(name)), value, to));
            // In XML, an object without content is an element without content.
            if to.len() == before {
                to.push((path.to_owned(), String::new()));
            }
        }
        Value::String(text) => to.push((path.to_owned(), text.clone())),
        scalar => to.push((path.to_owned(), scalar.to_string())),
    }
}

/// The name of the element of a key, which can have characters that no name of an element has.
fn element_name(key: &str) -> String {
    let name: String = key.chars().map(|c| if c.is_alphanumeric() || "_-.".contains(c) { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') { name } else { format!("_{name}") }
}

/// The same of an XML document, without the name of its root.
fn leaves_of_xml(document: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(document);
    let (mut open, mut found, mut content, mut is_leaf) = (Vec::new(), Vec::new(), String::new(), false);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {document}")) {
            Event::Start(start) => {
                open.push(start.name().as_ref().to_owned());
                content.clear();
                is_leaf = true;
            }
            Event::Text(text) => content.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) => content.push(match entity.xml10_content().as_ref() {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => entity.resolve_char_ref().unwrap().unwrap(),
            }),
            Event::End(_) => {
                if is_leaf {
                    let path: String = open[1..].iter().map(|name| format!("/{name}")).collect();
                    found.push((path, std::mem::take(&mut content)));
                }
                is_leaf = false;
                open.pop();
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The request ID of a response itself, not of what it contains.
pub(super) fn request_id(answer: &Answer) -> Option<String> {
    let mut found = Vec::new();
    match answer.text.starts_with('<') {
        true => found = leaves_of_xml(&answer.text),
        false => leaves("", &answer.json(), &mut found),
    }
    found.into_iter().find(|(path, _)| path.eq_ignore_ascii_case("/RequestId")).map(|(_, id)| id)
}

#[tokio::test]
async fn every_documented_field_is_in_the_response_with_its_value() {
    let emulator = with_examples(false).await;
    let (mut comparison, mut samples, mut documents) = (Comparison::default(), 0, 0);
    for product in Catalog::embedded().products() {
        for (operation, sent) in operations(product) {
            let name = operation.info.name;
            if alicloud_emulator::coverage_of(product, name) == Some(Emulated::Stateful) {
                continue;
            }
            let client = Client { version: product.version(), ..Client::new(&emulator) };
            let answer = send(&client, operation, &sent, &[]).await;
            if answer.header("x-alicloud-emulated") != Some("sample") {
                continue;
            }
            if let Some(schema) = operation.response() {
                let sample = operation.sample("json").and_then(|sample| serde_json::from_str(sample).ok());
                samples += usize::from(sample.is_some());
                let case = Case { product, sent: &sent };
                case.compare(schema, name, sample.as_ref(), Some(&answer.json()), &mut comparison);
            }

            // Events are JSON in either format.
            if answer.header("content-type").is_some_and(|value| value.starts_with("text/event-stream")) {
                continue;
            }
            let in_xml = send(&Client { format: "XML", ..client }, operation, &sent, &[]).await;
            let mut expected = Vec::new();
            leaves("", &answer.json(), &mut expected);
            let mut found = leaves_of_xml(&in_xml.text);
            for leaves in [&mut expected, &mut found] {
                leaves.retain(|(path, _)| !path.eq_ignore_ascii_case("/RequestId"));
            }
            assert_eq!(found, expected, "{name}: {}", in_xml.text);
            documents += 1;
        }
    }
    assert!(
        samples >= 4 && documents > 950 && comparison.fields > 4_800,
        "{samples} {documents} {}",
        comparison.fields
    );
    // Their examples ask for the tenth page, on which there is nothing.
    comparison.differences.retain(|difference| difference != "QueryPageSmartShortUrlLog.Model.List has no items: []");
    assert_eq!(comparison.differences, ["DescribeCloudMigrationResult.Items has no items: []"]);
}
