//! What the API shows: a sale or a return, rendered from where each part is the truth. Stored answers name
//! the resource and hold nothing of it, so that no personal data is kept in them.

mod returning;
mod rules;

use super::auth::Caller;
use super::members::MemberBody;
use super::problem::Problem;
use super::products::PriceBody;
use super::unresolved::item_body;
use super::vouchers::{IssuedBody, VoucherBody};
use crate::App;
use crate::joining;
use crate::refused::{Cause, refused};
use crate::words::Words;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use checkout::{
    AggregateId, Amount, Currency, EnrolmentState, GroupId, IdentifiedBy, Kind, MemberId, Payment,
    PaymentFlow, PaymentState, Print, PrintTrouble, Prints, ProductId, Receipt, ReturnId,
    ReturnedLine, Sale, SaleId, SaleState, Tender, TenderKind, TillId, VoucherId, cash_roundings,
};
use engine::{Document, SaleView};
use rules::{OnSaleBody, RuleBody};
use serde::Serialize;
use std::fmt;
use utoipa::ToSchema;
use uuid::Uuid;

/// The name of what an answer shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resource {
    Sale(SaleId),
    Return(ReturnId),
    Unresolved(AggregateId),
    Member(MemberId),
    Voucher(VoucherId),
    /// With its code, for whoever issued it.
    IssuedVoucher(VoucherId),
    /// What a product costs at a till.
    Price(TillId, ProductId),
}

impl Resource {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.split_once('/')? {
            ("sale", id) => id.parse().ok().map(Self::Sale),
            ("return", id) => id.parse().ok().map(Self::Return),
            ("member", id) => id.parse().ok().map(Self::Member),
            ("voucher", id) => id.parse().ok().map(Self::Voucher),
            ("price", at) => {
                let (till, product) = at.split_once('\n')?;
                Some(Self::Price(TillId::new(till), ProductId::new(product)))
            }
            ("issued-voucher", id) => id.parse().ok().map(Self::IssuedVoucher),
            ("unresolved", id) => {
                let (kind, key) = id.split_once('/')?;
                let id = AggregateId { kind: Kind::parse(kind)?, key: key.to_owned() };
                Some(Self::Unresolved(id))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sale(id) => write!(f, "sale/{id}"),
            Self::Return(id) => write!(f, "return/{id}"),
            Self::Member(id) => write!(f, "member/{id}"),
            Self::Voucher(id) => write!(f, "voucher/{id}"),
            Self::IssuedVoucher(id) => write!(f, "issued-voucher/{id}"),
            Self::Price(till, product) => write!(f, "price/{till}\n{product}"),
            Self::Unresolved(id) => write!(f, "unresolved/{id}"),
        }
    }
}

/// A resource as it is now.
pub(crate) async fn render(
    app: &App,
    caller: &Caller,
    status: StatusCode,
    resource: &Resource,
) -> Result<Response, Problem> {
    let document = match resource {
        Resource::Sale(SaleId(id)) | Resource::Return(ReturnId(id)) => {
            app.engine.document(&caller.merchant, *id).await?
        }
        Resource::Unresolved(id) => {
            let item = app.engine.unresolved_one(&caller.merchant, id).await?;
            return Ok((status, Json(item.as_ref().map(item_body))).into_response());
        }
        Resource::Member(id) => {
            let member = app.engine.member(&caller.merchant, *id).await?;
            return Ok((status, Json(MemberBody::from(member))).into_response());
        }
        Resource::Voucher(id) => {
            let (voucher, _) = app.engine.voucher(&caller.merchant, *id).await?;
            return Ok((status, Json(VoucherBody::from(voucher))).into_response());
        }
        Resource::Price(till, product) => {
            let priced = app.engine.price_of(&caller.merchant, till, product).await?;
            return Ok((status, Json(PriceBody::from(priced))).into_response());
        }
        Resource::IssuedVoucher(id) => {
            let (voucher, _) = app.engine.voucher(&caller.merchant, *id).await?;
            let code = app.engine.voucher_code(&caller.merchant, *id).await?;
            return Ok((status, Json(IssuedBody::of(voucher, code))).into_response());
        }
    };
    Ok(show(status, document))
}

