//! Tests of parameters that are a label in front of the host name.

use alicloud_client::runtime::{At, ListStyle, Location, OperationInfo};
use alicloud_client::transport::{HttpClient, HttpRequest, Recording, Replaying};
use alicloud_client::{Client, Error, ErrorKind, SignatureVersion, UntypedOperation, Value};

use crate::operations::{APART, info};
use crate::recomputed::problem;
use crate::script::{Script, header, ok};
use crate::server::{Act, Server};

static GET_PROJECT: OperationInfo = info(&APART, "GetProject", true, None);

fn get_project(label: impl Into<Value>) -> UntypedOperation {
    UntypedOperation::new(&GET_PROJECT).parameter("project", At::HOST.required(), Some(label.into()))
}

async fn sent(endpoint: Option<&str>, operation: UntypedOperation) -> Result<HttpRequest, Error> {
    let script = Script::new([ok()]);
    let mut builder = script.builder();
    if let Some(endpoint) = endpoint {
        builder = builder.endpoint(endpoint);
    }
    let client = builder.build().unwrap();
    operation.send(&client).await?;
    Ok(script.requests().remove(0))
}

/// The endpoint, the host of the URL, and the `Host` header if it is another one.
const ENDPOINTS: &[(Option<&str>, &str, &str)] = &[
    (None, "https://my-project.apart.cn-hangzhou.aliyuncs.com/", ""),
    (Some("logs.example"), "https://my-project.logs.example/", ""),
    (Some("http://logs.example:8080"), "http://my-project.logs.example:8080/", ""),
    (Some("https://logs.example:443"), "https://my-project.logs.example/", ""),
    (Some("http://emulator"), "http://my-project.emulator/", ""),
    (Some("http://127.0.0.1:8080"), "http://127.0.0.1:8080/", "my-project.localhost:8080"),
    (Some("http://127.8.0.1"), "http://127.8.0.1/", "my-project.localhost"),
    (Some("http://[::1]:8080"), "http://[::1]:8080/", "my-project.localhost:8080"),
    (Some("https://[::1]"), "https://[::1]/", "my-project.localhost"),
    (Some("http://localhost:8080"), "http://localhost:8080/", "my-project.localhost:8080"),
];

#[tokio::test]
async fn the_label_is_in_front_of_the_host_and_signed() {
    for (endpoint, url, host) in ENDPOINTS {
        let request = sent(*endpoint, get_project("My-Project")).await.unwrap();
        assert!(request.url.starts_with(url), "{endpoint:?}: {}", request.url);
        assert_eq!(header(&request, "host"), *host, "{endpoint:?}");
        assert_eq!(problem(&request, "testsecret"), None, "{endpoint:?}");
    }
}

/// The value decides where credentials are sent.
#[tokio::test]
async fn what_is_not_one_label_is_not_sent() {
    let longest = "a".repeat(63);
    for label in ["a", "0", "a-b", "ab--c", "a--b", "xn--bcher-kva", &longest] {
        let request = sent(None, get_project(label)).await.unwrap();
        assert!(request.url.contains(&format!("//{label}.apart.")), "{}", request.url);
    }
    let too_long = "a".repeat(64);
    let bad = [
        "a.b",
        "evil.example/",
        "a/",
        "a:80",
        "a@b",
        "a b",
        " a",
        "a\n",
        "a%2e",
        "a_b",
        "-a",
        "a-",
        "-",
        ".",
        "\u{fc}",
        "a#",
        "a?",
        "a\\",
        "*",
        // Not what a name of other letters is encoded as (RFC 3492), so that no URL can have it.
        "xn--a",
        "xn--",
        "XN--a",
        "xn--a-",
        "xn--abc-",
        "xn--99999999",
        &too_long,
    ];
    for label in bad {
        let error = sent(None, get_project(label)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{label:?}");
        assert!(error.to_string().contains("project is part of the host name"), "{label:?}: {error}");
    }
    let missing =
        [get_project(""), UntypedOperation::new(&GET_PROJECT).parameter("project", At::HOST.required(), None)];
    for operation in missing {
        let error = sent(None, operation).await.unwrap_err();
        assert!(error.kind() == ErrorKind::InvalidInput && error.to_string().contains("project"), "{error}");
    }
}

#[tokio::test]
async fn a_host_without_room_for_the_label_is_an_error() {
    let long = ["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(50)].join(".");
    let cases = [
        (
            "https://192.0.2.1".to_owned(),
            "my-project",
            ErrorKind::Configuration,
            "the endpoint 192.0.2.1 is an IP address",
        ),
        ("http://[2001:db8::1]:80".to_owned(), "my-project", ErrorKind::Configuration, "is an IP address"),
        (format!("https://{long}"), "my-projects", ErrorKind::InvalidInput, "has more than 253 characters"),
    ];
    for (endpoint, label, kind, expected) in cases {
        let error = sent(Some(&endpoint), get_project(label)).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{endpoint}: {error}");
        assert!(error.to_string().contains(expected), "{endpoint}: {error}");
    }
    // 253 characters in all.
    let request = sent(Some(&format!("https://{long}")), get_project("my-project")).await.unwrap();
    assert_eq!(request.url.split('/').nth(2).map(str::len), Some(253));
}

#[tokio::test]
async fn a_parameter_that_is_not_set_leaves_the_host_as_it_is() {
    let operation = UntypedOperation::new(&GET_PROJECT).parameter("project", At::HOST, None);
    let request = sent(None, operation).await.unwrap();
    assert!(request.url.starts_with("https://apart.cn-hangzhou.aliyuncs.com/"), "{}", request.url);
}

#[tokio::test]
async fn two_labels_have_no_order() {
    let at = At::new(Location::Host, ListStyle::Flat, false);
    let error = sent(None, get_project("a").parameter("bucket", at, Some(Value::from("b")))).await.unwrap_err();
    assert!(error.to_string().contains("bucket is a second part of the host name"), "{error}");
}

/// The connection is made to the address, and the server receives the label in the header that was signed.
#[tokio::test]
async fn a_server_on_a_loopback_address_receives_the_label() {
    let server = Server::start([Act::ok()]).await;
    let port = server.address.port();
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        let client = Client::builder().access_key("testid", "testsecret").http(HttpClient::builder().no_proxy());
        let client = client.endpoint(format!("http://127.0.0.1:{port}")).signature(version).build().unwrap();
        get_project("my-project").send(&client).await.unwrap();
        let sent = server.requests().pop().unwrap().to_ascii_lowercase();
        assert_eq!(sent.matches("\nhost:").count(), 1, "{sent}");
        assert!(sent.contains(&format!("host: my-project.localhost:{port}\r\n")), "{sent}");
    }
}

/// Requests that differ only in the label have responses of their own.
#[tokio::test]
async fn the_label_is_a_part_of_a_recording() {
    let script =
        Script::new(["one", "two"].map(|id| crate::script::answer(200, &format!(r#"{{"RequestId":"{id}"}}"#))));
    let recording = Recording::new(script.clone());
    let client = script.builder().transport(recording.clone()).build().unwrap();
    for label in ["one", "two"] {
        get_project(label).send(&client).await.unwrap();
    }
    let client = script.builder().transport(Replaying::new(recording.exchanges())).build().unwrap();
    for label in ["two", "one"] {
        let response = get_project(label).send(&client).await.unwrap();
        assert!(String::from_utf8_lossy(response.body()).contains(label), "{label}");
    }
}
