//! Tells a club that is kept elsewhere what it must know: each call is committed as sent before its first
//! byte goes out, and what came back is committed as seen. The same goes out with the same key until it
//! is answered, for days if need be: that system's troubles hold up no sale, and lose none.

use crate::answers::rate_limit_ms;
use crate::circuit::Way;
use crate::directories::{AtTheClub, Membership, wire_environment};
use crate::facts::Target;
use crate::payments::engine_context;
use crate::session::Extras;
use crate::worker::{Done, LEASE_MS};
use crate::{Engine, EngineError};
use checkout::{
    Bookable, Booking, BookingAnswer, BookingId, BookingRefusal, Command, Customer, Enrolment,
    EnrolmentId, Member, MerchantId, Msisdn, PointsPart, Return, ReturnState, Sale, SaleId,
    SaleState,
};
use directory::{
    Client, Code, Enrol, Error, Identity, PaidWithPoints, Purchase, PurchaseLine, Redeem, Release,
    Reversal, ReversedLine,
};

/// Before the next look whether a member who has just joined has a name at the club.
const LOOK_AFTER_MS: i64 = 2_000;

/// Whose purchase a sale is.
struct Seek {
    sale: SaleId,
    customer: Customer,
    number: Msisdn,
}

/// A call, ready to go out.
enum Ready {
    Enrol(Box<Enrol>),
    Book(Purchase),
    Reverse(Reversal),
    Redeem(Redeem),
    Release(Release),
    Seek(Seek),
    /// Nobody is there any more whom it could be about.
    Gone,
}

impl Engine {
    pub(crate) async fn work_on_booking(
        &self,
        merchant: &MerchantId,
        id: BookingId,
    ) -> Result<Done, EngineError> {
        let Some((booking, _)) = self.read::<Booking>(merchant, &(&id).into()).await? else {
            return Ok(Done::LeftToStore);
        };
        let Some(due) = booking.duty() else { return Ok(Done::LeftToStore) };
        let wait_ms = due.at_unix_ms - self.now_unix_ms();
        if wait_ms > 0 {
            return Ok(Done::LookAgain { after_ms: wait_ms });
        }
        let entry = due.duty;
        if matches!(entry, Bookable::Reserved { .. }) {
            // Whoever asked has gone: what has no answer is let go.
            let answer = BookingAnswer::Unknown { wait_ms: None };
            let command = Command::BookingAnswered { entry, answer };
            self.hand_in_booking(&booking, command, Extras::default()).await?;
            return Ok(Done::LeftToStore);
        }
        let known = match booking.member {
            Some(member) => self.at_the_club(merchant, member).await?,
            None => None,
        };
        let Some(ready) = self.ready(&booking, due.duty, known.as_ref()).await? else {
            // They have joined, and the club has not been told of that yet.
            return Ok(Done::NoAnswer { first_after_ms: LOOK_AFTER_MS });
        };
        let Some((client, hold_ms)) = self.directory_for_writing(merchant, &booking.club)? else {
            return Err(EngineError::DirectoryUnknown);
        };
        if let Some(after_ms) = hold_ms {
            return Ok(Done::LookAgain { after_ms });
        }
        let until = self.now_unix_ms() + LEASE_MS;
        let extras = Extras { leased: Some(((&id).into(), until)), ..Extras::default() };
        let is_wanted =
            self.hand_in_booking(&booking, Command::BookingSent { entry }, extras).await?;
        if !is_wanted || self.now_unix_ms() >= until {
            return Ok(Done::LeftToStore);
        }
        if let Ready::Seek(seek) = ready {
            return self.seek(&booking, seek).await;
        }
        let mut extras = Extras::default();
        let answer = self.call(&booking, client, &ready, known.as_ref(), &mut extras).await?;
        self.hand_in_booking(&booking, Command::BookingAnswered { entry, answer }, extras).await?;
        Ok(Done::LeftToStore)
    }

    /// Calls; what was learnt of the member goes into the commit.
    async fn call(
        &self,
        booking: &Booking,
        client: &Client,
        ready: &Ready,
        known: Option<&AtTheClub>,
        extras: &mut Extras,
    ) -> Result<BookingAnswer, EngineError> {
        let (merchant, club) = (&booking.context.merchant, &booking.club);
        let refused = BookingAnswer::Refused(BookingRefusal::MemberUnknown);
        let Some(member) = booking.member else { return Ok(refused) };
        let outcome = match ready {
            Ready::Seek(_) | Ready::Gone => return Ok(refused),
            Ready::Book(purchase) => {
                client.book(purchase).await.map(|booked| (booked.points_earned, booked.balance))
            }
            Ready::Reverse(reversal) => {
                let reversed = client.reverse(reversal).await;
                reversed.map(|reversed| (reversed.points_taken_back, reversed.balance))
            }
            Ready::Redeem(redeem) => client.redeem(redeem).await.map(|left| (0, Some(left))),
            Ready::Release(release) => match client.release(release).await {
                // Free already, one way or the other.
                Err(Error::Refused(_)) => Ok((0, None)),
                released => released.map(|left| (0, Some(left))),
            },
            Ready::Enrol(enrol) => match client.enrol(enrol).await {
                Ok(found) => {
                    let lookup = self.member_lookup(club, enrol.environment, &found.id, member);
                    extras.lookups.push(lookup);
                    self.note(merchant, member, &found, extras).await?;
                    Ok((0, None))
                }
                Err(error) => Err(error),
            },
        };
        let key = (merchant.clone(), club.clone());
        match self.saw_directory(&key, Way::Write, outcome) {
            Ok((points, balance)) => {
                if let Some(known) = known {
                    self.note_balance(merchant, member, (known, balance), extras).await?;
                }
                Ok(BookingAnswer::Done { points })
            }
            Err(error) => {
                tracing::warn!(
                    booking.id = %booking.id, %club, %error,
                    "a club was told something and did not take it"
                );
                Ok(answer_of(&error))
            }
        }
    }

