//! Whether a rule strikes this time. It follows from the rule and a count alone, so that a run
//! with the same calls and the same seed goes wrong at the same places.

use serde::{Deserialize, Serialize};

use crate::faults::rule::FaultRule;

/// How often a rule has been looked at, and has struck.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Count {
    pub(super) seen: u64,
    pub(super) struck: u64,
}

impl Count {
    /// Counts one that the rule means, and says whether the rule strikes at it.
    pub(super) fn strikes(&mut self, rule: &FaultRule) -> bool {
        self.seen += 1;
        let is_its_turn = rule.nth.is_none_or(|nth| self.seen == nth.get())
            && rule.every.is_none_or(|every| self.seen.is_multiple_of(every.get()));
        let is_left = rule.times.is_none_or(|times| self.struck < times);
        let is_lucky = rule.probability.is_none_or(|chance| number(rule.seed, self.seen) < chance);
        let strikes = is_its_turn && is_left && is_lucky;
        self.struck += u64::from(strikes);
        strikes
    }
}

/// A number from 0 up to but not including 1, the same for the same seed and count (SplitMix64).
fn number(seed: u64, count: u64) -> f64 {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut mixed = seed.wrapping_add(count.wrapping_mul(STEP));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    let high = u32::try_from(mixed >> 32).expect("half of 64 bits");
    f64::from(high) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::{Count, number};
    use crate::faults::rule::FaultRule;

    /// At which of the first twelve a rule strikes.
    fn struck(rule: &str) -> Vec<u64> {
        let text = format!(r#"{{"on": "createPayment", "effect": "drop_answer"{rule}}}"#);
        let rule: FaultRule = serde_json::from_str(&text).unwrap();
        let mut count = Count::default();
        (1..=12).filter(|_| count.strikes(&rule)).collect()
    }

    #[test]
    fn a_rule_strikes_where_it_says() {
        let cases: [(&str, &[u64]); 7] = [
            ("", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
            (r#", "nth": 3"#, &[3]),
            (r#", "every": 5"#, &[5, 10]),
            (r#", "times": 2"#, &[1, 2]),
            (r#", "every": 4, "times": 2"#, &[4, 8]),
            (r#", "probability": 0"#, &[]),
            (r#", "probability": 1, "times": 1"#, &[1]),
        ];
        for (rule, expected) in cases {
            assert_eq!(struck(rule), expected, "{rule}");
        }
    }

    #[test]
    fn chances_come_true_and_hang_on_the_seed() {
        let below = |seed| (0..10_000).filter(|count| number(seed, *count) < 0.3).count();
        for seed in 0..20 {
            assert!((2700..3300).contains(&below(seed)), "seed {seed}: {}", below(seed));
        }
        let at = |seed| struck(&format!(r#", "probability": 0.5, "seed": {seed}"#));
        assert_eq!(at(1), at(1));
        assert_ne!(at(1), at(2));
    }
}
