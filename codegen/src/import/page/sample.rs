//! The shape of a sample response: which member is inside which.
//!
//! The tables of most pages list nested members without saying where a level ends; the sample says it. Samples are written by
//! hand: commas are missing, text does not end. Whatever can be read of one is used.

use indexmap::IndexMap;

use super::kind::Kind;
use crate::spec::entry::Schema;

/// What is inside a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Members by name.
    Object(IndexMap<String, Shape>),
    /// A list, with what all its elements have.
    List(Option<Box<Shape>>),
    /// A value without members, and its type.
    Scalar(Kind),
}

/// Deepest level that is read.
const DEPTH: usize = 48;

impl Shape {
    /// The shape of a sample, JSON or XML.
    pub(super) fn of_sample(sample: &str) -> Option<Self> {
        let sample = without_comments(sample);
        // Word processors set quotation marks of their own.
        let quoted = sample.replace(['“', '”'], "\"");
        let valid = serde_json::from_str::<serde::de::IgnoredAny>(sample).is_ok();
        let sample = if valid { sample } else { &quoted };
        let shape = if sample.starts_with('<') { xml(sample) } else { Json { rest: sample }.value(0) };
        shape.filter(|shape| matches!(shape, Self::Object(members) if !members.is_empty())).map(Self::unwrapped)
    }

    /// The shape that a schema describes.
    pub(super) fn of_schema(schema: &Schema) -> Self {
        if let Some(items) = &schema.items {
            return Self::List(Some(Box::new(Self::of_schema(items))));
        }
        if schema.properties.is_empty() {
            return Self::Scalar(Kind::of_scalar(schema));
        }
        Self::Object(schema.properties.iter().map(|(name, member)| (name.clone(), Self::of_schema(member))).collect())
    }

    /// What several witnesses show together, the best first.
    pub(super) fn evidence(witnesses: [Option<Self>; 3]) -> Option<Self> {
        let told = witnesses
            .into_iter()
            .flatten()
            .filter(|shape| matches!(shape, Self::Object(members) if !members.is_empty()));
        told.reduce(Self::merged)
    }

    /// The members of an object, or of the elements of a list.
    pub(super) fn members(&self) -> Option<&IndexMap<String, Self>> {
        match self {
            Self::Object(members) => Some(members),
            Self::List(Some(item)) => item.members(),
            Self::List(None) | Self::Scalar(_) => None,
        }
    }

    /// The member of this name.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        self.members().and_then(|members| members.get(name))
    }

    /// The spelling of a name, at any depth, whatever its case is here.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let members = self.members()?;
        let here = members.keys().find(|there| there.eq_ignore_ascii_case(name)).map(String::as_str);
        here.or_else(|| members.values().find_map(|member| member.find(name)))
    }

    /// Whether something may be inside.
    pub(super) fn is_structure(&self) -> bool {
        !matches!(self, Self::Scalar(_))
    }

    /// Whether this is a list.
    pub(super) fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// The single member of an object, if it is a list or may be one: how RPC operations wrap their lists.
    pub(super) fn wrapper(&self) -> Option<(&str, &Self)> {
        let Self::Object(members) = self else { return None };
        let mut members = members.iter();
        match (members.next(), members.next()) {
            (Some((name, member)), None) => Some((name.as_str(), member)),
            _ => None,
        }
    }

    /// A sample may repeat the name of the response around it.
    fn unwrapped(self) -> Self {
        if let Self::Object(members) = &self
            && let (1, Some((name, inner @ Self::Object(_)))) = (members.len(), members.first())
            && (name.ends_with("Response") || inner.member("RequestId").is_some())
        {
            return inner.clone();
        }
        self
    }

    /// What two elements of a list have together.
    fn merged(self, other: Self) -> Self {
        match (self, other) {
            (Self::Object(mut members), Self::Object(more)) => {
                for (name, member) in more {
                    match members.get_mut(&name) {
                        Some(there) => *there = std::mem::replace(there, Self::List(None)).merged(member),
                        None => {
                            members.insert(name, member);
                        }
                    }
                }
                Self::Object(members)
            }
            (Self::List(Some(item)), Self::List(Some(other))) => Self::List(Some(Box::new(item.merged(*other)))),
            // XML shows a list of one as its only element.
            (Self::List(Some(item)), object @ Self::Object(_)) => Self::List(Some(Box::new(item.merged(object)))),
            (Self::List(None), list @ Self::List(_)) => list,
            (Self::Scalar(_), structure @ (Self::Object(_) | Self::List(_))) => structure,
            (this, _) => this,
        }
    }
}

/// A sample without the lines of comment above it, as in `//json response`.
pub(super) fn without_comments(sample: &str) -> &str {
    let mut rest = sample.trim();
    while rest.starts_with("//") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    rest
}

/// A reader of JSON that goes on where a parser gives up.
struct Json<'a> {
    rest: &'a str,
}

