//! Amounts, numbers, quantities, rates, dates and countdowns as people write them: `form` is the
//! country whose form they have. The only place where a page turns minor units into text, and reads
//! what people type as a number.

use checkout::{Amount, Country, Currency, LocalDate, Quantity, VatRate};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

const NO_BREAK_SPACE: char = '\u{a0}';

/// An amount with its currency: `3 496,00 kr`, `3.496,00 kr.`, `3 496,00 €`. It never breaks over
/// two lines.
pub(super) fn amount(amount: Amount, form: Country) -> String {
    let unit = match (amount.currency, form) {
        (Currency::Eur, _) => "€",
        (Currency::Nok | Currency::Dkk, Country::Dk) => "kr.",
        (Currency::Nok | Currency::Dkk, _) => "kr",
    };
    format!("{}{NO_BREAK_SPACE}{unit}", number(amount, form))
}

/// An amount where its currency is clear from what stands around it: `3 496,00`.
pub(super) fn number(amount: Amount, form: Country) -> String {
    let minor = amount.minor.unsigned_abs();
    let sign = if amount.minor < 0 { minus(form) } else { "" };
    format!("{sign}{},{:02}", grouped(minor / 100, form), minor % 100)
}

/// A whole number: `12 345`, `12.345`.
pub(super) fn whole(number: i64, form: Country) -> String {
    let sign = if number < 0 { minus(form) } else { "" };
    format!("{sign}{}", grouped(number.unsigned_abs(), form))
}

/// Denmark writes a hyphen before what is less than nothing, the others a minus (Unicode CLDR).
fn minus(form: Country) -> &'static str {
    if form == Country::Dk { "-" } else { "\u{2212}" }
}

