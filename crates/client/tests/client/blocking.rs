//! Tests of the blocking client.

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
    let page = |next: &str| {
        answer(200, &format!(r#"{{"RequestId":"1","NextToken":"{next}","Items":{{"DBInstance":[{{}},{{}}]}}}}"#))
    };
    let client = |last| Client::new(Script::new([page("2"), last]).client()).unwrap();
    assert_eq!(client(page("")).pages(Describe::default()).map(Result::unwrap).count(), 2);
    let items: Vec<_> = client(error(403, "Forbidden")).items(Describe::default()).collect();
    assert_eq!(items.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn a_walk_goes_on_from_a_position_that_was_kept() {
    let page = |next: &str| {
        answer(200, &format!(r#"{{"RequestId":"1","NextToken":"{next}","Items":{{"DBInstance":[{{}},{{}}]}}}}"#))
    };
    let client = |replies: Vec<_>| Client::new(Script::new(replies).client()).unwrap();
    let mut pages = client(vec![page("2"), error(403, "Forbidden")]).pages(Describe::default());
    assert!(pages.next().unwrap().is_ok() && pages.next().unwrap().is_err() && pages.next().is_none());
    let position = pages.resume_position().unwrap();
    assert_eq!(position.to_string(), "DescribeDBInstances;token=2");

    let mut items = client(vec![page("")]).pages(Describe::default()).resume_from(&position).items().max_items(1);
    assert_eq!(items.by_ref().map(Result::unwrap).count(), 1);
    let position = items.resume_position().unwrap();
    assert_eq!(position.to_string(), "DescribeDBInstances;given=1;token=2");

    let mut items = client(vec![page("")]).pages(Describe::default()).resume_from(&position).items();
    assert_eq!(items.by_ref().map(Result::unwrap).count(), 1);
    assert_eq!(items.resume_position(), None);
}

#[tokio::test]
async fn is_an_error_and_no_panic_inside_of_async_code() {
    let client = Client::new(Script::new([ok()]).client()).unwrap();
    let error = client.send(release()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("alicloud_client::Client"), "{error}");
    let mut items = client.items(Describe::default());
    let given: Vec<_> = items.by_ref().collect();
    assert!(given.len() == 1 && given[0].is_err());
    assert!(items.resume_position().is_some(), "the walk is not at its end");
}

#[test]
fn works_wherever_blocking_is_allowed() {
    let client = Client::new(Script::new([ok()]).client()).unwrap();
    let one = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let many = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for runtime in [&one, &many] {
        let call = |client: Client| move || client.send(release()).map(|response| response.request_id);
        let (blocking, inside, spawned) = (call(client.clone()), call(client.clone()), call(client.clone()));
        runtime.block_on(async move {
            assert_eq!(tokio::task::spawn_blocking(blocking).await.unwrap().unwrap(), "ok");
            assert_eq!(inside().unwrap_err().kind(), ErrorKind::Configuration);
            let spawned = tokio::spawn(async move { spawned() }).await.unwrap();
            assert_eq!(spawned.unwrap_err().kind(), ErrorKind::Configuration);
        });
        // The thread has entered a runtime but polls no future.
        let _guard = runtime.enter();
        assert_eq!(call(client.clone())().unwrap(), "ok");
    }
    let inside = client.clone();
    let in_place = many.spawn(async move { tokio::task::block_in_place(|| inside.send(release())) });
    assert_eq!(many.block_on(in_place).unwrap().unwrap().request_id, "ok");
    // The client is created and dropped in async code, including the last clone.
    one.block_on(async move { drop((client, Client::new(Script::new([ok()]).client()).unwrap())) });
}

#[test]
fn a_panic_is_an_error_that_says_so() {
    let client = Client::new(Script::new([ok()]).client()).unwrap();
    let result: Result<(), _> = client.wait(async { panic!("the tests say {}", "so") });
    let error = result.unwrap_err();
    assert!(error.to_string().contains("panicked: the tests say so") && error.may_have_been_applied(), "{error}");
    assert_eq!(client.send(release()).unwrap().request_id, "ok");
}
