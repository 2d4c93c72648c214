//! A client that signs requests, correctly or wrongly.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use alicloud_emulator::Emulator;
use alicloud_signer::{AccessKey, acs3, oss4, percent_encode, rpc, sls};
use serde_json::Value;

/// Names and values.
pub(crate) type Parameters<'a> = &'a [(&'a str, &'a str)];

/// Parameters with the status and the code that they are refused with.
pub(crate) type Refusal<'a> = (Parameters<'a>, u16, &'a str);

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// Signature 1.0 in the query.
    Rpc,
    /// `ACS3-HMAC-SHA256`.
    Acs3,
    /// `LOG`, as of Simple Log Service. The path names the operation.
    Log,
    /// `OSS4-HMAC-SHA256`. The path names the operation.
    Oss4,
}

/// The target of requests, and the caller.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) endpoint: String,
    pub(crate) access_key: AccessKey,
    pub(crate) scheme: Scheme,
    pub(crate) format: &'static str,
    pub(crate) version: &'static str,
}

impl Client {
    pub(crate) fn new(emulator: &Emulator) -> Self {
        Self {
            endpoint: emulator.endpoint(),
            access_key: AccessKey::new("testid", "testsecret"),
            scheme: Scheme::Acs3,
            format: "JSON",
            version: "2014-08-15",
        }
    }

    /// One for each signature and each format.
    pub(crate) fn all(emulator: &Emulator) -> Vec<Self> {
        let mut clients = Vec::new();
        for scheme in [Scheme::Rpc, Scheme::Acs3] {
            for format in ["JSON", "XML"] {
                clients.push(Self { scheme, format, ..Self::new(emulator) });
            }
        }
        clients
    }

    pub(crate) fn sts(self) -> Self {
        Self { version: "2015-04-01", ..self }
    }

    pub(crate) fn with_access_key(self, access_key: AccessKey) -> Self {
        Self { access_key, ..self }
    }

    /// A request that is not signed yet.
    pub(crate) fn draft(&self, operation: &str, parameters: Parameters<'_>) -> Draft {
        let mut draft = Draft {
            endpoint: self.endpoint.clone(),
            host: self.endpoint.trim_start_matches("http://").to_owned(),
            access_key: self.access_key.clone(),
            scheme: self.scheme,
            method: "POST",
            path: "/".to_owned(),
            parameters: parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            headers: Vec::new(),
            also: Vec::new(),
            algorithm: acs3::Algorithm::HmacSha256,
            body: String::new(),
            content_hash: None,
            signs_host: true,
        };
        let date = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        match self.scheme {
            Scheme::Rpc => {
                let key = self.access_key.clone();
                for (name, value) in rpc::signing_parameters(&key, &date, &nonce()) {
                    draft.set(name, value);
                }
                draft.set("Action", operation);
                draft.set("Version", self.version);
                draft.set("Format", self.format);
            }
            Scheme::Acs3 => {
                draft.header("x-acs-action", operation);
                draft.header("x-acs-version", self.version);
                draft.header("x-acs-date", &date);
                draft.header("x-acs-signature-nonce", &nonce());
                if let Some(token) = &self.access_key.security_token {
                    draft.header("x-acs-accesskey-id", &self.access_key.id);
                    draft.header("x-acs-security-token", token.expose());
                }
                if self.format == "XML" {
                    draft.header("accept", "application/xml");
                }
            }
            Scheme::Log => {
                let date = httpdate::fmt_http_date(SystemTime::now());
                let algorithm = sls::SignatureMethod::default();
                for (name, value) in sls::signing_headers(&self.access_key, algorithm, &date, "", "0") {
                    draft.header(name, value);
                }
            }
            Scheme::Oss4 => {
                let date: String = date.chars().filter(|letter| !matches!(letter, '-' | ':')).collect();
                for (name, value) in oss4::signing_headers(&self.access_key, &date) {
                    draft.header(name, value);
                }
            }
        }
        draft
    }

    pub(crate) async fn call(&self, operation: &str, parameters: Parameters<'_>) -> Answer {
        self.draft(operation, parameters).sign().send().await.unwrap()
    }

    /// A call that must succeed.
    #[track_caller]
    pub(crate) fn ok(&self, operation: &str, parameters: Parameters<'_>) -> impl Future<Output = Answer> {
        let here = std::panic::Location::caller();
        async move {
            let answer = self.call(operation, parameters).await;
            assert_eq!(answer.status, 200, "{here}: {operation}: {}", answer.text);
            answer
        }
    }

    /// A call that must be refused with this status and code, and in the right shape.
    #[track_caller]
    pub(crate) fn refused(
        &self,
        operation: &str,
        parameters: Parameters<'_>,
        status: u16,
        code: &str,
    ) -> impl Future<Output = Answer> {
        let here = std::panic::Location::caller();
        async move {
            let answer = self.call(operation, parameters).await;
            assert_eq!(
                (answer.status, answer.code()),
                (status, code.to_owned()),
                "{here}: {operation} {parameters:?}: {}",
                answer.text
            );
            answer
        }
    }
}

/// A request before it is signed.
pub(crate) struct Draft {
    pub(crate) endpoint: String,
    /// The value of the `Host` header; that of the endpoint unless it is set.
    pub(crate) host: String,
    pub(crate) access_key: AccessKey,
    pub(crate) scheme: Scheme,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    /// Headers to sign beside the usual ones.
    pub(crate) also: Vec<&'static str>,
    pub(crate) algorithm: acs3::Algorithm,
    pub(crate) body: String,
    /// The value of the header, instead of the hash of the body.
    pub(crate) content_hash: Option<String>,
    pub(crate) signs_host: bool,
}

