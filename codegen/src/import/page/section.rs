//! What the titles of sections and the headers of tables mean, in English and in Chinese.

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// What the operation does, and what a caller has to know.
    Description,
    /// Database engines that support the operation.
    Engines,
    /// Invitation to try the operation in the browser.
    Debugging,
    /// The authorization table.
    Authorization,
    /// First line of the request, as in `GET /clusters/{ClusterId} HTTP/1.1`.
    RequestSyntax,
    /// Request parameters.
    Request,
    /// Response parameters.
    Response,
    /// Sample request and responses.
    Examples,
    /// Documented errors.
    Errors,
    /// Change history.
    Changes,
    /// Links, feedback, navigation: nothing of the operation itself.
    Boilerplate,
}

/// What a column holds.
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
    /// What it means.
    Description,
    /// Where in the request a parameter goes.
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
    /// Day of a change.
    ChangedAt,
    /// What changed.
    Change,
    /// A link to more.
    Link,
    /// The API that an action is for: the page's own.
    Api,
    /// Not known.
    Other,
}

/// The section that a heading announces.
pub(super) fn section(heading: &str) -> Option<Section> {
    let heading = plain(heading);
    // A version in parentheses: `返回参数（新版本）`.
    let heading = heading.split(['(', '（']).next().unwrap_or_default();
    SECTIONS.iter().find(|(titles, _)| titles.contains(&heading)).map(|(_, section)| *section)
}

/// What a column holds, by its header.
pub(super) fn column(header: &str) -> Column {
    let header = plain(header);
    COLUMNS.iter().find(|(headers, _)| headers.contains(&header.as_str())).map_or(Column::Other, |(_, column)| *column)
}

/// The columns of a header whose cells run together, as in `ParameterTypeRequiredDescriptionExample`. `None` if the line is
/// anything else than two or more headers.
pub(super) fn columns_of_line(line: &str) -> Option<Vec<Column>> {
    let mut rest = plain(line);
    let mut columns = Vec::new();
    while !rest.is_empty() {
        // `ParameterType` is two columns here.
        let longest = COLUMNS
            .iter()
            .flat_map(|(headers, column)| headers.iter().map(move |header| (header.replace(' ', ""), *column)))
            .filter(|(header, _)| rest.starts_with(header.as_str()))
            .filter(|(header, _)| {
                !matches!(header.as_str(), "parametertype" | "parametername" | "参数类型" | "字段类型")
            })
            .max_by_key(|(header, _)| header.len())?;
        rest = rest.split_off(longest.0.len());
        columns.push(longest.1);
    }
    (columns.len() > 1).then_some(columns)
}

/// The text without case, spaces and marks, which differ from page to page.
fn plain(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '*' | '?' | '？' | ':' | '：'));
    kept.flat_map(char::to_lowercase).collect()
}

const SECTIONS: &[(&[&str], Section)] = &[
    (
        &[
            "description",
            "operationdescription",
            "usagenotes",
            "prerequisites",
            "precautions",
            "limits",
            "background",
            "描述",
            "接口说明",
            "接口描述",
            "api描述",
            "说明",
            "限制说明",
            "使用说明",
            "前提条件",
            "注意事项",
            "功能描述",
        ],
        Section::Description,
    ),
    (
        &["supporteddatabaseengines", "supportedengines", "applicableengines", "适用引擎", "支持的数据库引擎"],
        Section::Engines,
    ),
    (&["debugging", "debug", "tryitnow", "maketheapicall", "调试", "在线调试"], Section::Debugging),
    (&["authorizationinformation", "ramauthorization", "授权信息"], Section::Authorization),
    (&["requestsyntax", "requestline", "requeststructure", "请求结构", "请求语法", "请求行"], Section::RequestSyntax),
    (
        &[
            "requestparameters",
            "requestparameter",
            "parameters",
            "请求参数",
            "输入参数",
            "入参",
            "requestheader",
            "requestheaders",
            "requestbody",
            "请求体",
            "请求头",
            "pathparameters",
            "queryparameters",
        ],
        Section::Request,
    ),
    (
        &[
            "responseparameters",
            "responseparameter",
            "responseelements",
            "responsebody",
            "returnparameters",
            "returnedparameters",
            "returnvalues",
            "responsedata",
            "returndata",
            "返回值",
            "返回信息",
            "响应数据",
            "responses",
            "返回参数",
            "返回数据",
            "返回结果",
            "出参",
            "响应参数",
            "返回体",
        ],
        Section::Response,
    ),
    (
        &[
            "examples",
            "example",
            "samples",
            "sample",
            "samplerequests",
            "samplerequest",
            "sampleresponses",
            "sampleresponse",
            "samplesuccessresponses",
            "successresponse",
            "requestexample",
            "requestexamples",
            "responseexample",
            "responseexamples",
            "requestsample",
            "requestsamples",
            "responsesample",
            "responsesamples",
            "请求样例",
            "返回样例",
            "示例",
            "请求示例",
            "返回示例",
            "正常返回示例",
            "响应示例",
        ],
        Section::Examples,
    ),
    (
        &[
            "errorcodes",
            "errorcode",
            "errors",
            "错误码",
            "错误代码",
            "特有错误码",
            "commonerrorcodes",
            "specificerrorcodes",
            "specialerrorcode",
            "specialerrorcodes",
            "公共错误码",
            "特殊错误码",
        ],
        Section::Errors,
    ),
    (&["changehistory", "releasenotes", "变更历史"], Section::Changes),
    (
        &[
            "references",
            "relatedinformation",
            "relatedoperations",
            "feedback",
            "onthispage",
            "参考",
            "相关文档",
            "相关接口",
        ],
        Section::Boilerplate,
    ),
];

const COLUMNS: &[(&[&str], Column)] = &[
    (
        &[
            "parameter",
            "parametername",
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
    (&["type", "datatype", "parametertype", "parameters", "类型", "参数类型", "数据类型", "字段类型"], Column::Type),
    (
        &["required", "mandatory", "是否必选", "是否必需", "是否必须", "是否必填", "必选", "必填", "必需", "必须"],
        Column::Required,
    ),
    (&["example", "examplevalue", "examples", "samplevalue", "sample", "示例值", "示例", "样例"], Column::Example),
    (&["description", "meaning", "semantics", "描述", "说明", "含义", "备注"], Column::Description),
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
