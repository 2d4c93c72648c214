//! The headers of one attempt, twice: as texts for the signature, and as what is sent.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, ErrorKind};

pub(super) static ACTION: HeaderName = HeaderName::from_static("x-acs-action");
pub(super) static VERSION: HeaderName = HeaderName::from_static("x-acs-version");
pub(super) static CREDENTIALS_PROVIDER: HeaderName = HeaderName::from_static("x-acs-credentials-provider");
pub(super) static BEARER_TOKEN: HeaderName = HeaderName::from_static("x-acs-bearer-token");
pub(super) static SIGNATURE_TYPE: HeaderName = HeaderName::from_static("x-acs-signature-type");

/// What a signer adds. Names that stand here or above are not checked and copied for every request.
static OF_SIGNERS: [HeaderName; 7] = [
    HeaderName::from_static("x-acs-content-sha256"),
    HeaderName::from_static("x-acs-date"),
    HeaderName::from_static("x-acs-signature-nonce"),
    HeaderName::from_static("x-acs-accesskey-id"),
    HeaderName::from_static("x-acs-security-token"),
    HeaderName::from_static("x-acs-signature-method"),
    HeaderName::from_static("x-acs-signature-version"),
];

/// Headers that say how a request is sent, what is signed, and who calls. `accept` and `content-type` are an operation's own to set.
const OF_PROTOCOL: [&str; 20] = [
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
];

/// Whether a header of an operation would be there twice, or change what is sent.
pub(super) fn is_of_protocol(name: &str) -> bool {
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    OF_PROTOCOL.iter().any(|known| is(known)) || OF_SIGNERS.iter().any(|known| is(known.as_str()))
}

/// Headers whose value no log may show.
const SECRETS: [&str; 2] = ["x-acs-security-token", "x-acs-bearer-token"];

/// More than nearly every request has; the map keeps its size.
const ROOM: usize = 12;

pub(super) struct Headers<'a> {
    texts: Vec<(&'a str, &'a str)>,
    map: HeaderMap,
}

impl<'a> Headers<'a> {
    /// With the host, which is signed but not sent from here: the address gives the header, and two of them would not be HTTP.
    pub(super) fn new(host: &'a str) -> Self {
        let mut texts = Vec::with_capacity(ROOM);
        texts.push(("host", host));
        Self { texts, map: HeaderMap::with_capacity(ROOM) }
    }

    /// A header whose value is a part of the program, so that it is not copied.
    pub(super) fn fixed(&mut self, name: &'static HeaderName, text: &'static str) -> Result<(), Error> {
        let value = HeaderValue::from_maybe_shared(bytes::Bytes::from_static(text.as_bytes()));
        self.texts.push((name.as_str(), text));
        self.map.append(name.clone(), value.map_err(|_| invalid_value())?);
        Ok(())
    }

    /// A header of the protocol.
    pub(super) fn known(&mut self, name: &'static HeaderName, text: &'a str) -> Result<(), Error> {
        self.texts.push((name.as_str(), text));
        self.map.append(name.clone(), value(name, text)?);
        Ok(())
    }

    /// The headers that belong to a signature.
    pub(super) fn of_signer(&mut self, headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), Error> {
        for (name, text) in headers {
            match OF_SIGNERS.iter().find(|known| known.as_str() == name) {
                Some(known) => self.known(known, text)?,
                None => self.given(name, text)?,
            }
        }
        Ok(())
    }

    /// A header with any name.
    pub(super) fn given(&mut self, name: &'a str, text: &'a str) -> Result<(), Error> {
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::new(ErrorKind::InvalidInput, format!("{name:?} is not the name of a header")))?;
        let value = value(&header, text)?;
        self.texts.push((name, text));
        self.map.append(header, value);
        Ok(())
    }

    /// For the signature, sorted: a signer takes them as they are then.
    pub(super) fn sorted_texts(&mut self) -> &[(&'a str, &'a str)] {
        self.texts.sort_unstable_by_key(|(name, _)| *name);
        &self.texts
    }

    /// To be sent.
    pub(super) fn into_map(self) -> HeaderMap {
        self.map
    }
}

/// The value of `Authorization`.
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
    Error::new(ErrorKind::InvalidInput, "a value that is sent in a header holds a character that cannot stand there")
}
