//! `diff` against the code itself: descriptions are changed at random, and what a program could name in the old code and cannot name in the
//! new code is a breaking change. What `diff` says does not compile does not.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use alicloud_codegen::diff::{Class, Comparison, compare};
use alicloud_codegen::generate::generate;
use alicloud_codegen::model::{Options, Selection};
use alicloud_codegen::spec::{self, Spec};
use fastrand::Rng;
use quote::ToTokens as _;
use serde_json::Value;
use syn::{ImplItem, Item};

/// Pairs of each description.
const PAIRS: u64 = 12;

#[test]
fn what_a_program_cannot_name_any_more_is_breaking() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for file in descriptions() {
        let old: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let Some(old_spec) = load(&old) else { panic!("{}", file.display()) };
        for seed in 0..PAIRS {
            let mut rng = Rng::with_seed(seed);
            let mut new = old.clone();
            let changes: Vec<String> = (0..rng.usize(1..3)).map(|_| change(&mut new, &mut rng)).collect();
            let case = format!("{}, seed {seed}: {}", file.display(), changes.join("; "));
            let Some(new_spec) = load(&new) else { continue };
            let comparison =
                compare(std::slice::from_ref(&old_spec), std::slice::from_ref(&new_spec)).expect("a comparison");
            compared += 1;
            if let Some(lost) = contradiction(&comparison, &old_spec, &new_spec) {
                wrong.push(format!("{case}\n{lost}\n{comparison}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(compared > 200, "{compared} pairs");
}

/// What the code has lost without a word, or has kept against what was said.
fn contradiction(comparison: &Comparison, old: &Spec, new: &Spec) -> Option<String> {
    let mut breaking = comparison.changes().filter(|change| change.class == Class::Breaking).peekable();
    if breaking.peek().is_none() {
        for selection in selections(old, new) {
            let Some(before) = public_items(old, &selection) else { continue };
            let after = public_items(new, &selection).unwrap_or_default();
            let lost: Vec<&String> = before.difference(&after).collect();
            if !lost.is_empty() {
                return Some(format!("{selection:?} loses {lost:#?}"));
            }
        }
        None
    } else if breaking.all(|change| change.effect.ends_with("does not compile")) {
        let is_lost = selections(old, new).any(|selection| {
            let after = public_items(new, &selection).unwrap_or_default();
            public_items(old, &selection).is_some_and(|before| !before.is_subset(&after))
        });
        (!is_lost).then(|| "everything is still there".to_owned())
    } else {
        None
    }
}

/// Everything, each group alone, and each operation alone that is still called so.
fn selections(spec: &Spec, new: &Spec) -> impl Iterator<Item = Selection> {
    let only = |operations: BTreeSet<String>, groups| Selection::Only { operations, groups };
    let groups = generate(spec, &Options::default()).unwrap().model.groups;
    let groups = groups.into_iter().map(move |group| only(BTreeSet::new(), BTreeSet::from([group.feature])));
    let operations = spec.operations.keys().filter(|name| new.operations.contains_key(*name));
    let operations: Vec<String> = operations.cloned().collect();
    let operations = operations.into_iter().map(move |name| only(BTreeSet::from([name]), BTreeSet::new()));
    std::iter::once(Selection::All).chain(groups).chain(operations)
}

/// Everything that a program can name, and what it can do with it. `None` where nothing is generated.
fn public_items(spec: &Spec, selection: &Selection) -> Option<BTreeSet<String>> {
    let files = generate(spec, &Options { selection: selection.clone(), crate_name: None }).ok()?.files;
    let mut items = BTreeSet::new();
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".rs")) {
        let mut add = |item: String| items.insert(format!("{name} {item}"));
        for item in syn::parse_file(text).unwrap().items {
            match item {
                Item::Struct(item) => {
                    add(format!("struct {}", item.ident));
                    for field in item.fields {
                        let name = field.ident.unwrap();
                        add(format!("{}.{name}: {}", item.ident, field.ty.to_token_stream()));
                    }
                }
                Item::Enum(item) => {
                    add(format!("enum {}", item.ident));
                    for variant in item.variants {
                        add(format!(
                            "{}::{}",
                            item.ident,
                            variant.to_token_stream().to_string().rsplit(']').next().unwrap()
                        ));
                    }
                }
                Item::Type(item) => {
                    add(format!("type {} = {}", item.ident, item.ty.to_token_stream()));
                }
                Item::Impl(item) => {
                    let of = item.trait_.map(|(path, _)| path.to_token_stream().to_string()).unwrap_or_default();
                    let owner = format!("impl {of} for {}", item.self_ty.to_token_stream());
                    add(owner.clone());
                    for inner in item.items {
                        match inner {
                            // Functions with a default come and go with what the operation does.
                            ImplItem::Fn(function) if of.is_empty() => {
                                add(format!("{owner} {}", function.sig.to_token_stream()));
                            }
                            ImplItem::Type(item) => {
                                add(format!("{owner} {} = {}", item.ident, item.ty.to_token_stream()));
                            }
                            _ => {}
                        }
                    }
                }
                Item::Macro(item) => {
                    add(item.mac.to_token_stream().to_string());
                }
                _ => {}
            }
        }
    }
    Some(items)
}

fn load(json: &Value) -> Option<Spec> {
    spec::from_api_docs(Path::new("api-docs.json"), &json.to_string()).ok()
}

/// Those of the cases of `diff`, and the one in which everything occurs.
fn descriptions() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir("tests/diff")
        .unwrap()
        .map(|entry| entry.unwrap().path().join("old.json"))
        .filter(|file| file.is_file())
        .collect();
    files.push(PathBuf::from("tests/hostile/api-docs.json"));
    files.sort();
    files
}

/// Changes something somewhere, and says what.
fn change(json: &mut Value, rng: &mut Rng) -> String {
    let mut places = Vec::new();
    walk(json, String::new(), &mut places);
    places.remove(0);
    let place = &places[rng.usize(..places.len())];
    let (parent, name) = place.rsplit_once('/').unwrap();
    // What has the same name elsewhere fits here as well.
    let donors: Vec<&String> = places.iter().filter(|other| other.rsplit_once('/').unwrap().1 == name).collect();
    let donor = json.pointer(donors[rng.usize(..donors.len())]).unwrap().clone();
    let name = name.replace("~1", "/").replace("~0", "~");
    let what = match (json.pointer_mut(parent).unwrap(), rng.u8(..6)) {
        (Value::Object(fields), 0) => {
            fields.shift_remove(&name);
            "removed"
        }
        (Value::Object(fields), 1) => {
            let new = other_name(&name, rng);
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(key, value)| (if key == name { new.clone() } else { key }, value))
                .collect();
            "renamed"
        }
        (Value::Object(fields), 2) => {
            fields.insert(other_name(&name, rng), donor);
            "added"
        }
        (Value::Array(elements), 0) => {
            elements.remove(name.parse().unwrap());
            "removed"
        }
        (Value::Array(elements), 1 | 2) => {
            elements.push(donor);
            "added"
        }
        (parent, 3 | 4) => {
            *field(parent, &name) = donor;
            "has the value of another place"
        }
        (parent, _) => {
            let value = field(parent, &name);
            *value = other_value(&name, value, rng);
            "has another value"
        }
    };
    format!("{place} {what}")
}

