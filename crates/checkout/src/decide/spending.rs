//! Paying with points. They are a tender: taken off the balance the moment they are used, so that no
//! other till can spend them, gone when the sale completes, and back where they were if it does not.

use super::booking::account;
use super::{Changes, Facts, after, booking, complete, open_sale, telling};
use crate::booking::{Bookable, BookingAnswer};
use crate::context::{Book, Context};
use crate::ids::{MemberId, ReservationId, ReturnId};
use crate::money::divide_rounded;
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
    let sale = payable(facts, context)?;
    let rules = facts.points.as_ref().filter(|_| sale.book() == Book::Live);
    let worth_minor = rules.and_then(|rules| rules.worth_minor).ok_or(Refusal::PointsNotSpent)?;
    let member = spender(sale)?;
    let mut changes = Changes::default();
    let account = account(facts, member, now, &mut changes);
    let fit = PointsQuote::fit(sale, worth_minor);
    let available = account.balance(now.unix_ms).available;
    let points = points.unwrap_or_else(|| fit.min(available));
    if points > fit {
        return Err(Refusal::TenderImpossible);
    }
    changes.account.push(account.hold(sale.id, points, now.unix_ms)?);
    let kind = TenderKind::Points { points, as_discount: facts.points_as_discount };
    let tender = Tender::new(kind, points * worth_minor);
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
    let sale = payable(facts, context)?;
    let club = facts.own_directory.as_ref().filter(|_| sale.book() == Book::Live);
    let club = club.ok_or(Refusal::PointsNotSpent)?;
    let member = spender(sale)?;
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
    let sale = payable(facts, context).ok().filter(|sale| {
        sale.paid_with_points().is_none() && (1..=sale.due().minor).contains(&minor)
    });
    if let Some(sale) = sale {
        let kind = TenderKind::Points { points, as_discount: facts.points_as_discount };
        let tender = Tender::new(kind, minor);
        changes.sale.push(SaleEvent::Tendered { tender });
        complete(facts, &after(sale, &changes.sale), context, now, &mut changes);
    } else {
        telling::release(facts, now, &mut changes);
    }
    changes
}

/// The sale of a command that pays with points.
fn payable<'a>(facts: &'a Facts, context: &Context) -> Result<&'a Sale, Refusal> {
    let sale = open_sale(facts, context)?;
    if sale.live_attempt().is_some() {
        return Err(Refusal::PaymentOpen);
    }
    if sale.basket.is_empty() { Err(Refusal::EmptyBasket) } else { Ok(sale) }
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
    /// By the rules of the club.
    pub fn new(sale: &Sale, account: Option<&Account>, rules: &PointsRules, now: Now) -> Self {
        let available = account.map_or(0, |account| account.balance(now.unix_ms).available);
        let earned = booking::earned(sale, account, rules, now);
        Self {
            earns: Some(earned.iter().map(|line| line.points).sum()),
            usable: rules.worth_minor.and_then(|worth| Self::usable(sale, worth, available)),
        }
    }

    /// Of a member of a club that is kept elsewhere, by the balance that it told of last.
    pub fn elsewhere(sale: &Sale, worth_minor: Option<i64>, available: i64) -> Self {
        let usable = worth_minor.and_then(|worth| Self::usable(sale, worth, available));
        Self { earns: None, usable }
    }

    /// How many points fit into what is left to pay.
    pub fn fit(sale: &Sale, worth_minor: i64) -> i64 {
        sale.due().minor / worth_minor
    }

    fn usable(sale: &Sale, worth_minor: i64, available: i64) -> Option<PointsPart> {
        let may = sale.is_open()
            && sale.live_attempt().is_none()
            && sale.book() == Book::Live
            && spender(sale).is_ok();
        let points = Self::fit(sale, worth_minor).min(available);
        let minor = points * worth_minor;
        (may && points > 0).then(|| PointsPart { points, minor, ..PointsPart::default() })
    }
}

/// The member whose points a sale may be paid with.
fn spender(sale: &Sale) -> Result<MemberId, Refusal> {
    let customer = sale.customer.ok_or(Refusal::NoCustomer)?;
    let member = customer.member.ok_or(Refusal::NotAMember)?;
    if customer.by != IdentifiedBy::PersonalQr {
        return Err(Refusal::PointsNotProved);
    }
    if sale.paid_with_points().is_some() { Err(Refusal::PointsUsed) } else { Ok(member) }
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
    let before: i64 = sale.returns.iter().map(|one| value(&one.lines)).sum();
    let back = i128::from(before + value(lines));
    let of = |whole: i64, part: fn(&PointsPart) -> i64| {
        let all = i128::from(sale.total().minor.max(1));
        let share = divide_rounded(i128::from(whole) * back, all);
        let gone: i64 = sale.returns.iter().map(|one| part(&one.by_points)).sum();
        (share.expect("a share is not more than the whole").min(whole) - gone).max(0)
    };
    let minor = if spent.as_discount {
        lines.iter().map(|line| line.off_by_points_minor).sum()
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
