//! The facade without async.

use alicloud_client::ErrorKind;
use alicloud_client::blocking::Client;

use crate::operations::{Describe, release};
use crate::script::{Script, answer, error, ok};

#[test]
fn works_from_any_thread() {
    let client = Client::new(Script::new([ok()]).client()).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || client.send(release()).unwrap().request_id)
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), "ok");
    }
    let reply = client.wait(async move { Script::new([error(403, "Forbidden")]).client().send(release()).await });
    assert!(reply.unwrap_err().is_access_denied());
}

#[test]
fn pages_are_iterators() {
    let page = |next: &str| answer(200, &format!(r#"{{"NextToken":"{next}","Items":{{"DBInstance":[{{}},{{}}]}}}}"#));
    let client = |last| Client::new(Script::new([page("2"), last]).client()).unwrap();
    assert_eq!(client(page("")).pages(Describe::default()).map(Result::unwrap).count(), 2);
    let items: Vec<_> = client(error(403, "Forbidden")).items(Describe::default()).collect();
    assert_eq!(items.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false]);
}

#[tokio::test]
async fn is_an_error_and_no_panic_inside_of_async_code() {
    let client = Client::new(Script::new([ok()]).client()).unwrap();
    let error = client.send(release()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("alicloud_client::Client"), "{error}");
    let items: Vec<_> = client.items(Describe::default()).collect();
    assert!(items.len() == 1 && items[0].is_err());
}
