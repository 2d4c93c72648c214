//! Products whose gateway has a signature of its own: how requests are signed, and how responses are read.

use std::time::{Duration, SystemTime};

use alicloud_client::runtime::{
    At, BodyKind, GatewaySignature, Method, OperationInfo, ProductInfo, ResponseKind, Style,
};
use alicloud_client::transport::HttpRequest;
use alicloud_client::{
    Client, ClientBuilder, Error, ErrorKind, Format, SignatureVersion, UntypedOperation, credentials,
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

async fn sent(set: impl Fn(ClientBuilder) -> ClientBuilder, operation: UntypedOperation) -> Result<HttpRequest, Error> {
    let script = Script::new([ok().header("x-log-requestid", "1").header("x-oss-request-id", "1")]);
    let builder = script.builder().region("cn-hangzhou").endpoint("https://logs.example");
    operation.send(&set(builder).build().unwrap()).await?;
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
        let client =
            script.builder().region("cn-hangzhou").endpoint("https://logs.example").no_retry().build().unwrap();
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
        let builder = script.builder().region("cn-hangzhou").endpoint("https://logs.example");
        get(info).send(&builder.build().unwrap()).await.unwrap();
        let requests = script.requests();
        assert_eq!(requests.len(), 2, "{code}");
        let date = [header(&requests[1], "date"), header(&requests[1], "x-oss-date")].concat();
        // Up to the hour: the test may take some seconds.
        assert!(date.starts_with(&basic_hour) || date.get(..19) == http_date.get(..19), "{code}: {date}");
        verify(&requests[1]);
    }
}
