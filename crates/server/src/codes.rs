//! The code of whatever the engine could not do: the API tells it, and pages find their words by it.
//! It never changes.

use checkout::ScanError;
use engine::{EngineError, Unavailable};

/// None for what is nobody's fault but ours.
pub(crate) fn code(error: &EngineError) -> Option<&'static str> {
    Some(match error {
        EngineError::Refused(refusal) => refusal.code(),
        EngineError::Scan(scan) => match scan {
            ScanError::Empty => "scan_empty",
            ScanError::TooLong => "scan_too_long",
            ScanError::ForeignQr => "scan_foreign_qr",
            ScanError::CheckDigit => "scan_check_digit",
            ScanError::Phone(_) => "phone_number_impossible",
            ScanError::Voucher => "scan_voucher_misread",
            ScanError::Unknown => "scan_unknown",
        },
        EngineError::ProductUnknown => "product_unknown",
        EngineError::ReceiptScanned => "receipt_scanned",
        EngineError::QrRefused => "personal_qr_refused",
        EngineError::Unreachable => "vipps_unreachable",
        EngineError::Unavailable(Unavailable::Silent | Unavailable::Failing) => "vipps_unavailable",
        EngineError::Unavailable(Unavailable::KeysRefused) => "vipps_keys_refused",
        EngineError::TooManyLookUps => "too_many_look_ups",
        EngineError::DirectoryUnavailable => "club_unavailable",
        EngineError::TillUnknown => "till_unknown",
        EngineError::MemberUnknown => "member_unknown",
        EngineError::StoreUnknown => "store_unknown",
        EngineError::TextUnknown => "consent_text_unknown",
        EngineError::TermsMissing => "terms_missing",
        EngineError::ClubElsewhere => "club_elsewhere",
        EngineError::Contended => "contended",
        EngineError::UnitUnknown
        | EngineError::DirectoryUnknown
        | EngineError::KeyUsed
        | EngineError::Unreadable(_)
        | EngineError::Store(_) => return None,
    })
}
