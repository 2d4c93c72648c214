//! Requests to gateways that sign as Object Storage Service.

use alicloud_signer::{AccessKey, oss4};
use http::header::AUTHORIZATION;

use super::{Signature, SignedRequest, SigningContext, address, common_headers, finish, has_header, headers};
use crate::error::Error;
use crate::pairs::encode;
use crate::request::Unsigned;
use crate::timestamp;

/// A request with the signature `OSS4-HMAC-SHA256`, which is valid for one region and has no nonce.
pub(super) fn request(
    request: &Unsigned,
    context: &SigningContext<'_>,
    key: Option<&AccessKey>,
) -> Result<SignedRequest, Error> {
    let date = timestamp::basic(context.now)?;
    let query: Vec<_> = request.query.iter().collect();
    let url = address(request, context, &encode(query.iter().copied()));
    let mut headers = common_headers(request, context)?;
    let hash = Some(oss4::content_md5(&request.body)).filter(|_| !request.body.is_empty());
    let hash = hash.iter().map(|hash| ("content-md5", hash.as_str()));
    headers.of_signer(hash.filter(|(name, _)| !has_header(request, name)))?;
    let Some(key) = key else {
        return Ok(finish(request, context, headers.into_map(), url, Signature::None));
    };
    let Some(region) = context.region else {
        return Err(Error::configuration(
            "the signature of this product is valid for one region, and none is set: set the region of the client or of the call",
        ));
    };
    headers.of_signer(oss4::signing_headers(key, &date))?;
    let to_sign = oss4::Request {
        method: context.method.as_str(),
        path: &request.path,
        query: &query,
        headers: headers.sorted_texts(),
    };
    let signed = oss4::sign(&to_sign, region, key);
    let mut map = headers.into_map();
    map.insert(AUTHORIZATION, headers::authorization(signed.authorization())?);
    Ok(finish(request, context, map, url, Signature::Oss4(signed)))
}
