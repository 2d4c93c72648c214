//! Products whose gateway has a signature of its own: how requests are signed, and how responses are read.

use std::time::{Duration, SystemTime};

use alicloud_client::runtime::{
    At, BodyKind, GatewaySignature, Method, OperationInfo, ProductInfo, ResponseKind, Style,
};
use alicloud_client::transport::{HttpRequest, Recording, Replaying};
use alicloud_client::{
    Client, ClientBuilder, Error, ErrorKind, Format, SignatureDiagnosis, SignatureVersion, UntypedOperation,
    credentials,
};

use crate::recomputed::problem;
use crate::script::{Reply, Script, answer, header, ok};

static LOGS: ProductInfo = ProductInfo::new("Logs", "2020-12-30").style(Style::Roa).signature(GatewaySignature::Log);
static MOVES: ProductInfo = ProductInfo::new("Moves", "2024-06-26").style(Style::Roa).signature(GatewaySignature::Oss4);

const fn of(product: &'static ProductInfo) -> OperationInfo {
    OperationInfo::new(product, "GetStore")
        .methods(Method::Get, &[Method::Get])
        .path("/stores/{store}?type=cursor")
        .read_only()
        .response(ResponseKind::Fields(&["name"]))
}

static GET_LOGS: OperationInfo = of(&LOGS);
static GET_MOVES: OperationInfo = of(&MOVES);
static CREATE_LOGS: OperationInfo = OperationInfo::new(&LOGS, "CreateStore").path("/stores").body(BodyKind::Json);
static CREATE_MOVES: OperationInfo = OperationInfo::new(&MOVES, "CreateStore").path("/stores").body(BodyKind::Xml);

fn get(info: &'static OperationInfo) -> UntypedOperation {
    UntypedOperation::new(info)
        .parameter("store", At::PATH, Some("a/b ü".into()))
        .parameter("from", At::QUERY, Some("a b*~+".into()))
        .parameter("empty", At::QUERY, Some("".into()))
        .parameter("x-note", At::HEADER, Some("v".into()))
}

fn create(info: &'static OperationInfo) -> UntypedOperation {
    UntypedOperation::new(info).parameter("Store", At::BODY_FIELD, Some("s".into()))
}

/// With the header of the request ID of each gateway.
fn found(info: &'static OperationInfo) -> Reply {
    answer(200, r#"{"name":"s"}"#).header(info.product.signature.request_id_header(), "the-id")
}

fn at(script: &Script) -> ClientBuilder {
    script.builder().region("cn-hangzhou").endpoint("https://logs.example")
}

async fn sent(set: impl Fn(ClientBuilder) -> ClientBuilder, operation: UntypedOperation) -> Result<HttpRequest, Error> {
    let script = Script::new([ok().header("x-log-requestid", "1").header("x-oss-request-id", "1")]);
    operation.send(&set(at(&script)).build().unwrap()).await?;
    Ok(script.requests().remove(0))
}

#[track_caller]
fn verify(request: &HttpRequest) {
    if let Some(problem) = problem(request, "testsecret") {
        panic!("{problem}: {request:?}");
    }
}

/// What the signature of a product is does not depend on the setting.
#[tokio::test]
async fn every_signature_fits_what_is_on_the_wire() {
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        for token in [false, true] {
            let set = |builder: ClientBuilder| {
                // Its bodies are JSON, also where those of other products are asked for as XML.
                let builder = builder.signature(version).format(Format::Xml);
                if !token {
                    return builder;
                }
                builder.credentials(credentials::Static::with_token("testid", "testsecret", "the-token"))
            };
            for (operation, scheme, token_header) in [
                (get(&GET_LOGS), "LOG ", "x-acs-security-token"),
                (create(&CREATE_LOGS), "LOG ", "x-acs-security-token"),
                (get(&GET_MOVES), "OSS4-HMAC-SHA256 ", "x-oss-security-token"),
                (create(&CREATE_MOVES), "OSS4-HMAC-SHA256 ", "x-oss-security-token"),
            ] {
                let request = sent(set, operation).await.unwrap();
                verify(&request);
                assert!(header(&request, "authorization").starts_with(scheme), "{request:?}");
                assert!(request.headers["authorization"].is_sensitive(), "{request:?}");
                let accepted = if scheme == "LOG " { "application/json" } else { "application/xml" };
                assert_eq!(header(&request, "accept"), accepted, "{request:?}");
                assert_eq!(header(&request, token_header), if token { "the-token" } else { "" }, "{request:?}");
                let is_hidden = request.headers.get(token_header).is_none_or(http::HeaderValue::is_sensitive);
                assert!(is_hidden && !format!("{request:?}").contains("the-token"), "{request:?}");
                for name in ["x-acs-date", "x-acs-content-sha256", "x-acs-credentials-provider"] {
                    assert_eq!(header(&request, name), "", "{name}: {request:?}");
                }
            }
        }
    }
}

