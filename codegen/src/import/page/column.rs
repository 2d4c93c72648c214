//! Recognizes the columns of tables by their headers, in English and in Chinese.

use super::section::plain;

/// Meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Name of a parameter.
    Name,
    /// Type of a parameter.
    Type,
    /// Whether a parameter is required.
    Required,
    /// A sample value.
    Example,
    /// Description of a parameter or error.
    Description,
    /// Location of a parameter in the request.
    Position,
    /// HTTP status of an error.
    Status,
    /// Code of an error.
    Code,
    /// Message of an error.
    Message,
    /// Action of a RAM policy.
    Action,
    /// Access level of an action.
    AccessLevel,
    /// Resource of an action.
    Resource,
    /// Condition keys of an action.
    ConditionKeys,
    /// Actions that an action depends on.
    DependentActions,
    /// Date of a change.
    ChangedAt,
    /// Description of a change.
    Change,
    /// Default value.
    Default,
    /// A link to details.
    Link,
    /// The operation that an action belongs to, which is that of the page.
    Api,
    /// Unknown.
    Other,
}

/// A column with an unknown header, and its presumed meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guess {
    /// The header.
    pub(super) header: String,
    /// The presumed meaning; [`Column::Other`] if the column was ignored.
    pub(super) column: Column,
}

/// Returns the meaning of a column with this header.
pub(super) fn column(header: &str) -> Column {
    let header = plain(header);
    // Ignores what follows the word itself, as in `Required (Yes/No)` and `Desc.`.
    let word = header.split(['(', '（']).next().unwrap_or_default().trim_end_matches('.');
    let lists = [COLUMNS, MORE_COLUMNS];
    let found = lists.iter().copied().flatten().find(|(headers, _)| headers.contains(&word));
    found.map_or(Column::Other, |(_, column)| *column)
}

/// Returns the meanings of all columns of a header.
pub(super) fn columns(headers: &[String]) -> Vec<Column> {
    let mut columns: Vec<Column> = headers.iter().map(|header| column(header)).collect();
    // In `Name | Parameters | Description`, the second column holds types.
    let mut names = columns.iter().enumerate().filter(|(_, column)| **column == Column::Name).map(|(index, _)| index);
    if let (Some(_), Some(second)) = (names.next(), names.next())
        && headers.get(second).is_some_and(|header| plain(header) == "parameters")
        && !columns.contains(&Column::Type)
        && let Some(column) = columns.get_mut(second)
    {
        *column = Column::Type;
    }
    columns
}

impl Column {
    /// Describes the content of the column in messages.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "names",
            Self::Type => "types",
            Self::Required => "what is required",
            Self::Example => "examples",
            Self::Description => "descriptions",
            Self::Position => "locations",
            Self::Default => "default values",
            Self::Status => "HTTP status codes",
            Self::Code => "error codes",
            Self::Message => "error messages",
            _ => "something else",
        }
    }
}

/// Splits a header whose cells are concatenated, as in `ParameterTypeRequiredDescriptionExample`. Returns `None` if the
/// line is not a sequence of at least two known headers.
pub(super) fn columns_of_line(line: &str) -> Option<Vec<Column>> {
    let mut rest = plain(line);
    let mut columns = Vec::new();
    while !rest.is_empty() {
        // Here `ParameterType` means two columns.
        let longest = COLUMNS
            .iter()
            .flat_map(|(headers, column)| headers.iter().map(move |header| (*header, *column)))
            .filter(|(header, _)| rest.starts_with(header))
            .filter(|(header, _)| !matches!(*header, "parametertype" | "parametername" | "参数类型" | "字段类型"))
            .max_by_key(|(header, _)| header.len())?;
        rest = rest.split_off(longest.0.len());
        columns.push(longest.1);
    }
    (columns.len() > 1).then_some(columns)
}

