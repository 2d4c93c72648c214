//! The embedded catalog, and catalogs loaded from a folder.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed, and clippy allows it only inside test functions"
)]

use std::path::Path;

use alicloud_catalog::{Catalog, CatalogError, Details, Location, Operation, Product, Style};

fn spec() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/spec"))
}

#[test]
fn every_embedded_entry_can_be_read() {
    let mut operations = 0;
    for product in Catalog::embedded().products() {
        product.details().unwrap();
        for name in product.operation_names() {
            assert_eq!(product.operation(name).unwrap().name, name);
            operations += 1;
        }
    }
    assert!(operations > 400, "{operations}");
}

/// Of products without corrections, which only the embedded catalog has applied; apart from what only the generator decides.
#[test]
fn embedded_and_loaded_say_the_same() {
    let loaded = Catalog::load(spec()).unwrap();
    assert_eq!(loaded.products().len(), Catalog::embedded().products().len());
    let without_corrections = |product: &&Product| {
        let folder = spec().join(product.code().to_lowercase()).join(product.version());
        !folder.join("corrections.json").exists()
    };
    for product in loaded.products().iter().filter(without_corrections) {
        let embedded = Catalog::embedded().product(product.code(), Some(product.version())).unwrap();
        let everything = |product: &Product| {
            let undecided =
                |operation: &Operation| Operation { call: None, parameters: Vec::new(), ..operation.clone() };
            let operations: Vec<_> =
                product.operation_names().map(|name| undecided(product.operation(name).unwrap())).collect();
            let Details { info, directories, components, location_service_code, common_error_codes, .. } =
                product.details().unwrap();
            format!(
                "{info:?} {directories:?} {components:?} {location_service_code:?} {common_error_codes:?} {operations:?}"
            )
        };
        assert_eq!(everything(product), everything(embedded));
    }
}

/// Parameters as generated code has them: each once, in its place, without the parts of other ones.
#[test]
fn the_embedded_catalog_says_how_to_call() {
    let cases = [
        ("rds", "ReleaseInstanceConnection", "Post None Signed None", "DBInstanceId", Location::Query, Style::Flat, 1),
        (
            "rds",
            "DescribeDBInstanceConnectivity",
            "Get None Signed None",
            "DbInstanceName",
            Location::Query,
            Style::Flat,
            1,
        ),
        (
            "rds",
            "CreateDBInstance",
            "Post None Signed Some(\"ClientToken\")",
            "ServerlessConfig",
            Location::Query,
            Style::Json,
            1,
        ),
        ("rds", "AttachRCInstances", "Post None Signed None", "InstanceIds", Location::Query, Style::Simple, 1),
        ("rds", "ConfirmNotify", "Post Form Signed None", "NotifyIdList", Location::FormData, Style::Json, 1),
        ("rds", "DescribeDBProxy", "Post None Signed None", "DBInstanceId", Location::Query, Style::Flat, 1),
        (
            "rds",
            "RemoveTagsFromResource",
            "Post None Signed Some(\"ClientToken\")",
            "Tag.1.key",
            Location::Query,
            Style::Flat,
            0,
        ),
        ("sts", "AssumeRoleWithOIDC", "Post None Anonymous None", "RoleArn", Location::Query, Style::Flat, 1),
    ];
    for (product, name, facts, parameter, location, style, count) in cases {
        let operation = Catalog::embedded().product(product, None).unwrap().operation(name).unwrap();
        let call = operation.call.as_ref().unwrap();
        let told = format!("{:?} {:?} {:?} {:?}", call.method, call.body, call.auth, call.idempotency_token);
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
    ] {
        assert_eq!(Catalog::embedded().product(code, version).is_some(), found, "{code} {version:?}");
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
        ("UnTagResources", "UntagResources"),
    ] {
        assert_eq!(rds.operation(spelling).unwrap().name, name);
    }
    let error = rds.operation("release-instance-conection").unwrap_err();
    insta::assert_snapshot!(error, @"Rds has no operation `release-instance-conection`; did you mean ReleaseInstanceConnection, ReleaseInstancePublicConnection?");
}