/// A sale or a return, with its version as ETag.
pub(crate) fn show(status: StatusCode, document: Document) -> Response {
    let body = SaleBody::from(document);
    let tag = HeaderValue::from_str(&format!("\"{}\"", body.version));
    let mut response = (status, Json(body)).into_response();
    let tag = tag.expect("a number in quotes is a header value");
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// Money, in minor units.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Money {
    /// Minor units: øre, cent.
    #[schema(example = 239_900)]
    value: i64,
    #[schema(example = "NOK")]
    currency: &'static str,
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        Self { value: amount.minor, currency: amount.currency.code() }
    }
}

/// A sale, or a return of wares of one. The amounts of a return are what goes back, as positive
/// numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SaleBody {
    id: Uuid,
    /// `sale` or `return`.
    #[schema(value_type = String, example = "sale")]
    kind: &'static str,
    /// The sale that a return is of.
    of: Option<Uuid>,
    /// Short, to read aloud; the customer's app shows it as the receipt number of the request.
    short_id: String,
    /// Grows with every change of the sale or the return itself; also the ETag. How far a payment or a
    /// membership request has come is shown beside it and does not move it.
    pub(super) version: u64,
    /// `open`, `parked`, `completed` or `cancelled`.
    #[schema(value_type = String, example = "open")]
    state: &'static str,
    till: String,
    lines: Vec<LineBody>,
    /// The vouchers on the sale. One that takes nothing off says why, and stays good if the sale ends so.
    vouchers: Vec<OnSaleBody>,
    /// What the lines come to, after points that lower the price.
    total: Money,
    /// The tax inside the total.
    tax: Money,
    /// Paid, or of a return, paid out.
    paid: Money,
    /// What is left to pay, or to pay out at the counter.
    due: Money,
    /// What a member pays less for this basket.
    member_saving: Money,
    customer: Option<CustomerBody>,
    membership_request: Option<MembershipBody>,
    /// Whether Vipps MobilePay can be used at this till just now; `/v1/availability` says more.
    payment_available: bool,
    /// The newest payment request.
    payment: Option<PaymentBody>,
    /// What paid it. Points that lower the price are none: they stand under `paid_with_points` alone.
    tenders: Vec<TenderBody>,
    /// The points of the member's that pay a part, or lower the price.
    paid_with_points: Option<PointsBody>,
    /// Taken at the counter as soon as the open payment request is cancelled; nothing is, if the
    /// customer approves before.
    chosen_tender: Option<ChosenTenderBody>,
    /// Points for what was bought, less those of what came back.
    points_earned: i64,
    /// Money that goes back in the app.
    refunds: Vec<RefundBody>,
    /// What came back of a completed sale.
    returns: Vec<ReturnBody>,
    /// The fiscal number; there once it is completed. Returns have a series of their own.
    receipt_number: Option<u64>,
    prints: PrintsBody,
}

/// What has become of the receipt on paper.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PrintsBody {
    /// `none`, `sent` to whatever prints it, or `failed`: then it may be printed again.
    #[schema(value_type = String, example = "sent")]
    receipt: &'static str,
    /// The same of the one copy that there may be.
    #[schema(value_type = String, example = "none")]
    copy: &'static str,
    /// Why the newest failed: `unreachable`, `no_paper` or `interrupted`.
    #[schema(value_type = Option<String>)]
    trouble: Option<PrintTrouble>,
}

