//! The lock of a configuration file, which lets only one program change it at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use super::replace;

/// While holding the lock, a program sends one request, which has a limit of 20 seconds, and writes one file. A program
/// that holds it longer than this is suspended or is not this library.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two attempts to lock.
const PAUSE: Duration = Duration::from_millis(20);

/// The lock; dropping it releases it.
///
/// It is a separate file beside the configuration, `config.json.lock`, which is never renamed or removed. The
/// configuration file itself is replaced on each write, so a lock on it could be a lock on a file that no longer has a
/// name.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the lock ends when the file is closed")] File);

impl Lock {
    /// Waits for the lock of the configuration file at `path`, at most for `patience`. It polls instead of blocking a
    /// thread, which could outlive the runtime.
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

/// Opens the lock file beside the target of `path`. Symbolic links are resolved, so that programs with different links
/// to one file use the same lock.
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