impl<'a> Json<'a> {
    fn value(&mut self, depth: usize) -> Option<Shape> {
        self.skip(|character| character.is_whitespace() || character == ',');
        match self.rest.chars().next()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => {
                self.text();
                Some(Shape::Scalar(Kind::Scalar("string", None)))
            }
            _ => {
                let word = self
                    .take(|character| !character.is_whitespace() && !matches!(character, ',' | '}' | ']' | '{' | '['));
                // `Array[288]`, copied from a browser.
                if !word.is_empty() && self.rest.starts_with('[') {
                    self.list(depth);
                    return Some(Shape::List(None));
                }
                match word {
                    "" => None,
                    "true" | "false" => Some(Shape::Scalar(Kind::Scalar("boolean", None))),
                    word if word.parse::<i64>().is_ok() => Some(Shape::Scalar(Kind::Scalar("integer", Some("int64")))),
                    word if word.parse::<f64>().is_ok() => Some(Shape::Scalar(Kind::Scalar("number", Some("double")))),
                    _ => Some(Shape::Scalar(Kind::Any)),
                }
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Shape> {
        self.advance();
        let mut members: IndexMap<String, Shape> = IndexMap::new();
        loop {
            self.skip(|character| character.is_whitespace() || matches!(character, ',' | ';'));
            match self.rest.chars().next() {
                None => break,
                Some('}') => {
                    self.advance();
                    break;
                }
                // The object was not closed.
                Some(']') => break,
                _ if depth > DEPTH => return None,
                _ => {}
            }
            let name = if self.rest.starts_with('"') {
                self.text()
            } else {
                self.take(|character| !matches!(character, ':' | '}' | ']' | '{' | '[' | '\n' | ',' | '"'))
            };
            let name = name.trim();
            self.skip(char::is_whitespace);
            if self.rest.starts_with(':') {
                self.advance();
                if let Some(member) = self.value(depth + 1) {
                    members.insert(name.to_owned(), member);
                }
            } else if name.is_empty() {
                self.advance();
            }
        }
        Some(Shape::Object(members))
    }

    fn list(&mut self, depth: usize) -> Option<Shape> {
        self.advance();
        let mut item: Option<Shape> = None;
        loop {
            self.skip(|character| character.is_whitespace() || character == ',');
            match self.rest.chars().next() {
                None | Some('}') => break,
                Some(']') => {
                    self.advance();
                    break;
                }
                _ if depth > DEPTH => return None,
                _ => {}
            }
            let before = self.rest.len();
            if let Some(next) = self.value(depth + 1) {
                item = Some(match item {
                    Some(there) => there.merged(next),
                    None => next,
                });
            }
            if self.rest.len() == before {
                self.advance();
            }
        }
        Some(Shape::List(item.map(Box::new)))
    }

    /// Text up to its end, or to the end of the line where it has none.
    fn text(&mut self) -> &'a str {
        self.advance();
        let mut escaped = false;
        let end = self.rest.find(|character: char| {
            let ends = (character == '"' && !escaped) || character == '\n';
            escaped = character == '\\' && !escaped;
            ends
        });
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.strip_prefix('"').unwrap_or(rest);
        text
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !wanted(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn skip(&mut self, unwanted: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(unwanted);
    }

    fn advance(&mut self) {
        let mut characters = self.rest.chars();
        characters.next();
        self.rest = characters.as_str();
    }
}

/// The shape of the root element of an XML sample. One element cannot be told from a list of one.
fn xml(sample: &str) -> Option<Shape> {
    let mut open: Vec<(String, IndexMap<String, Shape>)> = vec![(String::new(), IndexMap::new())];
    let mut rest = sample;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((tag, after)) = after.split_once('>') else { break };
        rest = after;
        let tag = tag.trim();
        if tag.starts_with(['?', '!']) || open.len() > DEPTH {
            continue;
        }
        let name = tag.trim_matches('/').split_whitespace().next().unwrap_or_default().to_owned();
        if !tag.starts_with('/') {
            open.push((name, IndexMap::new()));
        }
        if tag.starts_with('/') || tag.ends_with('/') {
            if open.len() < 2 {
                continue;
            }
            let Some((name, members)) = open.pop() else { break };
            let shape = if members.is_empty() { Shape::Scalar(Kind::Any) } else { Shape::Object(members) };
            if let Some((_, parent)) = open.last_mut() {
                // The same name again: a list.
                let shape = match parent.get_mut(&name).map(|there| std::mem::replace(there, Shape::List(None))) {
                    None => shape,
                    Some(Shape::List(Some(item))) => Shape::List(Some(Box::new(item.merged(shape)))),
                    Some(there) => Shape::List(Some(Box::new(there.merged(shape)))),
                };
                parent.insert(name, shape);
            }
        }
    }
    let (_, roots) = open.into_iter().next()?;
    // Some samples lack the element around the response.
    match roots.first() {
        Some((_, root)) if roots.len() == 1 && root.member("RequestId").is_some() => Some(root.clone()),
        _ => Some(Shape::Object(roots)),
    }
}
