//! Public endpoints are allocated, described, changed and released.

use alicloud_emulator::{Emulator, InstanceSeed};

use crate::client::{Client, Parameters};

const ID: &str = "rm-uf6wjk5xxxxxxx";
const HOST: &str = "rm-uf6wjk5xxxx.mysql.rds.aliyuncs.com";
const OTHER: &str = "rm-other";

async fn start(classic: bool) -> Emulator {
    let seed = InstanceSeed::new(ID).public_endpoint("rm-uf6wjk5xxxx", 3306);
    let seed = if classic { seed.classic() } else { seed };
    let other = InstanceSeed::new(OTHER).public_endpoint("taken", 3306);
    Emulator::builder().instance(seed).instance(other).start().await.unwrap()
}

/// Kind and host of each endpoint, from DescribeDBInstanceNetInfo.
async fn endpoints(client: &Client) -> Vec<String> {
    let answer = client.ok("DescribeDBInstanceNetInfo", &[("DBInstanceId", ID)]).await;
    answer
        .members("IPType")
        .iter()
        .zip(answer.members("ConnectionString"))
        .map(|(kind, host)| format!("{kind} {host}"))
        .collect()
}

#[tokio::test]
async fn either_operation_releases_the_public_endpoint() {
    let release: [(&str, bool, Parameters<'_>); 3] = [
        ("ReleaseInstancePublicConnection", false, &[]),
        ("ReleaseInstanceConnection", false, &[("InstanceNetworkType", "0")]),
        ("ReleaseInstanceConnection", true, &[("InstanceNetworkType", "1")]),
    ];
    for (operation, classic, more) in release {
        let emulator = start(classic).await;
        for client in Client::all(&emulator) {
            let internal = if classic { "Inner" } else { "Private" };
            let internal = format!("{internal} {ID}.mysql.rds.aliyuncs.com");
            let public = format!("Public {HOST}");
            assert_eq!(endpoints(&client).await, [internal.clone(), public.clone()]);

            let parameters = [&[("DBInstanceId", ID), ("CurrentConnectionString", HOST)], more].concat();
            let answer = client.ok(operation, &parameters).await;
            assert_eq!(answer.member("RequestId").unwrap().len(), 36);
            assert_eq!(endpoints(&client).await, std::slice::from_ref(&internal));
            let (status, message) = if operation == "ReleaseInstanceConnection" {
                (404, "Specified endpoint is not existed.")
            } else {
                (400, "Specified endpoint is not found.")
            };
            let again = client.refused(operation, &parameters, status, "Endpoint.NotFound").await;
            assert_eq!(again.member("Message").as_deref(), Some(message));

            let allocate = [("DBInstanceId", ID), ("ConnectionStringPrefix", "rm-uf6wjk5xxxx"), ("Port", "3306")];
            let answer = client.ok("AllocateInstancePublicConnection", &allocate).await;
            assert_eq!(
                (answer.member("DbInstanceName").as_deref(), answer.member("ConnectionString").as_deref()),
                (Some(ID), Some(HOST))
            );
            assert_eq!(endpoints(&client).await, [internal, public]);
        }
    }
}

#[tokio::test]
async fn refused_calls_change_nothing() {
    let emulator = start(false).await;
    let release =
        |host, network| vec![("DBInstanceId", ID), ("CurrentConnectionString", host), ("InstanceNetworkType", network)];
    let allocate = |id, prefix, port| vec![("DBInstanceId", id), ("ConnectionStringPrefix", prefix), ("Port", port)];
    let modify = |current, prefix, port| {
        vec![
            ("DBInstanceId", ID),
            ("CurrentConnectionString", current),
            ("ConnectionStringPrefix", prefix),
            ("Port", port),
        ]
    };
    let unknown = vec![("DBInstanceId", "rm-none"), ("CurrentConnectionString", HOST), ("InstanceNetworkType", "0")];
    let internal = "rm-uf6wjk5xxxxxxx.mysql.rds.aliyuncs.com";
    let long = "a".repeat(65);
    let release_of = ["ReleaseInstanceConnection", "ReleaseInstancePublicConnection"];
    let [of_network, of_public] = release_of;
    let allocation = "AllocateInstancePublicConnection";
    let modification = "ModifyDBInstanceConnectionString";
    #[rustfmt::skip]
    let cases = [
        (of_network, release("no.mysql.rds.aliyuncs.com", "0"), 404, "Endpoint.NotFound"),
        (of_network, release(internal, "0"), 404, "Endpoint.NotFound"),
        (of_network, release(HOST, "1"), 404, "Endpoint.NotFound"),
        (of_network, unknown.clone(), 400, "InvalidDBInstanceId.NotFound"),
        (of_public, release("no.mysql.rds.aliyuncs.com", ""), 400, "Endpoint.NotFound"),
        (of_public, release("taken.mysql.rds.aliyuncs.com", ""), 400, "Endpoint.NotFound"),
        (of_public, unknown.clone(), 400, "InvalidDBInstanceId.NotFound"),
        (allocation, allocate(ID, "another", "3306"), 400, "OtherEndpoint.Exist"),
        (allocation, allocate(ID, "four", "3306"), 400, "InvalidConnectionString.Format"),
        (allocation, allocate(ID, "a-prefix-of-forty-one-characters-in-total", "3306"), 400, "InvalidConnectionString.Format"),
        (allocation, allocate(ID, "under_score", "3306"), 400, "ConnectionStringContainIllegalCharacterFault"),
        (allocation, allocate(ID, "another", "999"), 400, "InvalidPort.Malformed"),
        (allocation, allocate(ID, "another", "6000"), 400, "InvalidPort.Malformed"),
        (allocation, allocate(ID, "another", "x"), 400, "InvalidPort.Malformed"),
        (allocation, allocate("rm-none", "another", "3306"), 400, "InvalidDBInstanceId.NotFound"),
        (modification, modify(HOST, "rm-other", "3306"), 404, "InvalidConnectionString.Duplicate"),
        (modification, modify("no.mysql.rds.aliyuncs.com", "something", "3306"), 400, "Endpoint.NotFound"),
        (modification, modify(HOST, "short", "3306"), 400, "InvalidConnectionString.Malformed"),
        (modification, modify(HOST, "seven-7", "3306"), 400, "InvalidConnectionString.Malformed"),
        (modification, modify(HOST, &long, "3306"), 400, "InvalidConnectionString.Malformed"),
        (modification, modify(HOST, "something", "999"), 400, "InvalidPort.Format"),
        (modification, modify(HOST, "something", "65535"), 400, "InvalidPort.Format"),
        ("DescribeDBInstanceNetInfo", vec![("DBInstanceId", "rm-none")], 400, "InvalidDBInstanceName.NotFound"),
    ];
    for client in Client::all(&emulator) {
        for (operation, parameters, status, code) in &cases {
            client.refused(operation, parameters, *status, code).await;
        }
        assert_eq!(endpoints(&client).await, [format!("Private {internal}"), format!("Public {HOST}")]);
    }
}

/// What is at a limit is allowed; [`refused_calls_change_nothing`] tries what is beyond.
#[tokio::test]
async fn what_is_just_allowed() {
    let (forty, longest) = ("a".repeat(40), "a".repeat(64));
    let (allocation, modification) = ("AllocateInstancePublicConnection", "ModifyDBInstanceConnectionString");
    for (operation, prefix, port) in [
        (allocation, "short", "1000"),
        (allocation, &forty, "5999"),
        (modification, "eight-88", "1000"),
        (modification, &longest, "65534"),
    ] {
        let emulator = start(false).await;
        let client = Client::new(&emulator);
        let current = [("DBInstanceId", ID), ("CurrentConnectionString", HOST)];
        if operation == allocation {
            client.ok("ReleaseInstancePublicConnection", &current).await;
        }
        client.ok(operation, &[&current[..], &[("ConnectionStringPrefix", prefix), ("Port", port)]].concat()).await;
        let answer = client.ok("DescribeDBInstanceNetInfo", &current[..1]).await;
        assert_eq!(answer.members("ConnectionString")[1], format!("{prefix}.mysql.rds.aliyuncs.com"));
        assert_eq!(answer.members("Port")[1], port);
    }
}

#[tokio::test]
async fn a_host_name_belongs_to_one_instance() {
    let emulator = start(false).await;
    let client = Client::new(&emulator);
    client.ok("ReleaseInstancePublicConnection", &[("DBInstanceId", ID), ("CurrentConnectionString", HOST)]).await;
    let parameters = [("DBInstanceId", ID), ("ConnectionStringPrefix", "taken"), ("Port", "3306")];
    client.refused("AllocateInstancePublicConnection", &parameters, 404, "InvalidConnectionString.Duplicate").await;
}

#[tokio::test]
async fn a_changed_endpoint_keeps_its_kind() {
    let emulator = start(false).await;
    let client = Client::new(&emulator);
    let parameters = [
        ("DBInstanceId", ID),
        // Host names are case-insensitive.
        ("CurrentConnectionString", "RM-uf6wjk5xxxx.MySQL.rds.aliyuncs.com"),
        ("ConnectionStringPrefix", "brand-new-name"),
        ("Port", "3307"),
    ];
    client.ok("ModifyDBInstanceConnectionString", &parameters).await;
    let answer = client.ok("DescribeDBInstanceNetInfo", &[("DBInstanceId", ID)]).await;
    assert_eq!(answer.members("IPType"), ["Private", "Public"]);
    assert_eq!(answer.members("ConnectionString")[1], "brand-new-name.mysql.rds.aliyuncs.com");
    assert_eq!(answer.members("Port"), ["3306", "3307"]);
}
