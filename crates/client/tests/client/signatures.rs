//! Tests that the signed request is the sent request: the signature of each one is computed again, from what is sent alone.

use alicloud_client::runtime::{At, Auth};
use alicloud_client::transport::HttpRequest;
use alicloud_client::{Client, ClientBuilder, Format, Operation, SignatureVersion, UntypedOperation, credentials};

use crate::operations::{
    ConfirmNotify, CreateAccount, ModifyCluster, OwnNames, OwnNamesRoa, RDS, Styles, Tag, info, release,
};
use crate::recomputed;
use crate::script::{Script, header, ok, parameter, parameters};

async fn sent<O: Operation>(set: impl Fn(ClientBuilder) -> ClientBuilder, operation: O) -> HttpRequest {
    let script = Script::new([ok()]);
    let client = set(script.builder().endpoint("https://rds.aliyuncs.com")).build().unwrap();
    client.send(operation).await.unwrap();
    script.requests().remove(0)
}

#[track_caller]
fn verify(request: &HttpRequest) {
    if let Some(problem) = recomputed::problem(request, "testsecret") {
        panic!("{problem}: {request:?}");
    }
}

fn styles() -> Styles {
    let tag = Tag { key: Some("a b*~/+".to_owned()), value: Some("中文".to_owned()), ..Tag::default() };
    Styles {
        text: Some("z&=%".to_owned()),
        tags: Some(vec![tag]),
        simple: Some(vec![]),
        header: Some("x".to_owned()),
        ..Styles::default()
    }
}

#[tokio::test]
async fn every_signature_fits_what_is_on_the_wire() {
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        for get in [false, true] {
            for format in [Format::Json, Format::Xml] {
                let set = |builder: ClientBuilder| builder.signature(version).prefer_get(get).format(format);
                let cluster = ModifyCluster { id: Some("a/b ü".to_owned()), name: Some("n".to_owned()), tags: None };
                let form = ConfirmNotify { confirmor: Some(7), ids: Some(vec![1, 2]) };
                let requests = [
                    sent(set, release()).await,
                    sent(set, CreateAccount { name: Some("é".to_owned()), ..CreateAccount::default() }).await,
                    sent(set, styles()).await,
                    sent(set, form).await,
                    sent(set, cluster).await,
                ];
                for request in &requests {
                    verify(request);
                }
                assert_eq!(requests[0].method, if get { "GET" } else { "POST" });
                assert_eq!(requests[3].method, "POST");
                assert_eq!(requests[4].method, "PUT");
            }
        }
    }
}

/// Changes a request.
type Plant = fn(&mut HttpRequest);

/// Changes of a request after it was signed. Whoever verifies a signature has to find each of them.
const FAULTS: [(&str, Plant); 9] = [
    ("another method", |it| it.method = http::Method::PATCH),
    ("another path", |it| it.url = it.url.replacen(".com/", ".com/x", 1)),
    ("another parameter", |it| it.url.push_str(if it.url.contains('?') { "&Z=1" } else { "?Z=1" })),
    ("another action", |it| set(it, "x-acs-action", "DeleteDBInstance")),
    ("another date", |it| set(it, "x-acs-date", "2000-01-01T00:00:00Z")),
    ("another date of ROA", |it| set(it, "date", "Sat, 01 Jan 2000 00:00:00 GMT")),
    ("another nonce", |it| set(it, "x-acs-signature-nonce", "0123456789abcdef")),
    ("another body", |it| it.body = [&it.body[..], b"&Z=1"].concat().into()),
    ("another key", |it| {
        let other = header(it, "authorization").replace("testid", "otherid");
        if !other.is_empty() {
            set(it, "authorization", &other);
        } else {
            it.url = it.url.replace("AccessKeyId=testid", "AccessKeyId=otherid");
        }
    }),
];

/// Replaces a header that is there.
fn set(request: &mut HttpRequest, name: &'static str, value: &str) {
    if request.headers.contains_key(name) {
        request.headers.insert(name, value.parse().unwrap());
    }
}

/// A request of each signature, and which of the faults it cannot have: what its signature does not cover.
#[tokio::test]
async fn every_planted_fault_of_a_signed_request_is_found() {
    let old = |builder: ClientBuilder| builder.signature(SignatureVersion::V1);
    let cluster = || ModifyCluster { id: Some("c".to_owned()), name: Some("n".to_owned()), tags: None };
    let requests = [
        (sent(|builder| builder, cluster()).await, vec!["another date of ROA"]),
        // The body of JSON has no part in this signature but for its kind and length; the date is in the other header.
        (sent(old, cluster()).await, vec!["another date", "another body"]),
        (
            sent(old, release()).await,
            vec![
                "another path",
                "another action",
                "another date",
                "another date of ROA",
                "another nonce",
                "another body",
            ],
        ),
    ];
    for (request, not_covered) in requests {
        verify(&request);
        assert!(recomputed::problem(&request, "othersecret").is_some(), "another secret");
        for (fault, plant) in FAULTS {
            let mut changed = request.clone();
            plant(&mut changed);
            let is_found = recomputed::problem(&changed, "testsecret").is_some();
            assert_eq!(is_found, !not_covered.contains(&fault), "{fault}: {changed:?}");
        }
    }
}

