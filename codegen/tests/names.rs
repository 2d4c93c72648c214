//! Names once given stay: whatever is added to an operation, what programs name means what it meant.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use alicloud_codegen::import::metadata;
use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::item::{Field, Home, Item, Type};
use alicloud_codegen::rust::model::{Model, Options};
use alicloud_codegen::spec;
use serde_json::{Map, Value, json};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// What a program can name, and what that is on the wire: `Operation query.Tag` is the field `tag`.
type Meanings = BTreeMap<String, String>;

fn meanings(model: &Model) -> Meanings {
    let mut meanings = Meanings::new();
    for operation in &model.operations {
        let mut walk = Walk { model, own: &operation.types, meanings: &mut meanings, depth: 0 };
        for parameter in operation.parameters() {
            walk.field(&format!("{} {:?}", operation.name(), parameter.facts.location), parameter.field);
        }
        for field in &operation.response.fields {
            walk.field(&format!("{} response", operation.name()), field);
        }
    }
    for item in &model.components {
        let mut walk = Walk { model, own: &model.components, meanings: &mut meanings, depth: 0 };
        walk.item("components", item);
    }
    meanings
}

struct Walk<'a> {
    model: &'a Model,
    own: &'a [Item],
    meanings: &'a mut Meanings,
    depth: usize,
}

impl Walk<'_> {
    fn field(&mut self, structure: &str, field: &Field) {
        let place = format!("{structure}.{}", field.wire);
        self.meanings.insert(format!("{place} (field)"), field.name.clone());
        self.ty(&place, &field.ty);
    }

    fn ty(&mut self, place: &str, ty: &Type) {
        match ty {
            Type::List(inner) | Type::Map(inner) => self.ty(place, inner),
            Type::Structure(reference) | Type::Enumeration(reference) => {
                self.meanings.insert(format!("{place} (type)"), format!("{:?} {}", reference.home, reference.name));
                let items = if reference.home == Home::Operation { self.own } else { &self.model.components };
                // Components are walked once, each by itself.
                let item = items.iter().find(|item| item.name() == reference.name);
                if let Some(item) = item.filter(|_| reference.home == Home::Operation && self.depth < 20) {
                    self.item(place, item);
                }
            }
            _ => {}
        }
    }

    fn item(&mut self, place: &str, item: &Item) {
        self.depth += 1;
        match item {
            Item::Structure(structure) => {
                let place =
                    if place == "components" { format!("components {}", structure.wire) } else { place.to_owned() };
                structure.fields.iter().for_each(|field| self.field(&place, field));
            }
            Item::Enumeration(enumeration) => {
                for variant in &enumeration.variants {
                    let meaning = format!("{place} {}={}", enumeration.wire, variant.value);
                    self.meanings.insert(meaning, variant.name.clone());
                }
            }
        }
        self.depth -= 1;
    }
}

/// A product that is imported again and again.
struct Product {
    folder: tempfile::TempDir,
}

impl Product {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn import(&self, document: &Value) -> Meanings {
        let file = self.folder.path().join("api-docs.json");
        std::fs::write(&file, document.to_string()).unwrap();
        let spec = self.folder.path().join("spec");
        let options = metadata::MetadataOptions { spec: &spec, descriptions: false, prune: true };
        let summary = metadata::import(&[file], options);
        assert_eq!(summary.problems.errors(), 0, "{}", summary.problems);
        let folder = spec::find(&spec).unwrap().remove(0);
        let spec = spec::load(&folder).unwrap_or_else(|problems| panic!("{problems}"));
        meanings(&generate(&spec, &Options::default()).unwrap().model)
    }

    fn names(&self) -> Value {
        let path = spec::find(&self.folder.path().join("spec")).unwrap()[0].join("names.json");
        std::fs::read_to_string(path).map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
    }
}

/// What `before` means and `after` does not, or means otherwise.
fn lost(before: &Meanings, after: &Meanings) -> Vec<String> {
    let line = |(place, name): (&String, &String)| {
        let now = after.get(place);
        (now != Some(name)).then(|| format!("{place}: {name} is now {now:?}"))
    };
    before.iter().filter_map(line).collect()
}

