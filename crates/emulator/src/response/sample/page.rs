//! Pages of lists that are samples.

use serde_json::{Map, Value};

use crate::parameters::ParameterValues;

/// Keeps the part of the list that the request selects, and adjusts all counts to it.
pub(super) fn turn(parameters: &ParameterValues, body: &mut Value) {
    let Some(fields) = body.as_object_mut() else { return };
    let page = SamplePage::read(parameters);
    let list = list_mut(fields, MOST_DEPTH);
    let (total, shown) = list.map_or((0, 0), |list| {
        let total = list.len();
        if let Some(page) = &page {
            *list = list.drain(..).skip(page.start).take(page.size).collect();
        }
        (total, list.len())
    });
    let start = page.as_ref().map_or(0, |page| page.start);
    let size = page.as_ref().map_or(total, |page| page.size).max(1);
    let is_by_token = page.as_ref().is_some_and(|page| page.is_by_token);
    let end = start.saturating_add(shown);
    let next = (is_by_token && end < total).then(|| Value::from(format!("{TOKEN_START}{end}")));
    let counts = PageCounts {
        numbers: [
            (&COUNTS[..], Some(shown)),
            (&TOTALS[..], Some(total)),
            (&["TotalPageCount", "TotalPageNumbers"][..], Some(total.div_ceil(size))),
            (&PAGE_NUMBERS[..], Some(start / size + 1)),
            // If no page is requested, its size is not known.
            (&PAGE_SIZES[..], page.as_ref().map(|_| size)),
        ],
        next,
        has_next: end < total,
        has_previous: start > 0,
    };
    counts.write(fields);
}

/// The paging fields of a response beside its list.
struct PageCounts {
    numbers: [(&'static [&'static str], Option<usize>); 5],
    next: Option<Value>,
    has_next: bool,
    has_previous: bool,
}

impl PageCounts {
    /// Sets the fields in all objects that are not items of a list: some responses have everything within `Data`.
    fn write(&self, fields: &mut Map<String, Value>) {
        if let Some(key) = fields.keys().find(|key| key.eq_ignore_ascii_case("NextToken")).cloned() {
            match &self.next {
                Some(token) => drop(fields.insert(key, token.clone())),
                // The last page has no token, as in the vendor's services.
                None => drop(fields.shift_remove(&key)),
            }
        }
        for (name, field) in fields.iter_mut() {
            let is = |other: &&str| other.eq_ignore_ascii_case(name);
            let number = self.numbers.iter().find(|(names, _)| names.iter().any(is)).and_then(|(_, number)| *number);
            match (field, number) {
                (Value::Object(fields), _) => self.write(fields),
                (field @ Value::String(_), Some(number)) => *field = Value::from(number.to_string()),
                (field @ Value::Number(_), Some(number)) => *field = Value::from(number),
                (Value::Bool(flag), _) if is(&"HasNext") => *flag = self.has_next,
                (Value::Bool(flag), _) if is(&"HasPrev") => *flag = self.has_previous,
                _ => {}
            }
        }
    }
}

/// The part of a list that a request selects.
struct SamplePage {
    start: usize,
    size: usize,
    is_by_token: bool,
}

impl SamplePage {
    fn read(parameters: &ParameterValues) -> Option<Self> {
        let number = |names: &[&str]| {
            let given = names.iter().find_map(|name| parameters.integer(name));
            given.map(|number| usize::try_from(number).unwrap_or(usize::MAX))
        };
        let token = parameters.text("NextToken");
        let most = number(&["MaxResults"]);
        if token.is_some() || most.is_some() {
            // A token that the emulator did not issue, such as the documented example, is after the last item.
            let position = |token: &str| token.strip_prefix(TOKEN_START).and_then(|position| position.parse().ok());
            let start = token.map_or(Some(0), position).unwrap_or(usize::MAX);
            return Some(Self { start, size: most.unwrap_or(DEFAULT_SIZE).max(1), is_by_token: true });
        }
        let (page, size) = (number(&PAGE_NUMBERS), number(&PAGE_SIZES));
        if page.is_none() && size.is_none() {
            return None;
        }
        let size = size.unwrap_or(DEFAULT_SIZE).max(1);
        let start = page.unwrap_or(1).max(1).saturating_sub(1).saturating_mul(size);
        Some(Self { start, size, is_by_token: false })
    }
}

/// The list that is paged: the first one from the top.
fn list_mut(fields: &mut Map<String, Value>, depth: usize) -> Option<&mut Vec<Value>> {
    if fields.values().any(Value::is_array) {
        return fields.values_mut().find_map(Value::as_array_mut);
    }
    let below = depth.checked_sub(1)?;
    fields.values_mut().filter_map(Value::as_object_mut).find_map(|fields| list_mut(fields, below))
}

/// Items on this page.
const COUNTS: [&str; 3] = ["PageRecordCount", "ItemsCount", "ItemCount"];

/// Items on all pages.
const TOTALS: [&str; 6] =
    ["Total", "TotalCount", "TotalItemsCount", "TotalRecordCount", "TotalRecords", "TotalRecordsCount"];

const PAGE_NUMBERS: [&str; 6] = ["CurrPageNumbers", "CurrentPage", "PageIndex", "PageNo", "PageNumber", "PageNumbers"];

const PAGE_SIZES: [&str; 3] = ["MaxRecordsPerPage", "MaxResults", "PageSize"];

const DEFAULT_SIZE: usize = 30;

const TOKEN_START: &str = "sample-";

const MOST_DEPTH: usize = 4;
