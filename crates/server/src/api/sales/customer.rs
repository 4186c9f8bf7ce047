//! `POST` and `DELETE /v1/sales/{sale}/customer`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::response::Response;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Customer {
    /// With or without a country code; NO, DK, FI, SE.
    #[schema(example = "+47 987 65 432")]
    phone_number: String,
}

/// Puts a customer on the sale by phone number.
#[utoipa::path(post, path = "/v1/sales/{sale}/customer", tag = "sales", request_body = Customer,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn identify_customer(
    call: SaleCall,
    body: Body<Customer>,
) -> Result<Response, Problem> {
    let number = body.value.phone_number;
    call.act(body.sha256, async |engine, request, sale| {
        engine.identify_by_number(&request, sale, &number).await
    })
    .await
}

/// Takes the customer off the sale.
#[utoipa::path(delete, path = "/v1/sales/{sale}/customer", tag = "sales",
    params(("sale" = uuid::Uuid, Path)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn remove_customer(call: SaleCall) -> Result<Response, Problem> {
    call.act(Sha256::digest([]).into(), async |engine, request, sale| {
        engine.remove_customer(&request, sale).await
    })
    .await
}
