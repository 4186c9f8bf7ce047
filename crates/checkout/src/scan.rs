//! Whatever lands in the scan field, told apart by its content: a customer's personal QR, a product
//! barcode, a voucher, a phone number. What can't be used is named, so that the till can say why.

mod calibration;
mod measured;
mod receipt_code;

pub use calibration::{CALIBRATION, Calibration, calibrate};
pub use measured::{Holds, Measured, VariableCode};
pub use receipt_code::ReceiptCode;

use crate::gtin::{Gtin, GtinError};
use crate::keyboard::Layout;
use crate::msisdn::{Msisdn, MsisdnError};
use crate::vat::Country;
use crate::voucher::{VoucherCode, VoucherCodeError};
use std::fmt;

/// The longest text that is looked at; `customer.personalQr` of a payment takes no more.
const SCAN_LENGTH_MAX: usize = 255;

/// The whole content of a personal QR. It may hold the phone number in clear, so it doesn't print.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalQr(String);

impl PersonalQr {
    /// The content, to be sent to Vipps MobilePay, sealed, and shown nowhere.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonalQr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalQr(…)")
    }
}

/// What a text can be. Eight digits can be a GTIN-8 and a phone number at once: then both stand
/// here, and the catalogue decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    PersonalQr(PersonalQr),
    Product(Gtin),
    Phone(Msisdn),
    ProductOrPhone(Gtin, Msisdn),
    Voucher(VoucherCode),
    /// A product whose code tells of the pack too.
    Measured(Measured),
    /// A receipt of ours.
    Receipt(ReceiptCode),
}

/// Why a text can't be used. None of these repeats the text: it may be somebody's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    #[error("nothing was scanned")]
    Empty,
    #[error("that code is too long to be a barcode, a personal QR, a voucher or a phone number")]
    TooLong,
    #[error("that QR code is not a Vipps or MobilePay personal QR")]
    ForeignQr,
    #[error("the barcode was misread: its check digit is wrong")]
    CheckDigit,
    #[error("that phone number can't be used: {0}")]
    Phone(MsisdnError),
    #[error("that voucher's code was misread: scan it again, or look at each character")]
    Voucher,
    #[error("that is no barcode, personal QR, voucher or phone number")]
    Unknown,
}

/// Reads a scan or a typed text. `home` is the store's country, for numbers without a code.
pub fn decode_scan(text: &str, home: Country) -> Result<Scan, ScanError> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if text.is_empty() {
        return Err(ScanError::Empty);
    }
    if text.len() > SCAN_LENGTH_MAX {
        return Err(ScanError::TooLong);
    }
    // What kind of code it was, as some scanners send before it (ISO/IEC 15424): `]E0`.
    let text = match text.strip_prefix(']') {
        Some(rest) if rest.is_char_boundary(2) && rest.len() > 2 => &rest[2..],
        _ => text,
    };
    if let Some((scheme, rest)) = text.split_once("://") {
        return decode_url(text, scheme, rest);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return decode_digits(text, home);
    }
    if let Some(receipt) = ReceiptCode::parse(text) {
        return Ok(Scan::Receipt(receipt));
    }
    match VoucherCode::parse(text) {
        Ok(code) => return Ok(Scan::Voucher(code)),
        Err(VoucherCodeError::Misread) => return Err(ScanError::Voucher),
        Err(VoucherCodeError::NotACode) => {}
    }
    match Msisdn::parse(text, home) {
        Ok(number) => Ok(Scan::Phone(number)),
        Err(MsisdnError::NotANumber) => Err(ScanError::Unknown),
        Err(error) => Err(ScanError::Phone(error)),
    }
}

/// A scan, and whether it had to be mended first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadScan {
    pub scan: Scan,
    /// The scanner and the till are set to different keyboards.
    pub is_mended: bool,
}

