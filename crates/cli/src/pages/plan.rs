//! Which parameters and fields lead to the next page of a list.

use alicloud_catalog::{Operation, Product, Schema, same_name};

use crate::output::list_path;

/// The name of the parameter with a token, and that of the field with the next one, in order of preference.
const TOKENS: [(&str, &str); 8] = [
    ("NextToken", "NextToken"),
    ("PageToken", "NextPageToken"),
    ("Marker", "NextMarker"),
    ("Cursor", "NextCursor"),
    ("PageToken", "NextToken"),
    ("Token", "NextToken"),
    ("Marker", "Marker"),
    ("NextCursor", "NextCursor"),
];
const NUMBERS: [&str; 6] = ["PageNumber", "PageNum", "CurrentPage", "PageNo", "PageIndex", "Page"];
const SIZES: [&str; 4] = ["PageSize", "Limit", "MaxResults", "Size"];
const TOTALS: [&str; 7] =
    ["TotalCount", "TotalRecordCount", "TotalRecords", "TotalNum", "TotalNumber", "TotalItems", "Total"];

/// Names that the command line gives in place of those of the description.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageNames {
    pub(crate) list: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) size: Option<String>,
    pub(crate) total: Option<String>,
    pub(crate) token: Option<String>,
}

/// How the next page is requested. Fields of the response are paths.
#[derive(Debug, Clone)]
pub(crate) struct PagePlan {
    pub(super) list: Vec<String>,
    pub(super) token: Option<(String, Vec<String>)>,
    pub(super) number: Option<String>,
    pub(super) size: Option<String>,
    pub(super) total: Option<Vec<String>>,
    /// The page number in the response.
    pub(super) reported: Option<Vec<String>>,
}

impl PagePlan {
    /// The plan of an operation. `None` if it has no pages.
    pub(crate) fn of(product: &Product, operation: &Operation, names: &PageNames) -> Option<Self> {
        let schema = operation.response()?;
        let list = match &names.list {
            Some(path) => path.trim_end_matches("[]").split('.').map(str::to_owned).collect(),
            None => list_path(product, schema)?,
        };
        let parameter = |name: &str| {
            operation
                .parameters
                .iter()
                .find(|parameter| same_name(parameter.name, name))
                .map(|found| found.name.to_owned())
        };
        let response = PagedResponse { product, schema, list: &list };
        let token = match &names.token {
            Some(name) => parameter(name).zip(response.field(name)),
            None => TOKENS.iter().find_map(|(sent, received)| parameter(sent).zip(response.field(received))),
        };
        let number = match &names.number {
            Some(name) => parameter(name),
            None => NUMBERS.iter().find_map(|name| parameter(name)),
        };
        if token.is_none() && number.is_none() {
            return None;
        }
        let size = match &names.size {
            Some(name) => parameter(name),
            None => SIZES.iter().find_map(|name| parameter(name)),
        };
        let total = match &names.total {
            Some(name) => response.field(name),
            None => TOTALS.iter().find_map(|name| response.field(name)),
        };
        let reported = number.as_deref().and_then(|name| response.field(name));
        Some(Self { token, number, size, total, reported, list })
    }
}

struct PagedResponse<'a> {
    product: &'a Product,
    schema: &'a Schema,
    list: &'a [String],
}

impl PagedResponse<'_> {
    /// The path of a field beside the list or around it, the nearest one first.
    fn field(&self, name: &str) -> Option<Vec<String>> {
        let mut objects = vec![(Vec::new(), self.product.resolve(self.schema))];
        for step in self.list {
            let Some((path, object)) = objects.last() else { break };
            let Some(field) = object.properties.get(step) else { break };
            let path: Vec<String> = path.iter().cloned().chain([step.clone()]).collect();
            objects.push((path, self.product.resolve(field)));
        }
        objects.iter().rev().find_map(|(path, object)| {
            let (found, _) = object.properties.iter().find(|(known, field)| {
                let field = self.product.resolve(field);
                same_name(known, name) && field.items.is_none() && field.properties.is_empty()
            })?;
            Some(path.iter().cloned().chain([found.clone()]).collect())
        })
    }
}
