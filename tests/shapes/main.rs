//! The code that is generated for every hostile shape compiles, and says on the wire what the shape says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

include!(concat!(env!("OUT_DIR"), "/shapes.rs"));

use alicloud_client::runtime::{BodyKind, Method, Operation, Paginate};

/// `Debug` goes through the same table as the wire, with the names of the wire.
#[track_caller]
fn shows(operation: &impl std::fmt::Debug, expected: &str) {
    assert_eq!(format!("{operation:?}"), expected);
}

#[test]
fn names_on_the_wire_stay_what_they_are() {
    use names::describe_names::DescribeNames;
    let request = DescribeNames::new().r#type("a").self_("b").rule_id("c").rule_id_3("d").rule_id_2("e").tag_1_key("f");
    shows(
        &request.asterisk("g").new_("h").value_302pv("i"),
        r#"DescribeNames { Type: "a", Self: "b", RuleID: "c", RuleId: "d", RuleId_2: "e", 302Pv: "i", Tag.1.key: "f", *: "g", New: "h" }"#,
    );
}

#[test]
fn secrets_are_hidden() {
    use parameters::modify_parameters::ModifyParameters;
    let shown = format!("{:?}", ModifyParameters::new().account_password("hunter2").password_policy("strict"));
    assert!(!shown.contains("hunter2") && shown.contains("strict"), "{shown}");
}

#[test]
fn unknown_values_are_kept() {
    use enumerations::modify_enumerations::{Kind, NetworkType, Version};
    assert_eq!(NetworkType::from("0"), NetworkType::Vpc);
    assert_eq!(NetworkType::from("7").as_str(), "7");
    assert_eq!(Kind::from("Unknown"), Kind::UnknownValue);
    assert_eq!((Version::Value5_7.as_str(), Version::Value57.as_str()), ("5.7", "57"));
}

#[test]
fn bodies_are_what_the_description_says() {
    assert_eq!(bodies::put_object::PutObject::INFO.body, BodyKind::Json);
    assert_eq!(bodies::put_form::PutForm::INFO.body, BodyKind::Form);
    assert_eq!(bodies::put_bytes::PutBytes::INFO.body, BodyKind::Binary);
    assert_eq!(paths::delete_cluster::DeleteCluster::INFO.body, BodyKind::None);
    assert_eq!(paths::update_cluster::UpdateCluster::INFO.path, "/clusters/{cluster_id}/{zone}");
    assert_eq!(paths::update_cluster::UpdateCluster::INFO.method, Method::Post);
}

#[test]
fn a_structure_can_hold_itself() {
    use shared::components::Tree;
    let tree = Tree::new().name("root").left(Tree::new().name("leaf")).children([Tree::new()]);
    assert_eq!(tree.clone(), tree);
    assert_ne!(tree, Tree::new());
}

#[test]
fn both_ways_of_paging_lead_on() {
    use pages::list_either_way::{ListEitherWay, ListEitherWayResponse};
    let page = |items: usize, token: Option<&str>| ListEitherWayResponse {
        total_count: Some(3),
        next_token: token.map(str::to_owned),
        items: vec!["a".to_owned(); items],
        ..ListEitherWayResponse::default()
    };
    let mut by_number = ListEitherWay::new().page_size(2);
    assert!(by_number.advance(&page(2, None)));
    assert_eq!(by_number.page_number, Some(2));
    assert!(!by_number.advance(&page(1, None)));

    let mut by_token = ListEitherWay::new();
    assert!(by_token.advance(&page(2, Some("more"))));
    assert_eq!((by_token.next_token.as_deref(), by_token.page_number), (Some("more"), None));
    assert!(!by_token.advance(&page(1, None)));
}
