//! Tests the embedded catalog, and catalogs that are loaded from a folder.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed, and clippy allows it only inside test functions"
)]

use std::path::Path;

use alicloud_api::{Auth, ListStyle, Location, Method, NextPage};
use alicloud_catalog::{Catalog, CatalogError, Product};

fn spec() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec"))
}

#[test]
fn every_embedded_entry_can_be_read() {
    let mut operations = 0;
    for product in Catalog::embedded().products() {
        product.details().unwrap();
        for name in product.operation_names() {
            assert_eq!(product.operation(name).unwrap().info.name, name);
            operations += 1;
        }
    }
    assert!(operations > 400, "{operations}");
}

/// Formats everything that a product contains. The facts are compared too, since those of the embedded catalog are
/// constants, and those of a loaded one are created at run time.
fn everything(product: &Product) -> String {
    let operations: Vec<_> = product.operation_names().map(|name| product.operation(name).unwrap()).collect();
    let out_of_scope: Vec<_> = product.out_of_scope().collect();
    format!("{:?} {:?} {operations:#?} {out_of_scope:?}", product.info(), product.details().unwrap())
}

#[test]
fn embedded_and_loaded_say_the_same() {
    let loaded = Catalog::load(spec()).unwrap();
    assert_eq!(loaded.products().len(), Catalog::embedded().products().len());
    for product in loaded.products() {
        let embedded = Catalog::embedded().product(product.code(), Some(product.version())).unwrap();
        assert_eq!(product.info(), embedded.info());
        assert!(everything(product) == everything(embedded), "{}", product.code());
    }
}

/// Facts are leaked, since requests refer to them with a static lifetime. Loading a folder again must not leak them
/// again.
#[test]
fn facts_are_kept_once_however_often_a_folder_is_loaded() {
    let info = || {
        let catalog = Catalog::load(spec().join("sts")).unwrap();
        let product = &catalog.products()[0];
        let operation = product.operation("AssumeRole").unwrap();
        (
            product.info(),
            operation.info,
            operation.parameters.iter().map(|parameter| parameter.name).collect::<Vec<_>>(),
        )
    };
    let (first, second) = (info(), info());
    assert!(std::ptr::eq(first.0, second.0) && std::ptr::eq(first.1, second.1));
    assert!(first.2.iter().zip(&second.2).all(|(first, second)| std::ptr::eq(*first, *second)));
}

/// The catalog has the same parameters as generated code: each one once, with its location, and without the parts of
/// parameters that are lists or objects.
#[test]
fn the_embedded_catalog_says_how_to_call() {
    let cases = [
        (
            "rds",
            "ReleaseInstanceConnection",
            "Post None Signed None",
            "DBInstanceId",
            Location::Query,
            ListStyle::Flat,
            1,
        ),
        (
            "rds",
            "DescribeDBInstanceConnectivity",
            "Get None Signed None",
            "DbInstanceName",
            Location::Query,
            ListStyle::Flat,
            1,
        ),
        (
            "rds",
            "CreateDBInstance",
            "Post None Signed Some(\"ClientToken\")",
            "ServerlessConfig",
            Location::Query,
            ListStyle::Json,
            1,
        ),
        ("rds", "AttachRCInstances", "Post None Signed None", "InstanceIds", Location::Query, ListStyle::Simple, 1),
        ("rds", "ConfirmNotify", "Post Form Signed None", "NotifyIdList", Location::Form, ListStyle::Json, 1),
        ("rds", "DescribeDBProxy", "Post None Signed None", "DBInstanceId", Location::Query, ListStyle::Flat, 1),
        (
            "rds",
            "RemoveTagsFromResource",
            "Post None Signed Some(\"ClientToken\")",
            "Tag.1.key",
            Location::Query,
            ListStyle::Flat,
            0,
        ),
        ("sts", "AssumeRoleWithOIDC", "Post None Anonymous None", "RoleArn", Location::Query, ListStyle::Flat, 1),
        (
            "elasticsearch",
            "UpdateInstanceChargeType",
            "Post Json Signed Some(\"clientToken\")",
            "paymentInfo",
            Location::BodyField,
            ListStyle::Flat,
            1,
        ),
        (
            "elasticsearch",
            "UpdateInstanceSettings",
            "Post Json Signed Some(\"clientToken\")",
            "esConfig",
            Location::BodyField,
            ListStyle::Flat,
            1,
        ),
    ];
    for (product, name, facts, parameter, location, style, count) in cases {
        let operation = Catalog::embedded().product(product, None).unwrap().operation(name).unwrap();
        let info = operation.info;
        let told = format!("{:?} {:?} {:?} {:?}", info.method, info.body, info.auth, info.idempotency_token);
        assert_eq!(told, facts, "{name}");
        let same = operation.parameters.iter().filter(|candidate| candidate.name == parameter).collect::<Vec<_>>();
        assert_eq!(same.len(), count, "{name} {parameter}");
        assert!(same.iter().all(|found| (found.location, found.style) == (location, style)), "{name} {parameter}");
    }
}

