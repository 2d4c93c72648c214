//! The functions of JMESPath.

use std::cmp::Ordering;

use jmespath::ast::Ast;

use super::compare::{is_same, order};
use crate::decimal::DecimalNumber;
use crate::json::{JsonText, JsonValue};

/// The functions, each with the smallest number of its arguments and the largest one, if there is one.
const FUNCTIONS: [(&str, usize, Option<usize>); 26] = [
    ("abs", 1, Some(1)),
    ("avg", 1, Some(1)),
    ("ceil", 1, Some(1)),
    ("contains", 2, Some(2)),
    ("ends_with", 2, Some(2)),
    ("floor", 1, Some(1)),
    ("join", 2, Some(2)),
    ("keys", 1, Some(1)),
    ("length", 1, Some(1)),
    ("map", 2, Some(2)),
    ("max", 1, Some(1)),
    ("max_by", 2, Some(2)),
    ("merge", 1, None),
    ("min", 1, Some(1)),
    ("min_by", 2, Some(2)),
    ("not_null", 1, None),
    ("reverse", 1, Some(1)),
    ("sort", 1, Some(1)),
    ("sort_by", 2, Some(2)),
    ("starts_with", 2, Some(2)),
    ("sum", 1, Some(1)),
    ("to_array", 1, Some(1)),
    ("to_number", 1, Some(1)),
    ("to_string", 1, Some(1)),
    ("type", 1, Some(1)),
    ("values", 1, Some(1)),
];

/// The deepest expression: evaluation is recursive, and long paths are nested too.
const DEPTH: usize = 100;

/// Checks the functions of an expression: their names, and how many arguments they have.
pub(super) fn check(expression: &Ast) -> Result<(), String> {
    check_within(expression, DEPTH)
}

fn check_within(expression: &Ast, depth: usize) -> Result<(), String> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(format!("the expression is nested more than {DEPTH} levels deep"));
    };
    if let Ast::Function { name, args, .. } = expression {
        let Some((_, least, most)) = FUNCTIONS.iter().find(|(known, ..)| known == name) else {
            let names: Vec<&str> = FUNCTIONS.iter().map(|(name, ..)| *name).collect();
            return Err(format!("{name}() is not a function of JMESPath, which has {}", names.join(", ")));
        };
        if args.len() < *least || most.is_some_and(|most| args.len() > most) {
            let takes = if most.is_some() { format!("{least}") } else { format!("{least} or more") };
            return Err(format!("{name}() takes {takes} arguments, and has {}", args.len()));
        }
        // The functions that take an expression take it at this position.
        let expression_at = match name.as_str() {
            "map" => Some(0),
            "max_by" | "min_by" | "sort_by" => Some(1),
            _ => None,
        };
        for (index, argument) in args.iter().enumerate() {
            if matches!(argument, Ast::Expref { .. }) != (expression_at == Some(index)) {
                return Err(match expression_at {
                    Some(at) => format!("{name}() takes an expression, such as &Name, as its argument {}", at + 1),
                    None => format!("{name}() takes no expression with &"),
                });
            }
        }
    }
    children(expression).into_iter().try_for_each(|child| check_within(child, depth))
}

/// The expressions within an expression.
fn children(expression: &Ast) -> Vec<&Ast> {
    match expression {
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Index { .. } | Ast::Literal { .. } | Ast::Slice { .. } => {
            Vec::new()
        }
        Ast::Comparison { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => vec![lhs, rhs],
        Ast::Condition { predicate, then, .. } => vec![predicate, then],
        Ast::Expref { ast, .. } => vec![ast],
        Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => vec![node],
        Ast::Function { args, .. } => args.iter().collect(),
        Ast::MultiList { elements, .. } => elements.iter().collect(),
        Ast::MultiHash { elements, .. } => elements.iter().map(|pair| &pair.value).collect(),
    }
}

/// The value of an expression for an element of a list.
type KeyOf<'a> = &'a dyn Fn(&JsonValue) -> Result<JsonValue, String>;

/// The value of a function, whose name and number of arguments have been checked. `by` is its argument with `&`.
pub(super) fn call(name: &str, values: Vec<JsonValue>, by: Option<KeyOf<'_>>) -> Result<JsonValue, String> {
    let call = FunctionCall { name };
    if let Some(by) = by {
        return call.with_expression(values.into_iter().next().unwrap_or(JsonValue::Null), by);
    }
    let mut values = values.into_iter();
    let first = values.next().unwrap_or(JsonValue::Null);
    match name {
        "merge" => call.merge(first, values),
        "not_null" => {
            let is_value = |value: &JsonValue| !matches!(value, JsonValue::Null);
            Ok(std::iter::once(first).chain(values).find(is_value).unwrap_or(JsonValue::Null))
        }
        "contains" | "ends_with" | "join" | "starts_with" => {
            call.of_two(first, values.next().unwrap_or(JsonValue::Null))
        }
        _ => call.of_one(first),
    }
}

struct FunctionCall<'a> {
    name: &'a str,
}

