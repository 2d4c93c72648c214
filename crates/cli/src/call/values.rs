//! Reads the values of parameters. An object is written as JSON, a list as JSON or as one option for each element, and both also as one
//! option for each part (`--Tag.1.Key`). Any other value is sent as it is typed.

use alicloud_catalog::{Operation, Product, RequestParameter, Schema};
use alicloud_client::FormFile;
use alicloud_client::region;
use alicloud_client::runtime::{ListStyle, Location};
use alicloud_signer::redact::{HIDDEN, Redactor};
use serde_json::Value;

use super::exact::{exact, from_json, is_integer, is_number};
use super::form_file;
use super::names::{OptionNames, redactor};
use super::partial_value::PartialValue;
use super::schema::{Checker, is_file};
use super::set_value::SetValue;
use super::sources;
use super::words::Occurrence;
use crate::json::JsonText;

/// The value of each parameter, in the order of the description: that of the options, else the one in `preset`. If `force` is set, values that are not documented are accepted.
///
/// # Errors
///
/// Everything that is wrong with the values, a line for each parameter.
pub(super) fn of(
    product: &Product,
    operation: &Operation,
    names: &OptionNames,
    given: &[Occurrence],
    preset: Vec<Option<Value>>,
    force: bool,
) -> Result<Vec<Option<SetValue>>, Vec<String>> {
    let redactor = redactor(product, operation);
    let mut values = Vec::with_capacity(operation.parameters.len());
    let mut problems = Vec::new();
    let mut preset = preset.into_iter();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let occurrences: Vec<&Occurrence> = given.iter().filter(|occurrence| occurrence.index == index).collect();
        let reader =
            ValueReader { product, parameter, schema: product.resolve(&parameter.schema), redactor: &redactor, force };
        let takes_file = is_file(operation.info, parameter, reader.schema);
        let preset = preset.next().flatten().filter(|_| occurrences.is_empty());
        let value = match preset {
            Some(value) if takes_file => form_file::of_value(&value).map(|file| Some(SetValue::File(file))),
            Some(value) => reader.checked(value).map(|value| Some(value.into())),
            None if takes_file => reader.file(&occurrences).map(|file| file.map(SetValue::File)),
            None => reader.read(&occurrences).map(|value| value.map(SetValue::Json)),
        };
        match value {
            Ok(value) => values.push(value),
            Err(problem) => {
                let (long, _) = names.of_parameter(index);
                problems.push(format!("--{long}: {problem}"));
                values.push(None);
            }
        }
    }
    if problems.is_empty() {
        return Ok(values);
    }
    // The client reports what is not set, but only when nothing else is wrong. It knows the region.
    let is_given = |index: usize| given.iter().any(|occurrence| occurrence.index == index);
    let unset: Vec<&str> = operation
        .parameters
        .iter()
        .zip(&values)
        .enumerate()
        .filter(|(index, (parameter, value))| {
            parameter.required && value.is_none() && !is_given(*index) && !region::is_parameter(parameter.name)
        })
        .map(|(_, (parameter, _))| parameter.name)
        .collect();
    if !unset.is_empty() {
        problems.push(format!("required and not set: {}", unset.join(", ")));
    }
    Err(problems)
}

/// Reads the value of one parameter.
struct ValueReader<'a> {
    product: &'a Product,
    parameter: &'a RequestParameter,
    schema: &'a Schema,
    /// Hides secrets in the values that messages show.
    redactor: &'a Redactor,
    /// Whether values that are not documented are accepted.
    force: bool,
}

