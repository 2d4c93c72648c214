//! `--query`: JMESPath over the whole response.
//!
//! The library `jmespath` parses expressions. It is not used to evaluate them: its values are `f64`, so they lose digits and take different IDs
//! for the same, and its objects are sorted, so the columns of a table would not be in the order in which they were asked for.

mod compare;
mod evaluate;
mod fields;
mod functions;

use jmespath::ErrorReason;
use jmespath::ast::Ast;

use alicloud_catalog::{Product, Schema};

use crate::json::{JsonText, JsonValue};
use crate::{decimal::DecimalNumber, escape};

/// Longer expressions are not read: parsing and evaluation are recursive.
const BYTES: usize = 2_048;

/// The largest number of open brackets.
const DEPTH: usize = 64;

/// An expression that has been checked.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    text: String,
    ast: Ast,
}

impl Query {
    /// Parses an expression, and checks the names and the number of arguments of its functions.
    ///
    /// # Errors
    ///
    /// What is wrong, with the column.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > BYTES {
            return Err(format!("the expression has more than {BYTES} bytes"));
        }
        check_brackets(text)?;
        check_literals(text)?;
        let ast = jmespath::parse(text).map_err(|error| {
            let reason = match &error.reason {
                ErrorReason::Parse(reason) => reason.clone(),
                reason => reason.to_string(),
            };
            let column = error.offset.saturating_add(1);
            format!("{} is not JMESPath: {} at column {column}", quoted(text), escape::line(&reason))
        })?;
        functions::check(&ast)?;
        Ok(Self { text: text.to_owned(), ast })
    }

    /// The expression as it was typed.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The value of the expression for this response.
    ///
    /// # Errors
    ///
    /// A function got a value that it does not take.
    pub(crate) fn evaluate(&self, response: &JsonValue) -> Result<JsonValue, String> {
        evaluate::evaluate(response, &self.ast)
            .map(std::borrow::Cow::into_owned)
            .map_err(|problem| format!("{}: {problem}", quoted(&self.text)))
    }

    /// The documented values of what the expression finds, if it finds a single value that has only some.
    pub(crate) fn valid_values(&self, product: &Product, schema: &Schema) -> Vec<String> {
        fields::valid_values(&self.ast, product, schema)
    }

    /// Why the expression finds nothing in this response: names that neither the response nor its description has, with the nearest ones.
    pub(crate) fn unknown_fields(&self, response: &JsonValue, described: Option<(&Product, &Schema)>) -> Vec<String> {
        match described {
            Some((product, schema)) => fields::unknown(&self.ast, response, product, schema),
            None => Vec::new(),
        }
    }
}

/// A short form of an expression for a message.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end)) {
        Some(start) => format!("'{}…'", escape::line(start)),
        None => format!("'{}'", escape::line(text)),
    }
}

/// Bounds the depth of an expression before the library reads it recursively.
fn check_brackets(text: &str) -> Result<(), String> {
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '(' | '[' | '{' | '!' | '&' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // `!` and `&` are never closed, so this is a bound of their number too.
        if depth > DEPTH {
            return Err(format!("the expression is nested more than {DEPTH} levels deep"));
        }
    }
    Ok(())
}

/// Refuses literals whose digits the library would lose: a comparison with them would silently be wrong.
fn check_literals(text: &str) -> Result<(), String> {
    for literal in text.split('`').skip(1).step_by(2) {
        let Ok(json) = JsonText::check(literal) else { continue };
        if let JsonValue::Number(digits) = json.value()
            && let Ok(number) = serde_json::from_str::<serde_json::Number>(&digits)
            && !DecimalNumber::same(&number.to_string(), &digits)
        {
            return Err(format!("the number {digits} has more digits than an expression can compare"));
        }
    }
    Ok(())
}
