//! The resources of an instance: accounts, databases, whitelists, tags.

use alicloud_emulator::{Emulator, InstanceSeed};

use crate::client::{Client, Parameters};

const ID: (&str, &str) = ("DBInstanceId", "rm-a");

/// A call, its response, and what a describing call returns afterwards.
type Step<'a> = (&'a str, Parameters<'a>, (u16, &'a str), &'a [&'a str]);

const PASSWORD: &str = "Passw0rd!";

/// Runs the steps in every signature and format, each on a new emulator.
async fn run(steps: &[Step<'_>], describe: &str, more: Parameters<'_>, member: &str) {
    for position in 0..4 {
        let emulator = Emulator::builder().instance(InstanceSeed::new("rm-a")).start().await.unwrap();
        let client = &Client::all(&emulator)[position];
        for (operation, parameters, (status, code), expected) in steps {
            let answer = client.call(operation, parameters).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (*status, *code),
                "{operation} {parameters:?}: {}",
                answer.text
            );
            let answer = client.ok(describe, &[&[ID], more].concat()).await;
            assert!(!answer.text.contains(PASSWORD), "{}", answer.text);
            assert_eq!(answer.members(member), *expected, "{operation} {parameters:?}");
        }
    }
}

#[tokio::test]
async fn accounts() {
    let password = ("AccountPassword", PASSWORD);
    let name = ("AccountName", "test_1");
    let (long_name, long_password) = ("a".repeat(65), "Passw0rd".repeat(4) + "!");
    // The longest that are allowed, next to those that are too long by one character.
    let (longest_name, longest_password) = ("a".repeat(64), "Passw0rd".repeat(4));
    #[rustfmt::skip]
    let steps: &[Step<'_>] = &[
        ("CreateAccount", &[ID, name, password], (200, ""), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "Test_1"), password], (400, "InvalidAccountName.Duplicate"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "1test"), password], (400, "InvalidAccountName"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "other"), ("AccountPassword", "password")], (400, "InvalidAccountPassword.Format"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "other"), ("AccountPassword", "Password")], (400, "InvalidAccountPassword.Format"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "other"), ("AccountPassword", "Passw0r")], (400, "InvalidAccountPassword.Format"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "other"), ("AccountPassword", &long_password)], (400, "InvalidAccountPassword.Format"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "other"), ("AccountPassword", "Passw0rd ?")], (400, "InvalidAccountPassword.Format"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "test_"), password], (400, "InvalidAccountName"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "te-st"), password], (400, "InvalidAccountName"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", &long_name), password], (400, "InvalidAccountName"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "other"), password, ("AccountType", "God")], (400, "InvalidAccountType.Format"), &["test_1"]),
        ("CreateAccount", &[("DBInstanceId", "rm-none"), name, password], (404, "InvalidDBInstanceName.NotFound"), &["test_1"]),
        ("CreateAccount", &[ID, ("AccountName", "other"), password, ("AccountType", "Super")], (200, ""), &["test_1", "other"]),
        ("DeleteAccount", &[ID, name], (200, ""), &["other"]),
        ("DeleteAccount", &[ID, name], (404, "InvalidAccountName.NotFound"), &["other"]),
        ("CreateAccount", &[ID, ("AccountName", "a"), password], (400, "InvalidAccountName"), &["other"]),
        ("CreateAccount", &[ID, ("AccountName", "aZ"), ("AccountPassword", "passw0r!")], (200, ""), &["other", "aZ"]),
        ("CreateAccount", &[ID, ("AccountName", &longest_name), ("AccountPassword", &longest_password)], (200, ""), &["other", "aZ", &longest_name]),
    ];
    run(steps, "DescribeAccounts", &[], "AccountName").await;
    #[rustfmt::skip]
    let types: &[Step<'_>] = &[
        ("CreateAccount", &[ID, name, password], (200, ""), &["Normal"]),
        ("CreateAccount", &[ID, ("AccountName", "other"), password, ("AccountType", "Super")], (200, ""), &["Normal", "Super"]),
    ];
    run(types, "DescribeAccounts", &[], "AccountType").await;
}

