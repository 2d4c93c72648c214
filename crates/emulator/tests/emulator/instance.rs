//! Instances are created, listed, changed and deleted.

use std::sync::atomic::Ordering;
use std::time::Duration;

use alicloud_emulator::{Emulator, InstanceSeed, Transitions};

use crate::client::{Client, Parameters, Refusal};
use crate::signature::clock;

const CREATE: Parameters<'_> = &[
    ("RegionId", "cn-hangzhou"),
    ("Engine", "MySQL"),
    ("EngineVersion", "8.0"),
    ("DBInstanceClass", "mysql.n2.medium.1"),
    ("DBInstanceStorage", "20"),
    ("DBInstanceNetType", "Intranet"),
    ("SecurityIPList", "10.0.0.0/8,192.168.1.1"),
    ("PayType", "Postpaid"),
];

/// The parameters of a valid call with some of them replaced or added.
fn create<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = CREATE.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.chain(changes).copied().collect()
}

async fn count(client: &Client) -> usize {
    let answer = client.ok("DescribeDBInstances", &[("RegionId", "cn-hangzhou")]).await;
    answer.members("DBInstanceStatus").len()
}

#[tokio::test]
async fn an_instance_is_created_described_and_deleted() {
    let emulator = Emulator::start().await.unwrap();
    for client in Client::all(&emulator) {
        for (engine, version, id_start, label, port) in [
            ("MySQL", "8.0", "rm-", "mysql", "3306"),
            ("PostgreSQL", "16.0", "pgm-", "pg", "5432"),
            ("SQLServer", "2022_std_ha", "rm-", "sqlserver", "1433"),
            ("MariaDB", "10.6", "rm-", "mariadb", "3306"),
        ] {
            let answer =
                client.ok("CreateDBInstance", &create(&[("Engine", engine), ("EngineVersion", version)])).await;
            let id = answer.member("DBInstanceId").unwrap();
            assert!(id.starts_with(id_start), "{id}");
            let host = answer.member("ConnectionString").unwrap();
            assert_eq!(host, format!("{id}.{label}.rds.aliyuncs.com"));
            assert_eq!(answer.member("Port").as_deref(), Some(port));

            let answer = client.ok("DescribeDBInstanceAttribute", &[("DBInstanceId", &id)]).await;
            assert_eq!(answer.member("EngineVersion").as_deref(), Some(version));
            assert_eq!(answer.member("DBInstanceStatus").as_deref(), Some("Running"));
            assert_eq!(answer.member("SecurityIPList").as_deref(), Some("10.0.0.0/8,192.168.1.1"));

            let answer = client.ok("DeleteDBInstance", &[("DBInstanceId", &id)]).await;
            assert_eq!(answer.member("RegionId").as_deref(), Some("cn-hangzhou"));
            client
                .refused("DescribeDBInstanceAttribute", &[("DBInstanceId", &id)], 400, "InvalidDBInstanceName.NotFound")
                .await;
            client.refused("DeleteDBInstance", &[("DBInstanceId", &id)], 404, "InvalidDBInstanceName.NotFound").await;
        }
    }
}

