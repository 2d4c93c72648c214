//! Creates one attempt of an unsigned request: URL, date, nonce and signature. This is done again for each attempt.

mod headers;
mod log;
mod oss4;

use std::borrow::Cow;
use std::time::SystemTime;

use alicloud_signer::{AccessKey, acs3, roa, rpc};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, USER_AGENT};
use http::{HeaderMap, HeaderValue};

use self::headers::Headers;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind};
use crate::operation::{Auth, GatewaySignature, Method, OperationInfo, Style};
use crate::pairs::encode;
use crate::provider::{Credentials, CredentialsKind};
use crate::request::Unsigned;
use crate::timestamp;

/// The signature scheme of requests. Products whose gateway has a scheme of its own
/// ([`ProductInfo::signature`](crate::runtime::ProductInfo::signature)) are signed with that one, whatever is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SignatureVersion {
    /// `ACS3-HMAC-SHA256`, which the vendor recommends.
    #[default]
    Acs3,
    /// The older schemes: RPC signature 1.0 (HMAC-SHA1) or the ROA header signature.
    V1,
}

/// The format of responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// XML. Not every product supports it.
    Xml,
}

/// Everything besides the request that determines an attempt.
pub(crate) struct SigningContext<'a> {
    pub(crate) info: &'static OperationInfo,
    pub(crate) method: Method,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) region: Option<&'a str>,
    pub(crate) credentials: &'a Credentials,
    pub(crate) version: SignatureVersion,
    pub(crate) format: Format,
    pub(crate) now: SystemTime,
    pub(crate) nonce: &'a str,
    pub(crate) user_agent: &'a HeaderValue,
}

/// A request that can be sent, and its signature.
pub(crate) struct SignedRequest {
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: bytes::Bytes,
    pub(crate) signature: Signature,
}

/// The signature with its inputs, for the help in the error if the service computes another signature.
pub(crate) enum Signature {
    None,
    Acs3(acs3::Signed),
    Rpc(rpc::Signed),
    Roa(roa::Signed),
    Log(alicloud_signer::sls::Signed),
    Oss4(alicloud_signer::oss4::Signed),
}

impl Signature {
    /// The signature; empty if the request is not signed.
    pub(crate) fn value(&self) -> &str {
        match self {
            Self::None => "",
            Self::Acs3(signed) => signed.signature(),
            Self::Rpc(signed) => signed.signature(),
            Self::Roa(signed) => signed.signature(),
            Self::Log(signed) => signed.signature(),
            Self::Oss4(signed) => signed.signature(),
        }
    }

    /// The string that was signed. It is computed on demand.
    pub(crate) fn string_to_sign(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Acs3(signed) => signed.string_to_sign(),
            Self::Rpc(signed) => signed.string_to_sign().to_owned(),
            Self::Roa(signed) => signed.string_to_sign().to_owned(),
            Self::Log(signed) => signed.string_to_sign().to_owned(),
            Self::Oss4(signed) => signed.string_to_sign().to_owned(),
        }
    }
}

/// Adds the host, the date, the nonce and the signature to `request`.
pub(crate) fn sign(request: &Unsigned, context: &SigningContext<'_>) -> Result<SignedRequest, Error> {
    let access_key = match (context.info.auth, context.credentials.kind()) {
        (Auth::Anonymous, _) | (_, CredentialsKind::Anonymous | CredentialsKind::Bearer(_)) => None,
        (Auth::Signed, CredentialsKind::AccessKey(key)) => Some(key),
        (Auth::Bearer, CredentialsKind::AccessKey(_)) => {
            return Err(Error::new(
                ErrorKind::Credentials,
                "the operation takes a bearer token, but the credentials are an access key",
            ));
        }
    };
    let product = context.info.product;
    if product.signature != GatewaySignature::Acs && bearer(context).is_some() {
        return Err(Error::new(
            ErrorKind::Credentials,
            format!("{} takes an access key, but the credentials are a bearer token", product.code),
        ));
    }
    match (product.signature, context.version, product.style) {
        (GatewaySignature::Log, ..) => log::request(request, context, access_key),
        (GatewaySignature::Oss4, ..) => oss4::request(request, context, access_key),
        (GatewaySignature::Acs, SignatureVersion::Acs3, style) => acs3_request(request, context, access_key, style),
        (GatewaySignature::Acs, SignatureVersion::V1, Style::Rpc) => rpc_request(request, context, access_key),
        (GatewaySignature::Acs, SignatureVersion::V1, Style::Roa) => roa_request(request, context, access_key),
    }
}

