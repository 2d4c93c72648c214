//! From an unsigned request to one attempt: address, date, nonce and signature. New for every attempt.

use std::fmt::Write as _;
use std::time::SystemTime;

use alicloud_signer::{AccessKey, acs3, percent_encode_into, roa, rpc};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::credentials::{Credentials, CredentialsKind};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind};
use crate::operation::{Auth, Method, OperationInfo, Style};
use crate::request::Unsigned;

/// Which signature a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SignatureVersion {
    /// `ACS3-HMAC-SHA256`: what the vendor recommends.
    #[default]
    Acs3,
    /// The older ones: RPC signature 1.0 (HMAC-SHA1) or the ROA header signature.
    V1,
}

/// In which format the service answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// XML; not every product can.
    Xml,
}

/// What an attempt depends on besides the request.
pub(crate) struct Context<'a> {
    pub(crate) info: &'a OperationInfo,
    pub(crate) method: Method,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) credentials: &'a Credentials,
    pub(crate) version: SignatureVersion,
    pub(crate) format: Format,
    pub(crate) now: SystemTime,
    pub(crate) nonce: &'a str,
    pub(crate) user_agent: &'a str,
}

/// A request that can be sent, and the text that was signed.
pub(crate) struct Signed {
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: bytes::Bytes,
    pub(crate) string_to_sign: String,
}

/// Addresses and signs `request`.
pub(crate) fn sign(request: &Unsigned, context: &Context<'_>) -> Result<Signed, Error> {
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
    match (context.version, context.info.product.style) {
        (SignatureVersion::Acs3, style) => acs3_request(request, context, access_key, style),
        (SignatureVersion::V1, Style::Rpc) => rpc_request(request, context, access_key),
        (SignatureVersion::V1, Style::Roa) => roa_request(request, context, access_key),
    }
}

fn acs3_request(
    request: &Unsigned,
    context: &Context<'_>,
    key: Option<&AccessKey>,
    style: Style,
) -> Result<Signed, Error> {
    let date = humantime::format_rfc3339_seconds(context.now).to_string();
    let algorithm = acs3::Algorithm::HmacSha256;
    let hash = algorithm.hash(&request.body);
    let mut query: Vec<(&str, &str)> = pairs(&request.query);
    if style == Style::Rpc {
        match context.format {
            Format::Xml => query.push(("Format", "XML")),
            Format::Json if key.is_none() => query.push(("Format", "json")),
            Format::Json => {}
        }
    }
    let bearer = bearer(context);
    if bearer.is_some() && style == Style::Rpc {
        query.push(("SignatureType", "BEARERTOKEN"));
    }
    let mut headers: Vec<(&str, &str)> = Vec::with_capacity(16);
    headers.push(("host", context.endpoint.host()));
    headers.push(("x-acs-action", context.info.name));
    headers.push(("x-acs-version", context.info.product.version));
    headers.push(("x-acs-credentials-provider", context.credentials.provider()));
    if let Some(content_type) = request.content_type {
        headers.push(("content-type", content_type));
    }
    headers.extend(pairs(&request.headers));
    let anonymous;
    let mut signing = Vec::with_capacity(5);
    if let Some(key) = key {
        signing.extend(acs3::signing_headers(key, &date, context.nonce, &hash));
    } else {
        anonymous = [
            ("x-acs-content-sha256", hash.as_str()),
            ("x-acs-date", date.as_str()),
            ("x-acs-signature-nonce", context.nonce),
        ];
        signing.extend(anonymous);
    }
    headers.extend(signing);
    if let Some(token) = bearer {
        headers.push(("x-acs-bearer-token", token));
        if style == Style::Roa {
            headers.push(("x-acs-signature-type", "BEARERTOKEN"));
        }
    }
    let to_sign = acs3::Request {
        method: context.method.as_str(),
        path: &request.path,
        query: &query,
        headers: &headers,
        payload: acs3::Payload::Hash(hash.as_str()),
    };
    let (canonical_query, authorization, string_to_sign) = match key {
        Some(key) => {
            let signed = acs3::sign(&to_sign, algorithm, key);
            (signed.canonical_query().to_owned(), Some(signed.authorization().to_owned()), signed.string_to_sign())
        }
        None => (encode_query(&query), None, String::new()),
    };
    let mut map = header_map(&headers)?;
    if let Some(authorization) = authorization {
        map.insert(AUTHORIZATION, secret_value(&authorization)?);
    }
    finish(request, context, map, &canonical_query, string_to_sign)
}

