//! Operations that are not signed ask nobody for credentials.

use std::sync::{Arc, Mutex};

use alicloud_client::credentials::CredentialsError;
use alicloud_client::transport::BoxFuture;
use alicloud_client::{
    Client, Credentials, CredentialsProvider, ErrorKind, Operation, SignatureVersion, UntypedOperation, blocking,
};

use crate::operations::{SignIn, release};
use crate::script::{Script, error, ok};

/// A provider without credentials that records what it is asked.
#[derive(Debug, Clone, Default)]
struct Recorder(Arc<Mutex<Vec<&'static str>>>);

impl CredentialsProvider for Recorder {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.lock().unwrap().push("asked");
        Box::pin(std::future::ready(Err(CredentialsError::not_configured("recorder", "there are none"))))
    }

    fn refused(&self, _credentials: &Credentials) {
        self.0.lock().unwrap().push("refused");
    }
}

/// A way to send an operation; it returns the error.
type Way = (&'static str, fn(Client) -> BoxFuture<'static, Option<alicloud_client::Error>>);

const WAYS: [Way; 6] = [
    ("a call", |client| Box::pin(async move { client.send(SignIn).await.err() })),
    ("a request", |client| Box::pin(async move { client.send(SignIn).into_request().await.err() })),
    ("an untyped call", |client| {
        Box::pin(async move { UntypedOperation::new(SignIn::INFO).send(&client).await.err() })
    }),
    ("a bulk run", |client| {
        Box::pin(async move { client.bulk([SignIn]).next().await.and_then(|outcome| outcome.result.err()) })
    }),
    ("a stream", |client| Box::pin(async move { client.stream(SignIn).await.err() })),
    ("a blocking call", |client| {
        Box::pin(async move {
            let call = move || blocking::Client::new(client).unwrap().send(SignIn).err();
            tokio::task::spawn_blocking(call).await.unwrap()
        })
    }),
];

#[tokio::test]
async fn no_provider_is_asked() {
    for version in [SignatureVersion::Acs3, SignatureVersion::V1] {
        for (name, send) in WAYS {
            let (script, recorder) = (Script::new([ok()]), Recorder::default());
            let client = script.builder().signature(version).credentials(recorder.clone()).build().unwrap();
            assert_eq!(send(client.clone()).await.map(|error| error.to_string()), None, "{name}, {version:?}");
            for request in script.requests() {
                let sent: Vec<&str> = request.headers.keys().map(http::HeaderName::as_str).collect();
                assert!(!sent.contains(&"authorization"), "{name}, {version:?}: {sent:?}");
                assert!(!sent.contains(&"x-acs-credentials-provider"), "{name}, {version:?}: {sent:?}");
            }
            assert_eq!(*recorder.0.lock().unwrap(), [""; 0], "{name}, {version:?}");

            // The same client still asks for those of an operation that is signed.
            let refused = client.send(release()).await.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Credentials, "{name}, {version:?}");
            assert_eq!(*recorder.0.lock().unwrap(), ["asked"], "{name}, {version:?}");
        }
    }
}

/// An error that refuses credentials says nothing about those of the client, which were not sent.
#[tokio::test]
async fn no_provider_is_told_that_its_credentials_are_refused() {
    for code in ["InvalidSecurityToken.Expired", "InvalidAccessKeyId.NotFound"] {
        let (script, recorder) = (Script::new([error(400, code), ok()]), Recorder::default());
        let client = script.builder().credentials(recorder.clone()).build().unwrap();
        let refused = client.send(SignIn).await.unwrap_err();
        assert_eq!((refused.code(), script.requests().len()), (Some(code), 1));
        assert_eq!(*recorder.0.lock().unwrap(), [""; 0], "{code}");
    }
}
