//! Tests of the async runtimes and machines on which a client may run.

use std::pin::pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};

use alicloud_client::transport::HttpClient;
use alicloud_client::{Client, ErrorKind};
use tokio::runtime::{Builder, Runtime};

use crate::operations::{Describe, release};
use crate::script::{Script, ok};
use crate::server::{Act, Server};
use crate::tls_server::{AUTHORITY, Plan, Stream, TlsServer, VALID};

fn client() -> Client {
    let http = HttpClient::builder().no_proxy().root_certificate(AUTHORITY);
    Client::builder().access_key("testid", "testsecret").http(http).no_retry().build().unwrap()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A server with its own runtime, which has to be kept alive.
fn server() -> (Runtime, Server) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start([Act::ok()]));
    (runtime, server)
}

#[test]
fn a_connection_of_an_idle_or_finished_runtime_is_not_waited_for() {
    let (_keeps_running, plain) = server();
    let encrypted = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer]));
    for endpoint in [plain.endpoint(), encrypted.endpoint()] {
        let client = client();
        let call = |runtime: &Runtime| runtime.block_on(client.send(release()).endpoint(&endpoint).into_future());
        let (first, second) = (runtime(), runtime());
        for _ in 0..3 {
            // Neither runtime makes progress while the other one runs.
            call(&first).unwrap();
            call(&second).unwrap();
        }
        drop(first);
        call(&second).unwrap();
        // A program that creates a runtime for each call.
        for _ in 0..300 {
            call(&runtime()).unwrap();
        }
        call(&second).unwrap();
    }
}

#[test]
fn what_the_runtime_lacks_is_an_error_that_names_it() {
    let (_keeps_running, server) = server();
    let over_network = client();
    let call = || over_network.send(Describe::default()).endpoint(&server.endpoint()).into_future();
    let scripted = Script::new([ok()]).client();

    let without_time = Builder::new_current_thread().enable_io().build().unwrap();
    let without_io = Builder::new_current_thread().enable_time().build().unwrap();
    let none = |future: &mut dyn FnMut(&mut Context<'_>) -> Poll<Result<_, alicloud_client::Error>>| match future(
        &mut Context::from_waker(Waker::noop()),
    ) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("a call without a runtime waits for nothing"),
    };
    let mut without_runtime = pin!(call());
    let cases = [
        ("enable_time", without_time.block_on(call())),
        ("enable_time", without_time.block_on(scripted.send(Describe::default()).into_future())),
        ("enable_io", without_io.block_on(call())),
        ("there is no tokio runtime", none(&mut |context| without_runtime.as_mut().poll(context))),
    ];
    for (named, result) in cases {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error:?}");
        assert!(error.to_string().contains(named) && !error.may_have_been_applied(), "{error}");
    }
    // The client still works.
    runtime().block_on(call()).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn without_root_certificates_there_is_plain_http() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "runtimes::on_a_machine_without_root_certificates"])
        .env("SSL_CERT_FILE", &empty)
        .env("SSL_CERT_DIR", folder.path())
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success() && output.contains("1 passed"), "{output}");
}

#[test]
#[ignore = "started by `without_root_certificates_there_is_plain_http`, in a process of its own"]
fn on_a_machine_without_root_certificates() {
    let (_keeps_running, plain) = server();
    let encrypted = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer]));
    let trusting_nobody = Client::builder()
        .access_key("testid", "testsecret")
        .http(HttpClient::builder().no_proxy())
        .no_retry()
        .build()
        .expect("a client can be made");
    let call =
        |client: &Client, endpoint: &str| runtime().block_on(client.send(release()).endpoint(endpoint).into_future());
    call(&trusting_nobody, &plain.endpoint()).expect("plain HTTP needs no certificate");
    for _ in 0..2 {
        let error = call(&trusting_nobody, &encrypted.endpoint()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error:?}");
        assert!(!error.may_have_been_applied() && error.to_string().contains("SSL_CERT_FILE"), "{error}");
    }
    call(&client(), &encrypted.endpoint()).expect("a certificate that is given is enough");
}