/// Changes a request.
type Plant = fn(&mut HttpRequest);

#[tokio::test]
async fn every_planted_fault_of_a_signed_request_is_found() {
    let faults: [(&str, Plant); 8] = [
        ("another method", |it| it.method = http::Method::PATCH),
        ("another path", |it| it.url = it.url.replacen("/stores", "/others", 1)),
        ("another parameter", |it| it.url.push_str(if it.url.contains('?') { "&z=1" } else { "?z=1" })),
        ("another date", |it| set(it, "date", "Sat, 01 Jan 2000 00:00:00 GMT")),
        ("another date", |it| set(it, "x-oss-date", "20000101T000000Z")),
        ("another body", |it| it.body = [&it.body[..], b" "].concat().into()),
        ("another media type", |it| set(it, "content-type", "text/plain")),
        ("another key", |it| {
            let other = header(it, "authorization").replace("testid", "otherid");
            set(it, "authorization", &other);
        }),
    ];
    for operation in [create(&CREATE_LOGS), create(&CREATE_MOVES)] {
        let request = sent(|builder| builder, operation).await.unwrap();
        verify(&request);
        assert!(problem(&request, "othersecret").is_some(), "another secret");
        for (fault, plant) in faults {
            let mut changed = request.clone();
            plant(&mut changed);
            let parts = |it: &HttpRequest| (it.method.clone(), it.url.clone(), it.headers.clone(), it.body.clone());
            let is_changed = parts(&changed) != parts(&request);
            assert_eq!(problem(&changed, "testsecret").is_some(), is_changed, "{fault}: {changed:?}");
        }
    }
}

/// Replaces a header that is there.
fn set(request: &mut HttpRequest, name: &'static str, value: &str) {
    if request.headers.contains_key(name) {
        request.headers.insert(name, value.parse().unwrap());
    }
}

/// A header that the signature needs is not sent twice, and not set by the caller if it says who signs, when and how.
#[tokio::test]
async fn an_operation_may_describe_its_body_but_not_its_signature() {
    for (name, value) in [("x-log-bodyrawsize", "4096"), ("content-md5", "99914B932BD37A50B983C5E7C90AE93B")] {
        let operation = create(&CREATE_LOGS).parameter(name, At::HEADER, Some(value.into()));
        let request = sent(|builder| builder, operation).await.unwrap();
        let all: Vec<_> = request.headers.get_all(name).iter().collect();
        assert_eq!(all, [value], "{name}");
    }
    let names =
        ["x-log-apiversion", "x-log-signaturemethod", "x-oss-date", "x-oss-content-sha256", "x-oss-security-token"];
    for name in names {
        for info in [&GET_LOGS, &GET_MOVES] {
            let error =
                sent(|builder| builder, get(info).parameter(name, At::HEADER, Some("v".into()))).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}: {error:?}");
        }
    }
}

/// Whether or not it is signed, a request describes its body once.
#[tokio::test]
async fn a_request_that_is_not_signed_describes_its_body() {
    let anonymous = |builder: ClientBuilder| builder.credentials(credentials::Static::anonymous());
    for (name, value) in [("x-log-bodyrawsize", "13"), ("x-log-bodyrawsize", "4096"), ("content-md5", "00")] {
        let operation = match value {
            "13" => create(&CREATE_LOGS),
            other => create(&CREATE_LOGS).parameter(name, At::HEADER, Some(other.into())),
        };
        let request = sent(anonymous, operation).await.unwrap();
        assert_eq!(request.headers.get_all(name).iter().collect::<Vec<_>>(), [value], "{name}");
        assert!(request.headers.contains_key("content-md5") && request.headers.contains_key("x-log-apiversion"));
        assert!(!request.headers.contains_key("x-log-signaturemethod"));
    }
}

/// The credentials or the region, and the error, or the beginning of the header `Authorization`.
#[tokio::test]
async fn credentials_and_region_have_to_fit() {
    type Set = fn(ClientBuilder) -> ClientBuilder;
    let bearer: Set = |builder| builder.credentials(credentials::Static::bearer("the-token"));
    let anonymous: Set = |builder| builder.credentials(credentials::Static::anonymous());
    let refused = "takes an access key, but the credentials are a bearer token";
    for (set, info, expected) in [
        (bearer, &GET_LOGS, Err((ErrorKind::Credentials, refused))),
        (bearer, &GET_MOVES, Err((ErrorKind::Credentials, refused))),
        (anonymous, &GET_LOGS, Ok("")),
        (anonymous, &GET_MOVES, Ok("")),
    ] {
        match (sent(set, get(info)).await, expected) {
            (Ok(request), Ok(authorization)) => assert_eq!(header(&request, "authorization"), authorization),
            (Err(error), Err((kind, part))) => {
                assert!(error.kind() == kind && error.to_string().contains(part), "{error}");
            }
            (result, _) => panic!("{result:?}"),
        }
    }
    let client = Client::builder().transport(Script::new([found(&GET_LOGS)])).access_key("testid", "testsecret");
    let client = client.endpoint("https://logs.example").build().unwrap();
    let error = get(&GET_MOVES).send(&client).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Configuration && error.to_string().contains("valid for one region"), "{error}");
    // The signature of Simple Log Service does not name the region.
    get(&GET_LOGS).send(&client).await.unwrap();
}

