//! Tests errors of the gateway, which do not depend on the operation.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use alicloud_client::retry::Backoff;
use alicloud_client::runtime::{EndpointRule, Method, ProductInfo, ResponseKind};
use alicloud_client::transport::{BoxFuture, HttpClient, HttpRequest, HttpResponse, Transport, TransportError};
use alicloud_client::{AccessKey, OperationInfo, SignatureDiagnosis, UntypedOperation};
use alicloud_emulator::Emulator;
use alicloud_rds::describe_regions::DescribeRegions;
use alicloud_rds::release_instance_public_connection::ReleaseInstancePublicConnection;

use crate::{ID, SECRET, WAYS, builder, check_refused, client, emulator};

fn request() -> ReleaseInstancePublicConnection {
    ReleaseInstancePublicConnection::new().db_instance_id("rm-1").current_connection_string("a.mysql.rds.aliyuncs.com")
}

/// A secret that occurs nowhere else, not as a word of a message either.
const WRONG: &str = "hush-0f3d";

#[tokio::test]
async fn a_wrong_secret() {
    for way in WAYS {
        let emulator = emulator().await;
        let client = builder(&emulator, way).access_key(ID, WRONG).build().expect("the client is valid");
        let error = request().send(&client).await.expect_err("the signature is wrong");
        assert_eq!(error.code(), Some("SignatureDoesNotMatch"), "{way:?}: {error}");
        assert!(error.is_unauthenticated());
        let diagnosis = error.service().and_then(|service| service.signature_diagnosis());
        assert_eq!(diagnosis, Some(SignatureDiagnosis::WrongSecret), "{way:?}: {error}");
        for text in [error.to_string(), format!("{error:?}"), format!("{client:?}")] {
            assert!(!text.contains(WRONG), "{text}");
        }
    }
}

#[tokio::test]
async fn an_unknown_access_key() {
    for way in WAYS {
        let emulator = emulator().await;
        let client = builder(&emulator, way).access_key("nobody", SECRET).build().expect("the client is valid");
        check_refused(
            request().send(&client).await,
            404,
            "InvalidAccessKeyId.NotFound",
            "Specified access key is not found.",
        );
    }
}

/// The client corrects its clock after the first error. If the clock is wrong again, the error is returned.
#[tokio::test]
async fn a_clock_that_differs() {
    for way in WAYS {
        let ahead = Emulator::builder()
            .access_key(AccessKey::new(ID, SECRET))
            .clock(|| SystemTime::now() + Duration::from_secs(3600))
            .start()
            .await
            .expect("the emulator starts");
        let client = builder(&ahead, way).retry(Backoff::default()).build().expect("the client is valid");
        let reply =
            DescribeRegions::new().send(&client).reply().await.unwrap_or_else(|error| panic!("{way:?}: {error}"));
        assert_eq!(reply.attempts(), 2, "{way:?}");
        let refused = ahead.requests().first().and_then(|request| request.error_code.clone());
        assert_eq!(refused.as_deref(), Some("InvalidTimeStamp.Expired"), "{way:?}");
    }
}

/// A transport that sends each request and keeps a copy.
#[derive(Debug, Clone)]
struct Keeping {
    network: HttpClient,
    kept: Arc<Mutex<Vec<HttpRequest>>>,
}

impl Transport for Keeping {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.kept.lock().expect("not poisoned").push(request.clone());
        self.network.send(request)
    }
}

#[tokio::test]
async fn a_request_that_is_replayed() {
    for way in WAYS {
        let emulator = emulator().await;
        let keeping = Keeping { network: HttpClient::builder().build().expect("a client"), kept: Arc::default() };
        let client = builder(&emulator, way).transport(keeping.clone()).build().expect("the client is valid");
        DescribeRegions::new().send(&client).await.unwrap_or_else(|error| panic!("{way:?}: {error}"));
        let sent = keeping.kept.lock().expect("not poisoned").first().cloned().expect("a request was sent");
        let response = keeping.network.send(sent).await.expect("the emulator answers");
        assert_eq!(response.status.as_u16(), 400, "{way:?}");
        let body = String::from_utf8_lossy(&response.body).into_owned();
        assert!(body.contains("SignatureNonceUsed"), "{way:?}: {body}");
    }
}

const fn product(version: &'static str) -> ProductInfo {
    ProductInfo::new("Rds", version).endpoints(EndpointRule::Regional, &[])
}

const fn operation(product: &'static ProductInfo, name: &'static str) -> OperationInfo {
    OperationInfo::new(product, name)
        .methods(Method::Post, &[Method::Post, Method::Get])
        .response(ResponseKind::Identified)
}

static RDS: ProductInfo = product("2014-08-15");
static OTHER_VERSION: ProductInfo = product("1999-01-01");
static UNKNOWN_OPERATION: OperationInfo = operation(&RDS, "ReleaseEverything");
static UNKNOWN_VERSION: OperationInfo = operation(&OTHER_VERSION, "ReleaseInstanceConnection");
static WITHOUT_PARAMETERS: OperationInfo = operation(&RDS, "ReleaseInstanceConnection");

#[tokio::test]
async fn what_no_typed_request_can_ask() {
    let cases: [(&'static OperationInfo, u16, &str); 2] =
        [(&UNKNOWN_OPERATION, 404, "InvalidAction.NotFound"), (&WITHOUT_PARAMETERS, 400, "MissingDBInstanceId")];
    for way in WAYS {
        let emulator = emulator().await;
        let client = client(&emulator, way);
        for (info, status, code) in cases {
            check_refused(UntypedOperation::new(info).send(&client).await, status, code, "");
        }
        let error = UntypedOperation::new(&UNKNOWN_VERSION).send(&client).await.expect_err("there is no such version");
        assert_eq!(error.code(), Some("InvalidVersion"), "{way:?}: {error}");
    }
}
