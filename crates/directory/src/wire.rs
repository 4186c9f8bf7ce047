//! What goes over the wire. Amounts are whole numbers of minor units (øre, cent), tax included; times
//! are unix milliseconds, UTC; a quantity is a decimal text with up to six decimals.
//!
//! Whoever reads skips fields that it does not know: a later release of either side may send more.
//! What says who somebody is, or belongs to one person, is not printed.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// The calls, each a POST of JSON: nothing about anybody ever stands in an address, where machines
/// between would log it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    Lookup,
    Enrol,
    Book,
    Reverse,
    Balance,
    Reserve,
    Redeem,
    Release,
}

impl Operation {
    pub const ALL: [Self; 8] = [
        Self::Lookup,
        Self::Enrol,
        Self::Book,
        Self::Reverse,
        Self::Balance,
        Self::Reserve,
        Self::Redeem,
        Self::Release,
    ];

    /// Where it is, below the directory's own address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Lookup => "members/lookup",
            Self::Enrol => "members/enrol",
            Self::Book => "purchases/book",
            Self::Reverse => "purchases/reverse",
            Self::Balance => "points/balance",
            Self::Reserve => "points/reserve",
            Self::Redeem => "points/redeem",
            Self::Release => "points/release",
        }
    }
}

/// Derives what every type of the contract has.
macro_rules! wire {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident $body:tt)*) => {$(
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "reference", derive(utoipa::ToSchema))]
        $(#[$meta])*
        pub $kind $name $body
    )*};
}

/// Prints the name alone.
macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

hidden!(Identity, LookupBy, Lookup, Member, Consent, Enrol);

