//! Why the engine could not do what it was asked.

use crate::Unavailable;
use checkout::{Refusal, ScanError};
use store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Scan(#[from] ScanError),
    #[error("No product has that number. Search for it, or put it in the catalogue.")]
    ProductUnknown,
    #[error("That is a receipt of ours. Open it among the receipts, to take wares back.")]
    ReceiptScanned,
    #[error("That personal QR is not valid any more. Ask the customer to show it again.")]
    QrRefused,
    #[error("Vipps MobilePay can't be reached. Type the phone number, or take another tender.")]
    Unreachable,
    /// Known without asking: it did not answer just now.
    #[error("{}", unavailable(*.0))]
    Unavailable(Unavailable),
    #[error(
        "Too many numbers were looked up at this till within a minute. Wait a moment, or scan the \
         customer's personal QR."
    )]
    TooManyLookUps,
    #[error("There is no such till.")]
    TillUnknown,
    #[error("There is no such member.")]
    MemberUnknown,
    #[error("There is no such store.")]
    StoreUnknown,
    #[error("The club has no words for that consent. Put them into the settings, then record it.")]
    TextUnknown,
    #[error("Nobody is a member who has not agreed to the terms. Bring that consent along.")]
    TermsMissing,
    #[error("The club is kept in a system of its own. Bring its members in there.")]
    ClubElsewhere,
    #[error("The sales unit has no keys in the settings.")]
    UnitUnknown,
    #[error(
        "The club can't be asked for points just now. Take another tender, or try again later."
    )]
    DirectoryUnavailable,
    #[error("The settings have no address for that club's own system. Put it back.")]
    DirectoryUnknown,
    /// The idempotency key was used before: its answer is in the store.
    #[error("The idempotency key was used before.")]
    KeyUsed,
    #[error("Too much happens to this sale at once. Try again.")]
    Contended,
    /// What is stored can't be read by this release.
    #[error("A stored state can't be read: {0}")]
    Unreadable(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn unavailable(why: Unavailable) -> &'static str {
    match why {
        Unavailable::Silent | Unavailable::Failing => {
            "Vipps MobilePay can't be reached right now. Take another tender."
        }
        Unavailable::KeysRefused => {
            "Vipps MobilePay does not accept this shop's keys. Take another tender, and tell whoever \
             set up the till."
        }
    }
}
