//! Tests of the content of errors.

use std::error::Error as _;

use alicloud_client::{Error, ErrorKind, Secret, SignatureDiagnosis, SignatureVersion};

use crate::operations::{CreateAccount, release};
use crate::script::{Reply, Script, answer};

async fn failed(reply: Reply) -> Error {
    Script::new([reply]).builder().no_retry().build().unwrap().send(release()).await.unwrap_err()
}

/// Status and body; then the expected code, message, and request ID.
type Case = (u16, &'static str, Option<&'static str>, Option<&'static str>, Option<&'static str>);

#[tokio::test]
async fn reads_every_shape() {
    let cases: [Case; 14] = [
        (
            400,
            r#"{"RequestId":"1","HostId":"h","Code":"A.B","Message":"m","Recommend":"https://x"}"#,
            Some("A.B"),
            Some("m"),
            Some("1"),
        ),
        (400, r#"{"requestid":"1","code":"A.B","message":"m"}"#, Some("A.B"), Some("m"), Some("1")),
        (400, r#"{"requestId":"1","CODE":"A.B","MESSAGE":"m"}"#, Some("A.B"), Some("m"), Some("1")),
        (400, r#"{"Code":"A.B","Description":"m"}"#, Some("A.B"), Some("m"), Some("header")),
        (400, r#"{"Code":400,"Message":"m"}"#, Some("400"), Some("m"), Some("header")),
        (400, r#"{"Code":"","Message":""}"#, None, None, Some("header")),
        (400, "\u{feff}  {\"Code\":\"A.B\"}\n", Some("A.B"), None, Some("header")),
        (
            400,
            "<?xml version='1.0'?><Error><RequestId>1</RequestId><Code>A.B</Code><Message>m &amp; n</Message></Error>",
            Some("A.B"),
            Some("m & n"),
            Some("1"),
        ),
        (400, r#"{"Code":"A.B""#, None, None, Some("header")),
        (502, "<html><head><title>502</title></head></html>", None, None, Some("header")),
        (502, "<html><br>not closed", None, None, Some("header")),
        (500, "", None, None, Some("header")),
        (503, "upstream connect error", None, None, Some("header")),
        (400, r#"[{"Code":"A.B"}]"#, None, None, Some("header")),
    ];
    for (status, body, code, message, request_id) in cases {
        let error = failed(answer(status, body).header("x-acs-request-id", "header")).await;
        let service = error.service().unwrap();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(status)), "{body}");
        assert_eq!((service.code(), service.message(), service.request_id()), (code, message, request_id), "{body}");
        let shown = error.to_string();
        assert!(shown.starts_with("ReleaseInstanceConnection: ") && shown.contains(&status.to_string()), "{shown}");
        assert!(
            code.is_none_or(|code| shown.contains(code)) && request_id.is_none_or(|id| shown.contains(id)),
            "{shown}"
        );
    }
    let bytes = failed(Reply::Answer(500, Vec::new(), vec![0xff, 0xfe])).await;
    assert_eq!(bytes.service().unwrap().excerpt(), "\u{fffd}\u{fffd}");
}

/// An invalid value of one field must not lose the code, because the code decides about a retry and about what may have
/// been carried out.
#[tokio::test]
async fn one_odd_field_costs_no_code() {
    // The body; then the expected code, message, and request ID.
    let cases: [(&[u8], &str, Option<&str>, &str); 15] = [
        (br#"{"Code":"Throttling.User","AccessDeniedDetail":[],"RequestId":"1"}"#, "Throttling.User", None, "1"),
        (br#"{"AccessDeniedDetail":["x"],"Code":"A.B","RequestId":"1"}"#, "A.B", None, "1"),
        (br#"{"AccessDeniedDetail":5,"Code":"A.B","RequestId":"1"}"#, "A.B", None, "1"),
        (br#"{"AccessDeniedDetail":"text","Code":"A.B","RequestId":"1"}"#, "A.B", None, "1"),
        (br#"{"AccessDeniedDetail":"{\"AuthAction\":","Message":"m","Code":"A.B"}"#, "A.B", Some("m"), "header"),
        (br#"{"AccessDeniedDetail":{"AuthAction":{"a":1},"PolicyType":[]},"Code":"A.B"}"#, "A.B", None, "header"),
        (br#"{"Code":"A.B","Message":"a\ud800b"}"#, "A.B", Some("a\u{fffd}b"), "header"),
        (br#"{"Code":"A.B","Message":{"en":"m"}}"#, "A.B", Some(r#"{"en":"m"}"#), "header"),
        (br#"{"Code":"A.B","Message":12345678901234567890123}"#, "A.B", Some("12345678901234567890123"), "header"),
        (b"{\"Code\":\"A.B\",\"Message\":\"a\0\nb\xe4\xb8\"}", "A.B", Some("a\0\nb\u{fffd}"), "header"),
        (br#"{"Code":"A.B","Unknown":"\udfff","\ud800":1,"Message":"m"}"#, "A.B", Some("m"), "header"),
        (br#"{"Code":"A.B","code":"other","Code":"second"}"#, "A.B", None, "header"),
        (br#"{"code":"other","Code":"A.B","Message":null,"Description":"m"}"#, "A.B", Some("m"), "header"),
        (
            b"<Error><Code>A.B</Code><AccessDeniedDetail>text</AccessDeniedDetail><Message>m</Message></Error>",
            "A.B",
            Some("m"),
            "header",
        ),
        (
            b"<Error><Code>A.B</Code><Message>a&nbsp;&#xD800;\xff & b</Message></Error>",
            "A.B",
            Some("a&nbsp;\u{fffd}\u{fffd} & b"),
            "header",
        ),
    ];
    for (body, code, message, request_id) in cases {
        let shown = String::from_utf8_lossy(body);
        let reply = Reply::Answer(400, Vec::new(), body.to_vec()).header("x-acs-request-id", "header");
        let error = failed(reply).await;
        let service = error.service().unwrap();
        assert_eq!((service.code(), service.message()), (Some(code), message), "{shown}");
        assert_eq!(service.request_id(), Some(request_id), "{shown}");
        assert_eq!(error.is_throttled(), code.starts_with("Throttling"), "{shown}");
    }
}

#[tokio::test]
async fn predicates_follow_the_code() {
    // Whether it is throttled, not found, access denied, unauthenticated, a server fault.
    let cases = [
        (400, "Throttling.User", [true, false, false, false, false]),
        (503, "ServiceUnavailable", [false, false, false, false, true]),
        (503, "ServiceUnavailableTemporary", [true, false, false, false, true]),
        (400, "Rejected.Throttling", [true, false, false, false, false]),
        (404, "InvalidDBInstanceId.NotFound", [false, true, false, false, false]),
        (400, "EntityNotExist.User", [false, true, false, false, false]),
        (404, "InvalidAction.NotFound", [false, false, false, false, false]),
        (404, "InvalidApi.NotFound", [false, false, false, false, false]),
        (404, "InvalidProduct.NotFound", [false, false, false, false, false]),
        (404, "InvalidVersion", [false, false, false, false, false]),
        (404, "InvalidAccessKeyId.NotFound", [false, false, false, true, false]),
        (403, "Forbidden.RAM", [false, false, true, false, false]),
        (403, "NoPermission", [false, false, true, false, false]),
        (400, "SignatureDoesNotMatch", [false, false, false, true, false]),
        (400, "InvalidSecurityToken.Expired", [false, false, false, true, false]),
        (400, "InternalError", [false, false, false, false, true]),
        // Codes of Simple Log Service and Object Storage Service.
        (403, "WriteQuotaExceed", [true, false, false, false, false]),
        (403, "ReadQuotaExceed", [true, false, false, false, false]),
        (403, "ShardWriteQuotaExceed", [true, false, false, false, false]),
        (403, "ShardReadQuotaExceed", [true, false, false, false, false]),
        (403, "MetaOperationQpsLimitExceeded", [true, false, false, false, false]),
        (503, "ServerBusy", [true, false, false, false, true]),
        (500, "InternalServerError", [false, false, false, false, true]),
        (400, "InstancesIdQuotaExceed", [false; 5]),
        (404, "ProjectNotExist", [false, true, false, false, false]),
        (404, "NoSuchBucket", [false, true, false, false, false]),
        (401, "SignatureNotMatch", [false, false, false, true, false]),
        (401, "Unauthorized", [false, false, false, true, false]),
        (400, "InvalidParameter", [false; 5]),
    ];
    for (status, code, expected) in cases {
        let error = failed(answer(status, &format!(r#"{{"Code":"{code}"}}"#))).await;
        let found = [
            error.is_throttled(),
            error.is_not_found(),
            error.is_access_denied(),
            error.is_unauthenticated(),
            error.is_server_fault(),
        ];
        assert_eq!(found, expected, "{code}");
    }
    // A page of a proxy says nothing about the resource, but a response of the service without a body does.
    assert!(!failed(answer(404, "<html>not here</html>")).await.is_not_found());
    assert!(failed(answer(404, "").header("x-acs-request-id", "1")).await.is_not_found());
}

#[tokio::test]
async fn a_denied_access_says_what_is_missing() {
    let body = r#"{"Code":"Forbidden.RAM","Message":"no","RequestId":"1","accessDeniedDetail":{"AuthAction":"rds:ReleaseInstanceConnection",
        "AuthPrincipalType":"SubUser","AuthPrincipalDisplayName":"alice","AuthPrincipalOwnerId":"123","NoPermissionType":"ImplicitDeny",
        "PolicyType":"AccountLevelIdentityBasedPolicy","EncodedDiagnosticMessage":"AQEAAA"}}"#;
    let error = failed(answer(403, body)).await;
    let denied = error.service().unwrap().access_denied().unwrap();
    assert_eq!(denied.action.as_deref(), Some("rds:ReleaseInstanceConnection"));
    assert_eq!(denied.encoded_diagnostic_message.as_deref(), Some("AQEAAA"));
    assert!(
        error.to_string().contains("alice needs the action rds:ReleaseInstanceConnection (ImplicitDeny)"),
        "{error}"
    );
}

#[tokio::test]
async fn a_wrong_signature_is_explained() {
    // The string to sign of ACS3 ends with the hash of the canonical request. In this test the service returns that
    // hash or another one.
    let script = Script::new([answer(400, r#"{"Code":"SignatureDoesNotMatch","Message":"nothing to compare"}"#)]);
    let error = script.client().send(release()).await.unwrap_err();
    assert_eq!(error.service().unwrap().signature_diagnosis(), None);

    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        let other = match version {
            SignatureVersion::V1 => {
                "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&Secret%3Dhunter2"
            }
            _ => {
                "Specified signature does not match. server StringToSign is [ACS3-HMAC-SHA256\\nabc] server CanonicalRequest is [Secret=hunter2]"
            }
        };
        let body = format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"{other}"}}"#);
        let client = Script::new([answer(400, &body)]).builder().signature(version).build().unwrap();
        let error = client.send(release()).await.unwrap_err();
        assert_eq!(
            error.service().unwrap().signature_diagnosis(),
            Some(SignatureDiagnosis::DifferentText),
            "{version:?}"
        );
        assert!(error.to_string().contains(". The service computed another string to sign"), "{error}");
        assert!(!format!("{error} {error:#?}").contains("hunter2"), "{error:?}");
    }
}

/// The message of the service is kept, except for its string to sign, and is a separate sentence.
#[tokio::test]
async fn the_message_of_a_wrong_signature_is_kept() {
    let cases = [
        ("no such form", "SignatureDoesNotMatch: no such form (HTTP 400)"),
        ("Wrong. Check the key.", "SignatureDoesNotMatch: Wrong. Check the key. (HTTP 400)"),
        ("StringToSign mismatch", "SignatureDoesNotMatch: StringToSign mismatch (HTTP 400)"),
        ("The string to sign is empty", "SignatureDoesNotMatch: The string to sign is empty (HTTP 400)"),
        ("server string: POST /?A=hunter2", "SignatureDoesNotMatch: server string … (HTTP 400)"),
        ("It is wrong; StringToSign=hunter2", "SignatureDoesNotMatch: It is wrong (HTTP 400)"),
        (
            "Not matched. server string to sign is:hunter2",
            "SignatureDoesNotMatch: Not matched. The service computed another string to sign: a proxy changed the request, or this library has a \
             bug. (HTTP 400)",
        ),
        (
            "Not matched! server string to sign is:hunter2",
            "SignatureDoesNotMatch: Not matched! The service computed another string to sign: a proxy changed the request, or this library has a \
             bug. (HTTP 400)",
        ),
    ];
    for (message, expected) in cases {
        let body = serde_json::json!({"Code": "SignatureDoesNotMatch", "Message": message});
        let error = failed(answer(400, &body.to_string())).await;
        assert_eq!(error.to_string(), format!("ReleaseInstanceConnection: {expected}"));
        assert!(!format!("{error:#?}").contains("hunter2"), "{error:?}");
    }
    let denied = r#"{"Code":"A.B","Message":"no","AccessDeniedDetail":{"AuthAction":"a"}}"#;
    let shown = failed(answer(403, denied)).await.to_string();
    assert!(shown.contains("A.B: no. The caller needs the action a"), "{shown}");
}

#[tokio::test]
async fn a_redirect_says_where_it_leads() {
    let long = format!("http://login.example/{}", "x".repeat(10_000));
    let cases = [
        (302, "http://login.example/a", "a redirect to http://login.example/a, which is not followed"),
        (307, "http://u:hunter2@login.example/a?p=hunter2", "a redirect to http://***@login.example/a?***, which"),
        (301, "/a#hunter2", "a redirect to /a?***, which"),
        (303, "//login.example/\u{e9}", "a redirect to //login.example/\u{e9}, which"),
        (308, &long, "bytes left out), which is not followed"),
        (302, "", "a redirect, which is not followed"),
        (304, "http://login.example/", "the response is not from the service (HTTP 304)"),
    ];
    for (status, location, expected) in cases {
        let reply = answer(status, "");
        let error = failed(if location.is_empty() { reply } else { reply.header("location", location) }).await;
        let shown = error.to_string();
        assert!(shown.contains(expected) && shown.len() < 1000, "{shown}");
        assert!(!format!("{error} {error:#?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_missing_is_said_before_anything_is_sent() {
    let script = Script::new([answer(200, "{}")]);
    let error = script.client().send(crate::operations::Release::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.to_string(),
        "ReleaseInstanceConnection: the required parameters DBInstanceId, CurrentConnectionString, InstanceNetworkType are not set"
    );
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn the_chain_of_causes_does_not_repeat_itself() {
    let error = failed(Reply::Fails(alicloud_client::transport::TransportErrorKind::Connect, false)).await;
    assert_eq!(error.to_string(), "ReleaseInstanceConnection: could not connect (rds.aliyuncs.com:443)");
    assert!(error.source().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_secret_does_not_change_what_the_service_said() {
    let long = "s3cret-".repeat(20);
    for secret in ["t", "Code", "Throttling.User", "hunter2/ü\"", &long] {
        // The service repeats the password in its message, both unchanged and percent-encoded.
        let body = serde_json::json!({
            "Code": "Throttling.User",
            "Message": format!("the password <{secret}> is slow"),
            "RequestId": "the-request-id",
            "Recommend": format!("https://example.com/?q={}", alicloud_signer::percent_encode(secret)),
        });
        let script = Script::new([answer(400, &body.to_string()), crate::script::ok()]);
        let create = || CreateAccount { password: Some(Secret::from(secret)), ..CreateAccount::default() };
        let client = script.client();
        client.send(create()).await.unwrap();
        assert_eq!(script.requests().len(), 2, "{secret}");

        let once = Script::new([answer(400, &body.to_string())]).builder().no_retry().build().unwrap();
        let error = once.send(create()).await.unwrap_err();
        assert_eq!((error.code(), error.request_id()), (Some("Throttling.User"), Some("the-request-id")), "{secret}");
        assert!(error.is_throttled() && !error.may_have_been_applied());
        if secret.len() > 4 && secret != "Throttling.User" {
            assert!(!format!("{error} {error:#?}").contains(secret), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_secret_is_found_also_if_the_service_hides_parameters() {
    // The message that the service would return: its string to sign, with or without the value of the password.
    type Hide = fn(&str) -> String;
    let cases: [(&str, Hide, Option<SignatureDiagnosis>); 6] = [
        ("as it is", |text| text.to_owned(), Some(SignatureDiagnosis::WrongSecret)),
        ("wrapped", |text| text.replace("%26", "%26\n "), Some(SignatureDiagnosis::WrongSecret)),
        ("hidden", |text| text.replace("hunter2", "***"), Some(SignatureDiagnosis::WrongSecret)),
        ("another parameter", |text| text.replace("hunter2", "hunter3"), Some(SignatureDiagnosis::DifferentText)),
        (
            "hidden and longer",
            |text| text.replace("hunter2", "***") + "%26A%3Db",
            Some(SignatureDiagnosis::DifferentText),
        ),
        ("all hidden", |_| "******".to_owned(), None),
    ];
    for (name, hide, expected) in cases {
        let service = crate::service::Service::new(move |arrived| {
            let parameters = crate::script::parameters(arrived.request);
            let signed: Vec<_> = parameters
                .iter()
                .filter(|(name, _)| name != "Signature")
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let other = alicloud_signer::rpc::sign(arrived.request.method.as_str(), &signed, &Secret::from("other"));
            let message = format!(
                "Specified signature is not matched with our calculation. server string to sign is:{}",
                hide(other.string_to_sign())
            );
            let signature = parameters.iter().find(|(name, _)| name == "Signature").map(|(_, value)| value);
            let body = serde_json::json!({ "Code": "SignatureDoesNotMatch", "Message": message, "HostId": signature });
            answer(400, &body.to_string())
        });
        let client = service.builder().signature(SignatureVersion::V1).build().unwrap();
        let operation = CreateAccount { password: Some(Secret::from("hunter2")), ..CreateAccount::default() };
        let error = client.send(operation).await.unwrap_err();
        assert_eq!(error.service().unwrap().signature_diagnosis(), expected, "{name}: {error}");
        assert_eq!(error.service().unwrap().host_id(), Some("***"), "the signature: {name}: {error:#?}");
        assert!(!format!("{error} {error:#?}").contains("hunter"), "{name}: {error:?}");
    }
}

#[tokio::test]
async fn the_host_is_named_where_the_service_may_not_be_the_one_that_responded() {
    let error = failed(answer(502, "<html>bad gateway</html>")).await;
    assert!(error.to_string().ends_with("(HTTP 502); the request was sent to rds.aliyuncs.com:443"), "{error}");
}

/// Every string of a server may be as long as a body: the methods return all of it, and output shows its beginning.
#[tokio::test]
async fn what_is_shown_is_bounded() {
    const LONG: usize = 2 << 20;
    let long = format!("begin\u{1b}[31m\n{}", "ä".repeat(LONG / 2));
    let in_header = format!("begin{}", "x".repeat(100_000));
    let with = |name: &str| {
        let mut body = serde_json::json!({"Code": "A.B", "Message": "m", "RequestId": "1"});
        body[name] = long.clone().into();
        answer(400, &body.to_string())
    };
    let denied = |name: &str| {
        let denied = serde_json::json!({"AuthAction": "a", name: long});
        answer(403, &serde_json::json!({"Code": "A.B", "AccessDeniedDetail": denied}).to_string())
    };
    let mut cases = vec![
        ("a page", answer(502, &long), "begin"),
        (
            "XML",
            answer(400, &format!("<Error><Code>A</Code><Message>begin{}</Message></Error>", "x".repeat(LONG))),
            "begin",
        ),
        ("a request id in a header", answer(500, "").header("x-acs-request-id", &in_header), "begin"),
        ("a content type", answer(200, "<html>").header("content-type", &in_header), "begin"),
        ("a key", answer(200, &format!(r#"{{"RequestId":"1","begin{}"#, "x".repeat(LONG))), "begin"),
        ("a redirect", answer(302, "begin").header("location", &in_header), "begin"),
    ];
    cases.extend(["Code", "Message", "RequestId"].map(|name| (name, with(name), "begin")));
    cases.extend(["HostId", "Recommend", "Description"].map(|name| (name, with(name), "A.B")));
    let fields = ["AuthAction", "AuthPrincipalType", "AuthPrincipalDisplayName", "AuthPrincipalOwnerId"];
    cases.extend(fields.map(|name| (name, denied(name), "A.B")));
    cases
        .extend(["NoPermissionType", "PolicyType", "EncodedDiagnosticMessage"].map(|name| (name, denied(name), "A.B")));
    for (name, reply, begins) in cases {
        let error = failed(reply).await;
        let (display, debug) = (error.to_string(), format!("{error:#?}"));
        // The output of `main` and `unwrap`.
        assert_eq!(format!("{error:?}"), display, "{name}");
        assert!(debug.contains("may_have_been_applied"), "{name}: {debug}");
        assert!(display.contains(begins), "{name}: {display}");
        assert!(display.len() < 16 << 10 && debug.len() < 64 << 10, "{name}: {} and {}", display.len(), debug.len());
        assert!(!display.contains(['\u{1b}', '\n']), "{name}: {display:?}");
    }
    // Omitted bytes are counted, and the methods still return them.
    let error = failed(with("Message")).await;
    let ends = long.char_indices().map(|(start, letter)| start + letter.len_utf8());
    let left_out = long.len() - ends.take_while(|end| *end <= 4096).last().unwrap_or(0);
    assert!(error.to_string().contains(&format!("… ({left_out} bytes left out)")), "{error}");
    assert_eq!(error.service().unwrap().message().map(str::len), Some(long.len()));
    // A string of this length is not a URL that a program would open.
    assert_eq!(failed(with("Recommend")).await.service().unwrap().recommendation(), None);
}

#[tokio::test]
async fn a_request_line_that_is_too_long_says_so() {
    let server = crate::server::Server::start([crate::server::Act::ok()]).await;
    let http = alicloud_client::transport::HttpClient::builder().no_proxy();
    let client = alicloud_client::Client::builder().access_key("testid", "testsecret").http(http).build().unwrap();
    for (length, fits) in [(60_000, true), (66_000, false), (1_000_000, false)] {
        let operation = crate::operations::Release { id: Some("x".repeat(length)), ..release() };
        let result = client.send(operation).endpoint(&server.endpoint()).await;
        assert_eq!(result.is_ok(), fits, "{length}");
        let Err(error) = result else { continue };
        assert_eq!(
            (error.kind(), error.attempts(), error.may_have_been_applied()),
            (ErrorKind::InvalidInput, 1, false)
        );
        let shown = error.to_string();
        assert!(shown.contains("its URL has ") && shown.contains("no more than 65534 can be sent"), "{shown}");
        assert!(shown.len() < 1000 && !shown.contains("builder"), "{shown}");
    }
}

/// An error that a test of a program makes cannot be told from that of a call.
#[tokio::test]
async fn an_error_that_a_test_makes_is_like_that_of_a_call() {
    use alicloud_client::transport::{TransportError, TransportErrorKind};

    let service = |status: u16, code: &str| {
        Error::builder(ErrorKind::Service).status(status).code(code).message("no").request_id("failed")
    };
    let lost = |kind, sent| {
        Error::builder(kind).source(match kind {
            ErrorKind::Connect => TransportError::new(TransportErrorKind::Connect, sent),
            ErrorKind::Timeout => TransportError::new(TransportErrorKind::Timeout, sent),
            _ => TransportError::new(TransportErrorKind::Interrupted, sent),
        })
    };
    let refused = |status, code| crate::script::error(status, code);
    let cases = [
        (refused(404, "InvalidDBInstanceId.NotFound"), service(404, "InvalidDBInstanceId.NotFound")),
        (refused(400, "Throttling.User"), service(400, "Throttling.User")),
        (refused(403, "Forbidden.RAM"), service(403, "Forbidden.RAM")),
        (refused(400, "InvalidAccessKeyId.NotFound"), service(400, "InvalidAccessKeyId.NotFound")),
        (refused(500, "InternalError"), service(500, "InternalError")),
        (
            refused(503, "ServiceUnavailable").header("retry-after", "7"),
            service(503, "ServiceUnavailable").retry_after(std::time::Duration::from_secs(7)),
        ),
        (answer(200, r#"{"RequestId":["#), Error::builder(ErrorKind::Decode)),
        (Reply::Fails(TransportErrorKind::Connect, false), lost(ErrorKind::Connect, false)),
        (Reply::Fails(TransportErrorKind::Timeout, true), lost(ErrorKind::Timeout, true)),
        (Reply::Fails(TransportErrorKind::Interrupted, true), lost(ErrorKind::Interrupted, true)),
        (Reply::Fails(TransportErrorKind::Interrupted, false), lost(ErrorKind::Interrupted, false)),
    ];
    for (reply, builder) in cases {
        let real = failed(reply).await;
        let made = builder.operation("ReleaseInstanceConnection").attempts(1).build();
        let seen = |error: &Error| {
            (
                (error.kind(), error.operation(), error.attempts(), error.may_have_been_applied()),
                (error.status(), error.code().map(str::to_owned), error.request_id().map(str::to_owned)),
                (error.is_throttled(), error.is_not_found(), error.is_access_denied(), error.is_timeout()),
                (error.is_server_fault(), error.is_unauthenticated(), error.is_retry_budget_spent()),
                error.service().and_then(|service| service.retry_after()),
                error.transport_error().map(TransportError::kind),
            )
        };
        assert_eq!(seen(&made), seen(&real), "{made} / {real}");
        if real.kind() == ErrorKind::Service {
            assert_eq!(made.to_string(), real.to_string());
        }
    }
    let before = service(503, "ServiceUnavailable").build();
    let made = Error::builder(ErrorKind::Timeout)
        .may_have_been_applied(true)
        .retry_budget_spent()
        .previous_attempt(before)
        .build();
    assert!(made.may_have_been_applied() && made.is_retry_budget_spent());
    assert_eq!(made.previous_attempt().and_then(Error::status), Some(503));
}
