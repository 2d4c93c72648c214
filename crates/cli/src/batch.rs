//! `alicloud batch FILE`: calls operations with the rows of a file.
//!
//! All rows are checked before the first one is sent. What came of each is reported on standard output as it ends, and kept in a journal, with
//! which the batch continues after it was killed.

mod journal;
mod nonces;
mod report;
mod rows;
mod send;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use alicloud_client::Client;
use alicloud_client::credentials::Environment;
use alicloud_signer::acs3::Algorithm;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::arguments::{self, BatchOptions, GlobalOptions, program};
use crate::call::{self, RowOperation};
use crate::failure::CliFailure;
use crate::sent_requests::SentRequests;
use crate::signals::{Signal, Signals};
use crate::streams::{complain, progress};
use crate::{escape, output, policy, regular_file};
use journal::{BatchJournal, EarlierRow, JournalOwner};
use report::{BatchReport, ReportedRow};
use rows::{BatchRow, ReadRows, RowProblem};
use send::{RowSender, SharedPause};

/// The largest input, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// How many problems of rows are listed.
const MOST_PROBLEMS: usize = 50;

/// How often the progress is shown.
const PROGRESS: Duration = Duration::from_secs(2);

/// Rows and their operations.
struct CheckedRows {
    rows: Vec<BatchRow>,
    operations: HashMap<(String, String), Arc<RowOperation>>,
    /// The paths of the requests by the names of their products and operations, of operations that are found by their path.
    paths: BTreeMap<(&'static str, &'static str), BTreeSet<String>>,
}

/// Runs the command.
pub(crate) async fn run(mut global: GlobalOptions, options: BatchOptions) -> Result<(), CliFailure> {
    if let Some(flag) = useless_flag(&global) {
        return Err(CliFailure::usage(&mut program(), format!("{flag} cannot be used with a batch")));
    }
    let settings = call::output_settings(&global)?;
    let text = read(&options.file).map_err(CliFailure::Call)?;
    let read = rows::read(&text, &options);
    let emulator = crate::emulator::start_for_call(&mut global, &mut program()).await?;
    let client = arguments::client(&global, None, &SentRequests::default(), &mut program())?;
    let checked = check(read, &client, &global, &options.file).await?;
    if global.dry_run.is_some() {
        let count = checked.rows.len();
        return output::write(|out| writeln!(out, "{count} rows are valid; nothing was sent"));
    }
    output::check()?;
    for (operation, count) in checked.counts() {
        let paths = checked.paths_of(operation);
        policy::check(operation.info(), &paths, &Environment::process(), global.yes, &[("rows", count.to_string())])?;
    }
    let journal = match &options.journal {
        Some(path) => Some(open_journal(path, &text, &checked, &client, &global, &options)?),
        None => None,
    };
    drop(text);
    let (journal, earlier) = journal.map_or((None, HashMap::new()), |(journal, rows)| (Some(journal), rows));
    let sender = RowSender {
        client: client.clone(),
        options: global,
        journal: journal.map(Arc::new),
        unknown: options.unknown,
        pace: SharedPause::default(),
    };
    let mut signals = Signals::listen().map_err(|error| CliFailure::call(&error))?;
    let mut report = BatchReport::new(settings, checked.rows.len());
    let result =
        send_all(checked, earlier, Arc::new(sender), usize::from(options.concurrency), &mut report, &mut signals).await;
    call::settle(&client, &mut signals).await;
    if let Some(emulator) = emulator {
        emulator.stop().await;
    }
    result.and_then(|()| report.end(options.journal.as_deref()))
}

/// A flag that is given and has no meaning for a batch.
fn useless_flag(global: &GlobalOptions) -> Option<&'static str> {
    let flags = [
        ("--all", global.pages.is_some()),
        ("--max-items", global.max_items.is_some()),
        ("--wait", global.wait.is_some()),
        ("--wait-timeout", global.wait_timeout.is_some()),
        ("--interval", global.interval.is_some()),
        ("--input", global.input.is_some()),
        ("--skeleton", global.skeleton),
        ("--body", global.body.is_some()),
        ("--method", global.method.is_some()),
        ("--header", !global.headers.is_empty()),
        ("--force", global.force),
    ];
    flags.into_iter().find_map(|(flag, is_given)| is_given.then_some(flag))
}

