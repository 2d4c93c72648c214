//! Reads the root certificates that the environment names instead of those of the system: `SSL_CERT_FILE` is a file,
//! `SSL_CERT_DIR` a list of directories.
//!
//! The library for the certificates of the system also reads these variables, but it waits forever for a pipe, reads a
//! device without end, and does not report what is wrong with a file. They are therefore read here, with the same
//! checks as all files that a user names.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::NoRoots;
use crate::regular_file;
use crate::shown::{LONGEST_NAME, shown};

const FILE: &str = "SSL_CERT_FILE";
const FOLDERS: &str = "SSL_CERT_DIR";

/// The largest total size of all files in bytes. The certificates of a system have less than 1 MiB.
const LIMIT: u64 = 16 << 20;

/// The largest number of directory entries. The directory of a system has some hundreds.
const MOST_ENTRIES: usize = 10_000;

/// The largest number of problems in an error, since each file of a directory may have one.
const MOST_PROBLEMS: usize = 3;

/// Returns `given` and the certificates that the variables name; `None` if no variable is set.
///
/// A file that cannot be read is only a warning if there are other certificates, because each of them was named
/// explicitly.
pub(super) fn roots(given: &[CertificateDer<'static>]) -> Result<Option<RootCertStore>, NoRoots> {
    let file = std::env::var_os(FILE);
    let folders = std::env::var_os(FOLDERS).map(|folders| folders_in(&folders)).unwrap_or_default();
    if file.is_none() && folders.is_empty() {
        return Ok(None);
    }
    let mut found = NamedRoots::default();
    found.store.add_parsable_certificates(given.iter().cloned());
    if let Some(file) = &file {
        found.file(FILE, Path::new(file));
    }
    for folder in &folders {
        found.folder(folder);
    }
    let problems = found.problems();
    if found.store.is_empty() {
        return Err(NoRoots {
            reason: format!("no root certificates: {problems}"),
            help: "set the variable to root certificates in PEM, or remove it to trust those of the system",
        });
    }
    if !problems.is_empty() {
        tracing::warn!(%problems, "some root certificates that the environment names cannot be used");
    }
    Ok(Some(found.store))
}

fn folders_in(list: &OsString) -> Vec<PathBuf> {
    std::env::split_paths(list).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

struct NamedRoots {
    store: RootCertStore,
    problems: Vec<String>,
    /// The number of problems that are not in `problems`.
    more: usize,
    bytes_left: u64,
    entries_left: usize,
    /// The files that have been read. A directory usually contains several links to a file.
    read: HashSet<PathBuf>,
}

impl Default for NamedRoots {
    fn default() -> Self {
        Self {
            store: RootCertStore::empty(),
            problems: Vec::new(),
            more: 0,
            bytes_left: LIMIT,
            entries_left: MOST_ENTRIES,
            read: HashSet::new(),
        }
    }
}

impl NamedRoots {
    fn problem(&mut self, variable: &str, path: &Path, problem: &str) {
        if self.problems.len() < MOST_PROBLEMS {
            let path = path.to_string_lossy();
            let problem = shown(problem, LONGEST_NAME);
            self.problems.push(format!("{:?}, of the variable {variable}: {problem}", shown(&path, LONGEST_NAME)));
        } else {
            self.more += 1;
        }
    }

    fn problems(&self) -> String {
        let mut problems = self.problems.join("; ");
        if self.more > 0 {
            problems.push_str(&format!("; and {} more", self.more));
        }
        problems
    }

    fn file(&mut self, variable: &str, path: &Path) {
        if let Ok(real) = path.canonicalize()
            && !self.read.insert(real)
        {
            return;
        }
        let pem = match regular_file::read(path, self.bytes_left) {
            Ok(pem) => pem,
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                let problem = format!("the root certificates have more than {LIMIT} bytes in total");
                return self.problem(variable, path, &problem);
            }
            Err(error) => return self.problem(variable, path, &error.to_string()),
        };
        self.bytes_left = self.bytes_left.saturating_sub(u64::try_from(pem.len()).unwrap_or(u64::MAX));
        let mut count = 0;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            count += 1;
            let added = certificate.map_err(|error| error.to_string()).and_then(|certificate| {
                self.store.add(certificate).map_err(|error| format!("a certificate cannot be used: {error}"))
            });
            if let Err(problem) = added {
                self.problem(variable, path, &problem);
            }
        }
        // A directory may contain other files as well.
        if count == 0 && variable == FILE {
            self.problem(variable, path, "it contains no PEM certificate");
        }
    }

    fn folder(&mut self, folder: &Path) {
        let before = self.store.len() + self.problems.len() + self.more;
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problem(FOLDERS, folder, &error.to_string()),
        };
        for entry in entries {
            let Some(left) = self.entries_left.checked_sub(1) else {
                return self.problem(FOLDERS, folder, &format!("there are more than {MOST_ENTRIES} files"));
            };
            self.entries_left = left;
            let path = match entry {
                Ok(entry) => entry.path(),
                Err(error) => return self.problem(FOLDERS, folder, &error.to_string()),
            };
            // Other entries, such as directories and dangling links, are skipped.
            if path.metadata().is_ok_and(|metadata| metadata.is_file()) {
                self.file(FOLDERS, &path);
            }
        }
        if self.store.len() + self.problems.len() + self.more == before && self.store.is_empty() {
            self.problem(FOLDERS, folder, "its files contain no PEM certificate");
        }
    }
}
