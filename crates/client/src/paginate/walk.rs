//! The rules of paging: decides whether another page follows and whether a page is repeated.

use std::collections::HashSet;

use super::fingerprint::fingerprint_of;
use super::paging::{Next, Paging, Token, Unit};
use super::position::Position;

/// The number of consecutive pages that may repeat items if the service confirms that they are different pages.
const REPETITIONS: u32 = 2;

/// The number of consecutive pages that may be empty although a token for the next page is returned. A filter can cause
/// empty pages, but not without end.
const EMPTY_PAGES: u32 = 1000;

/// The state of a walk over pages.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The number of items on the pages so far, if pages are counted.
    seen: Option<u64>,
    /// The number of items that this walk has received, also if pages are not counted.
    came: u64,
    total: Option<u64>,
    /// Whether a page had more items than the total, so that the total must count something else.
    distrusts_total: bool,
    /// Whether a page was inspected, or a position says how many items came before.
    is_under_way: bool,
    /// Whether the walk began in the middle of a list. The number of items before its first page is then unknown, so
    /// counts are too small.
    began_in_the_middle: bool,
    /// The hashes of the items of each page.
    pages: HashSet<u64>,
    repetitions: u32,
    empty_pages: u32,
}

/// What follows after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Another page. The request has been changed to it.
    Page,
    /// Another page, for which the same request is sent again.
    SameRequest,
    /// The end of the list.
    End,
    /// Another page, but it cannot be requested. The string is the reason.
    Fails(String),
}

impl Walk {
    /// Inspects a page and changes the request to the next one. Returns an error if the page is repeated or is not a
    /// page.
    pub(super) fn step(&mut self, paging: Paging<'_>) -> Result<Then, String> {
        let Paging { returned, items, token, next, size, total, reported, reported_size } = paging;
        let asked = next.as_ref().and_then(|next| next.counter.get());
        let by_token = token.as_ref().is_some_and(|token| token.sent.as_deref().is_some_and(leads_on));
        if !std::mem::replace(&mut self.is_under_way, true) {
            let by_number =
                next.as_ref().is_some_and(|next| next.unit == Unit::Pages) && asked.is_some_and(|number| number > 1);
            self.began_in_the_middle = by_token || by_number;
        }
        let either_way = token.is_some();
        if returned == 0 {
            self.empty_pages += 1;
            if self.empty_pages > EMPTY_PAGES {
                return Err(format!("the service returned {} consecutive pages without items", self.empty_pages));
            }
        } else {
            self.empty_pages = 0;
            let confirmed = by_token || (asked.is_some() && asked == reported);
            if let Some(items) = items {
                self.check_repetition(fingerprint_of(items), confirmed, returned)?;
            }
        }
        self.came = self.came.saturating_add(returned);
        if let Some(total) = total.filter(|_| returned > 0) {
            let total = u64::try_from(total).unwrap_or(0);
            self.distrusts_total |= total < returned;
            self.total = Some(total).filter(|_| !self.distrusts_total);
        }
        if let Some(Token { sent, received, stays }) = token
            && let Some(received) = received.filter(|token| leads_on(token))
        {
            if stays && returned == 0 {
                return Ok(Then::End);
            }
            *sent = Some(received);
            return Ok(if stays { Then::SameRequest } else { Then::Page });
        }
        if returned == 0 {
            let came = self.counted();
            return match self.announced().filter(|announced| total.is_none() && came < *announced) {
                // The response has no feature of a page, so it may be an error of the service or of a proxy.
                Some(announced) => Err(format!(
                    "the service returned neither items nor a total, although only {came} of the {announced} announced \
                     items were received"
                )),
                None => Ok(Then::End),
            };
        }
        if by_token {
            return Ok(Then::End);
        }
        let Some(Next { counter, unit }) = next else { return Ok(Then::End) };
        if asked.is_none() && counter.is_given() {
            return Ok(Then::Fails(
                "the position of the requested page is not a number, so the next page is unknown".to_owned(),
            ));
        }
        let is_counted = asked.is_some() || self.total.is_some() || reported.is_some_and(|number| number >= 0);
        if either_way && !is_counted {
            // Neither the request nor the response has a count. The operation may page by token only and ignore a page
            // number, so this is taken as the only page.
            return Ok(Then::End);
        }
        let (before, following) = match unit {
            Unit::Pages => {
                let number = asked.or(reported).unwrap_or(1).max(0);
                let before = self.seen.unwrap_or_else(|| items_before(number, returned, size, reported_size));
                (before, number.checked_add(1))
            }
            Unit::Items => {
                let offset = asked.unwrap_or(0).max(0);
                (offset.unsigned_abs(), i64::try_from(returned).ok().and_then(|returned| offset.checked_add(returned)))
            }
        };
        let seen = before.saturating_add(returned);
        if self.total.is_some_and(|total| seen >= total) {
            return Ok(Then::End);
        }
        if !following.is_some_and(|following| counter.set(following)) {
            return Ok(Then::Fails("the position of the next page does not fit into its parameter".to_owned()));
        }
        self.seen = Some(seen);
        Ok(Then::Page)
    }

