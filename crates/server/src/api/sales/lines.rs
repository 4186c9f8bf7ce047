//! `POST /v1/sales/{sale}/lines`, `PATCH` and `DELETE /v1/sales/{sale}/lines/{line}`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use checkout::{GroupId, Gtin, LineId, ProductId, Quantity, Refusal, VatRate};
use engine::{EngineError, LineOrder};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// A line. With `product_id` alone it is priced from the catalogue; with `name`, `unit_price` and
/// `vat_rate` it is priced by the caller.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLine {
    #[schema(example = "jacket1234")]
    product_id: String,
    /// A decimal number with a point; 1 if left out.
    #[schema(example = "1")]
    quantity: Option<String>,
    /// Off the whole line, minor units.
    discount: Option<i64>,
    #[schema(example = "Winter jacket")]
    name: Option<String>,
    gtin: Option<String>,
    /// For one unit, tax included, before discount. Minor units.
    unit_price: Option<i64>,
    /// For one unit, for members. Minor units.
    club_unit_price: Option<i64>,
    /// Hundredths of a percent: 2500 is 25 %.
    vat_rate: Option<u16>,
    /// The groups of products that it is in, which rules for points can name. Of a product of the
    /// catalogue they stand there.
    #[serde(default)]
    #[schema(example = json!(["tobacco"]))]
    groups: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewQuantity {
    #[schema(example = "2")]
    quantity: String,
}

/// Adds a line.
#[utoipa::path(post, path = "/v1/sales/{sale}/lines", tag = "sales", request_body = NewLine,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn add_line(call: SaleCall, body: Body<NewLine>) -> Result<Response, Problem> {
    let quantity = quantity(body.value.quantity.as_deref().unwrap_or("1"))?;
    let order = order(body.value)?;
    call.act(body.sha256, async |engine, request, sale| {
        engine.add_line(&request, sale, order, quantity).await
    })
    .await
}

/// Sets the quantity of a line.
#[utoipa::path(patch, path = "/v1/sales/{sale}/lines/{line}", tag = "sales",
    request_body = NewQuantity, params(("sale" = uuid::Uuid, Path), ("line" = u32, Path)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn set_quantity(
    call: SaleCall,
    path: Path<(String, String)>,
    body: Body<NewQuantity>,
) -> Result<Response, Problem> {
    let (line, quantity) = (line_id(&path.1)?, quantity(&body.value.quantity)?);
    call.act(body.sha256, async |engine, request, sale| {
        engine.set_quantity(&request, sale, line, quantity).await
    })
    .await
}

/// Removes a line.
#[utoipa::path(delete, path = "/v1/sales/{sale}/lines/{line}", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("line" = u32, Path)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn remove_line(
    call: SaleCall,
    path: Path<(String, String)>,
) -> Result<Response, Problem> {
    let line = line_id(&path.1)?;
    call.act(Sha256::digest([]).into(), async |engine, request, sale| {
        engine.remove_line(&request, sale, line).await
    })
    .await
}

fn order(line: NewLine) -> Result<LineOrder, Problem> {
    let product = ProductId::new(line.product_id);
    let discount_minor = line.discount.unwrap_or(0);
    let gtin = line.gtin.map(|text| text.parse::<Gtin>()).transpose().map_err(|error| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "gtin_invalid", format!("gtin: {error}."))
    })?;
    let groups = GroupId::parse_all(line.groups.iter().map(String::as_str)).map_err(|error| {
        let detail = format!("groups: {error}.");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "groups_invalid", detail)
    })?;
    match (line.name, line.unit_price, line.vat_rate) {
        (None, None, None)
            if line.club_unit_price.is_none() && gtin.is_none() && groups.is_empty() =>
        {
            Ok(LineOrder::Product { product, discount_minor })
        }
        (Some(name), Some(unit_minor), Some(vat_rate)) => Ok(LineOrder::Priced {
            product,
            name,
            gtin,
            unit_minor,
            club_unit_minor: line.club_unit_price,
            discount_minor,
            vat_rate: VatRate::new(vat_rate).ok_or(EngineError::from(Refusal::ItemImpossible))?,
            groups,
        }),
        _ => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "line_incomplete",
            "Give a product_id of the catalogue alone, or name, unit_price and vat_rate with it.",
        )),
    }
}

pub(super) fn quantity(text: &str) -> Result<Quantity, Problem> {
    text.parse::<Quantity>().map_err(|error| {
        let detail = format!("quantity: {error}.");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "quantity_invalid", detail)
    })
}

pub(super) fn line_id(text: &str) -> Result<LineId, Problem> {
    Ok(text.parse().map(LineId).map_err(|_| EngineError::from(Refusal::LineUnknown))?)
}
