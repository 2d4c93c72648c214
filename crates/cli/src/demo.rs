//! `alicloud demo`: a typical task from start to end, without an account.

use alicloud_client::{Client, Error};
use alicloud_emulator::Emulator;
use alicloud_rds::ErrorCode;
use alicloud_rds::allocate_instance_public_connection::AllocateInstancePublicConnection;
use alicloud_rds::create_db_instance::CreateDbInstance;
use alicloud_rds::delete_db_instance::DeleteDbInstance;
use alicloud_rds::describe_db_instance_net_info::{DescribeDbInstanceNetInfo, IpType};
use alicloud_rds::release_instance_connection::{InstanceNetworkType, ReleaseInstanceConnection};
use alicloud_rds::release_instance_public_connection::ReleaseInstancePublicConnection;

use crate::arguments::GlobalOptions;
use crate::failure::CliFailure;
use crate::output;

/// An access key that only the emulator accepts.
const KEY: (&str, &str) = ("demo-id", "demo-secret");

pub(crate) async fn run(global: &GlobalOptions) -> Result<(), CliFailure> {
    let emulator = Emulator::builder()
        .access_key(alicloud_client::AccessKey::new(KEY.0, KEY.1))
        .start()
        .await
        .map_err(|error| CliFailure::call(&error))?;
    say(&format!("a local endpoint listens on {}", emulator.endpoint()))?;
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key(KEY.0, KEY.1)
        .signature(global.signature_version())
        .build()?;

    let created = CreateDbInstance::new()
        .region_id("cn-hangzhou")
        .engine("MySQL")
        .engine_version("8.0")
        .db_instance_class("mysql.n2.medium.1")
        .db_instance_storage(20)
        .db_instance_net_type("Intranet")
        .security_ip_list("10.0.0.0/8")
        .pay_type("Postpaid")
        .send(&client)
        .await?;
    let id =
        created.db_instance_id.ok_or_else(|| CliFailure::Call("the response has no ID of an instance".to_owned()))?;
    say(&format!("CreateDBInstance: {id} (request {})", created.request_id))?;
    show(&client, &id).await?;

    let endpoint = allocate(&client, &id).await?;
    show(&client, &id).await?;
    let released = ReleaseInstancePublicConnection::new()
        .db_instance_id(&id)
        .current_connection_string(&endpoint)
        .send(&client)
        .await?;
    say(&format!("ReleaseInstancePublicConnection: {endpoint} (request {})", released.request_id))?;
    show(&client, &id).await?;

    let endpoint = allocate(&client, &id).await?;
    let release = ReleaseInstanceConnection::new()
        .db_instance_id(&id)
        .current_connection_string(&endpoint)
        .instance_network_type(InstanceNetworkType::Vpc);
    let released = release.clone().send(&client).await?;
    say(&format!("ReleaseInstanceConnection: {endpoint} (request {})", released.request_id))?;
    show(&client, &id).await?;

    match release.send(&client).await {
        Err(error) if is_gone(&error) => say(&format!("and again: {error}"))?,
        Err(error) => return Err(error.into()),
        Ok(_) => return Err(CliFailure::Call("the endpoint was released twice".to_owned())),
    }
    DeleteDbInstance::new().db_instance_id(&id).send(&client).await?;
    say(&format!("DeleteDBInstance: {id}"))
}

/// Whether an error is the documented one for an endpoint that does not exist.
fn is_gone(error: &Error) -> bool {
    ErrorCode::of(error) == Some(ErrorCode::EndpointNotFound)
}

async fn allocate(client: &Client, id: &str) -> Result<String, CliFailure> {
    let allocated = AllocateInstancePublicConnection::new()
        .db_instance_id(id)
        .connection_string_prefix("demo-public")
        .port("3306")
        .send(client)
        .await?;
    let endpoint =
        allocated.connection_string.ok_or_else(|| CliFailure::Call("the response has no endpoint".to_owned()))?;
    say(&format!("AllocateInstancePublicConnection: {endpoint}"))?;
    Ok(endpoint)
}

async fn show(client: &Client, id: &str) -> Result<(), CliFailure> {
    let response = DescribeDbInstanceNetInfo::new().db_instance_id(id).send(client).await?;
    for info in &response.db_instance_net_infos.db_instance_net_info {
        let kind = info.ip_type.as_ref().map_or("", IpType::as_str);
        let host = info.connection_string.as_deref().unwrap_or_default();
        let port = info.port.as_deref().unwrap_or_default();
        say(&format!("    {kind:<8} {host}:{port}"))?;
    }
    Ok(())
}

fn say(line: &str) -> Result<(), CliFailure> {
    output::write(|out| writeln!(out, "{line}"))
}
