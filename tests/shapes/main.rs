//! Checks that the code generated for every shape in `codegen/tests/shapes` compiles, and sends what the shape
//! describes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

include!(concat!(env!("OUT_DIR"), "/shapes.rs"));

/// A product with two versions, which have operations and types of the same names.
pub mod versions {
    include!(concat!(env!("OUT_DIR"), "/versions/lib.rs"));

    /// The version 2024-05-06.
    pub mod v2024_05_06 {
        #![doc = include_str!(concat!(env!("OUT_DIR"), "/versions/v2024_05_06/overview.md"))]

        include!(concat!(env!("OUT_DIR"), "/versions/v2024_05_06/lib.rs"));
    }
}

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use alicloud_catalog::Catalog;
use alicloud_client::runtime::{BodyKind, Method, Operation, Paginate};
use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use alicloud_client::{Client, SignatureVersion};
use alicloud_emulator::Emulator;

/// Compares with `Debug` output, which uses the same field table as encoding, and therefore the names that are sent.
#[track_caller]
fn shows(operation: &impl std::fmt::Debug, expected: &str) {
    assert_eq!(format!("{operation:?}"), expected);
}

/// Every generated crate compares its version with that of the runtime that it is compiled with.
#[test]
fn the_generator_prints_code_for_this_runtime() {
    assert_eq!(alicloud_codegen::rust::emit::RUNTIME_VERSION, alicloud_client::runtime::VERSION);
}

#[test]
fn names_on_the_wire_stay_what_they_are() {
    use names::describe_names::DescribeNames;
    let request = DescribeNames::new().r#type("a").self_("b").rule_id("c").rule_id_3("d").rule_id_2("e").tag_1_key("f");
    shows(
        &request.asterisk("g").new_("h").value_302pv("i"),
        r#"DescribeNames { Type: "a", Self: "b", RuleID: "c", RuleId: "d", RuleId_2: "e", 302Pv: "i", Tag.1.key: "f", *: "g", New: "h" }"#,
    );
}

