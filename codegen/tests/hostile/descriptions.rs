//! Descriptions in which every string that reaches code is hostile. Which strings those are is found by trying: a word that occurs nowhere
//! else is put into each place of the JSON, and where it comes out in a generated file, the place reaches code.
//!
//! The build script of `alicloud-tests` includes this file as well, to have the result compiled.
#![allow(dead_code, reason = "the test and the build script each use their part")]

use std::collections::BTreeMap;
use std::path::Path;

use alicloud_codegen::rust::generate::{Generated, generate};
use alicloud_codegen::rust::model::{Model, Options};
use alicloud_codegen::spec;
use serde_json::Value;

/// What documents could hold, by accident or not. None of it is Rust that compiles, so that what becomes code is an error.
pub(crate) const KINDS: [&str; 34] = [
    "line\nfeed! compile_error!(\"line feed\");",
    "carriage\rreturn! compile_error!(\"carriage return\");",
    "next\u{85}line\u{2028}and\u{2029}separators",
    "*/ end of a comment /* compile_error!(\"comment\");",
    "\"# end of a raw string, r#\" and \" of another",
    "back\\slash \\",
    "{} {braces} {{}} {0:?}",
    "one ` two `` three ``` four ```` backticks",
    "`code\nover lines` <script>alert(1)</script> `and more`",
    "```\ncompile_error!(\"fence\");\n```",
    "- item\n\n  ```rust\n  compile_error!(\"fence in an item\");\n  ```\n\n1. > ~~~\n   > fence in a quote\n   > ~~~",
    "> ```\n> compile_error!(\"fence in a quote\");",
    "| a | b |\n|---|---|\n| ```| `x|y` |\n| \\| | `\\|` |",
    "text\n\n\tcompile_error!(\"tab\");\n\n    compile_error!(\"indented\");",
    "- item\n\n      compile_error!(\"indented in an item\");",
    "&#32;&#32;&#32;&#32;compile_error!(\"indented by entities\");\n*&#32;&#32;&#32;&#32;&#32;x*",
    "&#10;&#10;```&#10;compile_error!(\"fence by entities\")&#10;&#96;&#96;&#96;",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "<!-- comment --> <p>never closed <b>x</b><br> <code>a\n</code><ul>\n    <li>y</li></ul><T>",
    "<p>\n```\ncompile_error!(\"fence in HTML\");\n```\n</p>",
    "[x](javascript:alert(1)) <javascript:alert(1)> ![i](https://example.com/i.png) [y](https://example.com/`a b)",
    "[a]: https://example.com/a\n[b]: javascript:alert(1)\n[c]: <>\n\n[a] [b] [c][] [d][a]",
    "<https://example.com/a|b> https://example.com/c?d=&e=|`f` user@example.com <user@example.com>",
    "[^1] and more[^1]\n\n[^1]: a footnote",
    "- [ ] open\n- [x] done\n-\n  -\n    -\n\n---\n***",
    "heading\n===\n# other `x` #\nlast\n---",
    "direction \u{202e} marks \u{2066} of \u{200f} text \u{61c}",
    "nul \0 escape \u{1b}[31m bell \u{7} byte order \u{feff} mark",
    "/// doc\n//! inner\n#![deny(everything)] #[test]",
    "\ncargo::warning=hostile\ncargo::rustc-cfg=hostile\n",
    "emoji \u{1f469}\u{200d}\u{1f4bb} \u{301} combining",
    "fn",
    "Self",
    "",
];

/// Lists, quotes and brackets within each other, and a long word.
pub(crate) fn long() -> String {
    let nested: String = (0..40).map(|depth| format!("{}- > x\n", "  ".repeat(depth))).collect();
    format!("{nested}{}{}{}", "[".repeat(500), "*a **b ".repeat(300), "x".repeat(10_000))
}

/// The kind with that number; numbers begin again after the last one.
pub(crate) fn kind(number: usize) -> String {
    KINDS.get(number % (KINDS.len() + 1)).map_or_else(long, |&kind| kind.to_owned())
}

/// A place in a description: names of fields and positions in lists. The last step of a name is the name itself, not its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Field(String),
    Element(usize),
    Name(String),
}

/// How a place takes other text.
#[derive(Debug, Clone, Copy)]
enum Way {
    Replace,
    Append,
}

/// A description, and where hostile text can go.
pub(crate) struct Description {
    json: Value,
    places: Vec<(Vec<Step>, Way)>,
}

impl Description {
    /// Tries every place. `None` without a description of which something is generated.
    pub(crate) fn new(text: &str) -> Option<Self> {
        const WORD: &str = "Qzx7w";
        let json: Value = serde_json::from_str(text).ok()?;
        let shape = shape(&generated(&json)?.model);
        let mut kinds: BTreeMap<String, Vec<Vec<Step>>> = BTreeMap::new();
        walk(&json, &mut Vec::new(), &mut |path| kinds.entry(pattern(path)).or_default().push(path.to_vec()));
        let mut places = Vec::new();
        for paths in kinds.into_values() {
            let reaches_code = |paths: &[Vec<Step>], way: Way| {
                let mut changed = json.clone();
                for (number, path) in paths.iter().enumerate() {
                    put(&mut changed, path, way, &format!("{WORD}{number}"));
                }
                generated(&changed).is_some_and(|generated| {
                    let in_code = |text: &String| text.to_lowercase().contains(&WORD.to_lowercase());
                    self::shape(&generated.model) == shape && generated.files.values().any(in_code)
                })
            };
            let way =
                |paths: &[Vec<Step>]| [Way::Replace, Way::Append].into_iter().find(|&way| reaches_code(paths, way));
            match way(&paths) {
                Some(way) => places.extend(paths.into_iter().map(|path| (path, way))),
                // One of several names may mean something, as `RequestId` does.
                None if paths.len() > 1 && paths.iter().all(|path| is_name(path)) => {
                    let alone = |path: Vec<Step>| Some((path.clone(), way(&[path])?));
                    places.extend(paths.into_iter().filter_map(alone));
                }
                None => {}
            }
        }
        Some(Self { json, places })
    }