#[tokio::test]
async fn databases() {
    let set = ("CharacterSetName", "utf8mb4");
    let name = ("DBName", "orders");
    let (longest, long) = ("a".repeat(64), "a".repeat(65));
    #[rustfmt::skip]
    let steps: &[Step<'_>] = &[
        ("CreateDatabase", &[ID, name, set], (200, ""), &["orders"]),
        ("CreateDatabase", &[ID, name, set], (400, "InvalidDBName.Duplicate"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", "Orders"), set], (400, "InvalidDBName"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", "orDers"), set], (400, "InvalidDBName"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", "orderS"), set], (400, "InvalidDBName"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", "orders_"), set], (400, "InvalidDBName"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", "1orders"), set], (400, "InvalidDBName"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", "or.ders"), set], (400, "InvalidDBName"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", &long), set], (400, "InvalidDBName"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", "other"), ("CharacterSetName", "ebcdic")], (400, "InvalidCharacterSetName"), &["orders"]),
        ("CreateDatabase", &[ID, ("DBName", "other")], (400, "MissingCharacterSetName"), &["orders"]),
        ("DeleteDatabase", &[ID, name], (200, ""), &[]),
        ("DeleteDatabase", &[ID, name], (404, "InvalidDBName.NotFound"), &[]),
        ("CreateDatabase", &[ID, ("DBName", "a"), set], (400, "InvalidDBName"), &[]),
        ("CreateDatabase", &[ID, ("DBName", "a1"), set], (200, ""), &["a1"]),
        ("CreateDatabase", &[ID, ("DBName", &longest), set], (200, ""), &["a1", &longest]),
    ];
    run(steps, "DescribeDatabases", &[], "DBName").await;
}

#[tokio::test]
async fn whitelists() {
    // 1,000 addresses in all groups of an instance.
    let list = |count: usize| (0..count).map(|number| format!("10.1.{}.{}", number / 250, number % 250));
    let (many, most) = (list(1001).collect::<Vec<_>>().join(","), list(999).collect::<Vec<_>>().join(","));
    #[rustfmt::skip]
    let steps: &[Step<'_>] = &[
        ("ModifySecurityIps", &[ID, ("SecurityIps", "10.0.0.1")], (200, ""), &["10.0.0.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "10.0.0.2"), ("ModifyMode", "Append")], (200, ""), &["10.0.0.1,10.0.0.2"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "10.0.0.1"), ("ModifyMode", "Delete")], (200, ""), &["10.0.0.2"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "10.0.0.2"), ("ModifyMode", "Delete")], (400, "SecurityIPList.Format"), &["10.0.0.2"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "1.1.1.1,1.1.1.1")], (400, "InvalidSecurityIPList.Duplicate"), &["10.0.0.2"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "1.1.1.1/33")], (400, "SecurityIPList.Format"), &["10.0.0.2"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "10.0.0.0/0")], (400, "SecurityIPList.Format"), &["10.0.0.2"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "1.1.1.1"), ("DBInstanceIPArrayName", "office")], (200, ""), &["10.0.0.2", "1.1.1.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "0.0.0.0/0"), ("DBInstanceIPArrayName", "Default")], (200, ""), &["0.0.0.0/0", "1.1.1.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "1.1.1.1"), ("DBInstanceIPArrayAttribute", "shown")], (400, "InvalidIPArrayAttribute.Format"), &["0.0.0.0/0", "1.1.1.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "1.1.1.1"), ("WhitelistNetworkType", "LAN")], (400, "InvalidWhitelistNetType.Malformed"), &["0.0.0.0/0", "1.1.1.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "1.1.1.1"), ("FreshWhiteListReadins", "pgr-a")], (403, "IncorrectDBType"), &["0.0.0.0/0", "1.1.1.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", &many)], (400, "SecurityIPList.Format"), &["0.0.0.0/0", "1.1.1.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", &most), ("ModifyMode", "Append")], (400, "SecurityIPList.Format"), &["0.0.0.0/0", "1.1.1.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", &most)], (200, ""), &[&most, "1.1.1.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "2.2.2.2"), ("DBInstanceIPArrayName", "office"), ("ModifyMode", "Append")], (400, "SecurityIPList.Format"), &[&most, "1.1.1.1"]),
    ];
    run(steps, "DescribeDBInstanceIPArrayList", &[], "SecurityIPList").await;
    #[rustfmt::skip]
    let all: &[Step<'_>] = &[
        ("ModifySecurityIps", &[ID, ("SecurityIps", "10.0.0.1")], (200, ""), &["10.0.0.1"]),
        ("ModifySecurityIps", &[ID, ("SecurityIps", "1.1.1.1"), ("DBInstanceIPArrayName", "office")], (200, ""), &["10.0.0.1,1.1.1.1"]),
    ];
    run(all, "DescribeDBInstanceAttribute", &[], "SecurityIPList").await;
}

