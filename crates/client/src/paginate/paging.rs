//! The fields of requests and responses that control paging.

use std::fmt;

use crate::decode::{Decode, ListSlot, Slot};
use crate::value::Value;

/// The fields of a request and of its response that lead to the next page, as references: the paginator reads them, and
/// sets those of the next request.
#[must_use = "paging is returned to the paginator, which reads it"]
pub struct Paging<'a> {
    pub(super) returned: u64,
    pub(super) items: Option<Slot<'a>>,
    pub(super) token: Option<Token<'a>>,
    pub(super) next: Option<Next<'a>>,
    pub(super) size: Option<i64>,
    pub(super) total: Option<i64>,
    pub(super) reported: Option<i64>,
    pub(super) reported_size: Option<i64>,
}

/// Paging by a token.
pub(super) struct Token<'a> {
    /// The field of the request.
    pub(super) sent: &'a mut Option<String>,
    pub(super) received: Option<String>,
    /// Whether one token is used for the whole list. The service then counts the pages, and an empty page is the last
    /// one.
    pub(super) stays: bool,
}

/// Paging by a page number or offset.
pub(super) struct Next<'a> {
    /// The field of the request.
    pub(super) counter: &'a mut dyn Counter,
    pub(super) unit: Unit,
}

/// The unit that a [`Next`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Pages, usually from 1.
    Pages,
    /// Items, from 0.
    Items,
}

impl<'a> Paging<'a> {
    /// Begins the description of an operation whose page contains the list `items`.
    pub fn of<T: Decode>(items: &'a mut Vec<T>) -> Self
    where
        Vec<T>: ListSlot,
    {
        Self::of_any(Some(items))
    }

    /// Like [`of`](Self::of), for a list that may be missing in a page.
    pub fn of_any<T: Decode>(items: Option<&'a mut Vec<T>>) -> Self
    where
        Vec<T>: ListSlot,
    {
        let returned = items.as_ref().map_or(0, |items| items.len());
        Self {
            returned: u64::try_from(returned).unwrap_or(u64::MAX),
            items: items.map(|items| Slot::List(items)),
            token: None,
            next: None,
            size: None,
            total: None,
            reported: None,
            reported_size: None,
        }
    }

    /// Sets the token field of the request, and the token in the response for the next page.
    pub fn token(self, sent: &'a mut Option<String>, received: &Option<String>) -> Self {
        Self { token: Some(Token { sent, received: received.clone(), stays: false }), ..self }
    }

    /// Sets the scroll token: the request sends one token for the whole list, the response repeats it, and the service
    /// counts the pages.
    pub fn scroll(self, sent: &'a mut Option<String>, received: &Option<String>) -> Self {
        Self { token: Some(Token { sent, received: received.clone(), stays: true }), ..self }
    }

    /// Sets the page number field of the request. If it is unset, the page number of the response is used, or else 1.
    pub fn number(self, number: &'a mut dyn Counter) -> Self {
        Self { next: Some(Next { counter: number, unit: Unit::Pages }), ..self }
    }

    /// Sets the field of the request with the number of items to skip. If it is unset, 0 is used.
    pub fn offset(self, offset: &'a mut dyn Counter) -> Self {
        Self { next: Some(Next { counter: offset, unit: Unit::Items }), ..self }
    }

    /// Sets the page size that the request asks for.
    pub fn size(self, size: &dyn Counter) -> Self {
        Self { size: size.get(), ..self }
    }

    /// Sets the number of items on all pages, as the response reports it.
    pub fn total(self, total: &dyn Counter) -> Self {
        Self { total: total.get(), ..self }
    }

    /// Sets the page number or offset that the response reports.
    pub fn reported(self, position: &dyn Counter) -> Self {
        Self { reported: position.get(), ..self }
    }

    /// Sets the page size that the response reports.
    pub fn reported_size(self, size: &dyn Counter) -> Self {
        Self { reported_size: size.get(), ..self }
    }
}

impl fmt::Debug for Paging<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Paging")
            .field("returned", &self.returned)
            .field("token", &self.token.as_ref().map(|token| &*token.sent))
            .field("next", &self.next.as_ref().and_then(|next| next.counter.get()))
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

/// A field that counts pages or items, for each type that descriptions use for such fields.
pub trait Counter {
    /// Returns the count; `None` if the field is unset or not a whole number.
    fn get(&self) -> Option<i64>;

    /// Sets the count. Returns `false` and leaves the field unchanged if the type cannot represent it.
    #[must_use]
    fn set(&mut self, count: i64) -> bool;

    /// Whether the field is set, to a count or to another value.
    fn is_given(&self) -> bool {
        self.get().is_some()
    }
}

/// The count of a field; `None` if the object that contains the field is missing.
#[must_use]
pub fn count<C: Counter>(field: Option<&C>) -> Option<i64> {
    field.and_then(C::get)
}

impl Counter for Option<i64> {
    fn get(&self) -> Option<i64> {
        *self
    }

    fn set(&mut self, count: i64) -> bool {
        *self = Some(count);
        true
    }
}

impl Counter for Option<String> {
    fn get(&self) -> Option<i64> {
        let text = self.as_deref()?.trim();
        text.parse().ok().or_else(|| whole(text.parse().ok()?))
    }

    fn set(&mut self, count: i64) -> bool {
        *self = Some(count.to_string());
        true
    }

    fn is_given(&self) -> bool {
        self.as_deref().is_some_and(|text| !text.trim().is_empty())
    }
}

impl Counter for Option<f64> {
    fn get(&self) -> Option<i64> {
        whole((*self)?)
    }

    fn set(&mut self, count: i64) -> bool {
        #[allow(clippy::cast_precision_loss, reason = "a count that loses digits is refused")]
        let number = count as f64;
        let exact = whole(number) == Some(count);
        if exact {
            *self = Some(number);
        }
        exact
    }

    fn is_given(&self) -> bool {
        self.is_some()
    }
}

impl Counter for Option<Value> {
    fn get(&self) -> Option<i64> {
        match self.as_ref()? {
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => Some(text.clone()).get(),
            _ => None,
        }
    }

    fn set(&mut self, count: i64) -> bool {
        *self = Some(Value::from(count));
        true
    }

    fn is_given(&self) -> bool {
        match self {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(_) => true,
        }
    }
}

/// Converts a number that has no fraction and that `f64` represents exactly (at most 2⁵³).
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation, reason = "it has no fraction, and its size is checked")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}
