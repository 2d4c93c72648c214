//! The columns of tables about all operations of a product.

use super::super::column::{Column, column};
use super::super::document::{Row, Table};
use super::super::section::plain;

/// The columns of a table with RAM actions, by position. Several columns may say one thing, as in `Resource type | ARN`.
#[derive(Debug, Default)]
pub(super) struct PermissionColumns {
    pub(super) apis: Vec<usize>,
    pub(super) actions: Vec<usize>,
    pub(super) levels: Vec<usize>,
    pub(super) resources: Vec<usize>,
    pub(super) conditions: Vec<usize>,
    pub(super) dependents: Vec<usize>,
}

impl PermissionColumns {
    /// The columns of a table with separate cells. `None` if the table is about something else.
    pub(super) fn of(table: &Table) -> Option<Self> {
        let mut columns = Self::default();
        let mut others = Vec::new();
        for (position, header) in table.headers.iter().enumerate() {
            match meaning(header) {
                Column::Api => columns.apis.push(position),
                Column::Action => columns.actions.push(position),
                Column::AccessLevel => columns.levels.push(position),
                Column::Resource => columns.resources.push(position),
                Column::ConditionKeys => columns.conditions.push(position),
                Column::DependentActions => columns.dependents.push(position),
                other => others.push(other),
            }
        }
        // `Operation` is an action in some tables and the operation beside its action in others: an action has the code of its service.
        if let ([first, second], []) = (columns.actions.as_slice(), columns.apis.as_slice()) {
            let coded = |column: usize| {
                let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
                cells.filter(|cell| cell.contains(':')).count()
            };
            let (action, api) = if coded(*first) > coded(*second) { (*first, *second) } else { (*second, *first) };
            (columns.actions, columns.apis) = (vec![action], vec![api]);
        }
        let is_of_parameters = others.iter().any(|other| matches!(other, Column::Type | Column::Required));
        let says_more = !(columns.levels.is_empty() && columns.resources.is_empty() && columns.apis.is_empty());
        let is_named = !(columns.actions.is_empty() && columns.apis.is_empty());
        (is_named && says_more && !is_of_parameters).then_some(columns)
    }
}

/// The cells of a row in these columns, below each other, without marks of code. No name or pattern has a backtick in it.
pub(super) fn cells(row: &Row, columns: &[usize]) -> String {
    let cells = columns.iter().filter_map(|column| row.cells.get(*column));
    let plain = cells.map(|cell| with_line_breaks(cell).replace('`', "").trim().to_owned());
    plain.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Replaces the elements that break a line within a cell of Markdown.
fn with_line_breaks(cell: &str) -> String {
    ["<br>", "<br/>", "<br />"].into_iter().fold(cell.to_owned(), |cell, mark| cell.replace(mark, "\n"))
}

/// A word without the markup around it: code, emphasis, and a link to its page.
pub(super) fn bare(word: &str) -> &str {
    let marks: &[char] = &['`', '*', ' ', '•', '\u{a0}'];
    let word = word.trim_matches(marks);
    let linked =
        word.strip_prefix('[').and_then(|link| link.split_once("](")).map(|(text, _)| text.trim_matches(marks));
    linked.unwrap_or(word)
}

fn meaning(header: &str) -> Column {
    let words = plain(header);
    HEADERS
        .iter()
        .find(|(headers, _)| headers.contains(&words.as_str()))
        .map_or_else(|| column(header), |(_, found)| *found)
}

/// Headers that only pages about a whole product have. On the page of an operation some of them mean something else.
const HEADERS: &[(&[&str], Column)] = &[
    (
        &[
            "apis",
            "apioperation",
            "apioperations",
            "apiname",
            "operationname",
            "接口",
            "接口名称",
            "api名称",
            "api接口",
        ],
        Column::Api,
    ),
    (
        &[
            "actions",
            "ramaction",
            "ramactions",
            "operations",
            "ramoperation",
            "权限",
            "ram操作",
            "鉴权action",
            "action(操作)",
        ],
        Column::Action,
    ),
    (
        &[
            "resources",
            "resourcetypes",
            "arn",
            "arns",
            "arnformat",
            "resourcearn",
            "resourcedescription",
            "resourcesforauthorization",
            "资源",
            "资源arn",
            "资源描述",
            "资源描述方式",
            "鉴权资源",
            "授权资源",
        ],
        Column::Resource,
    ),
    (&["条件", "授权条件", "condition", "conditions"], Column::ConditionKeys),
    (&["associatedoperations", "associatedactions", "dependencies", "关联权限"], Column::DependentActions),
];
