//! Everything that waits for a person: payments in trouble, what was parked, and sales units that
//! can't be used as they should. Each with the next step that happens by itself, and what a person
//! can do.

use crate::circuit::Unavailable;
use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Request};
use checkout::{
    AggregateId, Booking, BookingId, Command, Kind, MerchantId, Payment, PaymentId, Refusal,
    SalesUnit, Settling, decode,
};
use store::Unresolved;

/// The most that one page holds.
pub const UNRESOLVED_PAGE_MAX: u32 = 100;

/// A place in the list: what comes behind it is the next page.
pub type UnresolvedPlace = (i64, AggregateId);

/// Something stored that waits for a person.
#[derive(Debug, Clone)]
pub struct UnresolvedItem {
    pub id: AggregateId,
    pub since_unix_ms: i64,
    /// There if five tries in a row came to nothing: when it is tried again.
    pub parked_until_unix_ms: Option<i64>,
    /// There if it is a payment that can be read.
    pub payment: Option<Box<Payment>>,
    /// There if a club could not be told something, and that can be read.
    pub booking: Option<Box<Booking>>,
}

/// What is the matter with a sales unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitTrouble {
    Unavailable(Unavailable),
    /// Its webhooks can't be put in order: what happens is learnt later, by polling.
    Webhooks,
}

/// A sales unit that can't be used as it should; nothing but time or its settings helps.
#[derive(Debug, Clone)]
pub struct UnresolvedUnit {
    pub unit: SalesUnit,
    pub trouble: UnitTrouble,
    pub since_unix_ms: i64,
    pub next_try_at_unix_ms: i64,
}

impl Engine {
    /// What is stored and waits for a person, oldest first, at most [`UNRESOLVED_PAGE_MAX`].
    pub async fn unresolved(
        &self,
        merchant: &MerchantId,
        after: Option<UnresolvedPlace>,
        limit: u32,
    ) -> Result<Vec<UnresolvedItem>, EngineError> {
        let limit = limit.min(UNRESOLVED_PAGE_MAX);
        let listed = self.inner.store.unresolved(merchant, after, limit).await?;
        Ok(listed.into_iter().map(item).collect())
    }

    /// One of them, or none if it does not wait for anybody any more.
    pub async fn unresolved_one(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
    ) -> Result<Option<UnresolvedItem>, EngineError> {
        let (mut payment, mut booking) = (None, None);
        let since_unix_ms = match id.kind {
            Kind::Payment => {
                let read = self.read::<Payment>(merchant, id).await?.map(|(one, _)| one);
                let since = read.as_ref().and_then(Payment::trouble).map(|(_, since)| since);
                payment = read.map(Box::new);
                since
            }
            Kind::Booking => {
                let read = self.read::<Booking>(merchant, id).await?.map(|(one, _)| one);
                let since = read.as_ref().and_then(Booking::trouble).map(|(_, since)| since);
                booking = read.map(Box::new);
                since
            }
            _ => None,
        };
        Ok(since_unix_ms.map(|since_unix_ms| UnresolvedItem {
            id: id.clone(),
            since_unix_ms,
            parked_until_unix_ms: None,
            payment,
            booking,
        }))
    }

    /// Sales units that can't be used as they should.
    pub fn unresolved_units(
        &self,
        merchant: &MerchantId,
    ) -> Result<Vec<UnresolvedUnit>, EngineError> {
        let mut troubles = Vec::new();
        for settings in &self.shop(merchant)?.units {
            let unit = &settings.unit;
            troubles.extend(self.inner.circuits.outage(unit).map(|outage| UnresolvedUnit {
                unit: unit.clone(),
                trouble: UnitTrouble::Unavailable(outage.why),
                since_unix_ms: outage.since_unix_ms,
                next_try_at_unix_ms: outage.next_try_at_unix_ms,
            }));
            troubles.extend(self.inner.registrations.failing(unit).map(|failing| UnresolvedUnit {
                unit: unit.clone(),
                trouble: UnitTrouble::Webhooks,
                since_unix_ms: failing.since_unix_ms,
                next_try_at_unix_ms: failing.next_try_at_unix_ms,
            }));
        }
        Ok(troubles)
    }

    /// Does what a person decided about it. What is done to a payment is journalled at its till; the
    /// request's own till is of no matter.
    pub async fn settle(
        &self,
        request: &Request,
        id: &AggregateId,
        how: Settling,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let unparked = how == Settling::LookAgain && self.inner.store.unpark(merchant, id).await?;
        if unparked {
            tracing::info!(aggregate.id = %id, "somebody had a parked aggregate taken up again");
            self.inner.wake.notify_one();
        }
        let settled = match id.kind {
            Kind::Payment => self.settle_payment(request, id, how).await,
            Kind::Booking => self.settle_booking(request, id, how).await,
            _ => Err(Refusal::NothingToDecide.into()),
        };
        match settled {
            Err(EngineError::Refused(Refusal::NothingToDecide)) if unparked => Ok(()),
            done => done,
        }
    }

    async fn settle_payment(
        &self,
        request: &Request,
        id: &AggregateId,
        how: Settling,
    ) -> Result<(), EngineError> {
        let payment: PaymentId = id.key.parse().map_err(|_| Refusal::NothingToDecide)?;
        let merchant = &request.context.merchant;
        let read = self.read::<Payment>(merchant, id).await?;
        let (known, _) = read.ok_or(Refusal::NothingToDecide)?;
        let mut context = known.plan.context;
        context.operator = request.context.operator.clone();
        context.channel = request.context.channel;
        let target = Target { payment: Some(payment), ..Target::default() };
        let extras = Extras { answer: request.answer.clone(), ..Extras::default() };
        self.run(&target, &context, &Command::SettlePayment { how }, &extras).await?;
        Ok(())
    }

    async fn settle_booking(
        &self,
        request: &Request,
        id: &AggregateId,
        how: Settling,
    ) -> Result<(), EngineError> {
        let booking: BookingId = id.key.parse().map_err(|_| Refusal::NothingToDecide)?;
        let read = self.read::<Booking>(&request.context.merchant, id).await?;
        let (known, _) = read.ok_or(Refusal::NothingToDecide)?;
        let mut context = known.context;
        context.operator = request.context.operator.clone();
        context.channel = request.context.channel;
        let target = Target { booking: Some(booking), ..Target::default() };
        let extras = Extras { answer: request.answer.clone(), ..Extras::default() };
        self.run(&target, &context, &Command::SettleBooking { how }, &extras).await?;
        Ok(())
    }
}

/// A payment that this release can't read is listed all the same: it is there, and parked.
fn item(listed: Unresolved) -> UnresolvedItem {
    let Unresolved { id, since_unix_ms, parked_until_unix_ms, stored } = listed;
    let json = &stored.snapshot.json;
    let (mut payment, mut booking) = (None, None);
    match id.kind {
        Kind::Payment => {
            payment = decode::<Payment, Payment>(stored.snapshot.revision, json).ok().map(Box::new);
        }
        Kind::Booking => {
            booking = decode::<Booking, Booking>(stored.snapshot.revision, json).ok().map(Box::new);
        }
        _ => {}
    }
    UnresolvedItem { id, since_unix_ms, parked_until_unix_ms, payment, booking }
}
