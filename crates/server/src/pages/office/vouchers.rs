//! The vouchers that were issued: what each is good for, what has become of it, and its withdrawal. Of a code
//! its end is shown, as everywhere: whoever has the whole of it can use it.

use super::super::format::{amount, rate};
use super::super::messages;
use super::super::stopped::Stopped;
use super::desk::{Desk, Section};
use super::products::{audience, days};
use crate::roles::Right;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::{
    Amount, Refusal, VatRate, Voucher, VoucherId, VoucherOff, VoucherReason, VoucherState,
};
use engine::EngineError;
use serde::Deserialize;

/// How many are shown at once.
const PAGE: u32 = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    after: Option<VoucherId>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    reason: VoucherReason,
}

struct Row {
    name: String,
    ends: String,
    /// What it takes off, and from what total on.
    worth: String,
    audience: String,
    days: String,
    stores: String,
    state: String,
    /// The sale that has it.
    sale: Option<String>,
    /// Where it is withdrawn; none where it can't be.
    withdraw: Option<String>,
}

#[derive(Template)]
#[template(path = "office/vouchers.html")]
struct Page<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    rows: Vec<Row>,
    /// Why one is withdrawn: as the form names it, and in words.
    reasons: Vec<(&'static str, String)>,
    next: Option<String>,
    message: String,
}

pub(super) async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Stopped> {
    show(&desk, StatusCode::OK, wanted.after, String::new()).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    after: Option<VoucherId>,
    message: String,
) -> Result<Response, Stopped> {
    let words = desk.words;
    let vouchers = desk.app.engine.vouchers(&desk.app.settings.merchant, after, PAGE).await?;
    let is_full = u32::try_from(vouchers.len()).is_ok_and(|count| count == PAGE);
    let next = vouchers.last().filter(|_| is_full);
    let reasons = [
        ("mistake", "reason-mistake"),
        ("misuse", "reason-misuse"),
        ("ended", "office-voucher-ended"),
    ];
    let page = Page {
        desk,
        words,
        here: Section::Vouchers,
        rows: vouchers.iter().map(|voucher| row(desk, voucher)).collect(),
        reasons: reasons.map(|(reason, name)| (reason, words.of(name).to_string())).to_vec(),
        next: next.map(|last| format!("/office/vouchers?after={}", last.id)),
        message,
    };
    Ok((status, Html(page.render()?)).into_response())
}

fn row(desk: &Desk, voucher: &Voucher) -> Row {
    let (words, terms) = (desk.words, &voucher.terms);
    let money = |minor: i64| {
        let currency = terms.currency;
        currency.map(|currency| amount(Amount::new(minor, currency), words.form))
    };
    let off = match terms.off {
        VoucherOff::Percent { hundredths } => VatRate::new(hundredths).map(rate),
        VoucherOff::Amount { minor } => money(minor),
    };
    let least = Some(terms.minimum_minor).filter(|minor| *minor > 0).and_then(money);
    let least = least.map(|least| words.of("office-voucher-from").with("least", least).to_string());
    let (state, sale) = match voucher.state {
        VoucherState::Issued => ("office-voucher-issued", None),
        VoucherState::Held { sale } => ("office-voucher-held", Some(sale)),
        VoucherState::Used { sale, .. } => ("office-voucher-used", Some(sale)),
        VoucherState::Withdrawn { .. } => ("office-voucher-withdrawn", None),
    };
    let may_withdraw = voucher.state == VoucherState::Issued && desk.may(Right::KeepVouchers);
    let stores = terms.stores.iter().map(ToString::to_string).collect::<Vec<_>>();
    Row {
        name: terms.name.clone(),
        ends: voucher.ends.clone(),
        worth: off.into_iter().chain(least).collect::<Vec<_>>().join(" · "),
        audience: audience(&terms.audience, words),
        days: days(desk, terms.from, terms.until),
        stores: stores.join(", "),
        state: words.of(state).to_string(),
        sale: sale.map(|sale| format!("/office/sales/{sale}")),
        withdraw: may_withdraw.then(|| format!("/office/vouchers/{}", voucher.id)),
    }
}

pub(super) async fn withdraw(
    desk: Desk,
    Path(voucher): Path<VoucherId>,
    posted: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Stopped> {
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Ok(Form(Fields { reason })) = posted else {
        let message = desk.words.of("unreadable").to_string();
        return show(&desk, refused, None, message).await;
    };
    let request = desk.request(&desk.store(None)?.id)?;
    match desk.app.engine.withdraw_voucher(&request, voucher, reason).await {
        Ok(()) => Ok(Redirect::to("/office/vouchers").into_response()),
        Err(EngineError::Refused(Refusal::VoucherUnknown)) => Err(Stopped::NotThere),
        Err(error @ EngineError::Refused(_)) => {
            show(&desk, refused, None, messages::error(&error, desk.words)).await
        }
        Err(error) => Err(error.into()),
    }
}
