//! The CLI sends the same requests as a program with the generated types.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::process::Command;

use alicloud_client::transport::BoxFuture;
use alicloud_client::{Call, Client, ErrorKind, Operation};
use alicloud_emulator::{Emulator, RecordedRequest};
use alicloud_rds::attach_rc_instances::AttachRcInstances;
use alicloud_rds::confirm_notify::ConfirmNotify;
use alicloud_rds::delete_db_nodes::DeleteDbNodes;
use alicloud_rds::describe_db_instance_connectivity::DescribeDbInstanceConnectivity;
use alicloud_rds::describe_db_proxy::DescribeDbProxy;
use alicloud_rds::release_instance_connection::ReleaseInstanceConnection;
use alicloud_rds::remove_tags_from_resource::{RemoveTagsFromResource, Tag};
use alicloud_sts::assume_role_with_oidc::AssumeRoleWithOidc;
use alicloud_sts::get_caller_identity::GetCallerIdentity;

/// A call by its type. Returns the reason if nothing was sent.
fn typed<O>(call: Call<O>) -> BoxFuture<'static, Option<String>>
where
    O: Operation + 'static,
    Call<O>: IntoFuture<Output = Result<O::Response, alicloud_client::Error>, IntoFuture: Send>,
{
    Box::pin(async move {
        let error = call.await.err()?;
        (error.kind() == ErrorKind::InvalidInput).then(|| error.to_string())
    })
}

/// The parts that have to be equal. Values that are generated for each call only have to be present.
fn shown(request: &RecordedRequest) -> String {
    const MADE_UP: [&str; 4] = ["ClientToken", "SignatureNonce", "Timestamp", "Signature"];
    const HEADERS: [&str; 4] = ["authorization", "content-type", "x-acs-action", "x-acs-version"];
    let mut parameters: Vec<String> = request
        .parameters
        .iter()
        .map(|(name, value)| if MADE_UP.contains(&name.as_str()) { name.clone() } else { format!("{name}={value}") })
        .collect();
    parameters.sort();
    let headers = HEADERS.map(|name| format!("{name}: {}", request.header(name).unwrap_or_default()));
    format!("{} {}\n{}\n{}", request.method, request.path, parameters.join("\n"), headers.join("\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_sends_what_the_types_send() {
    let emulator = Emulator::start().await.expect("the emulator starts");
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .region("cn-hangzhou")
        .access_key("testid", "testsecret")
        .build()
        .expect("the client is valid");
    let tags = [Tag::new().key("env").value("prod"), Tag::new().key("team").value("db")];
    let untag = || RemoveTagsFromResource::new().region_id("cn-hangzhou").db_instance_id("rm-1");
    let cases: [(&str, BoxFuture<'_, Option<String>>); 13] = [
        (
            "rds ReleaseInstanceConnection --DBInstanceId rm-1 --CurrentConnectionString h --InstanceNetworkType 0",
            typed(
                ReleaseInstanceConnection::new()
                    .db_instance_id("rm-1")
                    .current_connection_string("h")
                    .instance_network_type("0")
                    .send(&client),
            ),
        ),
        ("rds ReleaseInstanceConnection", typed(ReleaseInstanceConnection::new().send(&client))),
        ("rds RemoveTagsFromResource", typed(RemoveTagsFromResource::new().send(&client))),
        (
            "rds RemoveTagsFromResource --RegionId cn-hangzhou --DBInstanceId rm-1 --Tag.1.Key env --Tag.1.Value prod \
             --Tag.2.Key team --Tag.2.Value db",
            typed(untag().tag(tags.clone()).send(&client)),
        ),
        (
            // In the spelling of the parts that are listed beside the whole parameter.
            "rds RemoveTagsFromResource --RegionId cn-hangzhou --DBInstanceId rm-1 --Tag.1.key env --Tag.1.value prod \
             --Tag.2.key team --Tag.2.value db",
            typed(untag().tag(tags).send(&client)),
        ),
        (
            "rds remove-tags-from-resource --region-id cn-hangzhou --db-instance-id rm-1 --client-token mine",
            typed(untag().client_token("mine").send(&client)),
        ),
        (
            "rds AttachRCInstances --InstanceIds a --InstanceIds b --Password hush",
            typed(
                AttachRcInstances::new()
                    .region_id("cn-hangzhou")
                    .instance_ids(["a", "b"])
                    .password("hush")
                    .send(&client),
            ),
        ),
        (
            r#"rds DeleteDBNodes --DBInstanceId rm-1 --DBNodeId ["rn-1","rn-2"]"#,
            typed(DeleteDbNodes::new().db_instance_id("rm-1").db_node_id(["rn-1", "rn-2"]).send(&client)),
        ),
        (
            "rds ConfirmNotify --Confirmor 1 --NotifyIdList [1,2]",
            typed(ConfirmNotify::new().confirmor(1).notify_id_list([1, 2]).send(&client)),
        ),
        (
            "rds DescribeDBInstanceConnectivity --DbInstanceName rm-1 --SourceIpAddress 10.0.0.1",
            typed(
                DescribeDbInstanceConnectivity::new()
                    .db_instance_name("rm-1")
                    .source_ip_address("10.0.0.1")
                    .send(&client),
            ),
        ),
        (
            "rds DescribeDBProxy --DBInstanceId rm-1",
            typed(DescribeDbProxy::new().region_id("cn-hangzhou").db_instance_id("rm-1").send(&client)),
        ),
        (
            "sts AssumeRoleWithOIDC --OIDCProviderArn p --RoleArn r --OIDCToken hush --RoleSessionName me",
            typed(
                AssumeRoleWithOidc::new()
                    .oidc_provider_arn("p")
                    .role_arn("r")
                    .oidc_token("hush")
                    .role_session_name("me")
                    .send(&client),
            ),
        ),
        ("sts GetCallerIdentity", typed(GetCallerIdentity::new().send(&client))),
    ];
    for (words, call) in cases {
        let before = emulator.requests().len();
        let refused = call.await;
        let output = alicloud(&emulator, words);
        let requests = emulator.requests().split_off(before);
        match (refused, requests.as_slice()) {
            (None, [by_type, by_command]) => assert_eq!(shown(by_command), shown(by_type), "{words}"),
            (Some(refused), []) => assert!(output.contains(&refused), "{words}: {output}, not {refused}"),
            (refused, requests) => panic!("{words}: {refused:?} {requests:?} {output}"),
        }
    }
}

/// The errors of the CLI.
fn alicloud(emulator: &Emulator, words: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_alicloud"))
        .args(["--endpoint", &emulator.endpoint()])
        .args(words.split_whitespace())
        .env_clear()
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
        .env("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou")
        .output()
        .expect("the command runs");
    String::from_utf8_lossy(&output.stderr).into_owned()
}
