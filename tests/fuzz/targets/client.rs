//! The client: URLs, proxies, responses in both formats, errors, parameters and recordings.

use std::collections::BTreeMap;

use alicloud_client::credentials::Environment;
use alicloud_client::runtime::{At, BodyKind, EndpointRule, Method, ProductInfo, ResponseKind};
use alicloud_client::transport::{
    BoxFuture, HttpClient, HttpRequest, HttpResponse, Recording, Replaying, Transport, TransportError,
};
use alicloud_client::{Client, Endpoint, Error, ErrorKind, Format, OperationInfo, UntypedOperation};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::operations::{Describe, Instances, release};
use super::{bytes, wait};

pub(crate) fn endpoints() -> Vec<Vec<u8>> {
    bytes(&[
        "rds.aliyuncs.com",
        "http://127.0.0.1:8080",
        "https://RDS.aliyuncs.com.",
        "http://[::1]:443/",
        "http://user:hush@rds.aliyuncs.com",
        "b\u{fc}cher.example",
        "http://0x7f.1:080",
    ])
}

/// What is accepted is a scheme, a host and a port, in the spelling that is accepted again as the same.
pub(crate) fn endpoint(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match Endpoint::parse(text) {
        Ok(endpoint) => {
            let written = endpoint.to_string();
            assert_eq!(
                Endpoint::parse(&written).map(|again| again.to_string()).ok(),
                Some(written.clone()),
                "{written}"
            );
            let host = endpoint.host();
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:[]".contains(&byte);
            assert!(!host.is_empty() && host.bytes().all(is_plain) && written.contains(host), "{written}");
        }
        Err(error) => assert!(!error.to_string().contains("hush"), "{error}"),
    }
}

pub(crate) fn proxies() -> Vec<Vec<u8>> {
    bytes(&[
        "http://proxy.example:3128\n.aliyuncs.com,10.0.0.0/8",
        "https://user:hush@proxy.example\n*",
        "proxy.example:80\nfd00::/8,[::1]:443, localhost",
        "http://127.0.0.1:1\nrds.aliyuncs.com:443 *.example",
    ])
}

/// The URL of a proxy, and the hosts that need none: whatever they are, a password in them is not shown.
pub(crate) fn proxy_variables(input: &[u8]) {
    let text = String::from_utf8_lossy(input).replace('\0', "");
    let (proxy, exceptions) = text.split_once('\n').unwrap_or((&text, ""));
    let environment = Environment::fixed([("HTTPS_PROXY", proxy), ("NO_PROXY", exceptions)]);
    let built = HttpClient::builder().environment(environment).build();
    let chosen = built.as_ref().ok().map(|http| http.proxy_for("https://rds.aliyuncs.com"));
    let shown = format!("{built:?} {chosen:?}");
    let is_password = proxy.matches("hush").count() == 1 && proxy.contains(":hush@") && !exceptions.contains("hush");
    assert!(!is_password || !shown.contains("hush"), "{shown}");
}

/// A transport that responds to every request with the same body.
#[derive(Debug, Clone)]
struct Fixed {
    status: u16,
    body: Vec<u8>,
}

impl Transport for Fixed {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let status = self.status.try_into().unwrap();
        Box::pin(std::future::ready(Ok(HttpResponse::new(status, http::HeaderMap::new(), self.body.clone()))))
    }
}

fn client(status: u16, body: &[u8], format: Format) -> Client {
    let builder =
        Client::builder().endpoint("http://127.0.0.1:1").region("cn-hangzhou").access_key("testid", "hush-secret");
    builder.no_retry().format(format).transport(Fixed { status, body: body.to_vec() }).build().unwrap()
}

fn described(body: &[u8], format: Format) -> Result<Instances, Error> {
    wait(async { client(200, body, format).send(Describe::default()).await })
}

pub(crate) fn json_responses() -> Vec<Vec<u8>> {
    bytes(&[
        r#"{"RequestId":"6F1B2C3D-0000-4A5B","TotalRecordCount":30,"Big":9007199254740993,"Ratio":0.1,"On":true,"NextToken":"n","Items":{"DBInstance":[{"DBInstanceId":"rm-1","DBInstanceStatus":"Running","Port":3306,"Child":[{"DBInstanceId":"rm-2"}]},{"DBInstanceId":"rm-3"}]}}"#,
        r#"{"RequestId":"6F1B2C3D-0000-4A5B","Detail":{"Key":"k","Value":"中文 & <b>","Weight":[1,-2],"Secret":"s"},"Map":{"a":"1","b c":"2"},"Lists":{"x":["1","2"],"y":[]},"Any":{"k":[null,1.5,"\u0000"]},"Names":["a","b"]}"#,
        r#"{"RequestId":"1-2-3-4","Names":"one","TotalRecordCount":"30","On":"True","Items":""}"#,
        r#"{"Code":"Forbidden","Message":"no","RequestId":"1-2-3-4"}"#,
    ])
}