impl FunctionCall<'_> {
    fn refuse<T>(&self, takes: &str, found: &JsonValue) -> Result<T, String> {
        Err(format!("{}() takes {takes}, and got {}", self.name, found.kind()))
    }

    fn of_one(&self, value: JsonValue) -> Result<JsonValue, String> {
        match (self.name, value) {
            ("type", value) => Ok(JsonValue::String(kind(&value).to_owned())),
            ("to_array", list @ JsonValue::List(_)) => Ok(list),
            ("to_array", value) => Ok(JsonValue::List(vec![value])),
            ("to_string", text @ JsonValue::String(_)) => Ok(text),
            ("to_string", value) => Ok(JsonValue::String(value.compact())),
            ("to_number", number @ JsonValue::Number(_)) => Ok(number),
            ("to_number", JsonValue::String(text)) => Ok(match JsonText::check(text.trim()).map(JsonText::value) {
                Ok(number @ JsonValue::Number(_)) => number,
                _ => JsonValue::Null,
            }),
            ("to_number", _) => Ok(JsonValue::Null),
            ("abs", JsonValue::Number(number)) => {
                Ok(JsonValue::Number(number.strip_prefix('-').unwrap_or(&number).to_owned()))
            }
            ("ceil", JsonValue::Number(number)) => self.rounded(number, f64::ceil),
            ("floor", JsonValue::Number(number)) => self.rounded(number, f64::floor),
            ("keys", JsonValue::Object(fields)) => {
                Ok(JsonValue::List(fields.into_iter().map(|(name, _)| JsonValue::String(name)).collect()))
            }
            ("values", JsonValue::Object(fields)) => {
                Ok(JsonValue::List(fields.into_iter().map(|(_, value)| value).collect()))
            }
            ("length", JsonValue::String(text)) => Ok(count(text.chars().count())),
            ("length", JsonValue::List(elements)) => Ok(count(elements.len())),
            ("length", JsonValue::Object(fields)) => Ok(count(fields.len())),
            ("reverse", JsonValue::String(text)) => Ok(JsonValue::String(text.chars().rev().collect())),
            ("reverse", JsonValue::List(mut elements)) => {
                elements.reverse();
                Ok(JsonValue::List(elements))
            }
            ("sum", JsonValue::List(elements)) => self.sum(&elements).map(JsonValue::Number),
            ("avg", JsonValue::List(elements)) if elements.is_empty() => Ok(JsonValue::Null),
            ("avg", JsonValue::List(elements)) => {
                let sum: f64 = self.sum(&elements)?.parse().unwrap_or_default();
                #[allow(clippy::cast_precision_loss, reason = "the number of elements in memory is far below 2⁵³")]
                self.number(sum / elements.len() as f64)
            }
            ("sort", JsonValue::List(mut elements)) => {
                self.comparable(&elements)?;
                elements.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
                Ok(JsonValue::List(elements))
            }
            ("max", JsonValue::List(elements)) => {
                self.comparable(&elements)?;
                Ok(elements
                    .into_iter()
                    .reduce(|a, b| if is_greater(&b, &a) { b } else { a })
                    .unwrap_or(JsonValue::Null))
            }
            ("min", JsonValue::List(elements)) => {
                self.comparable(&elements)?;
                Ok(elements
                    .into_iter()
                    .reduce(|a, b| if is_greater(&a, &b) { b } else { a })
                    .unwrap_or(JsonValue::Null))
            }
            ("abs" | "ceil" | "floor", value) => self.refuse("a number", &value),
            ("keys" | "values", value) => self.refuse("an object", &value),
            ("length", value) => self.refuse("a string, a list or an object", &value),
            ("reverse", value) => self.refuse("a string or a list", &value),
            (_, value) => self.refuse("a list", &value),
        }
    }

    fn of_two(&self, first: JsonValue, second: JsonValue) -> Result<JsonValue, String> {
        match (self.name, first, second) {
            ("contains", JsonValue::List(elements), wanted) => {
                Ok(JsonValue::Boolean(elements.iter().any(|element| is_same(element, &wanted))))
            }
            ("contains", JsonValue::String(text), JsonValue::String(part)) => {
                Ok(JsonValue::Boolean(text.contains(&part)))
            }
            ("contains", JsonValue::String(_), _) => Ok(JsonValue::Boolean(false)),
            ("ends_with", JsonValue::String(text), JsonValue::String(part)) => {
                Ok(JsonValue::Boolean(text.ends_with(&part)))
            }
            ("starts_with", JsonValue::String(text), JsonValue::String(part)) => {
                Ok(JsonValue::Boolean(text.starts_with(&part)))
            }
            ("join", JsonValue::String(glue), JsonValue::List(elements)) => {
                let texts = elements.iter().map(|element| match element {
                    JsonValue::String(text) => Ok(text.as_str()),
                    other => self.refuse("a list of strings", other),
                });
                Ok(JsonValue::String(texts.collect::<Result<Vec<_>, _>>()?.join(&glue)))
            }
            ("join", JsonValue::String(_), other) => self.refuse("a list of strings", &other),
            ("contains", value, _) => self.refuse("a string or a list", &value),
            (_, JsonValue::String(_), other) | (_, other, _) => self.refuse("a string", &other),
        }
    }

    fn with_expression(&self, list: JsonValue, by: KeyOf<'_>) -> Result<JsonValue, String> {
        let JsonValue::List(elements) = list else { return self.refuse("a list", &list) };
        let keys: Vec<JsonValue> = elements.iter().map(by).collect::<Result<_, _>>()?;
        if self.name == "map" {
            return Ok(JsonValue::List(keys));
        }
        self.comparable(&keys)?;
        let mut pairs: Vec<(JsonValue, JsonValue)> = keys.into_iter().zip(elements).collect();
        if self.name == "sort_by" {
            // Stable: equal elements keep their order.
            pairs.sort_by(|(a, _), (b, _)| order(a, b).unwrap_or(Ordering::Equal));
            return Ok(JsonValue::List(pairs.into_iter().map(|(_, element)| element).collect()));
        }
        let is_max = self.name == "max_by";
        let best = pairs.into_iter().reduce(|best, other| {
            let wins = if is_max { is_greater(&other.0, &best.0) } else { is_greater(&best.0, &other.0) };
            if wins { other } else { best }
        });
        Ok(best.map_or(JsonValue::Null, |(_, element)| element))
    }

    fn merge(&self, first: JsonValue, others: impl Iterator<Item = JsonValue>) -> Result<JsonValue, String> {
        let mut merged: Vec<(String, JsonValue)> = Vec::new();
        for value in std::iter::once(first).chain(others) {
            let JsonValue::Object(fields) = value else { return self.refuse("objects", &value) };
            for (name, value) in fields {
                match merged.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => *known = value,
                    None => merged.push((name, value)),
                }
            }
        }
        Ok(JsonValue::Object(merged))
    }

    /// Checks that the values are all numbers or all strings.
    fn comparable(&self, values: &[JsonValue]) -> Result<(), String> {
        let Some(first) = values.first() else { return Ok(()) };
        match values.iter().find(|value| order(first, value).is_none()) {
            None => Ok(()),
            Some(other) => self.refuse("values that are all numbers or all strings", other),
        }
    }

    /// The exact sum of whole numbers; of others it is a floating-point number.
    fn sum(&self, values: &[JsonValue]) -> Result<String, String> {
        let numbers = values.iter().map(|value| match value {
            JsonValue::Number(number) => Ok(number.as_str()),
            other => self.refuse("a list of numbers", other),
        });
        let numbers: Vec<&str> = numbers.collect::<Result<_, _>>()?;
        let whole = numbers.iter().try_fold(0_i128, |sum, number| sum.checked_add(number.parse().ok()?));
        match whole {
            Some(sum) => Ok(sum.to_string()),
            None => {
                let sum = numbers.iter().map(|number| number.parse::<f64>().unwrap_or_default()).sum();
                self.number(sum).map(|sum| sum.compact())
            }
        }
    }

    fn rounded(&self, number: String, round: fn(f64) -> f64) -> Result<JsonValue, String> {
        if DecimalNumber::parse(&number).is_some_and(|decimal| decimal.is_whole()) {
            return Ok(JsonValue::Number(number));
        }
        self.number(round(number.parse().unwrap_or_default()))
    }

    /// A result, written without a fraction if it has none.
    fn number(&self, value: f64) -> Result<JsonValue, String> {
        if !value.is_finite() {
            return Err(format!("the result of {}() is too large for a number", self.name));
        }
        Ok(JsonValue::Number(format!("{value}")))
    }
}

fn is_greater(a: &JsonValue, b: &JsonValue) -> bool {
    order(a, b) == Some(Ordering::Greater)
}

fn count(number: usize) -> JsonValue {
    JsonValue::Number(number.to_string())
}

/// The name of a type in JMESPath.
fn kind(value: &JsonValue) -> &'static str {
    match value {
        JsonValue::Null => "null",
        JsonValue::Boolean(_) => "boolean",
        JsonValue::Number(_) => "number",
        JsonValue::String(_) => "string",
        JsonValue::List(_) => "array",
        JsonValue::Object(_) => "object",
    }
}