#[tokio::test]
async fn what_cannot_be_created() {
    let emulator = Emulator::start().await.unwrap();
    let many = (0..1001).map(|number| format!("10.1.{}.{}", number / 250, number % 250)).collect::<Vec<_>>().join(",");
    #[rustfmt::skip]
    let cases: &[Refusal<'_>] = &[
        (&[("RegionId", "cn-nowhere")], 404, "InvalidRegionId.NotFound"),
        (&[("Engine", "Oracle")], 400, "InvalidEngine"),
        (&[("EngineVersion", "9.9")], 400, "InvalidEngineVersion.Malformed"),
        (&[("DBInstanceClass", "tiny")], 400, "InvalidDBInstanceClass.Malformed"),
        (&[("DBInstanceStorage", "21")], 400, "InvalidEssdStorageSize"),
        (&[("DBInstanceStorage", "21"), ("DBInstanceStorageType", "local_ssd")], 400, "InvalidDBInstanceStorage"),
        (&[("DBInstanceStorageType", "tape")], 400, "InvalidParameter.NotSupportDBInstanceStorageType"),
        (&[("SecurityIPList", "10.0.0.256")], 400, "InvalidSecurityIPList.Format"),
        (&[("SecurityIPList", "10.0.0.1,10.0.0.1")], 400, "InvalidSecurityIPList.Format"),
        (&[("PayType", "Free")], 400, "InvalidPayType"),
        (&[("PayType", "Prepaid")], 400, "MissingPeriod"),
        (&[("PayType", "Prepaid"), ("Period", "Month"), ("UsedTime", "12")], 400, "InvalidUsedTime"),
        (&[("InstanceNetworkType", "Classic")], 400, "InvalidParam.InstanceNetworkType"),
        (&[("VSwitchId", "switch")], 400, "InvalidVSwitchId.Format"),
        (&[("PayType", "Prepaid"), ("Period", "Month"), ("UsedTime", "0")], 400, "InvalidUsedTime"),
        (&[("Port", "999")], 400, "InvalidPort.Malformed"),
        (&[("Port", "65535")], 400, "InvalidPort.Malformed"),
        (&[("Engine", "PostgreSQL"), ("EngineVersion", "16.0"), ("Port", "6000")], 400, "InvalidPort.Malformed"),
        (&[("ConnectionString", "four")], 400, "InvalidConnectionString"),
        (&[("Amount", "0")], 400, "InvalidParam.Amount"),
        (&[("DBInstanceStorage", "0")], 400, "InvalidEssdStorageSize"),
        (&[("Amount", "21")], 400, "InvalidParam.Amount"),
        (&[("Amount", "2"), ("Engine", "MariaDB"), ("EngineVersion", "10.6")], 400, "InvalidParam.Engine"),
        (&[("CreateStrategy", "Some")], 400, "InvalidParam.CreateStrategy"),
        (&[("Tag.1.Key", ""), ("Tag.1.Value", "v")], 400, "InvalidTagKey.Malformed"),
        (&[("Tag.1.Key", "k"), ("Tag.2.Key", "k")], 400, "Duplicate.TagKey"),
        (&[("Tag.1.Key", "k"), ("Tag.1.Value", "1"), ("Tag.2.Key", "k"), ("Tag.2.Value", "2")], 400, "Duplicate.TagKey"),
        (&[("SecurityIPList", &many)], 400, "InvalidSecurityIPList.Format"),
        (&[("PayType", "Prepaid"), ("Period", "Year"), ("UsedTime", "6")], 400, "InvalidUsedTime"),
        (&[("DBInstanceDescription", "http://example.com")], 400, "InvalidDBInstanceDescription"),
        (&[("DBInstanceDescription", "https://example.com")], 400, "InvalidDBInstanceDescription"),
        (&[("ConnectionString", "existing")], 400, "InvalidConnectionString.Duplicate"),
        (&[("ConnectionString", "several"), ("Amount", "2")], 400, "InvalidConnectionString.Duplicate"),
        (&[("DBInstanceDescription", "x")], 400, "InvalidDBInstanceDescription"),
    ];
    emulator.add_instance(&InstanceSeed::new("rm-a").public_endpoint("existing", 3306)).unwrap();
    for client in Client::all(&emulator) {
        for (changes, status, code) in cases {
            client.refused("CreateDBInstance", &create(changes), *status, code).await;
        }
        for (missing, _) in CREATE {
            let parameters: Vec<_> = CREATE.iter().filter(|(name, _)| name != missing).copied().collect();
            client.refused("CreateDBInstance", &parameters, 400, &format!("Missing{missing}")).await;
        }
        assert_eq!(count(&client).await, 1);
    }
}