fn acs3_request(
    request: &Unsigned,
    context: &SigningContext<'_>,
    key: Option<&AccessKey>,
    style: Style,
) -> Result<SignedRequest, Error> {
    let date = timestamp::rfc3339(context.now)?;
    let algorithm = acs3::Algorithm::HmacSha256;
    let hash = algorithm.hash(&request.body);
    let mut query = Vec::with_capacity(request.query.len() + 2);
    query.extend(request.query.iter());
    let format = match context.format {
        Format::Xml => Some("XML"),
        Format::Json if key.is_none() => Some("json"),
        Format::Json => None,
    };
    // If the operation has a parameter of this name, only that one is sent, with the meaning that the operation
    // defines. The header `accept` still sets the format.
    if let Some(format) = format.filter(|_| style == Style::Rpc && names(request).all(|name| name != "Format")) {
        query.push(("Format", format));
    }
    let bearer = bearer(context);
    if bearer.is_some() && style == Style::Rpc {
        // If it were sent twice, it would be undefined which one counts.
        if names(request).any(|name| name == "SignatureType") {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "the parameter SignatureType of the operation cannot be sent with a bearer token, which needs a parameter of the same name",
            ));
        }
        query.push(("SignatureType", "BEARERTOKEN"));
    }
    let mut headers = common_headers(request, context)?;
    match key {
        Some(key) => headers.of_signer(acs3::signing_headers(key, &date, context.nonce, &hash))?,
        None => headers.of_signer([
            (acs3::CONTENT_HASH_HEADER, hash.as_str()),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", context.nonce),
        ])?,
    }
    if let Some(token) = bearer {
        headers.known(&headers::BEARER_TOKEN, token)?;
        if style == Style::Roa {
            headers.fixed(&headers::SIGNATURE_TYPE, "BEARERTOKEN")?;
        }
    }
    let Some(signing_key) = key.and_then(|_| context.credentials.signing_key()) else {
        let url = address(request, context, &encode(query.iter().copied()));
        return Ok(finish(request, context, headers.into_map(), url, Signature::None));
    };
    query.sort_unstable();
    let to_sign = acs3::Request {
        method: context.method.as_str(),
        path: &request.path,
        query: &query,
        headers: headers.sorted_texts(),
        payload: acs3::Payload::Hash(hash.as_str()),
    };
    let signed = signing_key.sign(&to_sign);
    let mut map = headers.into_map();
    map.insert(AUTHORIZATION, headers::authorization(signed.authorization())?);
    let url = address(request, context, signed.canonical_query());
    Ok(finish(request, context, map, url, Signature::Acs3(signed)))
}

/// The parameters of signature 1.0 itself, which are sent together with those of the operation.
const OF_PROTOCOL: [&str; 13] = [
    "AccessKeyId",
    "Action",
    "BearerToken",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
    "TimeStamp",
];

fn rpc_request(
    request: &Unsigned,
    context: &SigningContext<'_>,
    key: Option<&AccessKey>,
) -> Result<SignedRequest, Error> {
    // If it were sent twice, both would be signed. If it replaced the parameter of the protocol, another operation or
    // version would be called.
    if let Some(name) = names(request).find(|name| OF_PROTOCOL.contains(name)) {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            format!(
                "the parameter {name} of the operation cannot be sent with signature 1.0, which has a parameter of the same name: use \
                 SignatureVersion::Acs3, which sends its parameters in headers"
            ),
        ));
    }
    let date = timestamp::rfc3339(context.now)?;
    let mut query = Vec::with_capacity(request.query.len() + 12);
    query.extend([
        ("Action", context.info.name),
        ("Version", context.info.product.version),
        ("Format", if context.format == Format::Xml { "XML" } else { "JSON" }),
    ]);
    query.extend(request.query.iter());
    let headers = common_headers(request, context)?.into_map();
    let Some(key) = key else {
        query.extend([("Timestamp", date.as_str()), ("SignatureNonce", context.nonce)]);
        if let Some(token) = bearer(context) {
            query.extend([("BearerToken", token), ("SignatureType", "BEARERTOKEN")]);
        }
        let url = address(request, context, &encode(query.iter().copied()));
        return Ok(finish(request, context, headers, url, Signature::None));
    };
    query.extend(rpc::signing_parameters(key, &date, context.nonce));
    let signed = if request.form.is_empty() {
        rpc::sign(context.method.as_str(), &query, &key.secret)
    } else {
        let all: Vec<_> = query.iter().copied().chain(request.form.iter()).collect();
        rpc::sign(context.method.as_str(), &all, &key.secret)
    };
    query.push(("Signature", signed.signature()));
    let url = address(request, context, &encode(query.iter().copied()));
    Ok(finish(request, context, headers, url, Signature::Rpc(signed)))
}

