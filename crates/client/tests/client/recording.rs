//! Tests of recording and replaying.

use alicloud_client::runtime::{Operation, Value};
use alicloud_client::transport::{HttpRequest, Recording, Replaying, Transport as _, TransportErrorKind};
use alicloud_client::{Client, ErrorKind, SignatureVersion, UntypedOperation};
use base64::Engine as _;

use crate::operations::{CreateAccount, Describe, Keep, Kept, Tag, release};
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
        error(404, "X.NotFound").header("x-acs-request-id", "r").header("set-cookie", "session=hidden-4"),
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
    for secret in ["hidden-1", "hidden-2", "hidden-3", "hidden-4", "id-1", "ACS3", "nonce", "ClientToken"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert_eq!((text.lines().count(), recording.exchanges().len()), (4, 4));

    // In another order, with another signature, host, password and key, the questions are equal.
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

    // No exchange is left for this request; the error says so.
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

/// Records one call of `operation` with the responses `replies`, and returns the file.
async fn recorded<O: Operation>(replies: impl IntoIterator<Item = Reply>, operation: O) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.jsonl");
    let recording = Recording::new(Script::new(replies)).to_file(&path).unwrap();
    let client = Client::builder().transport(recording.clone()).access_key("id-1", "key-secret-1");
    drop(client.region("cn-hangzhou").build().unwrap().send(operation).await);
    recording.finish().unwrap();
    std::fs::read_to_string(&path).unwrap()
}

fn replaying(text: &str) -> Client {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.jsonl");
    std::fs::write(&path, text).unwrap();
    let replaying = Replaying::from_file(&path).unwrap();
    Client::builder().transport(replaying).access_key("id-2", "other").region("cn-hangzhou").build().unwrap()
}

