//! Tests of which proxy is used, and of what errors report about it.

use alicloud_client::credentials::Environment;
use alicloud_client::retry::NoRetry;
use alicloud_client::transport::{HttpClient, HttpClientBuilder};
use alicloud_client::{Client, ErrorKind};

use crate::operations::release;
use crate::server::{Act, Server};

const PROXY: &str = "http://proxy.example:3128";

fn builder(variables: &[(&str, &str)]) -> HttpClientBuilder {
    HttpClient::builder().environment(Environment::fixed(variables.iter().copied()))
}

#[test]
#[cfg(feature = "system-proxy")]
fn exceptions_in_all_their_forms() {
    let cases = [
        ("", "https://rds.aliyuncs.com", true),
        ("*", "https://rds.aliyuncs.com", false),
        ("aliyuncs.com", "https://rds.aliyuncs.com", false),
        ("aliyuncs.com", "https://aliyuncs.com", false),
        ("aliyuncs.com", "https://notaliyuncs.com", true),
        (".aliyuncs.com", "https://rds.aliyuncs.com", false),
        (".aliyuncs.com", "https://aliyuncs.com", false),
        (".aliyuncs.com", "https://notaliyuncs.com", true),
        ("*.aliyuncs.com", "https://rds.aliyuncs.com", false),
        ("*.aliyuncs.com", "https://rds.cn-hangzhou.aliyuncs.com", false),
        ("*.aliyuncs.com", "https://notaliyuncs.com", true),
        ("*.aliyuncs.com", "https://aliyuncs.com", true),
        ("*.aliyuncs.com:8443", "https://rds.aliyuncs.com:8443", false),
        ("*.aliyuncs.com:8443", "https://rds.aliyuncs.com", true),
        ("rds.aliyuncs.com:443", "https://rds.aliyuncs.com", false),
        ("rds.aliyuncs.com:443", "https://rds.aliyuncs.com:8443", true),
        ("rds.aliyuncs.com:80", "http://rds.aliyuncs.com", false),
        ("RDS.Aliyuncs.COM", "https://rds.aliyuncs.com", false),
        ("rds.aliyuncs.com.", "https://rds.aliyuncs.com", false),
        ("rds.aliyuncs.com", "https://rds.aliyuncs.com.", false),
        ("other.example , rds.aliyuncs.com", "https://rds.aliyuncs.com", false),
        ("other.example rds.aliyuncs.com", "https://rds.aliyuncs.com", false),
        ("other.example,\trds.aliyuncs.com,", "https://rds.aliyuncs.com", false),
        ("10.0.0.0/8", "https://10.1.2.3", false),
        ("10.0.0.0/8", "https://11.1.2.3", true),
        ("10.1.2.3", "https://10.1.2.3:8443", false),
        ("10.1.2.3:8443", "https://10.1.2.3", true),
        ("10.1.2.3:8443", "https://10.1.2.3:8443", false),
        ("fd00::/8", "https://[fd00::1]", false),
        ("fd00::1", "https://[fd00::1]:8443", false),
        ("[fd00::1]:8443", "https://[fd00::1]:8443", false),
        ("[fd00::1]:8443", "https://[fd00::1]", true),
        ("[fd00::1]", "https://[fd00::1]", false),
        ("10.0.0.0/8", "https://[::ffff:10.1.2.3]", false),
        // An entry that is not valid does not affect the others.
        ("a*b,rds.*.com,rds.aliyuncs.com", "https://rds.aliyuncs.com", false),
        // Hosts that only this machine can reach need no exception.
        ("", "http://localhost:8080", false),
        ("", "http://emulator.localhost:8080", false),
        ("", "http://127.0.0.1:8080", false),
        ("", "http://127.8.9.1", false),
        ("", "https://[::1]", false),
        ("", "https://[::ffff:127.0.0.1]", false),
        ("", "http://0.0.0.0:8080", false),
        ("", "http://100.100.100.200/latest", false),
        ("", "http://localhost.example", true),
    ];
    for (exceptions, address, through_proxy) in cases {
        for name in ["NO_PROXY", "no_proxy"] {
            let client = builder(&[("ALL_PROXY", PROXY), (name, exceptions)]).build().unwrap();
            let expected = through_proxy.then_some(PROXY);
            assert_eq!(client.proxy_for(address).as_deref(), expected, "{name}={exceptions:?} {address}");
        }
    }
}

