//! Codes that tell how much of a ware there is: packs that a shop weighs, with the weight or the price
//! inside the barcode, and GS1 Digital Link, an address with the product's number in its path.

use crate::gtin::Gtin;
use crate::money::divide_rounded;
use crate::quantity::Quantity;
use crate::time::LocalDate;
use crate::vat::Country;
use serde::{Deserialize, Serialize};

/// The digits before the value in a code of the shop's own: the prefix and the ware.
const WARE_DIGITS: usize = 8;
const VALUE_DIGITS: usize = 4;
const MILLIONTHS_DECIMALS: u32 = 6;

/// A product, and what its code tells of this pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    pub gtin: Gtin,
    /// How much it is, in the unit that the product is sold by: kilograms.
    pub weight: Option<Quantity>,
    /// What the pack costs, in minor units: how much is in it follows from what one unit costs.
    pub price_minor: Option<i64>,
    /// The last day on which it may be used.
    pub last_day: Option<LocalDate>,
}

impl Measured {
    /// One of it, as a code that tells nothing more says.
    pub fn plain(gtin: Gtin) -> Self {
        Self { gtin, weight: None, price_minor: None, last_day: None }
    }
}

/// What the four digits of a code tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Of the pack, in the store's currency.
    Price,
    /// In kilograms.
    Weight,
}

/// How a store reads its own EAN-13 codes of a prefix. These prefixes, 20 to 29, mean something else in
/// each country (GS1 General Specifications 1.4.5), and in some in each chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariableCode {
    pub prefix: u8,
    pub holds: Holds,
    /// Of the value: 3 of a weight are grams, 2 of a price are øre.
    pub decimals: u8,
}

impl VariableCode {
    /// Whether it can be: a prefix that is the shops' own, and decimals that fit what it holds.
    pub fn is_possible(&self) -> bool {
        let most = match self.holds {
            Holds::Price => 2,
            Holds::Weight => 4,
        };
        (20..=29).contains(&self.prefix) && self.decimals <= most
    }

    /// What is usual in a country. Sweden: gs1.se. The others leave it to the chains, so their stores say it.
    pub fn usual_in(country: Country) -> Vec<Self> {
        let code = |(prefix, holds, decimals)| Self { prefix, holds, decimals };
        match country {
            Country::Se => [
                (20, Holds::Price, 2),
                (21, Holds::Price, 1),
                (22, Holds::Price, 0),
                (23, Holds::Weight, 3),
                (24, Holds::Weight, 2),
                (25, Holds::Weight, 1),
            ]
            .map(code)
            .to_vec(),
            Country::No | Country::Dk | Country::Fi => Vec::new(),
        }
    }

    /// What a code of this prefix tells: the ware is the same code with zeros for the value. None if it is
    /// of another prefix, or its value is nothing.
    pub fn read(&self, gtin: Gtin) -> Option<Measured> {
        let text = gtin.to_string();
        let digits =
            text.strip_prefix('0').filter(|digits| digits.starts_with(&self.prefix.to_string()))?;
        let (ware, rest) = digits.split_at(WARE_DIGITS);
        let value: i64 = rest[..VALUE_DIGITS].parse().ok().filter(|value| *value > 0)?;
        let decimals = u32::from(self.decimals);
        let (weight, price_minor) = match self.holds {
            Holds::Price => (None, Some(value * 10_i64.pow(2_u32.checked_sub(decimals)?))),
            Holds::Weight => (Some(weight_of(value, decimals)?), None),
        };
        let gtin = Gtin::with_check_digit(&format!("{ware}{:0VALUE_DIGITS$}", 0))?;
        Some(Measured { gtin, weight, price_minor, last_day: None })
    }
}

fn weight_of(value: i64, decimals: u32) -> Option<Quantity> {
    let scale = 10_i64.pow(MILLIONTHS_DECIMALS.checked_sub(decimals)?);
    Quantity::from_millionths(value.checked_mul(scale)?)
}

