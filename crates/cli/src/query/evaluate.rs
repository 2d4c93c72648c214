//! Evaluates an expression. Parts of the response are borrowed until the result is complete.

use std::borrow::Cow;
use std::cmp::Ordering;

use jmespath::Variable;
use jmespath::ast::{Ast, Comparator};

use super::compare::{is_same, order};
use super::functions;
use crate::json::JsonValue;

type Evaluated<'a> = Result<Cow<'a, JsonValue>, String>;

const NULL: Cow<'static, JsonValue> = Cow::Borrowed(&JsonValue::Null);

/// The value of an expression for `data`.
pub(super) fn evaluate<'a>(data: &'a JsonValue, expression: &Ast) -> Evaluated<'a> {
    match expression {
        Ast::Identity { .. } => Ok(Cow::Borrowed(data)),
        Ast::Field { name, .. } => Ok(field(data, name)),
        Ast::Index { idx, .. } => Ok(match data {
            JsonValue::List(elements) => element(elements, *idx).map_or(NULL, Cow::Borrowed),
            _ => NULL,
        }),
        Ast::Slice { start, stop, step, .. } => match data {
            _ if *step == 0 => Err("the step of a slice is 0".to_owned()),
            JsonValue::List(elements) => Ok(Cow::Owned(JsonValue::List(slice(elements, *start, *stop, *step)))),
            _ => Ok(NULL),
        },
        Ast::Subexpr { lhs, rhs, .. } => then(evaluate(data, lhs)?, |left| evaluate(left, rhs)),
        Ast::Projection { lhs, rhs, .. } => then(evaluate(data, lhs)?, |left| project(left, rhs)),
        Ast::Flatten { node, .. } => then(evaluate(data, node)?, |list| Ok(flattened(list))),
        Ast::ObjectValues { node, .. } => then(evaluate(data, node)?, |object| {
            Ok(match object {
                JsonValue::Object(fields) => list_of(fields.iter().map(|(_, value)| value.clone()).collect()),
                _ => NULL,
            })
        }),
        Ast::Condition { predicate, then, .. } => {
            if is_truthy(&*evaluate(data, predicate)?) {
                evaluate(data, then)
            } else {
                Ok(NULL)
            }
        }
        Ast::Or { lhs, rhs, .. } => {
            let left = evaluate(data, lhs)?;
            if is_truthy(&left) { Ok(left) } else { evaluate(data, rhs) }
        }
        Ast::And { lhs, rhs, .. } => {
            let left = evaluate(data, lhs)?;
            if is_truthy(&left) { evaluate(data, rhs) } else { Ok(left) }
        }
        Ast::Not { node, .. } => Ok(boolean(!is_truthy(&*evaluate(data, node)?))),
        Ast::Comparison { comparator, lhs, rhs, .. } => {
            let (left, right) = (evaluate(data, lhs)?, evaluate(data, rhs)?);
            Ok(compare(&left, comparator, &right).map_or(NULL, boolean))
        }
        Ast::Literal { value, .. } => Ok(Cow::Owned(literal(value))),
        Ast::MultiList { .. } | Ast::MultiHash { .. } if matches!(data, JsonValue::Null) => Ok(NULL),
        Ast::MultiList { elements, .. } => {
            let elements = elements.iter().map(|element| evaluate(data, element).map(Cow::into_owned));
            Ok(Cow::Owned(JsonValue::List(elements.collect::<Result<_, _>>()?)))
        }
        Ast::MultiHash { elements, .. } => {
            let fields = elements
                .iter()
                .map(|pair| Ok((pair.key.clone(), evaluate(data, &pair.value)?.into_owned())))
                .collect::<Result<_, String>>()?;
            Ok(Cow::Owned(JsonValue::Object(fields)))
        }
        Ast::Function { name, args, .. } => function(data, name, args).map(Cow::Owned),
        Ast::Expref { .. } => Err("an expression with & is only an argument of a function".to_owned()),
    }
}

/// The value of a function. An argument with `&` is evaluated for the elements of the list beside it.
fn function(data: &JsonValue, name: &str, arguments: &[Ast]) -> Result<JsonValue, String> {
    let mut values = Vec::with_capacity(arguments.len());
    let mut by = None;
    for argument in arguments {
        match argument {
            Ast::Expref { ast, .. } => by = Some(&**ast),
            argument => values.push(evaluate(data, argument)?.into_owned()),
        }
    }
    match by {
        None => functions::call(name, values, None),
        Some(by) => {
            let key = |element: &JsonValue| evaluate(element, by).map(Cow::into_owned);
            functions::call(name, values, Some(&key))
        }
    }
}

/// Continues with a value, which is borrowed or was made on the way.
fn then<'a>(value: Cow<'a, JsonValue>, next: impl for<'b> FnOnce(&'b JsonValue) -> Evaluated<'b>) -> Evaluated<'a> {
    match value {
        Cow::Borrowed(value) => next(value),
        Cow::Owned(value) => next(&value).map(|value| Cow::Owned(value.into_owned())),
    }
}

