//! What came of each row, on standard output; and of all of them, on standard error.

use crate::failure::{CliFailure, exit_code};
use crate::json::JsonValue;
use crate::output::{self, OutputFormat, OutputSettings, ResponseFacts};
use crate::streams::complain;

use super::journal::RowState;
use super::send::RowOutcome;

/// A row that has ended.
pub(super) struct ReportedRow {
    pub(super) line: u64,
    pub(super) product: String,
    pub(super) operation: &'static str,
    pub(super) outcome: RowOutcome,
}

/// The report of a batch.
pub(super) struct BatchReport {
    settings: OutputSettings,
    rows: usize,
    counts: [usize; 4],
    worst: u8,
    /// All rows, unless each is shown as it ends.
    kept: Vec<JsonValue>,
}

/// The states, in the order of the summary.
const STATES: [RowState; 4] = [RowState::Done, RowState::Received, RowState::Failed, RowState::Unknown];

impl BatchReport {
    /// The report of so many rows.
    pub(super) fn new(mut settings: OutputSettings, rows: usize) -> Self {
        if settings.columns.is_none() && settings.query.is_none() {
            settings.format.get_or_insert(OutputFormat::Jsonl);
        }
        Self { settings, rows, counts: [0; 4], worst: 0, kept: Vec::new() }
    }

    /// Counts a row. Returns what shows it.
    pub(super) fn add(&mut self, row: ReportedRow) -> impl FnOnce() -> Result<(), CliFailure> + Send + use<> {
        let state = row.outcome.result.state;
        for (known, count) in STATES.iter().zip(&mut self.counts) {
            *count += usize::from(*known == state);
        }
        self.worst = self.worst.max(row.outcome.result.exit_code);
        let value = shown(row);
        let lines = if self.settings.streams() {
            vec![value]
        } else {
            if !self.settings.is_quiet {
                self.kept.push(value);
            }
            Vec::new()
        };
        move || if lines.is_empty() { Ok(()) } else { output::show_lines(&lines).map(drop) }
    }

    /// How far the batch is.
    pub(super) fn progress(&self) -> String {
        let ended: usize = self.counts.iter().sum();
        format!("{ended} of {} rows: {}", self.rows, self.summary())
    }

    fn summary(&self) -> String {
        let parts = STATES.iter().zip(&self.counts).filter(|(state, count)| **count > 0 || **state == RowState::Done);
        parts.map(|(state, count)| format!("{count} {}", state.as_str())).collect::<Vec<_>>().join(", ")
    }

    /// Shows the rest, and the summary.
    pub(super) fn end(self, journal: Option<&str>) -> Result<(), CliFailure> {
        let [_, received, failed, unknown] = self.counts;
        let summary = format!("{} rows: {}", self.rows, self.summary());
        if !self.settings.streams() && !self.settings.is_quiet {
            output::show_value(JsonValue::List(self.kept), &self.settings, &ResponseFacts::default())?;
        }
        if received > 0 {
            complain(&format!(
                "warning: the service had received {received} rows in a run that was interrupted; their responses are lost, so check them"
            ));
        }
        if self.worst == 0 {
            complain(&format!("note: {summary}"));
            return Ok(());
        }
        let mut text = summary;
        if failed > 0 && journal.is_some() {
            text.push_str("\n  the same command sends the failed rows again");
        }
        if unknown > 0 {
            text.push_str("\n  the unknown rows may have been carried out: check them");
            if journal.is_some() {
                text.push_str("; then --unknown again sends them again, and --unknown done counts them as carried out");
            }
        }
        Err(CliFailure::Batch(self.worst.max(exit_code::REFUSED), text))
    }
}

/// A row as JSON.
fn shown(row: ReportedRow) -> JsonValue {
    let ReportedRow { line, product, operation, outcome } = row;
    let RowOutcome { result, message, response, is_earlier } = outcome;
    let string = |text: &str| JsonValue::String(text.to_owned());
    let mut fields = vec![
        ("line".to_owned(), JsonValue::Number(line.to_string())),
        ("product".to_owned(), string(&product.to_lowercase())),
        ("operation".to_owned(), string(operation)),
        ("state".to_owned(), string(result.state.as_str())),
        ("exit_code".to_owned(), JsonValue::Number(result.exit_code.to_string())),
    ];
    let mut add = |name: &str, value: Option<JsonValue>| fields.extend(value.map(|value| (name.to_owned(), value)));
    add("earlier", is_earlier.then_some(JsonValue::Boolean(true)));
    add("request_id", result.request_id.as_deref().map(string));
    add("code", result.code.as_deref().map(string));
    add("message", message.as_deref().map(string));
    add(
        "response",
        response.map(|response| {
            output::value(response.body())
                .unwrap_or_else(|| JsonValue::String(String::from_utf8_lossy(response.body()).into_owned()))
        }),
    );
    JsonValue::Object(fields)
}