/// A program can call both versions of a product, each with its own style, types and errors.
#[test]
fn versions_of_a_product_are_beside_each_other() {
    use versions::get_book::{GetBook, Kind};
    use versions::v2024_05_06::get_book as newer;
    let (old, new) = (<GetBook as Operation>::INFO, <newer::GetBook as Operation>::INFO);
    assert_eq!((old.product.version, old.product.style.as_str()), ("2020-01-02", "RPC"));
    assert_eq!((new.product.version, new.product.style.as_str(), new.path), ("2024-05-06", "ROA", "/books/{isbn}"));
    shows(&GetBook::new().isbn("1").kind(Kind::Novel), r#"GetBook { Isbn: "1", Kind: "Novel" }"#);
    shows(&newer::GetBook::new().isbn("1").kind(newer::Kind::Essay), r#"GetBook { isbn: "1", kind: "essay" }"#);
    let old = versions::components::Book { pages: Some(3), ..versions::components::Book::default() };
    let new = versions::v2024_05_06::components::Book::new().title("Rust");
    assert_eq!((old.pages, new.title.as_deref()), (Some(3), Some("Rust")));
    assert_eq!(versions::ErrorCode::BookNotFound.as_str(), "Book.NotFound");
    assert_eq!(versions::v2024_05_06::ErrorCode::BookNotFound.as_str(), "BookNotFound");
}

#[test]
fn secrets_are_hidden() {
    use parameters::modify_parameters::ModifyParameters;
    let shown = format!("{:?}", ModifyParameters::new().account_password("hunter2").password_policy("strict"));
    assert!(!shown.contains("hunter2") && shown.contains("strict"), "{shown}");
}

/// A secret of any type is hidden in `Debug`, but is sent in its own type: a number has no quotes in JSON.
#[tokio::test]
async fn secrets_of_every_kind_are_hidden_and_sent_as_they_are() {
    use secrets::get_secrets::GetSecrets;
    use secrets::set_secrets::{Question, SetSecrets};
    let request = SetSecrets::new()
        .pins([7001, 7002])
        .options(serde_json::json!({"Depth": 7003}))
        .pin(7004)
        .ratio(7005.5)
        .flag(true)
        .codes(["code-1"])
        .numbers([7006])
        .answers([("first", "answer-1")])
        .level("level-1")
        .anything(serde_json::json!({"a": [7007, "text-1"]}))
        .seed("seed-1")
        .seeds(["seed-2"])
        .question(Question::new().asked("asked-1").hint("hint-1").given(["given-1"]))
        .name("name-1");
    let shown = format!("{request:?}");
    for secret in ["700", "true", "code-", "answer-", "level-", "text-", "seed-", "asked-", "given-"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert!(shown.contains("hint-1") && shown.contains("name-1"), "{shown}");

    let response = r#"{"RequestId":"1","Passwords":["p-1"],"AccountPassword":"p-2","Key":"p-3","SecretData":{"a":"p-4"},
        "AccessToken":{"a":"p-5"},"Logins":[{"User":"user-1","Password":"p-6"}],
        "Vault":{"Door":"p-7","Rooms":[{"Number":8008}]}}"#;
    let bodies = Arc::new(Mutex::new([r#"{"RequestId":"1"}"#, response].into()));
    let script = Script { bodies, ..Script::default() };
    let client =
        Client::builder().transport(script.clone()).access_key("id", "secret").endpoint("http://localhost").build();
    let client = client.unwrap();
    client.send(request.clone()).await.unwrap();
    let url = script.urls.lock().unwrap().concat();
    assert!(url.ends_with("?Options.Depth=7003&Pins.1=7001&Pins.2=7002"), "{url}");
    assert_eq!(
        script.sent.lock().unwrap().concat(),
        r#"{"Pin":7004,"Ratio":7005.5,"Flag":true,"Codes":["code-1"],"Numbers":[7006],"Answers":{"first":"answer-1"},"#
            .to_owned()
            + r#""Level":"level-1","Anything":{"a":[7007,"text-1"]},"Seed":"seed-1","Seeds":["seed-2"],"#
            + r#""Question":{"Asked":"asked-1","Hint":"hint-1","Given":["given-1"]},"Name":"name-1"}"#
    );
    assert_eq!(request.clone(), request);
    assert_ne!(request.clone(), request.pin(1));

    let response = client.send(GetSecrets::new()).await.unwrap();
    let shown = format!("{response:?}");
    assert!(!shown.contains("p-") && !shown.contains("8008") && shown.contains("user-1"), "{shown}");
    assert_eq!(response.access_token.unwrap().expose(), r#"{"a":"p-5"}"#);
}

#[test]
fn unknown_values_are_kept() {
    use enumerations::modify_enumerations::{Kind, NetworkType, Version};
    assert_eq!(NetworkType::from("0"), NetworkType::Vpc);
    assert_eq!(NetworkType::from("7").as_str(), "7");
    assert_eq!(Kind::from("Unknown"), Kind::UnknownValue);
    assert_eq!((Version::Value5_7.as_str(), Version::Value57.as_str()), ("5.7", "57"));

    use enumerations::modify_enumerations::ModifyEnumerations;
    // A documented name is not a value that is sent: it is sent unchanged, and recognizable as unknown in `Debug`.
    let request = ModifyEnumerations::new().network_type("VPC").kind("Unknown");
    shows(&request, r#"ModifyEnumerations { NetworkType: Unknown("VPC"), Kind: "Unknown" }"#);
    assert_eq!(format!("{:?} {:?}", NetworkType::from("VPC"), NetworkType::Vpc), r#"Unknown("VPC") "0""#);
    assert_eq!(NetworkType::from("VPC").to_string(), "VPC");
}

#[test]
fn bodies_are_what_the_description_says() {
    assert_eq!(bodies::put_object::PutObject::INFO.body, BodyKind::Json);
    assert_eq!(bodies::put_form::PutForm::INFO.body, BodyKind::Form);
    assert_eq!(bodies::put_bytes::PutBytes::INFO.body, BodyKind::Binary);
    assert_eq!(bodies::put_multipart_form::PutMultipartForm::INFO.body, BodyKind::Form);
    assert_eq!(bodies::put_file::PutFile::INFO.body, BodyKind::Multipart);
    let file = alicloud_client::FormFile::new("a.txt", "content");
    shows(
        &bodies::put_file::PutFile::new().name("n").file(file).digest("YQ=="),
        r#"PutFile { name: "n", file: FormFile("a.txt", "application/octet-stream", 7 bytes), digest: "YQ==" }"#,
    );
    let secret = bodies::put_secret_files::PutSecretFiles::new().upload("hush-1").private_key("hush-2");
    shows(
        &secret.public_password("open").shared("open"),
        r#"PutSecretFiles { upload: ***, PrivateKey: ***, PublicPassword: FormFile("file", "application/octet-stream", 4 bytes), shared: FormFile("file", "application/octet-stream", 4 bytes) }"#,
    );
    assert_eq!(paths::delete_cluster::DeleteCluster::INFO.body, BodyKind::None);
    assert_eq!(paths::update_cluster::UpdateCluster::INFO.path, "/clusters/{cluster_id}/{zone}");
    assert_eq!(paths::update_cluster::UpdateCluster::INFO.method, Method::Post);
}

/// An XML body has the fields in the documented order, and the response is read from its root element on.
#[tokio::test]
async fn documents_are_sent_and_read() {
    use xml::components::Job;
    use xml::create_job::CreateJob;
    use xml::get_job::GetJob;
    use xml::list_jobs::ListJobs;
    let kinds = [
        CreateJob::INFO.body,
        xml::put_reference::PutReference::INFO.body,
        xml::put_by_media_type::PutByMediaType::INFO.body,
        xml::put_as_json::PutAsJson::INFO.body,
    ];
    assert_eq!(kinds, [BodyKind::Xml, BodyKind::Xml, BodyKind::Xml, BodyKind::Json]);
    let script = Script {
        bodies: Arc::new(Mutex::new(
            [
                "",
                "<ImportJob><Name>a</Name><Count>3</Count><Labels><b>c</b></Labels></ImportJob>",
                "<ImportJobList><ImportJob><Name>a</Name></ImportJob><ImportJob><Name>b</Name></ImportJob></ImportJobList>",
            ]
            .into(),
        )),
        ..Script::default()
    };
    let client =
        Client::builder().transport(script.clone()).access_key("id", "secret").endpoint("http://localhost").build();
    let client = client.unwrap();
    let job = Job::new().create_report(true).count(3).name("<a>").access_secret("s").parent(Job::new().name("b"));
    client.send(CreateJob::new().import_job(job)).await.unwrap();
    assert_eq!(
        script.sent.lock().unwrap().concat(),
        r#"<?xml version="1.0" encoding="utf-8"?><ImportJob><Name>&lt;a&gt;</Name><Count>3</Count>"#.to_owned()
            + "<CreateReport>true</CreateReport><AccessSecret>s</AccessSecret><Parent><Name>b</Name></Parent></ImportJob>"
    );
    let found = client.send(GetJob::new().name("a")).await.unwrap().import_job.unwrap();
    assert_eq!((found.name.as_deref(), found.count), (Some("a"), Some(3)));
    let found = client.send(ListJobs::new()).await.unwrap().import_job_list.unwrap();
    assert_eq!(found.import_job.len(), 2);
}

/// From the description to the emulator and back: a label in front of the host, a query in the path, and a wildcard.
#[tokio::test]
async fn parameters_arrive_wherever_they_belong() {
    use locations::delete_resource::DeleteResource;
    use locations::get_index::GetIndex;
    use locations::get_resource::GetResource;
    use locations::list_shards::ListShards;
    use locations::merge_shard::MergeShard;
    use locations::split_shard::SplitShard;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/shapes/locations");
    let emulator = Emulator::builder().catalog(Catalog::load(folder).unwrap()).start().await.unwrap();
    for signature in [SignatureVersion::Acs3, SignatureVersion::V1] {
        let client = Client::builder().access_key("testid", "testsecret").endpoint(emulator.endpoint());
        let client = client.signature(signature).no_retry().build().unwrap();
        client.send(GetIndex::new().project("p1").logstore("a b").keys("k")).await.unwrap();
        client.send(SplitShard::new().project("p1").logstore("l").shard(7).key("x=y&z")).await.unwrap();
        client.send(MergeShard::new().project("p2").logstore("l").shard(7)).await.unwrap();
        client.send(ListShards::new().logstore("l").kind("a/b")).await.unwrap();
        client.send(GetResource::new().request_path("/providers/Aliyun/products/r/resources/x/y")).await.unwrap();
        client.send(DeleteResource::new().request_path("/providers/A B/products/r/resources/x")).await.unwrap();
    }
    let port = emulator.address().port();
    let requests = emulator.requests();
    let seen: Vec<String> = requests
        .iter()
        .map(|request| {
            let host = request.header("host").unwrap_or_default().replace(&format!(":{port}"), "");
            let type_or_action = request.parameter("type").or_else(|| request.parameter("action")).unwrap_or("-");
            format!("{} {host} {} {type_or_action}", request.operation.as_deref().unwrap_or_default(), request.path)
        })
        .collect();
    let expected = [
        "GetIndex p1.localhost /logstores/a%20b/index histogram",
        "SplitShard p1.localhost /logstores/l/shards/7 split",
        "MergeShard p2.localhost /logstores/l/shards/7 merge",
        "ListShards 127.0.0.1 /logstores/l/shards -",
        "GetResource 127.0.0.1 /providers/Aliyun/products/r/resources/x/y -",
        "DeleteResource 127.0.0.1 /providers/A%20B/products/r/resources/x -",
    ];
    assert_eq!(seen, [expected, expected].concat());
    let of_list = &requests[3];
    let values = ["list", "kind", "a b"].map(|name| of_list.parameter(name));
    assert_eq!(values, [Some(""), Some("a/b"), Some("c/d")]);
}

#[test]
fn a_structure_can_hold_itself() {
    use shared::components::Tree;
    let tree = Tree::new().name("root").left(Tree::new().name("leaf")).children([Tree::new()]);
    assert_eq!(tree.clone(), tree);
    assert_ne!(tree, Tree::new());
}

/// A transport that returns these bodies in order, and records the requests.
#[derive(Debug, Clone, Default)]
struct Script {
    bodies: Arc<Mutex<VecDeque<&'static str>>>,
    urls: Arc<Mutex<Vec<String>>>,
    sent: Arc<Mutex<Vec<String>>>,
}

impl Transport for Script {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.urls.lock().unwrap().push(request.url);
        self.sent.lock().unwrap().push(String::from_utf8(request.body.to_vec()).unwrap());
        let body = self.bodies.lock().unwrap().pop_front().expect("a body for each request");
        Box::pin(async move { Ok(HttpResponse::new(200.try_into().unwrap(), Default::default(), body)) })
    }
}

/// Returns the items of all pages, and the query of each request.
async fn walk<O: Paginate<Item = String>>(operation: O, bodies: &[&'static str]) -> (String, Vec<String>) {
    let script = Script { bodies: Arc::new(Mutex::new(bodies.iter().copied().collect())), ..Script::default() };
    let client =
        Client::builder().transport(script.clone()).access_key("id", "secret").endpoint("http://localhost").build();
    let items = client.unwrap().pages(operation).items().collect().await.unwrap();
    let urls = script.urls.lock().unwrap().clone();
    (items.concat(), urls.iter().map(|url| url.split_once('?').map_or("", |(_, query)| query).to_owned()).collect())
}

#[tokio::test]
async fn each_way_of_paging_leads_on() {
    use pages::list_by_large_number::ListByLargeNumber;
    use pages::list_by_number::ListByNumber;
    use pages::list_by_offset::ListByOffset;
    use pages::list_either_way::ListEitherWay;
    fn queries(expected: &[&str]) -> Vec<String> {
        expected.iter().map(|query| (*query).to_owned()).collect()
    }
    let (items, urls) = walk(
        ListByNumber::new().page_size(2),
        &[
            r#"{"RequestId":"1","TotalRecordCount":"3","PageNumber":1,"Items":{"Item":["a","b"]}}"#,
            r#"{"RequestId":"1","TotalRecordCount":"3","Items":{"Item":["c"]}}"#,
        ],
    )
    .await;
    assert_eq!((items.as_str(), urls), ("abc", queries(&["PageSize=2", "PageNumber=2&PageSize=2"])));
    let (items, urls) = walk(
        ListByLargeNumber::new(),
        &[r#"{"RequestId":"1","TotalCount":3,"Items":["a","b"]}"#, r#"{"RequestId":"1","TotalCount":3,"Items":["c"]}"#],
    )
    .await;
    assert_eq!((items.as_str(), urls), ("abc", queries(&["", "PageIndex=2"])));
    let (items, urls) = walk(
        ListByOffset::new().limit(2),
        &[
            r#"{"RequestId":"1","Items":["a","b"]}"#,
            r#"{"RequestId":"1","Items":["c"]}"#,
            r#"{"RequestId":"1","Items":[]}"#,
        ],
    )
    .await;
    assert_eq!((items.as_str(), urls), ("abc", queries(&["Limit=2", "Limit=2&Offset=2", "Limit=2&Offset=3"])));
    let (items, urls) = walk(
        ListEitherWay::new().page_size(2),
        &[r#"{"RequestId":"1","TotalCount":3,"Items":["a","b"]}"#, r#"{"RequestId":"1","TotalCount":3,"Items":["c"]}"#],
    )
    .await;
    assert_eq!((items.as_str(), urls), ("abc", queries(&["PageSize=2", "PageNumber=2&PageSize=2"])));
    let (items, urls) = walk(
        ListEitherWay::new(),
        &[
            r#"{"RequestId":"1","TotalCount":3,"NextToken":"more","Items":["a","b"]}"#,
            r#"{"RequestId":"1","TotalCount":3,"Items":["c"]}"#,
        ],
    )
    .await;
    assert_eq!((items.as_str(), urls), ("abc", queries(&["", "NextToken=more"])));
}

/// List and page information may be inside objects of the response, some of which may be absent. Paging parameters may
/// be inside objects of the request.
#[tokio::test]
async fn pages_are_found_within_objects() {
    use pages::list_around_data::ListAroundData;
    use pages::list_beside_page_info::ListBesidePageInfo;
    use pages::list_by_component::ListByComponent;
    use pages::list_by_page_object::{ListByPageObject, Page};
    use pages::list_by_plain_token::ListByPlainToken;
    use pages::list_by_scroll::ListByScroll;
    use pages::list_in_data::ListInData;
    use pages::list_token_in_data::ListTokenInData;
    use pages::list_within_query::{ListWithinQuery, Query};
    let (items, urls) = walk(
        ListInData::new().page_size(2),
        &[
            r#"{"RequestId":"1","Params":["x"],"Data":{"PageNumber":1,"TotalCount":3,"List":["a","b"]}}"#,
            r#"{"RequestId":"1","Data":{"PageNumber":2,"TotalCount":3,"List":["c"]}}"#,
        ],
    )
    .await;
    assert_eq!((items.as_str(), urls.join(" ")), ("abc", "PageSize=2 PageNumber=2&PageSize=2".to_owned()));
    let (items, urls) = walk(
        ListTokenInData::new(),
        &[
            r#"{"RequestId":"1","Data":{"NextToken":"t","List":["a"]}}"#,
            r#"{"RequestId":"1","Data":{"NextToken":"","List":["b"]}}"#,
        ],
    )
    .await;
    assert_eq!((items.as_str(), urls.join(" ")), ("ab", " NextToken=t".to_owned()));
    let (items, urls) = walk(ListTokenInData::new(), &[r#"{"RequestId":"1"}"#]).await;
    assert_eq!((items.as_str(), urls.len()), ("", 1));
    let (items, urls) = walk(
        ListAroundData::new().current_page("1"),
        &[
            r#"{"RequestId":"1","TotalCount":"3","Data":{"Owner":"o","List":["a","b"]}}"#,
            r#"{"RequestId":"1","TotalCount":"3","Data":{"List":["c"]}}"#,
        ],
    )
    .await;
    assert_eq!((items.as_str(), urls.join(" ")), ("abc", "CurrentPage=1 CurrentPage=2".to_owned()));
    let (items, urls) = walk(
        ListBesidePageInfo::new(),
        &[
            r#"{"RequestId":"1","PageInfo":{"PageNumber":1,"Total":2},"Items":["a"]}"#,
            r#"{"RequestId":"1","PageInfo":{"PageNumber":2,"Total":2},"Items":["b"]}"#,
        ],
    )
    .await;
    assert_eq!((items.as_str(), urls.join(" ")), ("ab", " PageNumber=2".to_owned()));
    let (items, urls) = walk(
        ListByComponent::new(),
        &[r#"{"RequestId":"1","NextToken":"t","Items":["a"]}"#, r#"{"RequestId":"1","Items":["b"]}"#],
    )
    .await;
    assert_eq!((items.as_str(), urls.join(" ")), ("ab", " NextToken=t".to_owned()));
    let (items, urls) = walk(
        ListByPlainToken::new(),
        &[r#"{"RequestId":"1","NextToken":"t","Items":["a"]}"#, r#"{"RequestId":"1","Items":["b"]}"#],
    )
    .await;
    assert_eq!((items.as_str(), urls.join(" ")), ("ab", " Token=t".to_owned()));
    let (items, urls) = walk(
        ListByScroll::new(),
        &[
            r#"{"RequestId":"1","ScrollId":"s","Items":["a"]}"#,
            r#"{"RequestId":"1","ScrollId":"s","Items":["b"]}"#,
            r#"{"RequestId":"1","ScrollId":"s","Items":["c"]}"#,
            r#"{"RequestId":"1","ScrollId":"s","Items":[]}"#,
        ],
    )
    .await;
    assert_eq!((items.as_str(), urls.join(" ")), ("abc", " ScrollId=s ScrollId=s ScrollId=s".to_owned()));
    let (items, urls) = walk(
        ListByPageObject::new().page(Page::new().size(1)),
        &[r#"{"RequestId":"1","Total":2,"Items":["a"]}"#, r#"{"RequestId":"1","Total":2,"Items":["b"]}"#],
    )
    .await;
    let queries = "Page=%7B%22Size%22%3A1%7D Page=%7B%22Index%22%3A2%2C%22Size%22%3A1%7D";
    assert_eq!((items.as_str(), urls.join(" ")), ("ab", queries.to_owned()));
    let (items, urls) = walk(
        ListWithinQuery::new().query(Query::new().page_size(1)),
        &[r#"{"RequestId":"1","NextPageToken":"t","Items":["a"]}"#, r#"{"RequestId":"1","Items":["b"]}"#],
    )
    .await;
    let queries = "Query=%7B%22PageSize%22%3A1%7D Query=%7B%22PageToken%22%3A%22t%22%2C%22PageSize%22%3A1%7D";
    assert_eq!((items.as_str(), urls.join(" ")), ("ab", queries.to_owned()));
}

/// An operation that streams has `send_stream`, and `send` only where its response may be anything else.
#[tokio::test]
async fn a_stream_has_events_of_the_documented_type() {
    use alicloud_client::runtime::Streaming;
    use streams::get_answer::GetAnswer;
    use streams::get_text::GetText;
    use streams::run_chat::RunChat;

    #[derive(Debug)]
    struct Events(&'static str);
    impl Transport for Events {
        fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            let headers = [(http::header::CONTENT_TYPE, http::HeaderValue::from_static("text/event-stream"))];
            let headers = http::HeaderMap::from_iter(headers);
            Box::pin(async { Ok(HttpResponse::new(http::StatusCode::OK, headers, self.0)) })
        }
    }
    let client = |body| {
        let client = Client::builder().transport(Events(body)).access_key("id", "secret").endpoint("http://localhost");
        client.no_retry().build().unwrap()
    };
    assert_eq!(<RunChat as Operation>::INFO.streaming, Streaming::Optional);
    assert_eq!(<GetAnswer as Operation>::INFO.streaming, Streaming::Always);
    let chat = RunChat::new().workspace_id("w").prompt("hello");
    let body = "event: result\ndata: {\"payload\":{\"output\":{\"text\":\"a\"}},\"end\":false}\n\n\
                data: {\"header\":{\"errorCode\":\"X\"},\"end\":true}\n\n";
    let mut events = chat.clone().send_stream(&client(body)).await.unwrap();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!(first.name, "result");
    assert_eq!(first.data.payload.unwrap().output.unwrap().text.as_deref(), Some("a"));
    let last = events.next().await.unwrap().unwrap().data;
    assert_eq!((last.end, last.header.unwrap().error_code.as_deref()), (Some(true), Some("X")));
    assert!(events.next().await.is_none());
    let error = chat.send(&client(body)).await.unwrap_err();
    assert!(error.to_string().contains("a stream of events"), "{error}");

    let answer = GetAnswer::new().answer_id("1");
    let mut events = answer.send_stream(&client("data: {\"Answer\":\"yes\"}\n\n")).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.answer.as_deref(), Some("yes"));
    let mut events = GetText::new().send_stream(&client("data: one\ndata: two\n\n")).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.body.as_deref(), Some("one\ntwo"));
}
