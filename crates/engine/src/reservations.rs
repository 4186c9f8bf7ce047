//! Points of a member of a club that is kept elsewhere: kept there before they pay anything here, so that
//! two tills can't spend one balance. What is asked for and not answered is let go; a sale whose points
//! can't be kept any longer is asked for without them.

use crate::bookings::answer_of;
use crate::circuit::Way;
use crate::directories::AtTheClub;
use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Request};
use checkout::{
    Bookable, Booking, BookingAnswer, BookingId, Command, PointWorth, PointsQuote, Refusal,
    ReservationId, Sale, SaleId, TenderKind,
};
use directory::{Code, Error, Reserve};

/// As long as a payment request lives, and ten minutes more.
const LIVES_S: u32 = 20 * 60;

impl Engine {
    /// Asks the club to keep points for a sale, and takes them as a tender.
    pub(crate) async fn use_points_kept_elsewhere(
        &self,
        request: &Request,
        id: SaleId,
        points: Option<i64>,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let read = self.read::<Sale>(merchant, &(&id).into()).await?;
        let (sale, _) = read.ok_or(Refusal::SaleUnknown)?;
        let member = sale.customer.and_then(|customer| customer.member);
        let (member, known) = match member {
            Some(member) => (member, self.at_the_club(merchant, member).await?),
            None => return Err(Refusal::NotAMember.into()),
        };
        let known = known.ok_or(Refusal::PointsNotSpent)?;
        let minor = known.point_pays_minor.ok_or(Refusal::PointsNotSpent)?;
        let as_discount = self.shop(merchant)?.points_lower_prices_at(&sale.context.till)?;
        let worth = PointWorth { minor, as_discount };
        let available = known.available.unwrap_or(0);
        let points = PointsQuote::taken(&sale, worth, points, available)?;
        let reservation = ReservationId(self.new_uuid());
        let mut extras = Extras::default();
        let reach = self.reach_elsewhere(&sale, &mut extras).await?;
        let target = Target { sale: Some(id), reach, ..Target::default() };
        let command = Command::ReservePoints { reservation, points };
        self.run(&target, &request.context, &command, &extras).await?;
        let outcome = self.reserve(request, &known, (reservation, id, points)).await;
        let too_few = match &outcome {
            Err(Error::Refused(refused)) if refused.code == Code::TooFewPoints => {
                Some(refused.available.unwrap_or(0).max(0))
            }
            _ => None,
        };
        let mut extras = Extras::default();
        let (answer, worth_minor, balance) = match &outcome {
            Ok(kept) => (BookingAnswer::Done { points }, kept.worth_minor, kept.balance),
            // Somebody else was faster: what there is now is shown.
            Err(error) => (answer_of(error), 0, too_few.map(|left| known.with_available(left))),
        };
        if outcome.is_ok() {
            extras.answer.clone_from(&request.answer);
        }
        self.note_balance(merchant, member, (&known, balance), &mut extras).await?;
        let entry = Bookable::Reserved { reservation, points };
        let command = Command::PointsReserved { entry, answer, worth_minor };
        let changes = self.run(&target, &request.context, &command, &extras).await?;
        match (outcome, too_few) {
            // The sale has gone on meanwhile, and they are let go.
            (Ok(_), _) if changes.sale.is_empty() => Err(EngineError::Contended),
            (Ok(_), _) => Ok(()),
            (Err(_), Some(available)) => Err(Refusal::TooFewPoints { available }.into()),
            (Err(_), None) => Err(EngineError::DirectoryUnavailable),
        }
    }

    /// Before a payment request fixes the amount: the points that pay a part of it are kept as long as it
    /// lives, or they pay nothing.
    pub(crate) async fn keep_points_longer(
        &self,
        request: &Request,
        id: SaleId,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        if self.shop(merchant)?.own_directory_at(&request.context.till)?.is_none() {
            return Ok(());
        }
        let booking = BookingId::from(id);
        let read = self.read::<Booking>(merchant, &(&booking).into()).await?;
        let Some((booking, _)) = read else { return Ok(()) };
        let Some((reservation, points)) = booking.reservation() else { return Ok(()) };
        let Some(member) = booking.member else { return Ok(()) };
        let known = self.at_the_club(merchant, member).await?;
        let known = known.ok_or(EngineError::DirectoryUnavailable)?;
        let Err(error) = self.reserve(request, &known, (reservation, id, points)).await else {
            return Ok(());
        };
        tracing::warn!(
            booking.id = %booking.id, %error,
            "points can't be kept as long as a payment request lives; it is made without them"
        );
        let read = self.read::<Sale>(merchant, &(&id).into()).await?;
        let by_points = read.and_then(|(sale, _)| {
            let mut tenders = sale.tenders.into_iter();
            tenders.find(|tender| matches!(tender.kind, TenderKind::Points { .. }))
        });
        match by_points {
            Some(tender) => {
                let without = Request { answer: None, ..request.clone() };
                self.remove_tender(&without, id, tender.number).await
            }
            None => Ok(()),
        }
    }

    async fn reserve(
        &self,
        request: &Request,
        known: &AtTheClub,
        (reservation, sale, points): (ReservationId, SaleId, i64),
    ) -> Result<directory::Reserved, Error> {
        let none = || Error::NotSent("it is in no settings, or left alone for a while".to_owned());
        let merchant = &request.context.merchant;
        let shop = self.shop(merchant).map_err(|_| none())?;
        let club = shop.own_directory_at(&request.context.till).ok().flatten().ok_or_else(none)?;
        let client = shop.directories.get(club).ok_or_else(none)?;
        let key = (merchant.clone(), club.clone());
        if self.directory_refuses(&key) {
            return Err(none());
        }
        let wanted = Reserve {
            member: known.id.clone(),
            reservation: reservation.0,
            purchase: sale.0,
            points,
            lives_s: LIVES_S,
        };
        self.saw_directory(&key, Way::Write, client.reserve(&wanted).await)
    }
}
