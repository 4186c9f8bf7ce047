//! The code on our own receipts: which till, and which number. `RC.<till>.<number>.<check>`, with marks
//! that every keyboard of the north has in the same place, so that any scanner reads it.

use crate::ids::TillId;
use std::fmt::Write as _;

const PREFIX: &str = "RC";
/// Tells a slip, of a digit or of two that changed places.
const MODULUS: u64 = 97;

/// What the code of a receipt names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptCode {
    pub till: TillId,
    pub number: u64,
}

impl ReceiptCode {
    /// As it is printed, for a QR or a Code 128.
    pub fn written(&self) -> String {
        let mut till = String::new();
        for byte in self.till.as_str().bytes() {
            // In capitals and digits alone, so that a till of any name fits.
            let _ = write!(till, "{byte:02X}");
        }
        let body = format!("{till}.{}", self.number);
        format!("{PREFIX}.{body}.{:02}", check(&body))
    }

    /// None if it is no receipt's code, or a slip of one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_uppercase();
        let rest = text.strip_prefix(PREFIX)?.strip_prefix('.')?;
        let (body, told) = rest.rsplit_once('.')?;
        let (till, number) = body.split_once('.')?;
        if told != format!("{:02}", check(body)) || till.is_empty() || !till.is_ascii() {
            return None;
        }
        let bytes = till.as_bytes().chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        });
        let till = String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()?;
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse().ok().filter(|_| is_number)?;
        Some(Self { till: TillId::new(till), number })
    }
}

fn check(body: &str) -> u64 {
    body.bytes().fold(1, |sum, byte| (sum * 31 + u64::from(byte)) % MODULUS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_and_a_slip_is_none() {
        for (till, number) in [("1", 1), ("kasse 1/øst", 118), ("front-desk", u64::MAX)] {
            let code = ReceiptCode { till: TillId::new(till), number };
            let written = code.written();
            assert_eq!(ReceiptCode::parse(&written), Some(code.clone()), "{written}");
            assert_eq!(ReceiptCode::parse(&written.to_lowercase()), Some(code));
            for at in PREFIX.len() + 1..written.len() {
                let mut slip = written.clone().into_bytes();
                slip[at] = if slip[at] == b'7' { b'8' } else { b'7' };
                let slip = String::from_utf8(slip).unwrap();
                assert_eq!(ReceiptCode::parse(&slip), None, "{slip}");
            }
        }
        for none in ["", "RC", "RC.", "RC.31", "RC..1.00", "RC.3.1.00", "CV-1SGA-P36N-BEVZ-T"] {
            assert_eq!(ReceiptCode::parse(none), None, "{none}");
        }
    }
}