#[tokio::test]
async fn headers_and_parameters_of_each_version() {
    let token = credentials::Static::with_token("testid", "testsecret", "token");
    let temporary =
        |builder: ClientBuilder| builder.credentials(credentials::Static::with_token("testid", "testsecret", "token"));
    assert!(!format!("{token:?}").contains("testsecret"));
    let request = sent(temporary, release()).await;
    verify(&request);
    for (name, value) in [
        ("x-acs-action", "ReleaseInstanceConnection"),
        ("x-acs-version", "2014-08-15"),
        ("x-acs-accesskey-id", "testid"),
        ("x-acs-security-token", "token"),
        ("accept", "application/json"),
    ] {
        assert_eq!(header(&request, name), value);
    }
    assert!(request.headers["x-acs-security-token"].is_sensitive() && request.headers["authorization"].is_sensitive());
    assert_eq!(header(&request, "x-acs-content-sha256").len(), 64);

    let old = |builder: ClientBuilder| temporary(builder).signature(SignatureVersion::V1);
    let request = sent(old, release()).await;
    verify(&request);
    for (name, value) in [
        ("Action", "ReleaseInstanceConnection"),
        ("Version", "2014-08-15"),
        ("Format", "JSON"),
        ("AccessKeyId", "testid"),
        ("SecurityToken", "token"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
    ] {
        assert_eq!(parameter(&request, name).as_deref(), Some(value), "{name}");
    }
    assert!(!request.headers.contains_key("authorization"));
}

#[tokio::test]
async fn bearer_tokens_and_nobody_at_all() {
    let bearer = |builder: ClientBuilder| builder.credentials(credentials::Static::bearer("the-token"));
    let request = sent(bearer, release()).await;
    assert_eq!(header(&request, "x-acs-bearer-token"), "the-token");
    assert_eq!(parameter(&request, "SignatureType").as_deref(), Some("BEARERTOKEN"));
    assert!(!request.headers.contains_key("authorization"));
    let request = sent(|builder| builder.credentials(credentials::Static::anonymous()), release()).await;
    assert!(!request.headers.contains_key("authorization") && !request.url.contains("AccessKeyId"));
}

/// How an operation is authenticated, the credentials, and what is sent of them: the name of a header, nothing, or an error.
#[tokio::test]
async fn an_operation_gets_only_credentials_of_its_kind() {
    let key = || credentials::Static::new("testid", "testsecret");
    let bearer = || credentials::Static::bearer("the-token");
    let sends = |name: &'static str| Ok([name].into());
    type Case = (Auth, credentials::Static, Result<Vec<&'static str>, &'static str>);
    let cases: [Case; 8] = [
        (Auth::Signed, key(), sends("authorization")),
        (Auth::Signed, bearer(), sends("x-acs-bearer-token")),
        (Auth::Signed, credentials::Static::anonymous(), Ok(vec![])),
        (Auth::Bearer, key(), Err("takes a bearer token, but the credentials are an access key")),
        (Auth::Bearer, bearer(), sends("x-acs-bearer-token")),
        (Auth::Bearer, credentials::Static::anonymous(), Ok(vec![])),
        (Auth::Anonymous, key(), Ok(vec![])),
        (Auth::Anonymous, bearer(), Ok(vec![])),
    ];
    for (auth, credentials, expected) in cases {
        let name = format!("{auth:?} with {credentials:?}");
        let operation = Box::leak(Box::new(info(&RDS, "DescribeRegions", true, None).auth(auth)));
        let script = Script::new([ok()]);
        let client = script.builder().credentials(credentials).build().unwrap();
        let sent = match UntypedOperation::new(operation).send(&client).await {
            Ok(_) => {
                let request = script.requests().remove(0);
                let shown = format!("{} {:?}", request.url, request.body);
                assert!(!shown.contains("the-token") && !shown.contains("testid"), "{name}: {shown}");
                let names = ["authorization", "x-acs-bearer-token"];
                Ok(names.into_iter().filter(|name| request.headers.contains_key(*name)).collect())
            }
            Err(error) => {
                assert_eq!(script.requests().len(), 0, "{name}");
                Err(error.to_string())
            }
        };
        match (expected, sent) {
            (Err(part), Err(error)) => assert!(error.contains(part), "{name}: {error}"),
            (expected, sent) => assert_eq!(sent, expected.map_err(str::to_owned), "{name}"),
        }
    }
}

#[tokio::test]
async fn the_user_agent_has_the_form_of_the_vendor() {
    let request = sent(|builder| builder.application("backup-tool/1.2"), release()).await;
    let agent = header(&request, "user-agent");
    assert!(
        agent.starts_with("AlibabaCloud (") && agent.contains(") Rust/") && agent.ends_with(" backup-tool/1.2"),
        "{agent}"
    );
    let client: Client = Script::new([ok()]).client();
    assert!(!format!("{client:?}").contains("testsecret"));
}

#[tokio::test]
async fn a_parameter_with_a_name_of_the_protocol_is_sent_once() {
    let all = |request: &HttpRequest, name: &str| -> Vec<String> {
        parameters(request).into_iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect()
    };
    let version = || OwnNames { version: Some("7.7".to_owned()), ..OwnNames::default() };
    let format = || OwnNames { format: Some("YAML".to_owned()), ..OwnNames::default() };
    for answers in [Format::Json, Format::Xml] {
        for anonymous in [false, true] {
            let set = |builder: ClientBuilder| {
                let builder = builder.format(answers);
                if anonymous { builder.credentials(credentials::Static::anonymous()) } else { builder }
            };
            let requests = [sent(set, version()).await, sent(set, format()).await];
            assert_eq!(all(&requests[0], "Version"), ["7.7"]);
            assert_eq!(all(&requests[1], "Format"), ["YAML"]);
            for request in &requests {
                assert_eq!(header(request, "x-acs-version"), "2014-08-15");
                if !anonymous {
                    verify(request);
                }
            }
        }
        for signature in [SignatureVersion::Acs3, SignatureVersion::V1] {
            let operation = OwnNamesRoa { version: Some("1.0".to_owned()) };
            let request = sent(|builder| builder.format(answers).signature(signature), operation).await;
            assert_eq!(
                (all(&request, "Version"), header(&request, "x-acs-version")),
                (vec!["1.0".to_owned()], "2015-12-15")
            );
            verify(&request);
        }
    }
    // Signature 1.0 sends its own parameters in the same location, and a name can be used only once.
    let script = Script::new([ok()]);
    let client = script.builder().signature(SignatureVersion::V1).build().unwrap();
    let date = OwnNames { date: Some("2026-01-01".to_owned()), ..OwnNames::default() };
    for (name, error) in [
        ("Version", client.send(version()).await.unwrap_err()),
        ("Format", client.send(format()).await.unwrap_err()),
        ("Date", client.send(date.clone()).await.unwrap_err()),
        ("Date", script.client().send(date).await.unwrap_err()),
    ] {
        assert_eq!(error.kind(), alicloud_client::ErrorKind::InvalidInput, "{error:?}");
        assert!(error.to_string().contains(name) && !error.may_have_been_applied(), "{error}");
    }
    let others = [
        "AccessKeyId",
        "Action",
        "BearerToken",
        "SecurityToken",
        "Signature",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureType",
        "SignatureVersion",
        "Timestamp",
        "TimeStamp",
    ];
    for name in others {
        let operation = UntypedOperation::new(OwnNames::INFO).parameter(name, At::QUERY, Some("mine".into()));
        let error = operation.send(&client).await.unwrap_err();
        assert_eq!(error.kind(), alicloud_client::ErrorKind::InvalidInput, "{name}: {error:?}");
    }
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn a_header_of_the_protocol_is_not_set_by_a_parameter() {
    let names = [
        "Authorization",
        "Connection",
        "Content-Length",
        "Date",
        "Expect",
        "Host",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "User-Agent",
        "x-acs-accesskey-id",
        "x-acs-action",
        "x-acs-bearer-token",
        "x-acs-content-sha256",
        "x-acs-credentials-provider",
        "x-acs-date",
        "x-acs-security-token",
        "x-acs-signature-method",
        "x-acs-signature-nonce",
        "x-acs-signature-type",
        "x-acs-signature-version",
        "x-acs-version",
    ];
    for style in [OwnNames::INFO, OwnNamesRoa::INFO] {
        for signature in [SignatureVersion::Acs3, SignatureVersion::V1] {
            for bearer in [false, true] {
                for name in names {
                    let script = Script::new([ok()]);
                    let builder = script.builder().signature(signature);
                    let builder =
                        if bearer { builder.credentials(credentials::Static::bearer("the-token")) } else { builder };
                    let operation = UntypedOperation::new(style).parameter(name, At::HEADER, Some("mine".into()));
                    let error = operation.send(&builder.build().unwrap()).await.unwrap_err();
                    assert_eq!(error.kind(), alicloud_client::ErrorKind::InvalidInput, "{name}: {error:?}");
                    assert!(error.to_string().contains(name) && script.requests().is_empty(), "{name}: {error}");
                }
            }
        }
    }
    // The query of a request with a bearer token contains one more name of the protocol.
    let operation = || UntypedOperation::new(OwnNames::INFO).parameter("SignatureType", At::QUERY, Some("mine".into()));
    let script = Script::new([ok()]);
    operation().send(&script.client()).await.unwrap();
    assert_eq!(parameter(&script.requests()[0], "SignatureType").as_deref(), Some("mine"));
    let bearer = script.builder().credentials(credentials::Static::bearer("the-token")).build().unwrap();
    let error = operation().send(&bearer).await.unwrap_err();
    assert!(error.to_string().contains("SignatureType") && script.requests().len() == 1, "{error}");
}
