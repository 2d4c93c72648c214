//! The position of a walk over pages, which can be stored and resumed.

use std::fmt;
use std::str::FromStr;

use super::paging::Paging;

/// The position of a walk over pages: the next page, and how many of its items were already returned.
///
/// It can be stored as a string with `to_string` and `parse`. It is valid only for the same operation with the same
/// parameters, which it does not contain.
///
/// ```
/// # use alicloud_client::paginate::Position;
/// let position: Position = "DescribeDBInstances;seen=60;number=3".parse()?;
/// assert_eq!(position.to_string(), "DescribeDBInstances;seen=60;number=3");
/// # Ok::<(), alicloud_client::paginate::InvalidPosition>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    pub(super) operation: String,
    /// The number of items on the pages before this one, if known.
    pub(super) seen: Option<u64>,
    /// The number of items on all pages, if the service reported it.
    pub(super) total: Option<u64>,
    /// The number of items of this page that were already returned.
    pub(super) given: u64,
    /// The page number or offset.
    pub(super) number: Option<i64>,
    pub(super) token: Option<String>,
}

impl Position {
    pub(super) fn of(operation: &str, seen: Option<u64>, total: Option<u64>, paging: &Paging<'_>, given: u64) -> Self {
        Self {
            operation: operation.to_owned(),
            seen,
            total,
            given,
            number: paging.next.as_ref().and_then(|next| next.counter.get()),
            token: paging.token.as_ref().and_then(|token| token.sent.clone()),
        }
    }

    /// The name of the operation.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.operation)?;
        if let Some(seen) = self.seen {
            write!(formatter, ";seen={seen}")?;
        }
        if let Some(total) = self.total {
            write!(formatter, ";total={total}")?;
        }
        if self.given > 0 {
            write!(formatter, ";given={}", self.given)?;
        }
        if let Some(number) = self.number {
            write!(formatter, ";number={number}")?;
        }
        // The token must be last, because it can contain any character.
        if let Some(token) = &self.token {
            write!(formatter, ";token={token}")?;
        }
        Ok(())
    }
}

impl FromStr for Position {
    type Err = InvalidPosition;

    fn from_str(text: &str) -> Result<Self, InvalidPosition> {
        let (operation, mut rest) = text.split_once(';').unwrap_or((text, ""));
        if operation.is_empty() || !operation.chars().all(|character| character.is_alphanumeric() || character == '_') {
            return Err(InvalidPosition("it does not begin with the name of an operation"));
        }
        let mut position =
            Self { operation: operation.to_owned(), seen: None, total: None, given: 0, number: None, token: None };
        while !rest.is_empty() {
            let (name, value) = rest.split_once('=').ok_or(InvalidPosition("a part of it has no `=`"))?;
            if name == "token" {
                position.token = Some(value.to_owned());
                break;
            }
            let (value, after) = value.split_once(';').unwrap_or((value, ""));
            let not_a_number = |_| InvalidPosition("a count in it is not a whole number");
            match name {
                "seen" => position.seen = Some(value.parse().map_err(not_a_number)?),
                "total" => position.total = Some(value.parse().map_err(not_a_number)?),
                "given" => position.given = value.parse().map_err(not_a_number)?,
                "number" => position.number = Some(value.parse().map_err(not_a_number)?),
                _ => return Err(InvalidPosition("a part of it is unknown")),
            }
            rest = after;
        }
        Ok(position)
    }
}

/// The reason why a string is not a [`Position`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPosition(&'static str);

impl fmt::Display for InvalidPosition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not a valid position: {}", self.0)
    }
}

impl std::error::Error for InvalidPosition {}
