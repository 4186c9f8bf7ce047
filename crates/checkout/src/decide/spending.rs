//! Paying with points. They are a tender: taken off the balance the moment they are used, so that no
//! other till can spend them, gone when the sale completes, and back where they were if it does not.
//!
//! Whose they are is proved by the personal QR. Where only a number was typed, they are kept all the same,
//! and the member proves it by approving a request of this sale on the phone: so enough to ask for is left
//! to pay, and nothing else may pay that.

use super::booking::account;
use super::{Changes, Facts, after, booking, complete, open_sale, telling};
use crate::booking::{Bookable, BookingAnswer};
use crate::context::{Book, Context};
use crate::ids::{MemberId, ReservationId, ReturnId};
use crate::money::{Amount, divide_rounded};
use crate::payment::PaymentFlow;
use crate::points::{Account, Lot, PointsRules};
use crate::refusal::Refusal;
use crate::returning::ReturnedLine;
use crate::sale::{IdentifiedBy, PointsPart, Sale, SaleEvent, SaleReturn};
use crate::tender::{Tender, TenderKind};
use crate::time::Now;

/// Pays with so many points, or with as many as there are and fit.
pub(super) fn use_points(
    facts: &Facts,
    context: &Context,
    points: Option<i64>,
    now: Now,
) -> Result<Changes, Refusal> {
    let sale = open_sale(facts, context)?;
    let member = spender(sale, facts.reach)?;
    let worth_minor = facts.points.as_ref().and_then(|rules| rules.worth_minor);
    let as_discount = facts.points_as_discount;
    let worth = PointWorth { minor: worth_minor.ok_or(Refusal::PointsNotSpent)?, as_discount };
    let mut changes = Changes::default();
    let account = account(facts, member, now, &mut changes);
    let available = account.balance(now.unix_ms).available;
    let points = PointsQuote::taken(sale, worth, points, available)?;
    changes.account.push(account.hold(sale.id, points, now.unix_ms)?);
    let kind = TenderKind::Points { points, as_discount };
    let tender = Tender::new(kind, points * worth.minor);
    changes.sale.push(SaleEvent::Tendered { tender });
    complete(facts, &after(sale, &changes.sale), context, now, &mut changes);
    Ok(changes)
}

/// Asks a club that is kept elsewhere to keep points for the sale.
pub(super) fn reserve(
    facts: &Facts,
    context: &Context,
    (reservation, points): (ReservationId, i64),
    now: Now,
) -> Result<Changes, Refusal> {
    let sale = open_sale(facts, context)?;
    let member = spender(sale, facts.reach)?;
    let club = facts.own_directory.as_ref().ok_or(Refusal::PointsNotSpent)?;
    let mut changes = Changes::default();
    let entry = Bookable::Reserved { reservation, points };
    telling::ask(facts, sale, (club, member), entry, now, &mut changes);
    Ok(changes)
}

/// What the club said. Points that it keeps pay at once; if the sale has gone on meanwhile, they are let
/// go.
pub(super) fn reserved(
    facts: &Facts,
    context: &Context,
    entry: Bookable,
    (answer, minor): (BookingAnswer, i64),
    now: Now,
) -> Changes {
    let mut changes = telling::answered(facts, entry, answer, now);
    let Bookable::Reserved { points, .. } = entry else { return changes };
    let is_kept = matches!(answer, BookingAnswer::Done { .. }) && !changes.booking.is_empty();
    if !is_kept {
        return changes;
    }
    // Meanwhile somebody else may be on the sale.
    let whose = facts.booking.as_ref().and_then(|booking| booking.member);
    let as_discount = facts.points_as_discount;
    let sale = open_sale(facts, context).ok().filter(|sale| {
        let spender = spender(sale, facts.reach).ok();
        let room = PointsQuote::room(sale).min(PointsQuote::takes(sale, as_discount));
        spender.is_some() && spender == whose && (1..=room).contains(&minor)
    });
    if let Some(sale) = sale {
        let kind = TenderKind::Points { points, as_discount };
        let tender = Tender::new(kind, minor);
        changes.sale.push(SaleEvent::Tendered { tender });
        complete(facts, &after(sale, &changes.sale), context, now, &mut changes);
    } else {
        telling::release(facts, now, &mut changes);
    }
    changes
}

