//! Requests to Simple Log Service, whose gateway has a signature of its own.

use alicloud_signer::{AccessKey, sls};
use http::header::AUTHORIZATION;

use super::{Signature, SignedRequest, SigningContext, address, common_headers, finish, has_header, headers};
use crate::error::Error;
use crate::pairs::encode;
use crate::request::Unsigned;
use crate::timestamp;

/// A request with the signature `LOG`, which has neither a nonce nor an older version.
pub(super) fn request(
    request: &Unsigned,
    context: &SigningContext<'_>,
    key: Option<&AccessKey>,
) -> Result<SignedRequest, Error> {
    let date = timestamp::http_date(context.now)?;
    let query: Vec<_> = request.query.iter().collect();
    let url = address(request, context, &encode(query.iter().copied()));
    let mut headers = common_headers(request, context)?;
    let (hash, size) = (sls::content_md5(&request.body), request.body.len().to_string());
    let method = sls::SignatureMethod::default();
    let nobody = AccessKey::default();
    let needed = sls::signing_headers(key.unwrap_or(&nobody), method, &date, &hash, &size);
    // An operation may have a parameter for one of them, such as the size of a body that the caller has compressed. Without a
    // signature, nothing has a method.
    let is_sent = |name: &str| !has_header(request, name) && (key.is_some() || name != sls::SIGNATURE_METHOD_HEADER);
    headers.of_signer(needed.filter(|(name, _)| is_sent(name)))?;
    let Some(key) = key else {
        return Ok(finish(request, context, headers.into_map(), url, Signature::None));
    };
    let to_sign = sls::Request {
        method: context.method.as_str(),
        path: &request.path,
        query: &query,
        headers: headers.sorted_texts(),
    };
    let signed = sls::sign(&to_sign, method, key);
    let mut map = headers.into_map();
    map.insert(AUTHORIZATION, headers::authorization(signed.authorization())?);
    Ok(finish(request, context, map, url, Signature::Log(signed)))
}
