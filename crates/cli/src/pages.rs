//! `--all`: fetches the pages of a list, and says where a list has more than was fetched.

mod plan;

use std::collections::HashSet;

use alicloud_client::paginate::{PageWalk, Paging};
use alicloud_client::{Error, Value};

pub(crate) use plan::{PageNames, PagePlan};

use crate::json::JsonValue;
use crate::streams;

/// So many consecutive pages may have no items. A filter can cause empty pages, but somebody waits for these; the client allows more of them
/// to programs.
const EMPTY_PAGES: u64 = 100;

/// The longest position of a page that a message names, in bytes.
const LONGEST_POSITION: usize = 1024;

/// The fields of the request that lead to a page, by the names of their parameters.
pub(crate) type PageFields = Vec<(String, Value)>;

/// The pages of a list.
pub(crate) struct FollowedPages {
    plan: PagePlan,
    walk: PageWalk,
    /// The parameters of the next request that the walk sets.
    token: Option<String>,
    number: Option<Value>,
    size: Option<Value>,
    /// The positions that were requested.
    sent: HashSet<String>,
    left: u64,
    items: u64,
    pages: u64,
    /// The consecutive pages without items up to now.
    empty_pages: u64,
}

/// What follows after a page.
pub(crate) enum AfterPage {
    /// The page with these fields.
    Next(PageFields),
    End,
}

impl FollowedPages {
    /// Pages from the one that a request with these parameters asks for, with at most so many items.
    pub(crate) fn new(plan: PagePlan, parameters: &[(&str, Option<Value>)], max_items: Option<u64>) -> Self {
        let value = |name: Option<&String>| {
            let name = name?;
            parameters.iter().find(|(known, _)| known == name).and_then(|(_, value)| value.clone())
        };
        let token =
            value(plan.token.as_ref().map(|(name, _)| name)).and_then(|token| token.as_str().map(str::to_owned));
        let (number, size) = (value(plan.number.as_ref()), value(plan.size.as_ref()));
        Self {
            plan,
            walk: PageWalk::new(),
            token,
            number,
            size,
            sent: HashSet::new(),
            left: max_items.unwrap_or(u64::MAX),
            items: 0,
            pages: 0,
            empty_pages: 0,
        }
    }

    /// Whether the request asks for the first page.
    pub(crate) fn is_first(&self) -> bool {
        self.token.is_none() && self.number.is_none()
    }

    /// Takes the items out of a page, no more than are wanted, and decides what follows.
    ///
    /// # Errors
    ///
    /// A page repeats, its list is none, too many pages have no items, or the next one cannot be requested.
    pub(crate) fn take(&mut self, page: &mut JsonValue) -> Result<(Vec<JsonValue>, AfterPage), Error> {
        check_list(page, &self.plan.list)?;
        let follows = self.step(page)?;
        let list = page.at_mut(self.plan.list.iter().map(String::as_str));
        let mut items = match list {
            Some(JsonValue::List(items)) => std::mem::take(items),
            _ => Vec::new(),
        };
        items.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
        self.left = self.left.saturating_sub(count);
        self.items = self.items.saturating_add(count);
        self.pages += 1;
        self.empty_pages = if count == 0 { self.empty_pages + 1 } else { 0 };
        if !follows || self.left == 0 {
            return Ok((items, AfterPage::End));
        }
        let fields = self.fields();
        if !self.sent.insert(format!("{fields:?}")) {
            return Err(Error::unreachable_state(
                "the service returned the position of a page that it has returned before; the list would never end",
            ));
        }
        if self.empty_pages >= EMPTY_PAGES {
            return Err(self.endless(&fields));
        }
        streams::progress(&format!("page {}: {} items so far", self.pages, self.items));
        Ok((items, AfterPage::Next(fields)))
    }

    /// Puts all items into the first page, in place of its own. It leads to no other page any more.
    pub(crate) fn merged(&self, mut first: JsonValue, items: Vec<JsonValue>) -> JsonValue {
        if let Some(list) = first.at_mut(self.plan.list.iter().map(String::as_str)) {
            *list = JsonValue::List(items);
        }
        let token = self.plan.token.as_ref().map(|(_, path)| path.iter().map(String::as_str));
        if let Some(token) = token.and_then(|path| first.at_mut(path)) {
            *token = JsonValue::String(String::new());
        }
        first
    }

