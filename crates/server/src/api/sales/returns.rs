//! `POST /v1/sales/{sale}/returns`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::{Resource, SaleBody};
use super::SaleCall;
use super::lines::quantity;
use super::tenders::CounterTender;
use axum::http::StatusCode;
use axum::response::Response;
use checkout::{LineId, ReturnId, TillId};
use engine::ReturnOrder;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReturn {
    /// The till that takes the wares back. It may be of another store than the sale's.
    #[schema(example = "1")]
    till: String,
    /// An id of the caller's own.
    id: Option<Uuid>,
    lines: Vec<NewReturnLine>,
    /// Gives all of it back by this tender; if left out, as it was paid, in the app first.
    tender: Option<CounterTender>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReturnLine {
    /// The number of the line in the original sale.
    line: u32,
    /// A decimal number with a point; all that is left of the line if left out.
    #[schema(example = "1")]
    quantity: Option<String>,
}

/// Takes wares of a completed sale back and gives the money back. The answer is the return, which is
/// read like a sale: it is completed at once, or when the app has given the money back.
#[utoipa::path(post, path = "/v1/sales/{sale}/returns", tag = "returns", request_body = NewReturn,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn start_return(
    call: SaleCall,
    body: Body<NewReturn>,
) -> Result<Response, Problem> {
    let NewReturn { till, id, lines, tender } = body.value;
    let lines = lines.into_iter().map(|NewReturnLine { line, quantity: text }| {
        let quantity = text.as_deref().map(quantity).transpose()?;
        Ok((LineId(line), quantity))
    });
    let lines = lines.collect::<Result<Vec<_>, Problem>>()?;
    let order = ReturnOrder { lines, by: tender.map(Into::into) };
    let (till, of) = (TillId::new(till), call.sale);
    let id = id.map_or_else(|| call.app.engine.new_return_id(), ReturnId);
    let shows = (StatusCode::CREATED, Resource::Return(id));
    call.act_at(&till, body.sha256, shows, async |engine, request| {
        engine.start_return(&request, of, id, order).await
    })
    .await
}
