//! Whether everything that a scanner sends arrives: it scans a code that is known, and what came of it tells
//! how scanner and till are set.

use crate::keyboard::Layout;
use crate::vat::Country;

/// Every character that an address may have beside letters and digits (RFC 3986), with some of those.
pub const CALIBRATION: &str = "Clubtill:/?#[]@!$&'()*+,;=-._~%0123456789AZaz";

/// How a scanner and a till are set to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Calibration {
    AsItIs,
    /// Through another keyboard, which is mended.
    Mended,
    /// Small letters and capitals have changed places, or all are capitals.
    CapsLock,
    /// These characters never arrive.
    Lost(String),
    /// It was another code.
    OtherCode,
}

/// What became of [`CALIBRATION`] on its way. `us` is what the keys are on a US keyboard.
pub fn calibrate(text: &str, us: Option<&str>, home: Country) -> Calibration {
    let text = text.trim();
    let us = us.unwrap_or_default().trim();
    if text == CALIBRATION {
        return Calibration::AsItIs;
    }
    let by_layout = Layout::from_home(home).map(|layout| layout.as_us(text));
    let mut read = std::iter::once(us.to_owned()).chain(by_layout);
    if read.any(|read| read == CALIBRATION) {
        return Calibration::Mended;
    }
    if [text, us].iter().any(|text| text.eq_ignore_ascii_case(CALIBRATION)) {
        return Calibration::CapsLock;
    }
    let best = if us.len() > text.len() { us } else { text };
    let lost: String = CALIBRATION.chars().filter(|c| !best.contains(*c)).collect();
    let is_ours = best.to_ascii_lowercase().starts_with("clubtill");
    if !is_ours || lost.is_empty() { Calibration::OtherCode } else { Calibration::Lost(lost) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrives_tells_how_the_scanner_is_set() {
        let through = |layout: Layout| -> String {
            CALIBRATION.chars().map(|us| layout.types(us).0).collect()
        };
        let keys = Some(CALIBRATION);
        let lost = "Clubtill0123456789AZaz";
        for (text, us, expected) in [
            (CALIBRATION.to_owned(), None, Calibration::AsItIs),
            (through(Layout::Norwegian), keys, Calibration::Mended),
            (through(Layout::Swedish), keys, Calibration::Mended),
            (CALIBRATION.to_uppercase(), None, Calibration::CapsLock),
            (
                "cLUBTILL:/?#[]@!$&'()*+,;=-._~%0123456789azAZ".to_owned(),
                None,
                Calibration::CapsLock,
            ),
            (lost.to_owned(), Some(lost), Calibration::Lost(":/?#[]@!$&'()*+,;=-._~%".to_owned())),
            ("7038010009457".to_owned(), Some("7038010009457"), Calibration::OtherCode),
        ] {
            assert_eq!(calibrate(&text, us, Country::No), expected, "{text}");
        }
    }
}
