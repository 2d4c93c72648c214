//! The CLI sends the same requests as a program with the generated types.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "calls/server.rs"]
#[allow(dead_code, reason = "another test uses the rest of it")]
mod server;

use alicloud_client::transport::BoxFuture;
use alicloud_client::{Call, Client, ErrorKind, Operation};
use alicloud_rds::attach_rc_instances::AttachRcInstances;
use alicloud_rds::confirm_notify::ConfirmNotify;
use alicloud_rds::delete_db_nodes::DeleteDbNodes;
use alicloud_rds::describe_db_instance_connectivity::DescribeDbInstanceConnectivity;
use alicloud_rds::describe_db_proxy::DescribeDbProxy;
use alicloud_rds::release_instance_connection::ReleaseInstanceConnection;
use alicloud_rds::remove_tags_from_resource::{RemoveTagsFromResource, Tag};
use alicloud_sts::assume_role_with_oidc::AssumeRoleWithOidc;
use alicloud_sts::get_caller_identity::GetCallerIdentity;

use server::{Server, alicloud, texts};

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

/// A request as it arrived, its parameters sorted, since their order means nothing. Secrets are in it, and have to be equal as well. What is
/// made for each call only has to be there.
fn shown(request: &str) -> String {
    const MADE_UP: [&str; 4] = ["ClientToken", "SignatureNonce", "Timestamp", "Signature"];
    const MADE_UP_HEADERS: [&str; 6] = [
        "content-length",
        "user-agent",
        "x-acs-content-sha256",
        // Where the key was found, which is not the same on purpose.
        "x-acs-credentials-provider",
        "x-acs-date",
        "x-acs-signature-nonce",
    ];
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let (line, headers) = head.split_once("\r\n").unwrap();
    let (target, protocol) = line.rsplit_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parameters = |pairs: &str| {
        let mut pairs: Vec<&str> = pairs.split('&').collect();
        for pair in &mut pairs {
            let name = pair.split('=').next().unwrap_or_default();
            if MADE_UP.contains(&name) {
                *pair = name;
            }
        }
        pairs.sort_unstable();
        pairs.join("\n  ")
    };
    let mut headers: Vec<String> = headers
        .lines()
        .map(|header| {
            let (name, value) = header.split_once(": ").unwrap();
            let name = name.to_ascii_lowercase();
            // The key and which headers are signed.
            let value = value.split("Signature=").next().unwrap_or_default();
            if MADE_UP_HEADERS.contains(&name.as_str()) { name } else { format!("{name}: {value}") }
        })
        .collect();
    headers.sort_unstable();
    let (query, body) = (parameters(query), parameters(body));
    format!("{path} {protocol}\nquery\n  {query}\nbody\n  {body}\n{}", headers.join("\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_sends_what_the_types_send() {
    let server = Server::ok();
    let client = Client::builder()
        .endpoint(server.endpoint())
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
    let mut secrets = 0;
    for (words, call) in cases {
        let refused = call.await;
        let by_type = server.take();
        let (_, _, output) = texts(
            &alicloud().args(["--endpoint", &server.endpoint()]).args(words.split_whitespace()).output().unwrap(),
        );
        let by_command = server.take();
        match (refused, by_type.as_slice(), by_command.as_slice()) {
            (None, [by_type], [by_command]) => {
                assert_eq!(shown(by_command), shown(by_type), "{words}");
                secrets += by_type.matches("hush").count();
            }
            (Some(refused), [], []) => assert!(output.contains(&refused), "{words}: {output}, not {refused}"),
            (refused, ..) => panic!("{words}: {refused:?} {by_type:?} {by_command:?} {output}"),
        }
    }
    assert_eq!(secrets, 2, "a password and a token are compared as they were sent");
}