fn project<'a>(list: &'a JsonValue, expression: &Ast) -> Evaluated<'a> {
    let JsonValue::List(elements) = list else { return Ok(NULL) };
    let mut projected = Vec::with_capacity(elements.len());
    for element in elements {
        match evaluate(element, expression)? {
            value if matches!(*value, JsonValue::Null) => {}
            value => projected.push(value.into_owned()),
        }
    }
    Ok(list_of(projected))
}

fn flattened(list: &JsonValue) -> Cow<'_, JsonValue> {
    let JsonValue::List(elements) = list else { return NULL };
    if !elements.iter().any(|element| matches!(element, JsonValue::List(_))) {
        return Cow::Borrowed(list);
    }
    let mut flat = Vec::new();
    for element in elements {
        match element {
            JsonValue::List(inner) => flat.extend(inner.iter().cloned()),
            other => flat.push(other.clone()),
        }
    }
    list_of(flat)
}

/// The field of an object. If a name is there twice, the last one counts, as in most readers of JSON.
fn field<'a>(data: &'a JsonValue, name: &str) -> Cow<'a, JsonValue> {
    match data {
        JsonValue::Object(fields) => {
            fields.iter().rev().find(|(known, _)| known == name).map_or(NULL, |(_, value)| Cow::Borrowed(value))
        }
        _ => NULL,
    }
}

/// The element with an index from the start, or with a negative one from the end.
fn element(elements: &[JsonValue], index: i32) -> Option<&JsonValue> {
    let index = i64::from(index);
    let length = i64::try_from(elements.len()).ok()?;
    elements.get(usize::try_from(if index < 0 { length + index } else { index }).ok()?)
}

fn slice(elements: &[JsonValue], start: Option<i32>, stop: Option<i32>, step: i32) -> Vec<JsonValue> {
    let length = i64::try_from(elements.len()).unwrap_or(i64::MAX);
    let step = i64::from(step);
    // The bounds of a slice from the end are one below: it stops before the first element.
    let (lowest, highest) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let bound = |index: Option<i32>, otherwise: i64| match index.map(i64::from) {
        None => otherwise,
        Some(index) if index < 0 => (index + length).clamp(lowest, highest),
        Some(index) => index.clamp(lowest, highest),
    };
    let (mut at, end) = if step > 0 {
        (bound(start, lowest), bound(stop, highest))
    } else {
        (bound(start, highest), bound(stop, lowest))
    };
    let mut taken = Vec::new();
    while if step > 0 { at < end } else { at > end } {
        taken.extend(usize::try_from(at).ok().and_then(|at| elements.get(at)).cloned());
        at += step;
    }
    taken
}

fn list_of(elements: Vec<JsonValue>) -> Cow<'static, JsonValue> {
    Cow::Owned(JsonValue::List(elements))
}

fn boolean(value: bool) -> Cow<'static, JsonValue> {
    Cow::Owned(JsonValue::Boolean(value))
}

/// Whether a value counts as true: numbers always, others unless they are empty.
fn is_truthy(value: &JsonValue) -> bool {
    match value {
        JsonValue::Null => false,
        JsonValue::Boolean(value) => *value,
        JsonValue::Number(_) => true,
        JsonValue::String(text) => !text.is_empty(),
        JsonValue::List(elements) => !elements.is_empty(),
        JsonValue::Object(fields) => !fields.is_empty(),
    }
}

/// `None` if the values have no order. Strings have one here, which JMESPath leaves open: times are written so that they sort as strings.
fn compare(left: &JsonValue, comparator: &Comparator, right: &JsonValue) -> Option<bool> {
    match comparator {
        Comparator::Equal => return Some(is_same(left, right)),
        Comparator::NotEqual => return Some(!is_same(left, right)),
        _ => {}
    }
    let order = order(left, right)?;
    Some(match comparator {
        Comparator::LessThan => order == Ordering::Less,
        Comparator::LessThanEqual => order != Ordering::Greater,
        Comparator::GreaterThan => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })
}

/// A literal of the expression. Its numbers keep their digits: others are refused when the expression is parsed.
fn literal(value: &Variable) -> JsonValue {
    match value {
        Variable::Null | Variable::Expref(_) => JsonValue::Null,
        Variable::Bool(value) => JsonValue::Boolean(*value),
        Variable::Number(number) => JsonValue::Number(number.to_string()),
        Variable::String(text) => JsonValue::String(text.clone()),
        Variable::Array(elements) => JsonValue::List(elements.iter().map(|element| literal(element)).collect()),
        Variable::Object(fields) => {
            JsonValue::Object(fields.iter().map(|(name, value)| (name.clone(), literal(value))).collect())
        }
    }
}