fn grouped(number: u64, form: Country) -> String {
    let separator = if form == Country::Dk { '.' } else { NO_BREAK_SPACE };
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A number as somebody typed it, as parsers take it: with comma or point before its decimals, blanks
/// or the other mark between groups of three, and a sign of any kind. What is none stays as it is.
pub(super) fn typed(text: &str) -> String {
    let text = text.trim();
    let (sign, bare) = match text.chars().next() {
        Some('-' | '\u{2212}' | '\u{2013}') => {
            ("-", text.trim_start_matches(['-', '\u{2212}', '\u{2013}']))
        }
        Some('+') => ("", &text[1..]),
        _ => ("", text),
    };
    // A mark that stands twice groups digits.
    let decimal = bare.rfind([',', '.']);
    let decimal = decimal.filter(|at| bare.matches(&bare[*at..=*at]).count() == 1);
    let (whole, decimals) = decimal.map_or((bare, ""), |at| (&bare[..at], &bare[at + 1..]));
    let groups: Vec<&str> =
        whole.split(|mark: char| mark.is_whitespace() || ",.".contains(mark)).collect();
    let is_grouped = groups.len() == 1
        || (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
    if !is_grouped {
        return text.to_owned();
    }
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{decimals}", groups.concat())
}

/// What somebody typed with two decimals at most, in hundredths: an amount in minor units, say. None if
/// it is no such number, or less than nothing.
pub(super) fn hundredths(text: &str) -> Option<i64> {
    let text = typed(text);
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + decimals.len() == 0
        || decimals.len() > 2
        || !digits(whole)
        || !digits(decimals)
    {
        return None;
    }
    format!("{whole}{decimals:0<2}").parse().ok()
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

/// `+47 912 34 567`: an international number without its plus, parted as its country parts mobile ones.
pub(super) fn phone(number: &str) -> String {
    let (country, parts): (&str, &[usize]) = match number {
        no if no.starts_with("47") && no.len() == 10 => ("47", &[3, 2, 3]),
        dk if dk.starts_with("45") && dk.len() == 10 => ("45", &[2, 2, 2, 2]),
        se if se.starts_with("46") && se.len() == 11 => ("46", &[2, 3, 2, 2]),
        fi if fi.starts_with("358") && fi.len() == 12 => ("358", &[2, 3, 4]),
        _ => return format!("+{number}"),
    };
    let mut written = format!("+{country}");
    let mut rest = number.strip_prefix(country).unwrap_or_default();
    for length in parts {
        let (part, after) = rest.split_at_checked(*length).unwrap_or((rest, ""));
        written.push('\u{a0}');
        written.push_str(part);
        rest = after;
    }
    written
}

/// What is left of a time, in minutes and seconds: `8:41`. A second that has begun still counts.
pub(super) fn countdown(left_ms: i64) -> String {
    let left_s = (left_ms.max(0) + 999) / 1000;
    format!("{}:{:02}", left_s / 60, left_s % 60)
}

/// Day and time in a zone; in UTC if the zone has no such name.
pub(super) fn moment(unix_ms: i64, zone: &str, form: Country) -> String {
    let form = match form {
        Country::No => "%d.%m.%Y %H:%M",
        Country::Dk => "%d.%m.%Y %H.%M",
        Country::Fi => "%-d.%-m.%Y %-H.%M",
        Country::Se => "%Y-%m-%d %H:%M",
    };
    zoned(unix_ms, zone).strftime(form).to_string()
}

/// The time of day alone: `14:05`.
pub(super) fn clock(unix_ms: i64, zone: &str, form: Country) -> String {
    let form = if matches!(form, Country::Dk | Country::Fi) { "%-H.%M" } else { "%H:%M" };
    zoned(unix_ms, zone).strftime(form).to_string()
}

/// The same with its seconds.
pub(super) fn clock_s(unix_ms: i64, zone: &str, form: Country) -> String {
    let form = if matches!(form, Country::Dk | Country::Fi) { "%-H.%M.%S" } else { "%H:%M:%S" };
    zoned(unix_ms, zone).strftime(form).to_string()
}

/// The hour of the day, 0 to 23.
pub(super) fn hour(unix_ms: i64, zone: &str) -> i8 {
    zoned(unix_ms, zone).hour()
}

/// The day of a moment in a zone.
pub(super) fn local_date(unix_ms: i64, zone: &str) -> LocalDate {
    let date = zoned(unix_ms, zone).date();
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    LocalDate::new(date.year(), month, day).expect("a day of the same calendar")
}

fn zoned(unix_ms: i64, zone: &str) -> ZonedDateTime {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let time = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned_datetime(zone)
}

/// A day alone.
pub(super) fn day(date: LocalDate, form: Country) -> String {
    let iso = date.to_string();
    let parts: Vec<&str> = iso.splitn(3, '-').collect();
    let &[year, month, day] = parts.as_slice() else { return iso };
    match form {
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
    fn a_phone_number_is_parted_as_at_home() {
        for (number, expected) in [
            ("4791234567", "+47 912 34 567"),
            ("4512345678", "+45 12 34 56 78"),
            ("46701234567", "+46 70 123 45 67"),
            ("358401234567", "+358 40 123 4567"),
            ("358912345", "+358912345"),
            ("49301234", "+49301234"),
        ] {
            assert_eq!(phone(number).replace('\u{a0}', " "), expected);
        }
    }

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
        use Country::{Dk, Fi, No, Se};
        use Currency::{Dkk, Eur, Nok};
        for (minor, currency, form, with_unit, bare) in [
            (349_600, Nok, No, "3_496,00_kr", "3_496,00"),
            (349_600, Dkk, Dk, "3.496,00_kr.", "3.496,00"),
            (349_600, Eur, Fi, "3_496,00_€", "3_496,00"),
            (349_600, Nok, Dk, "3.496,00_kr.", "3.496,00"),
            (349_600, Dkk, Se, "3_496,00_kr", "3_496,00"),
            (0, Nok, No, "0,00_kr", "0,00"),
            (5, Dkk, Dk, "0,05_kr.", "0,05"),
            (99_999, Nok, No, "999,99_kr", "999,99"),
            (100_000, Nok, No, "1_000,00_kr", "1_000,00"),
            (123_456_750, Nok, Se, "1_234_567,50_kr", "1_234_567,50"),
            (123_456_750, Dkk, Dk, "1.234.567,50_kr.", "1.234.567,50"),
            (-4_300, Nok, No, "\u{2212}43,00_kr", "\u{2212}43,00"),
            (-4_300, Dkk, Dk, "-43,00_kr.", "-43,00"),
            (-100_000, Eur, Fi, "\u{2212}1_000,00_€", "\u{2212}1_000,00"),
        ] {
            let value = Amount::new(minor, currency);
            // An underscore stands for a no-break space.
            assert_eq!(amount(value, form), with_unit.replace('_', "\u{a0}"), "{value}");
            assert_eq!(number(value, form), bare.replace('_', "\u{a0}"), "{value}");
        }
    }

    #[test]
    fn whole_numbers_are_grouped() {
        for (number, form, expected) in [
            (0, Country::No, "0"),
            (999, Country::Se, "999"),
            (12_345, Country::Fi, "12\u{a0}345"),
            (1_234_567, Country::Dk, "1.234.567"),
            (-1_000, Country::No, "\u{2212}1\u{a0}000"),
        ] {
            assert_eq!(whole(number, form), expected);
        }
    }

    #[test]
    fn what_people_type_is_read_in_every_form() {
        for (text, expected) in [
            ("2", "2"),
            (" 0,35 ", "0.35"),
            ("0.35", "0.35"),
            (",5", ".5"),
            ("5,", "5"),
            ("1\u{a0}234\u{202f}567,50", "1234567.50"),
            ("1 234,5", "1234.5"),
            ("1.234,50", "1234.50"),
            ("1,234.50", "1234.50"),
            ("1.234.567", "1234567"),
            // A weight, in kilograms.
            ("1.234", "1.234"),
            ("+2", "2"),
            ("-2", "-2"),
            ("\u{2212}1\u{a0}000", "-1000"),
            ("\u{2013}3,5", "-3.5"),
            // Not a number in any form, so nothing is made of it.
            ("1.2.3", "1.2.3"),
            ("1 5", "1 5"),
            ("two", "two"),
            ("", ""),
        ] {
            assert_eq!(typed(text), expected, "{text:?}");
        }
        // What is written is read back.
        for form in [Country::No, Country::Dk, Country::Se, Country::Fi] {
            let written = number(Amount::new(-123_456_750, Currency::Nok), form);
            assert_eq!(typed(&written), "-1234567.50", "{written}");
        }
    }

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        for (text, expected) in [
            ("12", Some(1_200)),
            ("12,5", Some(1_250)),
            ("12.05", Some(1_205)),
            (" 1 234,50 ", Some(123_450)),
            (",5", Some(50)),
            ("0", Some(0)),
            ("1,234.5", Some(123_450)),
            ("12,345", None),
            ("-1", None),
            ("", None),
            (",", None),
            ("ten", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(hundredths(text), expected, "{text:?}");
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