/// Reads what a scanner typed: as it stands; or, where that is nothing, as the scanner meant it. `us` is
/// what the keys are on a US keyboard, where they were seen; what only the text tells is looked for on
/// each layout of the north, that of `home` first.
///
/// # Errors
///
/// What is wrong with it as it stands.
pub fn read_scan(text: &str, us: Option<&str>, home: Country) -> Result<ReadScan, ScanError> {
    let as_typed = decode_scan(text, home);
    let Err(error) = as_typed else {
        return as_typed.map(|scan| ReadScan { scan, is_mended: false });
    };
    if text.len() > SCAN_LENGTH_MAX {
        return Err(error);
    }
    let meant = Layout::from_home(home).map(|layout| layout.as_us(text));
    let meant = us.map(str::to_owned).into_iter().chain(meant);
    let scan = meant.filter_map(|meant| match decode_scan(&meant, home) {
        // Digits are the same on all keyboards: a number was read as it stands, or it is none.
        Ok(Scan::Phone(_) | Scan::ProductOrPhone(..)) | Err(_) => None,
        Ok(scan) => Some(scan),
    });
    scan.map(|scan| ReadScan { scan, is_mended: true }).next().ok_or(error)
}

/// A personal QR is an https address on `qr.vipps.no`: `/p/<token>` (MobilePay, and Vipps to come)
/// or `/28/…` with the number in clear (Vipps today). Other paths there are merchants' own codes. An
/// address of any host may be a GS1 Digital Link.
fn decode_url(text: &str, scheme: &str, rest: &str) -> Result<Scan, ScanError> {
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let personal = ["p/", "28/"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|content| !content.is_empty()));
    if scheme.eq_ignore_ascii_case("https") && host.eq_ignore_ascii_case("qr.vipps.no") && personal
    {
        return Ok(Scan::PersonalQr(PersonalQr(text.to_owned())));
    }
    let is_web = ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    measured::read_link(rest).filter(|_| is_web).map(Scan::Measured).ok_or(ScanError::ForeignQr)
}

