//! Finds names in an expression that neither the response nor its description has, and the nearest described names.

use alicloud_catalog::{AdditionalProperties, Product, Schema};
use jmespath::ast::Ast;

use crate::json::JsonValue;
use crate::unknown_word::similar;

/// Names that are shown if none of them is similar.
const SHOWN: usize = 12;

/// A sentence for each name that is wrong. Descriptions can lack a field, so a name that occurs in the response is never one of them.
pub(super) fn unknown(expression: &Ast, response: &JsonValue, product: &Product, schema: &Schema) -> Vec<String> {
    let mut walk = FieldWalk { product, response, found: Vec::new() };
    walk.visit(expression, &DescribedValue::Schema(schema));
    walk.found
}

/// The valid values of what an expression finds.
pub(super) fn valid_values(expression: &Ast, product: &Product, schema: &Schema) -> Vec<String> {
    let mut walk = FieldWalk { product, response: &JsonValue::Null, found: Vec::new() };
    match walk.visit(expression, &DescribedValue::Schema(schema)) {
        DescribedValue::Schema(schema) => product.resolve(schema).valid_strings(),
        _ => Vec::new(),
    }
}

/// What is described about a value.
#[derive(Clone)]
enum DescribedValue<'a> {
    Nothing,
    Schema(&'a Schema),
    /// A list that the expression makes.
    List(Box<DescribedValue<'a>>),
    /// An object that the expression makes.
    Object(Vec<(String, DescribedValue<'a>)>),
}

struct FieldWalk<'a> {
    product: &'a Product,
    response: &'a JsonValue,
    found: Vec<String>,
}

impl<'a> FieldWalk<'a> {
    /// What is described about the value of `expression` for a value that is described as `data`.
    fn visit(&mut self, expression: &Ast, data: &DescribedValue<'a>) -> DescribedValue<'a> {
        match expression {
            Ast::Identity { .. } | Ast::Slice { .. } => data.clone(),
            Ast::Field { name, .. } => self.field(name, data),
            Ast::Index { .. } => self.element(data),
            Ast::Subexpr { lhs, rhs, .. } => {
                let left = self.visit(lhs, data);
                self.visit(rhs, &left)
            }
            Ast::Projection { lhs, rhs, .. } => {
                let list = self.visit(lhs, data);
                let element = self.element(&list);
                DescribedValue::List(Box::new(self.visit(rhs, &element)))
            }
            Ast::Flatten { node, .. } => {
                let list = self.visit(node, data);
                let element = self.element(&list);
                if self.is_list(&element) { element } else { list }
            }
            Ast::Condition { predicate, then, .. } => {
                self.visit(predicate, data);
                self.visit(then, data)
            }
            Ast::Comparison { lhs, rhs, .. } => {
                self.visit(lhs, data);
                self.visit(rhs, data);
                DescribedValue::Nothing
            }
            Ast::And { lhs, rhs, .. } => {
                self.visit(lhs, data);
                self.visit(rhs, data)
            }
            Ast::Or { lhs, rhs, .. } => {
                let left = self.visit(lhs, data);
                self.visit(rhs, data);
                left
            }
            Ast::Not { node, .. } | Ast::ObjectValues { node, .. } | Ast::Expref { ast: node, .. } => {
                self.visit(node, data);
                DescribedValue::Nothing
            }
            Ast::MultiList { elements, .. } => {
                for element in elements {
                    self.visit(element, data);
                }
                DescribedValue::Nothing
            }
            Ast::MultiHash { elements, .. } => DescribedValue::Object(
                elements.iter().map(|pair| (pair.key.clone(), self.visit(&pair.value, data))).collect(),
            ),
            Ast::Function { name, args, .. } => self.function(name, args, data),
            Ast::Literal { .. } => DescribedValue::Nothing,
        }
    }

    /// The arguments of a function; an expression with `&` is about the elements of the list beside it.
    fn function(&mut self, name: &str, arguments: &[Ast], data: &DescribedValue<'a>) -> DescribedValue<'a> {
        let mut list = DescribedValue::Nothing;
        for argument in arguments.iter().filter(|argument| !matches!(argument, Ast::Expref { .. })) {
            list = self.visit(argument, data);
        }
        let element = self.element(&list);
        let mut mapped = DescribedValue::Nothing;
        for argument in arguments {
            if let Ast::Expref { ast, .. } = argument {
                mapped = self.visit(ast, &element);
            }
        }
        match name {
            "sort" | "sort_by" | "reverse" | "to_array" if self.is_list(&list) => list,
            "max_by" | "min_by" => element,
            "map" => DescribedValue::List(Box::new(mapped)),
            _ => DescribedValue::Nothing,
        }
    }

    fn field(&mut self, name: &str, data: &DescribedValue<'a>) -> DescribedValue<'a> {
        let schema = match data {
            DescribedValue::Nothing => return DescribedValue::Nothing,
            DescribedValue::Object(fields) => {
                if let Some((_, described)) = fields.iter().find(|(known, _)| known == name) {
                    return described.clone();
                }
                let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
                self.report(name, &names);
                return DescribedValue::Nothing;
            }
            DescribedValue::List(_) => {
                self.report_list(name);
                return DescribedValue::Nothing;
            }
            DescribedValue::Schema(schema) => self.product.resolve(schema),
        };
        if let Some(field) = schema.properties.get(name) {
            return DescribedValue::Schema(field);
        }
        if schema.items.is_some() {
            self.report_list(name);
            return DescribedValue::Nothing;
        }
        match schema.additional_properties.as_deref() {
            Some(AdditionalProperties::Schema(values)) => DescribedValue::Schema(values),
            Some(AdditionalProperties::Allowed(true)) => DescribedValue::Nothing,
            _ if schema.properties.is_empty() => DescribedValue::Nothing,
            _ => {
                let names: Vec<&str> = schema.properties.keys().map(String::as_str).collect();
                self.report(name, &names);
                DescribedValue::Nothing
            }
        }
    }

    fn element(&self, data: &DescribedValue<'a>) -> DescribedValue<'a> {
        match data {
            DescribedValue::List(element) => (**element).clone(),
            DescribedValue::Schema(schema) => {
                self.product.resolve(schema).items.as_deref().map_or(DescribedValue::Nothing, DescribedValue::Schema)
            }
            _ => DescribedValue::Nothing,
        }
    }

    fn is_list(&self, data: &DescribedValue<'a>) -> bool {
        match data {
            DescribedValue::List(_) => true,
            DescribedValue::Schema(schema) => self.product.resolve(schema).items.is_some(),
            _ => false,
        }
    }

    fn report(&mut self, name: &str, names: &[&str]) {
        if occurs(name, self.response) {
            return;
        }
        let close = similar(name, names.iter().copied());
        let instead = match (close.is_empty(), names.len() > SHOWN) {
            (false, _) => format!("did you mean {}?", close.join(", ")),
            (true, false) => format!("the fields there are {}", names.join(", ")),
            (true, true) => {
                let shown = names.get(..SHOWN).unwrap_or(names).join(", ");
                format!("the fields there are {shown} and {} more", names.len().saturating_sub(SHOWN))
            }
        };
        self.push(format!("the response has no field {name}; {instead}"));
    }

    fn report_list(&mut self, name: &str) {
        self.push(format!("{name} is asked of a list: write [] before it for each element, or [0] for the first one"));
    }

    fn push(&mut self, sentence: String) {
        if !self.found.contains(&sentence) {
            self.found.push(sentence);
        }
    }
}

/// Whether any object of the response has this field.
fn occurs(name: &str, value: &JsonValue) -> bool {
    match value {
        JsonValue::Object(fields) => fields.iter().any(|(known, value)| known == name || occurs(name, value)),
        JsonValue::List(elements) => elements.iter().any(|element| occurs(name, element)),
        _ => false,
    }
}