#[test]
#[cfg(feature = "system-proxy")]
fn an_exception_that_is_not_understood_is_reported_without_its_text() {
    let events = crate::events::Events::default();
    let guard = tracing::subscriber::set_default(events.clone());
    let exceptions = "a.example, http://user:hunter2@proxy.example:3128 ,b.example";
    builder(&[("ALL_PROXY", PROXY), ("NO_PROXY", exceptions)]).build().unwrap();
    drop(guard);
    let events = events.lines();
    assert_eq!(events.len(), 1, "{events:?}");
    assert!(events[0].starts_with("WARN") && events[0].contains("number=2"), "{events:?}");
    assert!(!events[0].contains("hunter2") && !events[0].contains("user"), "{events:?}");
}

#[test]
#[cfg(feature = "system-proxy")]
fn variables_and_settings() {
    let (http, https) = (Some("http://http.example:80"), Some("http://https.example:1"));
    let both: &[(&str, &str)] = &[("HTTP_PROXY", "http.example"), ("HTTPS_PROXY", "http://u:p@https.example:1/")];
    // Variables; the proxy for `http://`, and for `https://`.
    type Case<'a> = (&'a [(&'a str, &'a str)], Option<&'a str>, Option<&'a str>);
    let cases: [Case<'_>; 8] = [
        (&[], None, None),
        (both, http, https),
        (&[("http_proxy", "http://http.example"), ("https_proxy", "https.example:1")], http, https),
        (&[("ALL_PROXY", "http://https.example:1")], https, https),
        (&[("all_proxy", "http://https.example:1"), ("HTTP_PROXY", "http.example")], http, https),
        // An empty variable counts as unset.
        (&[("HTTPS_PROXY", ""), ("https_proxy", " https.example:1 ")], None, https),
        // Under CGI this variable is a header of the request.
        (&[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "http.example"), ("HTTPS_PROXY", "https.example:1")], None, https),
        (&[("REQUEST_METHOD", "GET"), ("http_proxy", "http.example")], http, None),
    ];
    for (variables, http, https) in cases {
        let client = builder(variables).build().unwrap();
        assert_eq!(client.proxy_for("http://a.example").as_deref(), http, "{variables:?}");
        assert_eq!(client.proxy_for("https://a.example").as_deref(), https, "{variables:?}");
        let ignoring = builder(variables).no_proxy().build().unwrap();
        assert_eq!(ignoring.proxy_for("https://a.example"), None);
        // A proxy that the program sets is used for everything, whatever the environment is, and in whatever order it
        // is set.
        for builder in [builder(variables).proxy(PROXY).no_proxy(), builder(variables).no_proxy().proxy(PROXY)] {
            assert_eq!(builder.build().unwrap().proxy_for("https://a.example").as_deref(), Some(PROXY));
        }
    }
}

/// A URL that a program sets is checked at once, one of a variable when a request needs it: loopback and what `NO_PROXY` lists do not.
#[tokio::test]
async fn a_url_that_is_not_valid_is_named_without_its_password() {
    let urls = [
        "::",
        "http://",
        "http//user:hunter2@proxy.example:3128",
        "http://user:hunter2@proxy.example:port",
        "http://user:hunter2@proxy.example:99999",
        "http://user:hunter2@:3128",
        "user:hunter2",
        "ftp://user:hunter2@proxy.example",
        "http://user:hunter2@proxy.example/proxy.pac",
        "http://user:hunter2@proxy.example:0",
        "http://user:hunter2@proxy example",
        #[cfg(not(feature = "socks"))]
        "socks5://user:hunter2@proxy.example",
    ];
    #[cfg(feature = "system-proxy")]
    let server = Server::start(vec![Act::ok(); urls.len() * 6]).await;
    for url in urls {
        #[cfg(feature = "system-proxy")]
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let http = builder(&[(name, url), ("NO_PROXY", "127.0.0.2")]);
            let client = Client::builder().access_key("id", "secret").http(http).no_retry().build().unwrap();
            let scheme = if name.eq_ignore_ascii_case("HTTPS_PROXY") { "https" } else { "http" };
            let error = client.send(release()).endpoint(&format!("{scheme}://rds.example")).await.unwrap_err();
            let shown = format!("{error} {error:#?} {client:?}");
            assert_eq!(error.kind(), ErrorKind::Configuration, "{shown}");
            assert!(error.to_string().contains(&format!("the variable {name} ")), "{shown}");
            assert!(!error.may_have_been_applied() && !shown.contains("hunter2"), "{shown}");
            client.send(release()).endpoint(&server.endpoint()).await.unwrap();
            // Nothing listens there, but the proxy is not what stops the request.
            let error = client.send(release()).endpoint(&format!("{scheme}://127.0.0.2:1")).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        }
        let builder = Client::builder().http(HttpClient::builder().proxy(url));
        assert!(!format!("{builder:?}").contains("hunter2"), "{builder:?}");
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
        assert!(!format!("{error} {error:#?}").contains("hunter2"), "{error:?}");
    }
}

