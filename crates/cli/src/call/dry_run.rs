//! `--dry-run`: shows the request of a call instead of sending it. It needs no credentials: the request is signed with a made-up key.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use alicloud_client::runtime::Style;
use alicloud_client::transport::{
    BoxFuture, HttpRequest, HttpResponse, Question, RecordedBody, Transport, TransportError, TransportErrorKind,
};
use alicloud_client::{Client, Error, ErrorKind, OperationInfo, UntypedOperation};
use alicloud_signer::redact::HIDDEN;
use serde_json::{Map, Value};

use crate::arguments::DryRunFormat;
use crate::failure::CliFailure;
use crate::streams::complain;
use crate::{escape, output};

/// The headers of the credentials, which a dry run does not look for.
const NOT_SHOWN: [&str; 5] = [
    "authorization",
    "x-acs-bearer-token",
    "x-acs-credentials-provider",
    "x-acs-security-token",
    "x-oss-security-token",
];

/// The headers that depend on every byte of the body.
const OF_BODY: [&str; 3] = ["content-md5", "x-acs-content-sha256", "x-log-bodyrawsize"];

/// The content type of a form in parts, up to its boundary.
const PARTS: &str = "multipart/form-data; boundary=";

/// Keeps the request of an operation instead of sending it, and refuses all others.
#[derive(Debug, Clone)]
struct Kept {
    operation: &'static str,
    request: Arc<Mutex<Option<HttpRequest>>>,
}

impl Transport for Kept {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let action = request.headers.get("x-acs-action").and_then(|action| action.to_str().ok()).unwrap_or_default();
        if action == self.operation {
            *self.request.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        }
        Box::pin(std::future::ready(Err(TransportError::new(TransportErrorKind::Configuration, false))))
    }
}

/// Shows the request.
pub(super) async fn run(
    client: &Client,
    info: &'static OperationInfo,
    operation: UntypedOperation,
    format: DryRunFormat,
) -> Result<(), CliFailure> {
    let text = shown(&request(client, info, operation).await?, format)?;
    output::write(|out| writeln!(out, "{}", escape::lines(text.trim_end())))?;
    let secrets = if text.contains(HIDDEN) || text.contains(&encoded(HIDDEN)) {
        format!(", and secrets in it are shown as {HIDDEN}")
    } else {
        String::new()
    };
    let remark = match format {
        DryRunFormat::Curl => "a service refuses it as it is: it has no signature",
        DryRunFormat::Http | DryRunFormat::Json => "it was not sent: it has no signature",
    };
    complain(&format!("note: {remark} and no credentials{secrets}"));
    Ok(())
}

/// The request of an operation, signed with a made-up key.
pub(super) async fn request(
    client: &Client,
    info: &'static OperationInfo,
    operation: UntypedOperation,
) -> Result<HttpRequest, Error> {
    let kept = Kept { operation: info.name, request: Arc::default() };
    let client = client.to_builder().transport(kept.clone()).access_key("not-sent", "not-sent").no_retry().build()?;
    let result = operation.send(&client).await;
    let request = kept.request.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (request, result) {
        (Some(request), _) => Ok(request),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(Error::builder(ErrorKind::Configuration).message("no request was made").build()),
    }
}

/// The path of a request with the values in it, of an operation that is found by its path.
///
/// # Errors
///
/// Why there is no such request. It does not depend on the host: a policy about paths holds even if the host is still to be asked for.
pub(super) async fn path(
    client: &Client,
    info: &'static OperationInfo,
    operation: UntypedOperation,
) -> Result<Option<String>, Error> {
    if info.product.style != Style::Roa {
        return Ok(None);
    }
    let client = client.to_builder().endpoint("http://127.0.0.1").build()?;
    let request = request(&client, info, operation).await?;
    let path = request.url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
    let path = path.unwrap_or_default();
    Ok(Some(format!("/{}", path.split('?').next().unwrap_or_default())))
}

