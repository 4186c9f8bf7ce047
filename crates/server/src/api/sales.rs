//! A sale over the API, one file per verb. Each answers with the whole sale as it is afterwards.

pub(super) mod cancel;
pub(super) mod customer;
pub(super) mod lines;
pub(super) mod membership;
pub(super) mod open;
pub(super) mod payment;
pub(super) mod qr;
pub(super) mod read;
pub(super) mod scan;
pub(super) mod tenders;

use super::auth::Caller;
use super::idempotency::Call;
use super::problem::Problem;
use super::resource::Resource;
use crate::App;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use checkout::{Refusal, SaleId};
use engine::{EngineError, Request};
use std::future::Future;

/// A call about one sale: who calls, which sale, and the idempotency key.
pub(crate) struct SaleCall {
    pub(super) app: App,
    pub(super) caller: Caller,
    call: Call,
    pub(super) sale: SaleId,
}

impl FromRequestParts<App> for SaleCall {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let call = Call::from_request_parts(parts, app).await?;
        let Path(path) =
            Path::<std::collections::HashMap<String, String>>::from_request_parts(parts, app)
                .await
                .map_err(|_| EngineError::from(Refusal::SaleUnknown))?;
        let sale = path.get("sale").and_then(|text| text.parse().ok());
        let sale = sale.ok_or(EngineError::from(Refusal::SaleUnknown))?;
        Ok(Self { app: app.clone(), caller, call, sale })
    }
}

impl SaleCall {
    /// Does one thing to the sale, at the till that it belongs to, and shows the sale.
    async fn act<F: Future<Output = Result<(), EngineError>>>(
        self,
        body_sha256: [u8; 32],
        act: impl FnOnce(engine::Engine, Request, SaleId) -> F,
    ) -> Result<Response, Problem> {
        let Self { app, caller, call, sale } = self;
        let till = app.engine.sale(&caller.merchant, sale).await?.sale.context.till;
        let shows = (StatusCode::OK, Resource::Sale(sale));
        let engine = app.engine.clone();
        let perform = async |answer| {
            let request = caller.request(&app, &till, answer)?;
            act(engine, request, sale).await
        };
        app.once(&caller, call, body_sha256, shows, perform).await
    }
}
