//! Recognizes sections by their titles, in English and in Chinese.

/// Subject of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Description of the operation, and usage notes.
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
    /// Template of a response, with types in place of values.
    ResponseSyntax,
    /// Sample request and responses.
    Examples,
    /// Documented errors.
    Errors,
    /// Change history.
    Changes,
    /// Links, feedback and navigation, which are not about the operation.
    Boilerplate,
}

/// Returns the section of a heading with exactly a known title.
pub(super) fn section(heading: &str) -> Option<Section> {
    let heading = plain(heading);
    // Ignores a version in parentheses, as in `返回参数（新版本）`.
    let heading = heading.split(['(', '（']).next().unwrap_or_default();
    // Ignores an English translation after the Chinese title, as in `请求行 RequestLine`.
    let heading = match heading.chars().next() {
        Some(first) if !first.is_ascii() => {
            heading.trim_end_matches(|character: char| character.is_ascii_alphanumeric())
        }
        _ => heading,
    };
    SECTIONS.iter().find(|(titles, _)| titles.contains(&heading)).map(|(_, section)| *section)
}

/// Returns the section of a line with heading markup. If its title is unknown, words in it decide, as in `Returns
/// Parameters`.
pub(super) fn section_of_heading(heading: &str) -> Option<Section> {
    if let Some(known) = section(heading) {
        return Some(known);
    }
    let heading = plain(heading);
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    // Sentences and sections about common parameters are excluded.
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

/// Returns the text in lower case without spaces and punctuation, which vary from page to page.
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
            "request",
            "input",
            "inputs",
            "请求",
            "输入",
            "请求参数",
            "输入参数",
            "入参",
            "requestheader",
            "requestheaders",
            "requestbody",
            "请求体",
            "请求头",
            "pathparameter",
            "pathparameters",
            "queryparameter",
            "queryparameters",
            "querystringparameters",
            "headerparameter",
            "headerparameters",
            "bodyparameter",
            "bodyparameters",
            "formdataparameters",
            "path参数",
            "query参数",
            "header参数",
            "body参数",
            "formdata参数",
            "路径参数",
            "查询参数",
            "请求头参数",
            "请求体参数",
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
            "response",
            "output",
            "outputs",
            "returns",
            "returnvalue",
            "result",
            "results",
            "reply",
            "响应",
            "返回",
            "输出",
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
