//! Bodies of answers, also those that go wrong.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::channel::Channel;
use http_body_util::{BodyExt, Either, Full};

/// A body that is there at once, or one that is written bit by bit.
pub(super) type ReplyBody =
    Either<http_body_util::combinators::MapErr<Full<Bytes>, fn(Infallible) -> io::Error>, Channel<Bytes, io::Error>>;

/// The body as it should be.
pub(super) fn whole(text: String) -> ReplyBody {
    let never: fn(Infallible) -> io::Error = |never| match never {};
    Either::Left(Full::new(text.into()).map_err(never))
}

/// The body, later.
pub(super) fn delayed(text: String, time: Duration) -> ReplyBody {
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        tokio::time::sleep(time).await;
        // A client that does not wait for it is gone.
        let _ = sender.send_data(text.into()).await;
    });
    Either::Right(body)
}

/// The first half, and then the connection ends.
pub(super) fn truncated(text: String) -> ReplyBody {
    let bytes = Bytes::from(text);
    let half = bytes.len() / 2;
    broken_off(bytes.slice(..half))
}

/// These bytes, and then the connection ends.
pub(super) fn broken_off(bytes: Bytes) -> ReplyBody {
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        let _ = sender.send_data(bytes).await;
        sender.abort(io::Error::new(io::ErrorKind::ConnectionAborted, "the body ends early on purpose"));
    });
    Either::Right(body)
}
