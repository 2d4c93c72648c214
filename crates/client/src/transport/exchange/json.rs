//! Reads and writes an exchange as a JSON object without empty keys.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_core::de::Error as _;
use serde_core::ser::SerializeMap;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Exchange, Question, Recorded, RecordedBody};

/// The version of the format. Recordings of version 1 have no version number.
const VERSION: u64 = 3;

/// The version of an exchange that has nothing of version 3, so that older versions of this library can read it: how a body
/// broke that was received as a stream.
const WITHOUT_STREAMS: u64 = 2;

impl Serialize for Exchange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        let breaks = matches!(self.answer, Recorded::Answer { broke: Some(_), .. });
        object.serialize_entry("version", if breaks { &VERSION } else { &WITHOUT_STREAMS })?;
        object.serialize_entry("question", &self.question)?;
        object.serialize_entry("answer", &self.answer)?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for Exchange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut object = Map::deserialize(deserializer)?;
        let version = match object.remove("version") {
            None => 1,
            Some(version) => version.as_u64().ok_or_else(|| D::Error::custom("`version` is not a number"))?,
        };
        if !(1..=VERSION).contains(&version) {
            let problem = format_args!(
                "version {version} of the format is not supported; this library supports versions up to {VERSION}"
            );
            return Err(D::Error::custom(problem));
        }
        let mut part = |name| object.remove(name).ok_or_else(|| D::Error::missing_field(name));
        let question = Question::deserialize(part("question")?).map_err(D::Error::custom)?;
        Ok(Self {
            question: if version == 1 { question.updated_from_version_1() } else { question },
            answer: Recorded::deserialize(part("answer")?).map_err(D::Error::custom)?,
        })
    }
}

impl Serialize for Question {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { operation, method, host, path, parameters, body } = self;
        let mut object = serializer.serialize_map(None)?;
        unless_empty(&mut object, "operation", operation)?;
        object.serialize_entry("method", method)?;
        unless_empty(&mut object, "host", host)?;
        object.serialize_entry("path", path)?;
        if !parameters.is_empty() {
            object.serialize_entry("parameters", parameters)?;
        }
        if !body.is_empty() {
            write_body(&mut object, body)?;
        }
        object.end()
    }
}

fn unless_empty<M: SerializeMap>(object: &mut M, name: &str, text: &str) -> Result<(), M::Error> {
    if text.is_empty() { Ok(()) } else { object.serialize_entry(name, text) }
}

fn write_body<M: SerializeMap>(object: &mut M, body: &RecordedBody) -> Result<(), M::Error> {
    match body {
        RecordedBody::Text(text) => object.serialize_entry("body", text),
        RecordedBody::Bytes(bytes) => object.serialize_entry("bodyBase64", &STANDARD.encode(bytes)),
    }
}

impl<'de> Deserialize<'de> for Question {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = RecordedMembers(Map::deserialize(deserializer)?);
        Ok(Self {
            operation: object.text_or_empty("operation")?,
            method: object.text("method")?,
            host: object.text_or_empty("host")?,
            path: object.text("path")?,
            parameters: object.texts("parameters")?,
            body: object.body()?.unwrap_or_default(),
        })
    }
}

impl Serialize for Recorded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        match self {
            Self::Answer { status, headers, body, received, broke } => {
                object.serialize_entry("status", status)?;
                if !headers.is_empty() {
                    object.serialize_entry("headers", headers)?;
                }
                write_body(&mut object, body)?;
                let since = received.and_then(|received| received.duration_since(UNIX_EPOCH).ok());
                if let Some(since) = since {
                    object.serialize_entry("received", &since.as_secs())?;
                }
                if let Some(failure) = broke {
                    object.serialize_entry("broke", failure)?;
                }
            }
            Self::Failure { failure, sent } => {
                object.serialize_entry("failure", failure)?;
                object.serialize_entry("sent", sent)?;
            }
        }
        object.end()
    }
}

impl<'de> Deserialize<'de> for Recorded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = RecordedMembers(Map::deserialize(deserializer)?);
        if object.0.contains_key("failure") {
            let sent = object.0.get("sent").and_then(Value::as_bool);
            let sent = sent.ok_or_else(|| D::Error::custom("`sent` is not a boolean"))?;
            return Ok(Self::Failure { failure: object.text("failure")?, sent });
        }
        let status = object.0.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        Ok(Self::Answer {
            status: status.ok_or_else(|| D::Error::custom("`status` is not an HTTP status"))?,
            headers: object.texts("headers")?,
            body: object.body()?.ok_or_else(|| D::Error::missing_field("body"))?,
            received: match object.0.get("received") {
                None => None,
                Some(seconds) => {
                    let since = seconds.as_u64().map(Duration::from_secs);
                    let received = since.and_then(|since| UNIX_EPOCH.checked_add(since));
                    Some(received.ok_or_else(|| D::Error::custom("`received` is not a number of seconds since 1970"))?)
                }
            },
            broke: object.0.get("broke").map(|failure| text("broke", failure)).transpose()?,
        })
    }
}

/// The keys of a JSON object that is being read.
struct RecordedMembers(Map<String, Value>);

impl RecordedMembers {
    fn text<E: serde_core::de::Error>(&self, name: &'static str) -> Result<String, E> {
        text(name, self.0.get(name).ok_or_else(|| E::missing_field(name))?)
    }

    fn text_or_empty<E: serde_core::de::Error>(&self, name: &str) -> Result<String, E> {
        self.0.get(name).map_or_else(|| Ok(String::new()), |value| text(name, value))
    }

    fn body<E: serde_core::de::Error>(&self) -> Result<Option<RecordedBody>, E> {
        if let Some(encoded) = self.0.get("bodyBase64") {
            let bytes = STANDARD.decode(text("bodyBase64", encoded)?);
            let bytes = bytes.map_err(|error| E::custom(format_args!("`bodyBase64` is not base64: {error}")))?;
            return Ok(Some(RecordedBody::Bytes(bytes.into())));
        }
        self.0.get("body").map(|body| text("body", body).map(RecordedBody::Text)).transpose()
    }

    fn texts<E: serde_core::de::Error>(&self, name: &str) -> Result<BTreeMap<String, String>, E> {
        let members = match self.0.get(name) {
            Some(Value::Object(members)) => members,
            Some(_) => return Err(E::custom(format_args!("`{name}` is not an object"))),
            None => return Ok(BTreeMap::new()),
        };
        members.iter().map(|(name, value)| Ok((name.clone(), text(name, value)?))).collect()
    }
}

fn text<E: serde_core::de::Error>(name: &str, value: &Value) -> Result<String, E> {
    value.as_str().map(str::to_owned).ok_or_else(|| E::custom(format_args!("`{name}` is not a string")))
}