    /// The call of an entry, rendered from what can't change any more; none while the member has no
    /// name at the club yet.
    async fn ready(
        &self,
        booking: &Booking,
        entry: Bookable,
        known: Option<&AtTheClub>,
    ) -> Result<Option<Ready>, EngineError> {
        let merchant = &booking.context.merchant;
        match (entry, known) {
            (Bookable::Redeemed { reservation }, _) => {
                Ok(Some(Ready::Redeem(Redeem { reservation: reservation.0 })))
            }
            (Bookable::Released { reservation }, _) => {
                Ok(Some(Ready::Release(Release { reservation: reservation.0 })))
            }
            (Bookable::Joined { enrolment }, _) => {
                self.ready_enrol(booking, enrolment).await.map(Some)
            }
            (Bookable::Bought { sale }, Some(known)) => {
                let purchase = purchase(&self.sale_of(merchant, sale).await?, known);
                purchase.map(Ready::Book).map(Some)
            }
            (Bookable::Returned { id }, Some(known)) => {
                let read = self.read::<Return>(merchant, &(&id).into()).await?;
                let (returning, _) = read.ok_or_else(|| missing("a return"))?;
                let sale = self.sale_of(merchant, returning.of).await?;
                reversal(&returning, &sale, known).map(Ready::Reverse).map(Some)
            }
            (Bookable::Sought { sale }, _) => self.ready_seek(merchant, sale).await.map(Some),
            (_, None) => {
                let Some(member) = booking.member else { return Ok(Some(Ready::Gone)) };
                let subject = member.to_string();
                let is_gone = self.inner.store.subject(merchant, &subject).await?.is_none();
                Ok(is_gone.then_some(Ready::Gone))
            }
            (Bookable::Reserved { .. }, Some(_)) => Ok(None),
        }
    }

    async fn ready_enrol(&self, booking: &Booking, id: EnrolmentId) -> Result<Ready, EngineError> {
        let merchant = &booking.context.merchant;
        let read = self.read::<Enrolment>(merchant, &(&id).into()).await?;
        let (enrolment, _) = read.ok_or_else(|| missing("an enrolment"))?;
        let id_of = booking.member.ok_or_else(|| missing("who joined"))?;
        let read = self.read::<Member>(merchant, &(&id_of).into()).await?;
        let (member, _) = read.ok_or_else(|| missing("a member"))?;
        let person = self.person(merchant, &id_of.to_string()).await?;
        let Some((person, sub)) = person.and_then(|one| one.sub.clone().map(|sub| (one, sub)))
        else {
            return Ok(Ready::Gone);
        };
        let given = member.consents.into_iter().filter(|consent| consent.enrolment == Some(id));
        let consents = given.map(|consent| directory::Consent {
            purpose: consent.purpose.to_string(),
            accepted: consent.accepted,
            text: consent.text,
            language: consent.language,
            at_unix_ms: consent.at_unix_ms,
        });
        let (unit, context) = (&enrolment.sales_unit, &enrolment.context);
        Ok(Ready::Enrol(Box::new(Enrol {
            enrolment: id.0,
            environment: wire_environment(unit.environment),
            identity: Identity { msn: unit.msn.to_string(), sub },
            phone_number: person.msisdn,
            given_name: person.given_name,
            name: person.name,
            email: person.email,
            consents: consents.collect(),
            store: context.store.to_string(),
            till: context.till.to_string(),
            at_unix_ms: enrolment.since_unix_ms,
        })))
    }

    async fn ready_seek(&self, merchant: &MerchantId, id: SaleId) -> Result<Ready, EngineError> {
        let sale = self.sale_of(merchant, id).await?;
        let Some(customer) = sale.customer else { return Ok(Ready::Gone) };
        Ok(match self.number_of(merchant, customer.contact).await? {
            Some(number) => Ready::Seek(Seek { sale: id, customer, number }),
            None => Ready::Gone,
        })
    }

