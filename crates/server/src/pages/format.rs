//! Amounts, quantities, rates, dates and countdowns as people in a store's country write them. The
//! only place where a page turns minor units into text.

use checkout::{Amount, Country, Currency, LocalDate, Quantity, VatRate};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const NO_BREAK_SPACE: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// An amount with its currency: `3 496,00 kr`, `3.496,00 kr.`, `3 496,00 €`. It never breaks over
/// two lines.
pub(super) fn amount(amount: Amount) -> String {
    let unit = match amount.currency {
        Currency::Nok => "kr",
        Currency::Dkk => "kr.",
        Currency::Eur => "€",
    };
    format!("{}{NO_BREAK_SPACE}{unit}", number(amount))
}

/// An amount where its currency is clear from what stands around it: `3 496,00`.
pub(super) fn number(amount: Amount) -> String {
    let separator = match amount.currency {
        Currency::Dkk => '.',
        Currency::Nok | Currency::Eur => NO_BREAK_SPACE,
    };
    let minor = amount.minor.unsigned_abs();
    let digits = (minor / 100).to_string();
    let mut text = String::new();
    if amount.minor < 0 {
        text.push(MINUS);
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    format!("{text},{:02}", minor % 100)
}

/// A quantity with a decimal comma: `2`, `0,35`.
pub(super) fn quantity(quantity: Quantity) -> String {
    quantity.to_string().replace('.', ",")
}

/// A tax rate: `25 %`, `13,5 %`.
pub(super) fn rate(rate: VatRate) -> String {
    let hundredths = rate.hundredths_percent();
    let decimals = format!("{:02}", hundredths % 100);
    let decimals = decimals.trim_end_matches('0');
    let comma = if decimals.is_empty() { "" } else { "," };
    format!("{}{comma}{decimals}{NO_BREAK_SPACE}%", hundredths / 100)
}

/// What is left of a time, in minutes and seconds: `8:41`. A second that has begun still counts.
pub(super) fn countdown(left_ms: i64) -> String {
    let left_s = (left_ms.max(0) + 999) / 1000;
    format!("{}:{:02}", left_s / 60, left_s % 60)
}

/// Day and time in a zone, in the country's own form; in UTC if the zone has no such name.
pub(super) fn moment(unix_ms: i64, zone: &str, country: Country) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let time = Timestamp::from_millisecond(unix_ms)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned_datetime(zone);
    let form = match country {
        Country::No => "%d.%m.%Y %H:%M",
        Country::Dk => "%d.%m.%Y %H.%M",
        Country::Fi => "%-d.%-m.%Y %-H.%M",
        Country::Se => "%Y-%m-%d %H:%M",
    };
    time.strftime(form).to_string()
}

/// A day in the country's own form.
pub(super) fn day(date: LocalDate, country: Country) -> String {
    let iso = date.to_string();
    let parts: Vec<&str> = iso.splitn(3, '-').collect();
    let &[year, month, day] = parts.as_slice() else { return iso };
    match country {
        Country::No | Country::Dk => format!("{day}.{month}.{year}"),
        Country::Fi => {
            let bare = |part: &str| part.trim_start_matches('0').to_owned();
            format!("{}.{}.{year}", bare(day), bare(month))
        }
        Country::Se => iso,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_at_home() {
        let date = LocalDate::new(2026, 12, 1).unwrap();
        for (country, expected) in [
            (Country::No, "01.12.2026"),
            (Country::Dk, "01.12.2026"),
            (Country::Fi, "1.12.2026"),
            (Country::Se, "2026-12-01"),
        ] {
            assert_eq!(day(date, country), expected);
        }
    }

    #[test]
    fn amounts_are_written_as_at_home() {
        for (minor, currency, with_unit, bare) in [
            (349_600, Currency::Nok, "3_496,00_kr", "3_496,00"),
            (349_600, Currency::Dkk, "3.496,00_kr.", "3.496,00"),
            (349_600, Currency::Eur, "3_496,00_€", "3_496,00"),
            (0, Currency::Nok, "0,00_kr", "0,00"),
            (5, Currency::Dkk, "0,05_kr.", "0,05"),
            (99_999, Currency::Nok, "999,99_kr", "999,99"),
            (100_000, Currency::Nok, "1_000,00_kr", "1_000,00"),
            (123_456_750, Currency::Nok, "1_234_567,50_kr", "1_234_567,50"),
            (123_456_750, Currency::Dkk, "1.234.567,50_kr.", "1.234.567,50"),
            (-4_300, Currency::Nok, "\u{2212}43,00_kr", "\u{2212}43,00"),
            (-100_000, Currency::Eur, "\u{2212}1_000,00_€", "\u{2212}1_000,00"),
        ] {
            let value = Amount::new(minor, currency);
            // An underscore stands for a no-break space.
            assert_eq!(amount(value), with_unit.replace('_', "\u{a0}"), "{value}");
            assert_eq!(number(value), bare.replace('_', "\u{a0}"), "{value}");
        }
    }

    #[test]
    fn rates_and_quantities_have_a_decimal_comma() {
        for (hundredths, expected) in
            [(2500, "25_%"), (1350, "13,5_%"), (1111, "11,11_%"), (605, "6,05_%"), (0, "0_%")]
        {
            let value = VatRate::new(hundredths).unwrap();
            assert_eq!(rate(value), expected.replace('_', "\u{a0}"), "{hundredths}");
        }
        for (text, expected) in [("2", "2"), ("0.35", "0,35"), ("1.5", "1,5")] {
            assert_eq!(quantity(text.parse().unwrap()), expected);
        }
    }

    #[test]
    fn a_countdown_never_shows_less_than_is_left() {
        for (left_ms, expected) in [
            (521_000, "8:41"),
            (520_001, "8:41"),
            (600_000, "10:00"),
            (59_001, "1:00"),
            (1, "0:01"),
            (0, "0:00"),
            (-5_000, "0:00"),
        ] {
            assert_eq!(countdown(left_ms), expected, "{left_ms}");
        }
    }

    #[test]
    fn a_moment_is_told_in_the_zone_of_the_store() {
        // 2026-11-23T13:05:00Z
        let at = 1_795_439_100_000;
        for (zone, country, expected) in [
            ("Europe/Oslo", Country::No, "23.11.2026 14:05"),
            ("Europe/Copenhagen", Country::Dk, "23.11.2026 14.05"),
            ("Europe/Helsinki", Country::Fi, "23.11.2026 15.05"),
            ("Europe/Stockholm", Country::Se, "2026-11-23 14:05"),
            ("Nowhere/Land", Country::No, "23.11.2026 13:05"),
        ] {
            assert_eq!(moment(at, zone, country), expected, "{zone}");
        }
    }
}