/// A GS1 Digital Link: `https://<any host>/…/01/<gtin>` and more numbers in pairs, in the path or the
/// query (GS1 Digital Link Standard: URI Syntax, 4). None if the address is no such link; of what it tells,
/// what can't be is left out.
pub(crate) fn read_link(address: &str) -> Option<Measured> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let query = query.split('#').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let at = segments.iter().position(|segment| matches!(*segment, "01" | "gtin"))?;
    let gtin: Gtin = segments.get(at + 1)?.parse().ok()?;
    let in_path =
        segments[at + 2..].chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)));
    let in_query = query.split(['&', ';']).filter_map(|pair| pair.split_once('='));
    let mut measured = Measured::plain(gtin);
    for (number, value) in in_path.chain(in_query) {
        match number.as_bytes() {
            b"17" => measured.last_day = day_of(value),
            [b'3', b'1', b'0', decimals @ b'0'..=b'5'] if value.len() == 6 => {
                let value = digits(value);
                measured.weight =
                    value.and_then(|value| weight_of(value, u32::from(decimals - b'0')));
            }
            [b'3', b'9', b'2', decimals @ b'0'..=b'3'] => {
                let divisor = 10_i128.pow(u32::from(decimals - b'0'));
                let value = digits(value).filter(|value| *value > 0);
                measured.price_minor =
                    value.and_then(|value| divide_rounded(i128::from(value) * 100, divisor));
            }
            _ => {}
        }
    }
    Some(measured)
}

fn digits(text: &str) -> Option<i64> {
    let is_number = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// `YYMMDD`; the day 00 is the month's last. Years are those of this century: nothing older is sold.
fn day_of(text: &str) -> Option<LocalDate> {
    let number = digits(text).filter(|_| text.len() == 6)?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let year = i16::try_from(2_000 + year).ok()?;
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    if day > 0 {
        return LocalDate::new(year, month, day).ok();
    }
    (28..=31).rev().find_map(|day| LocalDate::new(year, month, day).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gtin(text: &str) -> Gtin {
        Gtin::with_check_digit(text).unwrap()
    }

    fn told(measured: Option<Measured>) -> String {
        let Some(Measured { gtin, weight, price_minor, last_day }) = measured else {
            return "none".to_owned();
        };
        let weight = weight.map(|weight| format!(" {weight} kg")).unwrap_or_default();
        let price = price_minor.map(|minor| format!(" for {minor}")).unwrap_or_default();
        let last_day = last_day.map(|day| format!(" until {day}")).unwrap_or_default();
        format!("{gtin}{weight}{price}{last_day}")
    }

    /// Sweden's prefixes, as gs1.se has them.
    #[test]
    fn a_code_of_the_shop_tells_a_price_or_a_weight() {
        let usual = VariableCode::usual_in(Country::Se);
        let read = |text: &str| told(usual.iter().find_map(|code| code.read(gtin(text))));
        let ware = |text: &str| gtin(text).to_string();
        for (text, base, expected) in [
            ("201234563990", "201234560000", " for 3990"),
            ("211234560399", "211234560000", " for 3990"),
            ("221234560039", "221234560000", " for 3900"),
            ("231234560350", "231234560000", " 0.35 kg"),
            ("241234560035", "241234560000", " 0.35 kg"),
            ("251234560014", "251234560000", " 1.4 kg"),
        ] {
            assert_eq!(read(text), format!("{}{expected}", ware(base)), "{text}");
        }
        for other in ["261234560350", "703801000945", "231234560000"] {
            assert_eq!(read(other), "none", "{other}");
        }
        assert!(VariableCode::usual_in(Country::No).is_empty());
        for (prefix, holds, decimals, expected) in [
            (20, Holds::Price, 2, true),
            (29, Holds::Weight, 4, true),
            (19, Holds::Price, 2, false),
            (30, Holds::Weight, 3, false),
            (21, Holds::Price, 3, false),
            (21, Holds::Weight, 5, false),
        ] {
            assert_eq!(
                VariableCode { prefix, holds, decimals }.is_possible(),
                expected,
                "{prefix}"
            );
        }
    }

    #[test]
    fn a_digital_link_tells_the_product_and_the_pack() {
        for (address, expected) in [
            ("id.gs1.org/01/09521234500018", "09521234500018"),
            (
                "shop.example/wares/01/09521234500018/10/ABC/21/7?17=261224",
                "09521234500018 until 2026-12-24",
            ),
            ("x.example/01/9521234500018?3103=000350", "09521234500018 0.35 kg"),
            (
                "x.example/01/09521234500018?3922=3990&17=260200",
                "09521234500018 for 3990 until 2026-02-28",
            ),
            ("x.example/01/09521234500018/3102/000035", "09521234500018 0.35 kg"),
            ("x.example/01/09521234500018?3923=39905#top", "09521234500018 for 3991"),
            ("x.example/gtin/09521234500018", "09521234500018"),
            // What can't be is left out.
            ("x.example/01/09521234500018?3103=35&17=269999&3922=", "09521234500018"),
            ("x.example/01/09521234500017", "none"),
            ("x.example/01", "none"),
            ("x.example/", "none"),
            ("x.example?01=09521234500018", "none"),
        ] {
            assert_eq!(told(read_link(address)), expected, "{address}");
        }
    }
}
