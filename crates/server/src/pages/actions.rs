//! What a cashier does at the till's page: each a plain form. A press that comes twice, or that
//! asks for what is so already, does nothing more and is no fault.

use super::format::{hundredths, typed};
use super::messages;
use super::receipts;
use super::stopped::Stopped;
use super::till;
use super::visit::Visit;
use crate::discounts::percent_max;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use checkout::{
    Claim, DiscountReason, HandDiscount, LineId, ProductId, Quantity, QuantityError, Refusal,
    SaleId, Scan, TenderKind, VoucherId, read_scan,
};
use engine::{Engine, EngineError, LineOrder, Request};
use serde::Deserialize;
use std::future::Future;

/// A form as it came in.
type Posted<F> = Result<Form<F>, FormRejection>;
type Answer = Result<Response, Stopped>;

/// The sale that a button was pressed for; a form without it is about whatever the till is at.
#[derive(Deserialize)]
pub(super) struct Fields<F> {
    sale: Option<SaleId>,
    #[serde(flatten)]
    more: F,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

#[derive(Deserialize)]
pub(super) struct MembershipFields {
    /// `true`: although a member has the number.
    anew: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ScanFields {
    text: String,
    /// What its keys are on a US keyboard, if a scanner typed it.
    us: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ProductFields {
    product: ProductId,
}

#[derive(Deserialize)]
pub(super) struct QuantityFields {
    line: String,
    quantity: String,
}

#[derive(Deserialize)]
pub(super) struct DiscountFields {
    line: String,
    discount: String,
    reason: DiscountReason,
}

#[derive(Deserialize)]
pub(super) struct ResumeFields {
    parked: SaleId,
}

#[derive(Deserialize)]
pub(super) struct LineFields {
    line: String,
}

#[derive(Deserialize)]
pub(super) struct PointsFields {
    number: String,
}

#[derive(Deserialize)]
pub(super) struct VoucherFields {
    voucher: VoucherId,
}

#[derive(Deserialize)]
pub(super) struct ClaimFields {
    claim: Claim,
}

#[derive(Deserialize)]
pub(super) struct TenderFields {
    kind: CounterTender,
}

/// How the customer pays, but for a request on the phone.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CounterTender {
    Cash,
    Card,
    GiftCard,
    Points,
    /// Vipps MobilePay by a QR on the customer's display.
    Qr,
}

/// Why an action was not done, in words for the cashier.
enum Failed {
    Engine(EngineError),
    /// The name of the message.
    Words(&'static str),
    Quantity(QuantityError),
}

impl From<EngineError> for Failed {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Engine(refusal.into())
    }
}

pub(super) async fn new_sale(visit: Visit) -> Answer {
    let request = visit.place.request(&visit.app)?;
    let sale = visit.app.engine.new_sale_id();
    let done = visit.app.engine.open_sale(&request, sale).await;
    answer(&visit, unless_so(done.map_err(Failed::from), &[Refusal::TillBusy])).await
}

/// Opens a sale by itself if none is open: the first scan of a customer is enough.
pub(super) async fn scan(visit: Visit, posted: Posted<ScanFields>) -> Answer {
    match scan_text(&visit, posted).await {
        // The receipt's page offers what can be done with it.
        Ok(Some(receipt)) => Ok(Redirect::to(&visit.place.receipt_path(receipt)).into_response()),
        Ok(None) => answer(&visit, Ok(())).await,
        Err(failed) => answer(&visit, Err(failed)).await,
    }
}

/// A scan at the customer's display: nothing for the page to draw, or why it was not taken, for the
/// customer. It opens no sale: that is for whoever works the till, and a receipt may still be shown there.
pub(super) async fn scan_at_display(visit: Visit, posted: Posted<ScanFields>) -> Answer {
    let done = async {
        let Form(ScanFields { text, us }) = posted.map_err(unreadable)?;
        take_scan(&visit, &text, us.as_deref(), Scanner::Display).await
    };
    let words = visit.place.words;
    let why = match done.await {
        Ok(_) => return Ok(StatusCode::NO_CONTENT.into_response()),
        Err(Failed::Words(_) | Failed::Engine(EngineError::Scan(_))) => "display-scan-other",
        Err(_) => "display-cashier-helps",
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, words.of(why).to_string()).into_response())
}

/// The sale of a receipt, if that was scanned.
async fn scan_text(visit: &Visit, posted: Posted<ScanFields>) -> Result<Option<SaleId>, Failed> {
    let Form(ScanFields { text, us }) = posted.map_err(unreadable)?;
    match visit.place.by_customer(&text) {
        Some(rest) => {
            let us = us.as_deref().map(|us| visit.place.by_customer(us).unwrap_or(us));
            take_scan(visit, rest, us, Scanner::Customer).await
        }
        None => take_scan(visit, &text, us.as_deref(), Scanner::Cashier).await,
    }
}

/// Whose scanner it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scanner {
    Cashier,
    /// The one that faces the customer, at the till's own machine.
    Customer,
    Display,
}

