//! `GET /v1/products`, and `POST /v1/tills/{till}/price-look-ups`

use super::auth::Caller;
use super::body::Body;
use super::idempotency::Call;
use super::problem::{Problem, ProblemBody};
use super::resource::{Money, Resource};
use crate::App;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use checkout::{Amount, ProductId, TillId};
use engine::PricedProduct;
use serde::{Deserialize, Serialize};
use store::Product;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// A till of the store.
    till: String,
    /// The beginnings of words, an article number, or the number in a barcode.
    #[param(example = "jack")]
    find: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProductsBody {
    /// Twenty at most.
    products: Vec<ProductBody>,
}

/// A product without its price: who asks for that is journalled.
#[derive(Debug, Serialize, ToSchema)]
struct ProductBody {
    #[schema(example = "jacket1234")]
    product_id: String,
    #[schema(example = "Winter jacket")]
    name: String,
    #[schema(example = "09521234500018")]
    gtin: Option<String>,
}

impl From<Product> for ProductBody {
    fn from(product: Product) -> Self {
        let gtin = product.gtin.map(|gtin| gtin.to_string());
        Self { product_id: product.id.0, name: product.name, gtin }
    }
}

/// What one of a product costs now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PriceBody {
    #[schema(example = "jacket1234")]
    product_id: String,
    #[schema(example = "Winter jacket")]
    name: String,
    unit_price: Money,
    /// There where members pay less.
    member_unit_price: Option<Money>,
}

impl From<PricedProduct> for PriceBody {
    fn from(priced: PricedProduct) -> Self {
        let PricedProduct { product, name, currency, unit_minor, member_unit_minor } = priced;
        let money = |minor| Money::from(Amount::new(minor, currency));
        Self {
            product_id: product.0,
            name,
            unit_price: money(unit_minor),
            member_unit_price: member_unit_minor.map(money),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLookUp {
    #[schema(example = "jacket1234")]
    product_id: String,
}

/// Finds products by the beginnings of words in their name, with or without their accents, by their
/// article number, or by the number in their barcode.
#[utoipa::path(get, path = "/v1/products", tag = "products", params(Wanted),
    responses((status = 200, body = ProductsBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn find_products(
    State(app): State<App>,
    caller: Caller,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<ProductsBody>, Problem> {
    let Query(Wanted { till, find }) = wanted.map_err(|_| {
        let detail = "Give a till, and what to find: till=1&find=jack.";
        Problem::new(StatusCode::BAD_REQUEST, "search_unclear", detail)
    })?;
    let found = app.engine.find_products(&caller.merchant, &TillId::new(till), &find).await?;
    Ok(Json(ProductsBody { products: found.into_iter().map(ProductBody::from).collect() }))
}

/// Tells what one of a product costs, and journals that it was asked.
#[utoipa::path(post, path = "/v1/tills/{till}/price-look-ups", tag = "products",
    request_body = NewLookUp,
    params(("till" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = PriceBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn look_up_price(
    State(app): State<App>,
    caller: Caller,
    call: Call,
    Path(till): Path<String>,
    body: Body<NewLookUp>,
) -> Result<Response, Problem> {
    let (till, product) = (TillId::new(till), ProductId::new(body.value.product_id));
    let shows = (StatusCode::OK, Resource::Price(till.clone(), product.clone()));
    let engine = app.engine.clone();
    let perform = async |answer| {
        engine.look_up_price(&caller.request(&app, &till, answer)?, &product).await?;
        Ok(())
    };
    app.once(&caller, call, body.sha256, shows, perform).await
}
