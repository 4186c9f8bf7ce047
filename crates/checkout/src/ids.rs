//! Names of things. Ids that Clubtill makes are UUIDs, random enough to survive a restored backup;
//! ids that people choose (merchant, store, till) are short texts.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

uuid_id! {
    /// One sale, from the first scan to the receipt. A client may choose it.
    SaleId;
    /// One return of wares; never the id of a sale as well.
    ReturnId;
    /// One attempt to be paid through Vipps MobilePay.
    PaymentId;
    /// One request to a customer to join the club.
    EnrolmentId;
    /// A member of a club. Never derived from anything personal.
    MemberId;
    /// A member's points.
    AccountId;
    /// A person met at a till, known by a sealed phone number only.
    ContactId;
    /// What a club that is kept elsewhere is told: of a sale, or of an enrolment.
    BookingId;
    /// Points that such a club keeps for a sale that is being paid.
    ReservationId;
    /// A discount voucher: a keyed hash of its code.
    VoucherId;
}

impl From<MemberId> for AccountId {
    /// A member has one account, and it has the member's id.
    fn from(member: MemberId) -> Self {
        Self(member.0)
    }
}

impl From<SaleId> for BookingId {
    /// A sale is told of once, with what comes back of it.
    fn from(sale: SaleId) -> Self {
        Self(sale.0)
    }
}

impl From<EnrolmentId> for BookingId {
    fn from(enrolment: EnrolmentId) -> Self {
        Self(enrolment.0)
    }
}

/// Ten letters and digits that read well aloud, from the random end of an id.
pub(crate) fn short(id: Uuid) -> String {
    // Crockford's base 32: no I, L, O, U.
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = id.as_u128();
    (0..10)
        .rev()
        .map(|index| {
            let digit = usize::try_from((bits >> (index * 5)) & 31).expect("five bits");
            char::from(LETTERS[digit])
        })
        .collect()
}

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text_id! {
    /// The tenant: everything stored is led by it.
    MerchantId;
    /// A shop with a door.
    StoreId;
    /// A point of sale in a store.
    TillId;
    /// Whoever works the till: a cashier, or the name of an API client.
    OperatorId;
    /// A customer club; several stores may share one.
    ClubId;
    /// The merchant's own product id.
    ProductId;
    /// Merchant serial number: a sales unit at Vipps MobilePay, 4 to 10 digits.
    Msn;
}