/// A customer's scanner puts the customer and their vouchers on the sale, and nothing else.
async fn take_scan(
    visit: &Visit,
    text: &str,
    us: Option<&str>,
    scanner: Scanner,
) -> Result<Option<SaleId>, Failed> {
    // A misread scan must not open a sale, and with it clear the receipt from the screen.
    let read = read_scan(text, us, visit.place.country).map_err(EngineError::from)?;
    let is_theirs = scanner != Scanner::Cashier;
    if is_theirs && !matches!(read.scan, Scan::PersonalQr(_) | Scan::Voucher(_)) {
        return Err(Failed::Words("customer-scanner-other"));
    }
    if let Scan::Receipt(receipt) = read.scan {
        let sale = receipts::sale_of(&visit.app, &receipt.till, receipt.number).await?;
        return sale.map(Some).ok_or(Failed::Words("receipt-unknown"));
    }
    let request = visit.place.request(&visit.app)?;
    let sale = match scanner {
        Scanner::Cashier | Scanner::Customer => open_sale(visit, &request).await?,
        Scanner::Display => match current_sale(visit).await? {
            Some((sale, true)) => sale,
            _ => return Err(Refusal::SaleUnknown.into()),
        },
    };
    visit.app.engine.scan(&request, sale, text, us).await?;
    Ok(None)
}

/// Adds a product that was looked for, and opens a sale by itself like a scan.
pub(super) async fn add(visit: Visit, posted: Posted<ProductFields>) -> Answer {
    let done = async {
        let Form(ProductFields { product }) = posted.map_err(unreadable)?;
        let request = visit.place.request(&visit.app)?;
        let sale = open_sale(&visit, &request).await?;
        let order = LineOrder::Product { product, discount_minor: 0 };
        Ok(visit.app.engine.add_line(&request, sale, order, Quantity::ONE).await?)
    };
    let done = done.await;
    answer(&visit, done).await
}

/// The sale that the till has open, or a new one.
async fn open_sale(visit: &Visit, request: &Request) -> Result<SaleId, Failed> {
    if let Some((sale, true)) = current_sale(visit).await? {
        return Ok(sale);
    }
    let engine = &visit.app.engine;
    let opened = engine.open_sale(request, engine.new_sale_id()).await;
    unless_so(opened.map_err(Failed::from), &[Refusal::TillBusy])?;
    let (sale, _) = current_sale(visit).await?.ok_or(Refusal::SaleUnknown)?;
    Ok(sale)
}

pub(super) async fn set_quantity(visit: Visit, posted: Posted<Fields<QuantityFields>>) -> Answer {
    act(
        visit,
        posted,
        &[],
        async |engine: Engine, request: Request, sale, fields: QuantityFields| {
            let line = line(&fields.line)?;
            let quantity = typed(&fields.quantity).parse::<Quantity>().map_err(Failed::Quantity)?;
            Ok(engine.set_quantity(&request, sale, line, quantity).await?)
        },
    )
    .await
}