fn field<'a>(parent: &'a mut Value, name: &str) -> &'a mut Value {
    match parent {
        Value::Array(elements) => &mut elements[name.parse::<usize>().unwrap()],
        other => &mut other[name],
    }
}

/// Pointers to everything.
fn walk(value: &Value, pointer: String, places: &mut Vec<String>) {
    places.push(pointer.clone());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                walk(value, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        Value::Array(elements) => {
            for (position, value) in elements.iter().enumerate() {
                walk(value, format!("{pointer}/{position}"), places);
            }
        }
        _ => {}
    }
}

/// A name that is much the same.
fn other_name(name: &str, rng: &mut Rng) -> String {
    match rng.u8(..6) {
        0 => name.to_lowercase(),
        1 => name.to_uppercase(),
        2 => name.replace(['.', '_', '-'], ""),
        3 => format!("{name}.Item"),
        4 => format!("{name}_"),
        _ => format!("{name}New"),
    }
}

fn other_value(name: &str, value: &Value, rng: &mut Rng) -> Value {
    const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];
    match value {
        Value::Bool(value) => Value::Bool(!value),
        Value::Number(_) => Value::from(rng.u8(..)),
        Value::String(_) if name == "type" => Value::from(TYPES[rng.usize(..TYPES.len())]),
        Value::String(text) => Value::from(other_name(text, rng)),
        _ => Value::Null,
    }
}
