//! Tests of which parameters are set to the region of a call.

use alicloud_client::runtime::{At, BodyKind, OperationInfo, Parameters, Value};
use alicloud_client::{ErrorKind, Operation, UntypedOperation};

use crate::operations::{Empty, RDS, info};
use crate::script::{Script, ok};

/// For a parameter that is not set: its name, its location, and whether a call in `cn-hangzhou` sends it.
const CASES: [(&str, At, Sent); 14] = [
    ("RegionId", At::QUERY.required(), Sent::Region),
    ("regionId", At::QUERY.required(), Sent::Region),
    ("RegionID", At::QUERY.required(), Sent::Region),
    ("region_id", At::QUERY.required(), Sent::Region),
    ("RegionId", At::FORM.required(), Sent::Region),
    ("RegionId", At::BODY_FIELD.required(), Sent::Region),
    ("RegionId", At::HEADER.required(), Sent::Region),
    ("region_id", At::PATH, Sent::Region),
    ("RegionId", At::QUERY, Sent::Nothing),
    ("region_id", At::BODY_FIELD, Sent::Nothing),
    ("Region", At::QUERY.required(), Sent::Missing),
    ("TargetRegionId", At::QUERY.required(), Sent::Missing),
    ("RegionIds", At::QUERY.required(), Sent::Missing),
    ("DBInstanceId", At::QUERY.required(), Sent::Missing),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sent {
    Region,
    Nothing,
    Missing,
}

/// A typed operation with a required region and an optional one.
#[derive(Clone, Default)]
struct InRegion {
    region: Option<String>,
    optional: Option<String>,
}

impl Operation for InRegion {
    type Response = Empty;
    const INFO: &'static OperationInfo = &info(&RDS, "DescribeRegions", true, None);

    fn parameters(&self, parameters: &mut Parameters<'_>) {
        parameters.string("RegionId", At::QUERY.required(), &self.region);
        parameters.string("region_id", At::QUERY, &self.optional);
    }
}

/// An operation whose `RegionId` is not a string, so it cannot be filled in.
#[derive(Clone, Default)]
struct InNumberedRegion;

impl Operation for InNumberedRegion {
    type Response = Empty;
    const INFO: &'static OperationInfo = &info(&RDS, "DescribeRegions", true, None);

    fn parameters(&self, parameters: &mut Parameters<'_>) {
        parameters.int64("RegionId", At::QUERY.required(), &None);
        parameters.value("regionId", At::QUERY.required(), &None::<Vec<String>>);
    }
}

/// Whether the region occurs anywhere in the request.
fn names_region(request: &alicloud_client::transport::HttpRequest, region: &str) -> bool {
    let body = String::from_utf8_lossy(&request.body);
    let header = request.headers.get("regionid").is_some_and(|value| value == region);
    header || request.url.contains(region) || body.contains(region)
}

fn operation(at: At) -> &'static OperationInfo {
    let body = if at == At::BODY_FIELD || at == At::BODY_FIELD.required() {
        BodyKind::Json
    } else if at == At::FORM.required() {
        BodyKind::Form
    } else {
        BodyKind::None
    };
    let path = if at == At::PATH { "/regions/{region_id}/clusters" } else { "/" };
    Box::leak(Box::new(info(&RDS, "Operation", true, None).body(body).path(path)))
}

#[tokio::test]
async fn a_required_region_is_that_of_the_client() {
    for (name, at, expected) in CASES {
        let script = Script::new([ok()]);
        let client = script.builder().endpoint("http://127.0.0.1:9").build().unwrap();
        let untyped = UntypedOperation::new(operation(at)).parameter(name, at, None);
        let result = untyped.send(&client).await;
        let found = match (&result, script.requests().first()) {
            (Ok(_), Some(request)) if names_region(request, "cn-hangzhou") => Sent::Region,
            (Ok(_), Some(_)) => Sent::Nothing,
            (Err(error), None) if error.kind() == ErrorKind::InvalidInput => Sent::Missing,
            _ => panic!("{name} {at:?}: {result:?}"),
        };
        assert_eq!(found, expected, "{name} {at:?}");

        let script = Script::new([ok()]);
        let client = script.builder().endpoint("http://127.0.0.1:9").build().unwrap();
        let set = UntypedOperation::new(operation(at)).parameter(name, at, Some(Value::from("eu-central-1")));
        set.send(&client).await.unwrap();
        let request = &script.requests()[0];
        assert!(
            (at == At::HEADER.required() || names_region(request, "eu-central-1"))
                && !names_region(request, "cn-hangzhou"),
            "{name} {at:?}: {request:?}"
        );
    }
}

#[tokio::test]
async fn a_typed_call_sends_the_region_of_the_call_and_no_optional_one() {
    let script = Script::new([ok()]);
    let client = script.client();
    let regions = |index: usize| {
        let request = script.requests().remove(index);
        crate::script::parameters(&request).into_iter().filter(|(name, _)| name.contains("Region")).collect::<Vec<_>>()
    };
    let pair = |value: &str| ("RegionId".to_owned(), value.to_owned());

    client.send(InRegion::default()).await.unwrap();
    assert_eq!(regions(0), [pair("cn-hangzhou")]);
    client.send(InRegion::default()).region("eu-central-1").await.unwrap();
    assert_eq!(regions(1), [pair("eu-central-1")]);
    let set = InRegion { region: Some("cn-beijing".to_owned()), ..InRegion::default() };
    client.send(set).await.unwrap();
    assert_eq!(regions(2), [pair("cn-beijing")]);
    // A parameter that is set is sent even if it is empty; only an unset one is filled in.
    client.send(InRegion { region: Some(String::new()), ..InRegion::default() }).await.unwrap();
    assert_eq!(regions(3), [pair("")]);
    let request = client.send(InRegion::default()).into_request().await.unwrap();
    assert!(request.url.contains("RegionId=cn-hangzhou") && !request.url.contains("region_id"), "{}", request.url);

    let error = client.send(InNumberedRegion).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("RegionId, regionId are not set"), "{error}");
}

#[tokio::test]
async fn without_a_region_the_error_says_how_to_set_one() {
    let script = Script::new([ok()]);
    let client = script.builder().region("").endpoint("http://127.0.0.1:9").build().unwrap();
    let typed = client.send(InRegion::default()).await.unwrap_err();
    let untyped = UntypedOperation::new(operation(At::QUERY)).parameter("RegionId", At::QUERY.required(), None);
    for error in [typed, untyped.send(&client).await.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let text = error.to_string();
        let hints = ["RegionId", "ClientBuilder::region", "ALIBABA_CLOUD_REGION_ID", "profile"];
        assert!(hints.iter().all(|hint| text.contains(hint)), "{text}");
    }
    assert!(script.requests().is_empty());
}
