//! Gateways with a signature of their own, which the vendor's metadata do not state.

use super::entry::Product;

/// The products of which the vendor's libraries sign requests in another way, with the word for the signature
/// (`alicloud_api::GatewaySignature`): the Python client of the first uses `alibabacloud-gateway-sls`, that of the second
/// `alibabacloud-gateway-oss`. A gateway refuses any other signature.
const OWN_SIGNATURES: [(&str, &str); 2] = [("Sls", "LOG"), ("hcs-mgw", "OSS4")];

/// The signature of the product's gateway; `None` if it is the common one.
pub(super) fn signature(product: &Product) -> Option<&'static str> {
    let code = product.info.product.as_deref()?;
    OWN_SIGNATURES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, signature)| *signature)
}
