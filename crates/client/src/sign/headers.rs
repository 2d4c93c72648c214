//! The headers of one attempt in two forms: as strings for the signature, and as the header map that is sent.

use http::header::HOST;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, ErrorKind};

pub(super) static ACTION: HeaderName = HeaderName::from_static("x-acs-action");
pub(super) static VERSION: HeaderName = HeaderName::from_static("x-acs-version");
pub(super) static CREDENTIALS_PROVIDER: HeaderName = HeaderName::from_static("x-acs-credentials-provider");
pub(super) static BEARER_TOKEN: HeaderName = HeaderName::from_static("x-acs-bearer-token");
pub(super) static SIGNATURE_TYPE: HeaderName = HeaderName::from_static("x-acs-signature-type");

/// The headers that signers add. As static header names, they are neither validated nor copied for each request.
static OF_SIGNERS: [HeaderName; 7] = [
    HeaderName::from_static("x-acs-content-sha256"),
    HeaderName::from_static("x-acs-date"),
    HeaderName::from_static("x-acs-signature-nonce"),
    HeaderName::from_static("x-acs-accesskey-id"),
    HeaderName::from_static("x-acs-security-token"),
    HeaderName::from_static("x-acs-signature-method"),
    HeaderName::from_static("x-acs-signature-version"),
];

/// Headers that control how a request is sent, what is signed, and who the caller is. An operation may set `accept`,
/// `content-type`, `content-md5` and `x-log-bodyrawsize` itself, so these are not listed.
const OF_PROTOCOL: [&str; 25] = [
    "authorization",
    "connection",
    "content-length",
    "date",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-acs-action",
    "x-acs-version",
    "x-acs-credentials-provider",
    "x-acs-bearer-token",
    "x-acs-signature-type",
    "x-log-apiversion",
    "x-log-signaturemethod",
    "x-oss-content-sha256",
    "x-oss-date",
    "x-oss-security-token",
];

/// Whether an operation must not set this header, because it would be sent twice or change how the request is sent.
pub(super) fn is_of_protocol(name: &str) -> bool {
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    OF_PROTOCOL.iter().any(|known| is(known)) || OF_SIGNERS.iter().any(|known| is(known.as_str()))
}

/// Headers whose value must not be logged.
const SECRETS: [&str; 3] = ["x-acs-security-token", "x-acs-bearer-token", "x-oss-security-token"];

/// The initial capacity, which is sufficient for nearly all requests.
const ROOM: usize = 12;

pub(super) struct Headers<'a> {
    texts: Vec<(&'a str, &'a str)>,
    map: HeaderMap,
}

impl<'a> Headers<'a> {
    /// Starts with the host. It is signed but not added to the map, because the HTTP library adds the header from the
    /// URL, and HTTP allows only one.
    pub(super) fn new(host: &'a str) -> Self {
        let mut texts = Vec::with_capacity(ROOM);
        texts.push(("host", host));
        Self { texts, map: HeaderMap::with_capacity(ROOM) }
    }

    /// Starts with a host that is not the one of the URL, so it is added to the map.
    pub(super) fn with_host(host: &'a str) -> Result<Self, Error> {
        let mut headers = Self::new(host);
        headers.map.append(HOST, value(&HOST, host)?);
        Ok(headers)
    }

    /// Adds a header with a static value, which is not copied.
    pub(super) fn fixed(&mut self, name: &'static HeaderName, text: &'static str) -> Result<(), Error> {
        let value = HeaderValue::from_maybe_shared(bytes::Bytes::from_static(text.as_bytes()));
        self.texts.push((name.as_str(), text));
        self.map.append(name.clone(), value.map_err(|_| invalid_value())?);
        Ok(())
    }

    /// Adds a header of the protocol.
    pub(super) fn known(&mut self, name: &'static HeaderName, text: &'a str) -> Result<(), Error> {
        self.texts.push((name.as_str(), text));
        self.map.append(name.clone(), value(name, text)?);
        Ok(())
    }

    /// Adds the headers that a signer returns.
    pub(super) fn of_signer(&mut self, headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), Error> {
        for (name, text) in headers {
            match OF_SIGNERS.iter().find(|known| known.as_str() == name) {
                Some(known) => self.known(known, text)?,
                None => self.given(name, text)?,
            }
        }
        Ok(())
    }

    /// Adds a header with any name. Fails if name or value are not valid in HTTP.
    pub(super) fn given(&mut self, name: &'a str, text: &'a str) -> Result<(), Error> {
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::new(ErrorKind::InvalidInput, format!("{name:?} is not a valid header name")))?;
        let value = value(&header, text)?;
        self.texts.push((name, text));
        self.map.append(header, value);
        Ok(())
    }

    /// The headers for the signature, sorted, because the signer need not copy them then.
    pub(super) fn sorted_texts(&mut self) -> &[(&'a str, &'a str)] {
        self.texts.sort_unstable_by_key(|(name, _)| *name);
        &self.texts
    }

    /// The headers to send.
    pub(super) fn into_map(self) -> HeaderMap {
        self.map
    }
}

/// The value of the header `Authorization`, marked as sensitive.
pub(super) fn authorization(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map(secret).map_err(|_| invalid_value())
}

fn value(name: &HeaderName, text: &str) -> Result<HeaderValue, Error> {
    let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| invalid_value())?;
    Ok(if SECRETS.contains(&name.as_str()) { secret(value) } else { value })
}

fn secret(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

fn invalid_value() -> Error {
    Error::new(
        ErrorKind::InvalidInput,
        "the value of a header contains a character that HTTP does not allow in headers",
    )
}
