//! What the titles of sections mean, in English and in Chinese.

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
    /// How a response looks, with type words in place of values.
    ResponseSyntax,
    /// Sample request and responses.
    Examples,
    /// Documented errors.
    Errors,
    /// Change history.
    Changes,
    /// Links, feedback, navigation: nothing of the operation itself.
    Boilerplate,
}

/// The section that a heading announces.
pub(super) fn section(heading: &str) -> Option<Section> {
    let heading = plain(heading);
    // A version in parentheses: `返回参数（新版本）`.
    let heading = heading.split(['(', '（']).next().unwrap_or_default();
    // The same words in English behind those in Chinese: `请求行 RequestLine`.
    let heading = match heading.chars().next() {
        Some(first) if !first.is_ascii() => {
            heading.trim_end_matches(|character: char| character.is_ascii_alphanumeric())
        }
        _ => heading,
    };
    SECTIONS.iter().find(|(titles, _)| titles.contains(&heading)).map(|(_, section)| *section)
}

/// The same for a heading that is marked as one. What the list does not have is told by its words: `Returns Parameters`.
pub(super) fn section_of_heading(heading: &str) -> Option<Section> {
    if let Some(known) = section(heading) {
        return Some(known);
    }
    let heading = plain(heading);
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    // A sentence, or the parameters of all operations.
    if heading.chars().count() > 40 || has(&["common", "public", "公共"]) {
        return None;
    }
    if has(&["example", "sample", "示例", "样例"]) {
        return Some(Section::Examples);
    }
    if !has(&[
        "parameter",
        "prameter",
        "paramter",
        "element",
        "field",
        "data",
        "body",
        "header",
        "参数",
        "数据",
        "字段",
    ]) {
        return None;
    }
    let (request, response) =
        (has(&["request", "input", "请求", "输入"]), has(&["respon", "return", "output", "返回", "响应", "输出"]));
    match (request, response) {
        (true, false) => Some(Section::Request),
        (false, true) => Some(Section::Response),
        _ => None,
    }
}

/// The text without case, spaces and marks, which differ from page to page.
pub(super) fn plain(text: &str) -> String {
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
    (&["debugging", "debug", "tryitnow", "test", "maketheapicall", "调试", "在线调试"], Section::Debugging),
    (&["authorizationinformation", "ramauthorization", "授权信息", "ram授权"], Section::Authorization),
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
            "请求信息",
            "requestinformation",
            "请求行参数",
            "requestlineparameter",
            "requestlineparameters",
            "特有请求头",
            "specialrequestheader",
            "specialrequestheaders",
            "请求体解析",
            "请求体解释",
            "请求体说明",
            "requestbodyexplanation",
            "requestbodydescription",
            "requestbodyrequestbody",
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
            "returnparameter",
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
            "响应体",
            "返回体解析",
            "返回体解释",
            "返回体说明",
            "responseinformation",
            "returninformation",
            "responsebodyexplanation",
            "responsebodydescription",
        ],
        Section::Response,
    ),
    (
        &[
            "响应体语法",
            "响应语法",
            "返回语法",
            "返回体语法",
            "返回行",
            "响应行",
            "特有返回头",
            "特有响应头",
            "responsesyntax",
            "responsebodysyntax",
            "responseline",
            "specialresponseheader",
            "specialresponseheaders",
        ],
        Section::ResponseSyntax,
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
            "errorscodes",
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