/// Takes something off a line: an amount, or so many percents of it.
pub(super) async fn discount(visit: Visit, posted: Posted<Fields<DiscountFields>>) -> Answer {
    let (merchant, role) = (visit.app.settings.merchant.clone(), visit.place.operator.role);
    act(
        visit,
        posted,
        &[],
        async |engine: Engine, request: Request, sale, fields: DiscountFields| {
            let line = line(&fields.line)?;
            let view = engine.sale(&merchant, sale).await?;
            let known = view.sale.basket.line(line).ok_or(Refusal::LineUnknown)?;
            let minor = taken_off(&fields.discount, known.price().gross_minor)
                .ok_or(Failed::Words("discount-unreadable"))?;
            let percent_max = percent_max(engine.shop(&merchant)?, role);
            let order = HandDiscount { line, minor, reason: fields.reason, percent_max };
            Ok(engine.set_discount(&request, sale, order).await?)
        },
    )
    .await
}

/// What somebody typed as an amount, or as percents of a line, in minor units; an empty field is nothing.
fn taken_off(text: &str, gross_minor: i64) -> Option<i64> {
    let text = text.trim();
    let (number, is_percent) = match text.strip_suffix('%') {
        Some(number) => (number, true),
        None => (text, false),
    };
    if text.is_empty() {
        return Some(0);
    }
    let hundredths = hundredths(number)?;
    if !is_percent {
        return Some(hundredths);
    }
    gross_minor.checked_mul(hundredths).map(|product| product / 10_000)
}

pub(super) async fn undo(visit: Visit, posted: Posted<Fields<Nothing>>) -> Answer {
    let so_already = [Refusal::NothingToUndo];
    act(visit, posted, &so_already, async |engine: Engine, request: Request, sale, _| {
        Ok(engine.undo_change(&request, sale).await?)
    })
    .await
}

pub(super) async fn park(visit: Visit, posted: Posted<Fields<Nothing>>) -> Answer {
    act(visit, posted, &[], async |engine: Engine, request: Request, sale, _| {
        Ok(engine.park_sale(&request, sale).await?)
    })
    .await
}

/// Goes on with a parked sale. One that was opened here and not begun makes room for it.
pub(super) async fn resume(visit: Visit, posted: Posted<ResumeFields>) -> Answer {
    let done = async {
        let Form(ResumeFields { parked }) = posted.map_err(unreadable)?;
        let request = visit.place.request(&visit.app)?;
        let (engine, merchant) = (&visit.app.engine, &visit.app.settings.merchant);
        if let Some((sale, true)) = current_sale(&visit).await? {
            let view = engine.sale(merchant, sale).await?;
            if view.sale.basket.is_empty() && view.sale.customer.is_none() {
                engine.cancel_sale(&request, sale).await?;
            }
        }
        Ok(engine.resume_sale(&request, parked).await?)
    };
    let done = done.await;
    answer(&visit, done).await
}

pub(super) async fn remove_line(visit: Visit, posted: Posted<Fields<LineFields>>) -> Answer {
    let so_already = [Refusal::LineUnknown];
    act(
        visit,
        posted,
        &so_already,
        async |engine: Engine, request: Request, sale, fields: LineFields| {
            Ok(engine.remove_line(&request, sale, line(&fields.line)?).await?)
        },
    )
    .await
}

pub(super) async fn take_voucher_off(
    visit: Visit,
    posted: Posted<Fields<VoucherFields>>,
) -> Answer {
    let so_already = [Refusal::VoucherNotOnSale];
    act(
        visit,
        posted,
        &so_already,
        async |engine: Engine, request: Request, sale, fields: VoucherFields| {
            Ok(engine.take_voucher_off(&request, sale, fields.voucher).await?)
        },
    )
    .await
}