    /// How many places reach code.
    pub(crate) fn places(&self) -> usize {
        self.places.len()
    }

    /// The description with this text in one field of that name.
    pub(crate) fn with(&self, field: &str, text: &str) -> Value {
        let mut json = self.json.clone();
        let is_it = |path: &[Step]| path.last() == Some(&Step::Field(field.to_owned()));
        if let Some((path, _)) = self.places.iter().find(|(path, _)| is_it(path)) {
            put(&mut json, path, Way::Replace, text);
        }
        json
    }

    /// The description with hostile text in every place, another kind in each, beginning with `first`. Names stay different by a number.
    pub(crate) fn hostile(&self, first: usize) -> Value {
        let mut json = self.json.clone();
        // Names last, and the inner ones first: a path has the names that were there.
        let mut places: Vec<_> = self.places.iter().enumerate().collect();
        places.sort_by_key(|(_, (path, _))| (is_name(path), std::cmp::Reverse(path.len())));
        for (number, (path, way)) in places {
            let text = kind(first + number);
            let text = if is_name(path) { format!("{text}{number}") } else { text };
            put(&mut json, path, *way, &text);
        }
        json
    }
}

/// What is generated from a description in the form of the vendor.
pub(crate) fn generated(json: &Value) -> Option<Generated> {
    let spec = spec::from_api_docs(Path::new("api-docs.json"), &json.to_string()).ok()?;
    generate(&spec, &Options::default()).ok()
}

fn is_name(path: &[Step]) -> bool {
    matches!(path.last(), Some(Step::Name(_)))
}

fn shape(model: &Model) -> Vec<usize> {
    let mut shape = vec![model.operations.len(), model.components.len(), model.refused.len(), model.groups.len()];
    for operation in &model.operations {
        let documented = [operation.facts.errors.len(), operation.facts.ram_actions.len(), operation.types.len()];
        shape.extend([operation.fields.len(), operation.response.fields.len()].into_iter().chain(documented));
    }
    shape
}

fn walk(value: &Value, path: &mut Vec<Step>, found: &mut dyn FnMut(&[Step])) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                path.push(Step::Name(name.clone()));
                found(path);
                path.pop();
                path.push(Step::Field(name.clone()));
                walk(value, path, found);
                path.pop();
            }
        }
        Value::Array(elements) => {
            for (position, value) in elements.iter().enumerate() {
                path.push(Step::Element(position));
                walk(value, path, found);
                path.pop();
            }
        }
        Value::String(_) | Value::Number(_) => found(path),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Places of one kind are tried at once: those with the same last three names, where the names of operations and parameters count as any.
fn pattern(path: &[Step]) -> String {
    let named = |step: &Step| match step {
        Step::Field(name) if name.chars().next().is_some_and(char::is_lowercase) || name.starts_with("x-") => {
            name.clone()
        }
        Step::Name(name) if name.chars().next().is_some_and(char::is_lowercase) => format!("name {name}"),
        Step::Field(_) => "*".to_owned(),
        Step::Element(_) => "[]".to_owned(),
        Step::Name(_) => "name".to_owned(),
    };
    path.iter().map(named).collect::<Vec<_>>().join(".")
}

fn put(json: &mut Value, path: &[Step], way: Way, text: &str) {
    let Some((last, parents)) = path.split_last() else { return };
    let mut value = &mut *json;
    for step in parents {
        let inner = match step {
            Step::Field(name) => value.get_mut(name),
            Step::Element(position) => value.get_mut(position),
            Step::Name(_) => None,
        };
        let Some(inner) = inner else { return };
        value = inner;
    }
    let with = |old: &str| match way {
        Way::Replace => text.to_owned(),
        Way::Append => format!("{old}{text}"),
    };
    match (last, value) {
        (Step::Name(name), Value::Object(fields)) => {
            let new = with(name);
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(key, value)| (if key == *name { new.clone() } else { key }, value))
                .collect();
            rename(json, name, &new);
        }
        (Step::Field(name), value) => replace(value.get_mut(name), with),
        (Step::Element(position), value) => replace(value.get_mut(position), with),
        (Step::Name(_), _) => {}
    }
}

fn replace(value: Option<&mut Value>, with: impl Fn(&str) -> String) {
    if let Some(value) = value {
        let old = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        *value = Value::String(with(&old));
    }
}

/// Follows a name that changed: in references, and in lists of operations.
fn rename(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) => {
            if text == old {
                *text = new.to_owned();
            } else if let Some(start) = text.strip_prefix('#').and_then(|_| text.strip_suffix(old)) {
                *text = format!("{start}{new}");
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| rename(element, old, new)),
        Value::Object(fields) => fields.values_mut().for_each(|field| rename(field, old, new)),
        _ => {}
    }
}
