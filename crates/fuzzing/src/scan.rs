//! Whatever a scanner or a keyboard sends.

use arbitrary::Unstructured;
use checkout::{Country, Scan, VoucherCode, decode_scan};
use vipps_mobilepay::QrContent;

/// A personal QR goes on as it was read; no refusal and no debug output repeats what it was about.
pub fn scan(bytes: &[u8]) {
    let mut input = Unstructured::new(bytes);
    let countries = [Country::No, Country::Dk, Country::Fi, Country::Se];
    let Ok(home) = input.choose(&countries).copied() else { return };
    let text = String::from_utf8_lossy(input.take_rest());
    // The client takes what the domain took, and never falls over anything else.
    let content = QrContent::parse(&text);
    match decode_scan(&text, home) {
        Ok(Scan::PersonalQr(qr)) => {
            assert!(text.contains(qr.expose()), "a personal QR goes on as it was read");
            assert!(!qr.expose().starts_with(char::is_whitespace));
            let again = decode_scan(qr.expose(), home);
            assert_eq!(again, Ok(Scan::PersonalQr(qr.clone())), "read again, it is the same");
            assert!(QrContent::parse(qr.expose()).is_ok(), "the exchange takes it");
            assert_eq!(format!("{qr:?}"), "PersonalQr(…)");
        }
        Ok(Scan::Phone(number) | Scan::ProductOrPhone(_, number)) => {
            let digits = number.expose();
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 15);
            assert!(no_number_in(&format!("{number:?}")));
        }
        Ok(Scan::Product(gtin)) => {
            assert_eq!(gtin.to_string().parse(), Ok(gtin), "a number that was read can be read");
        }
        Ok(Scan::Measured(measured)) => {
            let gtin = measured.gtin;
            assert_eq!(gtin.to_string().parse(), Ok(gtin), "a number that was read can be read");
            assert!(
                measured.price_minor.is_none_or(|minor| minor > 0),
                "nothing pays the customer"
            );
        }
        Ok(Scan::Receipt(receipt)) => {
            let again = decode_scan(&receipt.written(), home);
            assert_eq!(again, Ok(Scan::Receipt(receipt.clone())), "read again, the same");
        }
        Ok(Scan::Voucher(code)) => {
            assert_eq!(
                VoucherCode::parse(&code.written()),
                Ok(code.clone()),
                "read again, the same"
            );
            assert_eq!(format!("{code:?}"), "VoucherCode(…)");
        }
        Err(error) => assert!(no_number_in(&error.to_string()), "{error}"),
    }
    if let Ok(content) = content {
        assert_eq!(format!("{content:?}"), "QrContent(…)");
    }
}

/// Whether a text has no digits enough for a number that somebody could be called by.
fn no_number_in(shown: &str) -> bool {
    shown.split(|c: char| !c.is_ascii_digit()).all(|digits| digits.len() < 5)
}