impl Draft {
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.parameters.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.parameters.retain(|(other, _)| other != name);
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Sets the nonce of the signature, which must have one.
    pub(crate) fn nonce(&mut self, nonce: &str) {
        match self.scheme {
            Scheme::Rpc => self.set("SignatureNonce", nonce),
            Scheme::Acs3 => self.header("x-acs-signature-nonce", nonce),
            Scheme::Log | Scheme::Oss4 => panic!("{:?} has no nonce", self.scheme),
        }
    }

    /// Body and content type of a form.
    pub(crate) fn form(&mut self, body: &str) {
        self.body = body.to_owned();
        self.header("content-type", "application/x-www-form-urlencoded");
    }

    pub(crate) fn sign(mut self) -> Wire {
        let host = self.host.clone();
        if self.signs_host {
            self.header("host", &host);
        }
        match self.scheme {
            Scheme::Rpc => {
                let form: Vec<(String, String)> = decoded(&self.body);
                let all: Vec<(&str, &str)> =
                    self.parameters.iter().chain(&form).map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let signature = rpc::sign(self.method, &all, &self.access_key.secret).signature().to_owned();
                self.parameters.push(("Signature".to_owned(), signature));
            }
            Scheme::Log | Scheme::Oss4 => {
                let query: Vec<_> =
                    self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let headers: Vec<_> =
                    self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let request = sls::Request { method: self.method, path: &self.path, query: &query, headers: &headers };
                let authorization = if self.scheme == Scheme::Log {
                    sls::sign(&request, sls::SignatureMethod::default(), &self.access_key).authorization().to_owned()
                } else {
                    oss4::sign(&request, "cn-hangzhou", &self.access_key).authorization().to_owned()
                };
                self.header("authorization", &authorization);
            }
            Scheme::Acs3 => {
                let hash = self.algorithm.hash(self.body.as_bytes());
                let said = self.content_hash.clone().unwrap_or_else(|| hash.as_str().to_owned());
                self.header("x-acs-content-sha256", &said);
                let query: Vec<_> =
                    self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let headers: Vec<_> =
                    self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let request = acs3::Request {
                    method: self.method,
                    path: &self.path,
                    query: &query,
                    headers: &headers,
                    payload: acs3::Payload::Body(self.body.as_bytes()),
                };
                let signed = acs3::sign_also(&request, self.algorithm, &self.also, &self.access_key);
                let authorization = signed.authorization().to_owned();
                self.header("authorization", &authorization);
            }
        }
        let query = encoded(&self.parameters);
        Wire {
            method: self.method,
            url: format!("{}{}?{query}", self.endpoint, self.path),
            headers: self.headers,
            body: self.body,
        }
    }
}

/// A request as it is sent.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Wire {
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        self.unset_header(name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn unset_header(&mut self, name: &str) {
        self.headers.retain(|(other, _)| other != name);
    }

    pub(crate) async fn send(self) -> Result<Answer, reqwest::Error> {
        // Made once, since it takes longer than a call, and without a pool, since every test has a runtime of its own.
        static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
            let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
            builder.pool_max_idle_per_host(0).build().unwrap()
        });
        let mut request = CLIENT.request(self.method.parse().unwrap(), &self.url).body(self.body);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let answer = Answer { status, headers, text: response.text().await? };
        let emulated: &[&str] = if status == 200 { &["stateful", "sample"] } else { &["refused"] };
        assert!(answer.header("x-alicloud-emulated").is_some_and(|value| emulated.contains(&value)), "{answer:?}");
        Ok(answer)
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The JSON of a response, or of the first event of a stream.
    pub(crate) fn json(&self) -> Value {
        let is_stream = self.header("content-type").is_some_and(|value| value.starts_with("text/event-stream"));
        let data = self.text.lines().filter(|_| is_stream).find_map(|line| line.strip_prefix("data:"));
        let text = data.unwrap_or(&self.text);
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    pub(crate) fn code(&self) -> String {
        self.member("Code").or_else(|| self.member("errorCode")).unwrap_or_default()
    }

    /// Every value that has this name, wherever it is, in either format.
    pub(crate) fn members(&self, name: &str) -> Vec<String> {
        if self.text.starts_with('<') {
            let (open, close) = (format!("<{name}>"), format!("</{name}>"));
            let parts = self.text.split(&open).skip(1).filter_map(|part| part.split(&close).next());
            return parts.map(|text| text.replace("&quot;", "\"").replace("&amp;", "&")).collect();
        }
        let mut found = Vec::new();
        collect(&self.json(), name, &mut found);
        found
    }

    pub(crate) fn member(&self, name: &str) -> Option<String> {
        self.members(name).into_iter().next()
    }
}

fn collect(value: &Value, wanted: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if name == wanted => found.push(text.clone()),
                    Value::Number(_) | Value::Bool(_) if name == wanted => found.push(value.to_string()),
                    _ => collect(value, wanted, found),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|value| collect(value, wanted, found)),
        _ => {}
    }
}

/// A number that is unique in this process.
pub(crate) fn nonce() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("nonce-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn encoded(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn decoded(form: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}
