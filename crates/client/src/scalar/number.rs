//! Parses numbers in the various forms that services use.
//!
//! | received | as integer | as number |
//! |---|---|---|
//! | `30`, `"30"`, `" 30 "`, `30.0`, `3e1`, `"+30"` | 30 | 30 |
//! | `-0`, `0e5` | 0 | 0 |
//! | `9.007199254740993e15` | the exact value | the nearest `f64` |
//! | `""`, `" "`, `null`, `{}`, `[]` | absent | absent |
//! | `1.5` | does not fit | 1.5 |
//! | `9223372036854775808`, `1e300` | does not fit | the nearest `f64` |
//! | `1e400`, `"NaN"`, `"Infinity"`, `"1,000"` | does not fit | does not fit |
//! | `"many"`, `true`, `[1]` | an error | an error |
//!
//! A number that does not fit into its type is not an error: its field stays unset, and the rest of the response is
//! decoded.

use serde_json::{Number, Value};

/// The result of parsing a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reading<T> {
    Number(T),
    /// A number that `T` cannot represent.
    DoesNotFit,
    NoNumber,
}

/// Parses an integer. Nothing is rounded.
pub(super) fn integer(text: &str) -> Reading<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return Reading::Number(number);
    }
    let Some(decimal) = Decimal::parse(text) else { return other(text) };
    decimal.to_integer().map_or(Reading::DoesNotFit, Reading::Number)
}

/// Parses a number and rounds it to the nearest `f64`.
pub(super) fn double(text: &str) -> Reading<f64> {
    let text = text.trim();
    if Decimal::parse(text).is_none() {
        return other(text);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Reading::Number(number),
        _ => Reading::DoesNotFit,
    }
}

/// Converts a JSON number into a [`Value`]: a number if that keeps its digits, else a string.
pub(crate) fn json_number(json: &str) -> Value {
    if let Ok(number) = json.parse::<i64>()
        && json != "-0"
    {
        return number.into();
    }
    if let Ok(number) = json.parse::<u64>() {
        return number.into();
    }
    let exact = json.parse::<f64>().ok().filter(|number| keeps_digits(json, *number)).and_then(Number::from_f64);
    exact.map_or_else(|| Value::String(json.to_owned()), Value::Number)
}

/// Whether formatting `number` gives the same digits as `json`.
fn keeps_digits(json: &str, number: f64) -> bool {
    let written = format!("{number:e}");
    let significant = |text| Decimal::parse(text).map(Decimal::significant);
    significant(json) == significant(&written)
}

/// Classifies text that is not a finite decimal number: either a number of another notation, or not a number.
fn other<T>(text: &str) -> Reading<T> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_special = ["nan", "inf", "infinity"].iter().any(|word| unsigned.eq_ignore_ascii_case(word));
    if is_special || has_thousands(unsigned) { Reading::DoesNotFit } else { Reading::NoNumber }
}

/// `1,000` means one thousand or one, depending on the country, so it is not interpreted.
fn has_thousands(text: &str) -> bool {
    let mut groups = text.split('.').next().unwrap_or_default().split(',');
    let is_number = |group: &str| !group.is_empty() && group.bytes().all(|digit| digit.is_ascii_digit());
    let first = groups.next().is_some_and(|group| group.len() <= 3 && is_number(group));
    let mut more = false;
    first
        && groups.all(|group| {
            more = true;
            group.len() == 3 && is_number(group)
        })
        && more
        && text.split('.').skip(1).all(is_number)
}

/// A decimal number in its parts, such as `-12.50e3`.
#[derive(Debug, Clone, Copy)]
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let negative = text.starts_with('-');
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            // An exponent beyond the range of all number types is clamped.
            Some((mantissa, exponent)) => (mantissa, bounded(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
        let valid = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
        valid.then_some(Self { negative, whole, fraction, exponent })
    }

    /// The sign, the digits without leading and trailing zeros, and the power of ten of the last digit.
    fn significant(self) -> (bool, String, i64) {
        let digits = [self.whole, self.fraction].concat();
        let stripped = digits.trim_end_matches('0');
        let zeros = digits.len() - stripped.len();
        let length = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        let power = self.exponent.saturating_sub(length(self.fraction.len())).saturating_add(length(zeros));
        let stripped = stripped.trim_start_matches('0');
        (self.negative, stripped.to_owned(), if stripped.is_empty() { 0 } else { power })
    }

    fn to_integer(self) -> Option<i64> {
        let (negative, mut digits, power) = self.significant();
        if digits.is_empty() {
            return Some(0);
        }
        // A number of more than 19 digits does not fit into an `i64`.
        let zeros = usize::try_from(power).ok().filter(|zeros| digits.len() + zeros <= 19)?;
        digits.extend(std::iter::repeat_n('0', zeros));
        if negative {
            digits.insert(0, '-');
        }
        digits.parse().ok()
    }
}

fn bounded(exponent: &str) -> Option<i64> {
    let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if unsigned.is_empty() || !unsigned.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    const FAR: i64 = 1_000_000;
    let far = if exponent.starts_with('-') { -FAR } else { FAR };
    Some(exponent.parse().map_or(far, |exponent: i64| exponent.clamp(-FAR, FAR)))
}