/// Files that `SSL_CERT_FILE` or `SSL_CERT_DIR` name, created in a directory, and the expected error; `None` if the
/// call succeeds.
#[cfg(target_os = "linux")]
const NAMED: &[(&str, Make, Option<&str>)] = &[
    ("SSL_CERT_FILE", |path| mkfifo(path), Some("it is not a regular file")),
    ("SSL_CERT_FILE", |path| link("/dev/zero", path), Some("it is not a regular file")),
    ("SSL_CERT_FILE", |path| std::fs::create_dir(path).unwrap(), Some("it is not a regular file")),
    ("SSL_CERT_FILE", |_| {}, Some("No such file or directory")),
    ("SSL_CERT_FILE", |path| write(path, "no certificate"), Some("it contains no PEM certificate")),
    (
        "SSL_CERT_FILE",
        |path| write(path, "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"),
        Some("base64"),
    ),
    (
        "SSL_CERT_FILE",
        |path| write(path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        Some("a certificate cannot be used"),
    ),
    (
        "SSL_CERT_FILE",
        |path| std::fs::File::create(path).unwrap().set_len(17 << 20).unwrap(),
        Some("more than 16777216 bytes"),
    ),
    ("SSL_CERT_FILE", |path| write(path, AUTHORITY), None),
    (
        "SSL_CERT_FILE",
        |path| write(path, &format!("{AUTHORITY}-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n")),
        None,
    ),
    ("SSL_CERT_DIR", |_| {}, Some("No such file or directory")),
    ("SSL_CERT_DIR", |path| in_folder(path, mkfifo), Some("its files contain no PEM certificate")),
    (
        "SSL_CERT_DIR",
        |path| in_folder(path, |file| link("/dev/zero", file)),
        Some("its files contain no PEM certificate"),
    ),
    ("SSL_CERT_DIR", |path| in_folder(path, |file| write(file, AUTHORITY)), None),
    ("SSL_CERT_DIR", |path| in_folder(path, |file| (mkfifo(file), write(&path.join("other"), AUTHORITY)).1), None),
];

#[cfg(target_os = "linux")]
type Make = fn(&std::path::Path);

#[cfg(target_os = "linux")]
fn mkfifo(path: &std::path::Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[cfg(target_os = "linux")]
fn link(target: &str, path: &std::path::Path) {
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(target_os = "linux")]
fn write(path: &std::path::Path, text: &str) {
    std::fs::write(path, text).unwrap();
}

#[cfg(target_os = "linux")]
fn in_folder(folder: &std::path::Path, make: impl FnOnce(&std::path::Path)) {
    std::fs::create_dir(folder).unwrap();
    make(&folder.join("file"));
}

#[test]
#[cfg(target_os = "linux")]
fn root_certificates_that_the_environment_names() {
    let mut wrong = Vec::new();
    for (variable, make, expected) in NAMED {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("named");
        make(&path);
        let expected =
            expected.map(|reason| format!("{path:?}, of the variable {variable}: \n{reason}")).unwrap_or_default();
        // A process that would read a pipe or a device forever is killed from outside.
        let child = Command::new("timeout")
            .args(["-s", "KILL", "5"])
            .arg(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", "runtimes::with_root_certificates_of_the_environment"])
            .env_remove("SSL_CERT_FILE")
            .env_remove("SSL_CERT_DIR")
            .env(variable, &path)
            .env("EXPECTED", &expected)
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
        if !child.status.success() || !output.contains("1 passed") {
            wrong.push(format!("{expected}: {} {output}", child.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "started by `root_certificates_that_the_environment_names`, in a process of its own"]
fn with_root_certificates_of_the_environment() {
    let encrypted = TlsServer::start(VALID, Plan::Http2(vec![Stream::Answer]));
    let client = Client::builder()
        .access_key("testid", "testsecret")
        .http(HttpClient::builder().no_proxy())
        .no_retry()
        .build()
        .unwrap();
    let result = runtime().block_on(client.send(release()).endpoint(&encrypted.endpoint()).into_future());
    let expected = std::env::var("EXPECTED").unwrap_or_default();
    if expected.is_empty() {
        result.expect("the certificate is one of those that are named");
    } else {
        let error = result.unwrap_err();
        let shown = error.to_string();
        assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::Configuration, false), "{error:?}");
        assert!(expected.split('\n').all(|part| shown.contains(part)) && !shown.contains("name a file"), "{shown}");
    }
}