/// The text of a file, or of standard input.
fn read(file: &str) -> Result<String, String> {
    let (bytes, shown) = if file == "-" {
        (regular_file::limited(std::io::stdin().lock(), MOST_BYTES), "standard input".to_owned())
    } else {
        (regular_file::read(Path::new(file), MOST_BYTES), format!("the file {file:?}"))
    };
    let bytes = bytes.map_err(|error| escape::line(&format!("{shown} cannot be read: {error}")).into_owned())?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        escape::line(&format!("{shown} is not UTF-8 on line {line}")).into_owned()
    })
}

/// The failure for rows that are not valid.
fn wrong_rows(file: &str, mut problems: Vec<RowProblem>) -> CliFailure {
    problems.sort_by_key(|(line, _)| *line);
    let count = problems.len();
    let mut text = format!("{count} {}, and nothing was sent:", if count == 1 { "problem" } else { "problems" });
    for (line, problem) in problems.into_iter().take(MOST_PROBLEMS) {
        text.push_str(&format!("\n  {file}:{line}: {problem}"));
    }
    if count > MOST_PROBLEMS {
        text.push_str(&format!("\n  and {} more", count - MOST_PROBLEMS));
    }
    CliFailure::Incomplete(text)
}

/// Checks all rows.
async fn check(
    (rows, mut problems): ReadRows,
    client: &Client,
    global: &GlobalOptions,
    file: &str,
) -> Result<CheckedRows, CliFailure> {
    let mut operations: HashMap<(String, String), Result<Arc<RowOperation>, String>> = HashMap::new();
    let mut paths: BTreeMap<(&'static str, &'static str), BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        let key = (row.product.clone(), row.operation.clone());
        let found = operations.entry(key).or_insert_with(|| {
            let found = RowOperation::find(&row.product, &row.operation, global);
            // The other lines are about the command line.
            found.map(Arc::new).map_err(|failure| {
                failure.text().trim_start_matches("error: ").lines().next().unwrap_or_default().to_owned()
            })
        });
        let operation = match found {
            Ok(operation) => operation,
            Err(problem) => {
                problems.push((row.line, problem.clone()));
                continue;
            }
        };
        // The token of the row itself is made when it is sent.
        match operation.call(&row.values, Some("token"), client, global) {
            Ok(call) => match call.check().await {
                Ok(path) => paths.entry(key_of(operation)).or_default().extend(path),
                Err(problem) => problems.push((row.line, problem)),
            },
            Err(found) => problems.extend(found.into_iter().map(|problem| (row.line, problem))),
        }
    }
    if !problems.is_empty() {
        return Err(wrong_rows(file, problems));
    }
    let operations = operations.into_iter().filter_map(|(key, operation)| Some((key, operation.ok()?))).collect();
    Ok(CheckedRows { rows, operations, paths })
}

/// The names of a product and its operation.
fn key_of(operation: &RowOperation) -> (&'static str, &'static str) {
    (operation.info().product.code, operation.info().name)
}

impl CheckedRows {
    /// Each operation, with the number of its rows.
    fn counts(&self) -> Vec<(&Arc<RowOperation>, usize)> {
        let mut counts: Vec<(&Arc<RowOperation>, usize)> = Vec::new();
        for operation in self.rows.iter().filter_map(|row| self.operation(row)) {
            match counts.iter_mut().find(|(known, _)| known.info() == operation.info()) {
                Some((_, count)) => *count += 1,
                None => counts.push((operation, 1)),
            }
        }
        counts
    }

    /// The paths of the requests of an operation.
    fn paths_of(&self, operation: &RowOperation) -> Vec<String> {
        self.paths.get(&key_of(operation)).into_iter().flatten().cloned().collect()
    }

    fn operation(&self, row: &BatchRow) -> Option<&Arc<RowOperation>> {
        self.operations.get(&(row.product.clone(), row.operation.clone()))
    }
}

