//! Recording and replaying for tests of programs.

use alicloud_client::transport::{Recording, Replaying, TransportErrorKind};
use alicloud_client::{Client, ErrorKind, SignatureVersion};

use crate::operations::{CreateAccount, Describe, release};
use crate::script::{Reply, Script, answer, error, ok};

fn create(password: &str) -> CreateAccount {
    CreateAccount { name: Some("me".to_owned()), password: Some(password.into()), token: None }
}

#[tokio::test]
async fn what_was_recorded_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.jsonl");
    let key = answer(200, r#"{"RequestId":"3","NextToken":"n","Detail":{"Key":"k","Secret":"hidden-3"}}"#);
    let script = Script::new([
        ok(),
        error(404, "X.NotFound").header("x-acs-request-id", "r"),
        key,
        Reply::Fails(TransportErrorKind::Connect, false),
    ]);
    let recording = Recording::new(script).to_file(&path).unwrap();
    let client = Client::builder()
        .transport(recording.clone())
        .access_key("id-1", "hidden-1")
        .region("cn-hangzhou")
        .no_retry()
        .build()
        .unwrap();
    client.send(release()).await.unwrap();
    client.send(create("hidden-2")).await.unwrap_err();
    client.send(Describe::default()).await.unwrap();
    client.send(Describe::default()).await.unwrap_err();
    recording.finish().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    for secret in ["hidden-1", "hidden-2", "hidden-3", "id-1", "ACS3", "nonce", "ClientToken"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert_eq!((text.lines().count(), recording.exchanges().len()), (4, 4));

    // In another order, with another signature, host, password and key: the questions are the same.
    let replaying = Replaying::from_file(&path).unwrap();
    let client = Client::builder()
        .transport(replaying.clone())
        .access_key("id-2", "other")
        .region("eu-central-1")
        .signature(SignatureVersion::Acs3)
        .no_retry()
        .build()
        .unwrap();
    let described = client.send(Describe::default()).await.unwrap();
    assert_eq!(described.next.as_deref(), Some("n"));
    assert_eq!(client.send(Describe::default()).await.unwrap_err().kind(), ErrorKind::Connect);
    let error = client.send(create("another")).await.unwrap_err();
    assert!(error.is_not_found() && error.request_id() == Some("failed"), "{error:?}");
    assert_eq!(client.send(release()).await.unwrap().request_id, "ok");
    assert!(replaying.unused().is_empty());

    // Nothing is left for this one; the reason says so.
    let error = client.send(release()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(format!("{error:?}").contains("no exchange of the recording is left"), "{error:?}");
}

#[test]
fn a_file_that_is_no_recording_names_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.jsonl");
    std::fs::write(&path, "\n{\"question\":1}\n").unwrap();
    let error = Replaying::from_file(&path).unwrap_err();
    assert!(error.to_string().starts_with("line 2: not a recorded exchange"), "{error}");
}