/// What is decoded is written and decoded again as the same, and what is no JSON is no value.
pub(crate) fn json_response(input: &[u8]) {
    match described(input, Format::Json) {
        Ok(found) => {
            assert!(is_xml(input) || is_object(input), "it is no JSON object, and is {found:?}");
            let written = serde_json::to_string(&found).unwrap();
            let again: Instances = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
            assert_eq!(again, found, "{written}");
        }
        Err(error) => assert!(!error.to_string().contains("hush"), "{error}"),
    }
}

/// Whether it is a JSON object by its grammar alone: invalid UTF-8, half a character and numbers of any size have a value there, and so have
/// control characters in strings, which the grammar wants to be escaped.
fn is_object(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input).replace(|c: char| c < ' ', " ");
    let raw = serde_json::from_str::<Box<RawValue>>(text.trim_start_matches('\u{feff}'));
    raw.is_ok_and(|raw| raw.get().starts_with('{'))
}

/// Whether it is read as XML, whatever was asked for.
fn is_xml(input: &[u8]) -> bool {
    input.trim_ascii_start().strip_prefix("\u{feff}".as_bytes()).unwrap_or(input).trim_ascii_start().starts_with(b"<")
}

static RDS: ProductInfo = ProductInfo::new("Rds", "2014-08-15").endpoints(EndpointRule::Regional, &[]);
static INFO: OperationInfo = OperationInfo::new(&RDS, "Describe")
    .methods(Method::Post, &[Method::Post, Method::Get])
    .response(ResponseKind::Identified)
    .read_only();
static FORM: OperationInfo = OperationInfo::new(&RDS, "Write")
    .methods(Method::Post, &[Method::Post])
    .response(ResponseKind::Identified)
    .body(BodyKind::Form);
static XML: OperationInfo = OperationInfo::new(&RDS, "WriteXml").response(ResponseKind::Identified).body(BodyKind::Xml);

/// What is accepted without being decoded is a JSON object, and what the types accept is accepted.
pub(crate) fn untyped_response(input: &[u8]) {
    const FIELDS: [&str; 11] =
        ["TotalRecordCount", "Big", "Ratio", "On", "NextToken", "Items", "Detail", "Map", "Lists", "Any", "Names"];
    let operation = || UntypedOperation::new(&INFO).response_fields(FIELDS);
    let accepted = wait(async { operation().send(&client(200, input, Format::Json)).await });
    match accepted {
        Ok(answer) => {
            assert_eq!(&answer.body()[..], input);
            assert!(is_xml(input) || is_object(input), "it is no JSON object");
        }
        Err(error) => assert!(described(input, Format::Json).is_err(), "the types accept it: {error}"),
    }
}

pub(crate) fn xml_responses() -> Vec<Vec<u8>> {
    bytes(&[
        "<?xml version='1.0' encoding='UTF-8'?><R><RequestId>6F1B2C3D-0000-4A5B</RequestId><TotalRecordCount>30</TotalRecordCount><Items><DBInstance><DBInstanceId>rm-1</DBInstanceId><Port>3306</Port></DBInstance><DBInstance><DBInstanceId>rm-2</DBInstanceId></DBInstance></Items></R>",
        "<R><RequestId>1-2-3-4</RequestId><Detail><Key>a &amp; b</Key><Weight>1</Weight><Weight>2</Weight></Detail><Map><a>1</a></Map><Names>a</Names><Names><![CDATA[<b>]]></Names></R>",
        "<Error><Code>Forbidden</Code><Message>no</Message><RequestId>1-2-3-4</RequestId></Error>",
    ])
}

pub(crate) fn xml_response(input: &[u8]) {
    match described(input, Format::Xml) {
        Ok(found) => assert_eq!(described(input, Format::Xml).ok(), Some(found), "the same bytes are the same"),
        Err(error) => assert!(!error.to_string().contains("hush"), "{error}"),
    }
}

