//! `GET /v1/sales`

use super::super::auth::Caller;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use crate::App;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use checkout::TillId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What to find. Give `receipt_number`, `return_number`, or `parked`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// The till on the receipt; for parked sales, any till of the store.
    till: String,
    /// The number on the receipt of a completed sale.
    receipt_number: Option<u64>,
    /// The number on the receipt of a completed return.
    return_number: Option<u64>,
    /// The sales that are parked in the till's store.
    parked: Option<bool>,
}

/// What was found; perhaps nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    sales: Vec<SaleBody>,
}

/// Finds the sale or return of a receipt, or the parked sales of a store.
#[utoipa::path(get, path = "/v1/sales", tag = "sales", params(Wanted),
    responses((status = 200, body = Found), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn find_sales(
    State(app): State<App>,
    caller: Caller,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Found>, Problem> {
    let unclear = || {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "search_unclear",
            "Give a till, and one of receipt_number, return_number or parked=true.",
        )
    };
    let Query(Wanted { till, receipt_number, return_number, parked }) =
        wanted.map_err(|_| unclear())?;
    let (engine, merchant, till) = (&app.engine, &caller.merchant, TillId::new(till));
    let ids: Vec<_> = match (receipt_number, return_number, parked) {
        (Some(number), None, None) => {
            let sale = engine.sale_by_receipt(merchant, &till, number).await?;
            sale.into_iter().map(|sale| sale.0).collect()
        }
        (None, Some(number), None) => {
            let found = engine.return_by_receipt(merchant, &till, number).await?;
            found.into_iter().map(|found| found.0).collect()
        }
        (None, None, Some(true)) => {
            let parked = engine.parked_sales(merchant, &till).await?;
            parked.into_iter().map(|sale| sale.0).collect()
        }
        _ => return Err(unclear()),
    };
    let mut sales = Vec::with_capacity(ids.len());
    for id in ids {
        sales.push(SaleBody::from(engine.document(merchant, id).await?));
    }
    Ok(Json(Found { sales }))
}
