//! Reads sample responses, with the location of each value.
//!
//! Samples are written by hand: commas are missing, strings are not closed, and there may be a status line and headers
//! above the body. Whatever can be read is used.

mod json;
mod xml;

use super::document::Code;
use super::kind::CellType;

/// A sample, or its body.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShownSample<'a> {
    /// The code block.
    pub(super) code: &'a Code,
    /// The sample without comments, and without status line and headers if it is a response.
    pub(super) body: &'a str,
    /// Byte offset of the body in the code.
    pub(super) at: usize,
}

/// A value of a sample.
#[derive(Debug)]
pub(super) struct SampleValue<'a> {
    /// Byte offset in the sample. If the value has a key or is in an element, it is the offset of those.
    pub(super) at: usize,
    pub(super) content: SampleContent<'a>,
}

/// Content of a value.
#[derive(Debug)]
pub(super) enum SampleContent<'a> {
    /// Keys with their values, in order. A key may occur more than once.
    Object(Vec<(&'a str, SampleValue<'a>)>),
    /// Elements of a list, or XML elements with the same name.
    List(Vec<SampleValue<'a>>),
    /// A JSON string.
    String(&'a str),
    /// A JSON number without a fraction.
    Integer(&'a str),
    /// Any other JSON number.
    Number(&'a str),
    /// `true` or `false`.
    Boolean,
    /// The text of an XML element without child elements.
    Text(&'a str),
    /// `null`, an ellipsis, or something that cannot be read.
    Unknown,
}

/// A parsed sample.
#[derive(Debug)]
pub(super) struct Sample<'a> {
    /// The body of the response.
    pub(super) root: SampleValue<'a>,
    /// Whether it is XML, in which a list with one element looks like the element, and all values are text.
    pub(super) xml: bool,
}

/// Maximum nesting that is read.
const DEPTH: usize = 48;

impl<'a> Sample<'a> {
    /// Reads the JSON body of a request.
    pub(super) fn of_request(body: &'a str) -> Option<Self> {
        json::read(body).map(|root| Self { root, xml: false })
    }

    /// Reads the body of a response, JSON or XML. `listed` tells whether the tables list a name at the outermost level.
    /// If not, a single key around the whole response is the name of the response.
    pub(super) fn read(body: &'a str, listed: impl Fn(&str) -> bool) -> Option<Self> {
        let xml = body.starts_with('<');
        let root = if xml { xml::read(body)? } else { json::read(body)? };
        let has_content = match &root.content {
            SampleContent::Object(members) => !members.is_empty(),
            SampleContent::List(items) => !items.is_empty(),
            _ => false,
        };
        has_content.then(|| Self { root: unwrapped(root, xml, &listed), xml })
    }
}

impl<'a> SampleValue<'a> {
    /// Whether this is a template of a body, with the names of types in place of values.
    pub(super) fn is_template(&self) -> bool {
        let mut leaves = 0;
        self.leaves_are(&mut leaves, &|content| match content {
            SampleContent::String(text) => is_type_word(text),
            SampleContent::Unknown => true,
            _ => false,
        }) && leaves > 0
    }

    fn leaves_are(&self, leaves: &mut usize, fits: &impl Fn(&SampleContent<'_>) -> bool) -> bool {
        match &self.content {
            SampleContent::Object(members) => members.iter().all(|(_, member)| member.leaves_are(leaves, fits)),
            SampleContent::List(items) => items.iter().all(|item| item.leaves_are(leaves, fits)),
            leaf => {
                *leaves += 1;
                fits(leaf)
            }
        }
    }

    /// Returns the keys and lists without their values, which are descriptions.
    pub(super) fn without_values(self) -> Self {
        let content = match self.content {
            SampleContent::Object(members) => SampleContent::Object(
                members.into_iter().map(|(name, member)| (name, member.without_values())).collect(),
            ),
            SampleContent::List(items) => SampleContent::List(items.into_iter().map(Self::without_values).collect()),
            _ => SampleContent::Unknown,
        };
        Self { at: self.at, content }
    }

    /// Whether the value has this key. Case is ignored.
    fn has(&self, name: &str) -> bool {
        matches!(&self.content, SampleContent::Object(members) if members.iter().any(|(there, _)| there.eq_ignore_ascii_case(name)))
    }
}

/// Whether a string is the name of a type, such as `String` and `datetime`.
fn is_type_word(text: &str) -> bool {
    matches!(text, "datetime" | "numbers") || !matches!(CellType::parse(text), CellType::Named(_) | CellType::Nothing)
}

/// Removes a key or root element around the response.
fn unwrapped<'a>(root: SampleValue<'a>, xml: bool, listed: &impl Fn(&str) -> bool) -> SampleValue<'a> {
    let is_wrapped = matches!(&root.content, SampleContent::Object(members) if matches!(
        members.as_slice(),
        [(name, inner @ SampleValue { content: SampleContent::Object(_), .. })]
            if !listed(name) && (xml || name.ends_with("Response") || inner.has("RequestId"))
    ));
    match root.content {
        SampleContent::Object(mut members) if is_wrapped => match members.pop() {
            Some((_, inner)) => inner,
            None => SampleValue { at: root.at, content: SampleContent::Object(members) },
        },
        content => SampleValue { at: root.at, content },
    }
}

/// Returns the offset at which a body is not valid JSON or not well-formed XML. It is read nevertheless, as far as that is
/// possible.
pub(super) fn fault(body: &str) -> Option<usize> {
    if body.starts_with('<') {
        return xml::fault(body);
    }
    let problem = serde_json::from_str::<serde_json::Value>(body).err()?;
    let before: usize = body.split_inclusive('\n').take(problem.line().saturating_sub(1)).map(str::len).sum();
    let at = before + problem.column().saturating_sub(1);
    body.char_indices().map(|(start, _)| start).chain([body.len()]).take_while(|start| *start <= at).last()
}

/// The body of a sample, with its location and status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SampleBody<'a> {
    /// The body, without comments, status line and headers.
    pub(super) text: &'a str,
    /// Byte offset of the body in the sample.
    pub(super) at: usize,
    /// HTTP status of the response, if there is a status line.
    pub(super) status: Option<u16>,
}

/// Whether so many braces are missing that the nesting is ambiguous.
pub(super) fn lacks_braces(sample: &str) -> bool {
    let count = |marks: [char; 2]| sample.matches(marks).count();
    let (opened, closed) = (count(['{', '[']), count(['}', ']']));
    // One missing brace at the beginning or the end is common, and unambiguous.
    sample.starts_with('"') && opened.abs_diff(closed) > 1
}

/// Finds the body of a sample after comments such as `//json response`, a status line and headers.
pub(super) fn body(sample: &str) -> SampleBody<'_> {
    let mut rest = sample.trim();
    while rest.starts_with("//") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    // Skips a shell command before its output.
    if rest.starts_with(['$', '>']) || rest.starts_with("curl ") {
        let printed = rest.match_indices("\nHTTP/").map(|(at, _)| at + 1).next();
        rest = printed.and_then(|at| rest.get(at..)).unwrap_or(rest);
    }
    let mut status = None;
    if let Some(code) = status_line(rest) {
        status = Some(code);
        let mut lines = rest.split_inclusive('\n');
        let mut length = lines.next().map_or(0, str::len);
        // Headers end with a blank line or with the beginning of the body.
        for line in lines {
            let text = line.trim();
            if text.starts_with(['{', '[', '<']) && !is_placeholder(text) {
                break;
            }
            length += line.len();
        }
        rest = rest.get(length..).unwrap_or_default().trim();
    }
    SampleBody { text: rest, at: offset(sample, rest), status }
}

/// Whether a line is a placeholder for common headers, as in `<Public response header>`.
fn is_placeholder(line: &str) -> bool {
    let inner = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| !inner.contains(['<', '=', '?', '!']) && (!inner.is_ascii() || inner.contains(' ')))
}

/// Parses the status in a line like `HTTP/1.1 200 OK`.
fn status_line(sample: &str) -> Option<u16> {
    let line = sample.lines().next()?;
    let mut words = line.split_whitespace();
    let version = words.next()?;
    let is_http = version.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("HTTP/"));
    let status = words.next().filter(|_| is_http)?;
    status.parse().ok().filter(|status| (100..600).contains(status))
}

/// Returns the offset of `part`, which is a slice of `whole`.
fn offset(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}
