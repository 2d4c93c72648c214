//! The rows of a batch: JSON lines, or CSV with a column for each parameter.

use std::path::Path;

use crate::arguments::{BatchFormat, BatchOptions};
use crate::call::RowValues;
use crate::json::{JsonText, JsonValue};

/// A row, as it was written.
#[derive(Debug, Clone)]
pub(super) struct BatchRow {
    /// The line on which it begins, counted from 1.
    pub(super) line: u64,
    pub(super) product: String,
    pub(super) operation: String,
    pub(super) values: RowValues,
}

/// A problem, and the line on which it is.
pub(super) type RowProblem = (u64, String);

/// The keys of a row in JSON.
const KEYS: [&str; 3] = ["product", "operation", "parameters"];

/// The rows that could be read, and the problems of the others.
pub(super) type ReadRows = (Vec<BatchRow>, Vec<RowProblem>);

/// Reads all rows. A byte order mark at the beginning is skipped.
pub(super) fn read(text: &str, options: &BatchOptions) -> ReadRows {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match format(options, text) {
        BatchFormat::Jsonl => lines(text, options),
        BatchFormat::Csv => table(text, options),
    }
}

/// The format of the option, else that of the name of the file, else what the first line looks like.
fn format(options: &BatchOptions, text: &str) -> BatchFormat {
    let extension = Path::new(&options.file).extension().and_then(|extension| extension.to_str());
    match (options.format, extension.map(str::to_ascii_lowercase).as_deref()) {
        (Some(format), _) => format,
        (None, Some("csv")) => BatchFormat::Csv,
        (None, Some("jsonl" | "ndjson" | "json")) => BatchFormat::Jsonl,
        _ if text.trim_start().starts_with('{') => BatchFormat::Jsonl,
        _ => BatchFormat::Csv,
    }
}

fn lines(text: &str, options: &BatchOptions) -> ReadRows {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (line, text) in (1_u64..).zip(text.split('\n')) {
        if text.trim().is_empty() {
            continue;
        }
        match object(line, text, options) {
            Ok(row) => rows.push(row),
            Err(problem) => problems.push((line, problem)),
        }
    }
    (rows, problems)
}

/// A row in JSON. Without an operation of its own, it has that of the command line.
fn object(line: u64, text: &str, options: &BatchOptions) -> Result<BatchRow, String> {
    const FORM: &str = r#"{"product":"rds","operation":"DescribeRegions","parameters":{}}"#;
    let json = JsonText::check(text).map_err(|problem| format!("not valid JSON: {problem}"))?;
    if json.broken_string().is_some() {
        return Err("a string has half of a surrogate pair, such as \\ud800, which cannot be sent".to_owned());
    }
    let JsonValue::Object(fields) = json.value() else { return Err(format!("not an object in JSON, as in {FORM}")) };
    let (mut product, mut operation, mut values) = (None, None, None);
    for (key, value) in fields {
        let is_known = match (key.as_str(), value) {
            ("product", JsonValue::String(text)) => product.replace(text).is_none(),
            ("operation", JsonValue::String(text)) => operation.replace(text).is_none(),
            ("parameters", JsonValue::Object(fields)) => values.replace(fields).is_none(),
            (key, _) if KEYS.contains(&key) => {
                return Err(format!("the key {key:?} has another type of value, as in {FORM}"));
            }
            _ => return Err(format!("the key {key:?} is not known; a row is written as {FORM}")),
        };
        if !is_known {
            return Err(format!("the key {key:?} is there twice"));
        }
    }
    let given = |own: Option<String>, general: &Option<String>, key: &str| match (own, general) {
        (Some(own), Some(general)) if !own.eq_ignore_ascii_case(general) => {
            Err(format!("the {key} is {own}, but {general} on the command line: use one of the two"))
        }
        (Some(own), _) => Ok(own),
        (None, Some(general)) => Ok(general.clone()),
        (None, None) => Err(format!("the key {key:?} is missing; a row is written as {FORM}")),
    };
    Ok(BatchRow {
        line,
        product: given(product, &options.product, "product")?,
        operation: given(operation, &options.operation, "operation")?,
        values: RowValues::Fields(values.unwrap_or_default()),
    })
}

fn table(text: &str, options: &BatchOptions) -> ReadRows {
    let (Some(product), Some(operation)) = (&options.product, &options.operation) else {
        let problem = "a table in CSV has one operation, which is on the command line, as in \
                       'alicloud batch FILE rds ReleaseInstancePublicConnection'";
        return (Vec::new(), vec![(1, problem.to_owned())]);
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_owned()).collect(),
        Err(error) => return (Vec::new(), vec![(1, format!("not valid CSV: {error}"))]),
    };
    let mut problems: Vec<RowProblem> = Vec::new();
    for (index, name) in header.iter().enumerate() {
        if name.is_empty() {
            problems.push((1, format!("column {} has no name", index + 1)));
        } else if header.iter().take(index).any(|known| known == name) {
            problems.push((1, format!("two columns have the name {name:?}")));
        }
    }
    // Rows of a table with a wrong header would only repeat that.
    if !problems.is_empty() {
        return (Vec::new(), problems);
    }
    let mut place = LineCounter { text, byte: 0, line: 1 };
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push((place.line(error.position()), format!("not valid CSV: {error}")));
                break;
            }
        };
        let line = place.line(record.position());
        // A line with nothing but spaces is no row.
        if record.iter().all(|cell| cell.trim().is_empty()) && record.len() <= 1 {
            continue;
        }
        if record.len() != header.len() {
            problems.push((line, format!("{} cells, but the header has {}", record.len(), header.len())));
            continue;
        }
        let cells = header.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
        let (product, operation) = (product.clone(), operation.clone());
        rows.push(BatchRow { line, product, operation, values: RowValues::Cells(cells) });
    }
    (rows, problems)
}

/// Counts lines. The reader counts a line end of two characters as if its second one belonged to the next record, and so do empty lines.
struct LineCounter<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line on which the record at a position begins; positions only grow.
    fn line(&mut self, position: Option<&csv::Position>) -> u64 {
        let bytes = self.text.as_bytes();
        let mut end = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
        while matches!(bytes.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        let new = bytes.get(self.byte..end).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u64::try_from(new).unwrap_or(u64::MAX));
        self.byte = self.byte.max(end);
        self.line
    }
}
