//! The guard of before-prices. Whoever announces a reduction by "was" and "now" must take as "was" the
//! lowest price of the 30 days before, and prices for the members of a club count
//! (prisopplysningsforskriften § 9a; Directive 98/6/EC article 6a). A person's own price does not.

use super::Audience;
use crate::time::LocalDate;

/// How many days before a reduction count.
pub const WINDOW_DAYS: i32 = 30;

/// A price of one unit that was offered, or will be, in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedPrice {
    /// The price list or the promotion; empty: the catalogue.
    pub list: String,
    pub audience: Audience,
    pub unit_minor: i64,
    /// None: longer than anybody knows.
    pub from: Option<LocalDate>,
    /// The last day; none: until further notice.
    pub until: Option<LocalDate>,
}

/// A reduction: `unit_minor` from a day on, where `before_minor` is shown beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    pub before_minor: i64,
    pub unit_minor: i64,
    pub from: LocalDate,
}

/// Why a before-price must not be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeforeFault {
    /// This was lower, and was still offered on that day.
    Lower { price: OfferedPrice, on: LocalDate },
    /// The ware was not on offer before that day.
    TooNew { since: LocalDate },
}

/// What is wrong with a before-price; none if it may be shown, or if nothing is reduced.
pub fn check_before(history: &[OfferedPrice], announced: &Announced) -> Option<BeforeFault> {
    if announced.unit_minor >= announced.before_minor {
        return None;
    }
    let first = announced.from.plus_days(-WINDOW_DAYS);
    let last = announced.from.plus_days(-1);
    let counts = |price: &&OfferedPrice| {
        let (from, until) = (price.from.unwrap_or(first), price.until.unwrap_or(last));
        !matches!(price.audience, Audience::Personal(_)) && from.max(first) <= until.min(last)
    };
    let offered: Vec<_> = history.iter().filter(counts).collect();
    let lowest = offered.iter().min_by_key(|price| price.unit_minor);
    match lowest {
        Some(price) if price.unit_minor < announced.before_minor => {
            let on = price.until.map_or(last, |until| until.min(last));
            Some(BeforeFault::Lower { price: (*price).clone(), on })
        }
        _ => {
            let begin = |price: &&OfferedPrice| price.from.unwrap_or(first);
            let since = offered.iter().map(begin).min().unwrap_or(announced.from);
            (since > first).then_some(BeforeFault::TooNew { since })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> LocalDate {
        text.parse().unwrap()
    }

    /// A price by audience, from and until.
    fn price(audience: &str, unit_minor: i64, from: &str, until: &str) -> OfferedPrice {
        let some = |text: &str| (!text.is_empty()).then(|| day(text));
        let audience = audience.parse().unwrap();
        let list = String::new();
        OfferedPrice { list, audience, unit_minor, from: some(from), until: some(until) }
    }

    #[test]
    fn the_lowest_price_of_thirty_days_is_what_may_be_shown() {
        let announced =
            Announced { before_minor: 40_000, unit_minor: 25_000, from: day("2026-12-01") };
        let always = price("public", 40_000, "", "");
        let ana = "personal:00000000-0000-0000-0000-000000000009";
        for (also, expected) in [
            (None, None),
            (Some(price("public", 30_000, "2026-10-01", "2026-10-31")), None),
            (Some(price("public", 30_000, "2026-10-01", "2026-11-01")), Some("2026-11-01")),
            (Some(price("public", 30_000, "2026-11-30", "")), Some("2026-11-30")),
            (Some(price("public", 30_000, "2026-12-01", "")), None),
            (Some(price("public", 41_000, "2026-11-01", "2026-11-30")), None),
            (Some(price("members", 39_999, "", "")), Some("2026-11-30")),
            (Some(price("club:fjell", 30_000, "2026-11-20", "2026-11-22")), Some("2026-11-22")),
            (
                Some(price("tier:fjell:gold", 30_000, "2026-11-20", "2026-11-22")),
                Some("2026-11-22"),
            ),
            (Some(price(ana, 30_000, "2026-11-20", "2026-11-22")), None),
            (Some(price("public", 30_000, "2026-11-22", "2026-11-20")), None),
        ] {
            let history: Vec<_> =
                [Some(always.clone()), also.clone()].into_iter().flatten().collect();
            let found = check_before(&history, &announced);
            let expected =
                expected.map(|on| BeforeFault::Lower { price: also.clone().unwrap(), on: day(on) });
            assert_eq!(found, expected, "{also:?}");
        }
        let raised =
            [price("public", 30_000, "", "2026-11-09"), price("public", 40_000, "2026-11-09", "")];
        let found = check_before(&raised, &announced);
        assert!(matches!(found, Some(BeforeFault::Lower { on, .. }) if on == day("2026-11-09")));
    }

    #[test]
    fn what_was_not_on_offer_for_thirty_days_has_no_price_before() {
        let announced =
            Announced { before_minor: 40_000, unit_minor: 25_000, from: day("2026-12-01") };
        for (from, expected) in [
            ("2026-11-01", None),
            ("2026-11-02", Some("2026-11-02")),
            ("2026-12-01", Some("2026-12-01")),
        ] {
            let found = check_before(&[price("public", 40_000, from, "")], &announced);
            let expected = expected.map(|since| BeforeFault::TooNew { since: day(since) });
            assert_eq!(found, expected, "{from}");
        }
        let dearer = Announced { unit_minor: 40_000, ..announced };
        assert_eq!(check_before(&[], &dearer), None, "nothing is reduced");
    }
}
