//! `POST /v1/sales`

use super::super::auth::Caller;
use super::super::body::Body;
use super::super::idempotency::Call;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::{Resource, SaleBody};
use crate::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use checkout::{SaleId, TillId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenSale {
    /// The till that sells.
    #[schema(example = "1")]
    till: String,
    /// An id of the caller's own, so that a sale made offline comes in once.
    id: Option<Uuid>,
}

/// Opens a sale. A till has one open sale at a time.
#[utoipa::path(post, path = "/v1/sales", tag = "sales", request_body = OpenSale,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn open_sale(
    State(app): State<App>,
    caller: Caller,
    call: Call,
    body: Body<OpenSale>,
) -> Result<Response, Problem> {
    let id = body.value.id.map_or_else(|| app.engine.new_sale_id(), SaleId);
    let till = TillId::new(body.value.till);
    let shows = (StatusCode::CREATED, Resource::Sale(id));
    let perform = async |answer| {
        let request = caller.request(&app, &till, answer)?;
        app.engine.open_sale(&request, id).await
    };
    app.once(&caller, call, body.sha256, shows, perform).await
}
