//! `POST /epayment/v1/payments`: checks a payment request against the sales unit and the customer,
//! and puts it on the customer's phone, or behind a link or QR.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::epayment::idempotency::{KeyScope, Known, Operation};
use crate::epayment::ledger::PaymentKey;
use crate::epayment::payment::{Payment, PaymentState};
use crate::epayment::picture;
use crate::epayment::refusal;
use crate::epayment::request::{
    CreateRequest, CustomerInput, CustomerInteraction, PaymentMethodType, QrImage, UserFlow,
};
use crate::money::{Amount, Currency};
use crate::phone::qr_picture::DEFAULT_SIZE;
use crate::problem::Problem;
use crate::readings::{LinkLifetime, Readings, RepeatedCreate};
use crate::settings::{Customer, Restriction, SalesUnit, YOUNGEST_AGE};
use crate::simulator::{Simulator, Turn};
use crate::strict;

const DAY_MS: i64 = 24 * 3600 * 1000;
const LONG_LIVING_MIN_MS: i64 = 10 * 60 * 1000;
const LONG_LIVING_MAX_MS: i64 = 60 * DAY_MS;
const OLDER_LONG_LIVING_MAX_MS: i64 = 28 * DAY_MS;
const LONG_LIVING_MAX_IN_NORWAY_MS: i64 = DAY_MS;

pub(super) async fn create(State(simulator): State<Simulator>, call: ApiCall) -> Answer {
    let refuse = |problem: Problem| problem.answer(simulator.ids(), &call.instance);
    let unit = match call.sales_unit(simulator.settings()) {
        Ok(unit) => unit,
        Err(problem) => return refuse(problem),
    };
    let key = match call.required_key() {
        Ok(key) => key,
        Err(problem) => return refuse(problem),
    };
    let request = strict::read::<CreateRequest>(&call.body).and_then(|request| {
        request.check_schema()?;
        Ok(request)
    });
    let scope = KeyScope {
        msn: unit.msn.clone(),
        operation: Operation::Create,
        reference: String::new(),
        key: key.to_owned(),
    };
    simulator.turn(|turn| {
        let reference = match &request {
            Ok(request) => request.reference.clone(),
            Err(_) => readable_reference(&call.body),
        };
        if let Err(answer) = turn.limit_write(&unit.msn, &reference, Operation::Create) {
            return answer;
        }
        let replays = turn.readings().repeated_create == RepeatedCreate::Replay;
        match turn.state.stored_answers.look_up(&scope, &call.body, turn.keys_since_ms()) {
            Known::Same(answer) if replays => return answer,
            Known::Same(_) | Known::OtherBody => {
                let detail = "The idempotency key was used before.";
                return refuse(scope.operation.conflict().because(detail));
            }
            Known::New => {}
        }
        let answer = request
            .and_then(|request| accept(turn, unit, request, &call, key))
            .unwrap_or_else(refuse);
        turn.state.stored_answers.keep(scope, &call.body, &answer, turn.now_ms);
        answer
    })
}

/// The reference of a request that is wrong elsewhere; empty when there is none.
fn readable_reference(body: &Bytes) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    body["reference"].as_str().unwrap_or_default().to_owned()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<&'a str>,
    reference: &'a str,
}

