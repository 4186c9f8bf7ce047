//! Who is in the crowd: everything of a member follows from the seed and the member's number.

use checkout::{ContactId, EnrolmentId, MemberId, SaleId};
use serde_json::json;
use uuid::Uuid;
use vipps_mobilepay::login::UserInfo;

const GIVEN: [&str; 8] = ["Ola", "Kari", "Nora", "Jakob", "Ingrid", "Emil", "Sofie", "Magnus"];
const FAMILY: [&str; 8] =
    ["Hansen", "Johansen", "Olsen", "Larsen", "Andersen", "Pedersen", "Nilsen", "Solberg Haugen"];
/// One member joins after the other, so far apart.
const APART_MS: i64 = 1_000;
/// 2026-01-05 00:00:00 UTC: nothing of what was bought since has expired.
const BEGAN_UNIX_MS: i64 = 1_767_571_200_000;

/// A club as it is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crowd {
    pub(crate) members: u64,
    /// Purchases of each.
    pub(crate) entries: u64,
    pub(crate) seed: u64,
}

/// The ids of one member.
pub(crate) struct Ids {
    pub(crate) member: MemberId,
    pub(crate) contact: ContactId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) asked_at: SaleId,
}

impl Crowd {
    pub(crate) fn ids(self, number: u64) -> Ids {
        Ids {
            contact: ContactId(self.uuid(number, 0)),
            asked_at: SaleId(self.uuid(number, 1)),
            enrolment: EnrolmentId(self.uuid(number, 2)),
            member: MemberId(self.uuid(number, 3)),
        }
    }

    pub(crate) fn purchase(self, number: u64, purchase: u64) -> SaleId {
        SaleId(self.uuid(number, 4 + purchase))
    }

    /// Like those that the engine makes: by time, then chance.
    fn uuid(self, number: u64, which: u64) -> Uuid {
        let millis = u64::try_from(joined_at_unix_ms(number)).unwrap_or_default();
        let chance = spread(spread(self.seed ^ spread(number)) ^ which);
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&chance.to_be_bytes());
        bytes[8..].copy_from_slice(&spread(chance).to_be_bytes()[..2]);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// When the member of that number joined.
pub(crate) fn joined_at_unix_ms(number: u64) -> i64 {
    let number = i64::try_from(number).expect("no crowd is as large");
    BEGAN_UNIX_MS + number * APART_MS
}

/// The phone number of the member of that number, with country code. Numbers past the crowd are those of
/// people who join while it is measured.
pub(crate) fn msisdn(number: u64) -> String {
    let first = if (number / 10_000_000).is_multiple_of(2) { 4 } else { 9 };
    format!("47{first}{:07}", number % 10_000_000)
}

/// What the app tells of a member, in the older of its two shapes.
pub(crate) fn profile(msisdn: &str, number: u64) -> UserInfo {
    let chance = spread(number);
    let pick =
        |names: &[&str; 8], bits: u64| names[usize::try_from(bits % 8).unwrap_or(0)].to_owned();
    let (given, family) = (pick(&GIVEN, chance), pick(&FAMILY, chance >> 8));
    let consent = |id: &str, bit: u64, text: &str| {
        json!({
            "id": id, "accepted": chance >> bit & 1 == 1, "required": false,
            "textDisplayedToUser": text
        })
    };
    let told = json!({
        "sub": format!("c0ffee00-7b1c-4d3a-9a57-{number:012}"),
        "name": format!("{given} {family}"),
        "given_name": given,
        "family_name": family,
        "phone_number": msisdn,
        "email": format!("member{number}@example.com"),
        "delegatedConsents": {
            "language": "EN",
            "heading": "How may Fjelltopp Sport keep in touch?",
            "termsDescription": "By joining you accept the membership terms of Fjelltopp Sport. You can \
                                 withdraw at any time.",
            "confirmConsentButtonText": "Join customer club",
            "timeOfConsent": "2026-01-05T00:00:00.000Z",
            "consents": [
                consent("email", 16, "Email"),
                consent("sms", 17, "SMS"),
                consent("digital", 18, "I'd like to receive digital marketing"),
                consent("personal", 19, "Give me customised offers"),
            ],
        },
    });
    UserInfo::read(told.to_string().as_bytes()).expect("it has a sub")
}

/// Chance from a number: the same each time, and different for each (splitmix64).
pub(crate) fn spread(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
