//! The catalog says of every operation what the generated type says, so that tools and programs send the same.

use alicloud_catalog::{Call, Catalog};
use alicloud_client::OperationInfo;
use alicloud_client::runtime::Style;

include!(concat!(env!("OUT_DIR"), "/facts.rs"));

/// Both as text: the names of the values are the same on both sides.
fn told(call: &Call) -> String {
    let Call { method, methods, path, body, auth, read_only, idempotency_token, response, .. } = call;
    format!("{method:?} {methods:?} {path} {body:?} {auth:?} {read_only} {idempotency_token:?} {response:?}")
}

fn generated(info: &OperationInfo) -> String {
    let OperationInfo { method, methods, path, body, auth, read_only, idempotency_token, response, .. } = info;
    format!("{method:?} {methods:?} {path} {body:?} {auth:?} {read_only} {idempotency_token:?} {response:?}")
}

#[test]
fn the_catalog_knows_of_every_operation_what_its_type_knows() {
    for info in FACTS {
        let product = Catalog::embedded().product(info.product.code, Some(info.product.version)).unwrap();
        let operation = product.operation(info.name).unwrap();
        assert_eq!(told(operation.call.as_ref().unwrap()), generated(info), "{}", info.name);
    }
    assert!(FACTS.len() > 400, "operations of RDS and STS: {}", FACTS.len());
}

#[test]
fn the_catalog_knows_of_every_product_what_its_crate_knows() {
    for product in [&alicloud_rds::PRODUCT, &alicloud_sts::PRODUCT] {
        let told = Catalog::embedded().product(product.code, Some(product.version)).unwrap().details().unwrap();
        assert_eq!(told.resource_oriented, product.style == Style::Roa, "{}", product.code);
        assert_eq!(format!("{:?}", told.endpoint_rule), format!("{:?}", product.endpoint_rule), "{}", product.code);
        assert_eq!(told.location_service_code.as_deref(), product.location_service_code, "{}", product.code);
        let hosts: Vec<_> = told
            .endpoints
            .iter()
            .map(|endpoint| (endpoint.region_id.as_str(), endpoint.public.as_deref(), endpoint.vpc.as_deref()))
            .collect();
        let known: Vec<_> =
            product.endpoints.iter().map(|endpoint| (endpoint.region, endpoint.public, endpoint.vpc)).collect();
        assert_eq!(hosts, known, "{}", product.code);
    }
}