fn accept(
    turn: &mut Turn<'_>,
    unit: &SalesUnit,
    request: CreateRequest,
    call: &ApiCall,
    key: &str,
) -> Result<Answer, Problem> {
    let amount = check_unit(turn.readings(), unit, &request)?;
    request.check_rules(turn.readings())?;
    check_permitted(unit, &request)?;
    let expires_ms = expiry(turn, unit, &request)?;
    let customer = match &request.customer {
        Some(input) => Some(find_customer(turn, &unit.msn, input)?),
        None => None,
    };
    check_age(turn, customer, request.minimum_user_age.unwrap_or(0).max(YOUNGEST_AGE))?;
    if unit_refuses_push(unit, &request) {
        let detail = "The sales unit is not approved for PUSH_MESSAGE.";
        return Err(refusal::PUSH_NOT_ALLOWED.because(detail));
    }
    let payment_key = PaymentKey { msn: unit.msn.clone(), reference: request.reference.clone() };
    if turn.state.ledger.find(&payment_key).is_some() {
        let detail = "A payment with this reference exists for the sales unit.";
        return Err(refusal::REFERENCE_EXISTS.because(detail));
    }
    let is_pushed = request.user_flow == UserFlow::PushMessage;
    let link = (!is_pushed).then(|| turn.ids.token());
    let redirect_url = link.as_deref().map(|link| redirect_url(&request, &call.origin, link));
    let has_fixed_expiry = request.expires_at.is_some();
    let payment = Payment {
        key: payment_key,
        amount,
        method: request.payment_method.r#type,
        msisdn: customer.map(|customer| customer.msisdn.clone()),
        profile_scopes: request.profile_scopes(),
        legal_links: request.merchant_legal_links,
        blocks_commercial_cards: !request.payment_method.blocked_sources.is_empty(),
        capture_deadline_days: unit.capture_deadline_days(),
        description: request.payment_description,
        receipt: request.receipt,
        metadata: request.metadata,
        redirect_url,
        expires_ms,
        has_fixed_expiry,
        due_ms: None,
        is_processing: false,
        failed_attempt: None,
        card: None,
        state: PaymentState::Created,
        captured: 0,
        refunded: 0,
        cancelled: 0,
        events: Vec::new(),
        create_body: Bytes::copy_from_slice(&call.body),
        capture_calls: 0,
    };
    let created = Created {
        redirect_url: payment.redirect_url.as_deref(),
        reference: &payment.key.reference,
    };
    let answer = Answer::json(StatusCode::CREATED, &created);
    turn.add_payment(payment, link, key);
    Ok(answer)
}

/// Amount, currency and options against what the sales unit may do.
fn check_unit(
    readings: Readings,
    unit: &SalesUnit,
    request: &CreateRequest,
) -> Result<Amount, Problem> {
    let amount = request.amount.check()?;
    if unit.is_restricted(Restriction::NoPayments) {
        return Err(refusal::CANNOT_BE_CREATED.because("The sales unit takes no payments."));
    }
    if unit.is_restricted(Restriction::BankAccountNotVerified) {
        let detail = "The bank account of the sales unit has not been verified.";
        return Err(refusal::BANK_ACCOUNT_NOT_VERIFIED.because(detail));
    }
    if amount.currency != unit.currency {
        let detail = "The currency does not fit the market of the sales unit.";
        return Err(refusal::INVALID_CURRENCY.because(detail));
    }
    let minimum_minor = match amount.currency {
        Currency::Nok => readings.minimum_in_norway,
        _ => 1,
    };
    if amount.value < minimum_minor {
        return Err(refusal::AMOUNT_TOO_SMALL.because("The amount is below the minimum."));
    }
    let method = &request.payment_method;
    let can_block = unit.currency != Currency::Nok && method.r#type == PaymentMethodType::Wallet;
    if !method.blocked_sources.is_empty() && !can_block {
        let detail = "Sources can be blocked for WALLET in Denmark and Finland only.";
        return Err(refusal::BLOCKED_SOURCES.because(detail));
    }
    Ok(amount)
}

/// What a sales unit needs an approval of its own for.
fn check_permitted(unit: &SalesUnit, request: &CreateRequest) -> Result<(), Problem> {
    if request.shipping.is_some() {
        let detail = "The sales unit has no Express payments.";
        return Err(refusal::EXPRESS_NOT_ALLOWED.because(detail));
    }
    let is_permitted = |scope: &String| unit.profile_scopes.contains(scope);
    if request.profile_scopes().iter().flatten().all(is_permitted) {
        return Ok(());
    }
    Err(refusal::ILLEGAL_SCOPE.because("The sales unit may not ask for one of the scopes."))
}

fn unit_refuses_push(unit: &SalesUnit, request: &CreateRequest) -> bool {
    request.user_flow == UserFlow::PushMessage && !unit.push_message_allowed
}

