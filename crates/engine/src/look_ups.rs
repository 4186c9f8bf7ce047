//! Look-ups of members by a typed number. Whether a number belongs to a member is told to whoever asks,
//! so each is journalled, and nobody may go through numbers at a till.

use crate::facts::Target;
use crate::{Engine, EngineError, Request};
use checkout::{Command, ContactId, MemberId, MerchantId, Msisdn, Refusal, ScanError, TillId};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

const MINUTE_MS: i64 = 60_000;

/// When numbers were looked up at each till in the last minute; as many as there are tills, and as many
/// of each as are allowed.
#[derive(Default)]
pub(crate) struct LookUps {
    at_unix_ms: Mutex<BTreeMap<(MerchantId, TillId), VecDeque<i64>>>,
}

impl LookUps {
    /// Counts one more, unless there were `most` within the minute.
    fn allow(&self, at: (MerchantId, TillId), most: usize, now_unix_ms: i64) -> bool {
        let mut all = self.at_unix_ms.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = all.entry(at).or_default();
        while recent.front().is_some_and(|then| *then <= now_unix_ms - MINUTE_MS) {
            recent.pop_front();
        }
        let is_allowed = recent.len() < most;
        if is_allowed {
            recent.push_back(now_unix_ms);
        }
        is_allowed
    }
}

impl Engine {
    /// Whether another number may be looked up at a till.
    pub(crate) fn expect_look_up(&self, request: &Request) -> Result<(), EngineError> {
        let context = &request.context;
        let most = self.shop(&context.merchant)?.look_ups_per_minute;
        let at = (context.merchant.clone(), context.till.clone());
        let is_allowed = self.inner.look_ups.allow(at, most, self.now_unix_ms());
        if is_allowed { Ok(()) } else { Err(EngineError::TooManyLookUps) }
    }

    /// The member of the club of the request's store who has a number. Journalled and limited as at the
    /// till itself.
    pub async fn look_member_up(
        &self,
        request: &Request,
        text: &str,
    ) -> Result<Option<MemberId>, EngineError> {
        let merchant = &request.context.merchant;
        let store = self.shop(merchant)?.store_of(&request.context.till)?;
        let number = Msisdn::parse(text, store.country).map_err(ScanError::Phone)?;
        let club = store.club.as_ref().ok_or(Refusal::NoClub)?;
        self.expect_look_up(request)?;
        let unit = &store.sales_unit;
        let found = self.member_by_number(merchant, club, unit, number.expose()).await?;
        // Whom nobody has met stays unknown: the entry names somebody who is nobody.
        let known = self.contact_of(merchant, unit, &number).await?;
        let contact = known.unwrap_or_else(|| ContactId(self.new_uuid()));
        self.journal_look_up(request, contact, found.is_some()).await?;
        Ok(found.map(|member| member.id))
    }

    /// Journals a look-up, whatever comes of it.
    pub(crate) async fn journal_look_up(
        &self,
        request: &Request,
        contact: ContactId,
        is_member: bool,
    ) -> Result<(), EngineError> {
        let command = Command::NumberLookedUp { contact, is_member };
        let request = Request { answer: None, ..request.clone() };
        self.command(&request, Target::default(), &command).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(till: &str) -> (MerchantId, TillId) {
        (MerchantId::new("m"), TillId::new(till))
    }

    /// Bound: numbers looked up at a till
    #[test]
    fn a_till_looks_up_so_many_numbers_a_minute() {
        let look_ups = LookUps::default();
        assert!((0..30).all(|ms| look_ups.allow(at("1"), 30, ms)));
        assert!(!look_ups.allow(at("1"), 30, 59_999));
        assert!(look_ups.allow(at("2"), 30, 59_999), "each till on its own");
        assert!(look_ups.allow(at("1"), 30, 60_000), "the first is a minute old");
        assert!(!look_ups.allow(at("1"), 30, 60_000));
    }
}