fn decode_digits(text: &str, home: Country) -> Result<Scan, ScanError> {
    match (text.parse::<Gtin>(), Msisdn::parse(text, home)) {
        (Ok(gtin), Ok(number)) => Ok(Scan::ProductOrPhone(gtin, number)),
        (Ok(gtin), Err(_)) => Ok(Scan::Product(gtin)),
        (Err(_), Ok(number)) => Ok(Scan::Phone(number)),
        (Err(GtinError::CheckDigit), Err(_)) => Err(ScanError::CheckDigit),
        (Err(GtinError::Length), Err(error)) => Err(ScanError::Phone(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, ScanError>) {
        let read = decode_scan(text, Country::No).map(|scan| match scan {
            Scan::PersonalQr(qr) => format!("qr {}", qr.expose()),
            Scan::Product(gtin) => format!("product {gtin}"),
            Scan::Phone(number) => format!("phone {}", number.expose()),
            Scan::ProductOrPhone(gtin, number) => format!("either {gtin} {}", number.expose()),
            Scan::Voucher(code) => format!("voucher {}", code.written()),
            Scan::Measured(measured) => format!("measured {}", measured.gtin),
            Scan::Receipt(receipt) => format!("receipt {} of {}", receipt.number, receipt.till),
        });
        assert_eq!(read.as_deref(), expected.as_ref().map(|text| *text), "{text:?}");
    }

    #[test]
    fn tells_scans_apart() {
        let clear = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
        check(clear, Ok(&format!("qr {clear}")));
        check("https://qr.vipps.no/p/abc\r\n", Ok("qr https://qr.vipps.no/p/abc"));
        check("HTTPS://QR.VIPPS.NO/p/abc", Ok("qr HTTPS://QR.VIPPS.NO/p/abc"));
        check("7038010009457", Ok("product 07038010009457"));
        check("98765432", Ok("phone 4798765432"));
        check("4798765432", Ok("phone 4798765432"));
        check("+47 987 65 432", Ok("phone 4798765432"));
        check("96385074", Ok("either 00000096385074 4796385074"));
        check("358401234567", Ok("phone 358401234567"));
        check("cv1sgap36nbevzt\r", Ok("voucher CV-1SGA-P36N-BEVZ-T"));
        check("SUMMER-25", Ok("voucher SUMMER25"));
        check("https://id.gs1.org/01/09521234500018?17=261224", Ok("measured 09521234500018"));
        check("]Q3https://id.gs1.org/01/09521234500018", Ok("measured 09521234500018"));
        check("]E07038010009457", Ok("product 07038010009457"));
        check("ftp://id.gs1.org/01/09521234500018", Err(ScanError::ForeignQr));
        let receipt = ReceiptCode { till: crate::TillId::new("1"), number: 118 };
        check(&receipt.written(), Ok("receipt 118 of 1"));
    }

    #[test]
    fn a_scan_through_another_keyboard_is_mended() {
        let read = |text: &str, us: Option<&str>, home| {
            read_scan(text, us, home).map(|read| match read.scan {
                Scan::PersonalQr(qr) => (qr.expose().to_owned(), read.is_mended),
                other => (format!("{other:?}"), read.is_mended),
            })
        };
        let meant = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
        let mended = Ok((meant.to_owned(), true));
        let norwegian = r"httpsØ--qr.vipps.no-28-2-01-031-4712345678_v\1";
        assert_eq!(read(meant, None, Country::No), Ok((meant.to_owned(), false)));
        assert_eq!(read(norwegian, None, Country::No), mended);
        // A till in another country than its keyboard is from.
        assert_eq!(read(norwegian, None, Country::Se), mended);
        let danish = "httpsÆ--qr.vipps.no-28-2-01-031-4712345678_v´1";
        assert_eq!(read(danish, None, Country::Dk), mended);
        // The text has lost what a dead key was; the keys tell.
        let lost = "httpsÆ--qr.vipps.no-28-2-01-031-4712345678_v1";
        assert_eq!(read(lost, Some(meant), Country::Dk), mended);
        // What is right as it stands stays so, whatever the keys are elsewhere.
        assert_eq!(read(meant, Some("https;&&qr"), Country::No), Ok((meant.to_owned(), false)));
        // Nothing that makes sense: why, as it stands.
        assert_eq!(
            read("vinterjakke blå", Some("vinterjakke bl["), Country::No),
            Err(ScanError::Unknown)
        );
        assert_eq!(
            read("7038010009458", Some("7038010009458"), Country::No),
            Err(ScanError::CheckDigit)
        );
        assert_eq!(read(&"ø".repeat(200), None, Country::No), Err(ScanError::TooLong));
    }

    #[test]
    fn says_what_it_could_not_use() {
        check("", Err(ScanError::Empty));
        check(" \r\n", Err(ScanError::Empty));
        check("7038010009458", Err(ScanError::CheckDigit));
        check("https://example.com/p/abc", Err(ScanError::ForeignQr));
        check("https://qr.vipps.no/p/", Err(ScanError::ForeignQr));
        check("http://qr.vipps.no/p/abc", Err(ScanError::ForeignQr));
        check("https://qr.vipps.no.example.com/p/abc", Err(ScanError::ForeignQr));
        check("https://qr.vipps.no/box/abc", Err(ScanError::ForeignQr));
        check("123", Err(ScanError::Phone(MsisdnError::Length)));
        check("+1 212 555 0100", Err(ScanError::Phone(MsisdnError::Country)));
        check("winter jacket", Err(ScanError::Unknown));
        check("CV-1SGA-P36N-BEVZ-V", Err(ScanError::Voucher));
        check(&"9".repeat(256), Err(ScanError::TooLong));
    }

    #[test]
    fn debug_shows_no_content() {
        let scan = decode_scan("https://qr.vipps.no/28/2/01/031/4712345678?v=1", Country::No);
        assert!(!format!("{scan:?}").contains("12345678"));
    }
}
