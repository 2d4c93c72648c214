//! Numbers of JSON as decimals: compared by their value, however long they are and however they are written.

use std::cmp::Ordering;

/// A number, without the zeros that do not change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DecimalNumber {
    is_negative: bool,
    /// Without zeros at the start and at the end; empty for zero.
    digits: String,
    /// The power of ten of the last digit; 0 for zero.
    power: i64,
}

impl DecimalNumber {
    /// Reads a number of JSON. `None` if its exponent is beyond any number that a service can mean.
    pub(crate) fn parse(number: &str) -> Option<Self> {
        let (is_negative, number) = number.strip_prefix('-').map_or((false, number), |number| (true, number));
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let all = all.trim_start_matches('0');
        let digits = all.trim_end_matches('0');
        let dropped = i64::try_from(all.len() - digits.len()).ok()?;
        let fraction = i64::try_from(fraction.len()).ok()?;
        let power = exponent.parse::<i64>().ok()?.checked_sub(fraction)?.checked_add(dropped)?;
        let is_zero = digits.is_empty();
        Some(Self {
            is_negative: is_negative && !is_zero,
            digits: digits.to_owned(),
            power: if is_zero { 0 } else { power },
        })
    }

    /// Whether it has no fraction.
    pub(crate) fn is_whole(&self) -> bool {
        self.power >= 0
    }

    /// Whether two numbers of JSON have the same value.
    pub(crate) fn same(a: &str, b: &str) -> bool {
        a == b || Self::compare(a, b) == Ordering::Equal
    }

    /// Compares the values of two numbers of JSON. One with an impossible exponent is compared as a floating-point number.
    pub(crate) fn compare(a: &str, b: &str) -> Ordering {
        match (Self::parse(a), Self::parse(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => {
                let float = |text: &str| text.parse::<f64>().unwrap_or_default();
                float(a).total_cmp(&float(b))
            }
        }
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// The power of ten above the first digit.
    fn magnitude(&self) -> i64 {
        self.power.saturating_add(i64::try_from(self.digits.len()).unwrap_or(i64::MAX))
    }
}

impl Ord for DecimalNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_size = || self.magnitude().cmp(&other.magnitude()).then_with(|| self.digits.cmp(&other.digits));
        match self.sign().cmp(&other.sign()) {
            Ordering::Equal if self.is_negative => by_size().reverse(),
            Ordering::Equal => by_size(),
            unequal => unequal,
        }
    }
}

impl PartialOrd for DecimalNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