/// What a point is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointWorth {
    /// Minor units, at least one.
    pub minor: i64,
    /// Whether points lower the price; if not, they pay it.
    pub as_discount: bool,
}

/// What an open sale does to its member's points if it is paid as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsQuote {
    /// What it earns; none where only a club that is kept elsewhere knows.
    pub earns: Option<i64>,
    /// The most that can be used now, and what they are worth; none if points can't be.
    pub usable: Option<PointsPart>,
}

impl PointsQuote {
    /// By the rules of the club. `reach` as in [`Facts`].
    pub fn new(
        sale: &Sale,
        account: Option<&Account>,
        (rules, as_discount): (&PointsRules, bool),
        reach: Option<PaymentFlow>,
        now: Now,
    ) -> Self {
        let available = account.map_or(0, |account| account.balance(now.unix_ms).available);
        let earned = booking::earned(sale, account, rules, now);
        let earns = Some(earned.iter().map(|line| line.points).sum());
        let worth = rules.worth_minor.map(|minor| PointWorth { minor, as_discount });
        Self { earns, ..Self::elsewhere(sale, worth, available, reach) }
    }

    /// Of a member of a club that is kept elsewhere, by the balance that it told of last.
    pub fn elsewhere(
        sale: &Sale,
        worth: Option<PointWorth>,
        available: i64,
        reach: Option<PaymentFlow>,
    ) -> Self {
        let may = sale.is_open() && spender(sale, reach).is_ok();
        let usable = worth.filter(|_| may).and_then(|worth| {
            let points = Self::taken(sale, worth, None, available).ok()?;
            let minor = points * worth.minor;
            Some(PointsPart { points, minor, ..PointsPart::default() })
        });
        Self { earns: None, usable }
    }

    /// How many points a sale takes: as many as are wanted, or as there are and fit.
    ///
    /// # Errors
    ///
    /// If so many don't fit into what is left to pay, or it would be none.
    pub fn taken(
        sale: &Sale,
        worth: PointWorth,
        wanted: Option<i64>,
        available: i64,
    ) -> Result<i64, Refusal> {
        let takes = Self::takes(sale, worth.as_discount) / worth.minor;
        if takes == 0 && wanted.is_none() && sale.due().minor >= worth.minor {
            return Err(Refusal::NeverDiscounted);
        }
        let fit = (Self::room(sale) / worth.minor).min(takes);
        let points = wanted.unwrap_or(fit.min(available));
        if points > takes.min(sale.due().minor / worth.minor) {
            return Err(Refusal::TenderImpossible);
        }
        if points > fit || fit == 0 && !sale.is_customer_proved() {
            return Err(to_be_approved(sale));
        }
        if points <= 0 {
            return Err(Refusal::TooFewPoints { available });
        }
        Ok(points)
    }

    /// What the wares take of them, in minor units.
    fn takes(sale: &Sale, as_discount: bool) -> i64 {
        sale.basket.lines.iter().map(|line| line.minor_for_points(as_discount)).sum()
    }

    /// What points may pay, in minor units: all that is left to pay, less what the member is asked for on
    /// the phone where only that proves who it is.
    fn room(sale: &Sale) -> i64 {
        (sale.due().minor - sale.kept_for_proof_minor()).max(0)
    }
}

/// The member whose points an open sale may be paid with. `reach` as in [`Facts`].
fn spender(sale: &Sale, reach: Option<PaymentFlow>) -> Result<MemberId, Refusal> {
    if sale.live_attempt().is_some() {
        return Err(Refusal::PaymentOpen);
    }
    if sale.basket.is_empty() {
        return Err(Refusal::EmptyBasket);
    }
    if sale.book() != Book::Live {
        return Err(Refusal::PointsNotSpent);
    }
    let customer = sale.customer.ok_or(Refusal::NoCustomer)?;
    let member = customer.member.ok_or(Refusal::NotAMember)?;
    if sale.paid_with_points().is_some() {
        return Err(Refusal::PointsUsed);
    }
    let may_be_proved = customer.by == IdentifiedBy::PersonalQr
        || match reach {
            Some(PaymentFlow::Push) => true,
            Some(PaymentFlow::Qr) => sale.is_customer_proved(),
            None => false,
        };
    if may_be_proved { Ok(member) } else { Err(Refusal::PointsNotProved) }
}

