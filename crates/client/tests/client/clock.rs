//! Time limits that pass because something has happened, not because the machine is slow.

use std::pin::pin;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{advance, pause, resume};

/// A limit that no test reaches by waiting.
pub(crate) const LIMIT: Duration = Duration::from_secs(300);

/// So often the clock moves before a call that ends by nothing is an error.
const MOST_TICKS: u32 = 60_000;

/// After so many ticks in which a call did not end although its limit has passed, the limit passes again: meanwhile it may have received
/// something, so that its limit began anew.
const BETWEEN_LIMITS: u32 = 100;

/// Awaits `call` by a clock that passes [`LIMIT`] while `is_silent` says that the server sends nothing more, and otherwise goes on by no
/// more than a millisecond at a time, so that pauses end.
pub(crate) async fn until_silence<T>(is_silent: impl Fn() -> bool, call: impl IntoFuture<Output = T>) -> T {
    pause();
    // A paused clock jumps to the next timer whenever nothing is ready, even if bytes are on the way; but not while a blocking task runs.
    let (end, held) = std::sync::mpsc::channel::<()>();
    let keeper = spawn_blocking(move || held.recv().is_err());
    let mut call = pin!(call.into_future());
    let mut since_limit = BETWEEN_LIMITS;
    let mut result = None;
    for _ in 0..MOST_TICKS {
        tokio::select! {
            ended = &mut call => {
                result = Some(ended);
                break;
            }
            _ = spawn_blocking(|| std::thread::sleep(Duration::from_millis(1))) => {}
        }
        since_limit += 1;
        if since_limit > BETWEEN_LIMITS && is_silent() {
            since_limit = 0;
            advance(LIMIT).await;
        }
        advance(Duration::from_millis(1)).await;
    }
    drop(end);
    keeper.await.unwrap();
    resume();
    result.expect("the call ends, at the latest when its limit passes")
}
