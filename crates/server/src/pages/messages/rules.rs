//! Why a line costs what it costs, in words.

use super::super::format::day;
use checkout::{Audience, Country, Explanation, Outcome, Reason, Rule};

/// What a rule is called.
pub(in crate::pages) fn name(rule: &Rule) -> String {
    match rule {
        Rule::ClubPrice => "club price".to_owned(),
        Rule::PriceList { list, .. } => list.clone(),
        Rule::Promotion { name, .. } | Rule::Voucher { name, .. } => name.clone(),
    }
}

/// What it did to a line, or why nothing.
pub(in crate::pages) fn told(
    told: &Explanation,
    country: Country,
    money: impl Fn(i64) -> String,
) -> String {
    let name = name(&told.rule);
    match &told.outcome {
        Outcome::Applied { saving_minor } => format!("{name}: {} off", money(*saving_minor)),
        Outcome::NotApplied(reason) => format!("{name}: {}", why(reason, country, money)),
    }
}

/// Why something takes nothing off.
pub(in crate::pages) fn why(
    reason: &Reason,
    country: Country,
    money: impl Fn(i64) -> String,
) -> String {
    match reason {
        Reason::NotYet { from } => format!("begins on {}", day(*from, country)),
        Reason::Over { until } => format!("ended on {}", day(*until, country)),
        Reason::OtherAudience { only_for } => format!("for {} only", whom(only_for)),
        Reason::AbovePublic => "dearer than what anybody pays".to_owned(),
        Reason::NoSaving => "would take nothing off".to_owned(),
        Reason::OtherTaken => "another price or offer takes more off".to_owned(),
        Reason::NotEnough { wanted, there } => format!("needs {wanted}, there are {there}"),
        Reason::Excluded { by } => format!("not together with {by}"),
        Reason::BelowMinimum { minimum_minor, there_minor } => format!(
            "needs wares for {}, there are for {}",
            money(*minimum_minor),
            money(*there_minor)
        ),
        Reason::OwnDiscount => "the line has a discount by hand".to_owned(),
        Reason::NotCounted => "counts pieces, and this is sold by weight".to_owned(),
        Reason::NeverDiscounted => "nothing may be taken off this".to_owned(),
        Reason::NoGoods => "nothing in the basket is what it is for".to_owned(),
    }
}

fn whom(audience: &Audience) -> String {
    match audience {
        Audience::Public => "everybody".to_owned(),
        Audience::Members | Audience::Club(_) => "members".to_owned(),
        Audience::Tier(_, tier) => format!("members who are {tier}"),
        Audience::Personal(_) => "one member".to_owned(),
    }
}
