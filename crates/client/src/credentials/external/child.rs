//! A child process that is killed when the future that awaits it is dropped.
//!
//! The processes of `tokio` are not used, because they bring a signal driver, which would be compiled into every
//! program although few get their credentials from a command.

use std::io::{self, ErrorKind, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::credentials::Secret;
use crate::credentials::input::TOKEN_LIMIT;

/// The interval at which the process is polled for its end.
const PAUSE: Duration = Duration::from_millis(5);

/// After the process has ended, the rest of its output is awaited for this long, in case another process keeps the pipe
/// open.
const GRACE: Duration = Duration::from_millis(500);

/// The output of a process and its exit status.
pub(super) struct ChildOutput {
    pub(super) status: ExitStatus,
    pub(super) stdout: Secret,
}

/// Runs `command` with an empty standard input and with the standard error of this program. The process is killed if
/// the future is dropped before the end, or if the output is larger than [`TOKEN_LIMIT`].
pub(super) async fn output(command: &mut Command) -> io::Result<ChildOutput> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
    let mut child = KilledOnDrop(child);
    let written = Arc::new(Mutex::new(ChildStreams::default()));
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
            // A background process of the command can keep the pipe open indefinitely.
            if let Some((status, at)) = ended
                && (written.is_complete || at.elapsed() >= GRACE)
            {
                let stdout = String::from_utf8(std::mem::take(&mut written.bytes))
                    .map_err(|_| io::Error::new(ErrorKind::InvalidData, "its output is not valid UTF-8"))?;
                return Ok(ChildOutput { status, stdout: stdout.into() });
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The output so far.
#[derive(Default)]
struct ChildStreams {
    bytes: Vec<u8>,
    is_complete: bool,
    error: Option<io::Error>,
}

/// Reads the output of the process, up to the limit.
///
/// It is read on a separate thread, not on a blocking thread of the runtime: the runtime would wait for that thread on
/// shutdown, and a child of the process can keep the pipe open long after the process was killed.
fn read(mut pipe: impl Read + Send + 'static, written: Arc<Mutex<ChildStreams>>) -> io::Result<()> {
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
            // Returning closes the pipe, so a process that continues to write gets an error.
            return;
        }
    })?;
    Ok(())
}

struct KilledOnDrop(Child);

impl Drop for KilledOnDrop {
    /// Kills the process and waits for it, so that no zombie remains. If the process has already been waited for, this
    /// does nothing.
    fn drop(&mut self) {
        if self.0.kill().is_ok() {
            drop(self.0.wait());
        }
    }
}
