//! The notice that a member no longer shares anything with the club. It is not signed, so anyone who
//! knows the address may have sent it: it marks, and deletes nothing. The address can't be guessed, and
//! only so many notices are read.

use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Shop};
use checkout::{
    Book, Channel, ClubCommand, Command, Consent, ConsentChannel, Context, MemberId, OperatorId,
    Purpose, SalesUnit, Store, TillId,
};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use vipps_mobilepay::login::{RevocationError, parse_revocation};

const ADDRESS: &str = "consent_revoked";
/// Who is named as having recorded it.
const OPERATOR: &str = "vipps-mobilepay";
/// The most notices that are read of one sales unit within a minute.
const A_MINUTE_MAX: u32 = 60;
const MINUTE_MS: i64 = 60_000;
const PATH: &str = "webhooks/vipps-consent/";

/// What to answer to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationOutcome {
    /// Recorded, or known, or about nobody: 200. Which, a stranger is not told.
    Accepted,
    /// No such address: 404.
    AddressUnknown,
    /// No notice, or not of this time: 400.
    Unreadable(RevocationError),
    /// Too many within a minute: 429.
    TooMany,
}

/// How many notices came within the minute at hand, by sales unit.
#[derive(Default)]
pub(crate) struct Notices {
    counted: Mutex<HashMap<SalesUnit, (i64, u32)>>,
}

impl Notices {
    fn lets_in(&self, unit: &SalesUnit, now_unix_ms: i64) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = counted.entry(unit.clone()).or_insert((now_unix_ms, 0));
        if now_unix_ms - *since >= MINUTE_MS {
            (*since, *count) = (now_unix_ms, 0);
        }
        *count += 1;
        *count <= A_MINUTE_MAX
    }
}

impl Engine {
    /// The path, below the public address, at which notices about a sales unit's members come in. It
    /// is told to Vipps MobilePay and to nobody else.
    pub fn revocation_path(&self, unit: &SalesUnit) -> String {
        format!("{PATH}{}", self.revocation_name(unit))
    }

    fn revocation_name(&self, unit: &SalesUnit) -> String {
        let environment = format!("{:?}", unit.environment);
        let hash = self.inner.vault.hash(&[ADDRESS, &environment, unit.msn.as_str()]);
        hash.iter().take(16).fold(String::new(), |mut name, byte| {
            write!(name, "{byte:02x}").expect("writing to a String never fails");
            name
        })
    }

    /// Takes in a notice: whoever it is about does not share any more. Committed before it is
    /// acknowledged, since it is sent once.
    pub async fn consent_revoked(
        &self,
        name: &str,
        body: &[u8],
    ) -> Result<RevocationOutcome, EngineError> {
        let found = self.inner.shops.values().find_map(|shop| {
            let mut units = shop.units.iter().map(|unit| &unit.unit);
            units.find(|unit| self.revocation_name(unit) == name).map(|unit| (shop, unit))
        });
        let Some((shop, unit)) = found else { return Ok(RevocationOutcome::AddressUnknown) };
        let now_unix_ms = self.now_unix_ms();
        if !self.inner.notices.lets_in(unit, now_unix_ms) {
            tracing::warn!(sales_unit.msn = %unit.msn, "too many notices of revoked consents");
            return Ok(RevocationOutcome::TooMany);
        }
        let notice = match parse_revocation(body, now_unix_ms.div_euclid(1000)) {
            Ok(notice) => notice,
            Err(error) => return Ok(RevocationOutcome::Unreadable(error)),
        };
        for club in shop.clubs_of(unit) {
            let merchant = &shop.merchant;
            let member = self.member_by_identity(merchant, &club, unit, &notice.sub).await?;
            let store = shop.stores.iter().find(|store| store.club.as_ref() == Some(&club));
            if let (Some(member), Some(store)) = (member, store) {
                self.mark_revoked(shop, store, member, now_unix_ms).await?;
            }
        }
        Ok(RevocationOutcome::Accepted)
    }

    async fn mark_revoked(
        &self,
        shop: &Shop,
        store: &Store,
        member: MemberId,
        at_unix_ms: i64,
    ) -> Result<(), EngineError> {
        let member = self.standing_member(&shop.merchant, member).await?;
        let operator = OperatorId::new(OPERATOR);
        let given = member.consent(&Purpose::Sharing);
        let text = given.map(|given| given.text.clone()).unwrap_or_default();
        let consent = Consent {
            purpose: Purpose::Sharing,
            accepted: false,
            text_sha256: Consent::hash(&text),
            text,
            version: None,
            language: given.map(|given| given.language.clone()).unwrap_or_default(),
            channel: ConsentChannel::Notice,
            store: store.id.clone(),
            till: None,
            operator: operator.clone(),
            at_unix_ms,
            enrolment: None,
        };
        let context = Context {
            merchant: shop.merchant.clone(),
            store: store.id.clone(),
            till: TillId::new(""),
            operator,
            channel: Channel::Engine,
            book: Book::Live,
        };
        let target = Target { member: Some(member.id), ..Target::default() };
        let command = Command::Club(ClubCommand::RecordConsents { consents: vec![consent] });
        self.run(&target, &context, &command, &Extras::default()).await?;
        tracing::info!(member.id = %member.id, "a member shares nothing with the club any more");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkout::{Environment, Msn};

    /// Bound: notices of revoked consents
    #[test]
    fn so_many_notices_a_minute_and_no_more() {
        let unit = |msn| SalesUnit { msn: Msn::new(msn), environment: Environment::Simulator };
        let notices = Notices::default();
        assert!((0..60).all(|number| notices.lets_in(&unit("123456"), number)));
        assert!(!notices.lets_in(&unit("123456"), 59_999));
        assert!(notices.lets_in(&unit("234567"), 59_999), "another unit is not in the way");
        assert!(notices.lets_in(&unit("123456"), 60_000));
    }
}
