//! Determines which operation of which product a page describes.

use std::ops::Range;

use super::column::Column;
use super::document::{Block, Document};
use super::request::Common;
use super::section::Section;
use crate::spec::effect::begins_as_operation;
use crate::spec::entry::RamAction;

/// The subject of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PageIdentity {
    /// Name of the operation.
    pub(super) name: Option<String>,
    /// Code of the product. Its case is reliable only if it comes from a link to the vendor's API explorer.
    pub(super) product: Option<String>,
    /// Version of the API.
    pub(super) version: Option<String>,
    /// Whether the name occurs only in a sample request. Pages on other subjects contain samples too.
    pub(super) is_named_by_sample: bool,
    /// Whether the content of the page, and not only its title, shows that it describes an operation.
    pub(super) certain: bool,
    /// Contradicting names of the operation: range, message, and which name was used.
    pub(super) doubts: Vec<(Range<usize>, String, String)>,
}

/// Determines the operation from the title, the rows of common parameters, links, hosts, and RAM actions.
pub(super) fn identity(document: &Document, page: &str, common: &[Common], actions: &[RamAction]) -> PageIdentity {
    let title = document.title.as_ref().and_then(|title| title_name(&title.text));
    let row = common.iter().find_map(|common| match common {
        Common::Action(Some(name), range) if is_operation(name) => Some((name.clone(), range.clone())),
        _ => None,
    });
    let link = |key: &str| value_after(page, &format!("{key}="), |before| before.ends_with(['#', '&', '?']));
    let demo = requests(document).find_map(|request| value_after(request, "Action=", |_| true));
    let row_version = common
        .iter()
        .find_map(|common| if let Common::Version(version) = common { Some(version.clone()) } else { None });
    // Product and version of a link like `https://api.aliyun.com/api/Rds/2014-08-15/…`.
    let path = ["/api/", "/document/"].iter().find_map(|folder| {
        page.split(folder).skip(1).find_map(|rest| {
            let mut parts = rest.split(['/', ')', ' ', '\n']);
            let (product, version) = (parts.next()?, parts.next()?);
            super::text::is_day(version).then(|| (product.to_owned(), version.to_owned()))
        })
    });
    let host = requests(document).find_map(|request| {
        let host = request.split_once("://")?.1;
        let label = host.split(['.', '/']).next()?;
        (host.contains(".aliyuncs.com")
            && label.chars().all(|character| character.is_ascii_alphanumeric() || character == '-'))
        .then(|| label.to_owned())
    });
    let prefix = actions
        .iter()
        .find_map(|action| action.action.as_deref()?.split_once(':').map(|(service, _)| service.to_owned()));
    let centre = value_after(page, "error-center.alibabacloud.com/status/product/", |_| true)
        .or_else(|| value_after(page, "error-center.aliyun.com/status/product/", |_| true));
    let product = link("product").or(path.as_ref().map(|(product, _)| product.clone())).or(centre).or(prefix).or(host);
    let version = link("version")
        .filter(|version| super::text::is_day(version))
        .or(row_version)
        .or(path.map(|(_, version)| version));
    let linked = link("api").filter(|name| is_operation(name));
    let certain = row.is_some() || linked.is_some() || demo.is_some();
    // A title like `Overview` or `CapacityUnit` is the name of an operation only if something else confirms it.
    let says_so = |name: &String| {
        let others = [row.as_ref().map(|(name, _)| name), linked.as_ref(), demo.as_ref()];
        others.contains(&Some(name)) || page.contains(&format!("<{name}Response"))
    };
    // A single word like `Encrypt` is one if the page describes a request and a response.
    let lone = title.clone().filter(|_| describes_call(document));
    let title = title.filter(|name| begins_as_operation(name) || says_so(name));
    let doubt = match (&title, &row) {
        (Some(title), Some((row, range))) if title != row => Some((range.clone(), row.clone(), title.clone())),
        _ => None,
    };
    // Titles are translated and mistyped by people. Links are generated, so a link that agrees with the title confirms
    // it.
    let row_is_wrong = linked.is_some() && linked == title;
    let name = match (title, row) {
        (Some(title), Some((row, _))) => Some(if row_is_wrong { title } else { row }),
        (title, row) => title.or(row.map(|(name, _)| name)),
    };
    let other_link = match (&name, &linked, document.title.as_ref()) {
        (Some(name), Some(linked), Some(title)) if name != linked => Some((title.range.clone(), linked.clone())),
        _ => None,
    };
    let name = name.or(linked);
    let is_named_by_sample = name.is_none();
    // The page about common parameters has a sample request too.
    let is_of_all = common.iter().filter(|common| matches!(common, Common::Other)).count() > 2;
    let name = name.or(demo.filter(|_| !is_of_all)).filter(|name| is_operation(name));
    let is_named_by_sample = is_named_by_sample && name.is_some();
    let name = name.or(lone.filter(|_| !is_of_all));
    let mut doubts = Vec::new();
    if let Some((range, linked)) = other_link {
        let used = name.as_deref().unwrap_or_default();
        doubts.push((
            range,
            format!("a link of the page is to the operation `{linked}`"),
            format!("`{used}` was used"),
        ));
    }
    doubts.extend(doubt.map(|(range, row, title)| {
        let used = name.as_deref().unwrap_or_default();
        let whose = if row_is_wrong { "its title" } else { "the row `Action`" };
        (
            range,
            format!("the page calls the operation `{row}`, and `{title}` in its title"),
            format!("`{used}`, {whose}, was used"),
        )
    }));
    PageIdentity { name, product, version, is_named_by_sample, certain, doubts }
}