pub(super) async fn remove_customer(visit: Visit, posted: Posted<Fields<Nothing>>) -> Answer {
    act(visit, posted, &[Refusal::NoCustomer], async |engine: Engine, request: Request, sale, _| {
        Ok(engine.remove_customer(&request, sale).await?)
    })
    .await
}

pub(super) async fn request_membership(
    visit: Visit,
    posted: Posted<Fields<MembershipFields>>,
) -> Answer {
    let so_already = [Refusal::EnrolmentOpen, Refusal::AlreadyMember];
    act(
        visit,
        posted,
        &so_already,
        async |engine: Engine, request: Request, sale, fields: MembershipFields| {
            let anew = fields.anew.as_deref() == Some("true");
            engine.request_membership(&request, sale, anew).await?;
            Ok(())
        },
    )
    .await
}

pub(super) async fn give_up_membership(visit: Visit, posted: Posted<Fields<Nothing>>) -> Answer {
    let so_already = [Refusal::NoEnrolmentOpen];
    act(visit, posted, &so_already, async |engine: Engine, request: Request, sale, _| {
        Ok(engine.give_up_membership(&request, sale).await?)
    })
    .await
}

pub(super) async fn request_payment(visit: Visit, posted: Posted<Fields<Nothing>>) -> Answer {
    act(
        visit,
        posted,
        &[Refusal::PaymentOpen],
        async |engine: Engine, request: Request, sale, _| {
            engine.request_payment(&request, sale, None, None).await?;
            Ok(())
        },
    )
    .await
}

/// Looks at the open request now.
pub(super) async fn check_payment(visit: Visit, posted: Posted<Fields<Nothing>>) -> Answer {
    let check = async |engine: Engine, request: Request, sale, Nothing {}| {
        Ok(engine.check_payment(&request.context.merchant, sale).await?)
    };
    match act_on(&visit, posted, &[Refusal::NoPaymentOpen], check).await {
        Ok(()) => {
            let message = visit.place.words.of("checked-now").to_string();
            till::answer(&visit, StatusCode::OK, &message).await
        }
        failed => answer(&visit, failed).await,
    }
}

pub(super) async fn cancel_payment(visit: Visit, posted: Posted<Fields<Nothing>>) -> Answer {
    act(
        visit,
        posted,
        &[Refusal::NoPaymentOpen],
        async |engine: Engine, request: Request, sale, _| {
            Ok(engine.cancel_payment(&request, sale).await?)
        },
    )
    .await
}

pub(super) async fn claim_payment(visit: Visit, posted: Posted<Fields<ClaimFields>>) -> Answer {
    let so_already = [Refusal::NothingToDecide];
    act(
        visit,
        posted,
        &so_already,
        async |engine: Engine, request: Request, sale, fields: ClaimFields| {
            Ok(engine.claim_payment(&request, sale, fields.claim).await?)
        },
    )
    .await
}

/// Takes all that is left some other way.
pub(super) async fn tender(visit: Visit, posted: Posted<Fields<TenderFields>>) -> Answer {
    let so_already = [Refusal::SaleClosed];
    act(
        visit,
        posted,
        &so_already,
        async |engine: Engine, request: Request, sale, fields: TenderFields| {
            let kind = match fields.kind {
                CounterTender::Cash => TenderKind::Cash,
                CounterTender::Card => TenderKind::Card,
                CounterTender::GiftCard => TenderKind::GiftCard,
                CounterTender::Points => {
                    return Ok(engine.use_points(&request, sale, None).await?);
                }
                CounterTender::Qr => return Ok(engine.show_payment_qr(&request, sale).await?),
            };
            Ok(engine.tender(&request, sale, kind, None).await?)
        },
    )
    .await
}

