//! Finding the operation, checking its parameters, and the shape of responses.

use alicloud_emulator::Emulator;

use crate::client::{Client, Parameters, Scheme};

const REGION: (&str, &str) = ("RegionId", "cn-hangzhou");

#[rustfmt::skip]
const REFUSED: &[(&str, Parameters<'_>, u16, &str, &str)] = &[
    ("DescribeNothing", &[], 404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."),
    ("describe-db-instances", &[], 404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method."),
    ("DescribeDBInstances", &[], 400, "MissingRegionId", "RegionId is mandatory for this action."),
    ("DescribeDBInstances", &[("RegionId", "")], 400, "MissingRegionId", "RegionId is mandatory for this action."),
    ("DescribeDBInstances", &[REGION, ("PageSize", "many")], 400, "InvalidPageSize", "Specified parameter PageSize is not valid."),
    ("DescribeDBInstances", &[REGION, ("PageSize", "0")], 400, "InvalidPageSize", "Specified parameter PageSize is not valid."),
    ("DescribeDBInstances", &[REGION, ("PageSize", "101")], 400, "InvalidPageSize", "Specified parameter PageSize is not valid."),
    ("DescribeDBInstances", &[REGION, ("PageSize", "3000000000")], 400, "InvalidPageSize", "Specified parameter PageSize is not valid."),
    ("DescribeDBInstances", &[REGION, ("Engine", "Oracle")], 400, "InvalidEngine", "Specified parameter Engine is not valid."),
    ("DescribeDBInstances", &[REGION, ("QueryAutoRenewal", "perhaps")], 400, "InvalidQueryAutoRenewal", "Specified parameter QueryAutoRenewal is not valid."),
    ("ReleaseInstanceConnection", &[], 400, "MissingDBInstanceId", "DBInstanceId is mandatory for this action."),
    ("ReleaseInstanceConnection", &[("DBInstanceId", "rm-a")], 400, "MissingCurrentConnectionString", "CurrentConnectionString is mandatory for this action."),
    ("ReleaseInstanceConnection", &[("DBInstanceId", "rm-a"), ("CurrentConnectionString", "a.mysql.rds.aliyuncs.com")], 400, "MissingInstanceNetworkType", "InstanceNetworkType is mandatory for this action."),
    ("ReleaseInstanceConnection", &[("DBInstanceId", "rm-a"), ("CurrentConnectionString", "a.mysql.rds.aliyuncs.com"), ("InstanceNetworkType", "2")], 400, "InvalidInstanceNetworkType", "Specified parameter InstanceNetworkType is not valid."),
    ("TagResources", &[REGION, ("ResourceType", "INSTANCE")], 400, "MissingResourceId", "ResourceId is mandatory for this action."),
];

#[tokio::test]
async fn wrong_requests_are_refused_in_every_signature_and_format() {
    let emulator = Emulator::start().await.unwrap();
    for client in Client::all(&emulator) {
        for (operation, parameters, status, code, message) in REFUSED {
            let answer = client.refused(operation, parameters, *status, code).await;
            assert_eq!(answer.member("Message").as_deref(), Some(*message));
            assert_eq!(answer.member("HostId").as_deref(), Some(emulator.address().to_string().as_str()));
            let request_id = answer.member("RequestId").unwrap();
            assert_eq!(answer.header("x-acs-request-id"), Some(request_id.as_str()));
            assert!(answer.member("Recommend").unwrap().contains(&format!("q={code}&")), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn accepted_spellings() {
    let emulator = Emulator::start().await.unwrap();
    for (operation, parameters) in [
        ("describedbinstances", &[REGION] as &[_]),
        ("DescribeDBInstances", &[REGION, ("QueryAutoRenewal", "True")]),
        ("DescribeDBInstances", &[REGION, ("QueryAutoRenewal", "false")]),
        ("DescribeDBInstances", &[REGION, ("Engine", "")]),
        ("DescribeDBInstances", &[REGION, ("OwnerAccount", "hidden"), ("Unknown", "1")]),
    ] {
        for client in Client::all(&emulator) {
            client.ok(operation, parameters).await;
        }
    }
}

#[tokio::test]
async fn action_version_and_format() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client { scheme: Scheme::Rpc, ..Client::new(&emulator) };
    for (name, value, status, code) in [
        ("Action", None, 400, "MissingAction"),
        ("Version", None, 400, "MissingVersion"),
        ("Version", Some("2014-08-16"), 400, "InvalidVersion"),
        ("Version", Some("2015-04-01"), 404, "InvalidAction.NotFound"),
        ("Format", Some("yaml"), 400, "InvalidParameter.Format"),
        ("Format", Some("xml"), 200, ""),
        ("Format", None, 200, ""),
    ] {
        let mut draft = client.draft("DescribeRegions", &[]);
        match value {
            Some(value) => draft.set(name, value),
            None => draft.unset(name),
        }
        let answer = draft.sign().send().await.unwrap();
        assert_eq!((answer.status, answer.code()), (status, code.to_owned()), "{name} {value:?}: {}", answer.text);
        let is_xml = name == "Format";
        let content_type = if is_xml { "text/xml;charset=utf-8" } else { "application/json;charset=utf-8" };
        assert_eq!(answer.header("content-type"), Some(content_type), "{name} {value:?}");
    }
}

/// Operations of polardb, sae and Ess have parameters of their own with the names of common ones.
#[tokio::test]
async fn headers_decide_where_they_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let product = r#"{"info": {"product": "Own", "version": "2026-01-01", "style": "RPC"}}"#;
    let parameter = |name: &str, value: &str| {
        format!(
            r#"{{"name": "{name}", "in": "query", "schema": {{"type": "string", "required": true, "enum": ["{value}"]}}}}"#
        )
    };
    let parameters = [("Action", "Scale"), ("Version", "9.1"), ("Format", "csv"), ("Timestamp", "now")];
    let list = parameters.map(|(name, value)| parameter(name, value)).join(",");
    let entry = format!(
        r#"{{"methods": ["post"], "security": [{{"AK": []}}], "parameters": [{list}], "responses": {{"200": {{}}}}}}"#
    );
    std::fs::write(folder.path().join("product.json"), product).unwrap();
    std::fs::write(folder.path().join("Apply.json"), entry).unwrap();
    let other = r#"{"methods": ["post"], "security": [{"AK": []}], "responses": {"200": {}}}"#;
    std::fs::write(folder.path().join("Scale.json"), other).unwrap();
    let catalog = alicloud_catalog::Catalog::load(folder.path()).unwrap();
    let emulator = Emulator::builder().catalog(catalog).start().await.unwrap();
    for client in Client::all(&emulator) {
        let client = Client { version: "2026-01-01", ..client };
        if client.scheme == Scheme::Acs3 {
            let answer = client.ok("Apply", &parameters).await;
            assert_eq!(answer.text.starts_with('<'), client.format == "XML", "{}", answer.text);
            let mut draft = client.draft("Apply", &parameters);
            draft.method = "GET";
            assert_eq!(draft.sign().send().await.unwrap().code(), "UnsupportedHTTPMethod");
            client
                .refused("Apply", &[&parameters[..3], &[("Timestamp", "then")]].concat(), 400, "InvalidTimestamp")
                .await;
        } else {
            // Only the parameters are signed here: a header that somebody added has no effect.
            let mut draft = client.draft("Scale", &[]);
            draft.header("x-acs-action", "Apply");
            draft.header("x-acs-version", "2000-01-01");
            draft.header("accept", "application/json");
            let answer = draft.sign().send().await.unwrap();
            assert_eq!((answer.status, answer.text.starts_with('<')), (200, client.format == "XML"), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_method_that_the_operation_does_not_have() {
    let emulator = Emulator::start().await.unwrap();
    assert!(emulator.address().ip().is_loopback());
    let mut draft = Client::new(&emulator).draft("DescribeRegions", &[]);
    draft.method = "DELETE";
    let answer = draft.sign().send().await.unwrap();
    assert_eq!((answer.status, answer.code()), (400, "UnsupportedHTTPMethod".to_owned()));
}

#[tokio::test]
async fn the_shape_of_responses() {
    let emulator = Emulator::start().await.unwrap();
    let mut shown = String::new();
    for client in Client::all(&emulator) {
        if client.scheme == Scheme::Acs3 {
            for parameters in [&[] as &[_], &[("AcceptLanguage", "de")]] {
                let answer = client.call("DescribeRegions", parameters).await;
                let request_id = answer.member("RequestId").unwrap();
                let text =
                    answer.text.replace(&request_id, "[request id]").replace(&emulator.address().to_string(), "[host]");
                let start: String = text.chars().take(500).collect();
                shown.push_str(&format!(
                    "{} {} {:?}\n{start}\n\n",
                    answer.status,
                    client.format,
                    answer.header("content-type")
                ));
            }
        }
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn lists_are_read_in_every_style() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client::new(&emulator);
    let id = emulator.add_instance(&alicloud_emulator::InstanceSeed::default()).unwrap();
    let target = [REGION, ("ResourceType", "INSTANCE"), ("ResourceId.1", &id)];
    for tags in [
        &[("Tag.1.Key", "env"), ("Tag.1.Value", "prod/east 1*~+中文"), ("Tag.2.Key", "empty"), ("Tag.2.Value", "")]
            as &[_],
        &[("Tag", r#"[{"Key": "env", "Value": "prod/east 1*~+中文"}, {"Key": "empty", "Value": ""}]"#)],
    ] {
        client.ok("TagResources", &[&target[..], tags].concat()).await;
        let answer = client.ok("ListTagResources", &target).await;
        assert_eq!(answer.members("TagKey"), ["empty", "env"]);
        assert_eq!(answer.members("TagValue"), ["", "prod/east 1*~+中文"]);
        client.ok("UntagResources", &[&target[..], &[("All", "true")]].concat()).await;
        assert!(client.ok("ListTagResources", &target).await.members("TagKey").is_empty());
    }
    client.refused("TagResources", &[&target[..], &[("Tag", "[not json")]].concat(), 400, "InvalidTag").await;
}

#[tokio::test]
async fn the_log_hides_secrets() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client { scheme: Scheme::Rpc, ..Client::new(&emulator) };
    client
        .call("CreateAccount", &[("DBInstanceId", "rm-a"), ("AccountName", "test"), ("AccountPassword", "Passw0rd!")])
        .await;
    Client::new(&emulator).call("DescribeNothing", &[]).await;
    let requests = emulator.requests();
    let first = &requests[0];
    assert_eq!(first.operation.as_deref(), Some("CreateAccount"));
    assert_eq!((first.parameter("AccountName"), first.parameter("AccountPassword")), (Some("test"), Some("***")));
    assert_eq!((first.status, first.error_code.as_deref()), (Some(404), Some("InvalidDBInstanceName.NotFound")));
    let second = &requests[1];
    assert_eq!((second.operation.as_deref(), second.header("authorization")), (None, Some("***")));
    let text = format!("{requests:?}");
    assert!(
        !text.contains("Passw0rd!")
            && !text.contains("Signature=")
            && requests[0].parameter("Signature") == Some("***")
    );
}

/// An operation, one of its parameters, and the value in the log if the parameter is `CANARY`.
const LOGGED: &[(&str, &str, &str, &str)] = &[
    ("DescribeNothing", "Password.1", "CANARY", "***"),
    ("DescribeNothing", "Passwords.root", "CANARY", "***"),
    ("DescribeNothing", "Account.1.Password", "CANARY", "***"),
    ("DescribeNothing", "Account.1.Name", "CANARY", "CANARY"),
    ("CreateAccount", "AccountPassword.1", "CANARY", "***"),
];

#[tokio::test]
async fn the_log_judges_parameters_by_all_parts_of_their_names() {
    let emulator = Emulator::start().await.unwrap();
    let client = Client { scheme: Scheme::Rpc, ..Client::new(&emulator) };
    for (operation, name, value, expected) in LOGGED {
        client.call(operation, &[(name, value)]).await;
        let requests = emulator.requests();
        let request = requests.last().unwrap();
        assert_eq!(request.parameter(name), Some(*expected), "{operation} {name}");
    }
    // Fields of a parameter that a description marks as secret, flattened and in JSON.
    let folder = tempfile::tempdir().unwrap();
    let product = r#"{"info": {"product": "Own", "version": "2026-01-01", "style": "RPC"}}"#;
    let entry = r#"{"methods": ["post"], "security": [{"AK": []}], "parameters": [{"name": "Keys", "in": "query", "schema":
        {"type": "array", "items": {"type": "object", "properties": {
            "Pin": {"type": "string", "x-secret": true}, "Name": {"type": "string"}}}}}], "responses": {"200": {}}}"#;
    let stream = r#"{"methods": ["post"], "schemes": ["wss"], "security": [{"AK": []}], "responses": {"200": {}}}"#;
    std::fs::write(folder.path().join("Watch.json"), stream).unwrap();
    std::fs::write(folder.path().join("product.json"), product).unwrap();
    std::fs::write(folder.path().join("Apply.json"), entry).unwrap();
    let catalog = alicloud_catalog::Catalog::load(folder.path()).unwrap();
    let emulator = Emulator::builder().catalog(catalog).start().await.unwrap();
    let client = Client { scheme: Scheme::Rpc, version: "2026-01-01", ..Client::new(&emulator) };
    let parameters = [("Keys.1.Pin", "CANARY"), ("Keys.1.Name", "n"), ("Keys", r#"[{"Pin":"CANARY","Name":"n"}]"#)];
    client.call("Apply", &[&parameters[..], &[("Accounts.1.Password", "CANARY")]].concat()).await;
    let requests = emulator.requests();
    assert_eq!(requests[0].parameter("Accounts.1.Password"), Some("***"));
    let logged = parameters.map(|(name, _)| requests[0].parameter(name).unwrap());
    assert_eq!(logged, ["***", "n", r#"[{"Pin":"***","Name":"n"}]"#]);
    // What no generated code can call is not emulated either.
    client.refused("Watch", &[], 501, "Emulator.OutOfScope").await;
}
