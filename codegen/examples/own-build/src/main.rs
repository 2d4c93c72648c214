//! Sends one of three generated operations to a given endpoint, for example that of a local emulator.
//!
//! Credentials come from `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, or any other configured
//! source.

/// The generated code: one module per operation.
mod rds {
    #![allow(dead_code, reason = "a program does not use every field of every response")]
    #![allow(unused_imports, reason = "a program need not use the error codes")]
    include!(concat!(env!("OUT_DIR"), "/lib.rs"));
}

use std::process::ExitCode;

use alicloud_client::{Client, Error};
use rds::describe_db_instance_net_info::DescribeDbInstanceNetInfo;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(endpoint), Some(instance)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: own-build ENDPOINT INSTANCE, as in: own-build http://127.0.0.1:8080 rm-uf6wjk5xxxxxxx");
        return ExitCode::from(2);
    };
    match addresses(&endpoint, &instance).await {
        Ok(addresses) => {
            addresses.iter().for_each(|address| println!("{address}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the host names under which the instance can be reached.
async fn addresses(endpoint: &str, instance: &str) -> Result<Vec<String>, Error> {
    let client = Client::builder().region("cn-hangzhou").endpoint(endpoint).build()?;
    let response = DescribeDbInstanceNetInfo::new().db_instance_id(instance).send(&client).await?;
    let infos = response.db_instance_net_infos.db_instance_net_info;
    Ok(infos.into_iter().filter_map(|info| info.connection_string).collect())
}