impl ValueReader<'_> {
    /// The value, from wherever the options say that it is.
    fn read(&self, occurrences: &[&Occurrence]) -> Result<Option<Value>, String> {
        let mut found = Vec::with_capacity(occurrences.len());
        for occurrence in occurrences {
            let value = sources::value(occurrence, self.schema, self.is_secret())?;
            found.push(Occurrence { value, ..(*occurrence).clone() });
        }
        self.value(&found.iter().collect::<Vec<_>>())
    }

    /// The file of a form.
    fn file(&self, occurrences: &[&Occurrence]) -> Result<Option<FormFile>, String> {
        match occurrences {
            [] => Ok(None),
            [only] => form_file::read(only).map(Some),
            [first, second, ..] => Err(self.repeated(first, second, occurrences.len())),
        }
    }

    /// The problem with a value that is given several times.
    fn repeated(&self, first: &Occurrence, second: &Occurrence, count: usize) -> String {
        format!("given {count} times, as {} and as {}, but it has one value", self.shown(first), self.shown(second))
    }

    fn is_secret(&self) -> bool {
        self.schema.is_secret() || self.parameter.schema.is_secret() || self.redactor.hides_path(self.parameter.name)
    }

    fn value(&self, occurrences: &[&Occurrence]) -> Result<Option<Value>, String> {
        let value = match occurrences {
            [] => return Ok(None),
            _ if occurrences.iter().all(|occurrence| !occurrence.path.is_empty()) => self.parts(occurrences)?,
            _ => {
                if let Some(part) = occurrences.iter().find(|occurrence| !occurrence.path.is_empty()) {
                    let whole = occurrences.iter().find(|occurrence| occurrence.path.is_empty()).unwrap_or(part);
                    return Err(format!(
                        "given as a whole ({}) and in parts ({}): use one of the two",
                        whole.spelling, part.spelling
                    ));
                }
                self.whole(occurrences)?
            }
        };
        self.checked(value).map(Some)
    }

    /// A value that is valid for the parameter.
    fn checked(&self, value: Value) -> Result<Value, String> {
        let value = self.checker().checked(value, self.schema, self.parameter.name)?;
        let is_list = self.schema.kind.as_deref() == Some("array");
        if self.parameter.required && is_list && self.is_empty(&value) {
            return Err("the list is empty, but it is required: nothing would be sent for it".to_owned());
        }
        let has_parts = match &value {
            Value::Array(elements) => !elements.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            _ => false,
        };
        let is_flattened = self.parameter.style == ListStyle::Flat
            && matches!(self.parameter.location, Location::Query | Location::Form);
        if has_parts && is_flattened && is_flattened_to_nothing(&value) {
            return Err("no part of it has a value, so nothing would be sent for it".to_owned());
        }
        if self.parameter.required && value.as_str().is_some_and(str::is_empty) {
            return Err("the value is empty, but it is required; is a variable of the shell not set?".to_owned());
        }
        Ok(value)
    }

    /// Whether nothing would be sent for a list, or only empty strings.
    fn is_empty(&self, list: &Value) -> bool {
        let is_empty_string = |value: &Value| value.as_str().is_some_and(str::is_empty);
        list.as_array().is_some_and(|elements| {
            elements.iter().all(|value| {
                is_empty_string(value) || self.parameter.style == ListStyle::Flat && is_flattened_to_nothing(value)
            })
        })
    }

    fn checker(&self) -> Checker<'_> {
        Checker { product: self.product, is_flat: self.parameter.style == ListStyle::Flat, force: self.force }
    }

    /// The value of a parameter that was given under its own name.
    fn whole(&self, occurrences: &[&Occurrence]) -> Result<Value, String> {
        let is_list = self.schema.kind.as_deref() == Some("array");
        match occurrences {
            [only] if is_list && is_json_list(&only.value) => self.json(&only.value),
            [only] if !is_list => self.single(&only.value, self.schema),
            [first, second, ..] if !is_list => Err(self.repeated(first, second, occurrences.len())),
            _ => {
                let json = occurrences.iter().find(|occurrence| is_json_list(&occurrence.value));
                let other = occurrences.iter().find(|occurrence| !is_json_list(&occurrence.value));
                if let (Some(json), Some(other)) = (json, other.or_else(|| occurrences.last())) {
                    return Err(format!(
                        "given as a list in JSON ({}) and again ({}): write all elements into the list, or repeat the option for each",
                        self.shown(json),
                        self.shown(other)
                    ));
                }
                let any = Schema::default();
                let items = self.schema.items.as_deref().map_or(&any, |items| self.product.resolve(items));
                occurrences.iter().map(|occurrence| self.single(&occurrence.value, items)).collect()
            }
        }
    }

    /// An option as it was typed, without what may be a secret.
    fn shown(&self, occurrence: &Occurrence) -> String {
        const SHOWN: usize = 40;
        if self.is_secret() {
            return format!("{} {HIDDEN}", occurrence.spelling);
        }
        // Secrets are hidden before the value is cut: a part of a secret would not be recognized.
        let value = self.redactor.text(&occurrence.value);
        match value.char_indices().nth(SHOWN).and_then(|(at, _)| value.get(..at)) {
            Some(cut) => format!("{} {cut}…", occurrence.spelling),
            None => format!("{} {value}", occurrence.spelling),
        }
    }

    /// The value of a parameter that was given part by part.
    fn parts(&self, occurrences: &[&Occurrence]) -> Result<Value, String> {
        let mut root = PartialValue::default();
        for occurrence in occurrences {
            let (part, schema) = root.at(&occurrence.path, self.schema, self.product)?;
            if let Some(before) = &part.spelling {
                return Err(format!("given twice, as {before} and as {}", occurrence.spelling));
            }
            part.spelling = Some(occurrence.spelling.clone());
            part.value = Some(
                self.single(&occurrence.value, schema)
                    .map_err(|problem| format!("{}: {problem}", occurrence.spelling))?,
            );
        }
        root.into_value()
    }

    /// The value of one word.
    fn single(&self, text: &str, schema: &Schema) -> Result<Value, String> {
        match schema.kind.as_deref() {
            Some("integer") if is_integer(text) => self.number(text),
            Some("integer") => Err(format!("{text:?} is not a whole number")),
            Some("number") if is_number(text) => self.number(text),
            Some("number") => Err(format!("{text:?} is not a number")),
            Some("boolean") => match text {
                "true" | "True" => Ok(Value::Bool(true)),
                "false" | "False" => Ok(Value::Bool(false)),
                _ => Err(format!("{text:?} is neither true nor false")),
            },
            Some("object") => match self.json(text)? {
                object @ Value::Object(_) => Ok(object),
                _ => Err("not an object in JSON, as in {\"Key\":\"env\"}".to_owned()),
            },
            Some("array") => match self.json(text)? {
                list @ Value::Array(_) => Ok(list),
                _ => Err("not a list in JSON, as in [\"a\",\"b\"]".to_owned()),
            },
            // What is not JSON, or would change as JSON, is a string; `null` would be no value at all.
            Some("any") => {
                Ok(self.json(text).ok().filter(|value| !value.is_null()).unwrap_or_else(|| Value::from(text)))
            }
            _ => Ok(Value::from(text)),
        }
    }

    /// A number as it was typed.
    fn number(&self, text: &str) -> Result<Value, String> {
        if let Some(number) = exact(text) {
            return Ok(Value::Number(number));
        }
        // Outside JSON every number is sent as a string, so it can be passed on unchanged.
        let is_text = !matches!(self.parameter.location, Location::BodyField | Location::WholeBody)
            && self.parameter.style == ListStyle::Flat
            && self.schema.kind.as_deref() != Some("array");
        if is_text {
            Ok(Value::from(text))
        } else {
            Err(format!("{text} has more digits than can be sent as a number"))
        }
    }

    fn json(&self, text: &str) -> Result<Value, String> {
        let json = JsonText::check(text).map_err(|problem| format!("not valid JSON: {problem}"))?;
        if json.broken_string().is_some() {
            return Err(
                "a string of the JSON has half of a surrogate pair, such as \\ud800, which cannot be sent".to_owned()
            );
        }
        from_json(json.value())
    }
}

/// Whether a value has no scalar in it: flattened, `[{}]` has no pairs.
fn is_flattened_to_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.iter().all(is_flattened_to_nothing),
        Value::Object(fields) => fields.values().all(is_flattened_to_nothing),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn is_json_list(text: &str) -> bool {
    text.trim_start().starts_with('[')
}