/// A response that is decoded from JSON is the same when it is written as XML, here and by the client. What is left out is what XML cannot say: keys that are no
/// names, characters that it does not have, values without a type, lists in lists, and blanks around a string.
pub(crate) fn json_as_xml(input: &[u8]) {
    let Ok(found) = described(input, Format::Json) else { return };
    let mut value = serde_json::to_value(&found).unwrap();
    let fields = value.as_object_mut().unwrap();
    fields.remove("Any");
    // XML has no key with an empty list.
    let maps = ["Map", "Lists"].map(|name| value.get(name).and_then(Value::as_object));
    if !can_be_xml(&value) || maps.into_iter().flatten().flat_map(|map| map.values()).any(|value| !can_be_xml(value)) {
        return;
    }
    let expected: Instances = serde_json::from_value(value.clone()).unwrap();
    for document in [format!("<R>{}</R>", xml(&value)), sent_as_xml(&value)] {
        let read = described(document.as_bytes(), Format::Xml).unwrap_or_else(|error| panic!("{error}: {document}"));
        assert_eq!(read, expected, "{document}");
    }
}

/// The body of a request that has the value in its root element `R`.
fn sent_as_xml(value: &Value) -> String {
    let response = Fixed { status: 200, body: br#"{"RequestId":"1"}"#.to_vec() };
    let seen = Seen { response, requests: Default::default() };
    let client = Client::builder().endpoint("http://127.0.0.1:1").access_key("testid", "testsecret");
    let client = client.transport(seen.clone()).no_retry().build().unwrap();
    let operation = UntypedOperation::new(&XML).parameter("R", At::BODY_FIELD, Some(value.clone()));
    wait(async { operation.send(&client).await }).unwrap();
    String::from_utf8(seen.requests.lock().unwrap()[0].body.to_vec()).unwrap()
}

fn can_be_xml(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            !text.is_empty() && text.trim() == text && text.chars().all(|c| c >= ' ' && !"\u{fffe}\u{ffff}".contains(c))
        }
        Value::Array(elements) => !elements.is_empty() && elements.iter().all(|it| !it.is_array() && can_be_xml(it)),
        Value::Object(fields) => fields.iter().all(|(name, value)| {
            let is_name =
                name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric());
            // Empty lists and objects of the structure itself.
            is_name && (can_be_xml(value) || value == &json!([]) || value == &json!({}))
        }),
        _ => true,
    }
}

fn xml(value: &Value) -> String {
    let element = |name: &str, value: &Value| format!("<{name}>{}</{name}>", xml(value));
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                Value::Array(elements) => elements.iter().map(|inner| element(name, inner)).collect(),
                Value::Object(inner) if inner.is_empty() => String::new(),
                Value::Null => String::new(),
                value => element(name, value),
            })
            .collect(),
        Value::String(text) => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        other => other.to_string(),
    }
}

pub(crate) fn error_responses() -> Vec<Vec<u8>> {
    bytes(&[
        r#"{"Code":"Forbidden.RAM","Message":"User not authorized to operate on the specified resource.","RequestId":"1-2-3-4","HostId":"rds.aliyuncs.com","Recommend":"https://api.aliyun.com/troubleshoot?q=Forbidden.RAM","AccessDeniedDetail":{"AuthAction":"rds:X","PolicyType":"p","NoPermissionType":"ImplicitDeny"}}"#,
        r#"{"code":"400","message":"no","requestId":"1-2-3-4"}"#,
        "<Error><RequestId>1-2-3-4</RequestId><HostId>rds</HostId><Code>Throttling.User</Code><Message>wait</Message></Error>",
        "<html><body>502 Bad Gateway</body></html>",
        r#"{"Code":"SignatureDoesNotMatch","Message":"Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3Dtestid","RequestId":"1"}"#,
    ])
}

/// Whatever comes with the status of an error is an error that says so, whose text has no line breaks and no end.
pub(crate) fn error_response(input: &[u8]) {
    for status in [400, 403, 503] {
        let error = wait(async { client(status, input, Format::Json).send(release()).await }).unwrap_err();
        assert_eq!(error.status(), Some(status), "{error}");
        assert!(matches!(error.kind(), ErrorKind::Service | ErrorKind::Decode), "{error:?}");
        let shown = error.to_string();
        assert!(!shown.contains("hush-secret") && shown.len() < 10_000, "{shown}");
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    }
}