/// Headers that are recognized in all tables.
pub(super) const COLUMNS: &[(&[&str], Column)] = &[
    (
        &[
            "parameter",
            "parametername",
            "parameters",
            "name",
            "element",
            "field",
            "fieldname",
            "名称",
            "参数",
            "参数名",
            "参数名称",
            "字段",
            "字段名",
            "字段名称",
        ],
        Column::Name,
    ),
    (&["type", "datatype", "parametertype", "类型", "参数类型", "数据类型", "字段类型"], Column::Type),
    (
        &[
            "required",
            "mandatory",
            "是否必选",
            "是否必需",
            "是否必须",
            "是否必填",
            "必选",
            "必填",
            "必需",
            "必须",
            "是否必要",
            "必要",
        ],
        Column::Required,
    ),
    (
        &[
            "example",
            "examplevalue",
            "examplevalues",
            "examples",
            "samplevalue",
            "samplevalues",
            "sample",
            "sampleresponse",
            "instancevalue",
            "示例值",
            "示例",
            "样例",
        ],
        Column::Example,
    ),
    (&["description", "meaning", "semantics", "描述", "说明", "含义", "备注", "语义"], Column::Description),
    (&["position", "location", "in", "位置", "参数位置"], Column::Position),
    (
        &[
            "httpstatuscode",
            "httpstatuscodes",
            "httpcode",
            "httpstatus",
            "statuscode",
            "http状态码",
            "状态码",
            "http返回码",
        ],
        Column::Status,
    ),
    (&["errorcode", "errorcodes", "code", "错误码", "错误代码"], Column::Code),
    (&["errormessage", "errorinformation", "message", "错误信息", "错误消息", "报错信息"], Column::Message),
    (&["action", "operation", "操作", "授权操作"], Column::Action),
    (&["accesslevel", "访问级别"], Column::AccessLevel),
    (&["resourcetype", "resource", "资源类型"], Column::Resource),
    (&["conditionkey", "conditionkeys", "条件关键字", "条件键"], Column::ConditionKeys),
    (&["associatedoperation", "dependentaction", "dependentactions", "关联操作"], Column::DependentActions),
    (&["changetime", "time", "变更时间"], Column::ChangedAt),
    (&["summaryofchanges", "summary", "变更内容概要", "变更内容"], Column::Change),
    (&["api"], Column::Api),
    (&["link"], Column::Link),
];

/// Headers that are recognized only in tables with separate cells. Most are so short or common that they would match
/// parts of concatenated headers.
const MORE_COLUMNS: &[(&[&str], Column)] = &[
    (
        &[
            "header",
            "headername",
            "key",
            "property",
            "attribute",
            "variable",
            "requestparameter",
            "requestparameters",
            "responseparameter",
            "responseparameters",
            "returnparameter",
            "returnparameters",
            "请求参数",
            "返回参数",
            "响应参数",
            "属性",
            "属性名",
            "元素",
            "元素名称",
            "英文名",
        ],
        Column::Name,
    ),
    (&["fieldtype", "valuetype"], Column::Type),
    (
        &[
            "requiredornot",
            "isrequired",
            "mustichoose",
            "must",
            "necessary",
            "needed",
            "compulsory",
            "whetherrequired",
            "required/optional",
            "是否必传",
            "必传",
            "必选项",
            "是否必选项",
        ],
        Column::Required,
    ),
    (
        &[
            "sampleresponses",
            "sampledata",
            "exampledata",
            "exampleresponse",
            "demo",
            "referencevalue",
            "示例数据",
            "示例参数",
            "样例值",
            "例子",
            "举例",
            "参考值",
            "实例值",
        ],
        Column::Example,
    ),
    (
        &[
            "desc",
            "descriptions",
            "remark",
            "remarks",
            "note",
            "notes",
            "comment",
            "comments",
            "explanation",
            "details",
            "parameterdescription",
            "参数描述",
            "参数说明",
            "字段说明",
            "字段描述",
            "释义",
            "解释",
            "注释",
            "参数含义",
        ],
        Column::Description,
    ),
    (&["default", "defaultvalue", "默认值", "缺省值"], Column::Default),
    (&["http", "httpstatus代码", "http状态", "http码", "httperrorcode", "status"], Column::Status),
    (&["error", "错误"], Column::Code),
    (&["errordescription", "错误描述", "错误提示"], Column::Message),
];
