//! The journal of a till, newest first: what was done, by whom; and among it each look-up of a number.

use super::super::format::{amount, whole};
use super::super::messages;
use super::super::place::path_segment;
use super::super::stopped::Stopped;
use super::desk::{Choice, Desk, Section};
use crate::words::{Message, Words};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{Html, IntoResponse, Response};
use checkout::{Channel, JournalEntry, JournalFact, MemberAct, TillId};
use serde::Deserialize;

/// How many are read at once.
const PAGE: u64 = 200;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    till: Option<String>,
    /// `look_ups`: these alone.
    only: Option<String>,
    /// Entries below this number.
    below: Option<u64>,
}

struct Row {
    number: u64,
    at: String,
    by: String,
    channel: String,
    what: String,
    path: Option<String>,
}

#[derive(Template)]
#[template(path = "office/journal.html")]
struct Page<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    tills: Vec<Choice>,
    is_look_ups: bool,
    rows: Vec<Row>,
    older: Option<String>,
}

pub(super) async fn page(
    desk: Desk,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(wanted) = wanted.unwrap_or_default();
    let stores = desk.stores()?;
    let tills = desk.shop()?.tills.iter();
    let theirs: Vec<_> =
        tills.filter(|till| stores.iter().any(|store| store.id == till.store)).collect();
    let till = match wanted.till.as_deref() {
        Some(id) => theirs.iter().find(|till| till.id.as_str() == id),
        None => theirs.first(),
    };
    let till = till.ok_or(Stopped::NotThere)?;
    let store = desk.shop()?.store_of(&till.id)?;
    let is_look_ups = wanted.only.as_deref() == Some("look_ups");
    let (engine, merchant) = (&desk.app.engine, &desk.app.settings.merchant);
    let entries = engine.journal(merchant, &till.id, wanted.below, PAGE).await?;
    let oldest = entries.last().map(|(number, _)| *number).filter(|number| *number > 1);
    let is_wanted = |entry: &JournalEntry| {
        !is_look_ups || matches!(entry.fact, JournalFact::NumberLookedUp { .. })
    };
    let rows = entries.iter().filter(|(_, entry)| is_wanted(entry)).map(|(number, entry)| {
        let (what, path) = told(&desk, entry);
        Row {
            number: *number,
            at: desk.moment(entry.at_unix_ms, store),
            by: desk.name_of(&entry.operator),
            channel: desk.words.of(channel(entry.channel)).to_string(),
            what: what.to_string(),
            path,
        }
    });
    let only = if is_look_ups { "&only=look_ups" } else { "" };
    let id = path_segment(till.id.as_str());
    let choice = |one: &TillId| {
        let label = desk.words.of("till-title").with("till", one);
        Choice::new(one, label, *one == till.id)
    };
    let page = Page {
        desk: &desk,
        words: desk.words,
        here: Section::Journal,
        tills: theirs.iter().map(|one| choice(&one.id)).collect(),
        is_look_ups,
        rows: rows.collect(),
        older: oldest.map(|below| format!("/office/journal?till={id}{only}&below={below}")),
    };
    Ok(Html(page.render()?).into_response())
}

fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Till => "channel-till",
        Channel::Api => "channel-api",
        Channel::Office => "office",
        Channel::Engine => "channel-engine",
    }
}

fn member_act(act: MemberAct) -> &'static str {
    match act {
        MemberAct::ConsentRecorded => "journal-member-consent",
        MemberAct::PointsAdjusted => "journal-member-points",
        MemberAct::PointsAnswered => "journal-member-points-answered",
        MemberAct::Blocked => "journal-member-blocked",
        MemberAct::Unblocked => "journal-member-unblocked",
        MemberAct::Withdrawn => "journal-member-withdrawn",
        MemberAct::Merged => "journal-member-merged",
        MemberAct::Unmerged => "journal-member-unmerged",
        MemberAct::Erased => "journal-member-erased",
        MemberAct::Exported => "journal-member-exported",
    }
}

