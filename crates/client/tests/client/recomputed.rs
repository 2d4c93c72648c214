//! Computes the signature of a sent request again, from the request alone and as the vendor's documents describe it. Nothing of the signer
//! is used, so that a fault of it is not repeated here.

use alicloud_client::transport::HttpRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::script::{header, parameters};

/// What is wrong with the signature; `None` if a service would accept it. `secret` is that of the access key.
pub(crate) fn problem(request: &HttpRequest, secret: &str) -> Option<String> {
    let authorization = header(request, "authorization");
    if let Some(fields) = authorization.strip_prefix("ACS3-HMAC-SHA256 ") {
        acs3(request, fields, secret)
    } else if let Some(signature) = authorization.strip_prefix("acs ") {
        let expected = roa(request, secret);
        (signature.split_once(':') != Some(("testid", expected.as_str()))).then(|| format!("{expected} expected"))
    } else if let Some(signature) = authorization.strip_prefix("LOG ") {
        let expected = log(request, secret);
        (signature.split_once(':') != Some(("testid", expected.as_str()))).then(|| format!("{expected} expected"))
    } else if let Some(fields) = authorization.strip_prefix("OSS4-HMAC-SHA256 ") {
        oss4(request, fields, secret)
    } else if authorization.is_empty() {
        rpc(request, secret)
    } else {
        Some(format!("{authorization} is of no kind"))
    }
}

fn acs3(request: &HttpRequest, fields: &str, secret: &str) -> Option<String> {
    let mut headers = Vec::new();
    if !request.headers.contains_key("host") {
        headers.push(("host", host(request).to_owned()));
    }
    headers.extend(request.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap().to_owned())));
    headers.retain(|(name, _)| name.starts_with("x-acs-") || ["content-type", "host"].contains(name));
    headers.sort();
    let signed = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let payload = hex(&Sha256::digest(&request.body));
    if header(request, "x-acs-content-sha256") != payload {
        return Some(format!("the body has the hash {payload}"));
    }
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let query = canonical(query(request));
    let canonical = format!("{}\n{}\n{query}\n{lines}\n{signed}\n{payload}", request.method, path(request));
    let string = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical)));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(string.as_bytes());
    let expected = format!("Credential=testid,SignedHeaders={signed},Signature={}", hex(&mac.finalize().into_bytes()));
    (fields != expected).then(|| format!("{expected} expected"))
}

fn roa(request: &HttpRequest, secret: &str) -> String {
    let own = own_headers(request, &["x-acs-"]);
    let mut pairs = query(request);
    pairs.sort();
    let pair = |(name, value): (String, String)| if value.is_empty() { name } else { format!("{name}={value}") };
    let pairs = pairs.into_iter().map(pair).collect::<Vec<_>>().join("&");
    let resource = if pairs.is_empty() { path(request) } else { format!("{}?{pairs}", path(request)) };
    let parts = ["accept", "content-md5", "content-type", "date"].map(|name| header(request, name)).join("\n");
    hmac_sha1(secret, &format!("{}\n{parts}\n{own}{resource}", request.method))
}

/// What the developer guide of Simple Log Service says of its header `Authorization`, with the hash that the request names.
fn log(request: &HttpRequest, secret: &str) -> String {
    let own: String = own_headers(request, &["x-log-", "x-acs-"]);
    let mut pairs = query(request);
    pairs.sort();
    let pairs = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let resource = if pairs.is_empty() { path(request) } else { format!("{}?{pairs}", path(request)) };
    let parts = ["content-md5", "content-type", "date"].map(|name| header(request, name)).join("\n");
    let string = format!("{}\n{parts}\n{own}{resource}", request.method);
    if !request.body.is_empty() {
        let hash: String = Md5::digest(&request.body).iter().map(|byte| format!("{byte:02X}")).collect();
        let size = request.body.len().to_string();
        if (header(request, "content-md5"), header(request, "x-log-bodyrawsize")) != (&*hash, &*size) {
            return format!("a body with the hash {hash}");
        }
    }
    match header(request, "x-log-signaturemethod") {
        "hmac-sha1" => hmac_sha1(secret, &string),
        "hmac-sha256" => STANDARD.encode(hmac_sha256(secret.as_bytes(), &string)),
        other => format!("no algorithm {other}"),
    }
}

/// Signature V4 of Object Storage Service, without a bucket.
fn oss4(request: &HttpRequest, fields: &str, secret: &str) -> Option<String> {
    let mut signed: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap().trim())).collect();
    signed.retain(|(name, _)| name.starts_with("x-oss-") || ["content-type", "content-md5"].contains(name));
    signed.sort_unstable();
    let lines: String = signed.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let query =
        canonical(query(request)).split('&').map(|pair| pair.trim_end_matches('=')).collect::<Vec<_>>().join("&");
    let canonical = format!("{}\n{}\n{query}\n{lines}\n\nUNSIGNED-PAYLOAD", request.method, path(request));
    let date = header(request, "x-oss-date");
    let scope = fields.strip_prefix("Credential=testid/").and_then(|scope| scope.split_once(", "));
    let Some((scope, _)) = scope else { return Some(format!("{fields} is not of testid")) };
    let string = format!("OSS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let mut key = format!("aliyun_v4{secret}").into_bytes();
    for part in scope.split('/') {
        key = hmac_sha256(&key, part);
    }
    let day = date.split('T').next().unwrap_or_default();
    let expected = format!(
        "Credential=testid/{day}/cn-hangzhou/oss/aliyun_v4_request, Signature={}",
        hex(&hmac_sha256(&key, &string))
    );
    let is_whole =
        request.body.is_empty() || header(request, "content-md5") == STANDARD.encode(Md5::digest(&request.body));
    (fields != expected || !is_whole).then(|| format!("{expected} expected"))
}

/// The headers with these prefixes, sorted, a line for each.
fn own_headers(request: &HttpRequest, prefixes: &[&str]) -> String {
    let mut headers: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap().trim())).collect();
    headers.retain(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)));
    headers.sort_unstable();
    headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect()
}

fn rpc(request: &HttpRequest, secret: &str) -> Option<String> {
    let mut pairs = parameters(request);
    let given = pairs.iter().position(|(name, _)| name == "Signature").map(|position| pairs.remove(position).1);
    let string = format!("{}&%2F&{}", request.method, encoded(&canonical(pairs)));
    let expected = hmac_sha1(&format!("{secret}&"), &string);
    (given.as_ref() != Some(&expected)).then(|| format!("{expected} expected, not {given:?}"))
}

fn hmac_sha1(key: &str, string: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(string.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn hmac_sha256(key: &[u8], string: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(string.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The pairs in the order of their encoded names, encoded.
fn canonical(pairs: Vec<(String, String)>) -> String {
    let mut pairs: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{}={}", encoded(&name), encoded(&value))).collect();
    pairs.sort_by(|one, other| one.split('=').next().cmp(&other.split('=').next()));
    pairs.join("&")
}

/// RFC 3986, section 2.3: everything but unreserved characters is encoded.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn after_scheme(request: &HttpRequest) -> &str {
    request.url.split_once("://").unwrap().1
}

fn host(request: &HttpRequest) -> &str {
    after_scheme(request).split_once('/').unwrap().0
}

fn path(request: &HttpRequest) -> String {
    let (_, target) = after_scheme(request).split_once('/').unwrap();
    format!("/{}", target.split('?').next().unwrap())
}

fn query(request: &HttpRequest) -> Vec<(String, String)> {
    let mut without_body = request.clone();
    without_body.body.clear();
    parameters(&without_body)
}
