//! A sale, or a return, over the API, one file per verb. Each answers with all of it as it is
//! afterwards.

pub(super) mod cancel;
pub(super) mod correcting;
pub(super) mod customer;
pub(super) mod find;
pub(super) mod lines;
pub(super) mod membership;
pub(super) mod moving;
pub(super) mod open;
pub(super) mod payment;
pub(super) mod payouts;
pub(super) mod qr;
pub(super) mod read;
pub(super) mod receipt;
pub(super) mod returns;
pub(super) mod scan;
pub(super) mod tenders;
pub(super) mod vouchers;

pub(crate) use tenders::CounterTender;

use super::auth::Caller;
use super::idempotency::Call;
use super::problem::Problem;
use super::resource::Resource;
use crate::App;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use checkout::{Refusal, SaleId, TillId};
use engine::{Document, EngineError, Request};
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
        let till = self.app.engine.sale(&self.caller.merchant, self.sale).await?.sale.context.till;
        let (shows, sale) = ((StatusCode::OK, Resource::Sale(self.sale)), self.sale);
        self.act_at(&till, body_sha256, shows, |engine, request| act(engine, request, sale)).await
    }

    /// Does one thing to the sale or the return that the id names, at the till that it belongs to.
    async fn act_on_either<F: Future<Output = Result<(), EngineError>>>(
        self,
        body_sha256: [u8; 32],
        act: impl FnOnce(engine::Engine, Request, Document) -> F,
    ) -> Result<Response, Problem> {
        let document = self.document().await?;
        let resource = match &document {
            Document::Sale(view) => Resource::Sale(view.sale.id),
            Document::Return(view) => Resource::Return(view.returning.id),
        };
        let (till, shows) = (document.till().clone(), (StatusCode::OK, resource));
        self.act_at(&till, body_sha256, shows, |engine, request| act(engine, request, document))
            .await
    }

    /// Does one thing at a till, and shows a resource afterwards.
    async fn act_at<F: Future<Output = Result<(), EngineError>>>(
        self,
        till: &TillId,
        body_sha256: [u8; 32],
        shows: (StatusCode, Resource),
        act: impl FnOnce(engine::Engine, Request) -> F,
    ) -> Result<Response, Problem> {
        let Self { app, caller, call, .. } = self;
        let engine = app.engine.clone();
        let perform = async |answer| {
            let request = caller.request(&app, till, answer)?;
            act(engine, request).await
        };
        app.once(&caller, call, body_sha256, shows, perform).await
    }

    async fn document(&self) -> Result<Document, EngineError> {
        self.app.engine.document(&self.caller.merchant, self.sale.0).await
    }
}
