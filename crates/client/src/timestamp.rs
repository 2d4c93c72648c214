//! Formats times for requests.
//!
//! The two underlying libraries do not support every time: before 1970 and after the year 9999, one of them panics, and
//! the `Display` of the other fails, which makes `to_string` panic. A time may come from a server or a wrong clock, so
//! it is checked first.

use std::fmt;
use std::time::{Duration, SystemTime};

/// The first second of the year 10000, as the duration since 1970-01-01T00:00:00Z.
const YEAR_10000: Duration = Duration::from_secs(253_402_300_800);

/// The error for a time that cannot be formatted: it is before 1970 or after the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoCalendarDate;

impl fmt::Display for NoCalendarDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the clock shows a time before 1970 or after the year 9999: set the clock of this machine")
    }
}

impl std::error::Error for NoCalendarDate {}

/// Formats `time` according to RFC 3339, in UTC and whole seconds: `2026-01-02T03:04:05Z`.
pub(crate) fn rfc3339(time: SystemTime) -> Result<String, NoCalendarDate> {
    check(time)?;
    Ok(humantime::format_rfc3339_seconds(time).to_string())
}

/// Formats `time` in the basic format of ISO 8601, in UTC and whole seconds: `20260102T030405Z`.
pub(crate) fn basic(time: SystemTime) -> Result<String, NoCalendarDate> {
    let mut extended = rfc3339(time)?;
    extended.retain(|letter| !matches!(letter, '-' | ':'));
    Ok(extended)
}

/// Formats `time` for the header `Date` (RFC 9110, section 5.6.7): `Fri, 02 Jan 2026 03:04:05 GMT`.
pub(crate) fn http_date(time: SystemTime) -> Result<String, NoCalendarDate> {
    check(time)?;
    Ok(httpdate::fmt_http_date(time))
}

fn check(time: SystemTime) -> Result<(), NoCalendarDate> {
    let since_1970 = time.duration_since(SystemTime::UNIX_EPOCH).map_err(|_| NoCalendarDate)?;
    if since_1970 < YEAR_10000 { Ok(()) } else { Err(NoCalendarDate) }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{NoCalendarDate, http_date, rfc3339};

    #[test]
    fn what_cannot_be_written_is_an_error() {
        let after = |seconds: u64| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
        let before = SystemTime::UNIX_EPOCH.checked_sub(Duration::from_nanos(1));
        let farthest = (0..64).rev().map(|bit| 1_u64 << bit).find_map(after);
        let cases = [
            (after(0), Some(("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"))),
            (after(253_402_300_799), Some(("9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"))),
            (after(253_402_300_800), None),
            (before, None),
            (farthest, None),
        ];
        for (time, expected) in cases {
            let time = time.expect("the system can represent it");
            let expected = expected.map(|(long, http)| (long.to_owned(), http.to_owned())).ok_or(NoCalendarDate);
            let found = rfc3339(time).and_then(|long| http_date(time).map(|http| (long, http)));
            assert_eq!(found, expected, "{time:?}");
        }
    }
}
