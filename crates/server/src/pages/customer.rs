//! The customer card of the till: who stands there, and how far a request to join has come.

use super::format::{countdown, whole};
use super::messages;
use super::place::Place;
use crate::joining;
use crate::words::Words;
use checkout::{Enrolment, EnrolmentState, IdentifiedBy};
use engine::SaleView;

/// Time that runs out: its end in unix milliseconds, and what was left when it was written.
#[derive(Debug)]
pub(super) struct Countdown {
    pub(super) until_unix_ms: i64,
    pub(super) left: String,
    pub(super) left_s: i64,
}

impl Countdown {
    pub(super) fn until(until_unix_ms: i64, now_unix_ms: i64) -> Self {
        let left_ms = until_unix_ms - now_unix_ms;
        Self { until_unix_ms, left: countdown(left_ms), left_s: left_ms.max(0) / 1000 }
    }
}

/// A request to join, as far as it has come.
#[derive(Debug)]
pub(super) struct MembershipView {
    /// The state's own word.
    pub(super) state: &'static str,
    pub(super) words: String,
    /// How it looks: `wait`, `good` or `stop`.
    pub(super) tone: &'static str,
    /// The same here and on the phone, while it is open.
    pub(super) binding_message: Option<String>,
    pub(super) countdown: Option<Countdown>,
    /// What helps while nothing shows on the phone.
    pub(super) hint: Option<String>,
    pub(super) can_cancel: bool,
}

impl MembershipView {
    pub(super) fn of(enrolment: &Enrolment, now_unix_ms: i64, words: Words) -> Self {
        let state = enrolment.state;
        let is_awaited = enrolment.is_awaited();
        let is_answered = state == EnrolmentState::Approved;
        let is_on_its_way = is_awaited && !is_answered;
        let until = enrolment.expires_at_unix_ms;
        let until = until.filter(|_| is_awaited && state == EnrolmentState::Pending);
        Self {
            state: enrolment.word(),
            words: words.of(joining::words(enrolment)).to_string(),
            tone: match state {
                EnrolmentState::Completed { .. } | EnrolmentState::Approved => "good",
                _ if is_awaited => "wait",
                _ => "stop",
            },
            binding_message: is_on_its_way.then(|| enrolment.binding_message.clone()),
            countdown: until.map(|until| Countdown::until(until, now_unix_ms)),
            hint: joining::hint(enrolment).map(|hint| words.of(hint).to_string()),
            can_cancel: is_on_its_way,
        }
    }
}

#[derive(Debug)]
pub(super) struct CustomerCard {
    pub(super) kind: CustomerKind,
    pub(super) identified_by: String,
    /// The last two digits of the number, to tell customers apart.
    pub(super) number_ends: Option<String>,
    /// The same of whoever else is asked to pay the rest.
    pub(super) payer_number_ends: Option<String>,
    pub(super) can_remove: bool,
}

#[derive(Debug)]
pub(super) enum CustomerKind {
    Nobody,
    Guest {
        /// The request to join, if one was made.
        membership: Option<MembershipView>,
        has_club: bool,
        /// The club could not be asked whether the customer is a member.
        is_unanswered: bool,
        /// Whether the customer may be asked now.
        can_ask: bool,
        could_save: Option<String>,
    },
    Member {
        first_name: String,
        tier: Option<String>,
        saved: Option<String>,
        /// To spend now.
        points: Option<String>,
        /// With this sale, once it is completed.
        earned: Option<String>,
        /// The same before, if it is paid as it is.
        earns: Option<String>,
        /// A request to join all the same: of one from elsewhere, or since it may be somebody else.
        membership: Option<MembershipView>,
        /// Whether the customer may be asked now.
        can_ask: bool,
        /// Whether an approval has proved who it is.
        is_proved: bool,
    },
}

impl CustomerCard {
    pub(super) fn of(place: &Place, view: Option<&SaleView>, now_unix_ms: i64) -> Self {
        let Some((view, customer)) = view.and_then(|view| Some((view, view.sale.customer?))) else {
            return Self {
                kind: CustomerKind::Nobody,
                identified_by: String::new(),
                number_ends: None,
                payer_number_ends: None,
                can_remove: false,
            };
        };
        let (sale, words) = (&view.sale, place.words);
        let number = |points| whole(points, words.form);
        let more_than_none = |points: i64| Some(points).filter(|points| *points > 0).map(number);
        let basket = super::basket::BasketView::of(sale, words);
        let enrolment = view.enrolment.as_ref();
        let is_asked = enrolment.is_some_and(Enrolment::is_awaited);
        let kind = match customer.member {
            Some(_) => CustomerKind::Member {
                membership: enrolment
                    .filter(|_| is_asked)
                    .map(|one| MembershipView::of(one, now_unix_ms, words)),
                can_ask: place.has_club
                    && sale.is_open()
                    && !is_asked
                    && sale.live_attempt().is_none()
                    && sale.paid_with_points().is_none(),
                is_proved: view.is_proved,
                first_name: view
                    .given_name
                    .clone()
                    .unwrap_or_else(|| words.of("member").to_string()),
                tier: sale.membership.tier.clone(),
                saved: basket.saved,
                points: view.balance.map(|balance| number(balance.available)),
                earns: view.quote.and_then(|quote| quote.earns).and_then(more_than_none),
                earned: more_than_none(sale.points.iter().map(|line| line.points).sum()),
            },
            None => CustomerKind::Guest {
                membership: enrolment.map(|one| MembershipView::of(one, now_unix_ms, words)),
                has_club: place.has_club,
                is_unanswered: sale.membership_unanswered,
                can_ask: place.has_club
                    && sale.is_open()
                    && !is_asked
                    && customer.by != IdentifiedBy::UnreadPersonalQr,
                could_save: basket.could_save,
            },
        };
        Self {
            kind,
            identified_by: messages::identified_by(customer.by, words),
            number_ends: view.number_ends.clone(),
            payer_number_ends: view.payer_number_ends.clone(),
            can_remove: basket.is_editable,
        }
    }
}
