//! Figures beside their targets.

use std::fmt;

/// Something measured, and the most that it may be.
#[derive(Debug)]
pub(crate) struct Figure {
    name: String,
    value: u64,
    target: u64,
    unit: &'static str,
}

impl Figure {
    pub(crate) fn ms(name: impl Into<String>, value: u64, target: u64) -> Self {
        Self { name: name.into(), value, target, unit: "ms" }
    }

    /// Of bytes; what is begun counts.
    pub(crate) fn kilobytes(name: impl Into<String>, bytes: u64, target: u64) -> Self {
        Self { name: name.into(), value: bytes.div_ceil(1_000), target, unit: "kB" }
    }

    pub(crate) fn passes(&self) -> bool {
        self.value <= self.target
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, target, unit } = self;
        let verdict = if self.passes() { "pass" } else { "fail" };
        write!(f, "{name} {value}{unit} {target}{unit} {verdict}")
    }
}

/// The least value that so many of a hundred do not exceed; nothing of nothing.
pub(crate) fn percentile(values: &[u64], percent: usize) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent).div_ceil(100);
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<u64> = (1..=40).rev().collect();
        for (percent, expected) in [(50, 20), (95, 38), (100, 40), (0, 1)] {
            assert_eq!(percentile(&values, percent), expected, "{percent}");
        }
        assert_eq!(percentile(&[7], 95), 7);
        assert_eq!(percentile(&[], 95), 0);
    }

    #[test]
    fn a_row_says_whether_the_target_is_met() {
        for (figure, row) in [
            (Figure::ms("scan", 100, 100), "scan 100ms 100ms pass"),
            (Figure::ms("scan", 101, 100), "scan 101ms 100ms fail"),
            (Figure::kilobytes("till", 150_001, 150), "till 151kB 150kB fail"),
        ] {
            assert_eq!(figure.to_string(), row);
        }
    }
}
