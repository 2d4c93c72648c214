//! A JSON document in which every value has its position.
//!
//! Corrections insert values of one file into another, so a position is a file *and* a range. Diagnostics of any later
//! step can therefore point at the text that the user has to change.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use jsonc_parser::common::{Range, Ranged as _};
use jsonc_parser::{CollectOptions, ParseOptions, ast};

use crate::diagnostic::{Diagnostic, Diagnostics, SourceText};

/// Maximum nesting depth. Real files have less than forty levels. The limit bounds the stack of all recursive
/// functions.
const DEEPEST: usize = 128;

/// The files of a product.
#[derive(Debug, Default)]
pub(crate) struct SourceFiles(Vec<Arc<SourceText>>);

/// Identifies a file of [`SourceFiles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileId(usize);

/// A byte range of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) file: FileId,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[cfg(feature = "cli")]
impl Span {
    /// The span of a value that is in no file.
    const NOWHERE: Self = Self { file: FileId(usize::MAX), start: 0, end: 0 };
}

/// A JSON value and its position.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) span: Span,
    pub(crate) value: Value<'a>,
}

/// A JSON value.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    Null,
    Boolean(bool),
    /// The digits as written in the file.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<Member<'a>>),
}

/// A key and its value in an object.
#[derive(Debug, Clone)]
pub(crate) struct Member<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) name_span: Span,
    pub(crate) value: Node<'a>,
}

impl SourceFiles {
    pub(crate) fn add(&mut self, source: Arc<SourceText>) -> FileId {
        self.0.push(source);
        FileId(self.0.len() - 1)
    }

    pub(crate) fn text(&self, file: FileId) -> &str {
        self.0.get(file.0).map_or("", |source| source.text())
    }

    /// Sets the position of the diagnostic to `span`.
    pub(crate) fn point(&self, diagnostic: Diagnostic, span: Span) -> Diagnostic {
        match self.0.get(span.file.0) {
            Some(source) => diagnostic.at(source, span.start..span.end),
            None => diagnostic,
        }
    }

    /// Parses a file as strict JSON (no comments, no trailing commas). Problems are reported; returns `None` if the
    /// file is not JSON.
    pub(crate) fn parse(&self, file: FileId, problems: &mut Diagnostics) -> Option<Node<'_>> {
        let whole = self.text(file);
        // Some Windows editors write a byte order mark, which JSON does not allow.
        let text = whole.trim_start_matches('\u{FEFF}');
        let mut builder = Builder { sources: self, file, offset: whole.len() - text.len(), problems };
        match jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &STRICT) {
            Err(error) => {
                let cause = lower_first(&error.kind().to_string());
                let diagnostic = Diagnostic::error(format!("this is not JSON: {cause}"))
                    .rule("nothing after this position was read")
                    .remedy("fix the JSON here");
                builder.report(diagnostic, error.range());
                None
            }
            Ok(parsed) => match parsed.value {
                None => {
                    let diagnostic =
                        Diagnostic::error("the file is empty").remedy("write a JSON object, or delete the file");
                    builder.report(diagnostic, Range::new(0, 0));
                    None
                }
                Some(value) => builder.node(value, 0),
            },
        }
    }
}

impl<'a> Node<'a> {
    /// Converts a value that is in no file.
    #[cfg(feature = "cli")]
    pub(crate) fn of(json: &'a serde_json::Value) -> Self {
        use serde_json::Value as Json;
        let value = match json {
            Json::Null => Value::Null,
            Json::Bool(flag) => Value::Boolean(*flag),
            Json::Number(number) => Value::Number(Cow::Owned(number.to_string())),
            Json::String(text) => Value::Text(Cow::Borrowed(text)),
            Json::Array(items) => Value::List(items.iter().map(Self::of).collect()),
            Json::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, value)| Member {
                        name: Cow::Borrowed(name),
                        name_span: Span::NOWHERE,
                        value: Self::of(value),
                    })
                    .collect(),
            ),
        };
        Self { span: Span::NOWHERE, value }
    }

    /// The key and value of an object with this key.
    pub(crate) fn member(&self, name: &str) -> Option<&Member<'a>> {
        match &self.value {
            Value::Object(members) => members.iter().find(|member| member.name == name),
            _ => None,
        }
    }

    /// An element of a list.
    pub(crate) fn item(&self, index: usize) -> Option<&Node<'a>> {
        match &self.value {
            Value::List(items) => items.get(index),
            _ => None,
        }
    }

    /// The string, if the value is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A description of the JSON type for messages.
    pub(crate) fn kind(&self) -> Cow<'static, str> {
        Cow::Borrowed(match &self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(digits) => return Cow::Owned(format!("the number {digits}")),
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        })
    }
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

struct Builder<'s, 'p> {
    sources: &'s SourceFiles,
    file: FileId,
    /// Number of bytes before the parsed part of the file.
    offset: usize,
    problems: &'p mut Diagnostics,
}

impl<'s> Builder<'s, '_> {
    fn node(&mut self, value: ast::Value<'s>, depth: usize) -> Option<Node<'s>> {
        let span = self.span(value.range());
        if depth > DEEPEST {
            let diagnostic = Diagnostic::error(format!("values are nested deeper than {DEEPEST} levels"))
                .remedy("give an inner type a name under `components.schemas` and refer to it with `$ref`");
            self.problems.push(self.sources.point(diagnostic, span));
            return None;
        }
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(literal) => Value::Boolean(literal.value),
            ast::Value::NumberLit(literal) => Value::Number(Cow::Borrowed(literal.value)),
            ast::Value::StringLit(literal) => Value::Text(literal.value),
            ast::Value::Array(list) => Value::List(
                list.elements.into_iter().map(|element| self.node(element, depth + 1)).collect::<Option<_>>()?,
            ),
            ast::Value::Object(object) => Value::Object(self.members(object, depth)?),
        };
        Some(Node { span, value })
    }

    fn members(&mut self, object: ast::Object<'s>, depth: usize) -> Option<Vec<Member<'s>>> {
        let mut members: Vec<Member<'s>> = Vec::with_capacity(object.properties.len());
        for property in object.properties {
            let (name, range) = match property.name {
                ast::ObjectPropName::String(literal) => (literal.value, literal.range),
                ast::ObjectPropName::Word(literal) => (Cow::Borrowed(literal.value), literal.range),
            };
            let name_span = self.span(range);
            members.push(Member { name, name_span, value: self.node(property.value, depth + 1)? });
        }
        self.report_repeated(&members);
        Some(members)
    }

    fn report_repeated(&mut self, members: &[Member<'s>]) {
        /// Objects with at most this many keys are compared pairwise, without a hash set. Nearly all objects are.
        const FEW: usize = 12;
        if members.len() <= FEW
            && members
                .iter()
                .enumerate()
                .all(|(position, member)| members.iter().skip(position + 1).all(|other| other.name != member.name))
        {
            return;
        }
        let mut seen = HashSet::with_capacity(members.len());
        for member in members {
            if !seen.insert(&member.name) {
                let diagnostic = Diagnostic::error(format!("the object has a second key `{}`", member.name))
                    .remedy("keep one of the two");
                self.problems.push(self.sources.point(diagnostic, member.name_span));
            }
        }
    }

    fn report(&mut self, diagnostic: Diagnostic, range: Range) {
        self.problems.push(self.sources.point(diagnostic, self.span(range)));
    }

    fn span(&self, range: Range) -> Span {
        Span { file: self.file, start: range.start + self.offset, end: range.end + self.offset }
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