/// Refuses to take so much of what is left to pay, in minor units, by what proves nothing, if the member
/// whose points pay could not be asked on the phone for the rest: the sale would be paid, and stuck.
pub(super) fn keep_room(sale: &Sale, minor: i64) -> Result<(), Refusal> {
    let left = sale.due().minor - minor;
    if sale.has_unproved_points() && left < sale.kept_for_proof_minor() {
        return Err(to_be_approved(sale));
    }
    Ok(())
}

fn to_be_approved(sale: &Sale) -> Refusal {
    let minimum = Amount::new(sale.kept_for_proof_minor(), sale.currency);
    Refusal::PointsToBeApproved { minimum }
}

/// Adds the end of points that are held for a completed sale.
pub(super) fn spend(facts: &Facts, sale: &Sale, member: MemberId, now: Now, changes: &mut Changes) {
    if sale.paid_with_points().is_none() || telling::redeem(facts, now, changes) {
        return;
    }
    let account = account(facts, member, now, changes);
    let Some(held) = account.held.iter().find(|held| held.sale == sale.id) else { return };
    changes.sale.push(SaleEvent::PointsSpent { parts: held.parts.clone() });
    changes.account.extend(account.spend(sale.id, now.unix_ms));
}

/// Adds what puts points back that are held for a sale, or were.
pub(super) fn release(facts: &Facts, sale: &Sale, now: Now, changes: &mut Changes) {
    if telling::release(facts, now, changes) {
        return;
    }
    if let Some(member) = sale.customer.and_then(|customer| customer.member) {
        let account = account(facts, member, now, changes);
        changes.account.extend(account.release(sale.id, now.unix_ms));
    }
}

/// The part of a return that goes back as points: as much of it as of the sale was paid with them, or what
/// they took off its lines. Parts are differences of rounded running sums, so that they add up to the whole.
pub(super) fn share(sale: &Sale, lines: &[ReturnedLine]) -> PointsPart {
    let Some(spent) = sale.paid_with_points() else { return PointsPart::default() };
    let value = |lines: &[ReturnedLine]| lines.iter().map(|line| line.total_minor).sum::<i64>();
    let off =
        |lines: &[ReturnedLine]| lines.iter().map(|line| line.off_by_points_minor).sum::<i64>();
    // What they took off a line comes back with that line, and with no other.
    let weight = |lines: &[ReturnedLine]| if spent.as_discount { off(lines) } else { value(lines) };
    let all = if spent.as_discount { spent.minor } else { sale.total().minor };
    let before: i64 = sale.returns.iter().map(|one| weight(&one.lines)).sum();
    let back = i128::from(before + weight(lines));
    let of = |whole: i64, part: fn(&PointsPart) -> i64| {
        let all = i128::from(all.max(1));
        let share = divide_rounded(i128::from(whole) * back, all);
        let gone: i64 = sale.returns.iter().map(|one| part(&one.by_points)).sum();
        (share.expect("a share is not more than the whole").min(whole) - gone).max(0)
    };
    let minor = if spent.as_discount {
        off(lines)
    } else {
        of(spent.minor, |part| part.minor).min(value(lines))
    };
    PointsPart { points: of(spent.points, |part| part.points), minor, ..spent }
}

/// Adds the points that go back with a completed return.
pub(super) fn give_back(
    facts: &Facts,
    sale: &Sale,
    (member, id): (MemberId, ReturnId),
    now: Now,
    changes: &mut Changes,
) {
    let Some(this) = sale.returns.iter().find(|one| one.id == id) else { return };
    let is_before = |one: &&SaleReturn| one.receipt_number.is_some() && one.id != id;
    let completed = sale.returns.iter().filter(is_before);
    let before = completed.map(|one| one.by_points.points).sum();
    let (spent, points): (&[Lot], _) = (&sale.points_spent, this.by_points.points);
    // A club that is kept elsewhere is told of the return, and gives them back itself.
    if points == 0 || facts.booking.is_some() {
        return;
    }
    let account = account(facts, member, now, changes);
    let back = account.give_back((sale.id, id), spent, before, points, now.unix_ms);
    changes.account.extend(back);
}
