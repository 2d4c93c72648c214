//! The journal of a batch, with which it is resumed after it was killed.
//!
//! A file of JSON lines. The first one says what the journal belongs to: the input, by its hash, and where it is sent. Before a request that
//! changes something is sent, a line with its nonce is appended and synchronized with the disk; the line with its result follows without
//! that, since a request whose result is not known is sent again with the same nonce, and the service then refuses it if it has arrived.
//! Values of parameters are never written, since they may be secrets.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// The version of the format.
const VERSION: u32 = 1;

/// The largest journal that is read, in bytes.
const MOST_BYTES: u64 = 1 << 30;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JournalOwner {
    alicloud_batch: u32,
    /// The SHA-256 hash of the input and the operation of the command line.
    pub(super) input: String,
    pub(super) rows: u64,
    pub(super) region: Option<String>,
    pub(super) endpoint: Option<String>,
}

impl JournalOwner {
    pub(super) fn new(input: String, rows: u64, region: Option<String>, endpoint: Option<String>) -> Self {
        Self { alicloud_batch: VERSION, input, rows, region, endpoint }
    }
}

/// A line about a row. It has one of the two.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalLine {
    /// The line of the row in the input.
    row: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sending: Option<SentRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    result: Option<RowResult>,
}

/// A request of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SentRow {
    /// The nonce of its signature; empty if the gateway knows none, so that it would carry out the request again.
    pub(super) nonce: String,
    /// Its idempotency token, if the operation has one and the row does not set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<String>,
    /// A hash of the access key ID and the endpoint, within which nonces are unique.
    pub(super) scope: String,
    /// When the nonce was first sent, in seconds since the Unix epoch.
    pub(super) at: u64,
}

/// How the request of a row ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowResult {
    pub(super) state: RowState,
    pub(super) exit_code: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<String>,
    /// The error code of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
}

/// The state of a row that is finished for this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RowState {
    /// Carried out.
    Done,
    /// The service has the request of an earlier run, whose response is lost.
    Received,
    /// Not carried out. The next run sends it again.
    Failed,
    /// Whether it was carried out is not known.
    Unknown,
}

impl RowState {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Received => "received",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// What the journal knows about a row.
#[derive(Debug, Clone, Default)]
pub(super) struct EarlierRow {
    /// The last request.
    pub(super) sent: Option<SentRow>,
    /// The result of that request; `None` if the program was killed before it had one.
    pub(super) result: Option<RowResult>,
}

/// An open journal, which no other batch uses meanwhile.
#[derive(Debug)]
pub(super) struct BatchJournal {
    path: PathBuf,
    file: Mutex<JournalFile>,
}

#[derive(Debug)]
struct JournalFile {
    file: File,
    /// Whether writing has failed: the last line may be incomplete, and another one after it would be lost.
    is_broken: bool,
}

impl BatchJournal {
    /// Opens the journal, or makes it. Returns it with what it knows about each row, by its line.
    ///
    /// # Errors
    ///
    /// That the file cannot be used, belongs to another batch, is used by one that runs, or is damaged.
    pub(super) fn open(path: &Path, owner: &JournalOwner) -> io::Result<(Self, HashMap<u64, EarlierRow>)> {
        let mut options = OpenOptions::new();
        let _ = options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            // It says what was done in an account. A pipe without a reader must not block.
            let _ = options.mode(0o600).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
        }
        let mut file = options.open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::other("another batch uses it: wait until that has ended"));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if file.metadata()?.len() > MOST_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it has more than a GiB, so it is no journal"));
        }
        let mut bytes = Vec::new();
        let _ = io::Read::by_ref(&mut file).take(MOST_BYTES).read_to_end(&mut bytes)?;
        // A line that was not written to its end was not synchronized, so nothing was sent after it.
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let torn = bytes.split_off(whole);
        let text = String::from_utf8(bytes).map_err(|_| damaged(1, "not UTF-8"))?;
        let header = format!("{}\n", serde_json::to_string(owner)?);
        let mut lines = (1_u64..).zip(text.lines());
        let mut rows = HashMap::new();
        match lines.next() {
            // A file that somebody else wrote is not overwritten.
            None if !header.as_bytes().starts_with(&torn) => return Err(damaged(1, "not a journal of a batch")),
            None => {
                file.set_len(0)?;
                let _ = file.seek(SeekFrom::Start(0))?;
                file.write_all(header.as_bytes())?;
                file.sync_all()?;
                sync_folder(path)?;
            }
            Some((_, first)) => {
                check_owner(first, owner)?;
                for (line, text) in lines {
                    let JournalLine { row, sending, result } =
                        serde_json::from_str(text).map_err(|error| damaged(line, &error.to_string()))?;
                    let known: &mut EarlierRow = rows.entry(row).or_default();
                    match (sending, result) {
                        (Some(sent), None) => *known = EarlierRow { sent: Some(sent), result: None },
                        (None, Some(result)) => known.result = Some(result),
                        _ => return Err(damaged(line, "neither a request nor a result")),
                    }
                }
                file.set_len(whole.try_into().unwrap_or(u64::MAX))?;
                let _ = file.seek(SeekFrom::End(0))?;
            }
        }
        Ok((Self { path: path.to_owned(), file: Mutex::new(JournalFile { file, is_broken: false }) }, rows))
    }

    /// Appends that a request is about to be sent. The line is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// That it cannot be written; nothing may be sent then. After the first error, nothing is written any more.
    pub(super) fn sending(&self, row: u64, sent: SentRow) -> io::Result<()> {
        self.append(&JournalLine { row, sending: Some(sent), result: None }, true)
    }

    /// Appends the result of a row.
    ///
    /// # Errors
    ///
    /// That it cannot be written.
    pub(super) fn result(&self, row: u64, result: RowResult) -> io::Result<()> {
        self.append(&JournalLine { row, sending: None, result: Some(result) }, false)
    }

    fn append(&self, line: &JournalLine, is_synchronized: bool) -> io::Result<()> {
        let line = format!("{}\n", serde_json::to_string(line)?);
        let mut guard = self.lock();
        let JournalFile { file, is_broken } = &mut *guard;
        if *is_broken {
            return Err(io::Error::other("an earlier line could not be written"));
        }
        let written = file.write_all(line.as_bytes());
        let written = if is_synchronized { written.and_then(|()| file.sync_data()) } else { written };
        *is_broken = written.is_err();
        written
    }

    /// Whether a line could not be written.
    pub(super) fn is_broken(&self) -> bool {
        self.lock().is_broken
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn lock(&self) -> MutexGuard<'_, JournalFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn damaged(line: u64, problem: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("line {line} is damaged ({problem}), so what was sent is not known; another journal begins anew"),
    )
}

fn check_owner(text: &str, owner: &JournalOwner) -> io::Result<()> {
    let found: JournalOwner = serde_json::from_str(text).map_err(|_| damaged(1, "not a journal of a batch"))?;
    let other = |what: &str| {
        let message = format!("it belongs to {what}: name another journal, or delete this one");
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    };
    if found.alicloud_batch != VERSION {
        return other("another version of this program");
    }
    if (&found.input, found.rows) != (&owner.input, owner.rows) {
        return other("another input, or to this one before it was changed");
    }
    if (&found.region, &found.endpoint) != (&owner.region, &owner.endpoint) {
        let shown = |part: &Option<String>| part.clone().unwrap_or_else(|| "none".to_owned());
        return other(&format!(
            "a batch for another target (region {}, endpoint {})",
            shown(&found.region),
            shown(&found.endpoint)
        ));
    }
    Ok(())
}

/// The name of a new file is on the disk only when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
