//! `diff` against the code itself: descriptions are changed at random, and what a program could name in the old code and cannot name in the
//! new code is a breaking change. What `diff` says does not compile does not.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "diff_random/change.rs"]
mod change;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use alicloud_codegen::diff::{Class, Comparison, compare};
use alicloud_codegen::rust::generate::generate;
use alicloud_codegen::rust::model::{Options, Selection};
use alicloud_codegen::spec::{self, Spec};
use change::change;
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
    assert!(files.len() >= 15, "{files:?}");
    files.push(PathBuf::from("tests/hostile/api-docs.json"));
    files.sort();
    files
}