fn roa_request(
    request: &Unsigned,
    context: &SigningContext<'_>,
    key: Option<&AccessKey>,
) -> Result<SignedRequest, Error> {
    let date = timestamp::http_date(context.now)?;
    let query: Vec<_> = request.query.iter().collect();
    let mut headers = common_headers(request, context)?;
    if !has_header(request, "accept") {
        headers.fixed(&ACCEPT, accept(context.format))?;
    }
    let Some(key) = key else {
        headers.of_signer([("x-acs-signature-nonce", context.nonce)])?;
        headers.known(&DATE, &date)?;
        if let Some(token) = bearer(context) {
            headers.known(&headers::BEARER_TOKEN, token)?;
            headers.fixed(&headers::SIGNATURE_TYPE, "BEARERTOKEN")?;
        }
        let url = address(request, context, &encode(query.iter().copied()));
        return Ok(finish(request, context, headers.into_map(), url, Signature::None));
    };
    headers.of_signer(roa::signing_headers(key, &date, context.nonce))?;
    let to_sign = roa::Request {
        method: context.method.as_str(),
        path: &request.path,
        query: &query,
        headers: headers.sorted_texts(),
    };
    let signed = roa::sign(&to_sign, key);
    let mut map = headers.into_map();
    map.insert(AUTHORIZATION, headers::authorization(signed.authorization())?);
    Ok(finish(request, context, map, address(request, context, &encode(query.iter().copied())), Signature::Roa(signed)))
}

/// The headers that are sent with every signature scheme, and those of the operation. A header that the operation sets
/// is not set again.
fn common_headers<'a>(request: &'a Unsigned, context: &SigningContext<'a>) -> Result<Headers<'a>, Error> {
    let mut headers = match context.endpoint.host_header() {
        host if host == context.endpoint.host() => Headers::new(host),
        host => Headers::with_host(host)?,
    };
    // An operation that the service finds by its path has no name.
    if !context.info.name.is_empty() {
        headers.fixed(&headers::ACTION, context.info.name)?;
    }
    headers.fixed(&headers::VERSION, context.info.product.version)?;
    // It is the origin of what signs the request, and the vendor's libraries leave it out of requests that are not signed.
    if context.info.product.signature == GatewaySignature::Acs && context.info.auth != Auth::Anonymous {
        headers.known(&headers::CREDENTIALS_PROVIDER, context.credentials.provider())?;
    }
    match request.content_type.as_ref().filter(|_| !has_header(request, "content-type")) {
        Some(Cow::Borrowed(content_type)) => headers.fixed(&CONTENT_TYPE, content_type)?,
        Some(Cow::Owned(content_type)) => headers.known(&CONTENT_TYPE, content_type)?,
        None => {}
    }
    for (name, text) in request.headers.iter() {
        if headers::is_of_protocol(name) {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                format!("the parameter {name} cannot be sent as a header: the protocol has a header of the same name"),
            ));
        }
        headers.given(name, text)?;
    }
    Ok(headers)
}

/// The names of all parameters in the query and the form.
fn names(request: &Unsigned) -> impl Iterator<Item = &str> {
    request.query.iter().chain(request.form.iter()).map(|(name, _)| name)
}

fn has_header(request: &Unsigned, name: &str) -> bool {
    request.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

fn finish(
    request: &Unsigned,
    context: &SigningContext<'_>,
    mut headers: HeaderMap,
    url: String,
    signature: Signature,
) -> SignedRequest {
    if !headers.contains_key(ACCEPT) {
        headers.insert(ACCEPT, HeaderValue::from_static(accept(context.format)));
    }
    headers.insert(USER_AGENT, context.user_agent.clone());
    SignedRequest { url, headers, body: request.body.clone(), signature }
}

/// The URL: endpoint, path and query, all of them already encoded.
fn address(request: &Unsigned, context: &SigningContext<'_>, query: &str) -> String {
    let separator = if query.is_empty() { "" } else { "?" };
    let endpoint = context.endpoint;
    [endpoint.scheme(), endpoint.host(), &request.path, separator, query].concat()
}

fn accept(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json",
        Format::Xml => "application/xml",
    }
}

fn bearer<'a>(context: &SigningContext<'a>) -> Option<&'a str> {
    match context.credentials.kind() {
        CredentialsKind::Bearer(token) => Some(token.expose()),
        CredentialsKind::AccessKey(_) | CredentialsKind::Anonymous => None,
    }
}