/// What is at a limit is allowed; [`what_cannot_be_created`] tries what is beyond.
#[tokio::test]
async fn what_can_just_be_created() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    let addresses = (0..1000).map(|number| format!("10.1.{}.{}", number / 250, number % 250));
    let (addresses, longest) = (addresses.collect::<Vec<_>>().join(","), "a".repeat(64));
    let tags =
        serde_json::json!((0..20).map(|number| serde_json::json!({"Key": number.to_string()})).collect::<Vec<_>>());
    let tags = tags.to_string();
    let postgres = [("Engine", "PostgreSQL"), ("EngineVersion", "16.0")];
    #[rustfmt::skip]
    let cases: &[(Parameters<'_>, usize)] = &[
        (&[("Amount", "1")], 1),
        (&[("Amount", "20")], 20),
        (&[("PayType", "Prepaid"), ("Period", "Month"), ("UsedTime", "1")], 1),
        (&[("PayType", "Prepaid"), ("Period", "Month"), ("UsedTime", "11")], 1),
        (&[("PayType", "Prepaid"), ("Period", "Year"), ("UsedTime", "5")], 1),
        (&[("DBInstanceStorage", "5")], 1),
        (&[("SecurityIPList", &addresses)], 1),
        (&[("SecurityIPList", "10.0.0.0/1,10.0.0.0/32,0.0.0.0/0")], 1),
        (&[("Tag", &tags)], 1),
        (&[("Port", "1000")], 1),
        (&[("Port", "65534")], 1),
        (&[postgres[0], postgres[1], ("Port", "5999")], 1),
        (&[("ConnectionString", "short")], 1),
        (&[("ConnectionString", &longest)], 1),
        (&[("WhitelistTemplateList", "1,2,3,4,5,6,7,8,9,10")], 1),
    ];
    for (changes, created) in cases {
        let answer = client.ok("CreateDBInstance", &create(changes)).await;
        assert_eq!(answer.member("DBInstanceId").unwrap().split(',').count(), *created, "{changes:?}");
    }
}

#[tokio::test]
async fn a_dry_run_creates_nothing() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    let answer = client.ok("CreateDBInstance", &create(&[("DryRun", "True")])).await.json();
    assert_eq!((&answer["DryRun"], &answer["DryRunResult"]), (&true.into(), &true.into()));
    assert_eq!(count(&client).await, 0);
    // The token of a dry run is not used up.
    client.ok("CreateDBInstance", &create(&[("DryRun", "true"), ("ClientToken", "once")])).await;
    client.ok("CreateDBInstance", &create(&[("ClientToken", "once")])).await;
    assert_eq!(count(&client).await, 1);
}

#[tokio::test]
async fn several_instances_at_once() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    let answer = client.ok("CreateDBInstance", &create(&[("Amount", "3"), ("Tag.1.Key", "k")])).await;
    assert_eq!(answer.member("DBInstanceId").unwrap().split(',').count(), 3);
    assert_eq!(answer.member("TagResult").as_deref(), Some("true"));
    assert_eq!(count(&client).await, 3);
}

#[tokio::test]
async fn a_token_makes_a_call_happen_once() {
    let emulator = Emulator::start().await.unwrap();
    for (position, client) in Client::all(&emulator).iter().enumerate() {
        let token = format!("token {position}");
        let parameters = create(&[("ClientToken", &token)]);
        let first = client.ok("CreateDBInstance", &parameters).await;
        let second = client.ok("CreateDBInstance", &parameters).await;
        assert_eq!(first.member("DBInstanceId"), second.member("DBInstanceId"));
        assert_ne!(first.member("RequestId"), second.member("RequestId"));
        let other = create(&[("ClientToken", &token), ("DBInstanceStorage", "25")]);
        client.refused("CreateDBInstance", &other, 400, "InvalidRequestId").await;
        assert_eq!(count(client).await, position + 1);
        // A call that failed can be made again with its token, and is refused again.
        for _ in 0..2 {
            let failing = create(&[("ClientToken", "of a failure"), ("Port", "99")]);
            client.refused("CreateDBInstance", &failing, 400, "InvalidPort.Malformed").await;
        }
    }
    // A token belongs to one caller.
    let key = |id: &str| alicloud_signer::AccessKey::new(id, "secret");
    let emulator = Emulator::builder().access_key(key("a")).access_key(key("b")).start().await.unwrap();
    for (position, id) in ["a", "b"].into_iter().enumerate() {
        let client = Client::new(&emulator).with_access_key(key(id));
        let created = client.ok("CreateDBInstance", &create(&[("ClientToken", "the same")])).await;
        assert_eq!(count(&client).await, position + 1);
        // And to one operation.
        let instance = created.member("DBInstanceId").unwrap();
        client.ok("RestartDBInstance", &[("DBInstanceId", &instance), ("ClientToken", "the same")]).await;
        let caller = client.sts().ok("GetCallerIdentity", &[]).await;
        assert_eq!(caller.member("Arn"), Some(format!("acs:ram::1234567890123456:user/{id}")));
    }
}

