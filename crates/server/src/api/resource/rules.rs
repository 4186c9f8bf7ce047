//! Why a line costs what it costs: each rule that it might have, and what came of it.

use checkout::{Audience, Explanation, LocalDate, Outcome, Reason, Rule, SaleVoucher};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct RuleBody {
    /// `club_price`, `price_list`, `promotion` or `voucher`.
    #[schema(value_type = String, example = "promotion")]
    kind: &'static str,
    /// Of the price list, the promotion or the voucher.
    #[schema(example = "socks-3-for-2")]
    id: Option<String>,
    /// Of the promotion or the voucher, as people read it.
    #[schema(example = "3 for 2 on socks")]
    name: Option<String>,
    /// Whom the price list is for, or the rule that is for others: `public`, `members`, `club:CLUB`,
    /// `tier:CLUB:TIER` or `personal:MEMBER`.
    #[schema(example = "members")]
    audience: Option<String>,
    applied: bool,
    /// What it took off the line, in minor units.
    #[schema(example = 14_900)]
    saving: i64,
    /// Why it took nothing off: `not_yet`, `over`, `other_audience`, `above_public`, `no_saving`,
    /// `other_taken`, `not_enough`, `excluded`, `below_minimum`, `own_discount`, `not_counted`,
    /// `never_discounted`, or of a voucher as a whole, `no_goods`.
    #[schema(value_type = Option<String>, example = "not_enough")]
    reason: Option<&'static str>,
    /// Its first day, if `not_yet`.
    #[schema(example = "2026-12-01")]
    from: Option<String>,
    /// Its last day, if `over`.
    until: Option<String>,
    /// How many units it wants together, if `not_enough`.
    wanted: Option<u32>,
    /// How many of those there are.
    there: Option<u32>,
    /// The name of the promotion that it does not go together with, if `excluded`.
    excluded_by: Option<String>,
    /// What the lines that it is for must come to, if `below_minimum`. Minor units.
    minimum: Option<i64>,
    /// What they come to. Minor units.
    comes_to: Option<i64>,
}

impl RuleBody {
    pub(super) fn of(told: &Explanation) -> Self {
        let saving = told.saving_minor();
        let body = Self { applied: saving > 0, saving, ..Self::named(&told.rule) };
        match &told.outcome {
            Outcome::Applied { .. } => body,
            Outcome::NotApplied(reason) => body.because(reason),
        }
    }

    fn named(rule: &Rule) -> Self {
        match rule {
            Rule::ClubPrice => {
                let audience = Some(Audience::Members.to_string());
                Self { kind: "club_price", audience, ..Self::default() }
            }
            Rule::PriceList { list, audience } => {
                let (id, audience) = (Some(list.clone()), Some(audience.to_string()));
                Self { kind: "price_list", id, audience, ..Self::default() }
            }
            Rule::Promotion { id, name } => {
                let (id, name) = (Some(id.clone()), Some(name.clone()));
                Self { kind: "promotion", id, name, ..Self::default() }
            }
            Rule::Voucher { id, name } => {
                let (id, name) = (Some(id.to_string()), Some(name.clone()));
                Self { kind: "voucher", id, name, ..Self::default() }
            }
        }
    }

    fn because(self, reason: &Reason) -> Self {
        let day = |day: &LocalDate| Some(day.to_string());
        match reason {
            Reason::NotYet { from } => Self { reason: Some("not_yet"), from: day(from), ..self },
            Reason::Over { until } => Self { reason: Some("over"), until: day(until), ..self },
            Reason::OtherAudience { only_for } => {
                let audience = Some(only_for.to_string());
                Self { reason: Some("other_audience"), audience, ..self }
            }
            Reason::AbovePublic => Self { reason: Some("above_public"), ..self },
            Reason::NoSaving => Self { reason: Some("no_saving"), ..self },
            Reason::OtherTaken => Self { reason: Some("other_taken"), ..self },
            Reason::NotEnough { wanted, there } => {
                let (wanted, there) = (Some(*wanted), Some(*there));
                Self { reason: Some("not_enough"), wanted, there, ..self }
            }
            Reason::Excluded { by } => {
                Self { reason: Some("excluded"), excluded_by: Some(by.clone()), ..self }
            }
            Reason::BelowMinimum { minimum_minor, there_minor } => {
                let (minimum, comes_to) = (Some(*minimum_minor), Some(*there_minor));
                Self { reason: Some("below_minimum"), minimum, comes_to, ..self }
            }
            Reason::OwnDiscount => Self { reason: Some("own_discount"), ..self },
            Reason::NotCounted => Self { reason: Some("not_counted"), ..self },
            Reason::NeverDiscounted => Self { reason: Some("never_discounted"), ..self },
            Reason::NoGoods => Self { reason: Some("no_goods"), ..self },
        }
    }
}

/// A voucher on the sale, with what it takes off in all.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OnSaleBody {
    /// The end of its code.
    #[schema(example = "VZT")]
    code_ends: String,
    /// As on each line that it is for.
    #[serde(flatten)]
    rule: RuleBody,
}

impl OnSaleBody {
    pub(super) fn of(voucher: &SaleVoucher) -> Self {
        let rule = Rule::Voucher { id: voucher.id, name: voucher.terms.name.clone() };
        let told = Explanation { rule, outcome: voucher.outcome.clone() };
        Self { code_ends: voucher.ends.clone(), rule: RuleBody::of(&told) }
    }
}