fn document(operation: Value, schemas: Value) -> Value {
    json!({
        "info": {"style": "RPC", "product": "Names", "version": "2020-01-01"},
        "components": {"schemas": schemas},
        "apis": {"GetThing": operation}
    })
}

fn operation(parameters: Value, response: Value) -> Value {
    json!({
        "methods": ["get"],
        "parameters": parameters,
        "responses": {"200": {"schema": {"type": "object", "properties": response}}}
    })
}

fn text() -> Value {
    json!({"type": "string"})
}

fn object(properties: Value) -> Value {
    json!({"type": "object", "properties": properties})
}

fn values(values: Value, titles: Value) -> Value {
    json!({"type": "string", "enum": values, "enumValueTitles": titles})
}

/// An operation before and after, the shared schemas before and after, and whether something is pinned.
#[test]
fn a_neighbour_takes_no_name_over() {
    let query = |name: &str, schema: Value| json!({"name": name, "in": "query", "schema": schema});
    let none = || json!([]);
    let no = || json!({});
    let cases: Vec<(&str, Value, Value, Value, Value)> = vec![
        (
            "a parameter with the same name in Rust",
            operation(json!([query("InstanceId", text())]), no()),
            operation(json!([query("InstanceID", text()), query("InstanceId", text())]), no()),
            no(),
            no(),
        ),
        (
            "a number that was given",
            operation(json!([query("RuleID", text()), query("RuleId", text())]), no()),
            operation(json!([query("RuleID", text()), query("RuleId", text()), query("RuleId_2", text())]), no()),
            no(),
            no(),
        ),
        (
            "another part of the request",
            operation(json!([{"name": "From", "in": "formData", "schema": text()}]), no()),
            operation(json!([query("From", text()), {"name": "From", "in": "formData", "schema": text()}]), no()),
            no(),
            no(),
        ),
        (
            "a field of a structure",
            operation(none(), json!({"Item": object(json!({"Id": text()}))})),
            operation(none(), json!({"Item": object(json!({"ID": text(), "Id": text()}))})),
            no(),
            no(),
        ),
        (
            "the request id",
            operation(none(), json!({"RequestId": text(), "A": text()})),
            operation(none(), json!({"request_id": text(), "RequestId": text(), "A": text()})),
            no(),
            no(),
        ),
        (
            "a type of the request, which comes before those of the response",
            operation(none(), json!({"Tag": object(json!({"Key": text()}))})),
            operation(
                json!([query("Tag", object(json!({"Value": text()})))]),
                json!({"Tag": object(json!({"Key": text()}))}),
            ),
            no(),
            no(),
        ),
        (
            "a type above",
            operation(none(), json!({"Items": object(json!({"Tag": object(json!({"Key": text()}))}))})),
            operation(
                none(),
                json!({"Items": object(json!({"Tag": object(json!({"Key": text()}))})), "Tag": object(json!({"Other": text()}))}),
            ),
            no(),
            no(),
        ),
        (
            "a value with the same name in Rust",
            operation(json!([query("State", values(json!(["b_c"]), no()))]), no()),
            operation(json!([query("State", values(json!(["b-c", "b_c"]), no()))]), no()),
            no(),
            no(),
        ),
        (
            "a title with the same name in Rust",
            operation(json!([query("State", values(json!(["1"]), json!({"1": "On"})))]), no()),
            operation(json!([query("State", values(json!(["0", "1"]), json!({"0": "On", "1": "On"})))]), no()),
            no(),
            no(),
        ),
        (
            "one of two that were one type gains a value",
            operation(
                json!([query("State", values(json!(["a", "b"]), no()))]),
                json!({"State": values(json!(["a", "b"]), no())}),
            ),
            operation(
                json!([query("State", values(json!(["a", "b", "c"]), no()))]),
                json!({"State": values(json!(["a", "b"]), no())}),
            ),
            no(),
            no(),
        ),
        (
            "the other one gains a value",
            operation(
                json!([query("State", values(json!(["a", "b"]), no()))]),
                json!({"State": values(json!(["a", "b"]), no())}),
            ),
            operation(
                json!([query("State", values(json!(["a", "b"]), no()))]),
                json!({"State": values(json!(["c", "a", "b"]), no())}),
            ),
            no(),
            no(),
        ),
        (
            "two types have the same values now",
            operation(
                json!([query("State", values(json!(["a"]), no()))]),
                json!({"State": values(json!(["a", "b"]), no())}),
            ),
            operation(
                json!([query("State", values(json!(["a", "b"]), no()))]),
                json!({"State": values(json!(["a", "b"]), no())}),
            ),
            no(),
            no(),
        ),
        (
            "a shared schema with the name of a type within another",
            operation(none(), json!({"Thing": {"$ref": "#/components/schemas/Thing"}})),
            operation(
                none(),
                json!({"Thing": {"$ref": "#/components/schemas/Thing"}, "Tag": {"$ref": "#/components/schemas/Tag"}}),
            ),
            json!({"Thing": object(json!({"Tag": object(json!({"Key": text()}))}))}),
            json!({"Thing": object(json!({"Tag": object(json!({"Key": text()}))})), "Tag": object(json!({"Other": text()}))}),
        ),
        (
            "a field and a value of shared schemas",
            operation(
                none(),
                json!({"Thing": {"$ref": "#/components/schemas/Thing"}, "Kind": {"$ref": "#/components/schemas/Kind"}}),
            ),
            operation(
                none(),
                json!({"Thing": {"$ref": "#/components/schemas/Thing"}, "Kind": {"$ref": "#/components/schemas/Kind"}}),
            ),
            json!({"Thing": object(json!({"Id": text()})), "Kind": values(json!(["a_b"]), no())}),
            json!({"Thing": object(json!({"ID": text(), "Id": text()})), "Kind": values(json!(["a.b", "a_b"]), no())}),
        ),
    ];
    for (name, before, after, schemas_before, schemas_after) in cases {
        let product = Product::new();
        let first = product.import(&document(before, schemas_before));
        assert_eq!(product.names(), Value::Null, "{name}: nothing to pin yet");
        let after = document(after, schemas_after);
        let unpinned = lost(&first, &Product::new().import(&after));
        assert!(!unpinned.is_empty(), "{name}: it would not change anyway");
        let second = product.import(&after);
        assert_eq!(lost(&first, &second), [] as [String; 0], "{name}: {:#}", product.names());
        let third = product.import(&after);
        assert_eq!(second, third, "{name}: it is the same when it is imported again");
    }
}