#[test]
fn a_product_is_found_by_its_code_in_any_case() {
    for (code, version, found) in [
        ("Rds", None, true),
        ("rds", Some("2014-08-15"), true),
        ("RDS", Some("2014-08-16"), false),
        ("Rdss", None, false),
        ("Rd", None, false),
    ] {
        assert_eq!(Catalog::embedded().product(code, version).is_some(), found, "{code} {version:?}");
    }
    let shown = format!("{:?}", Catalog::embedded().product("sts", None).unwrap());
    assert!(["Sts", "2015-04-01"].iter().all(|part| shown.contains(part)), "{shown}");
    // Of several versions, the newest one.
    let root = tempfile::tempdir().unwrap();
    for version in ["2020-01-01", "2021-01-01", "2019-01-01"] {
        let product = format!(r#"{{"info": {{"product": "Own", "version": "{version}", "style": "RPC"}}}}"#);
        let folder = root.path().join("own").join(version);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("product.json"), product).unwrap();
        std::fs::write(folder.join("Get.json"), r#"{"methods": ["get"], "responses": {"200": {}}}"#).unwrap();
    }
    let catalog = Catalog::load(root.path()).unwrap();
    let version = |asked| catalog.product("OWN", asked).map(Product::version);
    assert_eq!(catalog.products().len(), 3);
    assert_eq!(
        (version(None), version(Some("2020-01-01")), version(Some("2020-06-01"))),
        (Some("2021-01-01"), Some("2020-01-01"), None)
    );
}

/// Loaded descriptions replace embedded ones of the same product and version, in any case; other versions are beside them.
#[test]
fn descriptions_are_added_to_the_embedded_ones() {
    let root = tempfile::tempdir().unwrap();
    for (code, version) in [("STS", "2015-04-01"), ("Rds", "2099-01-01"), ("Own", "2026-01-01")] {
        let product = format!(r#"{{"info": {{"product": "{code}", "version": "{version}", "style": "RPC"}}}}"#);
        let folder = root.path().join(code).join(version);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("product.json"), product).unwrap();
        std::fs::write(folder.join("Get.json"), r#"{"methods": ["get"], "responses": {"200": {}}}"#).unwrap();
    }
    let of_rds = Catalog::embedded().product("rds", None).unwrap().operation_names().count();
    let added = || Catalog::load(root.path()).unwrap().with_embedded();
    for catalog in [added(), Catalog::default().with(added())] {
        for (code, version, found, operations) in [
            ("sts", None, Some("2015-04-01"), 1),
            ("sts", Some("2015-04-01"), Some("2015-04-01"), 1),
            ("rds", None, Some("2014-08-15"), of_rds),
            ("rds", Some("2014-08-15"), Some("2014-08-15"), of_rds),
            ("rds", Some("2099-01-01"), Some("2099-01-01"), 1),
            ("own", None, Some("2026-01-01"), 1),
            ("ecs", Some("2099-01-01"), None, 0),
        ] {
            let product = catalog.product(code, version);
            assert_eq!(product.map(Product::version), found, "{code} {version:?}");
            assert_eq!(
                product.map_or(0, |product| product.operation_names().count()),
                operations,
                "{code} {version:?}"
            );
        }
        assert_eq!(catalog.products().len(), Catalog::embedded().products().len() + 2);
    }
}

#[test]
fn an_operation_is_found_in_every_spelling() {
    let rds = Catalog::embedded().product("rds", None).unwrap();
    for (spelling, name) in [
        ("DescribeDBInstances", "DescribeDBInstances"),
        ("describedbinstances", "DescribeDBInstances"),
        ("describe-db-instances", "DescribeDBInstances"),
        ("release-instance-connection", "ReleaseInstanceConnection"),
        ("describe_db_instances", "DescribeDBInstances"),
        ("UnTagResources", "UntagResources"),
    ] {
        assert_eq!(rds.operation(spelling).unwrap().info.name, name);
    }
    for (a, b, is_same) in [
        ("release-instance-connection", "ReleaseInstanceConnection", true),
        ("tag_resources", "TAGRESOURCES", true),
        ("TagResources", "TagResource", false),
        ("Tag.Resources", "TagResources", false),
        ("", "TagResources", false),
    ] {
        assert_eq!(alicloud_catalog::same_name(a, b), is_same, "{a} {b}");
    }
    let error = rds.operation("release-instance-conection").unwrap_err();
    insta::assert_snapshot!(error, @"Rds has no operation `release-instance-conection`; did you mean ReleaseInstanceConnection, ReleaseInstancePublicConnection?");
    // One, none, and no more than three.
    for (name, suggestions) in [
        ("AsumeRole", " `AsumeRole`; did you mean AssumeRole?"),
        ("AsumeRoel", " `AsumeRoel`; did you mean AssumeRole?"),
        ("Describe.Nothing", " `Describe.Nothing`"),
        ("Assume.Role", " `Assume.Role`; did you mean AssumeRole?"),
        // A third of the letters may be wrong.
        ("XssumeXolX", " `XssumeXolX`; did you mean AssumeRole?"),
        ("XssumeXoXX", " `XssumeXoXX`"),
    ] {
        let error = Catalog::embedded().product("sts", None).unwrap().operation(name).unwrap_err().to_string();
        assert_eq!(error, format!("Sts has no operation{suggestions}"));
    }
    // Names of more than 64 bytes are not compared with others.
    let longest = "A".repeat(65);
    let get = r#"{"methods": ["get"], "responses": {"200": {}}}"#;
    let folder = folder(&[
        ("product.json", r#"{"info": {"product": "Own", "version": "2026-01-01", "style": "RPC"}}"#),
        (&format!("{longest}.json"), get),
    ]);
    let catalog = Catalog::load(folder.path()).unwrap();
    for (count, has_suggestion) in [(63, true), (64, true), (66, false)] {
        let error = catalog.products()[0].operation(&"A".repeat(count)).unwrap_err().to_string();
        assert_eq!(error.contains("did you mean"), has_suggestion, "{count}: {error}");
    }
    let error = rds.operation("DescribeDBInstanceX").unwrap_err().to_string();
    assert_eq!(error.matches(',').count(), 2, "{error}");
    assert!(rds.route("POST", "/", &[]).is_none(), "operations of RPC have no paths");
}

#[test]
fn an_operation_has_everything_that_its_entry_says() {
    let rds = Catalog::embedded().product("rds", None).unwrap();
    let operation = rds.operation("ReleaseInstanceConnection").unwrap();
    assert_eq!(operation.info.methods, [Method::Post, Method::Get]);
    assert_eq!(operation.details.accepted_auth, [Auth::Signed]);
    let network = operation.parameters.iter().find(|parameter| parameter.name == "InstanceNetworkType").unwrap();
    assert_eq!((network.location, network.required), (Location::Query, true));
    assert_eq!(network.schema.valid_strings(), ["0", "1"]);
    assert_eq!(network.schema.enum_value_titles["0"], "VPC");
    assert_eq!(operation.details.ram_actions[0].resources[0].kind.as_deref(), Some("DBInstance"));
    assert_eq!(operation.paging, None);
    let instances = rds.operation("DescribeDBInstances").unwrap().paging.unwrap();
    assert_eq!(instances.items, ["Items", "DBInstance"]);
    assert!(matches!(&instances.next, NextPage::Token(token) if *token.request == ["NextToken"]), "{instances:?}");
    assert!(operation.sample("json").unwrap().contains("RequestId"));
    assert!(operation.response().unwrap().properties.contains_key("RequestId"));
    let codes: Vec<_> = rds.errors(operation).map(|error| (error.status, error.code)).collect();
    assert_eq!(codes[0], (404, "Endpoint.NotFound"));
    assert!(codes.contains(&(400, "InvalidDBInstanceId.NotFound")));
}

/// Creates a product folder in a temporary directory.
fn folder(entries: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in entries {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const ROA: &str = r##"{"info": {"product": "CS", "version": "2015-12-15", "style": "ROA"},
    "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"type": "integer"}, "C": {"$ref": "#/components/schemas/C"}}}}"##;

#[test]
fn roa_operations_are_found_by_method_and_path() {
    let folder = folder(&[
        ("product.json", ROA),
        ("ListClusters.json", r#"{"methods": ["get"], "path": "/clusters", "responses": {"200": {}}}"#),
        ("DescribeCluster.json", r#"{"methods": ["get"], "path": "/clusters/{ClusterId}", "responses": {"200": {}}}"#),
        ("DescribeDefaults.json", r#"{"methods": ["get"], "path": "/clusters/defaults", "responses": {"200": {}}}"#),
        (
            "DeleteNode.json",
            r#"{"methods": ["delete"], "path": "/clusters/{ClusterId}/nodes/{NodeId}", "responses": {"200": {}}}"#,
        ),
        ("Go.json", r#"{"methods": ["put"], "path": "/things/v{Version}-go", "responses": {"200": {}}}"#),
        ("End.json", r#"{"methods": ["put"], "path": "/ends/", "responses": {"200": {}}}"#),
        ("Change.json", r#"{"methods": ["post"], "path": "/shards/{id}", "responses": {"200": {}}}"#),
        ("Split.json", r#"{"methods": ["post"], "path": "/shards/{id}?action=split", "responses": {"200": {}}}"#),
        ("Merge.json", r#"{"methods": ["post"], "path": "/shards/{id}?action=merge", "responses": {"200": {}}}"#),
        (
            "SplitIn.json",
            r#"{"methods": ["post"], "path": "/shards/{id}?action=split&mode={kind}", "responses": {"200": {}}}"#,
        ),
        (
            "ReadKind.json",
            r#"{"methods": ["get"], "path": "/clusters/{ClusterId}/kinds/{Kind}", "responses": {"200": {}}}"#,
        ),
        (
            "ReadKinds.json",
            r#"{"methods": ["get"], "path": "/clusters/{ClusterId}/kinds/*", "responses": {"200": {}}, "parameters":
                [{"name": "requestPath", "in": "path", "schema": {"type": "string"}}]}"#,
        ),
    ]);
    let catalog = Catalog::load(folder.path()).unwrap();
    let product = &catalog.products()[0];
    let route = |method, target: &str| {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
        let query: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
        let shown = product.route(method, path, &query).map(|route| {
            let mut values = route.segments.clone();
            values.extend(&route.query_values);
            format!("{} {values:?} {:?}", route.operation, route.query_names)
        });
        shown.unwrap_or_default().replace(" []", "")
    };
    for (method, path, expected) in [
        ("GET", "/clusters", "ListClusters"),
        ("get", "/clusters/", "ListClusters"),
        ("GET", "/clusters/c%201", r#"DescribeCluster [("ClusterId", "c%201")]"#),
        ("GET", "/clusters/defaults", "DescribeDefaults"),
        ("DELETE", "/clusters/c/nodes/n", r#"DeleteNode [("ClusterId", "c"), ("NodeId", "n")]"#),
        ("POST", "/clusters", ""),
        ("DELETE", "/clusters/c/nodes/n/more", ""),
        ("GET", "/clusters/c/nodes/n", ""),
        ("GET", "/Clusters", ""),
        ("PUT", "/things/v1-go", r#"Go [("Version", "1")]"#),
        ("PUT", "/things/x1-go", ""),
        ("PUT", "/things/v1-no", ""),
        ("DELETE", "/clusters//nodes/n", ""),
        ("DELETE", "/clusters/c/nodes", ""),
        ("DELETE", "/clusters/c/nodes/", ""),
        ("PUT", "/ends", "End"),
        ("PUT", "/ends/", "End"),
        ("PUT", "/ends/more", ""),
        ("FETCH", "/clusters", ""),
        ("POST", "/shards/1?action=split&key=2", r#"Split [("id", "1")] ["action"]"#),
        ("POST", "/shards/1?action=merge", r#"Merge [("id", "1")] ["action"]"#),
        ("POST", "/shards/1?key=2", r#"Change [("id", "1")]"#),
        ("POST", "/shards/1?action=copy", r#"Change [("id", "1")]"#),
        ("POST", "/shards/1?action=split&mode=quick", r#"SplitIn [("id", "1"), ("kind", "quick")] ["action", "mode"]"#),
        ("POST", "/shards/1?action=split&mode=", r#"Split [("id", "1")] ["action"]"#),
        ("GET", "/clusters/a/kinds/b/c", r#"ReadKinds [("ClusterId", "a")]"#),
        ("GET", "/clusters/a/kinds/b", r#"ReadKind [("ClusterId", "a"), ("Kind", "b")]"#),
        ("GET", "/clusters/a/kinds", ""),
    ] {
        assert_eq!(route(method, path), expected, "{method} {path}");
    }
}

#[test]
fn references_are_followed_to_their_end() {
    let folder = folder(&[
        ("product.json", ROA),
        (
            "Get.json",
            r##"{"methods": ["get"], "path": "/", "responses": {"200": {}}, "parameters": [{"name": "a", "in": "query", "schema": {"$ref": "#/components/schemas/A"}},
                {"name": "c", "in": "query", "schema": {"$ref": "#/components/schemas/C"}}]}"##,
        ),
    ]);
    let catalog = Catalog::load(folder.path()).unwrap();
    let kinds = within_a_minute(move || {
        let product = &catalog.products()[0];
        let operation = product.operation("get").unwrap();
        let kind = |index: usize| product.resolve(&operation.parameters[index].schema).kind.clone();
        (kind(0), kind(1))
    });
    assert_eq!(kinds, (Some("integer".to_owned()), None), "a circle ends too");
}

/// What has no end fails instead of hanging.
fn within_a_minute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(std::time::Duration::from_secs(60)).unwrap()
}

/// What is kept unchanged for tools, from an entry that has all of it.
#[test]
fn an_entry_loses_nothing() {
    // More fields than any bound on their number may leave out.
    let fields: String = (0..1_000).map(|number| format!(r#""F{number}": {{"type": "string"}}, "#)).collect();
    // Used far below first, where the levels end, and then at the top.
    let late = r##"{"$ref": "#/components/schemas/Late"}"##.to_owned();
    let far = (0..14).fold(late, |below, _| format!(r#"{{"type": "object", "properties": {{"N": {below}}}}}"#));
    let large = format!(
        r##"{{"methods": ["get"], "path": "/large", "parameters": [
            {{"name": "Far", "in": "query", "style": "json", "schema": {far}}},
            {{"name": "Near", "in": "query", "style": "json", "schema": {{"$ref": "#/components/schemas/Late"}}}},
            {{"name": "Tree", "in": "query", "style": "json", "schema": {{"$ref": "#/components/schemas/Tree"}}}},
            {{"name": "Words", "in": "query", "style": "json", "schema": {{"$ref": "#/components/schemas/Plain"}}}},
            {{"name": "Marked", "in": "query", "schema": {{"$ref": "#/components/schemas/Text", "x-secret": true}}}},
            {{"name": "Pins", "in": "query", "schema": {{"$ref": "#/components/schemas/Pins"}}}},
            {{"name": "MorePins", "in": "query", "schema": {{"$ref": "#/components/schemas/Pins"}}}},
            {{"name": "Codes", "in": "query", "schema": {{"type": "array", "items": {{"type": "string", "x-secret": true}}}}}},
            {{"name": "Large", "in": "query", "style": "json", "schema": {{"type": "object", "properties": {{
                {fields} "Last": {{"type": "string", "x-secret": true}}}}}}}}],
            "responses": {{"200": {{}}}}}}"##
    );
    let folder = folder(&[
        ("Large.json", &large),
        (
            "product.json",
            r##"{"info": {"product": "Own", "version": "2026-01-01", "style": "ROA"},
            "directories": [{"title": "Things", "x-feature": "things", "children": ["Get"]}],
            "x-common-error-codes": {"403": [{"errorCode": "Shared", "errorMessage": "shared message"}]},
            "endpoints": [{"regionId": "cn-hangzhou", "regionName": "Hangzhou", "public": "own.aliyuncs.com", "vpc": "own-vpc.aliyuncs.com"},
                {"regionId": "cn-shanghai", "endpoint": "older.aliyuncs.com"}],
            "x-location-service-code": "ownCode",
            "components": {"schemas": {
                "Tree": {"type": "object", "properties": {
                    "A": {"$ref": "#/components/schemas/Tree"}, "B": {"$ref": "#/components/schemas/Tree"},
                    "C": {"$ref": "#/components/schemas/Tree"}, "D": {"$ref": "#/components/schemas/Tree"},
                    "E": {"$ref": "#/components/schemas/Tree"}, "Leaf": {"type": "string", "x-secret": true}}},
                "Late": {"type": "object", "properties": {"Within": {"type": "object", "properties": {"Mark": {"type": "string", "x-secret": true}}}}},
                "Plain": {"type": "object", "properties": {"Word": {"type": "string"}}},
                "Text": {"type": "string"},
                "Pins": {"type": "array", "items": {"type": "string", "x-secret": true}},
                "Key": {"type": "object", "x-secret": true, "properties": {"Part": {"type": "string"}}},
                "Deep": {"type": "object", "properties": {"A": {"type": "object", "properties": {"B": {"type": "object", "properties": {
                    "Password": {"type": "string"}}}}}}}}}}"##,
        ),
        (
            "Get.json",
            r##"{"title": "Get", "deprecated": true, "methods": ["get", "delete"], "path": "/things", "operationType": "read",
            "security": [{"AK": []}, {"Anonymous": []}, {"BearerToken": []}], "x-page": "https://example.com/page",
            "parameters": [
                {"name": "Size", "in": "header", "schema": {"type": "number", "required": true}},
                {"name": "Key", "in": "query", "schema": {"$ref": "#/components/schemas/Key"}},
                {"name": "Pins", "in": "query", "schema": {"type": "array", "items": {"type": "object", "properties": {
                    "Pin": {"type": "string", "x-secret": true}}}}},
                {"name": "Tokens", "in": "query", "style": "json", "schema": {"type": "object", "additionalProperties": {"type": "string", "x-secret": true}}}],
            "responses": {"202": {"schema": {"type": "string"}}, "200": {"schema": {"$ref": "#/components/schemas/Deep"}}},
            "errorCodes": {"404": [{"errorCode": "Own", "errorMessage": "own message"}]},
            "responseDemo": [{"type": "xml", "example": "<a/>"}, {"type": "json", "example": "{}"}]}"##,
        ),
    ]);
    let catalog = Catalog::load(folder.path()).unwrap();
    // A type that contains itself many times does not use up what the secrets after it need.
    let of_large = within_a_minute(move || {
        let product = &catalog.products()[0];
        product.secret_parameters(product.operation("Large").unwrap())
    });
    assert_eq!(of_large, ["Mark", "Leaf", "Marked", "Pins", "MorePins", "Codes", "Last"]);
    let catalog = Catalog::load(folder.path()).unwrap();
    let product = &catalog.products()[0];
    let get = product.operation("Get").unwrap();
    assert_eq!(get.info.methods, [Method::Get, Method::Delete]);
    assert_eq!(get.details.accepted_auth, [Auth::Signed, Auth::Anonymous, Auth::Bearer]);
    assert!(get.details.deprecated && get.details.returns_secrets && get.info.read_only);
    assert_eq!(get.details.page.as_deref(), Some("https://example.com/page"));
    let parameter =
        |index: usize| (get.parameters[index].location, get.parameters[index].style, get.parameters[index].required);
    assert_eq!(parameter(0), (Location::Header, ListStyle::Flat, true));
    assert_eq!(parameter(3), (Location::Query, ListStyle::Json, false));
    assert!(get.response().unwrap().reference.is_some(), "the response of 200");
    assert_eq!((get.sample("JSON"), get.sample("xml"), get.sample("yaml")), (Some("{}"), Some("<a/>"), None));
    let errors: Vec<_> = product.errors(get).map(|error| (error.status, error.code, error.message)).collect();
    assert_eq!(errors, [(404, "Own", "own message"), (403, "Shared", "shared message")]);
    let group = &product.details().unwrap().directories[0];
    assert_eq!((group.title.as_deref(), group.feature.as_deref()), (Some("Things"), Some("things")));
    let info = product.info();
    assert_eq!(info.location_service_code, Some("ownCode"));
    let hosts = &info.endpoints[0];
    assert_eq!((hosts.public, hosts.vpc), (Some("own.aliyuncs.com"), Some("own-vpc.aliyuncs.com")));
    // A host under the key of older files.
    assert_eq!(info.endpoints.iter().map(|hosts| hosts.region).collect::<Vec<_>>(), ["cn-hangzhou", "cn-shanghai"]);
    assert_eq!((info.endpoints[1].public, info.endpoints[1].vpc), (Some("older.aliyuncs.com"), None));
    // Secrets are found behind references, in lists and maps, and at any depth.
    assert_eq!(product.secret_parameters(get), ["Key", "Part", "Pin", "Tokens"]);
    assert_eq!(product.secret_fields(get), ["Key", "Part", "Pin", "Tokens", "Password"]);
}

/// The format that the vendor publishes: all operations of a product in one file. This test uses only the parameters of
/// `Put`.
const METADATA: &str = r##"{"version": "1.0", "info": {"product": "Own", "version": "2026-01-01", "style": "ROA"}, "components": {"schemas": {}},
    "apis": {
        "Put": {"methods": ["put"], "schemes": ["https"], "path": "/things/[ThingId]", "operationType": "write",
            "security": [{"AK": []}, {"BearerToken": []}], "parameters": [
                {"name": "ThingId", "in": "path", "schema": {"type": "string", "required": true}},
                {"name": "ClientToken", "in": "query", "schema": {"type": "string"}},
                {"name": "body", "in": "body", "style": "json", "schema": {"type": "object", "properties": {
                    "Name": {"type": "string", "required": true}, "Password": {"type": "string"}}}}],
            "responses": {"200": {"schema": {"type": "object", "properties": {"requestId": {"type": "string"}}}}}},
        "Peek": {"methods": ["get"], "schemes": ["https"], "path": "/peek", "operationType": "write",
            "security": [{"Anonymous": []}], "parameters": [], "responses": {"200": {}}},
        "List": {"methods": ["get", "delete"], "schemes": ["https"], "path": "/things", "operationType": "read",
            "security": [{"AK": []}], "parameters": [{"name": "NextToken", "in": "query", "schema": {"type": "string"}}],
            "responses": {"200": {"schema": {"type": "object", "properties": {"NextToken": {"type": "string"},
                "Things": {"type": "array", "items": {"type": "object", "properties": {"Name": {"type": "string"}}}}}}}}},
        "Watch": {"methods": ["get"], "schemes": ["wss"], "path": "/things", "operationType": "read", "security": [{"AK": []}],
            "parameters": [], "responses": {"200": {}}}}}"##;

/// The generator's decisions also apply to descriptions that are loaded at run time.
#[test]
fn a_metadata_file_is_decided_on_when_it_is_loaded() {
    let folder = folder(&[("api-docs.json", METADATA)]);
    let catalog = Catalog::load(folder.path()).unwrap();
    let product = &catalog.products()[0];
    let put = product.operation("put").unwrap();
    let info = put.info;
    assert_eq!(
        format!(
            "{} {} {} {} {:?} {}",
            info.method, info.path, info.body, info.auth, info.idempotency_token, info.read_only
        ),
        "PUT /things/{ThingId} json signed Some(\"ClientToken\") false"
    );
    assert_eq!(
        (info.response.as_str(), put.details.accepted_auth.as_slice()),
        ("acknowledgement", &[Auth::Signed, Auth::Bearer][..])
    );
    let parameters: Vec<_> = put
        .parameters
        .iter()
        .map(|parameter| {
            let marks = [(parameter.required, "required"), (parameter.schema.is_secret(), "secret")];
            let marks: Vec<_> = marks.into_iter().filter_map(|(holds, mark)| holds.then_some(mark)).collect();
            format!("{} {} {}", parameter.name, parameter.location, marks.join(" "))
        })
        .collect();
    assert_eq!(
        parameters,
        ["ThingId path required", "ClientToken query ", "Name body-field required", "Password body-field secret"]
    );
    assert_eq!(product.operation_names().collect::<Vec<_>>(), ["List", "Peek", "Put"]);
    let list = product.operation("List").unwrap();
    assert_eq!(
        (list.info.method, list.info.methods, list.info.read_only),
        (Method::Get, &[Method::Get, Method::Delete][..], true)
    );
    let pages = list.paging.unwrap();
    assert_eq!(pages.items, ["Things"]);
    assert!(matches!(&pages.next, NextPage::Token(token) if *token.request == ["NextToken"]), "{pages:?}");
    // A write is one by what its description says, not by its method.
    let peek = product.operation("Peek").unwrap().info;
    assert_eq!((peek.method, peek.auth, peek.read_only), (Method::Get, Auth::Anonymous, false));
    let error = product.operation("Watch").unwrap_err();
    assert!(matches!(error, CatalogError::OutOfScope { .. }), "{error}");
    insta::assert_snapshot!(error, @"Watch cannot be called: it speaks over a websocket (scheme `wss`)");
    for (name, is_out_of_scope) in [("watch", true), ("Wat", false), ("Watches", false)] {
        let error = product.operation(name).unwrap_err();
        assert_eq!(matches!(error, CatalogError::OutOfScope { .. }), is_out_of_scope, "{name}: {error}");
    }
}

#[test]
fn what_is_wrong_with_a_folder_is_reported_with_its_location() {
    let empty = tempfile::tempdir().unwrap();
    let problems = |folder: &Path| match Catalog::load(folder) {
        Err(CatalogError::Invalid { problems }) => problems,
        other => panic!("{other:?}"),
    };
    assert!(problems(empty.path()).contains("there is no product here"));
    assert!(problems(&empty.path().join("absent")).contains("the folder cannot be read"));

    let broken = folder(&[
        ("product.json", ROA),
        ("Get.json", "{\n  \"methods\": [}\n"),
        ("Put.json", "{\n  \"parameters\": 1\n}"),
    ]);
    let problems = problems(broken.path());
    assert!(problems.contains("Get.json:2:") && problems.contains("Put.json:2:"), "all at once: {problems}");
}
