//! Tests of serializing responses with `serde`.

use crate::operations::{Instance, Instances, Items, Tag};

#[test]
fn what_is_stored_can_be_read_again() {
    let instance = Instance {
        id: Some("a".to_owned()),
        port: Some(3306),
        children: vec![Instance::default()],
        ..Instance::default()
    };
    let detail = Tag { secret: Some("kept".into()), weights: Some(vec![i64::MAX]), ..Tag::default() };
    let value = Instances {
        request_id: "1".to_owned(),
        ratio: Some(0.1),
        items: Items { list: vec![instance] },
        detail: Some(detail),
        any: Some(serde_json::json!({"x": [null]})),
        ..Instances::default()
    };
    let json = serde_json::to_string(&value).unwrap();
    let expected = concat!(
        r#"{"RequestId":"1","Items":{"DBInstance":[{"Child":[{"Child":[]}],"DBInstanceId":"a","Port":3306}]},"#,
        r#""Detail":{"Secret":"kept","Weight":[9223372036854775807]},"Ratio":0.1,"Map":{},"Lists":{},"Any":{"x":[null]},"Names":[]}"#,
    );
    let tree = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
    assert_eq!(tree(&json), tree(expected));
    assert_eq!(serde_json::from_str::<Instances>(&json).unwrap(), value, "{json}");
    let error = serde_json::from_str::<Instances>(r#"{"Items":{"DBInstance":[{"Port":"x"}]}}"#).unwrap_err();
    assert!(error.to_string().starts_with("Items.DBInstance[0].Port: found a string"), "{error}");
}