/// A value that means two things makes two types, whatever is pinned: programs would read `Frozen` as `On`.
#[test]
fn equal_values_with_other_titles_are_two_types() {
    let titled = |title: &str| values(json!(["0", "1"]), json!({"0": "Off", "1": title}));
    let of = |request: &str, response: &str| {
        let parameter = json!([{"name": "Status", "in": "query", "schema": titled(request)}]);
        document(operation(parameter, json!({"Status": titled(response)})), json!({}))
    };
    let product = Product::new();
    let one = product.import(&of("On", "On"));
    assert_eq!(one["GetThing Query.Status (type)"], one["GetThing response.Status (type)"]);
    for meanings in [product.import(&of("On", "Frozen")), Product::new().import(&of("On", "Frozen"))] {
        assert_ne!(meanings["GetThing Query.Status (type)"], meanings["GetThing response.Status (type)"]);
        assert_eq!(meanings["GetThing Query.Status Status=1"], "On");
        assert_eq!(meanings["GetThing response.Status Status=1"], "Frozen");
    }
}

/// Random additions to real entries.
#[test]
fn additions_to_real_entries_change_no_name() {
    let folder = Path::new(HERE).join("../spec/rds/2014-08-15");
    let read = |path: &Path| serde_json::from_str::<Value>(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut entries: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.retain(|path| path.file_stem().is_some_and(|stem| stem.to_str().unwrap().starts_with(char::is_uppercase)));
    entries.sort();
    let product = read(&folder.join("product.json"));
    let mut random = fastrand::Rng::with_seed(28);
    let mut would_change = 0;
    for round in 0..15 {
        let mut apis = Map::new();
        for _ in 0..6 {
            let path = &entries[random.usize(..entries.len())];
            apis.insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), read(path));
        }
        let mut document = json!({"info": product["info"], "components": product["components"], "apis": apis});
        let imported = Product::new();
        let mut before = imported.import(&document);
        for step in 0..3 {
            for _ in 0..random.usize(1..8) {
                add(&mut document, &mut random);
            }
            would_change += usize::from(!lost(&before, &Product::new().import(&document)).is_empty());
            let after = imported.import(&document);
            let lost = lost(&before, &after);
            assert!(lost.is_empty(), "round {round}, step {step}: {lost:#?}\n{:#}", imported.names());
            before = after;
        }
    }
    assert!(would_change > 8, "{would_change} of 45 additions would change a name");
}