    /// A sentence about a list that has more items than one page, if it is known to have more.
    pub(crate) fn more(mut self, page: &JsonValue) -> Option<String> {
        let count = match page.at(self.plan.list.iter().map(String::as_str)) {
            Some(JsonValue::List(items)) => items.len(),
            _ => return None,
        };
        let total = self.plan.total.as_ref().and_then(|path| page.at(path.iter().map(String::as_str)));
        let total = total.and_then(JsonValue::scalar).map(str::to_owned);
        let is_by_token = self.token_of(page).is_some();
        // Without a total or a token, only the next page would tell.
        if !(self.step(page).ok()? && (total.is_some() || is_by_token)) {
            return None;
        }
        let total = total.map(|total| format!(" of {total}")).unwrap_or_default();
        Some(format!("the list has more: {count}{total} items are shown; --all fetches all pages"))
    }

    fn step(&mut self, page: &JsonValue) -> Result<bool, Error> {
        let at = |path: Option<&Vec<String>>| path.and_then(|path| page.at(path.iter().map(String::as_str)));
        let count = |path: Option<&Vec<String>>| at(path).and_then(JsonValue::scalar).map(Value::from);
        let mut items: Vec<Value> = match at(Some(&self.plan.list)) {
            // Only compared with those of other pages.
            Some(JsonValue::List(items)) => items.iter().map(|item| Value::from(item.compact())).collect(),
            _ => Vec::new(),
        };
        let (total, reported) = (count(self.plan.total.as_ref()), count(self.plan.reported.as_ref()));
        let received = self.token_of(page);
        let reported_size = count(self.plan.reported_size.as_ref());
        let mut paging = Paging::of(&mut items).total(&total).reported(&reported).size(&self.size);
        paging = paging.reported_size(&reported_size);
        if self.plan.token.is_some() {
            paging = if self.plan.token_stays {
                paging.scroll(&mut self.token, &received)
            } else {
                paging.token(&mut self.token, &received)
            };
        }
        if self.plan.number.is_some() {
            paging =
                if self.plan.counts_items { paging.offset(&mut self.number) } else { paging.number(&mut self.number) };
        }
        self.walk.step(paging)
    }

    /// The error for a list of which only empty pages come.
    fn endless(&self, next: &PageFields) -> Error {
        let position = next.iter().map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("--{name} {value}")
        });
        let position = Some(position.collect::<Vec<_>>().join(" ")).filter(|text| text.len() <= LONGEST_POSITION);
        let rest = position.map(|text| format!("; {text} continues from there")).unwrap_or_default();
        Error::unreachable_state(format!(
            "the service returned {} consecutive pages without items, each with the position of another one, after {} items on {} pages; the \
             list may have no end{rest}",
            self.empty_pages,
            self.items,
            self.pages.saturating_sub(self.empty_pages)
        ))
    }

    fn token_of(&self, page: &JsonValue) -> Option<String> {
        let (_, path) = self.plan.token.as_ref()?;
        let token = page.at(path.iter().map(String::as_str))?.scalar()?;
        Some(token.to_owned()).filter(|token| !matches!(token.trim(), "" | "0" | "null"))
    }

    fn fields(&self) -> PageFields {
        let token = self.plan.token.as_ref().map(|(name, _)| name).zip(self.token.clone().map(Value::from));
        let number = self.plan.number.as_ref().zip(self.number.clone());
        token.into_iter().chain(number).map(|(name, value)| (name.clone(), value)).collect()
    }
}

/// Checks that a page has a list where its description says so. In place of a list without items, services write nothing, `null`, or an
/// empty string, list or object, also for an object around it.
fn check_list(page: &JsonValue, path: &[String]) -> Result<(), Error> {
    let is_nothing = |value: &JsonValue| match value {
        JsonValue::Null => true,
        JsonValue::String(text) => text.trim().is_empty(),
        JsonValue::List(items) => items.is_empty(),
        JsonValue::Object(fields) => fields.is_empty(),
        JsonValue::Boolean(_) | JsonValue::Number(_) => false,
    };
    let wrong = |path: &[String], value: &JsonValue, expected: &str| {
        let place = if path.is_empty() { "the response".to_owned() } else { path.join(".") };
        let within = if path.is_empty() { "" } else { " in the response" };
        let problem =
            format!("{place} is {}{within}, where {expected} is expected; so the items cannot be read", value.kind());
        Err(Error::unreachable_state(problem))
    };
    let mut value = page;
    for (depth, name) in path.iter().enumerate() {
        match value {
            JsonValue::Object(_) => match value.get(name) {
                Some(field) => value = field,
                None => return Ok(()),
            },
            other if is_nothing(other) => return Ok(()),
            other => return wrong(path.get(..depth).unwrap_or_default(), other, "an object"),
        }
    }
    match value {
        JsonValue::List(_) => Ok(()),
        other if is_nothing(other) => Ok(()),
        other => wrong(path, other, "a list"),
    }
}