wire! {
    /// Which Vipps MobilePay somebody was met through. People of one are nobody in another.
    #[derive(Debug, Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum Environment {
        Production,
        Test,
        Simulator,
    }

    /// Who approved a login, for good: a number may get another holder, this never does.
    pub struct Identity {
        /// The sales unit that the login was for. A `sub` holds for it alone.
        #[cfg_attr(feature = "reference", schema(example = "123456"))]
        pub msn: String,
        #[cfg_attr(feature = "reference", schema(example = "c06c4afe-d9e1-4c5d-939a-177d752a0944"))]
        pub sub: String,
    }

    /// What somebody is looked for by.
    #[serde(rename_all = "snake_case")]
    pub enum LookupBy {
        /// Digits with country code.
        PhoneNumber(String),
        Identity(Identity),
    }

    pub struct Lookup {
        pub environment: Environment,
        pub by: LookupBy,
    }

    /// A member's points now.
    #[derive(Debug, Copy)]
    pub struct Balance {
        /// May be spent now; not less than zero.
        #[cfg_attr(feature = "reference", schema(minimum = 0, example = 239))]
        pub available: i64,
        /// Earned, and not yet to be spent; not less than zero.
        #[cfg_attr(feature = "reference", schema(minimum = 0))]
        #[serde(default)]
        pub pending: i64,
        /// What a point pays, in minor units; left out where points are not spent.
        #[cfg_attr(feature = "reference", schema(minimum = 1, example = 10))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub point_pays_minor: Option<i64>,
    }

    pub struct Member {
        /// The directory's own name for the member, 1 to 64 characters, the same for good. Not a number
        /// or an address of theirs.
        #[cfg_attr(feature = "reference", schema(min_length = 1, max_length = 64, example = "m-1001"))]
        pub id: String,
        /// What the till and the customer display greet by, up to 100 characters.
        #[cfg_attr(feature = "reference", schema(max_length = 100, example = "Kari"))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub given_name: Option<String>,
        /// The tier that the member is in, 1 to 64 characters, as the till shows it and price lists name
        /// it; left out by a club without tiers, and for whoever is in none.
        #[cfg_attr(feature = "reference", schema(min_length = 1, max_length = 64, example = "gold"))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tier: Option<String>,
        /// Left out by a club without points.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub balance: Option<Balance>,
    }

    /// What was shown to a new member, and what they answered.
    pub struct Consent {
        /// `membership`, or the id of a consent in the app (`email`, `sms`, …).
        #[cfg_attr(feature = "reference", schema(example = "email"))]
        pub purpose: String,
        pub accepted: bool,
        /// The words that were shown.
        pub text: String,
        /// Of the words, as the app named it; empty where it did not.
        pub language: String,
        pub at_unix_ms: i64,
    }

    /// Somebody has approved in the app to become a member. Nothing is there that they did not share.
    pub struct Enrol {
        /// The request that they approved.
        pub enrolment: Uuid,
        pub environment: Environment,
        pub identity: Identity,
        /// Digits with country code.
        pub phone_number: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub given_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<String>,
        pub consents: Vec<Consent>,
        pub store: String,
        pub till: String,
        pub at_unix_ms: i64,
    }

    #[derive(Debug)]
    pub struct PurchaseLine {
        /// Names the line in its sale.
        pub line: u32,
        /// The merchant's own product id.
        pub product: String,
        pub name: String,
        #[cfg_attr(feature = "reference", schema(example = "2"))]
        pub quantity: String,
        /// What was taken off.
        pub discount_minor: i64,
        /// What was paid for it.
        pub total_minor: i64,
        /// The tax inside the total.
        pub tax_minor: i64,
        /// In 1/100 %: 2500 is 25 %.
        pub vat_rate: u16,
    }

    /// The part of a purchase that points paid. They earn none.
    #[derive(Debug, Copy)]
    pub struct PaidWithPoints {
        pub points: i64,
        pub minor: i64,
        /// They lowered the price instead: the totals are what was left of it, lines included.
        #[serde(default)]
        pub as_discount: bool,
    }

    /// A sale of a member's that is paid and completed.
    #[derive(Debug)]
    pub struct Purchase {
        /// The directory's own name for the member.
        pub member: String,
        /// The sale. There is one purchase of each.
        pub purchase: Uuid,
        pub receipt_number: u64,
        pub store: String,
        pub till: String,
        pub at_unix_ms: i64,
        #[cfg_attr(feature = "reference", schema(example = "NOK"))]
        pub currency: String,
        pub total_minor: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub paid_with_points: Option<PaidWithPoints>,
        pub lines: Vec<PurchaseLine>,
    }

    #[derive(Debug, Copy)]
    pub struct Booked {
        /// Points that the purchase earned; not less than zero.
        #[cfg_attr(feature = "reference", schema(minimum = 0))]
        #[serde(default)]
        pub points_earned: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub balance: Option<Balance>,
    }

    /// A part of a line that came back; amounts as positive numbers.
    #[derive(Debug)]
    pub struct ReversedLine {
        pub line: u32,
        pub quantity: String,
        pub total_minor: i64,
        pub tax_minor: i64,
    }

    /// Wares of a booked purchase that came back.
    #[derive(Debug)]
    pub struct Reversal {
        pub member: String,
        pub purchase: Uuid,
        /// The return. There is one reversal of each.
        pub reversal: Uuid,
        /// In the series of return receipts.
        pub receipt_number: u64,
        pub store: String,
        pub till: String,
        pub at_unix_ms: i64,
        #[cfg_attr(feature = "reference", schema(example = "NOK"))]
        pub currency: String,
        /// What was given back, what points had paid included, and what they had taken off left out.
        pub total_minor: i64,
        /// What goes back as points, where points paid for a part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub back_as_points: Option<PaidWithPoints>,
        pub lines: Vec<ReversedLine>,
    }

    #[derive(Debug, Copy)]
    pub struct Reversed {
        /// Points of the purchase's that were taken back; not less than zero.
        #[cfg_attr(feature = "reference", schema(minimum = 0))]
        #[serde(default)]
        pub points_taken_back: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub balance: Option<Balance>,
    }

    #[derive(Debug)]
    pub struct BalanceOf {
        pub member: String,
    }

    /// Keeps points for a purchase that is about to be paid, so that nobody else spends them. The same
    /// again, with the same key, prolongs it.
    #[derive(Debug)]
    pub struct Reserve {
        pub member: String,
        pub reservation: Uuid,
        /// The sale.
        pub purchase: Uuid,
        #[cfg_attr(feature = "reference", schema(minimum = 1))]
        pub points: i64,
        /// How long it lives at least; then it may end by itself.
        #[cfg_attr(feature = "reference", schema(minimum = 1, example = 1200))]
        pub lives_s: u32,
    }

    #[derive(Debug, Copy)]
    pub struct Reserved {
        /// As many as were asked for.
        pub points: i64,
        /// What they pay, in minor units of the sale.
        #[cfg_attr(feature = "reference", schema(minimum = 0))]
        pub worth_minor: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub balance: Option<Balance>,
    }

    /// The purchase is paid: the points of the reservation are gone. One that has run out meanwhile is
    /// taken all the same, if need be below zero: the customer has been given the goods for them.
    #[derive(Debug)]
    pub struct Redeem {
        pub reservation: Uuid,
    }

    /// The purchase came to nothing: the points are where they were.
    #[derive(Debug)]
    pub struct Release {
        pub reservation: Uuid,
    }

    /// Why a call was definitely refused, for programs.
    #[derive(Debug, Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum Code {
        /// 404: nobody has that number, identity or id.
        MemberUnknown,
        /// 404: there is no such purchase to reverse.
        PurchaseUnknown,
        /// 404: there is no such reservation.
        ReservationUnknown,
        /// 409: the reservation was released, or, where it is to be prolonged, has run out.
        ReservationEnded,
        /// 409: with what there is, as `available`.
        TooFewPoints,
        /// 400: the request is not as the contract says.
        Invalid,
        /// 401: the bearer token is missing or wrong.
        Unauthorised,
        /// Anything else. Clubtill takes every code that it does not know for it.
        #[serde(other)]
        Other,
    }

    /// A refusal (RFC 9457), `application/problem+json`.
    #[derive(Debug)]
    pub struct Problem {
        /// The HTTP status.
        #[serde(default)]
        pub status: u16,
        pub code: Code,
        /// For whoever looks after the directory; Clubtill neither shows nor logs it.
        #[serde(default)]
        pub title: String,
        /// With `too_few_points`: what there is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub available: Option<i64>,
    }
}
