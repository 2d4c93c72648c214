//! Which operation of which product a page is about.

use super::document::{Block, Document};
use super::request::Common;
use crate::spec::entry::RamAction;

/// What a page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Identity {
    /// Name of the operation.
    pub(super) name: Option<String>,
    /// Code of the product. Its case is certain only where a link to the vendor's explorer has it.
    pub(super) product: Option<String>,
    /// Version of the API.
    pub(super) version: Option<String>,
    /// Another name that the page uses for the operation: a mistake of the page, or of the reader.
    pub(super) other_name: Option<String>,
    /// Whether nothing but a sample request has the name: pages on other subjects show samples, too.
    pub(super) is_named_by_sample: bool,
}

/// Collects what tells the operation: the title, the rows of common parameters, links, hosts, and actions.
pub(super) fn identity(document: &Document, page: &str, common: &[Common], actions: &[RamAction]) -> Identity {
    // `ApsaraDB RDS:DescribeRegions`; a title of several words is no name.
    let title = document.title.as_ref().map(|title| title.text.rsplit([':', '：']).next().unwrap_or_default().trim());
    let title = title.filter(|name| is_operation(name)).map(str::to_owned);
    let row = common.iter().find_map(|common| if let Common::Action(name) = common { name.clone() } else { None });
    let row = row.filter(|name| is_operation(name));
    let link = |key: &str| value_after(page, &format!("{key}="), |before| before.ends_with(['#', '&', '?']));
    let demo = requests(document).find_map(|request| value_after(request, "Action=", |_| true));
    let row_version = common
        .iter()
        .find_map(|common| if let Common::Version(version) = common { Some(version.clone()) } else { None });
    // `https://api.aliyun.com/api/Rds/2014-08-15/…`
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
    let named_elsewhere = row.or_else(|| link("api")).filter(|name| is_operation(name));
    let other_name = named_elsewhere.clone().filter(|name| title.as_ref().is_some_and(|title| title != name));
    let is_named_by_sample = title.is_none() && named_elsewhere.is_none();
    Identity {
        is_named_by_sample,
        name: title.or(named_elsewhere).or(demo).filter(|name| is_operation(name)),
        product,
        version,
        other_name,
    }
}

/// Sample requests of the page.
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