/// When the request dies: after the fixed lifetime, or as asked for by a unit that may do so.
fn expiry(turn: &Turn<'_>, unit: &SalesUnit, request: &CreateRequest) -> Result<i64, Problem> {
    let Some(text) = &request.expires_at else {
        let is_by_link = request.customer.is_none();
        let lifetime_ms = turn.settings.payment_lifetime_s * 1000;
        let has_halves = turn.readings().link_lifetime == LinkLifetime::FiveAndFive;
        let is_halved = is_by_link && has_halves;
        return Ok(turn.now_ms + if is_halved { lifetime_ms / 2 } else { lifetime_ms });
    };
    let at: jiff::Timestamp = text.parse().map_err(|_| {
        Problem::invalid_field("expiresAt", "The time must be RFC 3339 with an offset.")
    })?;
    let expires_ms = at.as_millisecond();
    if request.receipt.is_none() {
        return Err(refusal::EXPIRES_NEEDS_RECEIPT.because("expiresAt needs a receipt."));
    }
    if expires_ms <= turn.now_ms + LONG_LIVING_MIN_MS {
        let detail = "expiresAt must be more than 10 minutes ahead.";
        return Err(refusal::EXPIRES_TOO_SOON.because(detail));
    }
    if turn.readings().older_long_life {
        let is_in_app = matches!(request.user_flow, UserFlow::PushMessage | UserFlow::Qr);
        if !is_in_app || expires_ms >= turn.now_ms + OLDER_LONG_LIVING_MAX_MS {
            let detail =
                "expiresAt must be less than 28 days ahead, and the flow PUSH_MESSAGE or QR.";
            return Err(refusal::EXPIRES_TOO_LATE.because(detail));
        }
    }
    let in_norway = unit.currency == Currency::Nok;
    if expires_ms >= turn.now_ms + LONG_LIVING_MAX_MS
        || in_norway && expires_ms > turn.now_ms + LONG_LIVING_MAX_IN_NORWAY_MS
    {
        let detail = "expiresAt must be less than 60 days ahead, in Norway 24 hours at most.";
        return Err(refusal::EXPIRES_TOO_LATE.because(detail));
    }
    let is_present = request.customer_interaction == Some(CustomerInteraction::CustomerPresent);
    if !unit.long_living_payment_allowed || in_norway && !is_present {
        let detail = "The sales unit must be approved for long-living payments, and in Norway the \
                      customer must be present.";
        return Err(refusal::LONG_LIVING_NOT_ALLOWED.because(detail));
    }
    Ok(expires_ms)
}

/// The customer named by number, personal QR or check-in.
pub(super) fn find_customer<'a>(
    turn: &mut Turn<'a>,
    msn: &str,
    input: &CustomerInput,
) -> Result<&'a Customer, Problem> {
    if let Some(qr_text) = &input.personal_qr {
        let detail = "The text is not a personal QR, or an old one.";
        let code = turn.take_personal_code(qr_text);
        let code = code.ok_or_else(|| refusal::INVALID_PERSONAL_QR.because(detail))?;
        return Ok(code.customer);
    }
    if let Some(token) = &input.customer_token {
        let check_in = turn.state.codes.check_ins.find(token, msn, turn.now_ms);
        let found = check_in.and_then(|check_in| turn.settings.customer(&check_in.msisdn));
        let detail = "The customer token is unknown or older than 15 minutes.";
        return found.ok_or_else(|| refusal::INVALID_CUSTOMER_TOKEN.because(detail));
    }
    let number = input.phone_number.as_deref().unwrap_or_default();
    let is_number =
        (9..=15).contains(&number.len()) && number.bytes().all(|it| it.is_ascii_digit());
    if !is_number {
        let detail = "The number must be 9 to 15 digits, country code first.";
        return Err(refusal::INVALID_PHONE_NUMBER.because(detail));
    }
    turn.settings.customer(number).ok_or_else(customer_not_found)
}

fn customer_not_found() -> Problem {
    refusal::CUSTOMER_NOT_FOUND.because("The customer can't pay with this number.")
}

/// A customer below the asked age looks like one that doesn't exist.
fn check_age(
    turn: &Turn<'_>,
    customer: Option<&Customer>,
    minimum_age: u32,
) -> Result<(), Problem> {
    let Some(customer) = customer else { return Ok(()) };
    if customer.age(turn.now_ms) < minimum_age { Err(customer_not_found()) } else { Ok(()) }
}

fn redirect_url(request: &CreateRequest, origin: &str, link: &str) -> String {
    let qr = request.qr_format.as_ref();
    match (request.user_flow, qr.map_or(QrImage::Svg, |qr| qr.format)) {
        (UserFlow::NativeRedirect, _) => picture::app_url(link),
        (UserFlow::Qr, QrImage::Svg) => picture::picture_url(origin, link, None),
        (UserFlow::Qr, QrImage::Png) => {
            let size = qr.and_then(|qr| qr.size).unwrap_or(DEFAULT_SIZE);
            picture::picture_url(origin, link, Some(size))
        }
        _ => picture::target_url(origin, link),
    }
}
