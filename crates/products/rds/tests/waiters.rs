//! The ready-made conditions: what an instance shows at each poll, and what a wait for it returns.

#![allow(clippy::indexing_slicing, reason = "a header that every request has")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use alicloud_client::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use alicloud_client::{Client, Error, ErrorKind};
use alicloud_rds::waiters;

/// What is waited for.
#[derive(Debug, Clone, Copy)]
enum For {
    Status(&'static str),
    Gone,
    Released(&'static str),
    Allocated(&'static str),
    Public,
}

/// What a poll shows.
#[derive(Debug, Clone, Copy)]
enum Poll {
    Instance(&'static str),
    NoInstance,
    /// Hosts, each with its network.
    Endpoints(&'static [(&'static str, &'static str)]),
    Error(u16, &'static str),
}

impl Poll {
    fn response(self) -> (u16, String) {
        let body = match self {
            Self::Instance(status) => serde_json::json!({"DBInstanceId": "rm-1", "DBInstanceStatus": status}),
            Self::NoInstance => return (200, r#"{"RequestId":"1","Items":{"DBInstanceAttribute":[]}}"#.to_owned()),
            Self::Endpoints(hosts) => {
                let hosts =
                    hosts.iter().map(|(host, kind)| serde_json::json!({"ConnectionString": host, "IPType": kind}));
                let list: Vec<_> = hosts.collect();
                let body = serde_json::json!({"RequestId": "1", "DBInstanceNetInfos": {"DBInstanceNetInfo": list}});
                return (200, body.to_string());
            }
            Self::Error(status, code) => {
                return (status, serde_json::json!({"RequestId": "1", "Code": code, "Message": "no"}).to_string());
            }
        };
        (200, serde_json::json!({"RequestId": "1", "Items": {"DBInstanceAttribute": [body]}}).to_string())
    }
}

/// Returns the responses in order, and an error that ends a wait once there are no more.
#[derive(Debug, Clone, Default)]
struct Script {
    left: Arc<Mutex<VecDeque<Poll>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Transport for Script {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let action = request.headers["x-acs-action"].to_str().unwrap();
        self.asked.lock().unwrap().push(format!("{action} {}", request.url));
        let poll = self.left.lock().unwrap().pop_front().unwrap_or(Poll::Error(403, "AskedTooOften"));
        let (status, body) = poll.response();
        let response = HttpResponse::new(status.try_into().unwrap(), Default::default(), body);
        Box::pin(std::future::ready(Ok(response)))
    }
}

async fn wait(client: &Client, what: For) -> Result<String, Error> {
    match what {
        For::Status(status) => {
            let found = waiters::instance(client, "rm-1").until(waiters::has_status(status)).await?;
            Ok(found.db_instance_status.map(|status| status.as_str().to_owned()).unwrap_or_default())
        }
        For::Gone => waiters::instance(client, "rm-1").until(waiters::is_gone()).await.map(|()| String::new()),
        For::Released(host) => {
            waiters::endpoints(client, "rm-1").until(waiters::is_released(host)).await.map(|()| String::new())
        }
        For::Allocated(host) => {
            let found = waiters::endpoints(client, "rm-1").until(waiters::is_allocated(host)).await?;
            Ok(found.connection_string.unwrap_or_default())
        }
        For::Public => {
            let found = waiters::endpoints(client, "rm-1").until(waiters::has_public_endpoint()).await?;
            Ok(found.connection_string.unwrap_or_default())
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_condition_ends_with_the_poll_that_shows_it() {
    use For::{Allocated, Gone, Public, Released, Status};
    use Poll::{Endpoints, Error, Instance, NoInstance};
    const BUSY: Poll = Error(503, "ServiceUnavailable");
    const FORBIDDEN: Poll = Error(403, "Forbidden");
    const NOT_FOUND: Poll = Error(404, "InvalidDBInstanceId.NotFound");
    // After the last poll of a row nothing more is asked.
    let rows: &[(For, &[Poll], Result<&str, ErrorKind>)] = &[
        (Status("Running"), &[NoInstance, Instance("Creating"), BUSY, Instance("Running")], Ok("Running")),
        (Status("Running"), &[Instance("running"), Instance("Running")], Ok("Running")),
        (Status("Running"), &[Instance("Creating"), Instance("Deleting")], Err(ErrorKind::UnreachableState)),
        (Status("Running"), &[Instance("Released")], Err(ErrorKind::UnreachableState)),
        (Status("Deleting"), &[Instance("Running"), Instance("Deleting")], Ok("Deleting")),
        (Status("Running"), &[FORBIDDEN], Err(ErrorKind::Service)),
        (Status("Running"), &[NOT_FOUND], Err(ErrorKind::Service)),
        (Gone, &[Instance("Running"), BUSY, Instance("Deleting"), NoInstance], Ok("")),
        (Gone, &[Instance("Deleting"), NOT_FOUND], Ok("")),
        (Gone, &[FORBIDDEN], Err(ErrorKind::Service)),
        (
            Released("a.example"),
            &[
                Endpoints(&[("b.example", "Private"), ("A.EXAMPLE", "Public")]),
                BUSY,
                Endpoints(&[("b.example", "Private")]),
            ],
            Ok(""),
        ),
        (Released("a.example"), &[Endpoints(&[("aa.example", "Public")])], Ok("")),
        (Released("a.example"), &[NOT_FOUND], Err(ErrorKind::Service)),
        (
            Allocated("a.example"),
            &[Endpoints(&[]), BUSY, Endpoints(&[("b.example", "Public"), ("A.Example", "Private")])],
            Ok("A.Example"),
        ),
        (Allocated("a.example"), &[Endpoints(&[("a.example.org", "Public")]), FORBIDDEN], Err(ErrorKind::Service)),
        (
            Public,
            &[
                Endpoints(&[("a", "Private")]),
                Endpoints(&[("a", "Inner")]),
                Endpoints(&[("a", "Private"), ("b", "Public")]),
            ],
            Ok("b"),
        ),
        (Public, &[FORBIDDEN], Err(ErrorKind::Service)),
    ];
    for (what, polls, expected) in rows {
        let script = Script { left: Arc::new(Mutex::new(polls.iter().copied().collect())), ..Script::default() };
        let client = Client::builder()
            .endpoint("http://localhost")
            .access_key("id", "secret")
            .region("cn-hangzhou")
            .transport(script.clone())
            .no_retry()
            .build()
            .expect("valid");
        let found = wait(&client, *what).await;
        let found = found.as_ref().map(String::as_str).map_err(alicloud_client::Error::kind);
        assert_eq!(found, *expected, "{what:?} {polls:?}");
        let asked = script.asked.lock().unwrap();
        assert_eq!(asked.len(), polls.len(), "{what:?} {polls:?}: {asked:?}");
        let action = match what {
            Status(_) | Gone => "DescribeDBInstanceAttribute ",
            Released(_) | Allocated(_) | Public => "DescribeDBInstanceNetInfo ",
        };
        assert!(asked.iter().all(|call| call.starts_with(action) && call.contains("DBInstanceId=rm-1")), "{asked:?}");
    }
}
