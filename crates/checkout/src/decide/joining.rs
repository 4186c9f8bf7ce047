//! Asking a customer to join the club, and enrolling one who said yes.

use super::{Changes, Command, Facts, crediting, open_sale, telling};
use crate::context::Context;
use crate::enrolment::{Enrolment, EnrolmentEvent, EnrolmentState};
use crate::ids::MemberId;
use crate::member::{Consent, Joined, MemberEvent};
use crate::refusal::Refusal;
use crate::sale::{IdentifiedBy, Sale, SaleEvent, SaleState};
use crate::time::Now;

pub(super) fn decide(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    let at_unix_ms = now.unix_ms;
    if let Command::RequestMembership { .. } = command {
        return request(facts, context, command, now);
    }
    let Some(enrolment) = &facts.enrolment else { return Ok(Changes::default()) };
    let events = match command {
        Command::StartSent if enrolment.state == EnrolmentState::Intended => {
            vec![EnrolmentEvent::Sent { at_unix_ms }]
        }
        Command::StartAnswered { answer } => enrolment.started(answer, at_unix_ms),
        Command::LoginAnswered { answer } => enrolment.polled(answer, at_unix_ms),
        Command::Enrol { member, consents } => {
            return Ok(enrol(facts, enrolment, member, consents, now));
        }
        _ => Vec::new(),
    };
    Ok(Changes { enrolment: events, ..Changes::default() })
}

fn request(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    let Command::RequestMembership { enrolment, club, sales_unit, binding_message } = command
    else {
        unreachable!("the caller matched it")
    };
    let sale = open_sale(facts, context)?;
    let club = club.ok_or(Refusal::NoClub)?;
    let customer = sale.customer.ok_or(Refusal::NoCustomer)?;
    if customer.member.is_some() {
        return Err(Refusal::AlreadyMember);
    }
    if customer.by == IdentifiedBy::UnreadPersonalQr {
        return Err(Refusal::NumberUnknown);
    }
    if facts.enrolment.as_ref().is_some_and(|enrolment| enrolment.state.is_open()) {
        return Err(Refusal::EnrolmentOpen);
    }
    let event = EnrolmentEvent::Intended {
        id: enrolment,
        sale: sale.id,
        context: Box::new(context.clone()),
        club,
        sales_unit,
        contact: customer.contact,
        binding_message,
        at_unix_ms: now.unix_ms,
    };
    Ok(Changes {
        sale: vec![SaleEvent::EnrolmentRequested { enrolment }],
        enrolment: vec![event],
        ..Changes::default()
    })
}

/// The customer has approved and is known: a new member, or one that the club had already, under
/// this identity. `facts.member` is that member if there is one.
fn enrol(
    facts: &Facts,
    enrolment: &Enrolment,
    member: MemberId,
    consents: Vec<Consent>,
    now: Now,
) -> Changes {
    let at_unix_ms = now.unix_ms;
    if enrolment.state != EnrolmentState::Approved {
        return Changes::default();
    }
    let mut events = Vec::new();
    if facts.member.is_none() {
        let joined = Joined {
            at_unix_ms,
            store: enrolment.context.store.clone(),
            till: enrolment.context.till.clone(),
            operator: enrolment.context.operator.clone(),
            enrolment: enrolment.id,
        };
        let club = enrolment.club.clone();
        events.push(MemberEvent::Enrolled { id: member, club, joined });
    }
    events.extend(consents.into_iter().map(|consent| MemberEvent::ConsentRecorded { consent }));
    let mut changes = Changes {
        enrolment: vec![EnrolmentEvent::Completed { member, at_unix_ms }],
        member: events,
        ..Changes::default()
    };
    telling::joined(facts, enrolment, member, now, &mut changes);
    match facts.sale.as_ref().map(|sale| (sale, sale.state)) {
        Some((open, SaleState::Open | SaleState::Parked { .. }))
            if is_their_sale(open, enrolment) =>
        {
            changes.sale.push(SaleEvent::MemberAttached { member });
        }
        // Paid before they answered: the sale stands as it is, the purchase is theirs all the same.
        Some((done, SaleState::Completed { .. })) if is_their_sale(done, enrolment) => {
            changes.sale.push(SaleEvent::MemberAttached { member });
            crediting::book(facts, done, member, now, &mut changes);
        }
        _ => {}
    }
    changes
}

/// Whether the sale still has the customer who was asked, and nobody's purchase is booked twice.
fn is_their_sale(sale: &Sale, enrolment: &Enrolment) -> bool {
    sale.enrolment == Some(enrolment.id)
        && sale.customer.is_some_and(|customer| {
            customer.contact == enrolment.contact && customer.member.is_none()
        })
}