/// Opens the journal of this input.
fn open_journal(
    path: &str,
    text: &str,
    checked: &CheckedRows,
    client: &Client,
    global: &GlobalOptions,
    options: &BatchOptions,
) -> Result<(BatchJournal, HashMap<u64, EarlierRow>), CliFailure> {
    let general = [&options.product, &options.operation].map(|word| word.as_deref().unwrap_or_default().to_lowercase());
    let input =
        format!("{}\n{}\n{}\n{text}", global.api_version.as_deref().unwrap_or_default(), general[0], general[1]);
    let owner = JournalOwner::new(
        Algorithm::HmacSha256.hash(input.as_bytes()).as_str().to_owned(),
        u64::try_from(checked.rows.len()).unwrap_or(u64::MAX),
        client.region().map(str::to_owned),
        client.endpoint().map(ToString::to_string),
    );
    BatchJournal::open(Path::new(path), &owner).map_err(|error| {
        CliFailure::Call(escape::line(&format!("the journal {path}: {error}; nothing was sent")).into_owned())
    })
}

/// Sends all rows, a bounded number at once.
async fn send_all(
    checked: CheckedRows,
    mut earlier: HashMap<u64, EarlierRow>,
    sender: Arc<RowSender>,
    concurrency: usize,
    report: &mut BatchReport,
    signals: &mut Signals,
) -> Result<(), CliFailure> {
    let CheckedRows { rows, operations, .. } = checked;
    let mut rows = rows.into_iter();
    let mut open: JoinSet<ReportedRow> = JoinSet::new();
    let mut ticks = interval(PROGRESS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stopped: Option<CliFailure> = None;
    loop {
        while stopped.is_none() && open.len() < concurrency {
            let Some(row) = rows.next() else { break };
            let Some(operation) = operations.get(&(row.product.clone(), row.operation.clone())).cloned() else { break };
            let (sender, earlier) = (Arc::clone(&sender), earlier.remove(&row.line).unwrap_or_default());
            let _ = open.spawn(async move {
                let outcome = sender.run(&row, &operation, earlier).await;
                ReportedRow { line: row.line, product: row.product, operation: operation.info().name, outcome }
            });
        }
        if open.is_empty() {
            return stopped.map_or(Ok(()), Err);
        }
        let ended = tokio::select! {
            ended = open.join_next() => ended,
            signal = signals.next() => {
                stopped = Some(interrupted(signal, stopped, open.len())?);
                continue;
            }
            _ = ticks.tick() => {
                progress(&format!("note: {}", report.progress()));
                continue;
            }
        };
        let row = match ended {
            Some(Ok(row)) => row,
            Some(Err(error)) => return Err(CliFailure::call(&error)),
            None => continue,
        };
        if let Some(journal) = sender.journal.as_ref().filter(|journal| journal.is_broken())
            && stopped.is_none()
        {
            let path = journal.path().display();
            let problem = format!(
                "the journal {path} cannot be written, so no further row is sent; see to its disk, and run the same command again"
            );
            stopped = Some(CliFailure::Call(escape::line(&problem).into_owned()));
        }
        // On another thread, so that a signal ends the program even if nobody reads its output.
        let mut written = tokio::task::spawn_blocking(report.add(row));
        let written = tokio::select! {
            written = &mut written => written.unwrap_or_else(|error| Err(CliFailure::call(&error))),
            signal = signals.next() => {
                stopped = Some(interrupted(signal, stopped, open.len())?);
                written.await.unwrap_or_else(|error| Err(CliFailure::call(&error)))
            }
        };
        if let Err(failure) = written {
            stopped.get_or_insert(failure);
        }
    }
}

/// The first signal ends the batch when its open requests have ended.
///
/// # Errors
///
/// The second one ends it at once.
fn interrupted(signal: Signal, stopped: Option<CliFailure>, open: usize) -> Result<CliFailure, CliFailure> {
    let failure = |text: &str| CliFailure::Interrupted(signal, text.to_owned());
    if matches!(stopped, Some(CliFailure::Interrupted(..))) {
        return Err(failure(
            "the batch was interrupted while requests were open; their rows may have been carried out",
        ));
    }
    complain(&format!("note: interrupted; {open} requests are still open, and another signal ends the batch at once"));
    Ok(stopped.unwrap_or_else(|| failure("the batch was interrupted; its other rows were not sent")))
}