/// The variable for all requests is not needed where each scheme has a proxy of its own.
#[test]
#[cfg(feature = "system-proxy")]
fn a_url_that_is_not_used_is_not_checked() {
    let http = builder(&[("ALL_PROXY", "::"), ("HTTP_PROXY", "http.example"), ("HTTPS_PROXY", "https.example:1")]);
    let http = http.build().unwrap();
    assert_eq!(http.proxy_for("http://a.example").as_deref(), Some("http://http.example:80"));
    assert_eq!(http.proxy_for("https://a.example").as_deref(), Some("http://https.example:1"));
}

#[tokio::test]
async fn a_request_goes_through_the_proxy_and_errors_name_it() {
    let proxy = Server::start([Act::ok(), Act::answer("503 Service Unavailable", b"")]).await;
    let address = format!("http://user:hunter2@{}", proxy.address);
    let http = HttpClient::builder().proxy(&address);
    let client_builder = Client::builder().access_key("testid", "testsecret").http(http.clone());
    for shown in [format!("{http:?}"), format!("{client_builder:?}"), format!("{:?}", http.build().unwrap())] {
        assert!(shown.contains(&proxy.address.to_string()) && !shown.contains("hunter2"), "{shown}");
    }
    let client = client_builder.build().unwrap();
    client.send(release()).endpoint("http://rds.example").await.unwrap();
    let request = proxy.requests().remove(0);
    assert!(request.starts_with("POST http://rds.example/?"), "{request}");
    assert!(request.to_ascii_lowercase().contains("proxy-authorization: basic dxnlcjpodw50zxiy"), "{request}");

    // The proxy refuses the tunnel, so nothing was sent.
    let error = client.send(release()).endpoint("https://rds.example").retry(NoRetry).await.unwrap_err();
    let shown = error.to_string();
    assert!(!error.may_have_been_applied() && error.kind() == ErrorKind::Connect, "{error:?}");
    assert!(shown.contains("rds.example:443 through the proxy http://127.0.0.1:"), "{shown}");
    assert!(!format!("{error:#?}").contains("hunter2"), "{error:?}");
    let request = proxy.requests().remove(1);
    assert!(request.starts_with("CONNECT rds.example:443 "), "{request}");

    // The loopback never uses a proxy.
    let server = Server::start([Act::ok()]).await;
    client.send(release()).endpoint(&server.endpoint()).await.unwrap();
    assert_eq!((server.requests().len(), proxy.requests().len()), (1, 2));
}

#[test]
#[cfg(all(unix, feature = "system-proxy"))]
fn a_variable_that_is_not_text_is_not_taken_for_none() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    for name in ["HTTPS_PROXY", "no_proxy"] {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", "proxies::with_the_variables_of_the_process"])
            .env("HTTPS_PROXY", "http://proxy.example:3128")
            .env(name, OsStr::from_bytes(b"http://user:hunter2\xff@proxy.example:3128"))
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&child.stdout);
        assert!(output.contains(name) && output.contains("not valid UTF-8") && !output.contains("hunter2"), "{output}");
    }
}

#[tokio::test]
#[allow(clippy::print_stdout, reason = "its parent reads what it prints")]
#[ignore = "started by `a_variable_that_is_not_text_is_not_taken_for_none`, in a process of its own"]
async fn with_the_variables_of_the_process() {
    let client = Client::builder().access_key("id", "secret").no_retry().build().unwrap();
    println!("{}", client.send(release()).endpoint("https://rds.example").await.unwrap_err());
}
