//! Computes the signature of a sent request again, from the request alone and as the vendor's documents describe it. Nothing of the signer
//! is used, so that a fault of it is not repeated here.

use alicloud_client::transport::HttpRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
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
    let mut headers: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap().trim())).collect();
    headers.retain(|(name, _)| name.starts_with("x-acs-"));
    headers.sort_unstable();
    let own: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let mut pairs = query(request);
    pairs.sort();
    let pair = |(name, value): (String, String)| if value.is_empty() { name } else { format!("{name}={value}") };
    let pairs = pairs.into_iter().map(pair).collect::<Vec<_>>().join("&");
    let resource = if pairs.is_empty() { path(request) } else { format!("{}?{pairs}", path(request)) };
    let parts = ["accept", "content-md5", "content-type", "date"].map(|name| header(request, name)).join("\n");
    hmac_sha1(secret, &format!("{}\n{parts}\n{own}{resource}", request.method))
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