/// The response and what is made of it: its request ID, or the kind, the code, the request ID and a part of the error.
#[tokio::test]
async fn responses_and_errors_of_each_gateway_are_read() {
    let log = |status, code: &str| {
        answer(status, &format!(r#"{{"errorCode":"{code}","errorMessage":"no"}}"#)).header("x-log-requestid", "the-id")
    };
    let oss = |status, code: &str| {
        answer(status, &format!("<Error><Code>{code}</Code><Message>no</Message><RequestId>the-id</RequestId></Error>"))
    };
    let without = |status| answer(status, "").header("x-oss-request-id", "the-id");
    let other = |name: &'static str| answer(200, r#"{"other":1}"#).header(name, "the-id");
    let not_ours = "this is not a response of the service";
    type Case<'a> = (&'static OperationInfo, Reply, Option<(ErrorKind, Option<&'a str>, &'a str)>);
    let cases: [Case<'_>; 13] = [
        (&GET_LOGS, found(&GET_LOGS), None),
        (&GET_MOVES, found(&GET_MOVES), None),
        (&GET_LOGS, other("x-log-requestid"), None),
        // The header of another gateway proves nothing.
        (&GET_LOGS, other("x-acs-request-id"), Some((ErrorKind::Decode, None, "header x-log-requestid or one of"))),
        (&GET_MOVES, other("x-log-requestid"), Some((ErrorKind::Decode, None, not_ours))),
        (&GET_LOGS, log(404, "ProjectNotExist"), Some((ErrorKind::Service, Some("ProjectNotExist"), "no"))),
        (&GET_LOGS, log(401, "SignatureNotMatch"), Some((ErrorKind::Service, Some("SignatureNotMatch"), "no"))),
        (&GET_LOGS, log(403, "WriteQuotaExceed"), Some((ErrorKind::Service, Some("WriteQuotaExceed"), "no"))),
        (
            &GET_LOGS,
            log(403, "MetaOperationQpsLimitExceeded"),
            Some((ErrorKind::Service, Some("MetaOperationQpsLimitExceeded"), "no")),
        ),
        (&GET_MOVES, oss(403, "AccessDenied"), Some((ErrorKind::Service, Some("AccessDenied"), "no"))),
        (&GET_MOVES, oss(404, "NoSuchImportJob"), Some((ErrorKind::Service, Some("NoSuchImportJob"), "no"))),
        (&GET_MOVES, without(404), Some((ErrorKind::Service, None, ""))),
        (
            &GET_LOGS,
            found(&GET_LOGS).header("x-log-compresstype", "lz4"),
            Some((ErrorKind::Decode, None, "compressed by lz4: do not set the parameter `Accept-Encoding`")),
        ),
    ];
    for (info, reply, expected) in cases {
        let name = format!("{} {reply:?}", info.product.code);
        let script = Script::new([reply]);
        let client = at(&script).no_retry().build().unwrap();
        match (get(info).send(&client).await, expected) {
            (Ok(answer), None) => assert_eq!(answer.request_id(), "the-id", "{name}"),
            (Err(error), Some((kind, code, part))) => {
                assert_eq!((error.kind(), error.code()), (kind, code), "{name}: {error:?}");
                assert!(error.to_string().contains(part), "{name}: {error}");
                if kind != ErrorKind::Decode {
                    assert_eq!(error.request_id(), Some("the-id"), "{name}");
                }
            }
            (result, _) => panic!("{name}: {result:?}"),
        }
    }
}

/// The code `Unauthorized` of Simple Log Service means a missing permission or an unknown key; only the message says which. Whether it is
/// access denied, unauthenticated, and the action that is missing.
#[tokio::test]
async fn a_missing_permission_is_not_a_wrong_key() {
    let ram = "denied by sts or ram, action: log:GetLogStore, resource: acs:log:cn-hangzhou:1:project/a/logstore/b";
    let cases = [
        (401, "Unauthorized", ram, [true, false], Some("log:GetLogStore")),
        (401, "Unauthorized", "denied by sts or ram", [true, false], None),
        (401, "Unauthorized", "AccessKeyId not found: testid", [false, true], None),
        (400, "Unauthorized", "denied otherwise", [false, false], None),
        (401, "SignatureNotMatch", ram, [false, true], None),
    ];
    for (status, code, message, expected, action) in cases {
        let body = format!(r#"{{"errorCode":"{code}","errorMessage":"{message}"}}"#);
        let script = Script::new([answer(status, &body)]);
        let error = get(&GET_LOGS).send(&at(&script).no_retry().build().unwrap()).await.unwrap_err();
        assert_eq!([error.is_access_denied(), error.is_unauthenticated()], expected, "{message}");
        let denied = error.service().and_then(|service| service.access_denied());
        assert_eq!(denied.and_then(|denied| denied.action.as_deref()), action, "{message}");
    }
}

/// Gateways that sign as OSS send the string that they signed, and a page that explains the error, in fields of their own.
#[tokio::test]
async fn an_error_of_oss_says_why_the_signature_is_wrong_and_keeps_no_part_of_it() {
    let signed = Script::new([found(&GET_MOVES)]);
    let error = |text: &str| {
        let page = "<RecommendDoc>https://api.aliyun.com/troubleshoot?q=0002-00000040</RecommendDoc>";
        let text = format!("<StringToSign>{text}</StringToSign>");
        let code = "<Code>SignatureDoesNotMatch</Code><Message>It does not match.</Message>";
        answer(403, &format!("<Error>{code}<RequestId>the-id</RequestId>{text}{page}</Error>"))
    };
    get(&GET_MOVES).send(&at(&signed).build().unwrap()).await.unwrap();
    for (text, expected) in [
        ("OSS4-HMAC-SHA256\n20260102T030405Z\nscope-of-the-server\nhash", SignatureDiagnosis::DifferentText),
        ("***", SignatureDiagnosis::DifferentText),
    ] {
        let script = Script::new([error(text)]);
        let error = get(&GET_MOVES).send(&at(&script).no_retry().build().unwrap()).await.unwrap_err();
        let service = error.service().unwrap();
        let expected = Some(expected).filter(|_| !text.starts_with('*'));
        assert_eq!(service.signature_diagnosis(), expected, "{error}");
        assert_eq!(service.message(), Some("It does not match"), "{error}");
        assert!(!format!("{error:?} {error:#?}").contains("scope-of-the-server"), "{error:#?}");
        assert!(service.recommendation().is_some_and(|page| page.ends_with("40")), "{error:#?}");
    }
}

/// A recording has no credentials and no signature of these gateways, and answers the same call again.
#[tokio::test]
async fn calls_are_recorded_and_replayed() {
    for (info, token) in [(&GET_LOGS, "x-acs-security-token"), (&GET_MOVES, "x-oss-security-token")] {
        let script = Script::new([found(info)]);
        let recording = Recording::new(script.clone());
        let key = credentials::Static::with_token("testid", "testsecret", "the-token");
        let client = Client::builder().transport(recording.clone()).credentials(key).region("cn-hangzhou");
        let client = client.endpoint("https://logs.example").build().unwrap();
        get(info).send(&client).await.unwrap();
        assert!(script.requests()[0].headers.contains_key(token));
        let text = serde_json::to_string(&recording.exchanges()).unwrap();
        for secret in ["the-token", "testsecret", "testid", "Signature=", "LOG "] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        let client = client.to_builder().transport(Replaying::new(recording.exchanges())).build().unwrap();
        let answer = get(info).send(&client).await.unwrap();
        assert_eq!(answer.request_id(), "the-id", "{text}");
    }
}

/// A clock that is wrong is corrected by the date of the response, as with the common gateway.
#[tokio::test]
async fn a_wrong_clock_is_corrected() {
    let ahead = SystemTime::now() + Duration::from_secs(5 * 60 * 60);
    let (http_date, basic_hour) =
        (httpdate::fmt_http_date(ahead), humantime::format_rfc3339_seconds(ahead).to_string());
    let basic_hour: String = basic_hour.chars().filter(|letter| !matches!(letter, '-' | ':')).take(11).collect();
    for (info, code) in [(&GET_LOGS, "RequestTimeExpired"), (&GET_MOVES, "RequestTimeTooSkewed")] {
        let refused =
            answer(400, &format!(r#"{{"errorCode":"{code}","errorMessage":"no"}}"#)).header("date", http_date.clone());
        let script = Script::new([refused, found(info)]);
        get(info).send(&at(&script).build().unwrap()).await.unwrap();
        let requests = script.requests();
        assert_eq!(requests.len(), 2, "{code}");
        let date = [header(&requests[1], "date"), header(&requests[1], "x-oss-date")].concat();
        // Up to the hour: the test may take some seconds.
        assert!(date.starts_with(&basic_hour) || date.get(..19) == http_date.get(..19), "{code}: {date}");
        verify(&requests[1]);
    }
}
