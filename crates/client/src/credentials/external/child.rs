//! A child process that ends with the future that waits for it.
//!
//! `tokio` has processes as well. They come with a driver of signals, which every program would compile and carry for the few that get
//! their credentials from a command.

use std::io::{self, Read as _};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use tokio::sync::oneshot;

/// How often it is asked whether a process has ended that has closed its output.
const PAUSE: Duration = Duration::from_millis(5);

/// Runs `command` with no input, and with the error output of this program. If the future is dropped before the end, the process is
/// killed.
pub(super) async fn output(command: &mut Command) -> io::Result<Output> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
    let mut child = KilledOnDrop(child);
    let stdout = read(&mut child.0).await?;
    loop {
        if let Some(status) = child.0.try_wait()? {
            return Ok(Output { status, stdout, stderr: Vec::new() });
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// All that the process writes.
///
/// It is read on a thread of its own and not on one of the runtime, which would wait for it when it shuts down: what the process itself
/// has started can hold the pipe open long after the process was killed.
async fn read(child: &mut Child) -> io::Result<Vec<u8>> {
    let Some(mut pipe) = child.stdout.take() else { return Ok(Vec::new()) };
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().name("alicloud-credentials".to_owned()).spawn(move || {
        let mut bytes = Vec::new();
        let result = pipe.read_to_end(&mut bytes).map(|_| bytes);
        // Nobody waits any more if the time was over.
        drop(sender.send(result));
    })?;
    receiver.await.unwrap_or_else(|_| Err(io::ErrorKind::BrokenPipe.into()))
}

struct KilledOnDrop(Child);

impl Drop for KilledOnDrop {
    /// Nothing is left of the process, not even a zombie. One that has ended by itself was waited for already, and this does nothing.
    fn drop(&mut self) {
        if self.0.kill().is_ok() {
            drop(self.0.wait());
        }
    }
}