#[tokio::test]
async fn tags() {
    let target = [("RegionId", "cn-hangzhou"), ("ResourceType", "INSTANCE"), ("ResourceId.1", "rm-a")];
    let with = |more: &[(&'static str, &'static str)]| [&target[..], more].concat();
    let (one, both) =
        (with(&[("Tag.1.Key", "a"), ("Tag.1.Value", "1")]), with(&[("Tag.1.Key", "a"), ("Tag.2.Key", "b")]));
    let (blank, untag, all) = (with(&[("Tag.1.Key", "")]), with(&[("TagKey.1", "a")]), with(&[("All", "True")]));
    let (other_name, other_key) = (with(&[("Tag1.Key", "c")]), with(&[("TagKey.1", "c"), ("All", "true")]));
    let unknown =
        [("RegionId", "cn-hangzhou"), ("ResourceType", "INSTANCE"), ("ResourceId.1", "rm-none"), ("Tag.1.Key", "a")];
    #[rustfmt::skip]
    let steps: &[Step<'_>] = &[
        ("TagResources", &one, (200, ""), &["a"]),
        ("TagResources", &both, (200, ""), &["a", "b"]),
        ("TagResources", &blank, (400, "InvalidTagKey.Malformed"), &["a", "b"]),
        ("TagResources", &target, (400, "MissingParameter"), &["a", "b"]),
        ("TagResources", &unknown, (400, "InvalidResourceId.NotFound"), &["a", "b"]),
        ("TagResources", &other_name, (400, "MissingParameter"), &["a", "b"]),
        ("UntagResources", &other_key, (200, ""), &["a", "b"]),
        ("UntagResources", &untag, (200, ""), &["b"]),
        ("UntagResources", &all, (200, ""), &[]),
    ];
    run(steps, "ListTagResources", &target, "TagKey").await;

    // An instance belongs to one region.
    let emulator = Emulator::builder().instance(InstanceSeed::new("rm-a").tag("a", "1")).start().await.unwrap();
    let client = Client::new(&emulator);
    let elsewhere = [("RegionId", "cn-beijing"), ("ResourceType", "INSTANCE"), ("ResourceId.1", "rm-a")];
    let with = |more: &[(&'static str, &'static str)]| [&elsewhere[..], more].concat();
    for (operation, more) in [
        ("TagResources", [("Tag.1.Key", "b"), ("Tag.1.Value", "2")]),
        ("UntagResources", [("TagKey.1", "a"), ("All", "false")]),
    ] {
        client.refused(operation, &with(&more), 400, "InvalidResourceId.NotFound").await;
    }
    assert!(client.ok("ListTagResources", &elsewhere).await.members("TagKey").is_empty());
    assert_eq!(client.ok("ListTagResources", &target).await.members("TagKey"), ["a"]);

    // All instances of a request get its tags, or none.
    let full = (1..=20).fold(InstanceSeed::new("rm-full"), |seed, number| seed.tag(format!("k{number}"), ""));
    emulator.add_instance(&full).unwrap();
    let both = with_both(&target, &[("Tag.1.Key", "b")]);
    client.refused("TagResources", &both, 400, "NumberExceed.Tags").await;
    assert_eq!(client.ok("ListTagResources", &target).await.members("TagKey"), ["a"]);
    // A tag that is there is replaced.
    client.ok("TagResources", &with_both(&target[..2], &[("Tag.1.Key", "k1"), ("Tag.1.Value", "1")])).await;
}

/// The request with another instance, which has as many tags as it can have.
fn with_both<'a>(target: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [target, &[("ResourceId.2", "rm-full")], more].concat()
}

/// Accounts, databases and endpoints belong to one instance, for operations with state and for others.
#[tokio::test]
async fn what_another_instance_has_does_not_exist() {
    let emulator = Emulator::builder()
        .instance(InstanceSeed::new("rm-a"))
        .instance(InstanceSeed::new("rm-b"))
        .start()
        .await
        .unwrap();
    let client = Client::new(&emulator);
    let of_b = ("DBInstanceId", "rm-b");
    let (account, database) = (("AccountName", "of_b"), ("DBName", "of_b"));
    client.ok("CreateAccount", &[of_b, account, ("AccountPassword", PASSWORD)]).await;
    client.ok("CreateDatabase", &[of_b, database, ("CharacterSetName", "utf8mb4")]).await;
    let host = ("ConnectionString", "rm-b.mysql.rds.aliyuncs.com");
    #[rustfmt::skip]
    let cases: &[(&str, Parameters<'_>, &str)] = &[
        ("ModifyAccountDescription", &[account, ("AccountDescription", "description")], "InvalidAccountName.NotFound"),
        ("ModifyDBDescription", &[database, ("DBDescription", "description")], "InvalidDBName.NotFound"),
        ("ModifyDBInstanceSSL", &[host], "Endpoint.NotFound"),
        ("DeleteAccount", &[account], "InvalidAccountName.NotFound"),
        ("DeleteDatabase", &[database], "InvalidDBName.NotFound"),
    ];
    for (operation, parameters, code) in cases {
        let answer = client.call(operation, &[&[ID], *parameters].concat()).await;
        assert_eq!(answer.code(), *code, "{operation}: {}", answer.text);
        client.ok(operation, &[&[of_b], *parameters].concat()).await;
    }
}