#[tokio::test]
async fn a_network_that_is_given_is_shown() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    let (vpc, switch) = (("VPCId", "vpc-own"), ("VSwitchId", "vsw-own"));
    for (given, shown) in [
        (&[vpc, switch] as &[_], &[("VpcId", vpc.1), ("VSwitchId", switch.1)] as &[_]),
        (&[vpc], &[("VpcId", vpc.1)]),
        (&[switch], &[("VSwitchId", switch.1)]),
    ] {
        let id = client.ok("CreateDBInstance", &create(given)).await.member("DBInstanceId").unwrap();
        let answer = client.ok("DescribeDBInstanceAttribute", &[("DBInstanceId", &id)]).await;
        for (name, value) in shown {
            assert_eq!(answer.member(name).as_deref(), Some(*value), "{given:?}");
        }
    }
}

#[tokio::test]
async fn an_id_belongs_to_one_instance() {
    let seed = InstanceSeed::new("rm-a");
    let twice = Emulator::builder().instance(seed.clone()).instance(seed.clone()).start().await.unwrap_err();
    assert!(twice.to_string().contains("rm-a"), "{twice}");
    let emulator = Emulator::builder().instance(seed.clone().description("first")).start().await.unwrap();
    assert_eq!(emulator.add_instance(&seed).unwrap_err().id, "rm-a");
    let client = Client::new(&emulator);
    let answer = client.ok("DescribeDBInstances", &[("RegionId", "cn-hangzhou")]).await;
    assert_eq!(answer.members("DBInstanceDescription"), ["first"]);
    for (id, exists) in [("rm-a", "true"), ("rm-none", "false")] {
        let answer = client.ok("CheckInstanceExist", &[("DBInstanceId", id)]).await;
        assert_eq!(answer.member("IsExistInstance").as_deref(), Some(exists));
    }
}

#[tokio::test]
async fn a_protected_instance_is_not_deleted() {
    let emulator = Emulator::builder().instance(InstanceSeed::new("rm-a").protected()).start().await.unwrap();
    let client = Client::new(&emulator);
    let id = ("DBInstanceId", "rm-a");
    client.refused("DeleteDBInstance", &[id], 400, "OperationDenied.DeletionProtection").await;
    for protection in ["true", "false"] {
        client.ok("ModifyDBInstanceDeletionProtection", &[id, ("DeletionProtection", protection)]).await;
        for (operation, parameter) in
            [("DescribeDBInstanceAttribute", id), ("DescribeDBInstances", ("RegionId", "cn-hangzhou"))]
        {
            let shown = client.ok(operation, &[parameter]).await.member("DeletionProtection");
            assert_eq!(shown.as_deref(), Some(protection), "{operation}");
        }
    }
    client.ok("DeleteDBInstance", &[id]).await;

    let protected = create(&[("DeletionProtection", "true")]);
    let id = client.ok("CreateDBInstance", &protected).await.member("DBInstanceId").unwrap();
    client.refused("DeleteDBInstance", &[("DBInstanceId", &id)], 400, "OperationDenied.DeletionProtection").await;
}

#[tokio::test]
async fn a_description_is_changed() {
    let emulator = Emulator::builder().instance(InstanceSeed::new("rm-a")).start().await.unwrap();
    let client = Client::new(&emulator);
    let modify = |text| [("DBInstanceId", "rm-a"), ("DBInstanceDescription", text)];
    // In XML it must not become an element.
    client.ok("ModifyDBInstanceDescription", &modify("<a>&\"b\"</a>")).await;
    for client in Client::all(&emulator) {
        let answer = client.ok("DescribeDBInstances", &[("RegionId", "cn-hangzhou")]).await;
        let shown = answer.members("DBInstanceDescription").concat().replace("&lt;", "<").replace("&gt;", ">");
        assert_eq!(shown, "<a>&\"b\"</a>", "{}", answer.text);
        assert!(answer.members("a").is_empty(), "{}", answer.text);
    }
    client.ok("ModifyDBInstanceDescription", &modify("new name")).await;
    let answer = client.ok("DescribeDBInstances", &[("RegionId", "cn-hangzhou"), ("SearchKey", "new")]).await;
    assert_eq!(answer.members("DBInstanceDescription"), ["new name"]);
    client.refused("ModifyDBInstanceDescription", &modify("x"), 400, "InvalidDBInstanceDescription.Format").await;
    for link in ["http://example.com", "https://example.com"] {
        client.refused("ModifyDBInstanceDescription", &modify(link), 400, "InvalidDBInstanceDescription.Format").await;
    }
    let unknown = [("DBInstanceId", "rm-none"), ("DBInstanceDescription", "text")];
    client.refused("ModifyDBInstanceDescription", &unknown, 404, "InvalidDBInstanceName.NotFound").await;
}