/// A parameter of each location arrives as it was given. The input is its value.
pub(crate) fn parameters(input: &[u8]) {
    let text = String::from_utf8_lossy(input).into_owned();
    let parts: Vec<&str> = text.split(' ').collect();
    let object = json!({ "Key": text, "Value": parts });
    let response = Fixed { status: 200, body: br#"{"RequestId":"1"}"#.to_vec() };
    let seen = Seen { response, requests: Default::default() };
    let client =
        Client::builder().endpoint("http://127.0.0.1:1").access_key("testid", "testsecret").transport(seen.clone());
    let client = client.no_retry().build().unwrap();
    let call = |info, at: fn() -> At| {
        UntypedOperation::new(info)
            .parameter("Text", at(), Some(json!(text)))
            .parameter("List", at(), Some(json!(parts)))
            .parameter("Object", at(), Some(object.clone()))
            .parameter("Json", at().json(), Some(object.clone()))
            .parameter("Number", at(), Some(json!(i64::MIN)))
            .send(&client)
    };
    wait(async {
        call(&INFO, || At::QUERY).await.unwrap();
        call(&FORM, || At::FORM).await.unwrap();
    });
    let mut expected = BTreeMap::from([
        ("Text".to_owned(), text.clone()),
        ("Object.Key".to_owned(), text.clone()),
        ("Number".to_owned(), i64::MIN.to_string()),
    ]);
    for (index, part) in parts.iter().enumerate() {
        expected.insert(format!("List.{}", index + 1), (*part).to_owned());
        expected.insert(format!("Object.Value.{}", index + 1), (*part).to_owned());
    }
    let requests = seen.requests.lock().unwrap();
    assert_eq!(requests.len(), 2);
    let query = requests[0].url.split_once('?').unwrap().1;
    let form = String::from_utf8(requests[1].body.to_vec()).unwrap();
    for pairs in [query, &form] {
        let mut found = decoded(pairs);
        let json: Value = serde_json::from_str(&found.remove("Json").unwrap()).unwrap();
        assert_eq!(json, object, "{pairs}");
        assert_eq!(found, expected, "{pairs}");
    }
}

/// Keeps the requests.
#[derive(Debug, Clone)]
struct Seen {
    response: Fixed,
    requests: std::sync::Arc<std::sync::Mutex<Vec<HttpRequest>>>,
}

impl Transport for Seen {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.requests.lock().unwrap().push(request.clone());
        self.response.send(request)
    }
}

fn decoded(pairs: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        let mut parts = text.split('%');
        let mut bytes = parts.next().unwrap().as_bytes().to_vec();
        for part in parts {
            bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
            bytes.extend_from_slice(&part.as_bytes()[2..]);
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = pairs.split('&').map(|pair| pair.split_once('=').unwrap());
    let found: Vec<(String, String)> = pairs.map(|(name, value)| (decode(name), decode(value))).collect();
    let map: BTreeMap<String, String> = found.iter().cloned().collect();
    assert_eq!(map.len(), found.len(), "a name is sent twice: {found:?}");
    map
}

/// A recording of a call, and one of an error.
pub(crate) fn recordings() -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let mut found = Vec::new();
    for (status, body) in [(200, r#"{"RequestId":"1-2-3-4"}"#), (404, r#"{"Code":"X","Message":"m","RequestId":"2"}"#)]
    {
        let file = folder.path().join(status.to_string());
        let recording = Recording::new(Fixed { status, body: body.as_bytes().to_vec() }).to_file(&file).unwrap();
        let client = Client::builder()
            .endpoint("http://127.0.0.1:1")
            .access_key("id", "hush-secret")
            .transport(recording.clone());
        drop(wait(async { client.no_retry().build().unwrap().send(release()).await }));
        recording.finish().unwrap();
        found.push(std::fs::read(file).unwrap());
    }
    found
}

/// What is read of a file is written and read again as the same.
pub(crate) fn recording(input: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording");
    std::fs::write(&file, input).unwrap();
    if let Ok(read) = Replaying::from_file(&file) {
        let exchanges = read.unused();
        let lines: Vec<String> = exchanges.iter().map(|exchange| serde_json::to_string(exchange).unwrap()).collect();
        std::fs::write(&file, lines.join("\n")).unwrap();
        let again = Replaying::from_file(&file).unwrap_or_else(|error| panic!("{error}: {lines:?}"));
        assert_eq!(again.unused(), exchanges, "{lines:?}");
    }
}