fn rpc_request(request: &Unsigned, context: &Context<'_>, key: Option<&AccessKey>) -> Result<Signed, Error> {
    let date = humantime::format_rfc3339_seconds(context.now).to_string();
    let mut query: Vec<(&str, &str)> = vec![
        ("Action", context.info.name),
        ("Version", context.info.product.version),
        ("Format", if context.format == Format::Xml { "XML" } else { "JSON" }),
    ];
    query.extend(pairs(&request.query));
    let (query, string_to_sign) = if let Some(key) = key {
        query.extend(rpc::signing_parameters(key, &date, context.nonce));
        let split = query.len();
        let mut all = query.clone();
        all.extend(pairs(&request.form));
        let signed = rpc::sign(context.method.as_str(), &all, &key.secret);
        query.truncate(split);
        query.push(("Signature", signed.signature()));
        (encode_query(&query), signed.string_to_sign().to_owned())
    } else {
        query.extend([("Timestamp", date.as_str()), ("SignatureNonce", context.nonce)]);
        if let Some(token) = bearer(context) {
            query.extend([("BearerToken", token), ("SignatureType", "BEARERTOKEN")]);
        }
        (encode_query(&query), String::new())
    };
    let mut headers = vec![
        ("host", context.endpoint.host()),
        ("x-acs-action", context.info.name),
        ("x-acs-version", context.info.product.version),
        ("x-acs-credentials-provider", context.credentials.provider()),
    ];
    if let Some(content_type) = request.content_type {
        headers.push(("content-type", content_type));
    }
    headers.extend(pairs(&request.headers));
    finish(request, context, header_map(&headers)?, &query, string_to_sign)
}

fn roa_request(request: &Unsigned, context: &Context<'_>, key: Option<&AccessKey>) -> Result<Signed, Error> {
    let date = httpdate::fmt_http_date(context.now);
    let query = pairs(&request.query);
    let accept = accept(context.format);
    let mut headers = vec![
        ("host", context.endpoint.host()),
        ("accept", accept),
        ("x-acs-action", context.info.name),
        ("x-acs-version", context.info.product.version),
        ("x-acs-credentials-provider", context.credentials.provider()),
    ];
    if let Some(content_type) = request.content_type {
        headers.push(("content-type", content_type));
    }
    headers.extend(pairs(&request.headers));
    let mut authorization = None;
    let mut string_to_sign = String::new();
    if let Some(key) = key {
        headers.extend(roa::signing_headers(key, &date, context.nonce));
        let signed = roa::sign(
            &roa::Request { method: context.method.as_str(), path: &request.path, query: &query, headers: &headers },
            key,
        );
        authorization = Some(signed.authorization().to_owned());
        signed.string_to_sign().clone_into(&mut string_to_sign);
    } else {
        headers.extend([("date", date.as_str()), ("x-acs-signature-nonce", context.nonce)]);
        if let Some(token) = bearer(context) {
            headers.extend([("x-acs-bearer-token", token), ("x-acs-signature-type", "BEARERTOKEN")]);
        }
    }
    let mut map = header_map(&headers)?;
    if let Some(authorization) = authorization {
        map.insert(AUTHORIZATION, secret_value(&authorization)?);
    }
    finish(request, context, map, &encode_query(&query), string_to_sign)
}

fn finish(
    request: &Unsigned,
    context: &Context<'_>,
    mut headers: HeaderMap,
    query: &str,
    string_to_sign: String,
) -> Result<Signed, Error> {
    if !headers.contains_key(ACCEPT) {
        headers.insert(ACCEPT, HeaderValue::from_static(accept(context.format)));
    }
    headers.insert(USER_AGENT, value(context.user_agent)?);
    // The address gives the header; two of them would not be HTTP.
    headers.remove(HOST);
    let mut url = String::with_capacity(context.endpoint.origin().len() + request.path.len() + query.len() + 1);
    url.push_str(context.endpoint.origin());
    url.push_str(&request.path);
    if !query.is_empty() {
        let separator = if request.path.contains('?') { '&' } else { '?' };
        let written = write!(url, "{separator}{query}");
        debug_assert!(written.is_ok(), "writing to a String does not fail");
    }
    if request.content_type.is_none() {
        headers.remove(CONTENT_TYPE);
    }
    Ok(Signed { url, headers, body: request.body.clone(), string_to_sign })
}

fn accept(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json",
        Format::Xml => "application/xml",
    }
}

fn bearer<'a>(context: &Context<'a>) -> Option<&'a str> {
    match (context.info.auth, context.credentials.kind()) {
        (Auth::Anonymous, _) => None,
        (_, CredentialsKind::Bearer(token)) => Some(token.expose()),
        _ => None,
    }
}

fn pairs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn encode_query(pairs: &[(&str, &str)]) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        percent_encode_into(name, &mut query);
        query.push('=');
        percent_encode_into(value, &mut query);
    }
    query
}

/// Headers whose value no log may show.
const SECRET_HEADERS: [&str; 2] = ["x-acs-security-token", "x-acs-bearer-token"];

fn header_map(headers: &[(&str, &str)]) -> Result<HeaderMap, Error> {
    let mut map = HeaderMap::with_capacity(headers.len() + 4);
    for (name, text) in headers {
        let lower = name.to_ascii_lowercase();
        let header = HeaderName::from_bytes(lower.as_bytes())
            .map_err(|_| Error::new(ErrorKind::InvalidInput, format!("{name:?} is not the name of a header")))?;
        let text = if SECRET_HEADERS.contains(&lower.as_str()) { secret_value(text)? } else { value(text)? };
        map.append(header, text);
    }
    Ok(map)
}

fn value(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
        Error::new(
            ErrorKind::InvalidInput,
            "a value that is sent in a header holds a character that cannot stand there",
        )
    })
}

fn secret_value(text: &str) -> Result<HeaderValue, Error> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Ok(value)
}
