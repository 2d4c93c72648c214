//! Waits for a sign-in that is being renewed when a call ends: the sign-in would be lost if the program ended, too.

use std::pin::pin;
use std::time::Duration;

use alicloud_client::Client;
use tokio::time::{sleep, timeout};

use crate::signals::Signals;
use crate::streams::complain;

/// The time limit that a request to the sign-in service has; it was sent before the wait begins.
const LIMIT: Duration = Duration::from_secs(10);

/// Waits for the renewal, up to [`LIMIT`] or until the next signal, and reports that it waits.
pub(crate) async fn settle(client: &Client, signals: &mut Signals) {
    let mut settled = pin!(client.credentials_settled());
    // Usually nothing is being renewed.
    if timeout(Duration::ZERO, settled.as_mut()).await.is_ok() {
        return;
    }
    complain(&format!(
        "waiting up to {} seconds for the sign-in service: the sign-in is being renewed, and would be lost if this program ended now; \
         Ctrl-C ends it at once",
        LIMIT.as_secs()
    ));
    let lost = tokio::select! {
        biased;
        () = settled => return complain("the renewal of the sign-in has ended"),
        _ = signals.next() => "this program was interrupted",
        () = sleep(LIMIT) => "the sign-in service did not respond in time",
    };
    complain(&format!("{lost}: the sign-in may be lost, and you may have to sign in again"));
}