/// Takes the points off that were to pay a part.
pub(super) async fn remove_points(visit: Visit, posted: Posted<Fields<PointsFields>>) -> Answer {
    let so_already = [Refusal::TenderUnknown];
    act(
        visit,
        posted,
        &so_already,
        async |engine: Engine, request: Request, sale, fields: PointsFields| {
            let number = fields.number.parse().map_err(|_| Refusal::TenderUnknown)?;
            Ok(engine.remove_tender(&request, sale, number).await?)
        },
    )
    .await
}

pub(super) async fn cancel_sale(visit: Visit, posted: Posted<Fields<Nothing>>) -> Answer {
    act(
        visit,
        posted,
        &[Refusal::SaleUnknown],
        async |engine: Engine, request: Request, sale, _| {
            Ok(engine.cancel_sale(&request, sale).await?)
        },
    )
    .await
}

/// Does something to the sale that the till is at, and answers. `so_already` are the refusals that
/// tell that nothing is left to do.
async fn act<F, D: Future<Output = Result<(), Failed>>>(
    visit: Visit,
    posted: Posted<Fields<F>>,
    so_already: &[Refusal],
    perform: impl FnOnce(Engine, Request, SaleId, F) -> D,
) -> Answer {
    let done = act_on(&visit, posted, so_already, perform).await;
    answer(&visit, done).await
}

async fn act_on<F, D: Future<Output = Result<(), Failed>>>(
    visit: &Visit,
    posted: Posted<Fields<F>>,
    so_already: &[Refusal],
    perform: impl FnOnce(Engine, Request, SaleId, F) -> D,
) -> Result<(), Failed> {
    let done = async {
        let Form(Fields { sale: meant, more }) = posted.map_err(unreadable)?;
        let (sale, _) = current_sale(visit).await?.ok_or(Refusal::SaleUnknown)?;
        if meant.is_some_and(|meant| meant != sale) {
            return Err(Failed::Words("moved-on"));
        }
        let request = visit.place.request(&visit.app)?;
        perform(visit.app.engine.clone(), request, sale, more).await
    };
    unless_so(done.await, so_already)
}

/// The sale that the till is at, and whether it is open.
async fn current_sale(visit: &Visit) -> Result<Option<(SaleId, bool)>, EngineError> {
    let merchant = &visit.app.settings.merchant;
    let view = visit.app.engine.current_sale(merchant, &visit.place.till).await?;
    Ok(view.map(|view| (view.sale.id, view.sale.is_open())))
}

/// A refusal that tells that things are as wanted is none.
fn unless_so(done: Result<(), Failed>, so_already: &[Refusal]) -> Result<(), Failed> {
    match done {
        Err(Failed::Engine(EngineError::Refused(refusal))) if so_already.contains(&refusal) => {
            Ok(())
        }
        done => done,
    }
}

fn line(text: &str) -> Result<LineId, Failed> {
    text.parse().map(LineId).map_err(|_| Refusal::LineUnknown.into())
}

#[allow(clippy::needless_pass_by_value, reason = "fits map_err; what was posted is not told")]
fn unreadable(_: FormRejection) -> Failed {
    Failed::Words("unreadable")
}

/// The fragments for the script; for a browser without one, back to the page, or the page with the
/// message on it.
async fn answer(visit: &Visit, done: Result<(), Failed>) -> Answer {
    match done {
        Ok(()) if visit.wants_fragment => till::answer(visit, StatusCode::OK, "").await,
        Ok(()) => Ok(Redirect::to(&visit.place.till_path()).into_response()),
        Err(failed) => {
            let words = visit.place.words;
            let message = match failed {
                Failed::Words(message) => words.of(message).to_string(),
                Failed::Quantity(error) => messages::quantity(error, words),
                Failed::Engine(error) => messages::error(&error, words),
            };
            till::answer(visit, StatusCode::UNPROCESSABLE_ENTITY, &message).await
        }
    }
}
