//! A child process that ends with the future that waits for it.
//!
//! `tokio` has processes as well. They come with a driver of signals, which every program would compile and carry for the few that get
//! their credentials from a command.

use std::io::{self, ErrorKind, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::credentials::Secret;
use crate::credentials::input::TOKEN_LIMIT;

/// How often it is asked whether a process has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// For so long after the end of the process the rest of its output is waited for, if others hold the output open.
const GRACE: Duration = Duration::from_millis(500);

/// What a process wrote, and how it ended.
pub(super) struct Output {
    pub(super) status: ExitStatus,
    pub(super) stdout: Secret,
}

/// Runs `command` with no input, and with the error output of this program. If the future is dropped before the end, or the process
/// writes more than [`TOKEN_LIMIT`], it is killed.
pub(super) async fn output(command: &mut Command) -> io::Result<Output> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
    let mut child = KilledOnDrop(child);
    let written = Arc::new(Mutex::new(Written::default()));
    if let Some(pipe) = child.0.stdout.take() {
        read(pipe, Arc::clone(&written))?;
    }
    let mut ended = None;
    loop {
        if ended.is_none() {
            ended = child.0.try_wait()?.map(|status| (status, Instant::now()));
        }
        {
            let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(error) = written.error.take() {
                return Err(error);
            }
            // A process that the command left behind can hold the pipe open for as long as it likes.
            if let Some((status, at)) = ended
                && (written.is_complete || at.elapsed() >= GRACE)
            {
                let stdout = String::from_utf8(std::mem::take(&mut written.bytes))
                    .map_err(|_| io::Error::new(ErrorKind::InvalidData, "its output is not text in UTF-8"))?;
                return Ok(Output { status, stdout: stdout.into() });
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// What has been written so far.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    is_complete: bool,
    error: Option<io::Error>,
}

/// Reads all that the process writes, up to the limit.
///
/// It is read on a thread of its own and not on one of the runtime, which would wait for it when it shuts down: what the process itself
/// has started can hold the pipe open long after the process was killed.
fn read(mut pipe: impl Read + Send + 'static, written: Arc<Mutex<Written>>) -> io::Result<()> {
    std::thread::Builder::new().name("alicloud-credentials".to_owned()).spawn(move || {
        let limit = usize::try_from(TOKEN_LIMIT).unwrap_or(usize::MAX);
        let mut chunk = [0; 4096];
        loop {
            let result = pipe.read(&mut chunk);
            let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
            match result {
                Ok(0) => written.is_complete = true,
                Ok(length) => {
                    written.bytes.extend_from_slice(chunk.get(..length).unwrap_or_default());
                    if written.bytes.len() <= limit {
                        continue;
                    }
                    let problem = format!("it printed more than {limit} bytes");
                    written.error = Some(io::Error::new(ErrorKind::FileTooLarge, problem));
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => written.error = Some(error),
            }
            // The pipe is closed: whoever still writes is told so.
            return;
        }
    })?;
    Ok(())
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
