//! Why a line costs what it costs, in words.

use super::super::format::day;
use crate::words::Words;
use checkout::{Audience, Explanation, Outcome, Reason, Rule};

/// What a rule is called.
pub(in crate::pages) fn name(rule: &Rule, words: Words) -> String {
    match rule {
        Rule::ClubPrice => words.of("club-price").to_string(),
        Rule::PriceList { list, .. } => list.clone(),
        Rule::Promotion { name, .. } | Rule::Voucher { name, .. } => name.clone(),
    }
}

/// What it did to a line, or why nothing.
pub(in crate::pages) fn told(
    told: &Explanation,
    words: Words,
    money: impl Fn(i64) -> String,
) -> String {
    let name = name(&told.rule, words);
    match &told.outcome {
        Outcome::Applied { saving_minor } => {
            words.of("rule-off").with("rule", name).with("saving", money(*saving_minor)).to_string()
        }
        Outcome::NotApplied(reason) => format!("{name}: {}", why(reason, words, money)),
    }
}

/// Why something takes nothing off.
pub(in crate::pages) fn why(
    reason: &Reason,
    words: Words,
    money: impl Fn(i64) -> String,
) -> String {
    let message = match reason {
        Reason::NotYet { from } => words.of("why-not-yet").with("from", day(*from, words.form)),
        Reason::Over { until } => words.of("why-over").with("until", day(*until, words.form)),
        Reason::OtherAudience { only_for } => match only_for {
            Audience::Public => words.of("why-for-everybody"),
            Audience::Members | Audience::Club(_) => words.of("why-for-members"),
            Audience::Tier(_, tier) => words.of("why-for-tier").with("tier", tier),
            Audience::Personal(_) => words.of("why-for-one"),
        },
        Reason::AbovePublic => words.of("why-above-public"),
        Reason::NoSaving => words.of("why-no-saving"),
        Reason::OtherTaken => words.of("why-other-taken"),
        Reason::NotEnough { wanted, there } => {
            words.of("why-not-enough").with("wanted", wanted).with("there", there)
        }
        Reason::Excluded { by } => words.of("why-excluded").with("by", by),
        Reason::BelowMinimum { minimum_minor, there_minor } => words
            .of("why-below-minimum")
            .with("minimum", money(*minimum_minor))
            .with("there", money(*there_minor)),
        Reason::OwnDiscount => words.of("why-own-discount"),
        Reason::NotCounted => words.of("why-not-counted"),
        Reason::NeverDiscounted => words.of("why-never-discounted"),
        Reason::NoGoods => words.of("why-no-goods"),
    };
    message.to_string()
}