/// Returns the name in a title, as in `DescribeRegions`, `ApsaraDB RDS:DescribeRegions` or `DescribeRegions - Query
/// regions`. A title of several words is not a name, and `ALIYUN::ECS::Instance` is a resource type.
fn title_name(title: &str) -> Option<String> {
    if title.contains("::") {
        return None;
    }
    let name = title.rsplit([':', '：']).next().unwrap_or_default().trim();
    if is_operation(name) {
        return Some(name.to_owned());
    }
    let first = [" - ", " – ", "（", "(", " "]
        .iter()
        .find_map(|mark| name.split_once(mark))
        .filter(|(_, rest)| !rest.is_ascii() || name.contains(" - ") || name.contains(" – ") || name.contains('('));
    let (first, _) = first?;
    Some(first.trim()).filter(|name| is_operation(name)).map(str::to_owned)
}

/// Whether a page has tables with types both of request parameters and of response parameters.
fn describes_call(document: &Document) -> bool {
    let has_table = |section: Section| {
        let parts = document.parts.iter().filter(|part| part.lists(section));
        parts
            .flat_map(|part| &part.blocks)
            .any(|block| matches!(block, Block::Table(table) if table.has(Column::Name) && table.has(Column::Type)))
    };
    has_table(Section::Request) && has_table(Section::Response)
}

/// Returns the sample requests of the page.
pub(super) fn requests(document: &Document) -> impl Iterator<Item = &str> {
    let blocks = document.parts.iter().flat_map(|part| &part.blocks);
    let codes = blocks.filter_map(|block| if let Block::Code(code) = block { Some(code.text.trim()) } else { None });
    codes.filter(|code| is_request(code))
}

/// Whether a sample is a request.
pub(super) fn is_request(code: &str) -> bool {
    let first = code.lines().next().unwrap_or_default();
    let word = first.split(' ').next().unwrap_or_default();
    first.starts_with("http")
        || first.starts_with("/?")
        || matches!(word, "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD")
        || first.contains("Action=")
}

fn is_operation(name: &str) -> bool {
    name.len() > 2
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        && name.chars().any(|character| character.is_ascii_uppercase())
}

fn value_after(text: &str, key: &str, follows: impl Fn(&str) -> bool) -> Option<String> {
    text.match_indices(key).find_map(|(at, _)| {
        let (before, rest) = (text.get(..at)?, text.get(at + key.len()..)?);
        let value: String = rest
            .chars()
            .take_while(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.'))
            .collect();
        (follows(before) && !value.is_empty()).then(|| value.trim_end_matches('.').to_owned())
    })
}
