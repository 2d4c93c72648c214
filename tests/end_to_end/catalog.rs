//! Checks that catalog and generated types have the same facts about every operation, so that tools and programs send
//! the same.

use alicloud_catalog::Catalog;
use alicloud_client::OperationInfo;

include!(concat!(env!("OUT_DIR"), "/facts.rs"));

#[test]
fn the_catalog_knows_of_every_operation_what_its_type_knows() {
    for info in FACTS {
        let product = Catalog::embedded().product(info.product.code, Some(info.product.version)).unwrap();
        assert_eq!(product.operation(info.name).unwrap().info, *info, "{}", info.name);
    }
    assert!(FACTS.len() > 600, "operations of all products: {}", FACTS.len());
}
