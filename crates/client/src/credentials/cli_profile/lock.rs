//! One program at a time: the lock of a configuration file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use super::replace;

/// A program that holds the lock exchanges one request, which has 20 seconds, and writes one file. Whoever holds it longer than this is
/// stopped, or is not one of ours.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Time between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// Held until it is dropped.
///
/// It is a file of its own beside the configuration, `config.json.lock`, which is never renamed or removed: the configuration itself is
/// replaced each time that it is written, and whoever had waited for a lock on it would hold one on a file that is gone.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the lock ends when the file is closed")] File);

impl Lock {
    /// Waits for the lock of the configuration file at `path`, as long as `patience` lasts, and without a thread that would outlive its
    /// runtime.
    pub(super) async fn acquire(path: &Path, patience: Duration) -> io::Result<Self> {
        let file = open(path)?;
        let begin = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if begin.elapsed() >= patience => {
                    let problem = format!("another program has held the lock for {patience:?}");
                    return Err(io::Error::new(io::ErrorKind::TimedOut, problem));
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}

/// The lock of the file that `path` leads to, so that two programs that come through different links have the same.
fn open(path: &Path) -> io::Result<File> {
    let path = path.canonicalize()?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    let lock = path.with_file_name(name);
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOFOLLOW);
    match options.open(&lock) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        result => return result,
    }
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&lock)?;
    replace::give_to_owner_of(&path, &file)?;
    Ok(file)
}