/// What stands there, in words, and the page that tells more.
fn told(desk: &Desk, entry: &JournalEntry) -> (Message, Option<String>) {
    let words = desk.words;
    let money = |of: &checkout::Amount| amount(*of, words.form);
    let sale = |id: &checkout::SaleId| Some(format!("/office/sales/{id}"));
    let back = |id: &checkout::ReturnId| Some(format!("/office/sales/{id}"));
    match &entry.fact {
        JournalFact::SaleOpened { sale: id } => (words.of("journal-opened"), sale(id)),
        JournalFact::LineRemoved { sale: id, product, quantity, total } => {
            let what = words.of("journal-line-removed").with("product", product);
            (what.with("quantity", quantity).with("amount", money(total)), sale(id))
        }
        JournalFact::LineRestored { sale: id, product, quantity, total } => {
            let what = words.of("journal-line-restored").with("product", product);
            (what.with("quantity", quantity).with("amount", money(total)), sale(id))
        }
        JournalFact::DiscountSet { sale: id, product, discount, reason } => {
            let why = words.of(messages::discount_reason(*reason));
            let what = words.of("journal-discount").with("product", product).with("reason", why);
            (what.with("amount", money(discount)), sale(id))
        }
        JournalFact::ImportBegun { what, rows } => {
            let number = i64::try_from(*rows).unwrap_or(i64::MAX);
            let kind = words.of(messages::imports::kind(*what));
            let message = words.of("journal-import").with("what", kind);
            (message.count(number, whole(number, words.form)), None)
        }
        JournalFact::MemberServed { member, act } => {
            (words.of(member_act(*act)), Some(format!("/office/members/{member}")))
        }
        JournalFact::VoucherWithdrawn { .. } => (words.of("journal-voucher-withdrawn"), None),
        JournalFact::SignedIn => (words.of("journal-signed-in"), None),
        JournalFact::SignedOut => (words.of("journal-signed-out"), None),
        JournalFact::DisplayPaired => (words.of("journal-display-paired"), None),
        JournalFact::DisplayUnpaired => (words.of("journal-display-unpaired"), None),
        JournalFact::PriceLookedUp { product, unit } => {
            let what = words.of("journal-price").with("product", product);
            (what.with("amount", money(unit)), None)
        }
        JournalFact::ReceiptPrinted { sale: id, paper, receipt_number, .. } => {
            let name = if paper.is_copy { "journal-copy-printed" } else { "journal-printed" };
            (words.of(name).with("number", receipt_number), sale(id))
        }
        JournalFact::ReceiptNotPrinted { sale: id, receipt_number, .. } => {
            (words.of("journal-not-printed").with("number", receipt_number), sale(id))
        }
        JournalFact::SaleCompleted { sale: id, receipt_number, total, .. } => {
            let what = words.of("journal-completed").with("number", receipt_number);
            (what.with("amount", money(total)), sale(id))
        }
        JournalFact::SaleCancelled { sale: id, total } => {
            (words.of("journal-cancelled").with("amount", money(total)), sale(id))
        }
        JournalFact::TenderRemoved { sale: id, tender, amount } => {
            let what = words.of("journal-tender-removed").with("amount", money(amount));
            (what.with("tender", messages::tender(*tender, words)), sale(id))
        }
        JournalFact::SaleParked { sale: id, total } => {
            (words.of("journal-parked").with("amount", money(total)), sale(id))
        }
        JournalFact::SaleResumed { sale: id, from } => {
            (words.of("journal-resumed").with("till", from), sale(id))
        }
        JournalFact::SaleTakenOver { sale: id, from } => {
            (words.of("journal-taken-over").with("till", from), sale(id))
        }
        JournalFact::SaleHandedOver { sale: id, to } => {
            (words.of("journal-handed-over").with("till", to), sale(id))
        }
        JournalFact::ReturnStarted { id, total, .. } => {
            (words.of("journal-return").with("amount", money(total)), back(id))
        }
        JournalFact::ReturnCompleted { id, receipt_number, total, .. } => {
            let what = words.of("journal-return-completed").with("number", receipt_number);
            (what.with("amount", money(total)), back(id))
        }
        JournalFact::ReturnCancelled { id, .. } => (words.of("story-return-cancelled"), back(id)),
        JournalFact::PaidOut { sale: id, tender, amount } => {
            let what = words.of("story-paid-out").with("amount", money(amount));
            (what.with("tender", messages::tender(*tender, words)), sale(id))
        }
        JournalFact::UnclaimedMoneyReleased { amount, .. } => {
            (words.of("journal-unclaimed").with("amount", money(amount)), None)
        }
        JournalFact::NumberLookedUp { is_member: true, .. } => {
            (words.of("journal-look-up-member"), None)
        }
        JournalFact::NumberLookedUp { is_member: false, .. } => {
            (words.of("journal-look-up-none"), None)
        }
        JournalFact::PaymentSettled { .. } => (words.of("journal-settled"), None),
        JournalFact::BookingSettled { .. } => (words.of("journal-booking-settled"), None),
    }
}