fn keep(canary: &str) -> Keep {
    Keep {
        server_key: Some(format!("server-{canary}").into()),
        tags: Some(vec![Tag {
            key: Some("k".to_owned()),
            secret: Some(format!("tag-{canary}").into()),
            ..Tag::default()
        }]),
        note: Some(r#"{"Password":"note-CANARY","a":1}"#.replace("CANARY", canary)),
        any: Some(serde_json::json!({"list": [{"private_key": format!("any-{canary}")}], "ClientToken": canary})),
        token: None,
    }
}

/// The body of a service in which the secrets are the canaries, and the expected result of decoding its recording.
const ANSWERS: &[&str] = &[
    r#"{"RequestId":"1","Big":12345678901234567890123,"ServerKey":"CANARY-1","Key":"k","MaxPasswordAge":90,"PasswordRetriesLeft":5}"#,
    r#"{"RequestId":"1","Big":1e400,"ServerKey":123456789,"Key":"CANARY is not shown","PasswordRetriesLeft":"5"}"#,
    r#"{"RequestId":"1","Inner":[{"Key":"k","Secret":"CANARY-2"},{"Secret":"CANARY-3","Key":"l"}],"Any":{"Passwords":["CANARY-4"],"n":0.10}}"#,
    r#"{"RequestId":"1","Any":{"Passwords":{"root":"CANARY"},"Credentials":{"AccessKeyId":"i","AccessKeySecret":"CANARY"}}}"#,
    r#"{"RequestId":"1","Url":"https://b.oss.com/k?Expires=1&OSSAccessKeyId=CANARY&Signature=CANARY%3D&security-token=CANARY","Key":"k"}"#,
    r#"{"RequestId":"1","Key":"{\"AccessKeySecret\":\"CANARY\",\"Inner\":\"{\\\"Password\\\":\\\"CA\\\\\\\"NARY\\\"}\"}","MaxPasswordAge":1}"#,
    r#"{"RequestId":"1","Key":"a=1&Password=CANARY&b=2","Any":"<a><Password>CANARY</Password><b>1</b></a>"}"#,
    r#"<R><RequestId>1</RequestId><ServerKey>CANARY &amp; x</ServerKey><Key>k</Key><MaxPasswordAge>90</MaxPasswordAge><PasswordRetriesLeft>5</PasswordRetriesLeft><Inner><Secret>CANARY</Secret></Inner></R>"#,
    r#"{"RequestId":"1","MaxPasswordAge":{"Note":"server-canary","Url":"http://h/?Signature=CANARY"},"Key":"k"}"#,
    r#"{"RequestId":"1","MaxPasswordAge":["tag-canary",{"Password":"CANARY"}],"Key":"k"}"#,
    r#"{"RequestId":"1","Key":"<a><User AccessKeySecret='CANARY' Name='n'/><b link='http://h/?Signature=CANARY'>1</b></a>"}"#,
    r#"<R xmlns="urn:r"><RequestId>1</RequestId><!-- Password=CANARY --><User AccessKeySecret="CANARY"/>token=CANARY<Key>k</Key><Inner Password="CANARY"><Secret>x</Secret></Inner><Password value="CANARY"/></R>"#,
    r#"<?target password="CANARY"?><R Token="CANARY"><RequestId>1</RequestId><Key>k</Key></R>"#,
    r#"{"RequestId":"1","ServerKey":"CANARY-5","broken"#,
];

#[tokio::test]
async fn what_is_secret_is_hidden_exactly_and_the_rest_is_decoded_as_before() {
    let decoded = async |client: &Client| -> Result<Kept, String> {
        client.send(keep("canary")).await.map_err(|error| format!("{:?}", error.kind()))
    };
    for body in ANSWERS {
        let text = recorded([answer(200, body)], keep("canary")).await;
        for hidden in ["CANARY", "NARY", "123456789,", "canary", "key-secret-1", "Once"] {
            assert!(!text.contains(hidden) || body.contains("CANARY is"), "{hidden}: {text}");
        }
        assert!(text.contains("***") && text.starts_with(r#"{"version":2,"#), "{text}");
        // Values that are not secret are decoded equally, and secret ones are present.
        let before = decoded(&Script::new([answer(200, body)]).client()).await;
        let after = decoded(&replaying(&text)).await;
        let shown = |result: &Result<Kept, String>| format!("{result:?}");
        assert_eq!(shown(&before), shown(&after), "{body}: {text}");
        if let (Ok(before), Ok(after)) = (before, after) {
            assert_eq!(before.server_key.is_some(), after.server_key.is_some());
        }
    }
}

#[tokio::test]
async fn questions_match_whatever_their_secrets_and_tokens_are() {
    let text = recorded([ok()], keep("canary")).await;
    assert_eq!(replaying(&text).send(keep("another")).await.unwrap().request_id, "ok");
    let other_note = Keep { note: Some("another".to_owned()), ..keep("canary") };
    assert_eq!(replaying(&text).send(other_note).await.unwrap_err().kind(), ErrorKind::InvalidInput);

    // With the other signature, and with a client without retries, which generates no token.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.jsonl");
    std::fs::write(&path, &text).unwrap();
    let client = Client::builder().transport(Replaying::from_file(&path).unwrap()).access_key("id", "s");
    let client = client.region("cn-hangzhou").signature(SignatureVersion::V1).no_retry().build().unwrap();
    assert_eq!(client.send(keep("third")).await.unwrap().request_id, "ok");

    // A recording of version 1: with tokens in the bodies, and without a version number.
    let old = r#"{"question":{"operation":"Keep","method":"POST","path":"/","parameters":{"Any":"{\"list\":[{\"private_key\":\"***\"}],\"ClientToken\":\"t\"}"},"body":"{\"ServerKey\":\"***\",\"Tags\":[{\"Key\":\"k\",\"Secret\":\"***\"}],\"Note\":\"{\\\"Password\\\":\\\"***\\\",\\\"a\\\":1}\",\"clientToken\":\"u\"}"},"answer":{"status":200,"body":"{\"RequestId\":\"old\"}"}}"#;
    assert_eq!(replaying(old).send(keep("canary")).await.unwrap().request_id, "old");
}

#[tokio::test]
async fn a_call_that_corrected_the_clock_is_replayed() {
    let hour = std::time::Duration::from_secs(3600);
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + hour);
    let text = recorded([error(400, "InvalidTimeStamp.Expired").header("date", &date), ok()], release()).await;
    assert!(text.contains(&date), "{text}");
    assert_eq!(replaying(&text).send(release()).await.unwrap().request_id, "ok");
    // A month later, the clock of the recording is still an hour ahead, and not a month behind.
    let received: u64 = text.split(r#""received":"#).nth(1).unwrap().split('}').next().unwrap().parse().unwrap();
    let month = 30 * 24 * 3600;
    let date_then =
        httpdate::fmt_http_date(std::time::SystemTime::now() + hour - std::time::Duration::from_secs(month));
    let old = text.replace(&received.to_string(), &(received - month).to_string()).replace(&date, &date_then);
    assert_eq!(replaying(&old).send(release()).await.unwrap().request_id, "ok");
}

#[tokio::test]
async fn bytes_are_kept() {
    let body = [&b"\xff\xfe {\"Password\":\"CANARY\",\"x\":\"\xe9\"} \x00"[..], &[0x80; 3]].concat();
    let text = recorded([Reply::Answer(200, Vec::new(), body.clone())], release()).await;
    let encoded = text.split(r#""bodyBase64":""#).nth(1).unwrap().split('"').next().unwrap();
    let kept = base64::engine::general_purpose::STANDARD.decode(encoded).unwrap();
    let expected = [&b"\xff\xfe {\"Password\":\"***\",\"x\":\"\xe9\"} \x00"[..], &[0x80; 3]].concat();
    assert_eq!(kept, expected);
    let answer = replaying(&text).send(release()).answer().await;
    if let Ok(answer) = answer {
        assert_eq!(answer.body().as_ref(), expected);
    }
}

#[tokio::test]
async fn requests_of_credentials_keep_no_token() {
    let script = Script::new([
        answer(200, "IMDS-TOKEN"),
        answer(400, r#"{"Message":"the token r%2Fefresh-1 and imds-2 are bad"}"#),
    ]);
    let recording = Recording::new(script);
    let mut request =
        HttpRequest::new(http::Method::PUT, "http://user:url-password@100.100.100.200/latest/api/token?Signature=s1g");
    request.headers.insert("x-aliyun-ecs-metadata-token-ttl-seconds", "60".parse().unwrap());
    recording.send(request).await.unwrap();
    let mut request = HttpRequest::new(http::Method::POST, "https://oauth.example/v1/token");
    request.headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
    request.headers.insert("x-aliyun-ecs-metadata-token", "imds-2".parse().unwrap());
    request.body = "note=r%2Fefresh-1&grant_type=refresh_token&refresh_token=r%2Fefresh-1".into();
    let kept = recording.send(request).await.unwrap();
    assert!(kept.body.starts_with(b"{"));
    let shown = format!("{:?}", recording.exchanges()) + &serde_json::to_string(&recording.exchanges()).unwrap();
    for secret in ["IMDS-TOKEN", "imds-2", "efresh-1", "url-password", "s1g"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    assert!(shown.contains("grant_type") && shown.contains("are bad"), "{shown}");
}

#[tokio::test]
async fn fields_of_untyped_operations_are_hidden_by_what_the_description_says() {
    let recording = Recording::new(Script::new([answer(200, r#"{"RequestId":"1","ServerKey":"CANARY","Key":"k"}"#)]));
    let client =
        Client::builder().transport(recording.clone()).access_key("i", "s").region("cn-hangzhou").build().unwrap();
    let value: Value = serde_json::json!({"ServerKey": "CANARY-2", "Note": "CANARY-2 it is"});
    let operation = UntypedOperation::new(Keep::INFO)
        .parameter("Any", alicloud_client::runtime::At::QUERY.json(), Some(value))
        .hide("ServerKey");
    let shown = format!("{operation:?}");
    operation.send(&client).await.unwrap();
    let shown = shown + &serde_json::to_string(&recording.exchanges()).unwrap();
    assert!(!shown.replace("CANARY-2 it is", "").contains("CANARY"), "{shown}");
    assert!(shown.contains(r#"\"Key\":\"k\""#), "{shown}");
}

/// A parameter of a request, and whether its value is recorded.
const PARAMETERS: &[(&str, bool)] = &[
    ("Account.1.Name", true),
    ("Credentials.1.AccessKeyId", true),
    ("Password.1", false),
    ("Passwords.root", false),
    ("Passwords.1.root", false),
    ("ServerKeys.root", false),
];

#[tokio::test]
async fn flattened_parameters_are_hidden_by_all_parts_of_their_names() {
    for (name, is_recorded) in PARAMETERS {
        let recording = Recording::new(Script::new([answer(200, r#"{"RequestId":"1","Key":"of CANARY"}"#)]));
        let client =
            Client::builder().transport(recording.clone()).access_key("i", "s").region("cn-hangzhou").build().unwrap();
        let operation = UntypedOperation::new(<crate::operations::Release as Operation>::INFO).hide("ServerKeys");
        let value = Some(Value::from("CANARY"));
        operation.parameter(name, alicloud_client::runtime::At::QUERY, value).send(&client).await.unwrap();
        let shown = serde_json::to_string(&recording.exchanges()).unwrap();
        assert_eq!(shown.matches("CANARY").count(), if *is_recorded { 2 } else { 0 }, "{name}: {shown}");
    }
}

/// A write error ends the file: nothing is written after it was reported.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_ends_at_its_first_problem() {
    for (path, expected) in [("/dev/full", Some(std::io::ErrorKind::StorageFull)), ("/dev/null", None)] {
        let recording = Recording::new(Script::new([ok(), ok()])).to_file(path).unwrap();
        let client =
            Client::builder().transport(recording.clone()).access_key("i", "s").region("cn-hangzhou").build().unwrap();
        client.send(release()).await.unwrap();
        assert_eq!(recording.finish().err().map(|problem| problem.kind()), expected, "{path}");
        client.send(release()).await.unwrap();
        assert!(recording.finish().is_ok(), "{path}");
        assert_eq!(recording.exchanges().len(), 2);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_recording_is_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.jsonl");
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    drop(Recording::new(Script::default()).to_file(&path).unwrap());
    assert_eq!(mode(), 0o600);
    // The permissions of an existing file are not kept, and the target of a link is not changed.
    let target = folder.path().join("target");
    std::fs::write(&target, "stays").unwrap();
    for before in ["file", "link", "link in the place of the new file"] {
        std::fs::remove_file(&path).unwrap();
        match before {
            "file" => {
                std::fs::write(&path, "old").unwrap();
                std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
            }
            "link" => std::os::unix::fs::symlink(&target, &path).unwrap(),
            _ => {
                let new = folder.path().join(format!("calls.jsonl.{}-0.tmp", std::process::id()));
                std::os::unix::fs::symlink(&target, new).unwrap();
            }
        }
        drop(Recording::new(Script::default()).to_file(&path).unwrap());
        assert_eq!((mode(), std::fs::read_to_string(&path).unwrap().as_str()), (0o600, ""), "{before}");
        assert!(!std::fs::symlink_metadata(&path).unwrap().is_symlink());
    }
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "stays");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn a_broken_recording_says_where_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.jsonl");
    let question = r#""question":{"method":"GET","path":"/"}"#;
    let cases = [
        (
            r#"{"version":4,QUESTION,"answer":{}}"#,
            "version 4 of the format is not supported; this library supports versions up to 3",
        ),
        (r#"{"version":"2",QUESTION,"answer":{}}"#, "`version` is not a number"),
        (r#"{QUESTION}"#, "missing field `answer`"),
        (r#"{QUESTION,"answer":{"status":200,"bodyBase64":"%"}}"#, "`bodyBase64` is not base64"),
        (r#"{QUESTION,"answer":{"status":70000,"body":""}}"#, "`status` is not an HTTP status"),
        (r#"{QUESTION,"answer":{"status":200,"body":"","received":-1}}"#, "`received` is not a number of seconds"),
        (r#"{QUESTION,"answer":{"status":200,"body":"","broke":1}}"#, "`broke` is not a string"),
        (r#"{QUESTION,"answer":{"sta"#, "EOF while parsing"),
    ];
    for (line, expected) in cases {
        std::fs::write(&path, format!("\n{}\n", line.replace("QUESTION", question))).unwrap();
        let error = Replaying::from_file(&path).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("line 2: not a recorded exchange") && text.contains(expected), "{text}");
        assert!(text.contains("calls.jsonl") && !text.contains("line 1"), "{text}");
    }
    let error = Replaying::from_file(folder.path().join("absent")).unwrap_err();
    assert!(error.to_string().contains("absent"), "{error}");
}