    fn check_repetition(&mut self, fingerprint: u64, confirmed: bool, returned: u64) -> Result<(), String> {
        if self.pages.insert(fingerprint) {
            self.repetitions = 0;
            return Ok(());
        }
        self.repetitions += 1;
        if confirmed && self.repetitions <= REPETITIONS {
            return Ok(());
        }
        Err(format!(
            "the service returned a page that it has returned before (the same {returned} items); the list would never end"
        ))
    }

    /// Sets the request to `position`. The error says why that is not possible.
    pub(super) fn resume(&mut self, position: &Position, operation: &str, paging: Paging<'_>) -> Result<(), String> {
        if position.operation != operation {
            return Err(format!("the position belongs to the pages of {}", position.operation));
        }
        if let Some(number) = position.number
            && !paging.next.is_some_and(|next| next.counter.set(number))
        {
            return Err(format!("the position has the number {number}, for which the operation has no parameter"));
        }
        if let Some(token) = &position.token {
            let Some(Token { sent, .. }) = paging.token else {
                return Err("the position has a token, for which the operation has no parameter".to_owned());
            };
            *sent = Some(token.clone());
        }
        *self = Self {
            seen: position.seen,
            came: position.seen.unwrap_or(0),
            total: position.total,
            is_under_way: position.seen.is_some(),
            // A position without a total may be of a walk that began in the middle of the list.
            began_in_the_middle: position.seen.is_some() && position.total.is_none(),
            ..Self::default()
        };
        Ok(())
    }

    /// The number of items on the pages so far, if they are counted or there is a total to compare with.
    pub(super) fn seen(&self) -> Option<u64> {
        self.seen.or_else(|| self.announced().map(|_| self.counted()))
    }

    /// The total, if the number of received items can be compared with it.
    pub(super) fn announced(&self) -> Option<u64> {
        self.total.filter(|_| !self.began_in_the_middle)
    }

    fn counted(&self) -> u64 {
        self.seen.unwrap_or(0).max(self.came)
    }
}

/// Whether a token in a response leads to another page. Some services write `null` or `0` if there is no other page.
fn leads_on(token: &str) -> bool {
    !matches!(token.trim(), "" | "null" | "0")
}

/// A lower bound of the number of items before page `number`. For a walk that does not begin at the first page, a count
/// that is too low costs one request for an empty page, while one that is too high would lose items.
fn items_before(number: i64, returned: u64, asked: Option<i64>, reported: Option<i64>) -> u64 {
    let positive = |size: Option<i64>| size.and_then(|size| u64::try_from(size).ok()).filter(|size| *size > 0);
    let size = match (positive(asked), positive(reported)) {
        // Some services repeat the requested page size even if they do not use it.
        (Some(asked), Some(reported)) if asked == reported => asked.min(returned),
        (_, Some(reported)) => reported,
        (Some(asked), None) => asked.min(returned),
        (None, None) => returned,
    };
    u64::try_from(number.saturating_sub(1)).unwrap_or(0).saturating_mul(size)
}