#[test]
fn an_operation_has_everything_that_its_entry_says() {
    let rds = Catalog::embedded().product("rds", None).unwrap();
    let operation = rds.operation("ReleaseInstanceConnection").unwrap();
    assert_eq!(operation.methods, ["post", "get"]);
    assert!(operation.accepts("AK") && !operation.accepts("Anonymous"));
    let network = operation.parameters.iter().find(|parameter| parameter.name == "InstanceNetworkType").unwrap();
    assert_eq!((network.location, network.schema.required), (Location::Query, true));
    assert_eq!(network.schema.valid_values, ["0", "1"]);
    assert_eq!(network.schema.enum_value_titles["0"], "VPC");
    assert_eq!(operation.ram_actions[0].resources[0].kind.as_deref(), Some("DBInstance"));
    assert!(operation.sample("json").unwrap().contains("RequestId"));
    assert!(operation.response().unwrap().properties.contains_key("RequestId"));
    let codes: Vec<_> = rds.errors(operation).map(|error| (error.status, error.code)).collect();
    assert_eq!(codes[0], (404, "Endpoint.NotFound"));
    assert!(codes.contains(&(400, "InvalidDBInstanceId.NotFound")));
}

/// A product folder in a new directory.
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
        ("ListClusters.json", r#"{"methods": ["get"], "path": "/clusters"}"#),
        ("DescribeCluster.json", r#"{"methods": ["get"], "path": "/clusters/{ClusterId}"}"#),
        ("DescribeDefaults.json", r#"{"methods": ["get"], "path": "/clusters/defaults"}"#),
        ("DeleteNode.json", r#"{"methods": ["delete"], "path": "/clusters/{ClusterId}/nodes/{NodeId}"}"#),
    ]);
    let catalog = Catalog::load(folder.path()).unwrap();
    let product = &catalog.products()[0];
    let route = |method, path| {
        product.route(method, path).map(|route| format!("{} {:?}", route.operation, route.segments)).unwrap_or_default()
    };
    for (method, path, expected) in [
        ("GET", "/clusters", "ListClusters []"),
        ("get", "/clusters/", "ListClusters []"),
        ("GET", "/clusters/c%201", r#"DescribeCluster [("ClusterId", "c%201")]"#),
        ("GET", "/clusters/defaults", "DescribeDefaults []"),
        ("DELETE", "/clusters/c/nodes/n", r#"DeleteNode [("ClusterId", "c"), ("NodeId", "n")]"#),
        ("POST", "/clusters", ""),
        ("DELETE", "/clusters/c/nodes/n/more", ""),
        ("DELETE", "/clusters//nodes/n", ""),
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
            r##"{"parameters": [{"name": "a", "in": "query", "schema": {"$ref": "#/components/schemas/A"}},
                {"name": "c", "in": "query", "schema": {"$ref": "#/components/schemas/C"}}]}"##,
        ),
    ]);
    let catalog = Catalog::load(folder.path()).unwrap();
    let product = &catalog.products()[0];
    let operation = product.operation("get").unwrap();
    let kind = |index: usize| product.resolve(&operation.parameters[index].schema).kind.as_deref();
    assert_eq!((kind(0), kind(1)), (Some("integer"), None), "a circle ends too");
}

#[test]
fn what_is_wrong_with_a_folder_is_said_with_its_place() {
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(Catalog::load(empty.path()), Err(CatalogError::NoProduct { .. })));
    assert!(matches!(Catalog::load(empty.path().join("absent")), Err(CatalogError::Invalid { line: 0, .. })));

    let broken = folder(&[("product.json", ROA), ("Get.json", "{\n  \"methods\": [}\n")]);
    let error = Catalog::load(broken.path()).unwrap_err();
    assert!(matches!(&error, CatalogError::Invalid { line: 2, file, .. } if file.ends_with("Get.json")), "{error}");

    let odd = folder(&[("product.json", ROA), ("Get.json", "{\n  \"parameters\": 1\n}")]);
    let catalog = Catalog::load(odd.path()).unwrap();
    let error = catalog.products()[0].operation("Get").unwrap_err();
    assert!(matches!(error, CatalogError::Invalid { line: 2, .. }), "{error}");
}
