//! Tests the two operations that release endpoints from end to end: spec entry, generated type, signature, HTTP,
//! emulator, decoded response.
//!
//! Every case runs with both signature versions and both response formats.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_docs_in_private_items,
    reason = "tests"
)]

mod catalog;
mod errors;
mod gateway;
mod products;
mod samples;
mod success;

use alicloud_client::{AccessKey, Client, ClientBuilder, Error, Format, SignatureVersion};
use alicloud_emulator::Emulator;
use alicloud_rds::allocate_instance_public_connection::AllocateInstancePublicConnection;
use alicloud_rds::create_db_instance::CreateDbInstance;
use alicloud_rds::describe_db_instance_net_info::{DescribeDbInstanceNetInfo, IpType};

/// Signature version and response format of a request.
#[derive(Debug, Clone, Copy)]
struct Way {
    signature: SignatureVersion,
    format: Format,
}

const WAYS: [Way; 4] = [
    Way { signature: SignatureVersion::Acs3, format: Format::Json },
    Way { signature: SignatureVersion::Acs3, format: Format::Xml },
    Way { signature: SignatureVersion::V1, format: Format::Json },
    Way { signature: SignatureVersion::V1, format: Format::Xml },
];

const ID: &str = "testid";
const SECRET: &str = "testsecret";

/// Starts an emulator for one test, so that tests do not share state.
async fn emulator() -> Emulator {
    Emulator::builder().access_key(AccessKey::new(ID, SECRET)).start().await.expect("the emulator starts")
}

fn builder(emulator: &Emulator, way: Way) -> ClientBuilder {
    Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key(ID, SECRET)
        .signature(way.signature)
        .format(way.format)
        .no_retry()
}

fn client(emulator: &Emulator, way: Way) -> Client {
    builder(emulator, way).build().expect("the client is valid")
}

/// Creates an instance with a public endpoint, and returns its ID and the host name.
async fn instance_with_endpoint(client: &Client) -> (String, String) {
    let created = CreateDbInstance::new()
        .region_id("cn-hangzhou")
        .engine("MySQL")
        .engine_version("8.0")
        .db_instance_class("mysql.n2.medium.1")
        .db_instance_storage(20)
        .db_instance_net_type("Intranet")
        .security_ip_list("10.0.0.0/8")
        .pay_type("Postpaid")
        .send(client)
        .await
        .expect("an instance is created");
    let id = created.db_instance_id.expect("the answer names the instance");
    let allocated = AllocateInstancePublicConnection::new()
        .db_instance_id(&id)
        .connection_string_prefix("public-test")
        .port("3306")
        .send(client)
        .await
        .expect("an endpoint is allocated");
    (id, allocated.connection_string.expect("the answer names the endpoint"))
}

/// Returns the public host names of the instance.
async fn public_hosts(client: &Client, id: &str) -> Vec<String> {
    let answer =
        DescribeDbInstanceNetInfo::new().db_instance_id(id).send(client).await.expect("the instance is described");
    answer
        .db_instance_net_infos
        .db_instance_net_info
        .into_iter()
        .filter(|info| info.ip_type == Some(IpType::Public))
        .filter_map(|info| info.connection_string)
        .collect()
}

/// Checks status, code and the beginning of the message of a service error, and that it has a request ID.
#[track_caller]
fn check_refused<T: std::fmt::Debug>(result: Result<T, Error>, status: u16, code: &str, message: &str) {
    let error = result.expect_err("the service refuses");
    assert_eq!((error.status(), error.code()), (Some(status), Some(code)), "{error}");
    let service = error.service().expect("the service answered");
    assert!(service.message().unwrap_or_default().starts_with(message), "{error}");
    assert!(error.request_id().is_some_and(|id| id.len() == 36), "{error:?}");
    assert!(error.to_string().contains(code), "{error}");
}