    /// Asks again whether the customer of a paid sale is a member; one who is has the purchase, as if the
    /// receipt had been shown.
    async fn seek(&self, booking: &Booking, seek: Seek) -> Result<Done, EngineError> {
        let merchant = &booking.context.merchant;
        let store = self.shop(merchant)?.store_of(&booking.context.till)?;
        let mut extras = Extras::default();
        let asked = self.ask_membership(merchant, store, &seek.number, &mut extras).await?;
        let answer = match asked.membership {
            Membership::Unanswered => BookingAnswer::Unknown { wait_ms: None },
            Membership::None => BookingAnswer::Done { points: 0 },
            Membership::Member(member) => {
                let customer = Customer { member: Some(member), ..seek.customer };
                let command = Command::Identify { customer, is_unanswered: false };
                let sale = Some(seek.sale);
                let target = Target { sale, member: Some(member), ..Target::default() };
                let context = engine_context(&booking.context);
                match self.run(&target, &context, &command, &extras).await {
                    Ok(_) => {
                        self.keep_in_mind(&asked);
                        BookingAnswer::Done { points: 0 }
                    }
                    // Somebody else's by now, or too late.
                    Err(EngineError::Refused(_)) => BookingAnswer::Done { points: 0 },
                    Err(error) => return Err(error),
                }
            }
        };
        let entry = Bookable::Sought { sale: seek.sale };
        let command = Command::BookingAnswered { entry, answer };
        self.hand_in_booking(booking, command, Extras::default()).await?;
        Ok(Done::LeftToStore)
    }

    async fn sale_of(&self, merchant: &MerchantId, id: SaleId) -> Result<Sale, EngineError> {
        let read = self.read::<Sale>(merchant, &(&id).into()).await?;
        read.map(|(sale, _)| sale).ok_or_else(|| missing("a sale"))
    }

    /// Hands in what was done or seen. True if anything happened.
    async fn hand_in_booking(
        &self,
        booking: &Booking,
        command: Command,
        extras: Extras,
    ) -> Result<bool, EngineError> {
        let target = Target { booking: Some(booking.id), ..Target::default() };
        let context = engine_context(&booking.context);
        Ok(!self.run(&target, &context, &command, &extras).await?.is_empty())
    }
}

/// What an error means for a call that was sent. All but a refusal in so many words lets the same go out
/// again.
pub(crate) fn answer_of(error: &Error) -> BookingAnswer {
    match error {
        Error::Refused(refused) => BookingAnswer::Refused(match refused.code {
            Code::MemberUnknown => BookingRefusal::MemberUnknown,
            Code::PurchaseUnknown => BookingRefusal::PurchaseUnknown,
            Code::ReservationEnded => BookingRefusal::ReservationEnded,
            _ => BookingRefusal::Other,
        }),
        _ => {
            let asked_s = error.retry_after_s();
            BookingAnswer::Unknown { wait_ms: asked_s.map(|asked| rate_limit_ms(Some(asked))) }
        }
    }
}

fn purchase(sale: &Sale, known: &AtTheClub) -> Result<Purchase, EngineError> {
    let SaleState::Completed { receipt_number, at_unix_ms } = sale.state else {
        return Err(missing("the end of a sale"));
    };
    let lines = sale.basket.lines.iter().zip(sale.receipt().lines);
    let lines = lines.map(|(line, priced)| PurchaseLine {
        line: line.id.0,
        product: priced.id,
        name: priced.name,
        quantity: priced.quantity.to_string(),
        discount_minor: priced.discount_minor,
        total_minor: priced.total_minor,
        tax_minor: priced.tax_minor,
        vat_rate: priced.vat_rate.hundredths_percent(),
    });
    Ok(Purchase {
        member: known.id.clone(),
        purchase: sale.id.0,
        receipt_number,
        store: sale.context.store.to_string(),
        till: sale.context.till.to_string(),
        at_unix_ms,
        currency: sale.currency.code().to_owned(),
        total_minor: sale.receipt().total_minor(),
        paid_with_points: sale.paid_with_points().map(as_told),
        lines: lines.collect(),
    })
}

fn reversal(returning: &Return, sale: &Sale, known: &AtTheClub) -> Result<Reversal, EngineError> {
    let ReturnState::Completed { receipt_number, at_unix_ms } = returning.state else {
        return Err(missing("the end of a return"));
    };
    let back = sale.returns.iter().find(|one| one.id == returning.id).map(|one| one.by_points);
    let back = back.filter(|part| part.points > 0);
    let lines = returning.lines.iter().map(|line| ReversedLine {
        line: line.line.0,
        quantity: line.quantity.to_string(),
        total_minor: line.taxed_minor(),
        tax_minor: line.tax_minor,
    });
    Ok(Reversal {
        member: known.id.clone(),
        purchase: returning.of.0,
        reversal: returning.id.0,
        receipt_number,
        store: returning.context.store.to_string(),
        till: returning.context.till.to_string(),
        at_unix_ms,
        currency: returning.currency.code().to_owned(),
        total_minor: returning.turnover().minor,
        back_as_points: back.map(as_told),
        lines: lines.collect(),
    })
}

fn as_told(PointsPart { points, minor, as_discount }: PointsPart) -> PaidWithPoints {
    PaidWithPoints { points, minor, as_discount }
}

fn missing(what: &str) -> EngineError {
    EngineError::Unreadable(format!("{what} that a club is to be told of"))
}