impl From<Prints> for PrintsBody {
    fn from(prints: Prints) -> Self {
        let papers = [prints.original, prints.copy];
        let [receipt, copy] = papers.map(|print| match print {
            Print::None => "none",
            Print::Sent => "sent",
            Print::Failed { .. } => "failed",
        });
        let trouble = papers.into_iter().find_map(|print| match print {
            Print::Failed { why } => Some(why),
            _ => None,
        });
        Self { receipt, copy, trouble }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct LineBody {
    id: u32,
    product_id: String,
    name: String,
    #[schema(example = "1")]
    quantity: String,
    /// For one unit, before any discount. Minor units, as all below.
    unit_price: i64,
    discount: i64,
    total: i64,
    tax: i64,
    /// Hundredths of a percent: 2500 is 25 %.
    vat_rate: u16,
    /// The groups of products that it is in.
    groups: Vec<String>,
    /// The price lists and promotions that the line might have, what each took off, or why nothing.
    rules: Vec<RuleBody>,
    /// How much of it came back.
    returned: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CustomerBody {
    #[schema(value_type = String, example = "personal_qr")]
    identified_by: IdentifiedBy,
    /// There if the customer is a member.
    member_id: Option<Uuid>,
    /// Whether the customer may be a member all the same: the club is kept elsewhere and could not be
    /// asked. Prices are the public ones; identify the customer again to ask again.
    membership_unanswered: bool,
    /// A member's first name.
    first_name: Option<String>,
    /// Whether an approval has proved who the member is. Not so of one from elsewhere: a membership
    /// request does it.
    is_proved: Option<bool>,
    /// The tier that the member has reached, as this sale is priced by it.
    tier: Option<String>,
    /// The points that the member may spend now.
    points: Option<i64>,
    /// What the sale earns if it is paid as it is now; none where only a club that is kept elsewhere
    /// knows.
    points_to_earn: Option<i64>,
    /// The most points that can be used now, and what they are worth; none if they can't be: while a payment
    /// request is open, or of a typed number where no request can be pushed to the member's phone.
    points_usable: Option<UsableBody>,
    /// The last two digits of the number.
    number_ends: Option<String>,
    /// There if somebody else is asked to pay the rest: the last two digits of that number.
    payer_number_ends: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UsableBody {
    points: i64,
    amount: Money,
    /// Whether it is proved whose they are. If not, the customer proves it by approving a payment request
    /// on the phone, and enough to ask for is left to pay.
    is_proved: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct MembershipBody {
    /// `intended`, `requested`, `pending`, `approved`, `completed`, `declined`, `expired`,
    /// `refused`, `lost`, or `cancelled`: nobody waits for it here any more.
    #[schema(value_type = String, example = "pending")]
    state: &'static str,
    /// Why, if `refused`: `no_app` (or younger than 15), `app_too_old`, `too_often`, `settings`,
    /// `unreachable` or `blocked`.
    #[schema(value_type = Option<String>)]
    refusal: Option<checkout::StartRefusal>,
    /// How it stands and what to do, to show to whoever works the till.
    #[schema(example = "Nobody answered in time. Ask again if the customer wants to.")]
    detail: String,
    /// Who can do something about it, if it came to nothing.
    cause: Option<Cause>,
    /// The same on the till and on the customer's phone.
    binding_message: String,
    expires_at_unix_ms: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PaymentBody {
    id: Uuid,
    /// At Vipps MobilePay.
    reference: String,
    /// `intended`, `requested`, `abandoned`, `created`, `authorized`, `captured`, `released`,
    /// `aborted`, `expired`, `terminated`, `refused` or `dropped`.
    #[schema(value_type = String, example = "captured")]
    state: PaymentState,
    amount: Money,
    /// `push`: on the customer's phone. `qr`: the customer scans it from the display; the picture is
    /// under `payment-request/qr`.
    #[schema(value_type = String, example = "push")]
    flow: PaymentFlow,
    /// The code of Vipps MobilePay's refusal, if `refused`.
    refusal_code: Option<u16>,
    /// What to tell the cashier then, and who can do something about it.
    refusal: Option<RefusalBody>,
    /// The customer approved while it was being cancelled: finish the sale or release the money.
    awaits_claim: bool,
    /// The customer approved, and for two minutes nobody has said whether the money is taken: wait,
    /// or cancel, which gives back what is not taken.
    capture_late: bool,
    /// The customer approved and the money can't be taken: cancel gives it back.
    capture_stuck: bool,
    /// Contradictions from outside that somebody must look at.
    incidents: u32,
    expires_at_unix_ms: Option<i64>,
    /// Until when the approved money is sure to be there, as long as it is not taken.
    capture_guaranteed_until_unix_ms: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RefusalBody {
    #[schema(
        example = "This customer can't pay by the app with that number. Take another tender."
    )]
    detail: String,
    cause: Cause,
}

#[derive(Debug, Serialize, ToSchema)]
struct TenderBody {
    /// Its number within the sale.
    number: u32,
    /// `vipps`, `cash`, `card`, `gift_card` or `points`.
    #[schema(value_type = String, example = "vipps")]
    kind: &'static str,
    amount: Money,
    /// Of cash, what is collected beyond that, or less than nothing: there is no smaller coin. Left out
    /// where it is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding: Option<Money>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PointsBody {
    /// Under which they can be let go, as a tender is undone.
    number: u32,
    points: i64,
    amount: Money,
    /// They lower the price, and its tax with it: each line by its share, as `discount`. If not, they
    /// pay it, and are among the tenders.
    as_discount: bool,
    /// Whether it is proved whose they are: by the personal QR, or by a payment of this sale that was pushed
    /// to the customer's phone and is captured. Nothing else pays the rest before
    /// (`points_to_be_approved`).
    is_proved: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct ChosenTenderBody {
    /// `cash`, `card` or `gift_card`.
    #[schema(value_type = String, example = "cash")]
    kind: &'static str,
    amount: Money,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RefundBody {
    pub(super) amount: Money,
    /// `open`, `done`, `refused`, or `paid_out`: at the counter, after it was refused.
    #[schema(value_type = String, example = "done")]
    pub(super) state: &'static str,
    /// The code of Vipps MobilePay's refusal, if `refused`.
    pub(super) refusal_code: Option<u16>,
    /// What to do about a refusal, to show to whoever works the till.
    pub(super) advice: Option<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReturnBody {
    id: Uuid,
    /// None while money is still to be given back.
    receipt_number: Option<u64>,
    total: Money,
}

impl From<Document> for SaleBody {
    fn from(document: Document) -> Self {
        match document {
            Document::Sale(view) => Self::from(*view),
            Document::Return(view) => Self::from(*view),
        }
    }
}

impl From<SaleView> for SaleBody {
    fn from(view: SaleView) -> Self {
        let SaleView {
            sale,
            version,
            payment,
            refunds,
            enrolment,
            given_name,
            is_proved,
            balance,
            quote,
            number_ends,
            payer_number_ends,
            unavailable,
        } = view;
        let money = |minor| Money { value: minor, currency: sale.currency.code() };
        let receipt = sale.receipt();
        let (state, receipt_number) = match sale.state {
            SaleState::Open => ("open", None),
            SaleState::Parked { .. } => ("parked", None),
            SaleState::Completed { receipt_number, .. } => ("completed", Some(receipt_number)),
            SaleState::Cancelled { .. } => ("cancelled", None),
        };
        Self {
            id: sale.id.0,
            kind: "sale",
            of: None,
            short_id: sale.short_id(),
            version,
            state,
            till: sale.context.till.to_string(),
            lines: lines(&sale, &receipt),
            vouchers: sale.basket.vouchers.iter().map(OnSaleBody::of).collect(),
            total: receipt.total().into(),
            tax: money(receipt.tax_minor()),
            paid: money(receipt.total_minor() - sale.due().minor),
            due: sale.due().into(),
            member_saving: money(sale.member_saving_minor()),
            customer: sale.customer.map(|customer| CustomerBody {
                identified_by: customer.by,
                member_id: customer.member.map(|MemberId(id)| id),
                membership_unanswered: sale.membership_unanswered,
                first_name: given_name,
                is_proved: customer.member.map(|_| is_proved),
                tier: sale.membership.tier.clone(),
                points: balance.map(|balance| balance.available),
                points_to_earn: quote.and_then(|quote| quote.earns),
                points_usable: quote.and_then(|quote| quote.usable).map(|part| UsableBody {
                    points: part.points,
                    amount: money(part.minor),
                    is_proved: sale.is_customer_proved(),
                }),
                number_ends,
                payer_number_ends,
            }),
            membership_request: enrolment.map(|enrolment| MembershipBody {
                state: enrolment.word(),
                detail: [Some(joining::words(&enrolment)), joining::hint(&enrolment)]
                    .into_iter()
                    .flatten()
                    .map(|message| Words::english().of(message).to_string())
                    .collect::<Vec<_>>()
                    .join(". "),
                cause: joining::cause(&enrolment),
                refusal: match enrolment.state {
                    EnrolmentState::Refused { refusal } => Some(refusal),
                    _ => None,
                },
                binding_message: enrolment.binding_message,
                expires_at_unix_ms: enrolment.expires_at_unix_ms,
            }),
            payment_available: unavailable.is_none(),
            payment: payment.map(PaymentBody::from),
            tenders: tenders(&sale.tenders, sale.currency),
            paid_with_points: points(&sale.tenders, sale.currency, sale.is_customer_proved()),
            prints: sale.prints.into(),
            chosen_tender: sale.chosen_tender.map(|tender| ChosenTenderBody {
                kind: tender_word(tender.kind),
                amount: money(tender.minor),
            }),
            points_earned: sale.points_kept(),
            refunds: refunds.iter().map(|refund| RefundBody::of(refund, sale.currency)).collect(),
            returns: sale
                .returns
                .iter()
                .map(|one| ReturnBody {
                    id: one.id.0,
                    receipt_number: one.receipt_number,
                    total: money(one.lines.iter().map(ReturnedLine::taxed_minor).sum()),
                })
                .collect(),
            receipt_number,
        }
    }
}

impl From<Payment> for PaymentBody {
    fn from(payment: Payment) -> Self {
        Self {
            id: payment.plan.id.0,
            state: payment.state,
            amount: payment.plan.amount.into(),
            flow: payment.plan.flow,
            refusal_code: payment.refusal_code(),
            refusal: (payment.state == PaymentState::Refused).then(|| {
                let (detail, cause) = refused(payment.refusal_code(), Words::english());
                RefusalBody { detail, cause }
            }),
            awaits_claim: payment.awaits_claim(),
            capture_late: payment.capture_is_late(),
            capture_stuck: payment.capture_is_stuck(),
            incidents: payment.incidents,
            expires_at_unix_ms: payment.expires_at_unix_ms(),
            capture_guaranteed_until_unix_ms: payment.capture_guaranteed_until_unix_ms,
            reference: payment.plan.reference,
        }
    }
}

/// Each line with what it comes to.
fn lines(sale: &Sale, receipt: &Receipt) -> Vec<LineBody> {
    let lines = sale.basket.lines.iter().zip(&receipt.lines).map(|(line, priced)| LineBody {
        id: line.id.0,
        product_id: priced.id.clone(),
        name: priced.name.clone(),
        quantity: priced.quantity.to_string(),
        unit_price: priced.unit_minor,
        discount: priced.discount_minor,
        total: priced.total_minor,
        tax: priced.tax_minor,
        vat_rate: priced.vat_rate.hundredths_percent(),
        groups: line.item.groups.iter().map(GroupId::to_string).collect(),
        rules: line.rules.iter().map(RuleBody::of).collect(),
        returned: sale.returned_quantity(line.id).map(|quantity| quantity.to_string()),
    });
    lines.collect()
}

fn tenders(tenders: &[Tender], currency: Currency) -> Vec<TenderBody> {
    let roundings = cash_roundings(tenders, currency);
    let paid = tenders.iter().zip(roundings).filter(|(tender, _)| !tender.kind.is_discount());
    let body = |(tender, rounding): (&Tender, i64)| TenderBody {
        number: tender.number,
        kind: tender_word(tender.kind),
        amount: Amount::new(tender.minor, currency).into(),
        rounding: Some(rounding)
            .filter(|minor| *minor != 0)
            .map(|minor| Amount::new(minor, currency).into()),
    };
    paid.map(body).collect()
}

fn points(tenders: &[Tender], currency: Currency, is_proved: bool) -> Option<PointsBody> {
    tenders.iter().find_map(|tender| match tender.kind {
        TenderKind::Points { points, as_discount } => Some(PointsBody {
            number: tender.number,
            points,
            amount: Amount::new(tender.minor, currency).into(),
            as_discount,
            is_proved,
        }),
        _ => None,
    })
}

fn tender_word(kind: TenderKind) -> &'static str {
    match kind {
        TenderKind::Vipps { .. } => "vipps",
        TenderKind::Cash => "cash",
        TenderKind::Card => "card",
        TenderKind::GiftCard => "gift_card",
        TenderKind::Points { .. } => "points",
    }
}
