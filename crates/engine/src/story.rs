//! The whole story of a sale: every event of it, of its payments, of the request to join, of what the
//! club's own system was told, and of its returns, in the order in which they were stored.

use crate::{Engine, EngineError};
use checkout::{
    Booking, BookingEvent, BookingId, Enrolment, EnrolmentEvent, MerchantId, Payment, PaymentEvent,
    PaymentId, Return, ReturnEvent, ReturnId, Sale, SaleEvent, SaleId,
};

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum StoryEvent {
    Sale(SaleEvent),
    Payment(PaymentId, PaymentEvent),
    Enrolment(EnrolmentEvent),
    Booking(BookingEvent),
    Return(ReturnId, ReturnEvent),
}

impl StoryEvent {
    /// What brings about what within one moment: what is asked for comes before it is sent, news of a
    /// payment before what it completes, and the club is told last. Of one thing the order stays.
    fn rank(&self) -> u8 {
        use SaleEvent as Of;
        match self {
            Self::Sale(
                Of::Completed { .. }
                | Of::AttemptEnded { .. }
                | Of::MemberAttached { .. }
                | Of::PointsEarned { .. }
                | Of::PointsSpent { .. }
                | Of::PointsTakenBack { .. }
                | Of::ReturnCompleted { .. }
                | Of::Tendered { .. }
                | Of::TenderRemoved { .. },
            ) => 5,
            Self::Sale(_) => 0,
            Self::Return(_, ReturnEvent::Started { .. })
            | Self::Enrolment(EnrolmentEvent::Intended { .. }) => 1,
            Self::Payment(
                _,
                PaymentEvent::Intended { .. }
                | PaymentEvent::CancelAsked { .. }
                | PaymentEvent::QrWanted { .. }
                | PaymentEvent::Claimed { .. }
                | PaymentEvent::RefundAsked { .. },
            ) => 2,
            Self::Payment(_, PaymentEvent::Sent { .. })
            | Self::Enrolment(EnrolmentEvent::Sent { .. }) => 3,
            Self::Payment(..) | Self::Enrolment(_) => 4,
            Self::Return(..) => 6,
            Self::Booking(_) => 7,
        }
    }
}

/// The same, with the time of its commit.
#[derive(Debug, Clone)]
pub struct StoryEntry {
    pub at_unix_ms: i64,
    pub event: StoryEvent,
}

impl Engine {
    /// Everything that happened to a sale, oldest first.
    pub async fn story(
        &self,
        merchant: &MerchantId,
        id: SaleId,
    ) -> Result<Vec<StoryEntry>, EngineError> {
        let (mut story, mut enrolments, mut payments, mut returns) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (event, at_unix_ms) in self.history::<Sale>(merchant, &(&id).into()).await? {
            match &event {
                SaleEvent::EnrolmentRequested { enrolment } => enrolments.push(*enrolment),
                SaleEvent::PaymentRequested { payment, .. } => payments.push(*payment),
                SaleEvent::ReturnStarted { id, .. } => returns.push(*id),
                _ => {}
            }
            story.push(StoryEntry { at_unix_ms, event: StoryEvent::Sale(event) });
        }
        for enrolment in enrolments {
            let history = self.history::<Enrolment>(merchant, &(&enrolment).into()).await?;
            story.extend(history.into_iter().map(|(event, at_unix_ms)| StoryEntry {
                at_unix_ms,
                event: StoryEvent::Enrolment(event),
            }));
        }
        for payment in payments {
            let history = self.history::<Payment>(merchant, &(&payment).into()).await?;
            story.extend(history.into_iter().map(|(event, at_unix_ms)| StoryEntry {
                at_unix_ms,
                event: StoryEvent::Payment(payment, event),
            }));
        }
        for returning in returns {
            let history = self.history::<Return>(merchant, &(&returning).into()).await?;
            story.extend(history.into_iter().map(|(event, at_unix_ms)| StoryEntry {
                at_unix_ms,
                event: StoryEvent::Return(returning, event),
            }));
        }
        let booking = BookingId::from(id);
        let history = self.history::<Booking>(merchant, &(&booking).into()).await?;
        story.extend(history.into_iter().map(|(event, at_unix_ms)| StoryEntry {
            at_unix_ms,
            event: StoryEvent::Booking(event),
        }));
        story.sort_by_key(|entry| (entry.at_unix_ms, entry.event.rank()));
        Ok(story)
    }

    /// The payment of a reference of ours, if there is one: its id stands in it.
    pub async fn payment_by_reference(
        &self,
        merchant: &MerchantId,
        reference: &str,
    ) -> Result<Option<Payment>, EngineError> {
        let mut parts = reference.split('-');
        let Some(id) = parts.nth(1).and_then(|part| part.parse::<PaymentId>().ok()) else {
            return Ok(None);
        };
        let payment = self.payment(merchant, id).await?;
        Ok(payment.filter(|payment| payment.plan.reference == reference))
    }

    pub async fn payment(
        &self,
        merchant: &MerchantId,
        id: PaymentId,
    ) -> Result<Option<Payment>, EngineError> {
        let read = self.read::<Payment>(merchant, &(&id).into()).await?;
        Ok(read.map(|(payment, _)| payment))
    }

    /// Every payment of a sale, in the order in which they were asked for.
    pub async fn payments_of(
        &self,
        merchant: &MerchantId,
        sale: &Sale,
    ) -> Result<Vec<Payment>, EngineError> {
        let mut payments = Vec::with_capacity(sale.attempts.len());
        for attempt in &sale.attempts {
            let read = self.read::<Payment>(merchant, &(&attempt.payment).into()).await?;
            payments.extend(read.map(|(payment, _)| payment));
        }
        Ok(payments)
    }
}