#[tokio::test]
async fn lists_are_filtered() {
    let emulator = Emulator::builder()
        .instance(
            InstanceSeed::new("rm-mysql-one").description("first").tag("env", "prod").public_endpoint("public", 3306),
        )
        .instance(InstanceSeed::new("rm-mysql-two").classic().tag("env", "test"))
        .instance(InstanceSeed::new("pgm-three").engine("PostgreSQL", "16.0"))
        .instance(InstanceSeed::new("rm-elsewhere").region("eu-central-1"))
        .start()
        .await
        .unwrap();
    let client = Client::new(&emulator);
    for (name, value, expected) in [
        ("Engine", "MySQL", "rm-mysql-one rm-mysql-two"),
        ("Engine", "MariaDB", ""),
        ("EngineVersion", "16.0", "pgm-three"),
        ("DBInstanceStatus", "Running", "rm-mysql-one rm-mysql-two pgm-three"),
        ("DBInstanceStatus", "Creating", ""),
        ("DBInstanceId", "rm-mysql-two", "rm-mysql-two"),
        ("SearchKey", "mysql", "rm-mysql-one rm-mysql-two"),
        ("SearchKey", "first", "rm-mysql-one"),
        ("ConnectionString", "public.mysql.rds.aliyuncs.com", "rm-mysql-one"),
        ("ConnectionString", "pgm-three.pg.rds.aliyuncs.com", "pgm-three"),
        ("InstanceNetworkType", "Classic", "rm-mysql-two"),
        ("Tags", r#"{"env": "prod"}"#, "rm-mysql-one"),
        ("Tags", r#"{"env": "prod", "owner": "nobody"}"#, ""),
        ("RegionId", "eu-central-1", "rm-elsewhere"),
        ("Expired", "True", ""),
        ("PayType", "Prepaid", ""),
        ("ResourceGroupId", "rg-other", ""),
        ("ZoneId", "cn-hangzhou-z", ""),
        ("VpcId", "vpc-other", ""),
        ("VSwitchId", "vsw-other", ""),
        ("DBInstanceClass", "mysql.other.1", ""),
        ("DBInstanceType", "Readonly", ""),
        ("ConnectionMode", "Safe", ""),
        ("Category", "Basic", ""),
    ] {
        let mut parameters = vec![("RegionId", "cn-hangzhou"), (name, value)];
        parameters.dedup_by_key(|(name, _)| *name);
        if name == "RegionId" {
            parameters = vec![(name, value)];
        }
        let answer = client.ok("DescribeDBInstances", &parameters).await;
        assert_eq!(answer.members("DBInstanceId").join(" "), expected, "{name}={value}");
    }
}

#[tokio::test]
async fn pages_by_number() {
    let emulator = with_instances(7).await;
    let client = Client::new(&emulator);
    for (number, size, expected) in [("1", "3", 3), ("2", "3", 3), ("3", "3", 1), ("4", "3", 0), ("0", "100", 7)] {
        let parameters = [("RegionId", "cn-hangzhou"), ("PageNumber", number), ("PageSize", size)];
        let answer = client.ok("DescribeDBInstances", &parameters).await.json();
        assert_eq!(answer["Items"]["DBInstance"].as_array().unwrap().len(), expected, "page {number}");
        assert_eq!((&answer["TotalRecordCount"], &answer["PageRecordCount"]), (&7.into(), &expected.into()));
    }
}

/// Without a size, a page has 30 items.
#[tokio::test]
async fn pages_without_a_size() {
    let emulator = with_instances(31).await;
    let client = Client::new(&emulator);
    let id = ("DBInstanceId", "rm-1");
    for number in 0..31 {
        let name = format!("name_{number}");
        client.ok("CreateAccount", &[id, ("AccountName", &name), ("AccountPassword", "Passw0rd!")]).await;
        client.ok("CreateDatabase", &[id, ("DBName", &name), ("CharacterSetName", "utf8mb4")]).await;
    }
    let region = ("RegionId", "cn-hangzhou");
    let (second, first_by_token) = (("PageNumber", "2"), ("NextToken", "o7PORW5o2TJg0000000000000000"));
    #[rustfmt::skip]
    let cases: &[(&str, Parameters<'_>, &str, usize)] = &[
        ("DescribeDBInstances", &[region], "DBInstanceId", 30),
        ("DescribeDBInstances", &[region, second], "DBInstanceId", 1),
        ("DescribeDBInstances", &[region, first_by_token], "DBInstanceId", 30),
        ("DescribeAccounts", &[id], "AccountName", 30),
        ("DescribeAccounts", &[id, second], "AccountName", 1),
        ("DescribeDatabases", &[id], "DBName", 30),
        ("DescribeDatabases", &[id, second], "DBName", 1),
    ];
    for (operation, parameters, member, expected) in cases {
        let answer = client.ok(operation, parameters).await;
        assert_eq!(answer.members(member).len(), *expected, "{operation} {parameters:?}");
    }
}

#[tokio::test]
async fn pages_by_token_survive_a_deletion() {
    let emulator = with_instances(7).await;
    let client = Client::new(&emulator);
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let parameters = [("RegionId", "cn-hangzhou"), ("MaxResults", "3"), ("NextToken", &token)];
        let answer = client.ok("DescribeDBInstances", &parameters).await;
        let page = answer.members("DBInstanceId");
        assert_eq!(answer.json()["TotalRecordCount"], page.len());
        client.ok("DeleteDBInstance", &[("DBInstanceId", &page[0])]).await;
        found.extend(page);
        match answer.member("NextToken") {
            Some(next) => token = next,
            None => break,
        }
    }
    assert_eq!(found, (1..=7).map(|number| format!("rm-{number}")).collect::<Vec<_>>());
    let wrong = [("RegionId", "cn-hangzhou"), ("NextToken", "wrong")];
    client.refused("DescribeDBInstances", &wrong, 400, "Invalid.NextToken").await;
}

async fn with_instances(count: usize) -> Emulator {
    let mut builder = Emulator::builder();
    for number in 1..=count {
        builder = builder.instance(InstanceSeed::new(format!("rm-{number}")));
    }
    builder.start().await.unwrap()
}

async fn status(client: &Client, id: &str) -> String {
    let answer = client.call("DescribeDBInstanceAttribute", &[("DBInstanceId", id)]).await;
    answer.member("DBInstanceStatus").unwrap_or_else(|| answer.code())
}

#[tokio::test]
async fn states_last_for_so_many_describes() {
    let emulator = Emulator::builder().transitions(Transitions::AfterDescribes(2)).start().await.unwrap();
    let client = Client::new(&emulator);
    let id = client.ok("CreateDBInstance", CREATE).await.member("DBInstanceId").unwrap();
    let target = ("DBInstanceId", id.as_str());
    let allocate = [target, ("ConnectionStringPrefix", "public"), ("Port", "3306")];
    client.refused("AllocateInstancePublicConnection", &allocate, 400, "IncorrectDBInstanceState").await;
    client.refused("RestartDBInstance", &[target], 403, "IncorrectDBInstanceState").await;
    client.refused("DeleteDBInstance", &[target], 403, "IncorrectDBInstanceState").await;
    let mut seen = Vec::new();
    for operation in ["", "AllocateInstancePublicConnection", "RestartDBInstance", "DeleteDBInstance"] {
        match operation {
            "" => {}
            "AllocateInstancePublicConnection" => {
                client.ok(operation, &allocate).await;
                client.refused("RestartDBInstance", &[target], 403, "IncorrectDBInstanceState").await;
            }
            _ => drop(client.ok(operation, &[target]).await),
        }
        for _ in 0..3 {
            seen.push(status(&client, &id).await);
        }
    }
    let passing = ["Creating", "DBInstanceNetTypeChanging", "Rebooting", "Deleting"];
    let after = ["Running", "Running", "Running", "InvalidDBInstanceName.NotFound"];
    let expected: Vec<&str> =
        passing.into_iter().zip(after).flat_map(|(passing, after)| [passing, passing, after]).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn states_last_for_some_time() {
    let (clock, seconds) = clock();
    let transitions = Transitions::After(Duration::from_secs(60));
    let emulator = Emulator::builder().clock(clock).transitions(transitions).start().await.unwrap();
    let client = Client::new(&emulator);
    let id = client.ok("CreateDBInstance", CREATE).await.member("DBInstanceId").unwrap();
    for (after, expected) in [(0, "Creating"), (59, "Creating"), (60, "Running")] {
        seconds.store(after, Ordering::Relaxed);
        assert_eq!(status(&client, &id).await, expected, "after {after} seconds");
    }
}