/// Adds something with a name like one that is there.
fn add(document: &mut Value, random: &mut fastrand::Rng) {
    let apis = document["apis"].as_object_mut().unwrap();
    let at = random.usize(..apis.len());
    let operation = apis.values_mut().nth(at).unwrap();
    let mut places = Vec::new();
    collect(operation, "", &mut places);
    let Some(place) = random.choice(&places).cloned() else { return };
    let all: Vec<String> = places.iter().flat_map(|place| keys(operation.pointer(place).unwrap())).collect();
    let borrowed = random.choice(all).unwrap_or_else(|| "Id".to_owned());
    let node = operation.pointer_mut(&place).unwrap();
    let own = random.choice(keys(node)).unwrap_or_else(|| borrowed.clone());
    let name = [
        own.to_uppercase(),
        own.to_lowercase(),
        format!("{own}_2"),
        format!("_{own}"),
        own.replace("DB", "Db"),
        borrowed,
    ][random.usize(..6)]
    .clone();
    let schema = match random.u8(..4) {
        0 => text(),
        1 => object(json!({"Key": text(), "Value": object(json!({"Key": text()}))})),
        2 => values(json!(["a", "b"]), json!({})),
        _ => json!({"type": "array", "items": object(json!({"Key": text()}))}),
    };
    match node {
        Value::Array(items) if place == "/parameters" => {
            let location = ["query", "formData"][random.usize(..2)];
            let is_there = items.iter().any(|item| item["name"] == name.as_str() && item["in"] == location);
            if !is_there {
                items.insert(random.usize(..=items.len()), json!({"name": name, "in": location, "schema": schema}));
            }
        }
        Value::Array(items) => {
            let value = items.first().and_then(Value::as_str).unwrap_or("a").to_owned();
            let new = [value.to_uppercase(), value.replace('_', "-"), format!("{value} "), "c".to_owned()]
                [random.usize(..4)]
            .clone();
            if !items.iter().any(|item| *item == new.as_str()) {
                items.insert(random.usize(..=items.len()), json!(new));
            }
        }
        Value::Object(map) => {
            let mut members: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
            if !members.iter().any(|(there, _)| *there == name) {
                members.insert(random.usize(..=members.len()), (name, schema));
            }
            map.extend(members);
        }
        _ => {}
    }
}

/// Pointers to lists of parameters, fields of objects and valid values.
fn collect(value: &Value, path: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
                if key == "enum" && map.get("type") == Some(&json!("string"))
                    || key == "properties" && inner.is_object()
                    || path == "/parameters"
                {
                    places.push(path.clone());
                }
                if ["parameters", "responses", "200", "schema", "items", "properties"].contains(&key.as_str())
                    || path.contains("/properties/")
                {
                    collect(inner, &path, places);
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                collect(inner, &format!("{path}/{index}"), places);
            }
        }
        _ => {}
    }
}

fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Array(items) => items.iter().filter_map(|item| Some(item["name"].as_str()?.to_owned())).collect(),
        _ => Vec::new(),
    }
}