/// # Errors
///
/// That the body cannot be written in this format.
fn shown(request: &HttpRequest, format: DryRunFormat) -> Result<String, CliFailure> {
    // The recording of a request hides its secrets.
    let question = Question::of(request);
    let scheme = request.url.split("://").next().unwrap_or("https");
    let host = request.url.split("://").nth(1).and_then(|rest| rest.split(['/', '?']).next()).unwrap_or_default();
    let is_form =
        request.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form"));
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let (mut in_query, mut in_form) = (Vec::new(), Vec::new());
    for (name, value) in &question.parameters {
        let pair = format!("{}={}", encoded(name), encoded(value));
        let is_in_query = query.split('&').any(|known| known.split('=').next() == Some(&encoded(name)));
        if is_in_query || !is_form { in_query.push(pair) } else { in_form.push(pair) }
    }
    let mut url = format!("{scheme}://{}{}", host, question.path);
    if !in_query.is_empty() {
        let _ = write!(url, "?{}", in_query.join("&"));
    }
    let body = match &question.body {
        _ if !in_form.is_empty() => in_form.join("&"),
        RecordedBody::Text(text) => text.clone(),
        _ if format == DryRunFormat::Curl => {
            let problem = "the body is not UTF-8, which a word of a shell cannot hold: use --dry-run";
            return Err(CliFailure::Incomplete(problem.to_owned()));
        }
        other => format!("({} bytes that are not UTF-8)", other.as_bytes().len()),
    };
    // A hash of the body would let a short secret in it be guessed.
    let is_left_out = |name: &str| NOT_SHOWN.contains(&name) || (body.contains(HIDDEN) && OF_BODY.contains(&name));
    let headers: Vec<(String, String)> = request
        .headers
        .iter()
        .filter(|(name, _)| !is_left_out(name.as_str()))
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .map(|(name, value)| match value.split_once(PARTS) {
            // The recording of a form in parts has this boundary.
            Some(("", _)) if name == "content-type" => (name, format!("{PARTS}boundary")),
            _ => (name, value),
        })
        .collect();
    Ok(match format {
        DryRunFormat::Http => {
            let mut text = format!("{} {url}\n", question.method);
            for (name, value) in &headers {
                let _ = writeln!(text, "{name}: {value}");
            }
            format!("{text}\n{body}")
        }
        DryRunFormat::Curl => {
            let mut text = format!("curl -X {} {}", question.method, quoted(&url));
            for (name, value) in &headers {
                // `curl` leaves a header out that is written with a colon and has no value.
                let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
                let _ = write!(text, " \\\n  -H {}", quoted(&header));
            }
            if !body.is_empty() {
                let _ = write!(text, " \\\n  --data-raw {}", quoted(&body));
            }
            text
        }
        DryRunFormat::Json => {
            let mut object = Map::new();
            let _ = object.insert("method".to_owned(), Value::from(question.method.as_str()));
            let _ = object.insert("url".to_owned(), Value::from(url));
            let headers = headers.into_iter().map(|(name, value)| (name, Value::from(value))).collect();
            let _ = object.insert("headers".to_owned(), Value::Object(headers));
            let _ = object.insert("body".to_owned(), Value::from(body));
            serde_json::to_string_pretty(&Value::Object(object)).unwrap_or_default()
        }
    })
}

fn encoded(text: &str) -> String {
    alicloud_signer::percent_encode(text).into_owned()
}

/// A word for a shell. Characters that act on a terminal are escaped in the form that Bash, Zsh and Ksh know.
fn quoted(text: &str) -> String {
    if *escape::line(text) == *text {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut word = String::from("$'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => word.extend(['\\', character]),
            character if *escape::line(character.encode_utf8(&mut [0; 4])) == *character.encode_utf8(&mut [0; 4]) => {
                word.push(character);
            }
            // As bytes, which is the same in every locale.
            character => {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(word, "\\x{byte:02x}");
                }
            }
        }
    }
    word.push('\'');
    word
}
