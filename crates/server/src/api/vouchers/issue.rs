//! `POST /v1/vouchers`

use super::super::auth::Caller;
use super::super::body::Body;
use super::super::idempotency::Call;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::Resource;
use super::IssuedBody;
use crate::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use checkout::{
    Audience, Currency, Goods, LocalDate, Refusal, StoreId, VoucherCode, VoucherOff, VoucherTerms,
};
use engine::{EngineError, VoucherOrder};
use serde::Deserialize;
use std::fmt::Display;
use std::str::FromStr;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVoucher {
    /// Of another system; left out, a new one that nobody can guess.
    code: Option<String>,
    /// What people read on the till, the display and the receipt.
    #[schema(example = "100 off")]
    name: String,
    /// Whole percents; or `amount`.
    percent: Option<u16>,
    /// Minor units; or `percent`.
    #[schema(example = 10_000)]
    amount: Option<i64>,
    /// Of amount and minimum.
    #[schema(value_type = Option<String>, example = "NOK")]
    currency: Option<Currency>,
    /// What the goods that it is for must come to before vouchers. Minor units.
    #[serde(default)]
    minimum: i64,
    /// Products by their id, or `group:GROUP`; left out, all. 100 at most.
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    /// `public`, `members`, `club:CLUB`, `tier:CLUB:TIER` or `personal:MEMBER`; left out, `public`.
    audience: Option<String>,
    /// Left out, all. 100 at most.
    #[serde(default)]
    stores: Vec<String>,
    /// The first day, in the store.
    from: Option<String>,
    /// The last day.
    #[schema(example = "2026-12-31")]
    until: Option<String>,
}

/// Issues a voucher, good for one purchase. The answer has its code.
#[utoipa::path(post, path = "/v1/vouchers", tag = "vouchers", request_body = NewVoucher,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = IssuedBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn issue_voucher(
    State(app): State<App>,
    caller: Caller,
    call: Call,
    body: Body<NewVoucher>,
) -> Result<Response, Problem> {
    let order = order_of(&app, body.value)?;
    let shows = (StatusCode::CREATED, Resource::IssuedVoucher(app.engine.voucher_id(&order.code)));
    let perform = async |answer| {
        let request = caller.office_request(&app, answer)?;
        app.engine.issue_voucher(&request, &order).await
    };
    app.once(&caller, call, body.sha256, shows, perform).await
}

fn order_of(app: &App, body: NewVoucher) -> Result<VoucherOrder, Problem> {
    let code = match body.code {
        Some(text) => VoucherCode::parse(&text).map_err(|error| invalid("code", error))?,
        None => app.engine.new_voucher_code(),
    };
    let off = VoucherOff::new(body.percent, body.amount);
    let off = off.map_err(|error| EngineError::from(Refusal::VoucherImpossible(error)))?;
    let terms = VoucherTerms {
        name: body.name.trim().to_owned(),
        off,
        currency: body.currency,
        minimum_minor: body.minimum,
        only: goods("only", &body.only)?,
        except: goods("except", &body.except)?,
        audience: body.audience.map_or(Ok(Audience::Public), |text| parse("audience", &text))?,
        stores: body.stores.into_iter().map(StoreId::new).collect(),
        from: day("from", body.from)?,
        until: day("until", body.until)?,
    };
    Ok(VoucherOrder { code, terms })
}

fn goods(field: &str, all: &[String]) -> Result<Vec<Goods>, Problem> {
    all.iter().map(|text| parse(field, text)).collect()
}

fn day(field: &str, text: Option<String>) -> Result<Option<LocalDate>, Problem> {
    text.map(|text| parse(field, &text)).transpose()
}

fn parse<T: FromStr<Err: Display>>(field: &str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|error| invalid(field, error))
}

fn invalid(field: &str, error: impl Display) -> Problem {
    let detail = format!("{field}: {error}.");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "voucher_impossible", detail)
}
