//! Tests of the endpoints to which requests are sent.

use alicloud_client::{Client, Endpoint, ErrorKind, Network};

use crate::operations::{OfApart, OfCentral, OfGlobal, OfListed, OfShared, release};
use crate::script::{Reply, Script, answer, error, header, ok};
use crate::server::{Act, Server};
use alicloud_client::transport::{HttpClient, TransportErrorKind};

#[test]
fn endpoints_are_read_strictly() {
    let good = [
        ("rds.aliyuncs.com", "https://rds.aliyuncs.com"),
        (" RDS.aliyuncs.com/ ", "https://rds.aliyuncs.com"),
        ("rds.aliyuncs.com:443", "https://rds.aliyuncs.com"),
        ("rds.aliyuncs.com:80", "https://rds.aliyuncs.com:80"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("HTTP://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.1:8080", "http://127.0.0.1:8080"),
        ("http://0x7f.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://2130706433", "http://127.0.0.1"),
        ("http://127.0.0.1.:8080", "http://127.0.0.1:8080"),
        ("http://[0:0:0:0:0:0:0:1]:8080", "http://[::1]:8080"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("http://[FD00::00A]", "http://[fd00::a]"),
        ("http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]"),
        ("http://localhost:080", "http://localhost"),
        ("http://localhost:08080", "http://localhost:8080"),
        ("https://localhost:0443", "https://localhost"),
        ("https://localhost:80", "https://localhost:80"),
        ("http://localhost:443", "http://localhost:443"),
        ("rds.aliyuncs.com.", "https://rds.aliyuncs.com"),
        ("rds.aliyuncs.com.:443", "https://rds.aliyuncs.com"),
        ("rds%2ealiyuncs.com", "https://rds.aliyuncs.com"),
        ("b\u{fc}cher.example", "https://xn--bcher-kva.example"),
        ("my_host.internal", "https://my_host.internal"),
    ];
    for (text, expected) in good {
        assert_eq!(Endpoint::parse(text).unwrap().to_string(), expected, "{text}");
    }
    let long = "a".repeat(64) + ".example";
    let bad = [
        "",
        "https://",
        "ftp://x",
        "x/y",
        "x?y",
        "user@x",
        "a b",
        "x:port",
        "x#y",
        "x\\y",
        "x\ny",
        "x\ty",
        "x:",
        "x:0",
        "x:65536",
        "x:-1",
        "http://x:80:80",
        "https://user:hunter2@x",
        "https://x/hunter2@y",
        "http://user:hunter2?x@127.0.0.1:1",
        "user:hunter2",
        "http://h:hunter2",
        "hunter2 x",
        "http://x/hunter2",
        "hunter2://x",
        "//x",
        "http:/x",
        "https://https://x",
        ".",
        "..",
        "x..",
        "a..b",
        ".x",
        "x,y",
        "x;y",
        "x%2fy",
        "x%00y",
        "x*y",
        "[::1",
        "::1",
        "[x]",
        "[fe80::1%eth0]",
        "127.0.0.256",
        "1.2.3.4.5",
        "$host",
        "<host>",
        &long,
    ];
    for text in bad {
        let error = Endpoint::parse(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{text:?}");
        let built = Client::builder().endpoint(text).build().unwrap_err();
        let shown = format!("{error} {error:#?} {built} {built:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("user:"), "{shown}");
    }
}

/// Each spelling of a host is signed as it is sent: the test verifies the signature with the host of the request.
#[tokio::test]
async fn a_spelling_is_signed_as_it_is_sent() {
    let server = Server::start([Act::ok()]).await;
    let port = server.address.port();
    let http = HttpClient::builder().no_proxy();
    let client = Client::builder().access_key("testid", "testsecret").http(http).build().unwrap();
    let spellings = ["127.1", "127.0.0.1", "0x7f000001", "127.0.0.1.", "LOCALHOST", "localhost."];
    for (number, spelling) in spellings.into_iter().enumerate() {
        for port in [format!("{port}"), format!("0{port}")] {
            let endpoint = format!("http://{spelling}:{port}/");
            let request = client.send(release()).endpoint(&endpoint).into_request().await.unwrap();
            client.send(release()).endpoint(&endpoint).await.unwrap_or_else(|error| panic!("{spelling}: {error}"));
            let sent = server.requests().pop().unwrap().to_ascii_lowercase();
            let signed = request.url.split('/').nth(2).unwrap();
            assert!(sent.contains(&format!("host: {signed}\r\n")), "{number} {spelling}: {sent}");
        }
    }
}

async fn url(builder: alicloud_client::ClientBuilder, script: &Script) -> String {
    builder.build().unwrap().send(release()).await.unwrap();
    script.requests()[0].url.clone()
}

#[tokio::test]
async fn table_then_rule() {
    let cases = [
        ("cn-hangzhou", Network::Public, "https://rds.aliyuncs.com/?"),
        ("cn-hangzhou", Network::Vpc, "https://rds-vpc.cn-hangzhou.aliyuncs.com/?"),
        ("eu-central-1", Network::Public, "https://rds.eu-central-1.aliyuncs.com/?"),
        ("eu-central-1", Network::Vpc, "https://rds-vpc.eu-central-1.aliyuncs.com/?"),
        ("mars-1", Network::Public, "https://rds.mars-1.aliyuncs.com/?"),
    ];
    for (region, network, expected) in cases {
        let script = Script::new([ok()]);
        let url = url(script.builder().region(region).network(network), &script).await;
        assert!(url.starts_with(expected), "{region} {network:?}: {url}");
    }
    let script = Script::new([ok()]);
    let explicit = url(script.builder().endpoint("http://127.0.0.1:9"), &script).await;
    assert!(explicit.starts_with("http://127.0.0.1:9/?"), "{explicit}");

    let script = Script::new([ok()]);
    script.builder().region("any").build().unwrap().send(OfCentral).await.unwrap();
    assert_eq!(script.requests()[0].url, "https://central.aliyuncs.com/");
}

/// The destination of a request of `operation`, or the error if there is none.
async fn host_of<O>(operation: O, region: &str, network: Network) -> Result<String, String>
where
    O: alicloud_client::runtime::Operation,
{
    let script = Script::new([ok()]);
    let client = script.builder().network(network).region(region);
    let request = client.build().unwrap().send(operation).into_request().await.map_err(|error| error.to_string())?;
    Ok(request.url.split('/').nth(2).unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_host_that_serves_every_region_serves_those_that_are_not_listed() {
    for region in ["public", "cn-hangzhou", "mars-1"] {
        let host = host_of(OfGlobal, region, Network::Public).await;
        assert_eq!(host.as_deref(), Ok("alidns.aliyuncs.com"), "{region}");
        // The product has no host within a VPC, and none is derived.
        host_of(OfGlobal, region, Network::Vpc).await.unwrap_err();
    }
    for region in ["cn-hangzhou", "eu-central-1", "mars-1"] {
        let host = host_of(OfShared, region, Network::Public).await;
        assert_eq!(host.as_deref(), Ok("ram.aliyuncs.com"), "{region}");
    }
    // Within a VPC, only one region has a host, which is not used for others.
    for (region, expected) in
        [("eu-central-1", Ok("ram-vpc.aliyuncs.com")), ("cn-hangzhou", Err(())), ("mars-1", Err(()))]
    {
        let host = host_of(OfShared, region, Network::Vpc).await;
        assert_eq!(host.as_deref().map_err(|_| ()), expected, "{region}");
    }
    assert_eq!(
        host_of(OfApart, "eu-central-1", Network::Public).await.as_deref(),
        Ok("apart.eu-central-1.aliyuncs.com")
    );
    let error = host_of(OfApart, "mars-1", Network::Public).await.unwrap_err();
    assert!(error.contains("\"mars-1\" is not a region of Apart: Apart has cn-hangzhou, eu-central-1"), "{error}");
}

#[tokio::test]
async fn a_region_is_not_part_of_an_address_by_accident() {
    for region in ["cn-hangzhou.evil.example", "cn/../x", "CN", "a b", " cn-hangzhou", &"a".repeat(64)] {
        let script = Script::new([]);
        let client = script.builder().region("cn-hangzhou").endpoint("http://127.0.0.1:9").build().unwrap();
        let of_call = client.send(release()).region(region).await.unwrap_err();
        let of_clients = [
            script.builder().region(region).build(),
            client.with_region(region),
            client.to_builder().region(region).build(),
        ];
        for error in of_clients.map(Result::unwrap_err).into_iter().chain([of_call]) {
            assert_eq!(error.kind(), ErrorKind::Configuration, "{region:?}");
            assert!(error.to_string().contains(&format!("{region:?} is not the ID of a region")), "{error}");
        }
        assert!(script.requests().is_empty());
    }
    let error = Script::new([Reply::Fails(TransportErrorKind::Connect, false)])
        .builder()
        .region("mars-1")
        .no_retry()
        .build()
        .unwrap();
    let error = error.send(release()).await.unwrap_err();
    assert!(error.to_string().contains("mars-1 is not a known region: Rds has cn-hangzhou, eu-central-1"), "{error}");
}

#[tokio::test]
async fn the_location_service_is_asked_once() {
    let found = r#"{"Success":true,"RequestId":"1","Endpoints":{"Endpoint":[{"Endpoint":"listed.mars-1.aliyuncs.com","Type":"openAPI"}]}}"#;
    let script = Script::new([answer(200, found), ok()]);
    let client = script.builder().region("mars-1").build().unwrap();
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(client.send(OfListed).into_future())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let requests = script.requests();
    assert_eq!(requests.len(), 21);
    assert!(requests[0].url.starts_with("https://location-readonly.aliyuncs.com/?"), "{}", requests[0].url);
    assert_eq!(header(&requests[0], "x-acs-action"), "DescribeEndpoints");
    assert!(requests[1..].iter().all(|request| request.url == "https://listed.mars-1.aliyuncs.com/"));

    for reply in [error(404, "InvalidRegionId"), answer(200, r#"{"Endpoints":{"Endpoint":[]}}"#)] {
        let client = Script::new([reply]).builder().region("mars-2").build().unwrap();
        let error = client.send(OfListed).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("Listed has cn-hangzhou"), "{error}");
    }
    // The request to the location service failed, so the operation itself was not sent.
    let client =
        Script::new([Reply::Fails(TransportErrorKind::Timeout, true)]).builder().region("mars-3").build().unwrap();
    assert!(!client.send(OfListed).await.unwrap_err().may_have_been_applied());
}

fn located(host: &str) -> Reply {
    answer(200, &format!(r#"{{"RequestId":"1","Endpoints":{{"Endpoint":[{{"Endpoint":"{host}"}}]}}}}"#))
}

#[tokio::test]
async fn the_location_service_is_not_believed_anything() {
    let bad = [
        "http://listed.mars-1.aliyuncs.com",
        "https://listed.mars-1.aliyuncs.com",
        "listed.mars-1.aliyuncs.com:8080",
        "listed.mars-1.aliyuncs.com/path",
        "user@listed.mars-1.aliyuncs.com",
        "listed.example",
        "aliyuncs.com.evil.example",
        "evilaliyuncs.com",
        "127.0.0.1",
        "",
        "a b.aliyuncs.com",
    ];
    for host in bad {
        let script = Script::new([located(host), ok()]);
        let client = script.builder().region("mars-1").build().unwrap();
        let error = client.send(OfListed).await.unwrap_err();
        assert_eq!((error.kind(), script.requests().len()), (ErrorKind::Configuration, 1), "{host}: {error}");
    }
    let others = r#"{"RequestId":"1","Endpoints":{"Endpoint":[
        {"Endpoint":"inner.mars-1.aliyuncs.com","Type":"innerAPI","Id":"mars-1"},
        {"Endpoint":"listed.venus-1.aliyuncs.com","Type":"openAPI","Id":"venus-1"},
        {"Endpoint":"Listed.mars-1.aliyuncs.com","Type":"openAPI","Id":"mars-1"}]}}"#;
    let script = Script::new([answer(200, others), ok()]);
    script.builder().region("mars-1").build().unwrap().send(OfListed).await.unwrap();
    assert_eq!(script.requests()[1].url, "https://listed.mars-1.aliyuncs.com/");

    // The location service does not know the network of a VPC, so it is not asked, and the public host is not used
    // instead.
    let script = Script::new([ok()]);
    let client = script.builder().region("mars-1").network(Network::Vpc).build().unwrap();
    let error = client.send(OfListed).await.unwrap_err();
    assert_eq!((error.kind(), script.requests().len()), (ErrorKind::Configuration, 0));
    assert!(error.to_string().contains("VPC"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_cannot_be_renewed_is_used_on() {
    let down = || Reply::Fails(TransportErrorKind::Connect, false);
    let replies =
        [located("old.mars-1.aliyuncs.com"), ok(), down(), ok(), ok(), located("new.mars-1.aliyuncs.com"), ok()];
    let script = Script::new(replies);
    let client = script.builder().region("mars-1").no_retry().build().unwrap();
    // The time since the previous call; whether the service is asked; the destination of the call.
    for (pause, asked, host) in [(0, 1, "old"), (3700, 1, "old"), (30, 0, "old"), (40, 1, "new")] {
        tokio::time::sleep(std::time::Duration::from_secs(pause)).await;
        let before = script.requests().len();
        client.send(OfListed).await.unwrap();
        let requests = script.requests();
        assert_eq!(requests.len() - before, asked + 1, "{pause}");
        assert!(requests.last().unwrap().url.starts_with(&format!("https://{host}.")), "{pause}");
    }
}

#[tokio::test]
async fn callers_that_wait_share_a_failure_and_the_next_one_asks_again() {
    let script = Script::new([answer(500, ""), located("listed.mars-1.aliyuncs.com"), ok()]);
    let client = script.builder().region("mars-1").no_retry().build().unwrap();
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(client.send(OfListed).into_future())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap_err().status(), Some(500));
    }
    assert_eq!(script.requests().len(), 1);
    client.send(OfListed).await.unwrap();
    assert_eq!(script.requests().len(), 3);

    // Invented regions are not cached without limit, and they do not displace known ones.
    let script = Script::new([
        located("listed.mars-1.aliyuncs.com"),
        ok(),
        answer(400, r#"{"Code":"InvalidRegionId","RequestId":"1"}"#),
    ]);
    let client = script.builder().region("mars-1").build().unwrap();
    client.send(OfListed).await.unwrap();
    for number in 0..1000 {
        client.send(OfListed).region(format!("made-up-{number}")).await.unwrap_err();
    }
    client.send(OfListed).await.unwrap_err();
    assert_eq!(script.requests().last().unwrap().url, "https://listed.mars-1.aliyuncs.com/");
}

#[test]
fn what_is_not_valid_is_said_when_the_client_is_made() {
    let builders = [
        Client::builder().endpoint("ftp://x"),
        Client::builder().application("line\nbreak"),
        Client::builder().http(alicloud_client::transport::HttpClient::builder().proxy("::")),
        Client::builder().http(alicloud_client::transport::HttpClient::builder().root_certificate("not PEM")),
    ];
    for builder in builders {
        let shown = format!("{builder:?}");
        assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::Configuration, "{shown}");
    }
}
